"""Which times does a team lay out, when it says some times of a day and how often? Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from samordna.meetings.domain import moment

CLOCK = re.compile(r"\b([01]?\d|2[0-3])[.:]([0-5]\d)\b")


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Times of a day, on the first day and on `count` days in all, `weeks` weeks apart."""

    first: date
    weeks: int
    count: int
    clocks: tuple[time, ...]


def times_of(written: str) -> list[time]:
    """The times in a text: “9.00, 10.30 och 13:00”."""
    return sorted({time(int(hour), int(minute)) for hour, minute in CLOCK.findall(written)})


def moments(laid: LaidOut, is_open: Callable[[date], bool]) -> tuple[datetime, ...]:
    """The moments (UTC) on days when offices are open."""
    days = (laid.first + timedelta(weeks=laid.weeks * n) for n in range(laid.count))
    return tuple(moment(each, clock) for each in days if is_open(each) for clock in laid.clocks)
