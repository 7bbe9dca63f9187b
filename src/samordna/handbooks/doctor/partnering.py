"""Whom does a box ask: never itself, somebody who can answer, and nobody who could not ask back?"""

from __future__ import annotations

from collections.abc import Iterator

from samordna.handbooks.doctor.surroundings import Surroundings, at
from samordna.handbooks.domain import PERSON, Handbook, Process, Referral, Step, Target
from samordna.kernel.finding import Finding
from samordna.kernel.text import say

# A box that turns to at least this many other parties is a list of partners.
PARTNERS = 3
Box = tuple[Process, Step]


def senders(handbook: Handbook, process: Process, step: Step) -> tuple[str, ...]:
    """Who acts: the lead, or whoever runs the process; a forum's box is acted in by whoever runs it (D3, D11)."""
    return (step.lead,) if step.lead and not handbook.is_forum(step.lead) else process.starters


def receivers(handbook: Handbook, target: Target) -> set[str]:
    """Who is asked: the party named, the lead of the box, or whoever may run its process."""
    if target.kind == "party":
        return {target.step}
    process = handbook.by_id.get(target.process)
    step = process.by_id.get(target.step) if process else None
    return set() if process is None or step is None else {step.lead} if step.lead else set(process.starters)


def partners(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """A party that is listed as its own partner, and an answer that nobody has a box to give."""
    for process, step in handbook.every_step():
        asking = set(senders(handbook, process, step))
        for asked in step.referrals:
            target = handbook.target(process.id, asked.to)
            own = target.kind == "party" or target.process == process.id
            if own and asking and asking <= receivers(handbook, target):
                yield at(
                    "error",
                    "own-partner",
                    (process, step),
                    say(
                        "“{request}” asks {party}, which leads the box itself.",
                        request=asked.label,
                        party=", ".join(sorted(asking)),
                    ),
                    say("Remove it, or name the party that was meant."),
                )
            yield from _unanswerable(handbook, (process, step), asked, target)


def mutual(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Lists of partners that leave out a party which lists the other: the way there is, the way back is not."""
    asks: dict[str, set[str]] = {}
    lists: dict[str, list[tuple[Box, set[str]]]] = {}
    for process, step in handbook.every_step():
        sending = senders(handbook, process, step)
        if len(sending) == 1:
            others = _partners(handbook, process, step) - set(sending)
            asks.setdefault(sending[0], set()).update(others)
            if len(others) >= PARTNERS:
                lists.setdefault(sending[0], []).append(((process, step), others))
    for party, own in lists.items():
        by = {other for other, theirs in lists.items() for _box, listed in theirs if party in listed}
        left_out = sorted(by - asks[party] - {party})
        if left_out:
            yield _one_sided(own[0][0], party, ", ".join(left_out))


def _one_sided(where: Box, party: str, other: str) -> Finding:
    return at(
        "warning",
        "partner-one-sided",
        where,
        say("{other} turns to {party}, but {party} has no way to turn to {other}.", other=other, party=party),
        say("Add a request to {other}, or explain why there is none under “accepted:”.", other=other),
    )


def _partners(handbook: Handbook, process: Process, step: Step) -> set[str]:
    """The authorities and units that a box can turn to, by request or by exit."""
    sending = set(senders(handbook, process, step))
    written = [*(r.to for r in step.referrals if not r.consult), *(t for e in step.exits for t in e.to)]
    found: set[str] = set()
    for target in (handbook.target(process.id, w) for w in written):
        to = handbook.by_id.get(target.process)
        runs_it_itself = to is not None and (to.forum or sending <= set(to.starters))
        lead = handbook.step(target.process, target.step)
        found |= ({lead.lead} if lead else set()) if runs_it_itself else receivers(handbook, target)
    return {party for party in found if party not in ("", PERSON) and not handbook.is_forum(party)}


def _unanswerable(
    handbook: Handbook, where: tuple[Process, Step], asked: Referral, target: Target
) -> Iterator[Finding]:
    process = handbook.by_id.get(target.process) if handbook.step(target.process, target.step) else None
    if asked.answered_by and process and not any(s.lead == asked.answered_by for s in process.steps):
        yield at(
            "error",
            "answer-without-box",
            where,
            say("{party} is to answer, but has no box in {process}.", party=asked.answered_by, process=process.id),
            say("Add the box where {party} takes the matter up or declines.", party=asked.answered_by),
        )
