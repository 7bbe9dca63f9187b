"""How does one process become a pool? A user task a box, a gateway a decision, an end every way that leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from samordna.handbooks.bpmn.model import Flow, Group, Hanging, Lane, Node, Pool, xml_id
from samordna.handbooks.bpmn.wording import (
    box_words,
    duration,
    limit_words,
    number,
    process_text,
    referral_words,
    step_text,
    task_name,
)
from samordna.handbooks.domain import Exit, Handbook, Process, Referral, Step
from samordna.handbooks.words import party_name
from samordna.law.domain import Law
from samordna.web.i18n import _, render


class _Box(NamedTuple):
    task: Node
    gateway: Node | None
    hanging: tuple[Hanging, ...]


class Mail(NamedTuple):
    """Something sent out of a pool: to a `box` (process, step) or to a `party`."""

    key: tuple[str, ...]
    source: str
    process: str
    box: tuple[str, str] | None = None
    party: str = ""
    name: str = ""
    message: str = ""
    documentation: str = ""


def pool_of(
    handbook: Handbook, process: Process, entries: Mapping[str, str], law: Law
) -> tuple[Pool, list[Mail], list[tuple[str, str]]]:
    """The pool of a process, what it sends, and messages of its own; `entries` are the messages that open its boxes."""
    made = _Making(handbook, process, entries, law)
    made.make()
    return made.pool, made.mails, made.messages


class _Making:
    """One process on its way to a pool. Boxes are made last: only then is it known how many ways lead to each."""

    def __init__(self, handbook: Handbook, process: Process, entries: Mapping[str, str], law: Law) -> None:
        self.handbook, self.process, self.entries, self.law = handbook, process, entries, law
        self.steps = [step for step in process.steps if process.by_id[step.id] is step]
        self.mails: list[Mail] = []
        self.messages: list[tuple[str, str]] = []
        self.flows: list[Flow] = []
        self.taken: set[str] = set()
        self.pool = Pool(
            xml_id("pool", process.id), render(process.title), xml_id("process", process.id), process_text(process)
        )

    def id(self, kind: str, *parts: str) -> str:
        """An id of this process, never given twice."""
        made = xml_id(kind, self.process.id, *parts)
        while made in self.taken:
            made += ".2"
        self.taken.add(made)
        return made

    def make(self) -> None:
        """Fill the pool."""
        groups: list[Group] = []
        boxes: dict[str, _Box] = {}
        around: dict[str, tuple[list[Group], list[Group]]] = {}
        for step in self.steps:
            before = self._ways_in(step)
            task, gateway, after = self._box(step)
            boxes[step.id] = _Box(task, gateway, self._hanging(step, task))
            around[step.id] = (before, after)
        doors, joins = self._doors(boxes)
        for step in self.steps:
            task, gateway, hanging = boxes[step.id]
            line = tuple(node for node in (joins.get(step.id), task, gateway) if node)
            before, after = around[step.id]
            groups += [*before, Group(f"box:{step.id}", self._lane(step), line, hanging), *after]
        self.pool.groups = groups
        self.pool.flows = [flow if not flow.target.startswith("?") else _led(flow, doors) for flow in self.flows]
        self._name_lanes(groups)

    def _lane(self, step: Step) -> str:
        """The party that leads, or "" when it is whoever of several starters runs the process (D4)."""
        starters = self.process.starters
        return step.lead or (starters[0] if len(starters) == 1 else "")

    def _name_lanes(self, groups: list[Group]) -> None:
        used = dict.fromkeys(group.lane for group in groups)
        if len(used) > 1:
            self.pool.lanes = [
                Lane(self.id("lane", lane), party_name(self.handbook, lane) if lane else _("Whoever started"))
                for lane in used
            ]
        keys = {lane: index for index, lane in enumerate(used)}
        self.pool.groups = [
            Group(g.key, self.pool.lanes[keys[g.lane]].id if self.pool.lanes else "", g.nodes, g.hanging, g.words)
            for g in groups
        ]

    def _doors(self, boxes: Mapping[str, _Box]) -> tuple[dict[str, str], dict[str, Node]]:
        """Where flows to a box go: to the task, or to a gateway before it when several lead there."""
        coming: dict[str, int] = {}
        for flow in self.flows:
            coming[flow.target] = coming.get(flow.target, 0) + 1
        doors: dict[str, str] = {}
        joins: dict[str, Node] = {}
        for step_id, (task, _gateway, _hanging) in boxes.items():
            doors[f"?{step_id}"] = task.id
            if coming.get(f"?{step_id}", 0) > 1:
                join = joins[step_id] = Node(self.id("join", step_id), "exclusiveGateway")
                doors[f"?{step_id}"] = join.id
                self._flow(("join", step_id), join.id, task.id)
        return doors, joins

    def _flow(self, key: tuple[str, ...], source: str, target: str, **words: str) -> None:
        self.flows.append(Flow(self.id("flow", *key), source, target, **words))

    def _ways_in(self, step: Step) -> list[Group]:
        """The start, and the message that opens a run here: from another process, or at another start."""
        found: list[Node] = []
        if step.id == self.process.first:
            names = _(" or ").join(party_name(self.handbook, party) for party in self.process.starters)
            found.append(Node(self.id("start"), "startEvent", _("Start: {parties}").format(parties=names)))
        if step.id in self.entries:
            name = _("Start at box {number}").format(number=number(step))
            found.append(Node(self.id("entry", step.id), "startEvent", name, message=self.entries[step.id]))
        for node in found:
            self._flow(("from", node.id), node.id, f"?{step.id}")
        return [Group(node.id, self._lane(step), (node,)) for node in found]

    def _box(self, step: Step) -> tuple[Node, Node | None, list[Group]]:
        """The task, the gateway when there is more than one way out, and what stands on those ways."""
        text = step_text(self.handbook, self.process, step, self.law)
        task = Node(self.id("task", step.id), "userTask", task_name(step), text, ref=f"{self.process.id}/{step.id}")
        self._requests(step, task)
        if len(step.exits) < 2:
            return task, None, self._only_way(step, task)
        several = step.choose == "any"
        name = render(step.question) if step.question else task_name(step)
        gateway = Node(self.id("choice", step.id), "inclusiveGateway" if several else "exclusiveGateway", name)
        self._flow(("choice", step.id), task.id, gateway.id)
        groups: list[Group] = []
        for way in step.exits:
            test = f"'{way.id}' in choice" if several else f"choice == '{way.id}'"
            groups += self._way(step, way, gateway.id, render(way.label), test)
        return task, gateway, groups

    def _only_way(self, step: Step, task: Node) -> list[Group]:
        if step.exits:
            return self._way(step, step.exits[0], task.id, "", "")
        end = Node(self.id("end", step.id), "endEvent", _("No way on is stated"))
        self._flow((step.id,), task.id, end.id)
        return [Group(end.id, self._lane(step), (end,))]

    def _way(self, step: Step, way: Exit, source: str, words: str, test: str) -> list[Group]:
        """One way out, with its words in a group of their own; several targets are taken all at once."""
        lane, key = self._lane(step), f"way:{step.id}:{way.id}"
        ends = [self._end(step, way, written, index) for index, written in enumerate(way.to)]
        stated = {"name": words, "condition": test, "ref": way.id}
        if len(ends) == 1:
            end = ends[0]
            target, via = (end.id, "") if isinstance(end, Node) else (end, key if words else "")
            self._flow((step.id, way.id), source, target, via=via, **stated)
            nodes = (end,) if isinstance(end, Node) else ()
            return [Group(key, lane, nodes, words=words)] if nodes or words else []
        fork = Node(self.id("fork", step.id, way.id), "parallelGateway")
        self._flow((step.id, way.id), source, fork.id, **stated)
        groups = [Group(key, lane, (fork,), words=words)]
        for index, end in enumerate(ends):
            self._flow((step.id, way.id, str(index)), fork.id, end.id if isinstance(end, Node) else end)
            groups += [Group(end.id, lane, (end,))] if isinstance(end, Node) else []
        return groups

    def _end(self, step: Step, way: Exit, written: str, index: int) -> Node | str:
        """Where a target leads: an end of its own, or "?box" of this process."""
        target = self.handbook.target(self.process.id, written)
        key = (step.id, way.id) if len(way.to) == 1 else (step.id, way.id, str(index))
        if target.kind == "outcome":
            entry = self.handbook.entry("outcomes", target.step)
            return Node(self.id("end", *key), "endEvent", render(entry.title) if entry else target.step, ref=written)
        other = self.handbook.by_id.get(target.process)
        there = other.by_id.get(target.step) if other else None
        if other is self.process and there:
            return f"?{there.id}"
        if target.kind == "party" or other is None or there is None:
            return Node(self.id("end", *key), "endEvent", written, ref=written)
        full, box = f"{other.id}/{there.id}", (other.id, there.id)
        name, message = box_words(other, there), xml_id("message", *box)
        end = Node(self.id("end", *key), "endEvent", name, message=message, ref=full)
        self.mails.append(Mail((self.process.id, *key), end.id, self.process.id, box, documentation=render(way.label)))
        return end

    def _requests(self, step: Step, task: Node) -> None:
        """Requests to other pools are message flows; the box stays (D8)."""
        for asked in step.referrals:
            target = self.handbook.target(self.process.id, asked.to)
            key, words = (self.process.id, step.id, asked.id), render(asked.label)
            text = referral_words(self.handbook, self.process, asked)
            there = self.handbook.step(target.process, target.step)
            mail = Mail(key, task.id, self.process.id, name=words, documentation=text)
            if target.kind == "party":
                self.mails.append(mail._replace(party=target.step))
            elif there and (target.process != self.process.id or asked.consult):
                other = self.handbook.by_id[target.process]
                adviser = there.lead or other.starters[0] if asked.consult else ""
                self.mails.append(mail._replace(party=adviser, box=None if asked.consult else (other.id, there.id)))

    def _hanging(self, step: Step, task: Node) -> tuple[Hanging, ...]:
        asks = [hanging for each in step.referrals if (hanging := self._ask_here(step, task, each))]
        limits = dict.fromkeys((*step.deadlines, *(wait.review for wait in step.waits)))
        return (*asks, *(hanging for each in limits if (hanging := self._timer(step, task, each))))

    def _ask_here(self, step: Step, task: Node, asked: Referral) -> Hanging | None:
        """A request to a box of the same process opens that box beside this one: a message that does not interrupt."""
        target = self.handbook.target(self.process.id, asked.to)
        here = target.kind == "step" and target.process == self.process.id and target.step in self.process.by_id
        if not here or asked.consult:
            return None
        message = self.id("message", step.id, asked.id)
        self.messages.append((message, "/".join((self.handbook.id, self.process.id, step.id, asked.id))))
        text = referral_words(self.handbook, self.process, asked)
        key, name = self.id("ask", step.id, asked.id), render(asked.label)
        event = Node(key, "boundaryEvent", name, text, message, attached=task.id, ref=asked.id)
        self._flow(("ask", step.id, asked.id), event.id, f"?{target.step}")
        return Hanging(event)

    def _timer(self, step: Step, task: Node, deadline: str) -> Hanging | None:
        """A time limit that reminds and does not interrupt."""
        entry = self.handbook.entry("deadlines", deadline)
        length = duration(entry) if entry else ""
        if entry is None or not length:
            return None
        waits = [render(wait.label) for wait in step.waits if wait.review == deadline]
        text = "\n".join([limit_words(entry, self.law), *waits])
        key, name = self.id("timer", step.id, deadline), render(entry.title)
        event = Node(key, "boundaryEvent", name, text, duration=length, attached=task.id, ref=deadline)
        end = Node(self.id("reminded", step.id, deadline), "endEvent", _("Reminder"))
        self._flow(("timer", step.id, deadline), event.id, end.id)
        return Hanging(event, end)


def _led(flow: Flow, doors: Mapping[str, str]) -> Flow:
    target = doors[flow.target]
    return Flow(flow.id, flow.source, target, flow.name, flow.condition, flow.via, flow.ref)
