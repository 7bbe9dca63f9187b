"""What does one case know that its clocks start from, and what would it know after an act? Plain values (E10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from samordna.cases.clocks import limits_of
from samordna.cases.domain import Seat
from samordna.cases.limits import STARTS
from samordna.cases.ports import Coming
from samordna.cases.tables import Box, Came, CaseKnown, Seated, Told
from samordna.cases.tables import Sent as SentRow
from samordna.deadlines.domain import Adjustment
from samordna.handbooks.domain import Handbook
from samordna.rules.limits import ANSWERED, BOX, FACT, INCOMING, SENT, WAIT, WHOLE_CASE, Limit, Sign

_NEEDS = "clocks"


class Born(NamedTuple):
    """A day of birth as the personal number says it, and whose record that is."""

    sphere: int
    on: date


@dataclass(frozen=True, slots=True)
class KnownCase:
    """Everything of a case that dates follow from. `boxes` are visits too, as far as a time limit asks for them."""

    row: CaseKnown
    book: Handbook
    seats: Mapping[str, Seated] = field(default_factory=dict)
    facts: tuple[Told, ...] = ()
    boxes: tuple[Box, ...] = ()
    sent: tuple[SentRow, ...] = ()
    came: tuple[Came, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    born: Born | None = None

    @property
    def id(self) -> int:
        """The case."""
        return self.row.id

    @property
    def limits(self) -> Mapping[str, Limit]:
        """The time limits of its handbook."""
        return limits_of(self.book)

    @property
    def open_boxes(self) -> list[Box]:
        """The boxes that are open."""
        return [box for box in self.boxes if box.closed_seq is None]

    def heard(self, party: str, sphere: int, own: int) -> bool:
        """Is what this party does known in the sphere `own`? Its own, and what it writes down for others (D1)."""
        seat = self.seats.get(party)
        return sphere == own or bool(seat and not seat.here)


@dataclass(frozen=True, slots=True)
class Needs:
    """What the time limits of a handbook have to be told: facts, visits of boxes, kinds of incoming, answers, ages.

    `whole` are those that count whatever box is open.
    """

    facts: frozenset[str]
    steps: frozenset[str]
    kinds: frozenset[str]
    answers: bool
    ages: bool
    whole: tuple[str, ...]


def needs(book: Handbook) -> Needs:
    """What a handbook's time limits ask for; worked out once."""
    known: Needs | None = book.routes.get(_NEEDS)
    if known is None:
        limits = limits_of(book).values()
        signs = [sign for limit in limits for sign in (*begins(limit), *limit.met)]
        known = book.routes[_NEEDS] = Needs(
            facts=frozenset({sign.what for sign in signs if sign.kind == FACT} | {each.fact for each in limits} - {""}),
            steps=frozenset(sign.what.rpartition("/")[2] for sign in signs if sign.kind == BOX),
            kinds=frozenset(sign.what for sign in signs if sign.kind == INCOMING),
            answers=any(sign.kind == ANSWERED for sign in signs),
            ages=any(limit.ages for limit in limits),
            whole=tuple(limit.id for limit in limits if limit.scope == WHOLE_CASE),
        )
    return known


def begins(limit: Limit) -> tuple[Sign, ...]:
    """How a case knows by itself that a time limit begins; older handbooks say it with the event's name alone."""
    return limit.begins or _BY_NAME.get(limit.event, ())


def comes_by_itself(limit: Limit) -> bool:
    """True for a limit that is counted only from what is sent, or from a day chosen for a wait: never by hand."""
    signs = begins(limit)
    return bool(signs) and not limit.fact and all(sign.kind in (SENT, WAIT) for sign in signs)


_BY_NAME: Mapping[str, tuple[Sign, ...]] = {
    "sent": (Sign(SENT),),
    "wait-decided": (Sign(WAIT),),
    **{event.removeprefix("event:"): (Sign(INCOMING, kind),) for kind, event in STARTS.items()},
}


# After an act


def after(known: KnownCase, coming: Coming) -> KnownCase:
    """What the case will know when the act has been written."""
    changes, seq = coming.changes, coming.case.row.seq + 1
    boxes = _changed(known.boxes, changes.positions, changes.new_positions, known.id, Box)
    sent = _changed(known.sent, changes.transfers, changes.new_transfers, known.id, SentRow)
    told = {answer.fact: answer for answer in coming.answers}
    facts = [each for each in known.facts if each.sphere_id != coming.sphere or each.fact not in told]
    facts += [
        Told(known.id, coming.sphere, answer.category, answer.fact, answer.value, coming.on, seq)
        for answer in told.values()
        if answer.value is not None
    ]
    holder = changes.case.get("holder_party", known.row.holder_party)
    closed = changes.case.get("closed_seq", known.row.closed_seq)
    row = known.row._replace(holder_party=holder, closed_seq=closed)
    seats = {**known.seats, **{party: _seated(known.id, party, seat) for party, seat in coming.seats.items()}}
    return replace(known, row=row, book=coming.book, boxes=boxes, sent=sent, facts=tuple(facts), seats=seats)


def _seated(case: int, party: str, seat: Seat) -> Seated:
    return Seated(case, party, seat.unit, seat.sphere, seat.here, seat.worker)


def _changed(
    rows: Iterable[Any], changed: Mapping[int, Mapping[str, Any]], new: Iterable[Mapping[str, Any]], case: int,
    kind: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """The rows of a table with an act's changes; fields that dates do not follow from are left out."""
    kept = [row._replace(**_of(kind, changed.get(row.no, {}))) for row in rows]
    return (*kept, *(kind(case_id=case, **_of(kind, row)) for row in new))


def _of(kind: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in kind._fields}
