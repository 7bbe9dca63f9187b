"""What is there to do, nearest date first, for one worker or for many units? Flat however many cases there are (E19).

Every list is a merge of index scans, one per unit or worker, cut at the size of a page; what the rows show besides is
read for the whole page at once, so that the number of queries is the same for ten cases and for ten thousand. Nothing
here knows health, diagnosis or any other content of a case (D22).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from samordna.access.domain import PostHeld, Role, Scope
from samordna.access.prepared import Prepared
from samordna.access.queries import visible
from samordna.access.rules import Action, where
from samordna.cases.domain import FAR, PLAN
from samordna.cases.listing import SENT_FIELDS, UNANSWERED, Arrived, Box, Key, Row, said, told
from samordna.cases.models import Case, CoWorker, Incoming, Position, Transfer
from samordna.handbooks.journey.state import SENT

PAGE = 50
# Up to so many units each has its own index scan; above, the sphere is scanned and filtered (E19).
MERGED = 20
# A case that is held elsewhere stands after everything of the same case that has no date either.
LAST = 10**6
Rows = QuerySet[Any, Any]


class View(StrEnum):
    """The named lists of the worklist; the values stand in addresses."""

    MINE = "mine"
    UNIT = "unit"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    PARKED = "parked"
    INCOMING = "incoming"


BOX_VIEWS = frozenset({View.MINE, View.UNIT, View.UNASSIGNED, View.PARKED})


@dataclass(frozen=True, slots=True)
class Sought:
    """Which list, narrowed by what, from where on. Never by health (D22)."""

    view: View = View.MINE
    unit: int = 0
    party: str = ""
    process: str = ""
    step: str = ""
    worker: int = 0
    before: date | None = None
    after: Key | None = None
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list; `next` is where the following one begins."""

    rows: tuple[Row, ...]
    next: Key | None


def listed(scope: Scope, sought: Sought, on: date) -> Listed:
    """One page of the list, nearest date first."""
    if sought.view is View.WAITING:
        found = [*_sent(scope, sought), *_watched(scope, sought, on), *_elsewhere(scope, sought)]
    elif sought.view is View.INCOMING:
        found = [*_asked(scope, sought), *_arrived(scope, sought)]
    else:
        found = [_box(row) for row in _page(scope, sought, on)]
    ordered = [next(same) for _, same in groupby(sorted(found, key=lambda row: row.key), key=lambda row: row.key)]
    page = ordered[: sought.size]
    return Listed(tuple(told(scope, page, on)), page[-1].key if len(ordered) > sought.size else None)


def chosen(scope: Scope, pairs: Iterable[tuple[int, int]], on: date) -> list[Row]:
    """Open boxes of the actor's units, by case and number: what was ticked in a list."""
    wanted = set(pairs)
    rows = Position.objects.filter(
        case_id__in={case for case, _ in wanted}, closed_seq__isnull=True, unit_id__in=scope.units
    ).order_by("case_id", "no")
    found = [_box(row) for row in rows.values(*BOX_FIELDS) if (row["case_id"], row["no"]) in wanted]
    return list(told(scope, found, on))


# Boxes

BOX_FIELDS = (
    "due", "case_id", "no", "process", "step", "party", "unit_id", "worker_id", "awaits", "until", "wait", "opened_on",
)  # fmt: skip


def _page(scope: Scope, sought: Sought, on: date) -> list[dict[str, Any]]:
    """A page of boxes. The first one of a unit's list, which most requests are for, is a prepared query."""
    units = _units(scope, sought)
    first = replace(sought, unit=0) == Sought(view=sought.view, size=sought.size)
    if first and sought.view is not View.MINE and 0 < len(units) <= MERGED:
        rows = _first_page(sought.view, sought.size)(on, *units)
        return [dict(zip(BOX_FIELDS, row, strict=True)) for row in rows]
    return _top(list(_boxes(scope, sought, on)), sought, BOX_FIELDS)


@cache
def _first_page(view: View, size: int) -> Prepared:
    """The same list for any reader: nothing but the units is asked of the reader."""

    def build(on: date, *units: int) -> Rows:
        posts = tuple(PostHeld(unit, 0, 0, 0, Role.CASE_WORKER) for unit in units)
        sought = Sought(view=view, size=size)
        return _merged(list(_boxes(Scope(0, on, posts), sought, on)), sought, BOX_FIELDS)

    return Prepared(build)


def _boxes(scope: Scope, sought: Sought, on: date) -> Iterator[Rows]:
    """The index scans of a list of boxes."""
    rows = _narrowed(Position.objects.filter(closed_seq__isnull=True), sought)
    rested = Q(until__isnull=True) | Q(until__lte=on)
    if sought.view is View.MINE:
        yield from _mine(rows.filter(rested), scope, sought)
        return
    if sought.view is View.UNASSIGNED:
        # Nobody's boxes are found by their unit, not among everybody's boxes without a worker.
        rows = rows.filter(rested, awaits=False).alias(someone=Coalesce("worker_id", 0)).filter(someone=0)
    elif sought.view is View.PARKED:
        rows = rows.filter(until__gt=on, due__lt=FAR)
    else:
        rows = rows.filter(rested)
    if sought.worker:
        rows = rows.alias(someone=Coalesce("worker_id", 0)).filter(someone=sought.worker)
    yield from _by_unit(rows, scope, sought, "unit_id")


def _mine(rows: Rows, scope: Scope, sought: Sought) -> Iterator[Rows]:
    """One's own, those one stands in for, and those one works in beside somebody else (D2, D26)."""
    units = _units(scope, sought)
    for worker in sorted({scope.worker, *scope.stands_in_for}):
        yield _without_index(rows, "unit_id", units).filter(worker_id=worker)
    beside = CoWorker.objects.filter(worker_id=scope.worker, until_seq__isnull=True)
    if beside.exists():
        yield rows.filter(case_id__in=beside.values("case_id"), unit_id__in=units).exclude(worker_id=scope.worker)


def _narrowed(rows: Rows, sought: Sought) -> Rows:
    exact = {"party": sought.party, "process": sought.process, "step": sought.step}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows.filter(due__lt=sought.before) if sought.before else rows


def _by_unit(rows: Rows, scope: Scope, sought: Sought, unit: str) -> list[Rows]:
    units = _units(scope, sought)
    if len(units) <= MERGED:
        return [rows.filter(**{unit: each}) for each in units]
    if rows.model is Position:
        return [_without_index(rows.filter(sphere_id=each), unit, units) for each in sorted(scope.spheres)]
    # What is sent or has come and waits is little beside the boxes.
    return [rows.filter(**{f"{unit}__in": units})]


def _units(scope: Scope, sought: Sought) -> list[int]:
    return [sought.unit] if sought.unit in scope.units else sorted(scope.units)


def _without_index(rows: Rows, field: str, values: Iterable[int]) -> Rows:
    """Filter in a way that no index fits, so that the one that gives the order is used."""
    found: Rows = rows.alias(**{f"plain_{field}": F(field) + 0}).filter(**{f"plain_{field}__in": list(values)})
    return found


def _box(row: dict[str, Any]) -> Row:
    box = Box(
        row["no"], row["process"], row["step"], row["party"], row["unit_id"], row["worker_id"] or 0, row["awaits"],
        row["until"], row["wait"], row["opened_on"],
    )  # fmt: skip
    return Row(Key(row["due"], row["case_id"], row["no"]), box=box)


# What is sent


def _transfers(sought: Sought, other: str) -> Rows:
    rows: Rows = Transfer.objects.filter(**({other: sought.party} if sought.party else {}))
    if sought.before:
        rows = rows.filter(due__lt=sought.before)
    return rows


def _sent(scope: Scope, sought: Sought) -> list[Row]:
    """What one's units have sent and wait for, and what was escalated to them (D7, D27)."""
    rows = _transfers(sought, "receiver_party")
    own = _by_unit(rows.filter(UNANSWERED), scope, sought, "sender_unit_id")
    escalated = _by_unit(rows.filter(status=SENT), scope, sought, "escalated_unit_id")
    return [
        *(_transfer(row) for row in _top(own, sought, SENT_FIELDS)),
        *(_transfer(row, watched=True) for row in _top(escalated, sought, SENT_FIELDS)),
    ]


def _watched(scope: Scope, sought: Sought, on: date) -> list[Row]:
    """What others wait for in the cases one watches, as far as both their plans are open (D2, D21)."""
    if sought.unit:
        return []
    cases = Q(case__watcher_id__in={scope.worker, *scope.stands_in_for}, case__closed_seq__isnull=True)
    rows = _transfers(sought, "receiver_party").filter(UNANSWERED, cases).exclude(sender_unit_id__in=scope.units)
    rows = rows.exclude(receiver_unit_id__in=scope.units)
    rows = rows.annotate(person_id=F("case__person_id"), category=Value(PLAN))
    for sphere in ("sender_sphere_id", "receiver_sphere_id"):
        rows = visible(rows.annotate(sphere_id=F(sphere)), scope, on)
    return [_transfer(row, watched=True) for row in _top([rows], sought, SENT_FIELDS)]


def _asked(scope: Scope, sought: Sought) -> list[Row]:
    """What is sent to one's units and waits for their answer; not what they themselves drive for a forum (D11)."""
    rows = _transfers(sought, "sender_party").filter(status=SENT).exclude(sender_unit_id=F("receiver_unit_id"))
    scans = _by_unit(rows, scope, sought, "receiver_unit_id")
    return [_transfer(row) for row in _top(scans, sought, SENT_FIELDS)]


def _transfer(row: dict[str, Any], *, watched: bool = False) -> Row:
    return Row(Key(row["due"], row["case_id"], row["no"]), sent=said(row), watched=watched)


def _elsewhere(scope: Scope, sought: Sought) -> list[Row]:
    """Cases one watches, whose next step is another unit's: they have no date, and come last (D2, D3)."""
    if sought.unit or sought.before:
        return []
    rows = Case.objects.filter(watcher_id__in={scope.worker, *scope.stands_in_for}, closed_seq__isnull=True)
    rows = rows.filter(where(scope, Action.READ_CASE)).exclude(holder_id__in=scope.units).distinct()
    if sought.party:
        rows = rows.filter(holder_party=sought.party)
    if sought.after:
        shown = sought.after.case if sought.after.due == FAR else 0
        rows = rows.filter(pk__gt=shown) if sought.after.no == LAST else rows.filter(pk__gte=shown)
    ids = rows.order_by("id").values_list("id", flat=True)[: sought.size + 1]
    return [Row(Key(FAR, case, LAST)) for case in ids]


def _arrived(scope: Scope, sought: Sought) -> list[Row]:
    if sought.party:
        return []
    rows: Rows = Incoming.objects.filter(status="new")
    rows = rows.filter(due__lt=sought.before) if sought.before else rows
    scans = [*_by_unit(rows, scope, sought, "unit_id"), *_by_unit(rows, scope, sought, "escalated_unit_id")]
    fields = ("due", "id", "kind", "what", "sender", "on", "how", "unit_id", "worker_id", "escalated_unit_id")
    return [
        Row(
            Key(row["due"], row["id"], 0),
            arrived=Arrived(
                row["id"], row["kind"], row["what"], row["sender"], row["on"], row["how"], row["unit_id"],
                row["worker_id"] or 0, row["escalated_unit_id"] or 0,
            ),
        )
        for row in _top(scans, sought, fields)
    ]  # fmt: skip


# Merging and what the rows show besides


def _top(scans: list[Rows], sought: Sought, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """The first rows of all scans together, one more than a page."""
    return list(_merged(scans, sought, fields)) if scans else []


def _merged(scans: list[Rows], sought: Sought, fields: tuple[str, ...]) -> Rows:
    """The query for them; databases merge what each index gives in order."""
    order = fields[:3] if fields[1] == "case_id" else fields[:2]
    wanted = [_after(each, sought.after, order).order_by().values(*fields) for each in scans]
    size = sought.size + 1
    if len(wanted) == 1:
        return wanted[0].order_by(*order)[:size]
    if connection.features.supports_slicing_ordering_in_compound:
        wanted = [each.order_by(*order)[:size] for each in wanted]
    return wanted[0].union(*wanted[1:], all=True).order_by(*order)[:size]


def _after(rows: Rows, key: Key | None, order: tuple[str, ...]) -> Rows:
    """Rows that come after a key. The date alone bounds the scan; the rest leaves out what was shown."""
    if key is None:
        return rows
    later = Q(due__gt=key.due) | Q(**{f"{order[1]}__gt": key.case})
    if len(order) > 2:
        later |= Q(**{order[1]: key.case, f"{order[2]}__gt": key.no})
    return rows.filter(later, due__gte=key.due)
