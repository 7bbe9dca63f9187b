"""On which days do Swedish offices rest? Holidays as data for `kernel.WorkingDays` (E13)."""

from __future__ import annotations

from functools import cache

from samordna.kernel.working_days import WorkingDays

# Public holidays, and the eves on which offices are closed in fact (midsommarafton, julafton, nyårsafton).
CATEGORIES = ("public", "de_facto")


@cache
def swedish(first: int, last: int) -> WorkingDays:
    """Working days in Sweden for the years `first` to `last`, both included."""
    from holidays.countries.sweden import Sweden  # 0.4 s, only for those who count working days

    days = Sweden(years=range(first, last + 1), categories=CATEGORIES, include_sundays=False)
    return WorkingDays.closed_on(days)
