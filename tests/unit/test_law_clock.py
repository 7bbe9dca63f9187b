"""The clock: today is Sweden's, unless the environment says another day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from samordna.platform.clock import SWEDEN, VARIABLE, WrongDayError, now, today


def test_without_a_wish_it_is_today(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert abs(today() - datetime.now(SWEDEN).date()) <= timedelta(days=1)
    assert now().tzinfo is SWEDEN


def test_another_day_can_be_wished(monkeypatch):
    monkeypatch.setenv(VARIABLE, "2027-01-01")
    assert today() == date(2027, 1, 1)
    assert now().date() == date(2027, 1, 1)


@pytest.mark.parametrize("written", ["imorgon", "2026-02-30", "01/02/2026"])
def test_what_is_no_date_is_refused_with_how_to_write_it(monkeypatch, written):
    monkeypatch.setenv(VARIABLE, written)
    with pytest.raises(WrongDayError, match="2026-11-22"):
        today()
