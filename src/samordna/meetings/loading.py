"""How do the rows of meetings become what pages and papers show? A fixed number of queries, as far as one may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from samordna.access.domain import Scope
from samordna.access.queries import shut, visible
from samordna.handbooks.domain import Handbook
from samordna.meetings.domain import CalledKept, MeetingKept, TaskKept
from samordna.meetings.kinds import kind_of
from samordna.meetings.models import Called, Meeting, Record, Task

M = TypeVar("M", bound=Model)


def kept(
    rows: Iterable[Meeting], book: Handbook | Mapping[int, Handbook], scope: Scope | None = None, on: date | None = None
) -> list[MeetingKept]:
    """The meetings with those called, the record and the tasks, as far as `scope` may see; without it, everything.

    `book` is the handbook that the case follows, or each case's.
    """
    found = list(rows)
    ids = [row.pk for row in found]
    called: dict[int, list[CalledKept]] = {}
    for each in _seen(Called.objects.filter(meeting_id__in=ids).order_by("pk"), scope, on):
        called.setdefault(each.meeting_id, []).append(called_kept(each))
    tasks: dict[int, list[TaskKept]] = {}
    for task in _seen(Task.objects.filter(meeting_id__in=ids).order_by("pk"), scope, on):
        tasks.setdefault(task.meeting_id or 0, []).append(task_kept(task))
    said: dict[int, dict[str, Any]] = {}
    for record in _seen(Record.objects.filter(meeting_id__in=ids), scope, on):
        said.setdefault(record.meeting_id, {}).update(record.data)
    books = book if isinstance(book, Mapping) else {row.case_id: book for row in found}
    closed = set[int]() if scope is None or on is None else shut(
        {row.pk: (row.person_id, row.sphere_id, _categories(books[row.case_id], row.kind)) for row in found}, scope, on
    )  # fmt: skip
    return [
        meeting_kept(
            row,
            books[row.case_id],
            called.get(row.pk, []),
            said.get(row.pk, {}),
            tasks.get(row.pk, []),
            row.pk in closed,
        )
        for row in found
    ]


def _categories(book: Handbook, kind: str) -> set[str]:
    return {point.category for point in kind_of(book, kind).points}


def _seen(rows: QuerySet[M], scope: Scope | None, on: date | None) -> Iterable[M]:
    return rows if scope is None or on is None else visible(rows, scope, on)


def meeting_kept(
    row: Meeting, book: Handbook, called: Iterable[CalledKept] = (), said: dict[str, Any] | None = None,
    tasks: Iterable[TaskKept] = (), closed: bool = False,
) -> MeetingKept:  # fmt: skip
    """One meeting from its row and what belongs to it."""
    return MeetingKept(
        id=row.pk, case=row.case_id, kind=kind_of(book, row.kind), party=row.party, status=row.status,
        starts_at=row.starts_at, minutes=row.minutes, place=row.place, video_link=row.video_link, agenda=row.agenda,
        box=row.box, without_name=row.without_name, called_on=row.called_on, uid=str(row.uid), sequence=row.sequence,
        held_on=row.held_on, follow_up_on=row.follow_up_on, no_follow_up=row.no_follow_up, reason=row.reason,
        slot=row.slot_id or 0, follows=row.follows_id or 0, plan=row.plan_id or 0,
        minutes_document=row.minutes_document or 0, minutes_sent_on=row.minutes_sent_on, changed_on=row.changed_on,
        unit=row.unit_id, sphere=row.sphere_id, worker=row.worker_id, seq=row.seq, called=tuple(called),
        said=said or {}, tasks=tuple(tasks), closed=closed,
    )  # fmt: skip


def called_kept(row: Called) -> CalledKept:
    """Somebody who is called, from the row."""
    return CalledKept(
        row.pk, row.who, row.name, row.to_sphere_id or 0, row.to_unit_id or 0, row.address, row.called_on, row.answer,
        row.answered_on, row.how, row.reason, row.proposed, row.present, row.seat, row.minutes_on,
        tuple(row.minutes_of), tuple(row.told_of), row.freed_on,
    )  # fmt: skip


def task_kept(row: Task) -> TaskKept:
    """A task, from its row."""
    return TaskKept(
        row.pk, row.case_id, row.meeting_id or 0, row.text, row.party, row.name, row.due, row.status, row.done_on,
        row.outcome, row.unit_id or 0, row.sphere_id,
    )  # fmt: skip
