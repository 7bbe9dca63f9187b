"""Which day is a number of months later? The same day of the month, or the last when the month is shorter."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """`day` moved by `months` (negative: earlier); 31 January and one month gives the last of February."""
    turned = day.month - 1 + months
    year, month = day.year + turned // 12, turned % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
