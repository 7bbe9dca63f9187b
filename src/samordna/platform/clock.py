"""What day and time is it? The only module that asks the machine; everything else is told.

`SAMORDNA_TODAY=YYYY-MM-DD` makes it another day, for demonstrations and tests.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

from samordna.kernel.text import say
from samordna.web.terminal import QuestionError

VARIABLE = "SAMORDNA_TODAY"
SWEDEN = ZoneInfo("Europe/Stockholm")


class WrongDayError(QuestionError):
    """`SAMORDNA_TODAY` does not hold a date."""


def today() -> date:
    """The day it is in Sweden, or the one in `SAMORDNA_TODAY`. Raises `WrongDayError` when that is no date."""
    return _wished() or datetime.now(SWEDEN).date()


def now() -> datetime:
    """The time it is in Sweden, with time zone; on the day in `SAMORDNA_TODAY` when that is set."""
    time = datetime.now(SWEDEN)
    wished = _wished()
    return time.replace(year=wished.year, month=wished.month, day=wished.day) if wished else time


def _wished() -> date | None:
    written = os.environ.get(VARIABLE, "").strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise WrongDayError(
            say("{variable} is “{written}”, which is not a date.", variable=VARIABLE, written=written),
            say("Write the day as YYYY-MM-DD, for example 2026-11-22."),
        ) from None
