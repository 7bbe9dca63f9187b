"""What do the tables know of cases that dates are counted from? Plain rows, one query for each table (E9, E10).

For the room that counts: a handful of columns and no model instances, so that many thousands of cases can be read.
Nothing here asks who may see it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from samordna.access.prepared import Prepared
from samordna.cases.listing import UNANSWERED
from samordna.cases.models import Case, Fact, Incoming, Involved, Position, Transfer


class CaseKnown(NamedTuple):
    """The case itself."""

    id: int
    person_id: int
    area_id: int
    handbook: str
    version: str
    owner_id: int
    holder_party: str
    watcher_id: int
    closed_seq: int | None


class Seated(NamedTuple):
    """A unit that plays a party now."""

    case_id: int
    party: str
    unit_id: int
    sphere_id: int
    here: bool
    worker_id: int | None = None


class Told(NamedTuple):
    """The latest value of a fact in a sphere, when it was told, and by which event."""

    case_id: int
    sphere_id: int
    category: str
    fact: str
    value: Any
    on: date
    seq: int


class Box(NamedTuple):
    """A visit of a box, open or left."""

    case_id: int
    no: int
    process: str
    step: str
    party: str
    unit_id: int
    sphere_id: int
    worker_id: int | None
    awaits: bool
    until: date | None
    wait: str
    due: date
    opened_seq: int
    opened_on: date
    closed_seq: int | None


class Sent(NamedTuple):
    """Something sent to another party."""

    case_id: int
    no: int
    kind: str
    position_no: int
    sender_party: str
    sender_unit_id: int
    sender_sphere_id: int
    receiver_party: str
    receiver_unit_id: int
    receiver_sphere_id: int
    asked: str
    status: str
    sent_seq: int
    sent_on: date
    due: date
    answered_seq: int | None


class Came(NamedTuple):
    """Something that came to a unit and belongs to the case."""

    case_id: int
    id: int
    unit_id: int
    sphere_id: int
    category: str
    kind: str
    on: date
    meets: date | None


def cases(ids: Collection[int]) -> list[CaseKnown]:
    """The cases, in the order of their ids."""
    return [CaseKnown(*row) for row in _cases(ids)]


# With thousands of ids the ORM takes longer to write a query than the database to answer it (`access.prepared`).
_cases = Prepared(lambda ids: Case.objects.filter(pk__in=ids).order_by("pk").values_list(*CaseKnown._fields))


def seats(ids: Collection[int]) -> list[Seated]:
    """Who sits where."""
    return [Seated(*row) for row in _seats(ids)]


_seats = Prepared(
    lambda ids: (
        Involved.objects.filter(case_id__in=ids, until_seq=None).order_by("id")
        .values_list("case_id", "party", "unit_id", "sphere_id", "unit__here", "worker_id")
    )
)  # fmt: skip


def facts(ids: Collection[int], named: Collection[str], spheres: Collection[int] | None = None) -> list[Told]:
    """The latest answers to the facts `named`, as far as they were not taken away."""
    rows: Iterable[Any]
    if not named:
        return []
    if spheres is None:
        rows = _facts(frozenset(named))(ids)
    else:
        rows = _told(Fact.objects.filter(case_id__in=ids, fact__in=named, sphere_id__in=spheres))
    return [told for row in rows if (told := Told(*row)).value is not None]


@cache
def _facts(named: frozenset[str]) -> Prepared:
    return Prepared(lambda ids: _told(Fact.objects.filter(case_id__in=ids, fact__in=sorted(named))))


def _told(rows: QuerySet[Fact]) -> QuerySet[Any, Any]:
    return rows.order_by("id").values_list(*Told._fields)


def boxes(ids: Collection[int], steps: Collection[str], spheres: Collection[int] | None = None) -> list[Box]:
    """The open boxes, and every visit of a box whose own number is among `steps`."""
    rows: Iterable[Any]
    if spheres is None:
        rows = _boxes(frozenset(steps))(ids)
    else:
        rows = _visits(Position.objects.filter(case_id__in=ids, sphere_id__in=spheres), steps)
    return [Box(*row) for row in rows]


@cache
def _boxes(steps: frozenset[str]) -> Prepared:
    return Prepared(lambda ids: _visits(Position.objects.filter(case_id__in=ids), sorted(steps)))


def _visits(rows: QuerySet[Position], steps: Collection[str]) -> QuerySet[Any, Any]:
    wanted = rows.filter(Q(closed_seq=None) | Q(step__in=steps)) if steps else rows.filter(closed_seq=None)
    return wanted.order_by("case_id", "no").values_list(*Box._fields)


def left_boxes(places: Iterable[tuple[int, int]]) -> list[Box]:
    """Boxes by (case, number), open or left: where something was sent from."""
    wanted = set(places)
    rows = Position.objects.filter(case_id__in={case for case, _ in wanted}, no__in={no for _, no in wanted})
    return [box for row in rows.values_list(*Box._fields) if ((box := Box(*row)).case_id, box.no) in wanted]


def sent(ids: Collection[int], *, answered: bool, spheres: Collection[int] | None = None) -> list[Sent]:
    """What has been sent and not answered; with `answered` also what has."""
    rows: Iterable[Any]
    if spheres is None:
        rows = (_sent if answered else _waiting)(ids)
    else:
        own = Q(sender_sphere_id__in=spheres) | Q(receiver_sphere_id__in=spheres)
        rows = _transfers(own if answered else own & UNANSWERED, ids)
    return [Sent(*row) for row in rows]


def _transfers(chosen: Q, ids: Collection[int]) -> QuerySet[Any, Any]:
    rows = Transfer.objects.filter(chosen, case_id__in=ids)
    return rows.order_by("case_id", "no").values_list(*Sent._fields)


_sent = Prepared(lambda ids: _transfers(Q(), ids))
_waiting = Prepared(lambda ids: _transfers(UNANSWERED, ids))


def came(ids: Collection[int], kinds: Collection[str], spheres: Collection[int] | None = None) -> list[Came]:
    """What has come of these kinds and belongs to the cases."""
    rows: Iterable[Any]
    if spheres is None:
        rows = _came(frozenset(kinds))(ids)
    else:
        rows = _incoming(Incoming.objects.filter(case_id__in=ids, kind__in=kinds, sphere_id__in=spheres))
    return [Came(*row) for row in rows]


@cache
def _came(kinds: frozenset[str]) -> Prepared:
    return Prepared(lambda ids: _incoming(Incoming.objects.filter(case_id__in=ids, kind__in=sorted(kinds))))


def _incoming(rows: QuerySet[Incoming]) -> QuerySet[Any, Any]:
    return rows.order_by("on", "id").values_list(*Came._fields)
