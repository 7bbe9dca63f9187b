"""By when should one have called to a meeting, and when is the next one? By the time limits of the handbook (D27)."""

from __future__ import annotations

from datetime import date, timedelta

from samordna.cases.clocks import around, limits_of
from samordna.deadlines.running import short_notice
from samordna.handbooks.domain import Handbook
from samordna.meetings.domain import Kind
from samordna.rules.clocks import Around, reckon
from samordna.rules.limits import Limit

ONE_DAY = timedelta(days=1)
# How far ahead the first day in time is looked for.
FARTHEST = 400


def notice(book: Handbook, kind: Kind) -> Limit | None:
    """The least notice that a kind of meeting is called with."""
    return limits_of(book).get(kind.notice) if kind.notice else None


def too_short(book: Handbook, kind: Kind, area: int, called_on: date, meets_on: date) -> date | None:
    """The day by which the invitation should have left, when it leaves later; None when it is in time."""
    limit = notice(book, kind)
    return short_notice(limit, called_on, meets_on, around(area, called_on)) if limit else None


def earliest(book: Handbook, kind: Kind, area: int, on: date) -> date | None:
    """The first day for a meeting that is called to on the day; None when nothing says."""
    limit = notice(book, kind)
    if limit is None:
        return None
    counted = around(area, on)
    days = (on + timedelta(days=n) for n in range(FARTHEST))
    return next((day for day in days if short_notice(limit, on, day, counted) is None), None)


def next_meeting(book: Handbook, kind: Kind, area: int, held_on: date) -> date | None:
    """The day of the next meeting by the handbook's time limit, a day when offices are open; None when none is set."""
    limit = limits_of(book).get(kind.follow_up_deadline) if kind.follow_up_deadline else None
    if limit is None:
        return None
    counted = around(area, held_on)
    due = reckon(limit, held_on, counted).due
    # A limit without any length is about the meeting itself: that a day is set there.
    return _open_day(due, counted) if due and due > held_on else None


def _open_day(day: date, counted: Around) -> date:
    while not counted.calendar.is_open(day):
        day -= ONE_DAY
    return day
