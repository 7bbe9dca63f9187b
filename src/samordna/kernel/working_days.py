"""Which days do Swedish offices work? Holidays enter as data (E13): importing them is a job for the caller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar: Monday to Friday, less `closed`."""

    closed: frozenset[date] = frozenset()

    @classmethod
    def closed_on(cls, days: Iterable[date]) -> WorkingDays:
        """A calendar closed on weekends and on `days`."""
        return cls(frozenset(days))

    def is_open(self, day: date) -> bool:
        """True on a working day."""
        return day.weekday() < SATURDAY and day not in self.closed

    def on_or_after(self, day: date) -> date:
        """`day` itself when it is a working day, else the next one."""
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        """`day` itself when it is a working day, else the one before."""
        while not self.is_open(day):
            day -= timedelta(days=1)
        return day

    def add(self, day: date, count: int) -> date:
        """The working day `count` working days after `day` (before it when negative); 0 gives `day` itself."""
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.is_open(day):
                day += step
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie in [start, end)."""
        return sum(self.is_open(start + timedelta(days=n)) for n in range(max((end - start).days, 0)))
