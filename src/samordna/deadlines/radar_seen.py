"""What of a case may its reader see on the radar? As in a single case, on rows that are already read (E8, D22)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.utils.timezone import get_default_timezone

from samordna.access.domain import CASE_ROLES, Role, Scope
from samordna.cases.clocks import limits_of
from samordna.cases.domain import PLAN
from samordna.cases.queries import Seen
from samordna.cases.tables import Box, Seated, Sent, Told
from samordna.deadlines import domain, queries
from samordna.deadlines.deriving import clock_from, day_of, is_unanswered, listed, starts
from samordna.deadlines.knowing import KnownCase, begins, comes_by_itself, needs
from samordna.deadlines.radar import BIRTH, Radar
from samordna.deadlines.radar_known import Ends, Place, Watched
from samordna.deadlines.running import Clock
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey.state import SENT
from samordna.rules.limits import BOX, FACT, INCOMING, Limit

Open = frozenset[tuple[int, str]]
NOTHING: Open = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """How a reader sees one case: `sees` and `registers` are those of `cases.queries.Seen`, for many cases at once."""

    scope: Scope
    spheres: frozenset[int]
    units: frozenset[int]
    open: Open = NOTHING
    registered: frozenset[str] = frozenset()

    def sees(self, sphere: int, category: str = PLAN) -> bool:
        """May this reader see information of this category from this sphere?"""
        return sphere in self.spheres or (sphere, category) in self.open or bool(self.scope.system)

    def registers(self, party: str) -> bool:
        """Does the reader write down what this outside party tells (D1)?"""
        return party in self.registered


@dataclass(frozen=True, slots=True)
class Batch:
    """What has been read of some cases beside what their clocks follow from, by case; `open` is by person.

    `facts` are those that the clocks do not need. `written` are the events that opened an outside party's box and that
    the reader's own sphere wrote down.
    """

    facts: Mapping[int, list[Told]]
    open: Mapping[int, set[tuple[int, str]]]
    registered: Mapping[int, frozenset[str]]
    written: Collection[tuple[int, int]]
    visits: Mapping[int, list[Box]]
    last: Mapping[int, datetime]
    ends: Mapping[int, list[Ends]]


def seated(case: KnownCase, scope: Scope) -> list[Seated]:
    """Where the reader's units sit in a case; anywhere for a job (E8)."""
    seats = case.seats.values()
    return list(seats) if scope.system else [seat for seat in seats if seat.unit_id in scope.units]


def watched(case: KnownCase, scope: Scope, batch: Batch, radar: Radar, unit: int) -> Watched:
    """A case as far as its reader may see it."""
    seats = seated(case, scope)
    roles = {post.role for post in scope.posts if post.role in CASE_ROLES and post.unit in {s.unit_id for s in seats}}
    coordinator = roles == {Role.COORDINATOR}
    reader = Reader(
        scope,
        frozenset(seat.sphere_id for seat in seats) if coordinator else scope.spheres,
        frozenset(seat.unit_id for seat in seats) if scope.system else scope.units,
        NOTHING if coordinator else frozenset(batch.open.get(case.row.person_id, ())),
        frozenset() if coordinator else batch.registered.get(case.id, frozenset()),
    )  # fmt: skip
    shown = queries.visible(cast(Seen, reader), case)
    facts = _latest(reader, (*shown.facts, *batch.facts.get(case.id, ())))
    boxes = tuple(
        box
        for box in shown.open_boxes
        if (reader.sees(box.sphere_id) or (case.id, box.opened_seq) in batch.written)
        and (not coordinator or box.unit_id in reader.units)
    )
    last = batch.last.get(case.id)
    visits = batch.visits.get(case.id, ())
    return Watched(
        case.id, case.book, _place(case, seats, scope, unit), facts, _born(shown, facts),
        _entered(case.book, (box for box in visits if reader.sees(box.sphere_id) or reader.registers(box.party))),
        boxes, tuple(_sent(shown, reader, scope)), ends=tuple(batch.ends.get(case.id, ())),
        clocks=_clocks(case, shown, reader, radar), units=reader.units,
        last=last.astimezone(get_default_timezone()).date() if last else None, coordinator=coordinator,
    )  # fmt: skip


def _place(case: KnownCase, seats: Sequence[Seated], scope: Scope, unit: int) -> Place:
    """Where the reader stands in a case; who is responsible there, else its watcher in the unit that owns it."""
    acting = unit or (scope.post.unit if scope.post else 0)
    seat = next((seat for seat in seats if seat.unit_id == acting), seats[0])
    watcher = case.row.watcher_id if case.row.owner_id == seat.unit_id else 0
    return Place(seat.unit_id, seat.party, seat.worker_id or watcher)


def _latest(reader: Reader, told: Iterable[Told]) -> dict[str, Told]:
    """The latest answers that the reader may see, one's own sphere's before others' (`cases.queries.facts`)."""
    seen = [each for each in told if reader.sees(each.sphere_id, each.category)]
    return {each.fact: each for each in sorted(seen, key=lambda each: (each.sphere_id in reader.spheres, each.seq))}


def _born(shown: KnownCase, facts: Mapping[str, Told]) -> date | None:
    told = facts.get(BIRTH)
    return shown.born.on if shown.born else day_of(told) if told else None


def _entered(book: Handbook, visits: Iterable[Box]) -> frozenset[str]:
    steps = (book.step(box.process, box.step) for box in visits)
    return frozenset(step.phase for step in steps if step and step.phase)


def _sent(shown: KnownCase, reader: Reader, scope: Scope) -> Iterator[Sent]:
    """What has no answer: from and to one's own units, and between others in the cases that one watches (D2)."""
    watches = shown.row.watcher_id in {scope.worker, *scope.stands_in_for}
    for sent in shown.sent:
        ours = sent.sender_unit_id in reader.units
        theirs = sent.receiver_unit_id in reader.units
        if not is_unanswered(sent.status, sent.kind) or (ours and theirs):
            continue
        if ours or (theirs and sent.status == SENT) or (watches and not theirs):
            yield sent


def _clocks(case: KnownCase, shown: KnownCase, reader: Reader, radar: Radar) -> tuple[Clock, ...]:
    """The clocks as `deadlines.queries.of_case` gives them, as far as they are near, late or moved by hand.

    What other rules tell of by themselves is left out: ages, waits, and answers to what was sent.
    """
    boxes = listed(shown)
    told = {each.fact for each in shown.facts} | {f"{box.process}/{box.step}" for box in shown.boxes}
    found = []
    for each in dict.fromkeys((*boxes, *needs(case.book).whole)):
        known = _limits(case.book).get(each)
        if known is None or not known.may_begin(told, shown):
            continue
        for start in starts(shown, known.limit):
            if shown.adjustments or radar.near(known.limit, start.on):
                clock = clock_from(shown, known.limit, start, radar.around, boxes.get(each, []))
                if clock and not _hidden(case, shown, reader, clock):
                    found.append(clock)
    return tuple(queries.own_first(found, reader.scope)) if found else ()


@dataclass(frozen=True, slots=True)
class Beginning:
    """A time limit with what can begin it: facts and entered boxes, something that came, or a start by hand."""

    limit: Limit
    signs: frozenset[str]
    came: bool

    def may_begin(self, told: set[str], shown: KnownCase) -> bool:
        """False when nothing that could begin it is known."""
        return bool(not self.signs.isdisjoint(told) or shown.adjustments or (self.came and shown.came))


def _limits(book: Handbook) -> Mapping[str, Beginning]:
    """The time limits of a handbook that the radar looks for among clocks; worked out once."""
    known: Mapping[str, Beginning] | None = book.routes.get("radar-limits")
    if known is None:
        known = book.routes["radar-limits"] = {
            limit.id: _beginning(limit)
            for limit in limits_of(book).values()
            if not (limit.ages or limit.table or comes_by_itself(limit))
        }
    return known


def _beginning(limit: Limit) -> Beginning:
    found = begins(limit)
    signs = {sign.what for sign in found if sign.kind in (FACT, BOX)} | {limit.fact} - {""}
    return Beginning(limit, frozenset(signs), any(sign.kind == INCOMING for sign in found))


def _hidden(case: KnownCase, shown: KnownCase, reader: Reader, clock: Clock) -> bool:
    """True when something was done to the clock that the reader may not see: its date would be another."""
    if len(shown.adjustments) == len(case.adjustments):
        return False
    done = domain.of_clock(case.adjustments, clock.deadline, clock.key, clock.sphere)
    return any(not reader.sees(each.sphere) for each in done)
