"""The page where a meeting is written down: its points, who came, tasks and follow-up; as they stand and as typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.cases.queries import Seen
from samordna.desk.case_gather import Read
from samordna.desk.case_names import listed
from samordna.desk.meetings import meeting_rows, meeting_view
from samordna.desk.meetings.meeting_booking_pages import day_of
from samordna.desk.typed import Error, Typed, Wrong
from samordna.handbooks.domain import Handbook
from samordna.handbooks.words import party_name
from samordna.kernel.text import Text, say
from samordna.meetings import policy, queries
from samordna.meetings.domain import CHOICE, HELD, TASKS, Held, MeetingKept, Point, Remark, TaskSaid
from samordna.meetings.fillings import minutes_form
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

POINT = "point-"


@dataclass(frozen=True, slots=True)
class PointShown:
    """A point to write on; for one that tasks answer, `says` whose tasks do."""

    id: str
    title: Text
    shape: str
    value: str
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    says: str = ""


def first(seen: Seen, kept: MeetingKept, on: date) -> Typed:
    """What stands in the form from the beginning: what is known of the meeting, and what was written before."""
    held = kept.status == HELD
    came = [each for each in kept.called if (each.present if held else each.seat and each.answer != "declines")]
    day = kept.held_on or min(kept.day, on)
    follow = kept.follow_up_on if held else queries.next_meeting(seen, kept.kind, day)
    values = {
        "on": [day.isoformat()], "came": [str(each.id) for each in came],
        "follow-up-on": [follow.isoformat() if follow else ""], "no-follow-up": [kept.no_follow_up],
        "book-next": ["yes" if kept.kind.asks_for_follow_up else ""],
    }  # fmt: skip
    return Typed({**values, **{POINT + name: [str(value)] for name, value in kept.said.items()}})


def shown(read: Read, kept: MeetingKept, form: Typed, on: date) -> dict[str, Any]:
    """What the page shows beside what is typed."""
    seen = read.seen
    asks = kept.kind.asks_for_follow_up
    proposed = queries.next_meeting(seen, kept.kind, kept.held_on or min(kept.day, on))
    hint = _("The source asks for a day. Without one, say why.") if asks else ""
    if proposed:
        hint = _("The handbook says {day} at the latest, so that day is proposed.").format(day=day_words(proposed))
    minutes = minutes_form(kept.kind) if not kept.without_name else None
    return {
        "points": [_point(seen.handbook, kept, each, form) for each in kept.kind.points],
        "called": meeting_view.called(read.names, kept, writes=False),
        "parties": meeting_view.doers(seen.handbook), "asks_follow_up": asks, "follow_hint": hint,
        "plans": bool(kept.kind.plan), "minutes_title": render(minutes.title) if minutes else "",
        "promised": meeting_view.shown_tasks(seen, kept.tasks, on),
    }  # fmt: skip


def _point(book: Handbook, kept: MeetingKept, point: Point, form: Typed) -> PointShown:
    options = tuple((key, render(words)) for key, words in point.options.items())
    says = _whose(book, point) if point.shape == TASKS else ""
    return PointShown(
        point.id, point.title, point.shape, form.one(POINT + point.id), render(point.help) if point.help.sv else "",
        options, says,
    )  # fmt: skip


def _whose(book: Handbook, point: Point) -> str:
    """Which of the tasks below answer the point."""
    parties = [party_name(book, each) for each in point.of if each in book.parties]
    if parties:
        return _("Answered by the tasks below of {parties}.").format(parties=listed(parties))
    return _("Answered by the tasks below of everybody else.") if point.rest else _("Answered by the tasks below.")


def read(kept: MeetingKept, form: Typed, *, anew: bool) -> Held:
    """The record as it was typed. Raises Wrong with everything that cannot be used."""
    errors: list[Error] = []
    on = day_of(form, "on", errors)
    if on is None and not errors:
        errors.append(("field-on", say("Write the day it was held.")))
    follow = day_of(form, "follow-up-on", errors)
    if on and follow and follow <= on:
        errors.append(("field-follow-up-on", say("The follow-up comes after the meeting. Write a later day.")))
    tasks, wrong = meeting_rows.tasks(form)
    errors += wrong
    if anew and kept.minutes_sent_on and not form.one("change-reason"):
        errors.append(("field-change-reason", say("The minutes have been sent. Say why they are changed.")))
    if errors or on is None:
        raise Wrong(*errors)
    known = {str(each.id) for each in kept.called}
    return Held(
        on, tuple(int(each) for each in form.many("came") if each in known), _others(form), dict(_said(kept, form)),
        tuple(tasks), follow, form.one("no-follow-up")[:500] if follow is None else "",
        bool(form.one("book-next")) and not anew,
    )  # fmt: skip


def _others(form: Typed) -> tuple[str, ...]:
    return tuple(name.strip()[:120] for name in form.one("also").splitlines() if name.strip())


def _said(kept: MeetingKept, form: Typed) -> Iterable[tuple[str, str]]:
    for point in kept.kind.points:
        value = form.one(POINT + point.id)
        if point.shape == TASKS or not value or (point.shape == CHOICE and value not in point.options):
            continue
        yield point.id, value


def said(kept: MeetingKept) -> list[tuple[str, str]]:
    """The points with what was said, in words."""
    found = []
    for point in kept.kind.points:
        value = kept.said.get(point.id)
        if point.shape != TASKS and value not in (None, "", []):
            chosen = point.options.get(str(value)) if point.shape == CHOICE else None
            found.append((render(point.title), render(chosen) if chosen else str(value)))
    return found


def gaps(kept: MeetingKept) -> tuple[Remark, ...]:
    """What the sources ask for in a record and that is not in this one; what is closed to the reader is not missed."""
    tasks = tuple(TaskSaid(each.text, each.party, each.name, each.due) for each in kept.tasks)
    held = Held(
        kept.held_on or kept.day, points=kept.said, tasks=tasks, follow_up_on=kept.follow_up_on,
        no_follow_up=kept.no_follow_up,
    )  # fmt: skip
    return () if kept.closed else policy.after(kept.kind, held)
