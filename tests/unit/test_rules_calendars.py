"""Swedish working days from the holidays package: public holidays and the eves on which offices rest (E13)."""

from __future__ import annotations

from datetime import date

import pytest

from samordna.rules.calendars import swedish

CLOSED = [
    date(2026, 1, 1), date(2026, 1, 6), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14),
    date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31), date(2026, 6, 6), date(2026, 6, 7),
]  # fmt: skip
OPEN = [date(2026, 5, 15), date(2026, 12, 23), date(2026, 4, 2), date(2026, 6, 18), date(2026, 11, 23)]


@pytest.mark.parametrize("day", CLOSED)
def test_offices_rest(day: date) -> None:
    assert not swedish(2026, 2026).is_open(day)


@pytest.mark.parametrize("day", OPEN)
def test_offices_work(day: date) -> None:
    assert swedish(2026, 2026).is_open(day)


def test_counting_over_midsummer_and_the_turn_of_the_year() -> None:
    days = swedish(2026, 2027)
    assert days.add(date(2026, 6, 18), 1) == date(2026, 6, 22)
    assert days.add(date(2026, 12, 23), 3) == date(2026, 12, 30)
    assert days.add(date(2026, 12, 30), 1) == date(2027, 1, 4)
    assert days.add(date(2027, 1, 4), -1) == date(2026, 12, 30)
