"""Which day and time is it, for a page? A port that platform fills: rooms below it never read the clock (E2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

_day: list[Callable[[], date]] = []
_time: list[Callable[[], datetime]] = []


def fill(day: Callable[[], date], time: Callable[[], datetime]) -> None:
    """Say once, at start-up, how to ask for the day and the time."""
    _day[:], _time[:] = [day], [time]


def today() -> date:
    """The day it is. Raises RuntimeError when platform has not filled the port."""
    _must(bool(_day))
    return _day[0]()


def now() -> datetime:
    """The time it is, with time zone. Raises RuntimeError when platform has not filled the port."""
    _must(bool(_time))
    return _time[0]()


def _must(filled: bool) -> None:
    if not filled:
        raise RuntimeError("the day is asked for before platform has said how to know it")
