"""What waits for a team's coordinator, which times are laid out, and what is on its agenda of a day? (D3, D11, D21)

Lists show case numbers, dates and parties; a name only where consent opens it, and never anything of health (D22).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.listing import About, Box, abouts
from samordna.cases.listing import Sent as Asked
from samordna.cases.worklist import Sought, View, listed
from samordna.meetings.domain import CANCELLED, PLANNED, SWEDEN, MeetingKept, SlotKept
from samordna.meetings.loading import kept
from samordna.meetings.models import Meeting, Slot

# More than a coordinator looks through at once.
MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for the team: the box that it leads, or a question put to it; and the meeting that is booked.

    `meeting` None while none is planned. `box` None for something that has only been sent to the team (`asked`).
    """

    about: About
    due: date
    box: Box | None = None
    asked: Asked | None = None
    meeting: MeetingKept | None = None


@dataclass(frozen=True, slots=True)
class OnAgenda:
    """A meeting on the agenda of a unit's day, with its case as far as it may be shown."""

    meeting: MeetingKept
    about: About


def inbox(scope: Scope, unit: int, on: date) -> list[Waiting]:
    """What waits for a unit that plays a team: boxes of its own and questions to it, those without a meeting first."""
    boxes = listed(scope, Sought(view=View.UNIT, unit=unit, size=MOST), on).rows
    asked = listed(scope, Sought(view=View.INCOMING, unit=unit, size=MOST), on).rows
    rows = [row for row in (*boxes, *asked) if row.about is not None and (row.box or row.sent)]
    planned = _planned({row.key.case for row in rows}, unit, scope, on)
    found = [
        Waiting(row.about, row.key.due, row.box, row.sent if not row.box else None, planned.get(row.key.case))
        for row in rows
        if row.about is not None
    ]
    return sorted(found, key=lambda each: (each.meeting is not None, each.due, each.about.case))


def slots(scope: Scope, unit: int, on: date, *, free: bool = False) -> list[SlotKept]:
    """The times that a unit has laid out from today on, the nearest first; with `free`, those that nobody has taken.

    Of the actor's own units only: when a team meets tells nothing, but who has the time does.
    """
    if unit not in scope.units:
        return []
    rows = list(Slot.objects.filter(unit_id=unit, closed=False, starts_at__gte=_begins(on)).order_by("starts_at", "pk"))
    standing = Meeting.objects.exclude(status=CANCELLED).filter(slot_id__in=[row.pk for row in rows])
    taken = {slot: (case, meeting) for slot, case, meeting in standing.values_list("slot_id", "case_id", "pk")}
    shown = [
        SlotKept(row.pk, unit, row.starts_at, row.minutes, row.place, row.pk in taken, *taken.get(row.pk, (0, 0)))
        for row in rows
    ]
    return [each for each in shown if not (free and each.taken)]


def agenda(scope: Scope, unit: int, day: date) -> list[OnAgenda]:
    """The meetings of a unit on a day that are not cancelled, in their order."""
    if unit not in scope.units:
        return []
    first = _begins(day)
    rows = Meeting.objects.filter(unit_id=unit, starts_at__gte=first, starts_at__lt=_begins(day + timedelta(days=1)))
    found = _kept(rows.exclude(status=CANCELLED).order_by("starts_at", "pk"), scope, day)
    known = abouts(scope, {each.case for each in found}, scope.on)
    return [OnAgenda(each, known[each.case]) for each in found]


def _planned(cases: Iterable[int], unit: int, scope: Scope, on: date) -> dict[int, MeetingKept]:
    """The next meeting that the unit has planned in each case."""
    rows = Meeting.objects.filter(case_id__in=cases, unit_id=unit, status=PLANNED).order_by("-starts_at", "-pk")
    return {each.case: each for each in _kept(rows, scope, on)}


def _kept(rows: Iterable[Meeting], scope: Scope, on: date) -> list[MeetingKept]:
    found = list(rows)
    known = abouts(scope, {row.case_id for row in found}, on)
    books = {about.case: engine.pinned(about.handbook, about.version) for about in known.values()}
    return kept(found, books, scope, on)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SWEDEN).astimezone(UTC)
