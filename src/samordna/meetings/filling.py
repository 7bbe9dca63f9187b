"""What does the record of a meeting fill in elsewhere, so that nobody types it twice? Pure.

A point fills the fields that have its id or are among its `fills`, and the tasks fill tables of who does what. Nothing
crosses an information category: a text on health only fills a field on health.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from samordna.forms.domain import CHOICE, DAY, LONG, ROWS, TICK, TIME, WORDS, Field, Form
from samordna.meetings.domain import CONTACT, PLAN, TASKS, CalledKept, MeetingKept, Point, TaskKept, tasks_of
from samordna.meetings.domain import LONG as LONG_POINT
from samordna.web.i18n import day_words

Names = Callable[[str], str]
# What a point fills when it is the goal of a plan.
OWN_WORDS, WORDING = "goal.own_words", "goal.wording"
# The point of a plan that says with whom it was made: those who took part.
AGREED_WITH = "agreed_with"
# What fields and columns are called in the forms of content/forms.
_TASK_COLUMNS: Mapping[str, Callable[[TaskKept, Names], str]] = {
    "what": lambda task, _names: task.text,
    "party": lambda task, names: names(task.party),
    "principal": lambda task, names: names(task.party),
    "who": lambda task, names: task.name or names(task.party),
    "when": lambda task, _names: task.due.isoformat() if task.due else "",
}
_OF_PARTY = ("party", "principal")
_PEOPLE_COLUMNS: Mapping[str, Callable[[CalledKept, Names], str]] = {
    "name": lambda each, names: each.name or names(each.who),
    "unit": lambda each, names: names(each.who) if each.name else "",
    "contact": lambda each, _names: "",
}


def form_values(meeting: MeetingKept, form: Form, names: Names) -> dict[str, Any]:
    """The answers that a meeting gives to a form: an invitation before, minutes or a plan after."""
    found: dict[str, Any] = {}
    for field in form.fields.values():
        points = _points_of(meeting, form, field)
        value = _of_points(meeting, points, field, names) or _of_meeting(meeting, field, names)
        if value not in (None, "", []) and _fits(field, value):
            found[field.id] = value
    return found


def plan_points(meeting: MeetingKept, wanted: Mapping[str, str], names: Names) -> dict[str, Any]:
    """What a meeting says of a plan whose points are `wanted` (id and category): texts, and tasks as lines."""
    found: dict[str, Any] = {}
    for point in meeting.kind.points:
        value = meeting.said.get(point.id)
        if point.shape == TASKS:
            value = "\n".join(line(each, names) for each in tasks_of(meeting.kind, point, meeting.tasks))
        for name in (point.id, *point.fills):
            crosses = point.category not in (CONTACT, PLAN) and wanted.get(name) != point.category
            if name in wanted and not crosses and value not in (None, "", []):
                found.setdefault(name, value)
    if AGREED_WITH in wanted and present(meeting):
        found.setdefault(AGREED_WITH, ", ".join(each.name or names(each.who) for each in present(meeting)))
    return found


def goal(meeting: MeetingKept) -> tuple[str, str]:
    """The goal that was said: in the person's own words, and as it was put together."""
    said = {name: meeting.said.get(point.id) for point in meeting.kind.points for name in point.fills}
    return str(said.get(OWN_WORDS) or ""), str(said.get(WORDING) or "")


def seen(meeting: MeetingKept) -> str:
    """What was said of planning, as one text: what a follow-up saw."""
    texts = [p for p in meeting.kind.points if p.category == PLAN and p.shape == LONG_POINT and meeting.said.get(p.id)]
    return "\n".join(f"{each.title.sv}: {meeting.said[each.id]}" for each in texts)


def line(task: TaskKept, names: Names) -> str:
    """A task on one line: what, who, by when."""
    who = ", ".join(each for each in (names(task.party) if task.party else "", task.name) if each)
    return " – ".join(each for each in (task.text, who, day_words(task.due) if task.due else "") if each)


def present(meeting: MeetingKept) -> list[CalledKept]:
    """Those who took part, the person first."""
    return sorted((each for each in meeting.called if each.present), key=lambda each: not each.is_person)


def _of_meeting(meeting: MeetingKept, field: Field, names: Names) -> Any:
    ends = meeting.starts + timedelta(minutes=meeting.minutes)
    invited = [each for each in meeting.called if each.seat]
    known: dict[str, Callable[[], Any]] = {
        "date": lambda: (meeting.held_on or meeting.day).isoformat(),
        "start": lambda: f"{meeting.starts:%H:%M}",
        "end": lambda: f"{ends:%H:%M}",
        "place": lambda: meeting.place,
        "address": lambda: meeting.video_link,
        "meeting": lambda: meeting.kind.title.sv,
        # A field that is filled with the number of the case keeps that.
        "reference": lambda: "" if field.fills else meeting.reference,
        "questions": lambda: meeting.agenda,
        "question": lambda: meeting.agenda,
        "agenda": lambda: meeting.agenda,
        "present": lambda: _people(present(meeting), field, names),
        AGREED_WITH: lambda: _people(present(meeting), field, names),
        "invited": lambda: _people(invited, field, names),
        "follow_up": lambda: meeting.follow_up_on.isoformat() if meeting.follow_up_on else "",
        "no_follow_up": lambda: meeting.no_follow_up,
        "tasks": lambda: _tasks(list(meeting.tasks), field, names),
        "kind": lambda: "follow-up" if meeting.follows else "first",
    }
    make = known.get(field.id)
    return make() if make else None


def _points_of(meeting: MeetingKept, form: Form, field: Field) -> list[Point]:
    """The points that fill a field: its own, else those that say so; never across categories of information."""
    own = meeting.kind.point(field.id)
    found = [own] if own else [each for each in meeting.kind.points if field.id in each.fills]
    return [each for each in found if each.category in (CONTACT, PLAN) or each.category == form.category_of(field)]


def _of_points(meeting: MeetingKept, points: list[Point], field: Field, names: Names) -> Any:
    """The tasks of a table; of texts that fill the same field, one after the other."""
    if field.kind == ROWS:
        return [
            row
            for point in points
            if point.shape == TASKS
            for row in _tasks(tasks_of(meeting.kind, point, meeting.tasks), field, names)
        ]
    said = [
        _tasks(tasks_of(meeting.kind, point, meeting.tasks), field, names)
        if point.shape == TASKS
        else meeting.said.get(point.id)
        for point in points
    ]
    return "\n".join(str(each) for each in said if each not in (None, "", []))


def _tasks(tasks: list[TaskKept], field: Field, names: Names) -> Any:
    if field.kind != ROWS:
        return "\n".join(line(each, names) for each in tasks)
    # Where the party has a column of its own, the one beside it is for the name of whoever does it.
    apart = any(column.id in _OF_PARTY for column in field.columns)
    columns = {**_TASK_COLUMNS, "who": lambda task, _names: task.name} if apart else _TASK_COLUMNS
    return [_cells(field, columns, each, names) for each in tasks]


def _people(people: list[CalledKept], field: Field, names: Names) -> Any:
    if field.kind != ROWS:
        return ", ".join(each.name or names(each.who) for each in people)
    return [_cells(field, _PEOPLE_COLUMNS, each, names) for each in people]


def _cells(field: Field, columns: Mapping[str, Callable[[Any, Names], str]], of: Any, names: Names) -> dict[str, str]:
    made = {column.id: columns[column.id](of, names) for column in field.columns if column.id in columns}
    return {name: value for name, value in made.items() if value}


def _fits(field: Field, value: Any) -> bool:
    """Is this an answer that the field can hold?"""
    if field.kind == ROWS:
        return isinstance(value, list)
    if field.kind == CHOICE:
        return value in {option.id for option in field.options}
    if field.kind == TICK:
        return isinstance(value, bool)
    return field.kind in (WORDS, LONG, DAY, TIME) and isinstance(value, str)
