"""What does the radar read of many cases at once? A fixed number of queries for each batch (E8, D22)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from samordna.access.domain import Scope
from samordna.access.queries import ended_of_many, opened_to_many, visible
from samordna.cases import guard
from samordna.cases import tables as rows
from samordna.cases.tables import Box, Told
from samordna.consents import ending
from samordna.deadlines.around import around
from samordna.deadlines.knowing import KnownCase, needs
from samordna.deadlines.loading import known
from samordna.deadlines.radar import Radar
from samordna.deadlines.radar_known import Came, Ends, Watched
from samordna.deadlines.radar_rules import CONSENT, rules
from samordna.deadlines.radar_seen import Batch, seated, watched
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey.state import ACCEPTED, ANSWERED
from samordna.journal import queries as journal
from samordna.rules import queries as tables
from samordna.rules.clocks import moved

# How many cases are read at once.
BATCH = 2000
Parties = Mapping[int, frozenset[str]]
UNTIL, KIND = "benefit_until", "benefit_kind"


@dataclass(slots=True)
class Radars:
    """The radar of each area on a day, made when first asked for."""

    on: date
    known: dict[int, Radar] = field(default_factory=dict)

    def of(self, area: int) -> Radar:
        """The radar of an area."""
        if area not in self.known:
            named = {each.table for each in rules() if each.table}
            asked = {each: tables.packaged(each) for each in sorted(named)}
            self.known[area] = Radar(rules(), around(area, self.on), asked)
        return self.known[area]


def watched_in(
    ids: Sequence[int], scope: Scope, radars: Radars, came: Mapping[int, list[Came]], unit: int = 0
) -> Iterator[tuple[int, Watched]]:
    """(area, case) for each of the open cases that one of the reader's units has to do with, in batches.

    `unit` is the one to look from, else the one that the reader acts for, else any of the reader's own.
    """
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        found = [case for case in known(part).values() if case.row.closed_seq is None and seated(case, scope)]
        batch = _batch(found, scope, radars)
        seen = [watched(case, scope, batch, radars.of(case.row.area_id), unit) for case in found]
        quiet = _silenced(seen, scope, radars.on)
        for case, each in zip(found, seen, strict=True):
            if case.id in came or case.id in quiet:
                each = replace(each, came=tuple(came.get(case.id, ())), silenced=case.id in quiet)
            yield case.row.area_id, each


def _batch(found: Sequence[KnownCase], scope: Scope, radars: Radars) -> Batch:
    ids = [case.id for case in found]
    persons = {case.row.person_id for case in found}
    asks, phased = _asked(found, radars)
    facts: dict[int, list[Told]] = {}
    for told in rows.facts(ids, asks):
        facts.setdefault(told.case_id, []).append(told)
    starts = {case.id for case in found if any(told.fact in phased for told in (*case.facts, *facts.get(case.id, ())))}
    registered, written = _registered(found, scope, radars.on)
    recorded = journal.last_recorded(ids, visible(journal.every_part(), scope, radars.on)) if ids else {}
    return Batch(
        facts,
        {} if scope.system else opened_to_many(persons, scope.spheres, radars.on),
        registered, written,
        _visits(found, starts),
        recorded,
        _ends(found, persons, scope, radars),
    )  # fmt: skip


def _asked(found: Iterable[KnownCase], radars: Radars) -> tuple[frozenset[str], frozenset[str]]:
    """The facts that the rules look at and that no clock needs; and those whose rules an entered box makes needless.

    What every handbook's clocks need has been read already.
    """
    every = [radars.of(area) for area in {case.row.area_id for case in found}]
    books = {id(case.book): case.book for case in found}.values()
    there = frozenset.intersection(*(needs(book).facts for book in books)) if books else frozenset()
    phased = frozenset(each.limit.fact for radar in every for each in radar.rules if each.phases)
    return frozenset().union(*(radar.asks for radar in every)) - there, phased


def _registered(found: Iterable[KnownCase], scope: Scope, on: date) -> tuple[Parties, set[tuple[int, int]]]:
    """The outside parties whose acts the reader's own parties write down, by case (D1), and the events that they wrote.

    Those that have said yes to something from one's own, as long as nothing that opened a way to them is closed (D20).
    """
    asked = {}
    for case in found if not scope.system else ():
        boxes = [box for box in case.open_boxes if box.sphere_id not in scope.spheres]
        outside = [box for box in boxes if box.party in case.seats and not case.seats[box.party].here]
        if outside:
            asked[case.id] = (case, {seat.party for seat in seated(case, scope)}, outside)
    if not asked:
        return {}, set()
    closed = ended_of_many({case.row.person_id for case, _, _ in asked.values()}, scope.spheres, on)
    registered: dict[int, set[str]] = {}
    for sent in rows.sent(list(asked), answered=True):
        case, own, _boxes = asked[sent.case_id]
        seat = case.seats.get(sent.receiver_party)
        if seat is None or seat.here or seat.sphere_id in closed.get(case.row.person_id, ()):
            continue
        if sent.sender_party in own and sent.status in (ACCEPTED, ANSWERED):
            registered.setdefault(case.id, set()).add(sent.receiver_party)
    opened = {(case.id, box.opened_seq) for case, _, boxes in asked.values() for box in boxes}
    written = journal.written_in(opened, scope.spheres)
    return {case: frozenset(parties) for case, parties in registered.items()}, written


def _visits(found: Iterable[KnownCase], ids: Collection[int]) -> dict[int, list[Box]]:
    """Every visit of a box in a phase that ends a rule, of the cases where such a rule counts."""
    books = {id(case.book): case.book for case in found if case.id in ids}
    steps = frozenset().union(*(_steps(book) for book in books.values()))
    visits: dict[int, list[Box]] = {}
    for box in rows.boxes(ids, steps) if ids and steps else ():
        visits.setdefault(box.case_id, []).append(box)
    return visits


@cache
def _phases() -> frozenset[str]:
    return frozenset().union(*(each.phases for each in rules()))


def _steps(book: Handbook) -> frozenset[str]:
    """The numbers of the boxes in a phase that ends a rule; another process may have the same number."""
    key = "radar-phases"
    known_steps: frozenset[str] | None = book.routes.get(key)
    if known_steps is None:
        known_steps = frozenset(step.id for _, step in book.every_step() if step.phase in _phases())
        book.routes[key] = known_steps
    return known_steps


def _ends(
    found: Iterable[KnownCase], persons: Collection[int], scope: Scope, radars: Radars
) -> dict[int, list[Ends]]:  # fmt: skip
    """Consents that end near the day, in the case they were given in; else in each of the person's cases here."""
    rule = next((each for each in rules() if each.kind == CONSENT), None)
    if rule is None or not persons:
        return {}
    calendar = next(iter(radars.known.values())).around.calendar
    ahead = moved(radars.on, rule.limit.warn, calendar) if rule.limit.warn else radars.on
    back = moved(radars.on, rule.after, calendar, -1) if rule.after else date.min
    ids = {case.id for case in found}
    by_person: dict[int, list[int]] = {}
    for case in found:
        by_person.setdefault(case.row.person_id, []).append(case.id)
    ends: dict[int, list[Ends]] = {}
    for each in ending.ending(persons, scope, (back, ahead)):
        for case_id in [each.case] if each.case in ids else by_person[each.person]:
            ends.setdefault(case_id, []).append(Ends(each.id, each.last))
    return ends


def _silenced(seen: Iterable[Watched], scope: Scope, on: date) -> frozenset[int]:
    """The cases where nobody is to be reminded of applying again for the benefit that ends (D28)."""
    kinds = {case.case: case.facts.get(KIND) for case in seen if UNTIL in case.facts}
    quiet = guard.silenced_in(kinds, scope, on) if kinds else {}
    return frozenset(
        case for case, silent in quiet.items() if (told := kinds[case]) is None or told.value in silent
    )  # fmt: skip
