"""Which days do Swedish offices work? Holidays come as data, here from the holidays package (E13)."""

from __future__ import annotations

from datetime import date

import holidays
import pytest

from samordna.kernel.working_days import WorkingDays

RED = holidays.country_holidays("SE", years=range(2025, 2029), categories=("public", "de_facto"))
OFFICE = WorkingDays.closed_on(day for day in RED if day.weekday() < 5)
ALWAYS = WorkingDays()


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 6, 19),  # midsummer eve, a Friday
        date(2026, 12, 24),  # Christmas eve
        date(2026, 12, 25),
        date(2026, 12, 31),  # new year's eve
        date(2027, 1, 1),
        date(2027, 1, 6),  # Epiphany
        date(2027, 5, 6),  # Ascension
        date(2026, 11, 21),  # a Saturday
        date(2026, 11, 22),  # a Sunday
    ],
)
def test_offices_are_closed_on_weekends_holidays_and_eves(day):
    assert not OFFICE.is_open(day)


@pytest.mark.parametrize("day", [date(2026, 6, 18), date(2026, 12, 23), date(2027, 1, 4), date(2027, 5, 7)])
def test_the_days_around_them_are_working_days(day):
    assert OFFICE.is_open(day)


def test_midsummer_moves_a_friday_to_monday():
    assert OFFICE.on_or_after(date(2026, 6, 19)) == date(2026, 6, 22)
    assert OFFICE.on_or_before(date(2026, 6, 21)) == date(2026, 6, 18)


def test_christmas_and_new_year_leave_three_working_days():
    assert OFFICE.between(date(2026, 12, 24), date(2027, 1, 4)) == 3
    assert OFFICE.add(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert OFFICE.add(date(2026, 12, 30), 1) == date(2027, 1, 4)


def test_counting_back_over_the_change_of_year():
    assert OFFICE.add(date(2027, 1, 4), -1) == date(2026, 12, 30)
    assert OFFICE.add(date(2027, 1, 4), -4) == date(2026, 12, 23)


def test_no_days_is_the_day_itself_even_when_closed():
    assert OFFICE.add(date(2026, 12, 25), 0) == date(2026, 12, 25)


def test_a_working_day_is_its_own_nearest():
    assert OFFICE.on_or_after(date(2026, 11, 23)) == OFFICE.on_or_before(date(2026, 11, 23)) == date(2026, 11, 23)


def test_an_interval_that_ends_before_it_starts_has_no_days():
    assert OFFICE.between(date(2026, 12, 31), date(2026, 12, 1)) == 0
    assert ALWAYS.between(date(2026, 11, 23), date(2026, 11, 30)) == 5
