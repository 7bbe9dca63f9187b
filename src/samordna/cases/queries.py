"""What may this actor see of a case? Everything a page shows of one comes through here (E8, D21)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from samordna.access.domain import Scope
from samordna.access.queries import ended, opened, visible
from samordna.access.rules import Action, may, where
from samordna.cases import engine
from samordna.cases.domain import PLAN, CaseRow, Seat
from samordna.cases.models import CoWorker, Fact, Involved, Position, Transfer
from samordna.cases.policy import about
from samordna.handbooks.domain import Handbook, Process, Step
from samordna.handbooks.journey.state import ACCEPTED, ANSWERED, State
from samordna.journal import queries as journal
from samordna.kernel.decision import Refused

ASSIGNED, SUBSTITUTE, INBOX, ASKED = "assigned", "substitute", "inbox", "asked"


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as an actor may see it: `open` are (sphere, category) pairs that consents and grounds open to them.

    `ended` are spheres that something once opened a way to or from, and nothing does now (D20).
    """

    row: CaseRow
    state: State
    seats: dict[str, Seat]
    handbook: Handbook
    scope: Scope
    open: frozenset[tuple[int, str]]
    number: str
    why: str
    ended: frozenset[int] = frozenset()

    @property
    def id(self) -> int:
        """The case."""
        return self.row.pk

    def sees(self, sphere: int, category: str = PLAN) -> bool:
        """May this actor see information of this category from this sphere?"""
        return sphere in self.scope.spheres or (sphere, category) in self.open

    def sees_party(self, party: str, category: str = PLAN) -> bool:
        """The same, by the party that the information is from."""
        seat = self.seats.get(party)
        return seat is None or self.sees(seat.sphere, category) or (category == PLAN and self.registers(party))

    def registers(self, party: str) -> bool:
        """Does the actor write down what an outside party tells? Whoever handed over to it, and got a yes (D1).

        Of such a party nothing stands here but what has been written down. What consents opened between the two and a
        withdrawal has closed is closed here too: the party goes on by itself, and only its end is written down (D20).
        """
        seat = self.seats.get(party)
        if seat is None or seat.here or seat.sphere in self.ended:
            return False
        return any(
            sent.receiver == party and sent.sender in self.own_parties and sent.status in (ACCEPTED, ANSWERED)
            for sent in self.state.transfers.values()
        )

    @property
    def own_parties(self) -> tuple[str, ...]:
        """The parties that the actor's units play here; the acting post's unit first."""
        unit = self.scope.post.unit if self.scope.post else 0
        mine = [p for p, seat in self.seats.items() if seat.unit in self.scope.units]
        return tuple(sorted(mine, key=lambda p: self.seats[p].unit != unit))

    def box(self, position: int) -> tuple[Process, Step] | None:
        """The process and the box of an open position."""
        found = self.state.positions.get(position)
        run = self.state.runs.get(found.run) if found else None
        step = self.handbook.step(run.process, found.step) if run and found else None
        return (self.handbook.by_id[run.process], step) if run and step else None


def see(scope: Scope, case: int, on: date) -> Seen:
    """The case as the actor may see it. Raises Refused, in the same words whether it exists or not (D21)."""
    try:
        found = engine.read(case)
    except Refused:
        raise Refused(engine.no_case()) from None
    if not may(scope, Action.READ_CASE, about(found.seats)):
        raise Refused(engine.no_case())
    pairs = opened(found.person, scope.spheres, on)
    own = [seat.unit for seat in found.seats.values() if seat.unit in scope.units]
    number = Involved.objects.filter(case_id=case, unit_id__in=own).order_by("id").values_list("number", flat=True)
    outside = any(not seat.here for seat in found.seats.values())
    return Seen(
        found.row, found.state, found.seats, found.handbook, scope, frozenset(pairs),
        next((n for n in number if n), ""), why_reading(scope, found),
        frozenset(ended(found.person, scope.spheres, on) if outside else ()),
    )  # fmt: skip


def why_reading(scope: Scope, found: engine.Loaded) -> str:
    """Why the actor reads: derived for those who work with it; others are asked (D26)."""
    # Whoever has left the last box of a process still works with it until it ends.
    going = [run.id for run in found.state.runs.values() if not run.ended]
    worked = Q(closed_seq=None) | Q(run_no__in=going)
    workers = set(Position.objects.filter(worked, case_id=found.id).values_list("worker_id", flat=True))
    workers |= {seat.worker for seat in found.seats.values()} | {found.row.watcher_id}
    workers |= set(CoWorker.objects.filter(case_id=found.id, until_seq=None).values_list("worker_id", flat=True))
    if scope.worker in workers:
        return ASSIGNED
    if scope.stands_in_for & workers:
        return SUBSTITUTE
    waiting = (t for t in found.state.unanswered() if t.status == "sent")
    asked_us = any((seat := found.seats.get(t.receiver)) and seat.unit in scope.units for t in waiting)
    unassigned = any(
        (seat := found.seats.get(p.party)) and seat.unit in scope.units for p in found.state.positions.values()
    ) and not any(seat.worker for seat in found.seats.values() if seat.unit in scope.units)
    return INBOX if asked_us or unassigned else ASKED


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a case with the parts of it that the actor may see, by category."""

    seq: int
    kind: str
    at: datetime
    by: int
    unit: int
    sphere: int
    said: dict[str, Any]

    @property
    def journey(self) -> dict[str, Any]:
        """What the journey recorded; empty when that part is closed to the actor."""
        found: dict[str, Any] = self.said.get(PLAN, {}).get("journey", {})
        return found

    @property
    def note(self) -> str:
        """The note written with the act."""
        return str(self.said.get(PLAN, {}).get("note", ""))

    @property
    def on(self) -> str:
        """When it happened (ISO date); the day it was recorded when the part is closed."""
        return str(self.said.get(PLAN, {}).get("on", "")) or self.at.date().isoformat()

    @property
    def told(self) -> list[dict[str, Any]]:
        """What another party's act told the actor's own: of what was sent or answered (see `telling`)."""
        found: list[dict[str, Any]] = self.said.get(PLAN, {}).get("told", [])
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """Answers to facts, of every category that is open."""
        return {k: v for part in self.said.values() for k, v in (part.get("facts") or {}).items()}


def happenings(seen: Seen, on: date) -> list[Happening]:
    """The events of a case that the actor may see something of, oldest first: what is closed is not even counted."""
    parts: dict[int, dict[str, Any]] = {}
    rows = visible(journal.parts(seen.id), seen.scope, on).values_list("seq", "sphere_id", "category", "data")
    # Where an act tells several spheres of their own, what stands with one's own counts.
    for seq, _sphere, category, data in sorted(rows, key=lambda row: (row[1] in seen.scope.spheres, row[1])):
        kept = parts.setdefault(seq, {})
        kept[category] = {**kept.get(category, {}), **json.loads(data)}
    headers = journal.headers(seen.id, parts)
    return [
        Happening(seq, kind, at, by, unit, sphere, parts[seq])
        for seq, kind, at, by, unit, sphere in headers.values_list("seq", "kind", "at", "by_id", "unit_id", "sphere_id")
    ]


def boxes(seen: Seen) -> list[Position]:
    """The open boxes that the actor may see.

    Those that are open to them, and those of an outside party that their own sphere has written down: what another
    unit was told by the party is that unit's (D1).
    """
    rows = list(Position.objects.filter(case_id=seen.id, closed_seq=None).order_by("no"))
    registered = {row.opened_seq for row in rows if not seen.sees(row.sphere_id) and seen.registers(row.party)}
    headers = journal.headers(seen.id, registered).filter(sphere_id__in=seen.scope.spheres) if registered else ()
    written = {header.seq for header in headers}
    return [row for row in rows if seen.sees(row.sphere_id) or row.opened_seq in written]


def began(seen: Seen, run: int) -> tuple[int, date]:
    """When a way through a process began: the number of the event, and the day that it happened (E11)."""
    rows = Position.objects.filter(case_id=seen.id, run_no=run).order_by("opened_seq")
    seq, on = rows.values_list("opened_seq", "opened_on")[0]
    return seq, on


def transfers(seen: Seen) -> list[Transfer]:
    """What has been sent to and from the actor's units, and between others as far as both their plans are open."""
    rows = Transfer.objects.filter(case_id=seen.id).order_by("no")
    return [
        row
        for row in rows
        if {row.sender_unit_id, row.receiver_unit_id} & seen.scope.units
        or (seen.sees(row.sender_sphere_id) and seen.sees(row.receiver_sphere_id))
    ]


def facts(seen: Seen, on: date, *, emptied: bool = False) -> dict[str, Fact]:
    """The latest answers that the actor may see, by fact; one's own sphere's before others'.

    Those that were taken away (value None) are left out, unless `emptied`.
    """
    rows = [
        row for row in visible(Fact.objects.filter(case_id=seen.id), seen.scope, on) if emptied or row.value is not None
    ]
    ordered = sorted(rows, key=lambda row: (row.sphere_id in seen.scope.spheres, row.seq))
    return {row.fact: row for row in ordered}


def readable(scope: Scope) -> Q:
    """The cases that the actor may open, as a filter: the same rule as `see` (E8)."""
    return where(scope, Action.READ_CASE)
