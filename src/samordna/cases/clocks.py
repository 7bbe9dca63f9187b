"""By when should an answer have come, or a box be looked at? Dates for sorting, from the handbook's time limits (E10).

Only what a case knows starts a clock here: that something was sent, that a box rests, or a fact. `deadlines` counts
the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from samordna.cases.domain import FAR
from samordna.handbooks.domain import Entry, Handbook, Step
from samordna.kernel.months import add_months
from samordna.rules.calendars import swedish

ANSWER = "remiss-svar"
UNITS = ("days", "weeks", "months", "years", "working_days")


def answer_due(handbook: Handbook, escalation: str, sent: date) -> date:
    """When the answer to something sent should have come: by its own time limit, else the common one."""
    for wanted in (escalation, ANSWER):
        entry = handbook.entry("deadlines", wanted) if wanted else None
        found = due(entry, sent) if entry else None
        if found:
            return found
    return FAR


def box_due(handbook: Handbook, step: Step, facts: Mapping[str, Any], until: str) -> date:
    """The nearest date of a box: its review date while it rests, and time limits that start from known facts."""
    found = [date.fromisoformat(until)] if until else []
    for each in step.deadlines:
        entry = handbook.entry("deadlines", each)
        start = _fact_date(entry, facts) if entry else None
        ends = due(entry, start) if entry and start else None
        if ends:
            found.append(ends)
    return min(found, default=FAR)


def _fact_date(entry: Entry, facts: Mapping[str, Any]) -> date | None:
    kind, _, fact = str(entry.data.get("starts", "")).partition(":")
    written = facts.get(fact) if kind == "fact" else None
    try:
        return date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None


def due(entry: Entry, start: date) -> date | None:
    """The last day of a time limit that started on `start`; None when the entry gives no length of its own."""
    length = entry.data if _named(entry.data) else entry.data.get("proposal") or {}
    unit = next(iter(_named(length)), None)
    if unit is None:
        return None
    number = int(length[unit]) * (-1 if entry.data.get("direction") == "before" else 1)
    return moved(start, unit, number)


def moved(start: date, unit: str, number: int) -> date:
    """The day `number` units after (or before) `start`."""
    if unit == "working_days":
        return swedish(start.year - 1, start.year + 2).add(start, number)
    if unit in ("months", "years"):
        return add_months(start, number * (12 if unit == "years" else 1))
    return start + timedelta(days=number * (7 if unit == "weeks" else 1))


def _named(length: Mapping[str, Any]) -> Iterable[str]:
    return [unit for unit in UNITS if unit in length]
