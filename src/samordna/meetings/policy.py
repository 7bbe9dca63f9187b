"""May this be done with a meeting now, and what do the sources ask for that is not there? (D10, D17)

Only law refuses what leaves (`leaving`); everything that a source merely recommends is a remark with its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import say
from samordna.meetings.domain import (
    ANSWERS,
    CANCELLED,
    DECLINES,
    HELD,
    NEW_TIME,
    NO,
    PERSON,
    TASKS,
    YES,
    Answer,
    Held,
    Kind,
    Point,
    Remark,
)


def may_write(sphere: int, acting: int) -> Decision:
    """Only one's own authority's meeting."""
    if sphere != acting:
        return refused("not-your-meeting", say("The meeting is kept by another authority."))
    return ALLOWED


def may_plan(status: str) -> Decision:
    """Moved, called to and answered only while it is planned."""
    if status == HELD:
        return refused("meeting-held", say("The meeting has been held. Book a new one."))
    if status == CANCELLED:
        return refused("meeting-cancelled", say("The meeting is cancelled. Book a new one."))
    return ALLOWED


def may_answer(said: Answer, now: datetime) -> Decision:
    """That one comes; another time that lies ahead, or why one wants it; or why one does not come."""
    if said.answer not in ANSWERS:
        return refused("no-answer", say("Choose what to answer."))
    if said.answer == DECLINES and not said.reason.strip():
        return refused("reason-needed", say("Write why you do not come."))
    if said.answer == NEW_TIME and said.proposed is None and not said.reason.strip():
        return refused("time-needed", say("Write a day and a time that suit you, or why you cannot come then."))
    if said.answer == NEW_TIME and said.proposed is not None and said.proposed <= now:
        return refused("time-passed", say("The time that you propose has passed. Write one that lies ahead."))
    return ALLOWED


def may_hold(status: str, on: date, today: date) -> Decision:
    """Once, and not before its day."""
    ready = may_plan(status)
    if not ready:
        return ready
    if on > today:
        return refused("meeting-ahead", say("The day lies ahead. Write down the meeting when it has been held."))
    return ALLOWED


def may_change(status: str, sent: bool, reason: str) -> Decision:
    """The record of a held meeting; once the minutes have been sent, with a reason."""
    if status != HELD:
        return refused("meeting-not-held", say("The meeting has not been held yet."))
    if sent and not reason.strip():
        return refused("reason-needed", say("The minutes have been sent. Say why they are changed."))
    return ALLOWED


def before(
    kind: Kind, convener: str, called: Collection[str], *, without_name: bool = False, short: date | None = None
) -> tuple[Remark, ...]:
    """What the sources say of a meeting that is being booked. `short`: the day by which one should have called."""
    found = []
    if kind.convener and convener not in kind.convener:
        found.append(Remark("convener", say("Others usually call to this meeting."), source=kind.source))
    if kind.person == YES and PERSON not in called and not without_name:
        found.append(Remark("person-missing", say("The person takes part in this meeting, and is not called."),
                            kind.law, kind.source))  # fmt: skip
    if kind.person == NO and PERSON in called:
        found.append(Remark("person-called", say("The person does not usually take part in this meeting."),
                            source=kind.source))  # fmt: skip
    if without_name and not kind.openly:
        found.append(Remark("without-name", say("This meeting is usually about a named person."), source=kind.source))
    if short:
        said = say("The time is shorter than the handbook says: the invitation should have left by {day}.", day=short)
        found.append(Remark("short-notice", said, source=kind.source))
    return tuple(found)


def after(kind: Kind, held: Held) -> tuple[Remark, ...]:
    """What is missing in a record, or should not be there. Never a stop (D17)."""
    found = []
    if kind.asks_for_follow_up and held.follow_up_on is None and not held.no_follow_up.strip():
        found.append(Remark("no-follow-up", say("No day for the follow-up is set. Set one, or say why there is none."),
                            source=kind.source))  # fmt: skip
    if not kind.planning and (held.tasks or held.follow_up_on):
        found.append(Remark("planning", say("This meeting is for information and mapping, not for planning."),
                            source=kind.source))  # fmt: skip
    for point in kind.points:
        if point.asked and not _answered(kind, point, held):
            found.append(Remark("point-missing", say("Nothing is written on “{point}”.", point=point.title),
                                point.law, kind.source))  # fmt: skip
    if any(task.text.strip() and not (task.party or task.name) for task in held.tasks):
        found.append(Remark("task-nobody", say("A task has nobody who answers for it."), source=kind.source))
    return tuple(found)


def _answered(kind: Kind, point: Point, held: Held) -> bool:
    if point.shape != TASKS:
        return held.points.get(point.id) not in (None, "", [], ())
    named = {party for each in kind.points for party in each.of}
    # Nobody else need have promised anything: then there is nothing to point out.
    if point.rest:
        return True
    return any(not point.of or task.party in point.of or task.party not in named for task in held.tasks)


def leaving(records: Iterable[tuple[str, Mapping[str, Any]]], tasks: bool) -> tuple[str, ...]:
    """The categories that minutes tell of: those with something said, planning for tasks, and contact always."""
    found = ["contact", *(["plan"] if tasks else []), *(category for category, data in records if data)]
    return tuple(dict.fromkeys(found))
