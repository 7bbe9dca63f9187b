"""What should a case worker be reminded of in a case, and why on this day? Pure: rules, case and day come in (D22).

Every rule ends in a date. From the first day of its warning the thing is near, after its last day it is late; before,
and when what it asks for has been done, there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from samordna.cases.tables import Box, Sent, Told
from samordna.deadlines import domain
from samordna.deadlines.radar_known import LATE, NEAR, Came, Place, Thing, Watched
from samordna.deadlines.radar_rules import (
    AGE,
    CLOCK,
    CONSENT,
    FACT,
    INCOMING,
    KINDS,
    OURS,
    SILENCE,
    TABLE,
    TRANSFER,
    WAIT,
    Rule,
)
from samordna.deadlines.running import Clock
from samordna.handbooks.domain import Handbook
from samordna.kernel.text import Text
from samordna.rules.clocks import PAUSED, Around, Because, moved, reckon, reckon_ages
from samordna.rules.decide import LawOn, matching
from samordna.rules.domain import FIRST, Table
from samordna.rules.limits import MORE_THAN, Length, Limit
from samordna.rules.limits import limit as limit_of

# Months with support, of twelve and of thirty-six. Who had it during the fewer had it during the more.
FEWER, MORE = "support_months_12", "support_months_36"
BIRTH = "birth_date"
# Clocks of which another rule tells by itself.
OTHERWISE = frozenset({domain.SENT, domain.WAIT, domain.AGE})


class Dated(NamedTuple):
    """A date that is near or late, and how it was counted. `of` is the key of a law value."""

    due: date
    state: str
    because: tuple[Because, ...] = ()
    of: str = ""


class Radar:
    """The rules with everything that a day and an area bring. What was counted once is not counted again."""

    def __init__(self, rules: Iterable[Rule], around: Around, tables: Mapping[str, Table]) -> None:
        self.rules = tuple(rules)
        self.around, self.on, self.tables = around, around.on, tables
        self._by_kind = {kind: [each for each in self.rules if each.kind == kind] for kind in KINDS}
        self._limits: dict[tuple[str, int], Limit] = {}
        self._counted: dict[tuple[int, date], Dated | None] = {}
        self._near: dict[tuple[int, date], bool] = {}
        self._ages: dict[tuple[str, date], tuple[Dated, ...]] = {}
        self._answers: dict[tuple[str, int, int], str] = {}

    @cached_property
    def asks(self) -> frozenset[str]:
        """Every fact that some rule looks at."""
        tables = {fact.id for each in self._by_kind[TABLE] for fact in self.tables[each.table].facts}
        return frozenset({fact for each in self.rules for fact in each.asks} | tables | {BIRTH})

    @cached_property
    def _told_otherwise(self) -> frozenset[str]:
        named = frozenset(each.deadline for each in self.rules if each.deadline)
        return named.union(*(each.ends_with for each in self.rules))

    def things(self, case: Watched) -> list[Thing]:
        """What is near or late in a case, in the order of the rules' kinds."""
        found = list(self._of_boxes(case))
        if not case.coordinator:
            found += [*self._of_facts(case), *self._of_tables(case), *self._of_ages(case), *self._of_case(case)]
        if len(found) > 1:
            known = {each.rule for each in found}
            replaced = {each.id for each in self.rules if each.id in known and each.replaced_by & known}
            found = [each for each in found if each.rule not in replaced] if replaced else found
        return found

    # What somebody told

    def _of_facts(self, case: Watched) -> Iterator[Thing]:
        for each in self._starting(case.facts):
            start = _start(each, case.facts)
            if start is None or (each.silenced and case.silenced):
                continue
            clock = next((c for c in case.clocks if c.deadline == each.deadline), None) if each.deadline else None
            if not _counts(each, case, start, frozenset() if clock else case.phases):
                continue
            found = self._clocked(clock, each) if clock else self._dated(each, self._limit(each, case.book), start)
            if found:
                yield _thing(each, case, found, each.limit.fact)

    def _starting(self, facts: Mapping[str, Told]) -> Iterator[Rule]:
        """The rules that start from what is told; one that starts from a day or from counted days comes once."""
        for fact in facts:
            for each in self._by_start.get(fact, ()):
                if fact == each.limit.fact or each.limit.fact not in facts:
                    yield each

    @cached_property
    def _by_start(self) -> Mapping[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for each in self._by_kind[FACT]:
            for fact in filter(None, (each.limit.fact, each.counted)):
                found.setdefault(fact, []).append(each)
        return found

    def _limit(self, rule: Rule, book: Handbook) -> Limit:
        """The handbook's own time limit, where it has one that starts from the same; with the rule's own warning."""
        if not rule.deadline:
            return rule.limit
        key = (rule.id, id(book))
        known = self._limits.get(key)
        if known is None:
            entry = book.entry("deadlines", rule.deadline)
            known = limit_of(entry.id, entry.title, entry.data) if entry else rule.limit
            known = known if known.fact == rule.limit.fact else rule.limit
            known = self._limits[key] = known if known.warn else replace(known, warn=rule.limit.warn)
        return known

    def _of_tables(self, case: Watched) -> Iterator[Thing]:
        """What a table makes of what is told; there is no date by which, only the day on which it came to be so."""
        fewer, more = case.facts.get(FEWER), case.facts.get(MORE)
        if fewer is None and more is None:
            return
        few, many = (each.value if each and isinstance(each.value, int) else 0 for each in (fewer, more))
        on = max(each.on for each in (fewer, more) if each)
        for each in self._by_kind[TABLE]:
            if self._answer(each.table, few, max(few, many)) == each.outcome:
                yield _thing(each, case, Dated(on, NEAR), each.outcome)

    def _answer(self, table: str, few: int, many: int) -> str:
        """The first outcome of a table, remembered; what is not told is as good as none."""
        key = (table, few, many)
        known = self._answers.get(key)
        if known is None:
            asked = self.tables[table]
            assert asked.hit == FIRST, table
            rows = matching(asked, {FEWER: few, MORE: many}, LawOn(self.around.law, self.on))
            known = self._answers[key] = rows[0].then[0] if rows else ""
        return known

    def _of_ages(self, case: Watched) -> Iterator[Thing]:
        for each in self._by_kind[AGE] if case.born else ():
            if not each.party or each.party in case.book.parties:
                assert case.born is not None
                for found in self._aged(each, case.born):
                    yield _thing(each, case, found, found.of)

    def _aged(self, rule: Rule, born: date) -> tuple[Dated, ...]:
        """The days near this one on which a person comes to an age; those of the same day are one."""
        if born.year not in self._years[rule.id]:
            return ()
        key = (rule.id, born)
        known = self._ages.get(key)
        if known is None:
            days: dict[date, Dated] = {}
            for each in reckon_ages(rule.limit, born, self.around):
                state = self._state(rule.limit, each.due, each.warns, rule.after)
                if each.due and state:
                    same = days.get(each.due)
                    because = (*same.because, *each.because[1:]) if same else each.because
                    days[each.due] = Dated(each.due, state, because, same.of if same else each.key)
            known = self._ages[key] = tuple(days.values())
        return known

    @cached_property
    def _years(self) -> Mapping[str, frozenset[int]]:
        """The years of birth of those who may be near an age of each rule, a year more to each side."""
        found = {}
        for each in self._by_kind[AGE]:
            calendar, lead, after = self.around.calendar, each.limit.warn, each.after
            last = (moved(self.on, lead, calendar) if lead else self.on).year + 1
            first = (moved(self.on, after, calendar, -1) if after else self.on).year - 1
            ages = {value.number for key in each.limit.ages for value in self.around.law.by_key.get(key, ())}
            found[each.id] = frozenset(year - age for age in ages for year in range(first, last + 1))
        return found

    # What has a date of its own

    def _of_case(self, case: Watched) -> Iterator[Thing]:
        """Consents that end, and silence: not while everything rests until a certain day."""
        for each in self._by_kind[CONSENT]:
            for ends in case.ends:
                yield from self._from(each, case, ends.last, ends.id)
        resting = bool(case.boxes) and all(box.until and box.until > self.on for box in case.boxes)
        if case.last and not resting:
            for each in self._by_kind[SILENCE]:
                yield from self._from(each, case, case.last)

    def _of_boxes(self, case: Watched) -> Iterator[Thing]:
        """What boxes, what is sent from them or comes to them, and their clocks give: also to a team's coordinator."""
        for each in self._by_kind[WAIT] if case.boxes else ():
            for box in case.boxes:
                if box.until:
                    for thing in self._from(each, case, box.until, box.wait):
                        yield _in(thing, box, _of(box))
        for each in self._by_kind[TRANSFER] if case.sent else ():
            yield from self._of_sent(each, case)
        for came in case.came:
            yield from self.arrived(came, case.case, case.place.party)
        for each in self._by_kind[CLOCK] if case.clocks else ():
            yield from self._of_clocks(each, case)

    def arrived(self, came: Came, case: int = 0, party: str = "") -> Iterator[Thing]:
        """What the radar says of something that has come in and that nobody has taken; it may belong to no case."""
        for each in self._by_kind[INCOMING]:
            found = self._dated(each, each.limit, came.due)
            if found:
                place = Place(came.unit, party, came.worker)
                yield Thing(each.id, case, found.due, found.state, place, of=came.id, because=found.because)

    def _of_sent(self, rule: Rule, case: Watched) -> Iterator[Thing]:
        for sent in case.sent:
            ours = sent.sender_unit_id in case.units or sent.receiver_unit_id not in case.units
            if ours == (rule.sent == OURS):
                unit, party = (
                    (sent.sender_unit_id, sent.sender_party) if ours else (sent.receiver_unit_id, sent.receiver_party)
                )
                box = next((each for each in case.boxes if ours and each.no == sent.position_no), None)
                worker = box.worker_id if box else case.place.worker if unit == case.place.unit else 0
                for thing in self._from(rule, case, sent.due, sent.no):
                    place = Place(unit, party, worker or 0)
                    yield _in(thing, box, place, title=_name(case, sent, ours=ours))

    def _of_clocks(self, rule: Rule, case: Watched) -> Iterator[Thing]:
        """The time limits of the handbook and of the case that no other rule tells of."""
        waiting = {domain.key(domain.INCOMING, came.id) for came in case.came}
        for clock in case.clocks:
            if clock.deadline in self._told_otherwise or domain.kind_of(clock.key) in OTHERWISE or clock.key in waiting:
                continue
            found = self._clocked(clock)
            if found:
                box = next((each for each in case.boxes if each.no in clock.boxes), None)
                thing = _thing(rule, case, found, f"{clock.deadline}/{clock.key}")
                title, health = clock.limit.title, rule.health or clock.health
                place = _of(box) if box else case.place
                yield _in(thing, box, place, title=title, health=health)

    def _from(self, rule: Rule, case: Watched, start: date, of: str | int = "") -> Iterator[Thing]:
        if not case.coordinator or rule.coordinator:
            found = self._dated(rule, rule.limit, start)
            if found:
                yield _thing(rule, case, found, of)

    # Counting

    def _clocked(self, clock: Clock, rule: Rule | None = None) -> Dated | None:
        """A clock as it runs in the case, with what was paused, extended and done."""
        if clock.met or clock.standing == PAUSED or clock.due is None:
            return None
        lead = rule.limit.warn if rule else None
        warns = clock.reckoned.warns or (moved(clock.due, lead, self.around.calendar, -1) if lead else None)
        state = self._state(clock.limit, clock.due, warns)
        return Dated(clock.due, state, clock.reckoned.because) if state else None

    def _dated(self, rule: Rule, limit: Limit, start: date) -> Dated | None:
        """The date of a rule that started on a day, when it is near or late."""
        key = (id(limit), start)
        if key in self._counted:
            return self._counted[key]
        found = reckon(limit, start, self.around)
        state = self._state(limit, found.due, found.warns, rule.after)
        known = self._counted[key] = Dated(found.due, state, found.because) if found.due and state else None
        return known

    def near(self, limit: Limit, start: date) -> bool:
        """Is a clock that nobody has touched near or late? Also by a rule's own warning for the same time limit."""
        key = (id(limit), start)
        known = self._near.get(key)
        if known is None:
            found = reckon(limit, start, self.around)
            leads = [each.limit.warn for each in self.rules if each.deadline == limit.id and each.limit.warn]
            days = [moved(found.due, lead, self.around.calendar, -1) for lead in leads] if found.due else []
            first = min([found.warns, *days] if found.warns else days, default=None)
            known = self._near[key] = bool(self._state(limit, found.due, first))
        return known

    def _state(self, limit: Limit, due: date | None, warns: date | None, after: Length | None = None) -> str:
        """How a date stands on the day: near from its warning on, late after it; "" before, and `after` it."""
        if due is None or self.on < (warns or due):
            return ""
        # The first day beyond is itself too late.
        if self.on < due or (self.on == due and limit.count != MORE_THAN):
            return NEAR
        return "" if after and self.on > moved(due, after, self.around.calendar) else LATE


def _thing(rule: Rule, case: Watched, found: Dated, of: str | int) -> Thing:
    """A thing of the case, in the reader's own first box."""
    box = next((box for box in case.boxes if box.unit_id == case.place.unit), None)
    return Thing(
        rule.id, case.case, found.due, found.state, case.place, box.no if box else 0, _step(box), of, found.because,
        health=rule.health,
    )  # fmt: skip


def _in(thing: Thing, box: Box | None, place: Place, **more: Any) -> Thing:
    """The thing in a box, or in none."""
    return replace(thing, place=place, box=box.no if box else 0, step=_step(box), **more)


def _step(box: Box | None) -> str:
    return f"{box.process}/{box.step}" if box else ""


def _name(case: Watched, sent: Sent, *, ours: bool) -> Text | None:
    """Who is to answer, or who waits for our answer."""
    other = case.book.parties.get(sent.receiver_party if ours else sent.sender_party)
    return other.name if other else None


def _of(box: Box) -> Place:
    return Place(box.unit_id, box.party, box.worker_id or 0)


def _start(rule: Rule, facts: Mapping[str, Told]) -> date | None:
    """The day that a fact says, or the first of the days that were counted when they were told."""
    told = facts.get(rule.limit.fact)
    start = _day(told.value) if told else None
    counted = facts.get(rule.counted) if rule.counted and start is None else None
    if counted and isinstance(counted.value, int) and counted.value > 0:
        return counted.on - timedelta(days=counted.value - 1)
    return start


def _counts(rule: Rule, case: Watched, start: date, phases: frozenset[str]) -> bool:
    """Is the rule still about something? Not when what it asks for has been told, entered or met."""
    if rule.ends_with and any(clock.met and clock.deadline in rule.ends_with for clock in case.clocks):
        return False
    if rule.phases & phases or any(_is(case.facts, *each, start) for each in rule.unless.items()):
        return False
    return not rule.only_if or any(_is(case.facts, *each, None) for each in rule.only_if.items())


def _is(facts: Mapping[str, Told], fact: str, values: tuple[Any, ...], start: date | None) -> bool:
    """Was this told? With values, one of them; a day only when it does not lie before the start."""
    told = facts.get(fact)
    if told is None or told.value is None:
        return False
    if values:
        return told.value in values
    day = _day(told.value)
    return start is None or day is None or day >= start


def _day(written: Any) -> date | None:
    try:
        return date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
