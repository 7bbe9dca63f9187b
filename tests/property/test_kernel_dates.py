"""What is true of every period, month, working day and personal number?"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from personnummer import personnummer

from samordna.kernel.months import add_months
from samordna.kernel.period import Period
from samordna.kernel.personal_number import PersonalNumber, luhn
from samordna.kernel.working_days import WorkingDays

SAME = settings(derandomize=True, deadline=None)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
ends = st.none() | days
near = st.integers(-60, 60)
calendars = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=60).map(WorkingDays.closed_on)
office_days = st.dates(date(2026, 3, 1), date(2027, 10, 31))
periods = st.tuples(ends, ends).map(lambda pair: Period(*pair) if None in pair else Period(*sorted(pair)))


@SAME
@given(periods, periods, days)
def test_a_day_lies_in_the_intersection_when_it_lies_in_both(one, other, day):
    assert (day in one.intersection(other)) == (day in one and day in other)
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(other) or not (day in one and day in other)


@SAME
@given(periods)
def test_a_period_has_as_many_days_as_lie_in_it(period):
    if period.days is not None and period.days < 5000:
        start = period.start
        assert sum(start + timedelta(n) in period for n in range(-2, period.days + 2)) == period.days
        assert period.is_empty == (period.days == 0)


@SAME
@given(days, st.integers(-600, 600))
def test_months_keep_the_day_or_shorten_it(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@SAME
@given(calendars, office_days, near)
def test_adding_working_days_can_be_taken_back_and_counted(calendar, day, count):
    start = calendar.on_or_after(day)
    end = calendar.add(start, count)
    assert calendar.is_open(end)
    assert calendar.add(end, -count) == start
    assert calendar.between(min(start, end), max(start, end)) == abs(count)


@SAME
@given(calendars, office_days)
def test_the_nearest_working_day_is_the_nearest(calendar, day):
    after, before = calendar.on_or_after(day), calendar.on_or_before(day)
    assert before <= day <= after
    assert calendar.is_open(after)
    assert calendar.is_open(before)
    assert calendar.between(day, after) == 0
    assert (after == day) == (before == day) == calendar.is_open(day)


@SAME
@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.integers(988, 999), st.booleans(), st.integers(0, 9))
def test_the_oracle_agrees_on_every_number_of_the_test_series(born, serial, coordination, check):
    """Birth numbers 988-999 are the published test series; with any last digit, right or wrong."""
    day = born.day + 60 if coordination else born.day
    nine = f"{born:%y%m}{day:02}{serial}"
    digits = f"{born:%Y}"[:2] + nine + str(check)
    try:
        ours = PersonalNumber.parse(digits, date(2026, 11, 22))
    except ValueError:
        ours = None
    assert (ours is not None) == (luhn(nine) == check) == personnummer.valid(digits)
    if ours:
        assert (ours.born, ours.is_coordination) == (born, coordination)
        assert ours.born == personnummer.parse(digits).get_date()
