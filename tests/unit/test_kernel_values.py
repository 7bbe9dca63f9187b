"""Periods, months, decisions and texts: the values that every room uses."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from samordna.kernel.decision import ALLOWED, refused
from samordna.kernel.finding import Finding, errors
from samordna.kernel.months import add_months
from samordna.kernel.period import Period
from samordna.kernel.text import Message, Text, say

MARCH = Period(date(2027, 3, 1), date(2027, 4, 1))
FROM_MAY = Period(date(2027, 5, 1))


def test_the_first_day_counts_and_the_end_does_not():
    assert date(2027, 3, 1) in MARCH
    assert date(2027, 3, 31) in MARCH
    assert date(2027, 4, 1) not in MARCH
    assert (MARCH.days, MARCH.last) == (31, date(2027, 3, 31))


def test_a_period_may_be_open_at_either_end():
    assert date(1900, 1, 1) in Period()
    assert date(2099, 1, 1) in FROM_MAY
    assert date(2027, 4, 30) not in FROM_MAY
    assert (FROM_MAY.days, FROM_MAY.last) == (None, None)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2027, 3, 2), date(2027, 3, 1))


def test_periods_that_meet_do_not_overlap():
    april = Period(date(2027, 4, 1), date(2027, 5, 1))
    assert not MARCH.overlaps(april)
    assert not april.overlaps(FROM_MAY)
    assert MARCH.overlaps(Period(date(2027, 3, 31), None))
    assert MARCH.intersection(april).is_empty


def test_an_empty_period_holds_no_day_and_overlaps_nothing():
    empty = Period(date(2027, 3, 5), date(2027, 3, 5))
    assert empty.is_empty
    assert date(2027, 3, 5) not in empty
    assert not empty.overlaps(MARCH)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 3, 31), -13, date(2026, 2, 28)),
        (date(2027, 5, 5), 0, date(2027, 5, 5)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months, expected):
    assert add_months(day, months) == expected


def test_a_decision_is_true_when_allowed_and_a_refusal_says_why():
    no = refused("no-consent", say("{party} has no consent.", party="FK"), law=("osl:26:1",))
    assert ALLOWED
    assert not no
    assert (no.code, str(no.reason), no.law) == ("no-consent", "FK has no consent.", ("osl:26:1",))
    with pytest.raises(FrozenInstanceError):
        no.allowed = True  # type: ignore[misc]


def test_a_message_is_filled_when_it_is_read():
    assert str(say("{count} boxes", count=3)) == "3 boxes"
    assert str(say("100 % {sure}")) == "100 % {sure}"
    assert say("a", b=1) == Message("a", {"b": 1})


def test_a_text_falls_back_to_swedish():
    assert Text("ruta", "box").in_language("en") == "box"
    assert Text("ruta").in_language("en") == "ruta"
    assert Text("ruta", "box").in_language("sv") == str(Text("ruta", "box")) == "ruta"


def test_errors_are_the_findings_that_must_be_mended():
    found = [Finding("a", severity, "x:1", say("fel"), say("skriv om")) for severity in ("error", "warning", "info")]
    assert [f.severity for f in errors(found)] == ["error"]
