"""Does every way lead somewhere, can every box be reached, and is every box of the source there?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samordna.handbooks.doctor.surroundings import Surroundings, about, at
from samordna.handbooks.domain import Handbook, Process, Step, Target
from samordna.kernel.finding import Finding
from samordna.kernel.text import say

Node = tuple[str, str]
OUTCOME: Node = ("", "outcome")


def targets(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Targets that do not exist, exits to the same box, and boxes without exits."""
    for process in handbook.processes:
        yield from _starts(process)
    for process, step in handbook.every_step():
        where = (process, step)
        for written in _ways(step):
            yield from _target(handbook, where, written)
        yield from _kinds(handbook, where)
        for chosen in step.exits:
            if any(_leads_to(handbook.target(process.id, t), process, step) for t in chosen.to):
                yield at(
                    "error",
                    "self-loop",
                    where,
                    say("Exit “{exit}” leads back to the same box.", exit=chosen.id),
                    say("Point it at the box that comes next, or make it a wait with a review date."),
                )
        if not step.exits:
            yield at(
                "error",
                "dead-end",
                where,
                say("Nothing leads on from this box: whoever comes here stays."),
                say("Add an exit to a box, a return to the party that handed over, or an outcome."),
            )


def _starts(process: Process) -> Iterator[Finding]:
    for start in process.starts:
        if start not in process.by_id:
            yield about(
                "error",
                "start-unknown",
                process,
                say("The process starts in box {step}, which does not exist.", step=start),
                say("There are: {steps}.", steps=", ".join(process.by_id)),
            )
    if not process.starts:
        yield about("error", "start-missing", process, say("The process has no start."), say('Add “starts: ["1"]”.'))


def _target(handbook: Handbook, where: tuple[Process, Step], written: str) -> Iterator[Finding]:
    target = handbook.target(where[0].id, written)
    if target.kind == "outcome":
        if handbook.entry("outcomes", target.step) is None:
            yield at(
                "error",
                "outcome-unknown",
                where,
                say("There is no outcome “{outcome}”.", outcome=target.step),
                say("There are: {known}.", known=", ".join(handbook.registers.get("outcomes", {}))),
            )
    elif target.kind == "party":
        if target.step not in handbook.parties:
            yield at(
                "error",
                "party-unknown",
                where,
                say("There is no party “{party}”.", party=target.step),
                say("There are: {known}.", known=", ".join(handbook.parties)),
            )
    elif handbook.step(target.process, target.step) is None:
        yield at(
            "error",
            "target-unknown",
            where,
            say("“{target}” is not a box, a process or an outcome.", target=written),
            say("Write a box id, “process/box” or “outcome:…”."),
        )


def _kinds(handbook: Handbook, where: tuple[Process, Step]) -> Iterator[Finding]:
    """An exit leads to a box or an outcome, a request to a box or a party: anything else could never be taken."""
    process, step = where
    for chosen in step.exits:
        if any(handbook.target(process.id, t).kind == "party" for t in chosen.to):
            yield at(
                "error",
                "exit-to-party",
                where,
                say("Exit “{exit}” leads to a party, and only a request can.", exit=chosen.id),
                say("Lead it to a box of that party, or make it a request."),
            )
    for asked in step.referrals:
        if handbook.target(process.id, asked.to).kind == "outcome":
            yield at(
                "error",
                "request-to-outcome",
                where,
                say("“{request}” asks an outcome, and nobody is there to answer.", request=asked.label),
                say("Ask a box or “party:…”, or make it an exit."),
            )


def _ways(step: Step) -> Iterator[str]:
    for chosen in step.exits:
        yield from chosen.to
    for asked in step.referrals:
        yield asked.to


def _leads_to(target: Target, process: Process, step: Step) -> bool:
    return (target.kind, target.process, target.step) == ("step", process.id, step.id)


def reach(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Boxes that nothing leads to, and boxes from which no way leads to an outcome."""
    edges = _edges(handbook, referrals=True)
    starts = [(p.id, s) for p in handbook.processes for s in p.starts]
    reached = _closure(starts, edges)
    onward = _edges(handbook, referrals=False)
    backward: dict[Node, list[Node]] = {}
    for source, nodes in onward.items():
        for node in nodes:
            backward.setdefault(node, []).append(source)
    ending = _closure([OUTCOME], backward)
    for process, step in handbook.every_step():
        node = (process.id, step.id)
        if node not in reached:
            yield at(
                "error",
                "unreachable",
                (process, step),
                say("No start and no exit leads to this box."),
                say("Add an exit to it, or list it under “starts”."),
            )
        if node not in ending and step.exits:
            yield at(
                "error",
                "no-way-to-outcome",
                (process, step),
                say("However one goes on from here, no outcome is ever reached."),
                say("Add an exit to an outcome somewhere along the way."),
            )
    for process in handbook.processes:
        if process.steps and not any((process.id, s.id) in ending for s in process.steps):
            yield about(
                "error",
                "process-without-outcome",
                process,
                say("The process never ends in an outcome."),
                say("Add an exit to an outcome such as “outcome:work”, or to a process that has one."),
            )


def _edges(handbook: Handbook, *, referrals: bool) -> dict[Node, list[Node]]:
    edges: dict[Node, list[Node]] = {}
    for process, step in handbook.every_step():
        nodes = edges.setdefault((process.id, step.id), [])
        written: Iterable[str] = _ways(step) if referrals else (t for e in step.exits for t in e.to)
        for target in (handbook.target(process.id, w) for w in written):
            if target.kind == "outcome":
                nodes.append(OUTCOME)
            elif target.kind == "step":
                nodes.append((target.process, target.step))
    return edges


def _closure(starts: Iterable[Node], edges: dict[Node, list[Node]]) -> set[Node]:
    seen: set[Node] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(edges.get(node, ()))
    return seen


def coverage(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Boxes of the source that no step covers."""
    for process in handbook.processes:
        for box in process.boxes:
            if box not in process.by_id:
                yield about(
                    "error",
                    "box-uncovered",
                    process,
                    say("Box {box} of the source has no step.", box=box),
                    say("Add a step with the id “{box}”.", box=box),
                )
