"""How is a meeting written down once, and everything else made from that?

The record is one event: who came, what was said apart by category, tasks, and the next meeting. Before it, so that it
can name them, the form of its minutes and its plan are begun by their own rooms; the event takes in what those say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid5

from samordna.access.domain import Scope
from samordna.cases import engine, together
from samordna.cases.facts import Answer as Fact
from samordna.cases.facts import category
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import insist
from samordna.meetings import calling, dating, policy
from samordna.meetings.commands import following
from samordna.meetings.commands.following import FOLLOWED, Changed, Days
from samordna.meetings.domain import HELD, PLANNED, SWEDEN, WAITING, Held, Kind, MeetingKept, by_category, moment
from samordna.meetings.fillings import fill, fill_again
from samordna.meetings.kinds import kind_of
from samordna.meetings.loading import called_kept, meeting_kept, task_kept
from samordna.meetings.models import Called, Meeting, Record, Task
from samordna.meetings.tasking import task
from samordna.meetings.writing import Row, Written, own, read, write


def hold(*, act: Act, scope: Scope, case: int, meeting: int, said: Held) -> Written:
    """Write down a meeting that has been held; makes the minutes, the plan and the next meeting. Raises Refused."""
    with one_act():
        found, row = own(act, scope, case, meeting)
        insist(policy.may_hold(row.status, said.on, act.on))
        kind = kind_of(found.handbook, row.kind)
        row.status = HELD
        _on(row, said.on)
        rows = [*_said(found, row, kind, said), *_tasks(found, row, said, act)]
        with together.gather(case) as made:
            document, plan = fill(act, scope, _kept(found, row, rows))
        row.minutes_document, row.plan_id = document or None, plan or row.plan_id
        coming = _next(found, row, kind, said, act)
        follow_up = row.follow_up_on.isoformat() if row.follow_up_on else ""
        told = {"meeting": row.pk, "kind": row.kind, "follow_up": follow_up}
        made.facts += _facts(found, kind, said)
        done = write(read(act, scope, case), act, "meeting-held", [row, *rows, *coming], told, made)
        return Written(done, row.pk, (coming[0].pk or 0) if coming else 0, document, plan)


def change_record(*, act: Act, scope: Scope, case: int, meeting: int, said: Held) -> Changed:
    """The record as it should have been; with a reason once the minutes have been sent. New tasks are added.

    A draft of the minutes follows; what has been handed over stays as it left. Another day for the follow-up moves the
    plan's day and the next meeting (`following`), which takes a reason when somebody has been called to it.
    """
    with one_act():
        found, row = own(act, scope, case, meeting)
        insist(policy.may_change(row.status, row.minutes_sent_on is not None, act.reason))
        kind, before = kind_of(found.handbook, row.kind), row.follow_up_on
        rows = [*_said(found, row, kind, replace(said, book_next=False)), *_tasks(found, row, said, act)]
        _on(row, min(said.on, act.on))
        if row.minutes_sent_on:
            row.changed_on, row.reason = act.on, act.reason
        earlier = list(Task.objects.filter(meeting_id=row.pk).order_by("pk"))
        days = Days(before, row.follow_up_on, row.no_follow_up)
        with together.gather(case) as made:
            document = fill_again(act, scope, _kept(found, row, [*earlier, *rows]))
            to_plan = following.move_plan(act=act, scope=scope, row=row, days=days)
            to_next = following.move_next(act=act, scope=scope, row=row, days=days)
        told = {"meeting": row.pk, "kind": row.kind, "reason": act.reason}
        found = read(act, scope, case)
        made.facts = [*following.told(act=act, found=found, kind=kind, days=days), *made.facts]
        done = write(found, act, "meeting-changed", [row, *rows], told, made)
        return Changed(done, row.pk, 0, document, row.plan_id or 0, plan_day=to_plan, next_day=to_next)


def _on(row: Meeting, day: date) -> None:
    """It was held on the day, and the times that pages show afterwards are those of that day."""
    row.held_on, starts = day, row.starts_at.astimezone(SWEDEN)
    if starts.date() != day:
        row.starts_at = moment(day, starts.time())


def _kept(found: engine.Loaded, row: Meeting, rows: Sequence[Row]) -> MeetingKept:
    """The meeting with its record as it will be kept."""
    said = {name: value for each in rows if isinstance(each, Record) for name, value in each.data.items()}
    called = [called_kept(each) for each in rows if isinstance(each, Called)]
    tasks = [task_kept(each) for each in rows if isinstance(each, Task)]
    return meeting_kept(row, found.handbook, called, said, tasks)


def _said(found: engine.Loaded, row: Meeting, kind: Kind, said: Held) -> list[Row]:
    """Who came, and what was said in each category; one that has nothing left is kept empty."""
    row.follow_up_on, row.no_follow_up = said.follow_up_on, said.no_follow_up.strip()
    if said.follow_up_on is None and said.book_next and not row.no_follow_up:
        row.follow_up_on = dating.next_meeting(found.handbook, kind, found.row.area_id, said.on)
    apart = by_category(kind, said.points)
    before = {each.category: each for each in Record.objects.filter(meeting_id=row.pk)}
    rows: list[Row] = _came(row, said)
    for each in dict.fromkeys((*apart, *before)):
        kept = before.get(each) or Record(
            meeting=row, case_id=row.case_id, person_id=row.person_id, sphere_id=row.sphere_id, category=each
        )
        kept.data = apart.get(each, {})
        rows.append(kept)
    return rows


def _came(row: Meeting, said: Held) -> list[Row]:
    rows: list[Row] = []
    known = list(Called.objects.filter(meeting_id=row.pk).order_by("pk"))
    for each in known:
        each.present = each.pk in said.came
        rows.append(each)
    names = {each.who for each in known}
    for name in dict.fromkeys(each.strip()[:120] for each in said.also if each.strip()):
        if name not in names:
            rows.append(_uncalled(row, name))
    return rows


def _uncalled(row: Meeting, name: str) -> Called:
    """Somebody who came without being called: a private receiver until a consent names them."""
    return Called(
        meeting=row, case_id=row.case_id, person_id=row.person_id, sphere_id=row.sphere_id, category=row.category,
        who=name, answer=WAITING, present=True,
    )  # fmt: skip


def _tasks(found: engine.Loaded, row: Meeting, said: Held, act: Act) -> list[Task]:
    return [task(found, act, each, row) for each in said.tasks if each.text.strip()]


def _facts(found: engine.Loaded, kind: Kind, said: Held) -> list[Fact]:
    """The day of the follow-up is told as a fact, so that nobody types it again."""
    entry = found.handbook.entry("facts", FOLLOWED)
    if entry is None or said.follow_up_on is None or not kind.plan:
        return []
    return [Fact(FOLLOWED, category(entry), said.follow_up_on.isoformat())]


def _next(found: engine.Loaded, row: Meeting, kind: Kind, said: Held, act: Act) -> list[Meeting | Called]:
    """The next meeting, when its day is known: same time, place and people; nobody is called to it yet."""
    if row.follow_up_on is None or not said.book_next or row.follow_up_on <= said.on:
        return []
    later = Meeting(
        case_id=row.case_id, person_id=row.person_id, sphere_id=row.sphere_id, category=row.category,
        unit_id=row.unit_id, kind=kind.id, party=row.party, status=PLANNED, starts_at=_same_time(row),
        minutes=row.minutes, place=row.place, video_link=row.video_link, box=row.box, without_name=row.without_name,
        uid=uuid5(act.id, "next"), follows_id=row.pk, plan_id=row.plan_id, worker_id=act.by, seq=0,
    )  # fmt: skip
    if calling.convened_outside(found, row):
        # Whoever convenes outside calls by itself; the day is what was agreed.
        later.called_on = act.on
    again = Called.objects.filter(meeting_id=row.pk, seat=True).order_by("pk")
    return [later, *(_again(each, later) for each in again)]


def _same_time(row: Meeting) -> datetime:
    assert row.follow_up_on is not None
    return moment(row.follow_up_on, row.starts_at.astimezone(SWEDEN).time())


def _again(each: Called, later: Meeting) -> Called:
    return Called(
        meeting=later, case_id=each.case_id, person_id=each.person_id, sphere_id=each.sphere_id,
        category=each.category, who=each.who, name=each.name, to_sphere_id=each.to_sphere_id,
        to_unit_id=each.to_unit_id, address=each.address, called_on=later.called_on, answer=WAITING,
    )  # fmt: skip
