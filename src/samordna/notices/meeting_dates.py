"""Which meetings and tasks stand on a worker's own list? For the calendar outside: when, where, a code (D23)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from icalendar import Event

from samordna.access.domain import Scope
from samordna.meetings import queries as meetings
from samordna.meetings.domain import MeetingKept
from samordna.meetings.invitations import entry
from samordna.notices.own_dates import OwnDate

TASK = "task"
# How far ahead a calendar tells of meetings.
DAYS_AHEAD = 366


def task_dates(scope: Scope, on: date) -> list[OwnDate]:
    """The days of the tasks that one's own unit is to do, in one's own cases."""
    return [
        OwnDate(each.task.case, each.about.number, TASK, f"{TASK}:{each.task.id}", each.task.due)
        for each in meetings.tasks_of_worker(scope, on)
        if each.mine and each.task.due
    ]


def own_meetings(scope: Scope, on: date) -> list[MeetingKept]:
    """The meetings to come in one's own cases."""
    return [each.meeting for each in meetings.upcoming(scope, on, DAYS_AHEAD)]


def events(scope: Scope, on: date) -> list[Event]:
    """The same as entries of a calendar: with the ids that their invitations have, so that they stand there once."""
    made = datetime.combine(on, time.min, tzinfo=UTC)
    return [entry(each, made) for each in own_meetings(scope, on)]
