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
    cases = {row.key.case for row in rows if not row.arrived}
    known = abouts(scope, cases, on)
    asked = _unanswered(scope, {row.key.case for row in rows if row.box})
    places = _places({(row.key.case, row.sent.position) for row in rows if row.sent})
    for row in rows:
        about = known.get(row.key.case)
        if row.box:
            box, sent = row.box, asked.get((row.key.case, row.box.no), ())
            said_here = tuple(replace(each, process=box.process, step=box.step) for each in sent)
            row = replace(row, box=replace(box, sent=said_here))
        if row.sent:
            process, step = places.get((row.key.case, row.sent.position), ("", ""))
            row = replace(row, sent=replace(row.sent, process=process, step=step))
        yield replace(row, about=about)


def _unanswered(scope: Scope, cases: Iterable[int]) -> dict[tuple[int, int], list[Sent]]:
    """What one's units have sent from the boxes of some cases and wait for."""
    # By case, then by unit: a unit may wait for much more than a page shows.
    rows = Transfer.objects.filter(UNANSWERED, case_id__in=set(cases)).order_by("case_id", "no")
    found: dict[tuple[int, int], list[Sent]] = {}
    for row in rows.values(*SENT_FIELDS):
        if row["sender_unit_id"] in scope.units:
            found.setdefault((row["case_id"], row["position_no"]), []).append(said(row))
    return found


def _places(boxes: set[tuple[int, int]]) -> dict[tuple[int, int], tuple[str, str]]:
    """The process and box of positions, open or not."""
    rows = Position.objects.filter(case_id__in={case for case, _ in boxes}, no__in={no for _, no in boxes})
    found = rows.values_list("case_id", "no", "process", "step")
    return {(case, no): (process, step) for case, no, process, step in found}


def abouts(scope: Scope, cases: Iterable[int], on: date) -> dict[int, About]:
    """Cases by id, as a list may show them. The name is shown within one's own authority, or by a grant (D21)."""
    ids = set(cases)
    rows = Case.objects.filter(pk__in=ids)
    about_person = rows.annotate(sphere_id=F("person__sphere_id"), category=F("person__category"))
    opened = set(visible(about_person, scope, on).values_list("id", flat=True))
    numbers: dict[int, str] = {}
    unit = scope.post.unit if scope.post else 0
    involved = Involved.objects.filter(case_id__in=ids, until_seq__isnull=True)
    for case, own, number in involved.values_list("case_id", "unit_id", "number"):
        if own in scope.units:
            numbers[case] = number if own == unit else numbers.get(case, number)
    return {row.id: _about(row, scope, opened, numbers) for row in rows.select_related("person")}


def _about(row: Case, scope: Scope, opened: set[int], numbers: dict[int, str]) -> About:
    person = row.person
    known = row.id in opened or person.authority_id in scope.authorities
    return About(
        row.id, numbers.get(row.id, ""), person.id if known else 0,
        f"{person.given_name} {person.family_name}" if known else "", person.protected,
        row.handbook, row.version, row.area_id, row.holder_id, row.holder_party, row.held_since, row.opened_on,
        row.closed_seq is not None, row.id in numbers,
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
