"""Which pools, nodes, flows and messages make up a handbook? One pool a process, one black box a party beside them."""

from __future__ import annotations

from samordna.handbooks.bpmn.model import Diagram, MessageFlow, Pool, xml_id
from samordna.handbooks.bpmn.pools import Mail, pool_of
from samordna.handbooks.bpmn.wording import handbook_text
from samordna.handbooks.domain import Handbook, Process, Target
from samordna.handbooks.words import party_name
from samordna.law.domain import Law
from samordna.web.i18n import render

Box = tuple[str, str]


def diagram(handbook: Handbook, law: Law) -> Diagram:
    """The whole handbook as one collaboration, in the language spoken now."""
    whole = Diagram(xml_id("handbook", handbook.id), render(handbook.title), handbook_text(handbook))
    doors = _doors(handbook)
    whole.messages += [(_message(box), "/".join((handbook.id, *box))) for box in doors]
    sent: list[Mail] = []
    for process in handbook.processes:
        entries = {step: _message((process.id, step)) for owner, step in doors if owner == process.id}
        pool, mails, asked = pool_of(handbook, process, entries, law)
        whole.pools.append(pool)
        whole.messages += asked
        sent += mails
    _deliver(handbook, whole, sent)
    return whole


def _message(box: Box) -> str:
    return xml_id("message", *box)


def _doors(handbook: Handbook) -> list[Box]:
    """Boxes where a run can begin by a message: other starts than the first, and where other processes lead."""
    found: dict[Box, None] = {}
    for process in handbook.processes:
        found |= dict.fromkeys((process.id, start) for start in process.starts[1:] if start in process.by_id)
    for process, step in handbook.every_step():
        ways = [written for way in step.exits for written in way.to]
        asks = [asked.to for asked in step.referrals if not asked.consult]
        for target in (handbook.target(process.id, written) for written in ways + asks):
            if is_door(handbook, process, target):
                found[target.process, target.step] = None
    order = {(process.id, step.id): at for at, (process, step) in enumerate(handbook.every_step())}
    return sorted(found, key=lambda box: order.get(box, -1))


def is_door(handbook: Handbook, process: Process, target: Target) -> bool:
    """True when a target is a box of another process."""
    known = target.kind == "step" and handbook.step(target.process, target.step) is not None
    return known and target.process != process.id


def _deliver(handbook: Handbook, whole: Diagram, sent: list[Mail]) -> None:
    """Message flows: to the box that receives, else to the pool of the party, made when first needed."""
    homes = _homes(handbook)
    parties: dict[str, Pool] = {}
    for mail in sent:
        if mail.box:
            target, message = xml_id("entry", *mail.box), _message(mail.box)
        else:
            home = homes.get(mail.party, "")
            target, message = xml_id("pool", home), mail.message
            if not home or home == mail.process:
                name = party_name(handbook, mail.party)
                black = parties.setdefault(mail.party, Pool(xml_id("party", mail.party), name))
                target = black.id
        whole.message_flows.append(
            MessageFlow(xml_id("sends", *mail.key), mail.source, target, mail.name, message, mail.documentation)
        )
    order = {party: index for index, party in enumerate(handbook.parties)}
    whole.pools += [parties[party] for party in sorted(parties, key=lambda party: order.get(party, -1))]


def _homes(handbook: Handbook) -> dict[str, str]:
    """The process of each party that runs exactly one alone: its pool stands for the party."""
    own: dict[str, list[str]] = {}
    for process in handbook.processes:
        if len(process.starters) == 1:
            own.setdefault(process.starters[0], []).append(process.id)
    return {party: processes[0] for party, processes in own.items() if len(processes) == 1}
