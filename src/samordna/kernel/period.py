"""From when until when? Half-open periods of days: `start` counts, `end` does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` (included) to `end` (not included); None is open-ended."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """True when at least one day lies in both; an empty period overlaps nothing."""
        return not self.intersection(other).is_empty

    def intersection(self, other: Period) -> Period:
        """The days that lie in both; an empty period when none does."""
        start = max((d for d in (self.start, other.start) if d), default=None)
        end = min((d for d in (self.end, other.end) if d), default=None)
        return Period(start, start) if start and end and end < start else Period(start, end)

    @property
    def is_empty(self) -> bool:
        """True when no day lies in it."""
        return self.start is not None and self.start == self.end

    @property
    def days(self) -> int | None:
        """How many days; None when open-ended."""
        return (self.end - self.start).days if self.start and self.end else None

    @property
    def last(self) -> date | None:
        """The last day that counts; None when open-ended."""
        return self.end - timedelta(days=1) if self.end else None
