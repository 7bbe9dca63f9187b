"""Which rows does an event change? Pure: the same function writes the lists and rebuilds them (E5, E18).

The lists are projections: whatever stands in them follows from the journey's effect and the event's extras.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samordna.cases.domain import FAR, Extras, Seats
from samordna.handbooks.journey.state import (
    AWAITING,
    DECLINED,
    PERSON_SAYS_NO,
    RETURNED,
    SENT,
    Event,
    Position,
    Run,
    State,
    Transfer,
)

Row = dict[str, Any]


@dataclass(slots=True)
class Changes:
    """Rows to insert, and fields to set by number; `case` are fields of the case itself."""

    case: Row = field(default_factory=dict)
    runs: dict[int, Row] = field(default_factory=dict)
    positions: dict[int, Row] = field(default_factory=dict)
    transfers: dict[int, Row] = field(default_factory=dict)
    new_runs: list[Row] = field(default_factory=list)
    new_positions: list[Row] = field(default_factory=list)
    new_transfers: list[Row] = field(default_factory=list)
    seats: list[Row] = field(default_factory=list)
    left: tuple[str, ...] = ()
    responsible: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def moved(self) -> tuple[int, Row] | None:
        """The hot path: the number of the one box that is closed and the row of the one that opens; nothing else."""
        if len(self.positions) != 1 or len(self.new_positions) != 1 or self._beside:
            return None
        no, row = next(iter(self.positions.items()))
        return (no, self.new_positions[0]) if row.keys() == {"closed_seq"} else None

    @property
    def _beside(self) -> bool:
        return bool(
            self.case or self.runs or self.transfers or self.new_runs or self.new_transfers or self.seats
            or self.left or self.responsible
        )  # fmt: skip


def changes(before: State, event: Event, extras: Extras, seats: Seats, on: date) -> Changes:
    """The rows that `event` changes in a case that was in `before`; `seats` includes those that come in with it."""
    made, effect = Changes(), event.effect
    for run in effect.runs:
        if run.id in before.runs:
            made.runs[run.id] = {"ended_seq": event.seq if run.ended else None}
        else:
            made.new_runs.append(_run(run, event.seq, seats))
    for gone in effect.removed:
        made.positions[gone] = {"closed_seq": event.seq}
    runs = {**before.runs, **{run.id: run for run in effect.runs}}
    for position in effect.positions:
        _place(made, before, position, event, extras, seats, runs, on)
    for sent in effect.transfers:
        if sent.id in before.transfers:
            made.transfers[sent.id] = _answered(sent, event.seq)
        else:
            made.new_transfers.append(_sent(sent, event.seq, extras, seats, on))
    _dated(made, before, event, extras)
    _apart(made, before, event, extras, seats, on)
    return made


def _dated(made: Changes, before: State, event: Event, extras: Extras) -> None:
    """The dates by which boxes and requests are sorted, of those that are there already."""
    for no, due in extras.dues.items():
        if no in before.positions and no not in event.effect.removed:
            made.positions.setdefault(no, {})["due"] = date.fromisoformat(due)
    for no, due in extras.sent_due.items():
        if no in before.transfers:
            made.transfers.setdefault(no, {})["due"] = date.fromisoformat(due)


def _apart(made: Changes, before: State, event: Event, extras: Extras, seats: Seats, on: date) -> None:
    """What is not the journey's: workers, the ball, closing, who comes and goes."""
    for no, worker in extras.workers.items():
        if no in before.positions:
            made.positions.setdefault(no, {})["worker_id"] = worker
    for no, unit in extras.escalated.items():
        made.transfers.setdefault(no, {}).update(escalated_seq=event.seq, escalated_unit_id=unit or None)
    if event.effect.ball:
        party = event.effect.ball[1]
        made.case |= {"holder_id": seats[party].unit, "holder_party": party, "held_since": on}
    if event.effect.closed is not None:
        made.case["closed_seq"] = event.seq if event.effect.closed else None
    if event.effect.case:
        made.case |= {"handbook": event.effect.case[0], "version": event.effect.case[1]}
    if extras.watcher:
        made.case["watcher_id"] = extras.watcher
    if extras.owner:
        made.case["owner_id"] = seats[extras.owner].unit
    for party, (unit, sphere, _number) in extras.seats.items():
        for sent in before.transfers.values():
            # What a team was asked before it had a part in the case reaches it now (D11).
            if sent.receiver == party and sent.is_unanswered:
                made.transfers.setdefault(sent.id, {}).update(receiver_unit_id=unit, receiver_sphere_id=sphere)
    made.case |= extras.opened
    made.left, made.responsible = extras.left, extras.responsible
    made.seats = [
        {"party": party, "unit_id": unit, "sphere_id": sphere, "number": number, "since_seq": event.seq}
        for party, (unit, sphere, number) in extras.seats.items()
    ]


def _run(run: Run, seq: int, seats: Seats) -> Row:
    seat = seats[run.party]
    return {
        "no": run.id, "process": run.process, "party": run.party, "unit_id": seat.unit, "sphere_id": seat.sphere,
        "n": run.n, "ended_seq": seq if run.ended else None,
    }  # fmt: skip


def _place(
    made: Changes, before: State, position: Position, event: Event, extras: Extras, seats: Seats,
    runs: Mapping[int, Run], on: date,
) -> None:  # fmt: skip
    """A box opened, changed, or opened again (a correction puts it back)."""
    until = date.fromisoformat(position.until) if position.until else None
    due = extras.dues.get(position.id, "")
    state: Row = {
        "awaits": position.status == AWAITING, "until": until, "wait": position.wait,
        "due": date.fromisoformat(due) if due else until or FAR,
    }  # fmt: skip
    if position.id in before.positions:
        known = before.positions[position.id]
        if (known.step, known.run, known.party) != (position.step, position.run, position.party):
            state |= _where(position, seats, runs)
        made.positions[position.id] = state
    elif position.id < before.next_id:
        made.positions[position.id] = {**state, "closed_seq": None}
    else:
        seated = _where(position, seats, runs)
        made.new_positions.append(
            {
                "no": position.id, **seated, **state, "worker_id": extras.workers.get(position.id),
                "opened_seq": event.seq, "opened_on": on, "closed_seq": None,
            }
        )  # fmt: skip


def _where(position: Position, seats: Seats, runs: Mapping[int, Run]) -> Row:
    # A forum or the person without a unit of its own: whoever drives the run sits there too (D3, D11).
    seat = seats.get(position.party) or seats[runs[position.run].party]
    return {
        "run_no": position.run, "process": runs[position.run].process, "step": position.step, "party": position.party,
        "unit_id": seat.unit, "sphere_id": seat.sphere,
    }  # fmt: skip


def _sent(sent: Transfer, seq: int, extras: Extras, seats: Seats, on: date) -> Row:
    sender = seats[sent.sender]
    receiver = seats.get(sent.receiver) or sender
    due = extras.sent_due.get(sent.id, "")
    return {
        "no": sent.id, "kind": sent.kind, "position_no": sent.position, "from_run": sent.from_run,
        "sender_party": sent.sender, "sender_unit_id": sender.unit, "sender_sphere_id": sender.sphere,
        "receiver_party": sent.receiver, "receiver_unit_id": receiver.unit, "receiver_sphere_id": receiver.sphere,
        "asked": sent.via_exit, "status": sent.status, "answer": _code(sent), "sent_seq": seq, "sent_on": on,
        "due": date.fromisoformat(due) if due else FAR, "answered_seq": None if sent.status == SENT else seq,
        "escalated_seq": None, "escalated_unit_id": None,
    }  # fmt: skip


def _answered(sent: Transfer, seq: int) -> Row:
    return {"status": sent.status, "answer": _code(sent), "answered_seq": None if sent.status == SENT else seq}


def _code(sent: Transfer) -> str:
    """How something was answered; what was answered in words stands in the event only."""
    return sent.answer if sent.answer in (DECLINED, PERSON_SAYS_NO, RETURNED) else ""
