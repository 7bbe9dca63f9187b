"""What is true of every age window and of every day of the law, whoever is born when?"""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from samordna.kernel.period import Period
from samordna.law.domain import Confidence, Status, Value, age_window
from samordna.law.queries import load

LAW = load()
DAY = date(2026, 11, 22)

births = st.dates(date(1930, 1, 1), date(2026, 12, 31))
days = st.dates(date(1990, 1, 1), date(2040, 12, 31))
leap_births = st.integers(1930, 2026).filter(lambda y: y % 4 == 0).map(lambda y: date(y, 2, 29))
ages = st.integers(0, 80)


def age(number: int, unit: str) -> Value:
    return Value("prov.age", number, unit, Period(), Confidence.STATUTE, "prov")


@given(births, ages)
def test_july_rule_depends_on_the_year_of_birth_only(born, n):
    start = age_window(born, age(n, "july-of-year-turning"), age(n + 20, "month-before")).start
    assert start == date(born.year + n, 7, 1)


@given(births)
def test_month_before_ends_on_the_eve_of_the_month_of_turning(born):
    last = age_window(born, age(19, "july-of-year-turning"), age(30, "month-before")).last
    assert last is not None
    following = last + timedelta(days=1)
    assert (following.year, following.month, following.day) == (born.year + 30, born.month, 1)


@given(births)
def test_activity_compensation_ends_where_partial_compensation_begins(born):
    activity = LAW.window(born, "aktivitetsersattning.from", "aktivitetsersattning.to", DAY)
    partial = LAW.window(born, "sjukersattning.partial.from", "sjukersattning.to", DAY)
    assert activity.end == partial.start


@given(births)
def test_whole_compensation_opens_with_activity_compensation(born):
    full = LAW.window(born, "sjukersattning.full.from", "sjukersattning.to", DAY)
    activity = LAW.window(born, "aktivitetsersattning.from", "aktivitetsersattning.to", DAY)
    partial = LAW.window(born, "sjukersattning.partial.from", "sjukersattning.to", DAY)
    assert full.start == activity.start
    assert full.end == partial.end


@given(leap_births, ages)
def test_who_is_born_on_the_leap_day_has_windows_in_every_year(born, n):
    by_month = age_window(born, age(n, "month-of-turning"), age(n + 1, "month-before"))
    by_day = age_window(born, age(n, "day-of-turning"), age(n, "through-age"))
    assert by_month == Period(date(born.year + n, 2, 1), date(born.year + n + 1, 2, 1))
    year = born.year + n
    assert by_day.start == (born.replace(year=year) if isleap(year) else date(year, 3, 1))
    assert by_day.days in (365, 366)


@given(births, ages, ages)
def test_a_window_never_ends_before_it_starts(born, n, m):
    window = age_window(born, age(n, "july-of-year-turning"), age(m, "month-before"))
    assert window.start is not None
    assert window.end is not None
    assert window.start <= window.end


@given(births, days, days)
def test_the_upper_limit_only_ever_rises(born, one, other):
    first, last = sorted((one, other))
    ends = [LAW.window(born, "sjukersattning.partial.from", "sjukersattning.to", on).end for on in (first, last)]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0] <= ends[1]


@given(days)
def test_on_every_day_each_provision_stands_in_one_way_only(on):
    for provision_id, versions in LAW.by_id.items():
        counting = [version for version in versions if on in version.valid]
        assert len(counting) <= 1
        assert (LAW.status(provision_id, on) is Status.IN_FORCE) == bool(counting)
        assert all(LAW.in_force(successor, on) for successor in LAW.successors(provision_id, on))


@given(days)
def test_changes_from_a_later_day_are_the_tail_of_those_from_an_earlier(on):
    later = on + timedelta(days=400)
    assert LAW.changed_since(later) == tuple(c for c in LAW.changed_since(on) if c.on >= later)
