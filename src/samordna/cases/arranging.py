"""Who works with what an event opens, by when, and what does it send? (E10, D7, D27)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases import clocks, ports, rows
from samordna.cases.domain import FAR, Extras, Seat
from samordna.cases.models import Transfer as SentRow
from samordna.cases.ports import Coming, Dates
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import Event, State
from samordna.handbooks.journey.state import Effect, Position, Transfer
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
    """Who works with what the event opens, and by when (E10). `on` is when it happened."""
    workers, dues = dict(extras.workers), dict(extras.dues)
    sent_due = _answers_due(case, book, event, act, on)
    opened = {p.id for p in event.effect.positions if p.id not in case.state.positions}
    for position in event.effect.positions:
        if position.id in opened:
            workers[position.id] = _worker_for(case, extras, position.party, act, asked)
    dates = _counted(case, book, event, extras, act, asked, on)
    touched = {p.id for p in event.effect.positions}
    again = {sent.position for sent in event.effect.transfers}
    boxes = {
        no: position for no, position in _open_after(case.state, event).items()
        if no in touched or no in again or no in dates.kept or _renewed(case, event)
    }  # fmt: skip
    waits = awaited(case, event, {**dates.sent, **sent_due}, set(boxes))
    for no, position in boxes.items():
        until = date.fromisoformat(position.until) if position.until else FAR
        ends = min(until, dates.boxes.get(no, FAR), waits.get(no, FAR))
        if ends != (FAR if no in touched else dates.kept.get(no)):
            dues[no] = ends.isoformat()
    later = {no: day for no, day in dates.sent.items() if _renewed(case, event) and no in case.state.transfers}
    new = {no: day for no, day in sent_due.items() if day != FAR}
    return replace(
        extras, workers={k: v for k, v in workers.items() if v}, dues=dues,
        sent_due={no: day.isoformat() for no, day in {**later, **new}.items()},
    )  # fmt: skip


def again(case: Loaded, kind: str, act: Act, asked: Asked) -> Extras:
    """The dates of a case in which an act moves nothing, but changes what clocks start from."""
    return dated(case, case.handbook, Event(case.row.seq + 1, kind, Effect()), Extras(), act, asked, act.on)


def _renewed(case: Loaded, event: Event) -> bool:
    """Does the case come to follow another version of its handbook? A new case follows its first."""
    return bool(event.effect.case and case.state.runs)


def _open_after(state: State, event: Event) -> dict[int, Position]:
    """The boxes that are open after the event."""
    removed = set(event.effect.removed)
    found = {no: position for no, position in state.positions.items() if no not in removed}
    return found | {position.id: position for position in event.effect.positions}


def _answers_due(case: Loaded, book: Handbook, event: Event, act: Act, on: date) -> dict[int, date]:
    """When what the event sends should have been answered."""
    new = new_transfers(case.state, event)
    if not new:
        return {}
    around = clocks.around(case.row.area_id, act.on)
    return {t.id: clocks.answer_due(book, escalation(book, case.state, t), on, around) for t in new}


def _counted(
    case: Loaded, book: Handbook, event: Event, extras: Extras, act: Act, asked: Asked, on: date
) -> Dates:  # fmt: skip
    """The dates of running clocks after the event; asked only when there is a box for which some could run."""
    runs = {**case.state.runs, **{run.id: run for run in event.effect.runs}}
    steps = (book.step(runs[p.run].process, p.step) for p in _open_after(case.state, event).values())
    listed = frozenset(each for step in steps if step for each in step.deadlines)
    renewed = _renewed(case, event)
    if not ports.after or not (renewed or listed):
        return Dates()
    coming = {party: Seat(unit, sphere) for party, (unit, sphere, _) in extras.seats.items()}
    seats = {**coming, **case.seats}
    made = rows.changes(case.state, event, extras, seats, on)
    return ports.after[0](Coming(case, book, seats, made, asked.facts, listed, renewed, act.sphere, on, act.on))


def awaited(case: Loaded, event: Event, new: Mapping[int, date], boxes: set[int]) -> dict[int, date]:
    """The nearest day on which something sent from each of `boxes` should have been answered, after the event."""
    if not (case.state.transfers or event.effect.transfers):
        return {}
    after = {**case.state.transfers, **{sent.id: sent for sent in event.effect.transfers}}
    waiting = [sent for sent in after.values() if sent.position in boxes and sent.is_unanswered]
    known = dict(new)
    if any(sent.id not in known for sent in waiting):
        kept = SentRow.objects.filter(case_id=case.id, no__in=[sent.id for sent in waiting])
        known |= dict(kept.values_list("no", "due"))
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
    return clocks.escalation(step, sent.via_exit)
