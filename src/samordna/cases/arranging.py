"""Who works with what an event opens, by when, and what does it send? (E10, D7, D27)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases import clocks
from samordna.cases.domain import FAR, Extras
from samordna.cases.models import Transfer as SentRow
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import Event, State
from samordna.handbooks.journey.state import Transfer
from samordna.journal.domain import Act

if TYPE_CHECKING:
    from samordna.cases.engine import Asked, Loaded


def new_transfers(state: State, event: Event) -> list[Transfer]:
    """What an event sends."""
    return [t for t in event.effect.transfers if t.id not in state.transfers]


def through_person(sent: Transfer) -> bool:
    """True when the papers go to the person, who carries them on: nothing leaves to the party itself (OSL 12:1)."""
    return sent.basis == "to-person"


def dated(case: Loaded, book: Handbook, event: Event, extras: Extras, act: Act, asked: Asked, on: date) -> Extras:
    """Who works with what the event opens, and by when (E10)."""
    told = {answer.fact: answer.value for answer in asked.facts}
    facts = {**case.facts, act.sphere: {**case.facts.get(act.sphere, {}), **told}}
    runs = {**case.state.runs, **{run.id: run for run in event.effect.runs}}
    workers, dues = dict(extras.workers), dict(extras.dues)
    spheres = {party: seat.sphere for party, seat in case.seats.items()}
    spheres |= {party: sphere for party, (_, sphere, _) in extras.seats.items()}
    moved = {p.id for p in event.effect.positions} | set(event.effect.removed)
    own = {party for party, sphere in spheres.items() if sphere == act.sphere}
    asking = {sent.position for sent in event.effect.transfers}
    stays = [
        p for p in case.state.positions.values()
        if p.id not in moved and (event.effect.case or p.id in asking or (asked.facts and p.party in own))
    ]  # fmt: skip
    sent_due = {
        t.id: clocks.answer_due(book, escalation(book, case.state, t), on) for t in new_transfers(case.state, event)
    }
    waits = awaited(case, event, sent_due, {p.id for p in (*event.effect.positions, *stays)})
    for position in (*event.effect.positions, *stays):
        run = runs[position.run]
        step = book.step(run.process, position.step)
        known = facts.get(spheres.get(position.party) or spheres[run.party], {})
        ends = clocks.box_due(book, step, known, position.until) if step else FAR
        ends = min(ends, waits.get(position.id, FAR))
        if ends != FAR or position in stays:
            dues[position.id] = ends.isoformat()
        if position.id not in case.state.positions:
            workers[position.id] = _worker_for(case, extras, position.party, act, asked)
    return replace(
        extras, workers={k: v for k, v in workers.items() if v}, dues=dues,
        sent_due={k: v.isoformat() for k, v in sent_due.items() if v != FAR},
    )  # fmt: skip


def awaited(case: Loaded, event: Event, new: Mapping[int, date], boxes: set[int]) -> dict[int, date]:
    """The nearest day on which something sent from each of `boxes` should have been answered, after the event."""
    if not (case.state.transfers or event.effect.transfers):
        return {}
    after = {**case.state.transfers, **{sent.id: sent for sent in event.effect.transfers}}
    waiting = [sent for sent in after.values() if sent.position in boxes and sent.is_unanswered]
    known = dict(new)
    if any(sent.id not in known for sent in waiting):
        rows = SentRow.objects.filter(case_id=case.id, no__in=[sent.id for sent in waiting])
        known |= dict(rows.values_list("no", "due"))
    found: dict[int, date] = {}
    for sent in waiting:
        found[sent.position] = min(found.get(sent.position, FAR), known.get(sent.id, FAR))
    return found


def _worker_for(case: Loaded, extras: Extras, party: str, act: Act, asked: Asked) -> int | None:
    """The worker of a new box: the one chosen, the actor in their own unit, else the party's responsible one."""
    seat = case.seats.get(party)
    unit = seat.unit if seat else extras.seats.get(party, (0,))[0]
    if unit == act.unit:
        return asked.worker or act.by or None
    return seat.worker if seat else None


def escalation(book: Handbook, state: State, sent: Transfer) -> str:
    """The time limit that a request of a box names for its answer."""
    run, position = state.runs.get(sent.from_run), state.positions.get(sent.position)
    step = book.step(run.process, position.step) if run and position else None
    asked = step.referral(sent.via_exit) if step and sent.via_exit else None
    return asked.escalation if asked else ""
