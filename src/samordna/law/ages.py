"""On which day does a person come to the age that a benefit asks for?

The ages are values in `content/law/values.yaml`; here are only the ways in which law counts them, by the name that
stands as `unit` there. Who is born on 29 February has the birthday 1 March in ordinary years, as
`PersonalNumber.age` counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

JULY = 7

Way = Callable[[date, int], date]


def birthday(born: date, age: int) -> date:
    """The day on which a person born on `born` turns `age`."""
    year = born.year + age
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def july_of_year_turning(born: date, age: int) -> date:
    """1 July of the year in which the person turns `age` (SFB 33 kap. 16 and 18 §§)."""
    return date(born.year + age, JULY, 1)


def month_of_turning(born: date, age: int) -> date:
    """The first day of the month in which the person turns `age` (February for one born on the leap day)."""
    return date(born.year + age, born.month, 1)


def day_after(born: date, age: int) -> date:
    """The first day on which the person is no longer `age`."""
    return birthday(born, age + 1)


# From which day: the first day that counts.
STARTS: Mapping[str, Way] = {
    "july-of-year-turning": july_of_year_turning,
    "month-of-turning": month_of_turning,
    "day-of-turning": birthday,
}
# Until which day: the first day that no longer counts. "To and with the month before" ends where that month begins.
ENDS: Mapping[str, Way] = {"month-before": month_of_turning, "through-age": day_after}
