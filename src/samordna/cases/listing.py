"""What does a row of a list show of a case? Read for a whole page at once: the same number of queries for any page.

One's own number, the person's name as far as it is open, and what is waited for; never health or other content (D22).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q

from samordna.access.domain import Scope
from samordna.access.prepared import Prepared
from samordna.access.queries import visible
from samordna.cases.models import Case, Involved, Position, Transfer
from samordna.handbooks.journey.state import ACCEPTED, HANDOVER, SENT

SENT_FIELDS = (
    "due", "case_id", "no", "kind", "position_no", "sender_party", "sender_unit_id", "receiver_party",
    "receiver_unit_id", "status", "sent_on", "escalated_unit_id", "asked",
)  # fmt: skip
UNANSWERED = Q(status__in=(SENT, ACCEPTED)) & ~Q(status=ACCEPTED, kind=HANDOVER)


class Key(NamedTuple):
    """Where a row stands in its list: date, case (or incoming message), and the number of the row in the case."""

    due: date
    case: int
    no: int


@dataclass(frozen=True, slots=True)
class About:
    """The case of a row: one's own number for it, and the person's name as far as it is open ("" when it is not)."""

    case: int
    number: str
    person: int
    name: str
    protected: bool
    handbook: str
    version: str
    area: int
    holder: int
    holder_party: str
    held_since: date
    opened_on: date
    closed: bool
    readable: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """Something sent to another party and not finally answered; `process` and `step` are the box it was sent from."""

    no: int
    kind: str
    position: int
    sender: str
    sender_unit: int
    receiver: str
    receiver_unit: int
    status: str
    on: date
    due: date
    escalated: int
    asked: str = ""
    process: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """An open box; `sent` is what is asked in it and not answered."""

    no: int
    process: str
    step: str
    party: str
    unit: int
    worker: int
    awaits: bool
    until: date | None
    wait: str
    opened_on: date
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something that came to a unit and that nobody has taken care of."""

    id: int
    kind: str
    what: str
    sender: str
    on: date
    how: str
    unit: int
    worker: int
    escalated: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a box, something sent (by us, to us, or `watched`), or something that came. Neither: held elsewhere."""

    key: Key
    about: About | None = None
    box: Box | None = None
    sent: Sent | None = None
    arrived: Arrived | None = None
    watched: bool = False


def told(scope: Scope, rows: list[Row], on: date) -> Iterator[Row]:
    """The rows with their cases, and boxes with what is asked in them: a fixed number of queries."""
    known = abouts(scope, {row.key.case for row in rows if not row.arrived}, on)
    boxes = {row.key.case for row in rows if row.box}
    asked = _unanswered(scope, boxes) if boxes else {}
    sent = {(row.key.case, row.sent.position) for row in rows if row.sent}
    places = _places(sent) if sent else {}
    for row in rows:
        case, about = row.key.case, known.get(row.key.case)
        if row.box:
            found = asked.get((case, row.box.no), ())
            box = _asked_in(row.box, found) if found else row.box
            yield Row(row.key, about, box, row.sent, row.arrived, row.watched)
        elif row.sent:
            process, step = places.get((case, row.sent.position), ("", ""))
            yield replace(row, about=about, sent=replace(row.sent, process=process, step=step))
        else:
            yield replace(row, about=about)


def _asked_in(box: Box, sent: Iterable[Sent]) -> Box:
    return replace(box, sent=tuple(replace(each, process=box.process, step=box.step) for each in sent))


def _unanswered(scope: Scope, cases: Iterable[int]) -> dict[tuple[int, int], list[Sent]]:
    """What one's units have sent from the boxes of some cases and wait for."""
    found: dict[tuple[int, int], list[Sent]] = {}
    units = scope.units
    for values in _sent_in(set(cases)):
        row = dict(zip(SENT_FIELDS, values, strict=True))
        if row["sender_unit_id"] in units:
            found.setdefault((row["case_id"], row["position_no"]), []).append(said(row))
    return found


# By case, then by unit: a unit may wait for much more than a page shows.
_sent_in = Prepared(
    lambda ids: Transfer.objects.filter(UNANSWERED, case_id__in=ids).order_by("case_id", "no").values_list(*SENT_FIELDS)
)


def _places(boxes: set[tuple[int, int]]) -> dict[tuple[int, int], tuple[str, str]]:
    """The process and box of positions, open or not."""
    rows = Position.objects.filter(case_id__in={case for case, _ in boxes}, no__in={no for _, no in boxes})
    found = rows.values_list("case_id", "no", "process", "step")
    return {(case, no): (process, step) for case, no, process, step in found}


class _Known(NamedTuple):
    """A case and its person, as one row of the database."""

    case: int
    handbook: str
    version: str
    area: int
    holder: int
    holder_party: str
    held_since: date
    opened_on: date
    closed_seq: int | None
    person: int
    given_name: str
    family_name: str
    protected: bool
    sphere: int
    authority: int


_KNOWN = (
    "id", "handbook", "version", "area_id", "holder_id", "holder_party", "held_since", "opened_on", "closed_seq",
    "person_id", "person__given_name", "person__family_name", "person__protected", "person__sphere_id",
    "person__authority_id",
)  # fmt: skip


_cases = Prepared(lambda ids: Case.objects.filter(pk__in=ids).values_list(*_KNOWN))
_numbers = Prepared(
    lambda ids: Involved.objects.filter(case_id__in=ids, until_seq__isnull=True).values_list(
        "case_id", "unit_id", "number"
    )
)


def abouts(scope: Scope, cases: Iterable[int], on: date) -> dict[int, About]:
    """Cases by id, as a list may show them. The name is shown within one's own authority, or by a grant (D21)."""
    ids = set(cases)
    if not ids:
        return {}
    units, spheres, authorities = scope.units, scope.spheres, scope.authorities
    found = [_Known(*row) for row in _cases(ids)]
    named = {row.case for row in found if row.authority in authorities or row.sphere in spheres}
    named |= _opened(scope, ids - named, on)
    numbers: dict[int, str] = {}
    unit = scope.post.unit if scope.post else 0
    for case, own, number in _numbers(ids):
        if own in units:
            numbers[case] = number if own == unit else numbers.get(case, number)
    return {row.case: _about(row, row.case in named, numbers.get(row.case)) for row in found}


def _opened(scope: Scope, ids: set[int], on: date) -> set[int]:
    """The cases whose person something opens to the reader; those of one's own authority need not be asked about."""
    if not ids:
        return set()
    rows = Case.objects.filter(pk__in=ids)
    about_person = rows.annotate(sphere_id=F("person__sphere_id"), category=F("person__category"))
    return set(visible(about_person, scope, on).values_list("id", flat=True))


def _about(row: _Known, named: bool, number: str | None) -> About:
    return About(
        row.case, number or "", row.person if named else 0,
        f"{row.given_name} {row.family_name}" if named else "", row.protected,
        row.handbook, row.version, row.area, row.holder, row.holder_party, row.held_since, row.opened_on,
        row.closed_seq is not None, number is not None,
    )  # fmt: skip


def said(row: dict[str, Any]) -> Sent:
    """Something sent, from its row (SENT_FIELDS)."""
    return Sent(
        row["no"], row["kind"], row["position_no"], row["sender_party"], row["sender_unit_id"], row["receiver_party"],
        row["receiver_unit_id"], row["status"], row["sent_on"], row["due"], row["escalated_unit_id"] or 0,
        row["asked"],
    )  # fmt: skip


def said_of(row: Transfer) -> Sent:
    """The same, from the row itself."""
    return said({name: getattr(row, name) for name in SENT_FIELDS})
