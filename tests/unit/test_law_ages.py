"""The ages of a benefit, told by persons: when does the window open and close for each of them?"""

from __future__ import annotations

from datetime import date

import pytest

from samordna.kernel.period import Period
from samordna.law.domain import Confidence, NoValueError, Value, age_window
from samordna.law.queries import load

LAW = load()
DAY = date(2026, 11, 22)

ACTIVITY = ("aktivitetsersattning.from", "aktivitetsersattning.to")
FULL = ("sjukersattning.full.from", "sjukersattning.to")
PARTIAL = ("sjukersattning.partial.from", "sjukersattning.to")
YOUNG = ("jobbtorg-unga.from", "jobbtorg-unga.to")


@pytest.mark.parametrize(
    ("keys", "born", "first", "last"),
    [
        # Turning 19 in January or in December: July of the same year.
        (ACTIVITY, "2007-01-01", "2026-07-01", "2036-12-31"),
        (ACTIVITY, "2007-12-31", "2026-07-01", "2037-11-30"),
        (ACTIVITY, "2008-01-01", "2027-07-01", "2037-12-31"),
        (FULL, "2007-12-31", "2026-07-01", "2074-11-30"),
        # Partial: from the month of turning thirty, whatever the day.
        (PARTIAL, "1996-11-30", "2026-11-01", "2063-10-31"),
        (PARTIAL, "1996-12-01", "2026-12-01", "2063-11-30"),
        (YOUNG, "2010-11-22", "2026-11-22", "2040-11-21"),
    ],
)
def test_the_window_of_a_benefit(keys, born, first, last):
    window = LAW.window(date.fromisoformat(born), *keys, DAY)
    assert (window.start, window.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("born", "end"),
    [
        ("1957-12-31", "2022-12-01"),  # turned 65 while the limit was 65
        ("1958-01-01", "2024-01-01"),  # the limit rose on the day: 66
        ("1959-12-31", "2025-12-01"),  # turned 66 while the limit was 66
        ("1960-01-01", "2027-01-01"),  # 67
    ],
)
def test_a_raised_limit_does_not_reopen_what_has_closed(born, end):
    assert LAW.window(date.fromisoformat(born), *FULL, DAY).end == date.fromisoformat(end)


def test_a_limit_that_has_not_begun_is_not_foreseen():
    born = date(1960, 5, 5)
    assert LAW.window(born, *FULL, date(2025, 12, 31)).end == date(2026, 5, 1)
    assert LAW.window(born, *FULL, date(2026, 1, 1)).end == date(2027, 5, 1)


def test_full_compensation_for_the_young_is_a_later_rule():
    born = date(1997, 3, 3)
    assert LAW.window(born, *FULL, date(2017, 1, 31)).start == date(2027, 3, 1)
    assert LAW.window(born, *FULL, date(2017, 2, 1)).start == date(2016, 7, 1)


def test_a_unit_that_is_no_age_is_refused_with_those_that_are():
    days = LAW.value("af.exit_days", DAY)
    with pytest.raises(ValueError, match="july-of-year-turning"):
        age_window(date(2000, 1, 1), days, LAW.value("aktivitetsersattning.to", DAY))
    with pytest.raises(ValueError, match="month-before"):
        age_window(date(2000, 1, 1), LAW.value("aktivitetsersattning.from", DAY), days)


def test_a_value_that_is_no_number_is_no_age():
    word = Value("prov", "nitton", "month-of-turning", Period(), Confidence.STATUTE, "prov")
    with pytest.raises(TypeError, match="prov"):
        age_window(date(2000, 1, 1), word, LAW.value("aktivitetsersattning.to", DAY))


def test_an_unknown_limit_is_told():
    with pytest.raises(NoValueError):
        LAW.window(date(2000, 1, 1), "sjukersattning.from", "sjukersattning.to", DAY)
