"""What is true of every time limit, whatever its length, pauses and extensions? (D27)

Everything is a whole day (`datetime.date`): there is no time of day, so summer time can move nothing. The days drawn
lie on both sides of its changes all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from samordna.kernel.period import Period
from samordna.kernel.text import Text
from samordna.kernel.working_days import WorkingDays
from samordna.law.domain import Law
from samordna.rules.calendars import swedish
from samordna.rules.clocks import (
    LATE,
    PAUSED,
    RUNNING,
    SOON,
    UNDATED,
    Around,
    Extension,
    Pause,
    Reckoned,
    reckon,
    union,
)
from samordna.rules.limits import (
    AT_LEAST,
    AT_MOST,
    DAYS,
    MONTHS,
    MORE_THAN,
    NEXT,
    NONE,
    PREVIOUS,
    UNITS,
    WEEKS,
    WORKING_DAYS,
    YEARS,
    Length,
    Limit,
)

SAME = settings(derandomize=True, deadline=None, max_examples=120)
HOLIDAYS = swedish(2015, 2065)
NO_HOLIDAYS = WorkingDays()
FIRST, LAST = date(2023, 12, 1), date(2032, 12, 31)
# Days that dates go wrong on: month ends, leap days, year changes, midsummer, summer time, holidays.
HARD = [
    date(2024, 2, 28), date(2024, 2, 29), date(2028, 2, 29), date(2026, 1, 31), date(2026, 12, 31), date(2027, 1, 1),
    date(2026, 6, 19), date(2026, 6, 20), date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 24), date(2026, 4, 3),
    date(2026, 5, 14), date(2025, 11, 30),
]  # fmt: skip
days = st.one_of(st.sampled_from(HARD), st.dates(FIRST, LAST))
MOST = {DAYS: 90, WEEKS: 12, MONTHS: 14, YEARS: 2, WORKING_DAYS: 40}
lengths = st.sampled_from(UNITS).flatmap(lambda unit: st.integers(0, MOST[unit]).map(lambda n: Length(n, unit)))
calendar_lengths = lengths.filter(lambda length: length.unit in (DAYS, WEEKS))


@st.composite
def limits(
    draw: st.DrawFn, length: st.SearchStrategy[Length] = lengths, shifts: Sequence[str] = (NONE, NEXT, PREVIOUS)
):
    return Limit(
        id="frist",
        title=Text("Frist", "Limit"),
        kind=draw(st.sampled_from(["statute", "agreed"])),
        length=draw(length),
        count=draw(st.sampled_from([AT_MOST, MORE_THAN, AT_LEAST])),
        day_one=draw(st.booleans()),
        shift=draw(st.sampled_from(shifts)),
        pausable=True,
        warn=draw(st.none() | lengths),
    )


@st.composite
def closed_pauses(draw: st.DrawFn) -> Pause:
    start = draw(days)
    return Pause(Period(start, start + timedelta(days=draw(st.integers(0, 60)))), draw(st.sampled_from(["a", "b"])))


pauses = st.lists(closed_pauses(), max_size=5)
open_pauses = days.map(lambda day: Pause(Period(day), "öppet"))
extensions = st.lists(lengths.map(lambda by: Extension(by, "mer tid")), max_size=4)


def around(on: date, calendar: WorkingDays = HOLIDAYS) -> Around:
    return Around(calendar, Law(), on)


def due(limit: Limit, start: date, *more, on: date | None = None, calendar: WorkingDays = HOLIDAYS) -> date | None:
    return reckon(limit, start, around(on or start, calendar), *more).due


@SAME
@given(limits(), days, pauses, extensions, st.randoms(use_true_random=False))
def test_the_order_of_pauses_and_extensions_does_not_matter(limit, start, stops, longer, chance):
    shuffled, more = list(stops), list(longer)
    chance.shuffle(shuffled)
    chance.shuffle(more)
    assert due(limit, start, stops, longer) == due(limit, start, shuffled, more)


@SAME
@given(limits(), days, pauses, closed_pauses())
def test_days_that_lie_in_two_pauses_count_once(limit, start, stops, one):
    """The same pause twice, and a pause cut in two, are the pause once."""
    whole = one.period
    middle = whole.start + timedelta(days=(whole.days or 0) // 2)
    halves = [Pause(Period(whole.start, middle)), Pause(Period(middle, whole.end))]
    once = due(limit, start, [*stops, one])
    assert due(limit, start, [one, *stops, one]) == once
    assert due(limit, start, [*stops, *halves]) == once


@SAME
@given(st.lists(st.one_of(closed_pauses(), open_pauses), max_size=6), days)
def test_the_union_of_pauses_holds_the_same_days_and_no_day_twice(stops, day):
    found = union(stops)
    assert any(day in period for period in found) == any(day in each.period for each in stops)
    assert all(one.end is not None and one.end < after.start for one, after in pairwise(found))


@SAME
@given(limits(), days, pauses, extensions, closed_pauses(), lengths)
def test_what_was_added_and_taken_away_leaves_the_date_that_was_there(limit, start, stops, longer, stop, by):
    """A change is counted anew from the start, so that nothing of it is left (users' loudest complaint)."""
    before = reckon(limit, start, around(start), stops, longer)
    with_more = ([*stops, stop], [*longer, Extension(by, "tillfälligt")])
    reckon(limit, start, around(start), *with_more)
    assert reckon(limit, start, around(start), with_more[0][:-1], with_more[1][:-1]) == before


@SAME
@given(limits(), days, pauses, extensions, closed_pauses(), lengths)
def test_more_pause_or_extension_never_gives_an_earlier_date(limit, start, stops, longer, stop, by):
    before = due(limit, start, stops, longer)
    assert due(limit, start, [*stops, stop], longer) >= before
    assert due(limit, start, stops, [*longer, Extension(by)]) >= before


@SAME
@given(limits(), days, pauses, extensions)
def test_the_end_is_never_before_the_start(limit, start, stops, longer):
    found = reckon(limit, start, around(start), stops, longer)
    assert found.due >= start
    assert found.because[0].day == start
    assert found.because[-1].day == found.due
    assert [each.day for each in found.because] == sorted(each.day for each in found.because) or limit.shift == PREVIOUS


@SAME
@given(limits(shifts=[NONE]), days, pauses, extensions)
def test_what_has_been_said_is_a_date_and_no_time_of_day(limit, start, stops, longer):
    """Daylight saving: there is no hour that it could move."""
    found = reckon(limit, start, around(start), stops, longer)
    assert not any(isinstance(each, datetime) for each in (found.start, found.due, found.warns, found.still))


@SAME
@given(limits(), days, extensions, st.integers(0, 200), st.integers(0, 30))
def test_an_open_pause_gives_no_date_and_stands_still_from_its_day(limit, start, longer, later, seen):
    end = due(limit, start, [], longer)
    since = start + timedelta(days=later)
    assume(limit.shift != PREVIOUS)
    on = since + timedelta(days=seen)
    found = reckon(limit, start, around(on), [Pause(Period(since))], longer)
    unshifted = due(replace(limit, shift=NONE), start, [], longer)
    if since > unshifted:
        assert found.due == end
        assert found.still is None
    else:
        assert (found.due, found.still, found.standing(on)) == (None, since, PAUSED)


@SAME
@given(limits(calendar_lengths, shifts=[NONE]), days, st.integers(0, 40), st.integers(0, 60))
def test_a_closed_pause_of_n_days_is_n_days_later(limit, start, later, n):
    end = due(limit, start)
    since = start + timedelta(days=later)
    assume(since <= end)
    assert due(limit, start, [Pause(Period(since, since + timedelta(days=n)))]) == end + timedelta(days=n)


@SAME
@given(limits(st.integers(1, 40).map(lambda n: Length(n, WORKING_DAYS)), shifts=[NONE]), days, st.integers(0, 20))
def test_a_pause_of_a_limit_in_working_days_adds_as_many_working_days(limit, start, n):
    end = due(limit, start)
    stop = Period(start, start + timedelta(days=n))
    assert due(limit, start, [Pause(stop)]) == HOLIDAYS.add(end, HOLIDAYS.between(stop.start, stop.end))


@SAME
@given(limits(shifts=[NONE]), days, st.lists(st.integers(0, 9), max_size=4), st.lists(st.integers(0, 9), max_size=4))
def test_extensions_count_together(limit, start, months, more_days):
    """Twice a month is as long as two months: a short month on the way shortens nothing."""
    apart = [*(Extension(Length(n, MONTHS)) for n in months), *(Extension(Length(n, DAYS)) for n in more_days)]
    together = [Extension(Length(sum(more_days), DAYS)), Extension(Length(sum(months), MONTHS))]
    assert due(limit, start, [], apart) == due(limit, start, [], together)


@SAME
@given(limits(), days, pauses, extensions)
def test_a_shifted_end_is_a_working_day_near_by(limit, start, stops, longer):
    plain = due(replace(limit, shift=NONE), start, stops, longer)
    to_next = due(replace(limit, shift=NEXT), start, stops, longer)
    to_previous = due(replace(limit, shift=PREVIOUS), start, stops, longer)
    assert HOLIDAYS.is_open(to_next)
    assert timedelta() <= to_next - plain <= timedelta(days=5)
    assert to_next == plain or not HOLIDAYS.is_open(plain)
    assert to_previous <= plain
    assert HOLIDAYS.is_open(to_previous) or to_previous == plain


@SAME
@given(limits(), days)
def test_a_limit_stands_late_only_after_its_end_and_soon_only_from_its_warning(limit, start):
    found = reckon(limit, start, around(start))
    beyond = found.due + timedelta(days=int(limit.count != MORE_THAN))
    assert found.standing(beyond) == LATE
    before = found.standing(beyond - timedelta(days=1))
    assert before in (RUNNING, SOON)
    if found.warns and found.warns < beyond:
        assert found.standing(found.warns) == SOON
        assert found.standing(found.warns - timedelta(days=1)) == RUNNING


@SAME
@given(days, pauses, extensions)
def test_what_has_no_length_has_no_date_whatever_is_done_to_it(start, stops, longer):
    bare = Limit(id="frist", title=Text("Frist"), local="snarast")
    found = reckon(bare, start, around(start), stops, longer)
    assert (found.due, found.standing(start)) == (None, UNDATED)


@SAME
@given(days, lengths)
def test_a_limit_counted_backwards_ends_before_its_day_and_is_never_paused(start, length):
    before = Limit(id="frist", title=Text("Frist"), length=length, before=True)
    end = due(before, start)
    assert end <= start
    assert due(before, start, [Pause(Period(end))], [Extension(Length(9, DAYS))], on=start) == end


# Metamorphic: what must follow when everything is moved.


def moved(stops: list[Pause], by: timedelta) -> list[Pause]:
    return [replace(each, period=Period(each.period.start + by, each.period.end + by)) for each in stops]


@SAME
@given(
    limits(st.one_of(calendar_lengths, st.integers(0, 40).map(lambda n: Length(n, WORKING_DAYS)))),
    days,
    pauses,
    st.lists(st.integers(0, 30).map(lambda n: Extension(Length(n, DAYS))), max_size=3),
    st.integers(-60, 60),
)
def test_moving_everything_by_whole_weeks_moves_the_end_as_far(limit, start, stops, longer, weeks):
    """In a calendar of weekends only, every week is like every other."""
    by = timedelta(weeks=weeks)
    end = due(limit, start, stops, longer, calendar=NO_HOLIDAYS)
    assert due(limit, start + by, moved(stops, by), longer, calendar=NO_HOLIDAYS) == end + by


@SAME
@given(limits(shifts=[NONE, NEXT]), days, st.integers(0, 40))
def test_a_later_start_never_gives_an_earlier_end(limit, start, later):
    assert due(limit, start + timedelta(days=later)) >= due(limit, start)


@SAME
@given(days, st.integers(0, 60), st.integers(0, 60))
def test_a_longer_length_never_gives_an_earlier_end(start, one, other):
    short, long = sorted((one, other))
    for unit in UNITS:
        ends = [due(Limit(id="f", title=Text("F"), length=Length(n, unit)), start) for n in (short, long)]
        assert ends == sorted(ends)


@SAME
@given(limits(), days, pauses, days, days)
def test_the_day_of_the_question_moves_no_date(limit, start, stops, on, other):
    """A date is a fact of the case; only how it stands depends on the day."""
    found: list[Reckoned] = [reckon(limit, start, around(day), stops) for day in (on, other)]
    assert found[0].due == found[1].due
    assert found[0].because == found[1].because


@pytest.mark.parametrize("year", range(2024, 2034))
def test_midsummer_eve_is_never_the_end_of_a_shifted_limit(year):
    fridays = [date(year, 6, day) for day in range(19, 26) if date(year, 6, day).weekday() == 4]
    shifted = Limit(id="f", title=Text("F"), length=Length(0, DAYS), shift=NEXT)
    assert due(shifted, fridays[0]) == fridays[0] + timedelta(days=3)
