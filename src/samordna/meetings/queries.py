"""Which meetings and tasks may this actor see, and what may be told to those called? (D20-D22, E8)

Everything goes through the filter between spheres; the number of queries is the same for any number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from samordna.access.domain import Scope
from samordna.access.queries import visible
from samordna.cases import caseload, engine
from samordna.cases.listing import About, abouts
from samordna.cases.queries import Seen
from samordna.consents import queries as consents
from samordna.consents.domain import Preview, Standing
from samordna.kernel.decision import Refused
from samordna.meetings import calling, dating, policy
from samordna.meetings.called_queries import Coming as Coming
from samordna.meetings.called_queries import begins, coming
from samordna.meetings.called_queries import called_to as called_to
from samordna.meetings.called_queries import invited_to as invited_to
from samordna.meetings.called_queries import own_seat as own_seat
from samordna.meetings.domain import (
    CONTACT,
    OPEN,
    PLANNED,
    SWEDEN,
    TELLS,
    CalledKept,
    Held,
    Kind,
    MeetingKept,
    Remark,
    TaskKept,
    Wanted,
)
from samordna.meetings.forum_queries import agenda as agenda
from samordna.meetings.forum_queries import inbox as inbox
from samordna.meetings.forum_queries import slots as slots
from samordna.meetings.kinds import kind_of, kinds
from samordna.meetings.loading import called_kept, kept, task_kept
from samordna.meetings.models import Called, Meeting, Task
from samordna.meetings.writing import no_meeting

ONE_DAY = timedelta(days=1)
# The kind of those that the sources do not mention: it is chosen last.
ANY = "annat-mote"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One who is called, with what an invitation or the minutes would tell them: `seen` None when nothing can stop it.

    `ready` when nothing is stopped; `goes` when they may learn at least that the person is known here.
    """

    called: CalledKept
    seen: Preview | None

    @property
    def ready(self) -> bool:
        """True when law lets everything in it leave."""
        return self.seen is None or self.seen.complete

    @property
    def goes(self) -> bool:
        """True when it can leave at all, perhaps with less in it."""
        return self.seen is None or any(each.category == CONTACT for each in self.seen.leaves)


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task of one's own cases; `mine` when one's own unit is to do it, or nobody here is named."""

    task: TaskKept
    about: About
    mine: bool


# Of one case


def of_case(seen: Seen, on: date) -> list[MeetingKept]:
    """The meetings of a case that the actor may see: those to come first, the nearest at the top; then the latest."""
    found = kept(visible(Meeting.objects.filter(case_id=seen.id), seen.scope, on), seen.handbook, seen.scope, on)
    coming = sorted((each for each in found if each.status == PLANNED), key=lambda each: (each.starts_at, each.id))
    past = sorted((each for each in found if each.status != PLANNED), key=lambda each: (each.starts_at, each.id))
    return [*coming, *reversed(past)]


def one(seen: Seen, meeting: int, on: date) -> MeetingKept:
    """One meeting of a case. Raises Refused, in the same words whether it is there or not (D21)."""
    rows = visible(Meeting.objects.filter(case_id=seen.id, pk=meeting), seen.scope, on)
    found = kept(rows, seen.handbook, seen.scope, on)
    if not found:
        raise Refused(no_meeting())
    return found[0]


def tasks_of_case(seen: Seen, on: date) -> list[TaskKept]:
    """The tasks of a case that the actor may see: open ones first, the nearest date at the top."""
    found = [task_kept(row) for row in visible(Task.objects.filter(case_id=seen.id), seen.scope, on)]
    return sorted(found, key=lambda each: (each.status != OPEN, each.due or date.max, each.id))


def kinds_for(seen: Seen) -> list[tuple[Kind, tuple[str, ...]]]:
    """Every kind of meeting with the open boxes ("process/step") that name it; those that one names come first."""
    named: dict[str, list[str]] = {}
    for position in seen.state.positions:
        found = seen.box(position)
        for each in found[1].meetings if found else ():
            named.setdefault(each, []).append(f"{found[0].id}/{found[1].id}" if found else "")
    every = [(each, tuple(named.get(each.id, ()))) for each in kinds(seen.handbook).values()]
    return sorted(every, key=lambda each: (not each[1], each[0].id == ANY))


def kind(seen: Seen, kind_id: str) -> Kind:
    """A kind of meeting of the handbook that the case follows."""
    return kind_of(seen.handbook, kind_id)


# What leaves


def invitations(seen: Seen, meeting: MeetingKept, on: date) -> list[Invitation]:
    """For each who has a seat: what the invitation would tell, and what of it is stopped (D18)."""
    return _previews(meeting, TELLS, on)


def may_be_told(seen: Seen, meeting: MeetingKept, on: date) -> frozenset[int]:
    """Those who have been called and may still be told of the meeting today, by id (D20)."""
    found = invitations(seen, meeting, on)
    return frozenset(each.called.id for each in found if each.goes and each.called.called_on)


def would_invite(seen: Seen, wanted: Wanted, on: date) -> list[Invitation]:
    """The same for a meeting that is not booked yet. Raises Refused for a unit that does not play its party."""
    post = seen.scope.post
    row = Meeting(
        case_id=seen.id, person_id=seen.row.person_id, sphere_id=post.sphere if post else 0, category="plan",
        without_name=wanted.without_name,
    )  # fmt: skip
    found = engine.Loaded(seen.row, seen.state, seen.seats, seen.handbook, seen.row.person_id)
    rows = calling.invited(found, row, wanted.called, on)
    return [
        Invitation(called_kept(each), calling.preview(each, TELLS, on, without_name=row.without_name)) for each in rows
    ]


def minutes(seen: Seen, meeting: MeetingKept, on: date) -> list[Invitation]:
    """For each who took part: what the minutes would tell, and what of it is stopped."""
    row = Meeting.objects.get(pk=meeting.id, case_id=seen.id)
    took_part = {each.id for each in meeting.called if each.present}
    return [each for each in _previews(meeting, calling.content(row), on) if each.called.id in took_part]


def _previews(meeting: MeetingKept, categories: Iterable[str], on: date) -> list[Invitation]:
    rows = Called.objects.filter(meeting_id=meeting.id).order_by("pk")
    told = tuple(categories)
    return [
        Invitation(called_kept(row), calling.preview(row, told, on, without_name=meeting.without_name))
        for row in rows
        if row.seat
    ]


def consent_of(seen: Seen, kind: Kind, on: date) -> list[Standing]:
    """The consents of the kind that a meeting asks for, as they stand: none when it asks for none."""
    if not kind.consent:
        return []
    return [each for each in consents.standing(seen.row.person_id, on, seen.scope) if each.kind == kind.consent]


# What the sources ask for


def remarks(seen: Seen, wanted: Wanted, on: date) -> tuple[Remark, ...]:
    """What the sources say of a meeting that is being booked (D17)."""
    known = kind_of(seen.handbook, wanted.kind)
    called = {each.who for each in wanted.called}
    short = None
    if wanted.starts_at:
        meets = wanted.starts_at.astimezone(SWEDEN).date()
        short = dating.too_short(seen.handbook, known, seen.row.area_id, wanted.called_on or on, meets)
    return policy.before(known, wanted.party, called, without_name=wanted.without_name, short=short)


def remarks_on(seen: Seen, meeting: MeetingKept, on: date) -> tuple[Remark, ...]:
    """The same for one that is booked: by the day its invitations left, else today."""
    called = {each.who for each in meeting.called if each.seat}
    left = meeting.called_on or on
    short = dating.too_short(seen.handbook, meeting.kind, seen.row.area_id, left, meeting.day)
    return policy.before(meeting.kind, meeting.party, called, without_name=meeting.without_name, short=short)


def gaps(kind: Kind, held: Held) -> tuple[Remark, ...]:
    """What is missing in a record that is being written (D17)."""
    return policy.after(kind, held)


def earliest(seen: Seen, kind: Kind, on: date) -> date | None:
    """The first day for a meeting of the kind that is called to today, where the handbook has a least notice."""
    return dating.earliest(seen.handbook, kind, seen.row.area_id, on)


def next_meeting(seen: Seen, kind: Kind, held_on: date) -> date | None:
    """The day on which the next meeting is booked by itself when one is held on a day; None when none is."""
    return dating.next_meeting(seen.handbook, kind, seen.row.area_id, held_on)


# One's own list


def upcoming(scope: Scope, on: date, days: int = 14) -> list[Coming]:
    """The planned meetings of one's own cases in the coming days that one's own authority keeps, the nearest first."""
    cases = caseload.own(scope)
    first = begins(on)
    planned = Meeting.objects.filter(status=PLANNED, starts_at__gte=first, starts_at__lt=first + days * ONE_DAY)
    rows = list(planned.filter(case_id__in=cases, sphere_id__in=scope.spheres))
    known = abouts(scope, {row.case_id for row in rows}, on)
    books = {about.case: engine.pinned(about.handbook, about.version) for about in known.values()}
    return coming(kept(rows, books, scope, on), known)


def tasks_of_worker(scope: Scope, on: date) -> list[OwnTask]:
    """The open tasks of one's own cases that one's own authority keeps, the nearest first; without any health (D22)."""
    rows = Task.objects.filter(case_id__in=caseload.own(scope), status=OPEN, sphere_id__in=scope.spheres)
    found = [task_kept(row) for row in rows]
    known = abouts(scope, {each.case for each in found}, on)
    shown = [
        OwnTask(each, known[each.case], each.unit in scope.units or not (each.unit or each.party))
        for each in found
        if known[each.case].readable
    ]
    return sorted(shown, key=lambda each: (each.task.due or date.max, each.task.case, each.task.id))
