"""Which day is it, for a page? A port that platform fills, because rooms below it never read the clock (E2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

_clock: list[Callable[[], date]] = []


def fill(clock: Callable[[], date]) -> None:
    """Say once, at start-up, how to ask for the day."""
    _clock[:] = [clock]


def today() -> date:
    """The day it is. Raises RuntimeError when platform has not filled the port."""
    if not _clock:
        raise RuntimeError("the day is asked for before platform has said how to know it")
    return _clock[0]()
