"""Who has read what, as far as the actor may know? Only one's own authority's readings, ever (D21, D26)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.timezone import get_default_timezone

from samordna.access.domain import Scope
from samordna.access.rules import Action, where
from samordna.audit import reading
from samordna.audit.models import Reading, Review

PAGE = 50
ASKED = "asked"
TO_DO, FINE, FOLLOW_UP = "to-do", "fine", "follow-up"


class Place(NamedTuple):
    """Where a page of readings ends: the next one begins with what is older."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Sought:
    """Which readings of a unit: of a worker, of those who were asked why, older than `before`."""

    worker: int = 0
    asked: bool = False
    before: Place | None = None
    size: int = PAGE

    @property
    def narrowed(self) -> bool:
        """True when the list is narrowed at all."""
        return bool(self.worker or self.asked)


@dataclass(frozen=True, slots=True)
class Page:
    """Some readings, and where the following page begins."""

    rows: tuple[Reading, ...]
    next: Place | None = None


def of_stream(scope: Scope, stream: int, before: Place | None = None, size: int = PAGE) -> list[Reading]:
    """The readings of a case by one's own authorities, newest first: up to `size`, older than `before`."""
    rows = Reading.objects.filter(stream_id=stream, authority_id__in=scope.authorities)
    return list(_older(rows, before).order_by("-at", "-id")[:size])


def of_unit(scope: Scope, unit: int, sought: Sought) -> Page:
    """The readings made for a unit that the actor leads, newest first."""
    rows = _of_unit(scope, unit)
    if sought.worker:
        rows = rows.filter(worker_id=sought.worker)
    if sought.asked:
        rows = rows.filter(why=ASKED)
    found = list(_older(rows, sought.before).order_by("-at", "-id")[: sought.size + 1])
    more = len(found) > sought.size
    found = found[: sought.size]
    return Page(tuple(found), Place(found[-1].at, found[-1].id) if more else None)


def of_day(scope: Scope, unit: int, day: date) -> list[Reading]:
    """A day's readings made for the unit: first those where the reader was asked why, then the others, newest first."""
    rows = _of_unit(scope, unit).filter(at__gte=begins(day), at__lt=begins(day + timedelta(days=1)))
    return sorted(rows.order_by("-at", "-id"), key=lambda row: row.why != ASKED)


def days_around(scope: Scope, unit: int, day: date | None) -> tuple[date | None, date | None, date | None]:
    """(the day before with readings, the day itself, the day after); without a day, the latest that has any."""
    rows = _of_unit(scope, unit)
    if day is None:
        last = rows.order_by("-at").values_list("at", flat=True).first()
        day = _day(last)
    if day is None:
        return None, None, None
    earlier = rows.filter(at__lt=begins(day)).order_by("-at").values_list("at", flat=True).first()
    later = rows.filter(at__gte=begins(day + timedelta(days=1))).order_by("at").values_list("at", flat=True).first()
    return _day(earlier), day, _day(later)


def sample(scope: Scope, unit: int, month: str, *, to_do: bool = False) -> list[Review]:
    """What was drawn of a month's readings, in the order they were made, each with its reading."""
    rows = Review.objects.filter(where(scope, Action.REVIEW_LOG), unit_id=unit, month=month).select_related("reading")
    return list((rows.filter(found=TO_DO) if to_do else rows).order_by("reading__at", "id"))


def left_to_review(scope: Scope, unit: int) -> dict[str, int]:
    """How many of each month's sample are still to be looked at."""
    found: dict[str, int] = {}
    rows = Review.objects.filter(where(scope, Action.REVIEW_LOG), unit_id=unit).values_list("month", "found")
    for month, state in rows:
        found[month] = found.get(month, 0) + (state == TO_DO)
    return found


def in_month(unit: int, month: str) -> list[tuple[int, bool]]:
    """(id, asked) of every reading made for a unit in a month."""
    first, after = month_days(month)
    rows = Reading.objects.filter(unit_id=unit, at__gte=begins(first), at__lt=begins(after)).order_by("id")
    return [(pk, why == ASKED) for pk, why in rows.values_list("id", "why")]


def kinds(streams: Iterable[int]) -> dict[int, str]:
    """What streams are chains of: case, person, area, incoming."""
    return dict(reading.table("journal.stream").objects.filter(pk__in=set(streams)).values_list("pk", "kind"))


def month_days(month: str) -> tuple[date, date]:
    """The first day of a month ("2026-10"), and of the one after. Raises ValueError when it is no month."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1)


def begins(day: date) -> datetime:
    """The moment at which a day begins in Sweden."""
    return datetime.combine(day, time(), get_default_timezone())


def _day(at: datetime | None) -> date | None:
    return at.astimezone(get_default_timezone()).date() if at else None


def _of_unit(scope: Scope, unit: int) -> QuerySet[Reading]:
    return Reading.objects.filter(where(scope, Action.REVIEW_LOG), unit_id=unit)


def _older(rows: QuerySet[Reading], before: Place | None) -> QuerySet[Reading]:
    return rows.filter(Q(at__lt=before.at) | Q(at=before.at, id__lt=before.id)) if before else rows
