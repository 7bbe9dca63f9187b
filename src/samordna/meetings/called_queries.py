"""To which meetings are one's own units called by others, and what may one know of each? (D18, D20, D21)

What an invitation tells and nothing else, also to a unit that has no part in the case: when and where, whose meeting it
is and of whom; and where planning is open too, what kind of meeting it is, its questions, and who else is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from samordna.access.domain import Scope
from samordna.access.queries import opened_to_many
from samordna.cases import engine
from samordna.cases.listing import About, abouts
from samordna.cases.queries import Seen
from samordna.handbooks.domain import Handbook
from samordna.kernel.decision import Refused
from samordna.meetings import calling
from samordna.meetings.domain import CANCELLED, CONTACT, PLAIN, PLAN, PLANNED, SWEDEN, CalledKept, MeetingKept
from samordna.meetings.loading import called_kept, meeting_kept
from samordna.meetings.models import Called, Meeting
from samordna.meetings.writing import no_meeting

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coming:
    """A meeting on a worker's own list: of which case, and whether one's unit is called to it by others.

    `full` when everything that an invitation tells is open; `seat` is one's own, None in a meeting of one's own.
    `outside` when somebody who does not sign in calls to it (asked for one meeting only): the answer is theirs.
    """

    meeting: MeetingKept
    about: About
    invited: bool = False
    full: bool = True
    seat: CalledKept | None = None
    outside: bool = False


def invited_to(scope: Scope, on: date, days: int = 366) -> list[Coming]:
    """The planned meetings that one's own units are called to by others, the nearest first, as far as is open today."""
    first = begins(on)
    return _told(scope, on, meeting__status=PLANNED, meeting__starts_at__lt=first + days * ONE_DAY)


def called_to(scope: Scope, meeting: int, on: date) -> Coming:
    """One of them, also when it will not be. Raises Refused, in the same words whether it is there or not (D21)."""
    found = _told(scope, on, meeting_id=meeting, meeting__status__in=(PLANNED, CANCELLED))
    if not found:
        raise Refused(no_meeting())
    row = Meeting.objects.get(pk=meeting)
    return replace(found[0], outside=calling.convened_outside(engine.read(row.case_id), row))


def own_seat(seen: Seen, kept: MeetingKept) -> CalledKept | None:
    """One's own seat in a meeting of another authority's that one can see, when an answer is asked for here.

    None when somebody who does not sign in calls to it: the answer is theirs.
    """
    seat = seen.seats.get(kept.party)
    if kept.status != PLANNED or kept.day < seen.scope.on or seat is None or not seat.here:
        return None
    if kept.sphere in seen.scope.spheres:
        return None
    own = (each for each in kept.called if each.seat and each.called_on and each.unit in seen.scope.units)
    return next(own, None)


def begins(day: date) -> datetime:
    """The moment at which a day begins in Sweden."""
    return datetime.combine(day, time.min, tzinfo=SWEDEN).astimezone(UTC)


def coming(found: Iterable[MeetingKept], known: Mapping[int, About]) -> list[Coming]:
    """Meetings with their cases, the nearest first."""
    return in_order(Coming(each, known[each.case]) for each in found)


def in_order(found: Iterable[Coming]) -> list[Coming]:
    """The nearest first."""
    return sorted(found, key=lambda each: (each.meeting.starts_at, each.meeting.id))


def _told(scope: Scope, on: date, **which: object) -> list[Coming]:
    """The seats of one's own units, each with what its invitation may still tell: a fixed number of queries."""
    mine = Called.objects.filter(to_unit_id__in=scope.units, seat=True, called_on__isnull=False)
    rows = mine.filter(meeting__starts_at__gte=begins(on), meeting__without_name=False, **which)
    seats = list(rows.exclude(meeting__unit_id__in=scope.units).select_related("meeting").order_by("pk"))
    opened = _opened(seats, scope, on)
    told = {row.meeting_id: row for row in reversed(seats) if CONTACT in opened[row.pk]}
    full = {row.meeting_id for row in told.values() if PLAN in opened[row.pk]}
    known = abouts(scope, {row.case_id for row in told.values()}, on)
    others = _others(full)
    return in_order(
        _coming(row, known[row.case_id], others.get(row.meeting_id, ()) if row.meeting_id in full else None)
        for row in told.values()
        if not known[row.case_id].closed
    )


def _opened(rows: Iterable[Called], scope: Scope, on: date) -> dict[int, set[str]]:
    """The categories that each one's own sphere may be told of, by the id of the seat."""
    found = list(rows)
    persons = {row.person_id for row in found}
    opened = {to: opened_to_many(persons, (to,), on) for to in scope.spheres} if persons else {}
    return {
        row.pk: {CONTACT, PLAN} if row.sphere_id == row.to_sphere_id else {
            category for sphere, category in opened.get(row.to_sphere_id or 0, {}).get(row.person_id, ())
            if sphere == row.sphere_id
        }
        for row in found
    }  # fmt: skip


def _others(meetings: Iterable[int]) -> dict[int, list[CalledKept]]:
    """Everybody with a seat, by meeting: who is called, and not what they answered."""
    found: dict[int, list[CalledKept]] = {}
    for row in Called.objects.filter(meeting_id__in=tuple(meetings), seat=True).order_by("pk"):
        nothing = {"answer": "", "answered_on": None, "how": "", "reason": "", "proposed": None, "address": ""}
        found.setdefault(row.meeting_id, []).append(replace(called_kept(row), **nothing))  # type: ignore[arg-type]
    return found


def _coming(row: Called, about: About, others: Iterable[CalledKept] | None) -> Coming:
    book = engine.pinned(about.handbook, about.version)
    return Coming(_as_told(row.meeting, book, others), about, True, others is not None, called_kept(row))


def _as_told(row: Meeting, book: Handbook, others: Iterable[CalledKept] | None) -> MeetingKept:
    """A meeting as its invitation tells of it; without `others`, only when, where and who calls."""
    kept = meeting_kept(row, book, others or ())
    less = replace(
        kept, box="", reason="", no_follow_up="", follow_up_on=None, slot=0, follows=0, plan=0, minutes_document=0,
        worker=0,
    )  # fmt: skip
    return less if others is not None else replace(less, kind=PLAIN, agenda="")
