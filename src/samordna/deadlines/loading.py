"""What do the tables know of many cases that their clocks follow from? A fixed number of queries (E9, E10)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet

from samordna.access.prepared import Prepared
from samordna.cases import engine
from samordna.cases import tables as rows
from samordna.deadlines.domain import Adjustment
from samordna.deadlines.knowing import Born, KnownCase, Needs, needs
from samordna.deadlines.models import Adjustment as Row
from samordna.handbooks.domain import Handbook
from samordna.people import queries as people

COLUMNS = (
    "case_id", "id", "deadline", "key", "kind", "on", "sphere_id", "number", "unit", "reason", "seq", "of_id", "by_id",
)  # fmt: skip
T = TypeVar("T")


def known(
    case_ids: Collection[int], *, spheres: Collection[int] | None = None, births: bool = True,
    answered: bool = False, also: Handbook | None = None,
) -> dict[int, KnownCase]:  # fmt: skip
    """What is known of these cases, by id: at most nine queries, however many cases; some thousands at a time.

    `spheres`: only what is recorded in these. Nothing has been asked about who may see it: that is for `queries`.
    Without `births` nothing is read of the persons; `answered` reads also what has been answered; `also` is a handbook
    that the cases are about to follow.
    """
    ids = tuple(case_ids)
    found = rows.cases(ids)
    books = {row.id: engine.pinned(row.handbook, row.version) for row in found}
    asking = {id(book): book for book in (*books.values(), *([also] if also else []))}
    wanted = _together(needs(book) for book in asking.values())
    seats = _by_case(rows.seats(ids))
    facts = _by_case(rows.facts(ids, wanted.facts, spheres)) if wanted.facts else {}
    sent = rows.sent(ids, answered=answered or wanted.answers, spheres=spheres)
    boxes = _with_origins(rows.boxes(ids, wanted.steps, spheres), sent)
    came = _by_case(rows.came(ids, wanted.kinds, spheres)) if wanted.kinds else {}
    done = _adjustments(ids, spheres)
    asked = people.birth_dates({row.person_id for row in found}) if births and wanted.ages else {}
    born = {pk: Born(*each) for pk, each in asked.items() if spheres is None or each[0] in spheres}
    waits = _by_case(sent)
    visits = _by_case(boxes)
    return {
        row.id: KnownCase(
            row, books[row.id], {seat.party: seat for seat in seats.get(row.id, ())}, tuple(facts.get(row.id, ())),
            tuple(visits.get(row.id, ())), tuple(waits.get(row.id, ())), tuple(came.get(row.id, ())),
            tuple(done.get(row.id, ())), born.get(row.person_id),
        )
        for row in found
    }  # fmt: skip


def adjusted(case: int) -> bool:
    """Has anything been done by hand to the clocks of a case?"""
    return Row.objects.filter(case_id=case).exists()


def _adjustments(ids: Sequence[int], spheres: Collection[int] | None) -> dict[int, list[Adjustment]]:
    found: dict[int, list[Adjustment]] = {}
    rows: Iterable[Any] = _every(ids) if spheres is None else _chosen(ids).filter(sphere_id__in=spheres)
    for case, *row in rows:
        found.setdefault(case, []).append(read(row))
    return found


def _chosen(ids: Collection[int]) -> QuerySet[Any, Any]:
    return Row.objects.filter(case_id__in=ids).order_by("case_id", "seq", "id").values_list(*COLUMNS)


_every = Prepared(_chosen)


def read(row: Sequence[Any]) -> Adjustment:
    """An adjustment from its columns, those of COLUMNS after the case."""
    pk, deadline, key, kind, on, sphere, number, unit, reason, seq, of, by = row
    return Adjustment(
        id=pk, deadline=deadline, key=key, kind=kind, on=on, sphere=sphere, number=number, unit=unit, reason=reason,
        seq=seq, of=of or 0, by=by,
    )  # fmt: skip


def _with_origins(boxes: list[rows.Box], sent: Iterable[rows.Sent]) -> list[rows.Box]:
    """The boxes, and those that something unanswered was sent from and that have been left since."""
    there = {(box.case_id, box.no) for box in boxes}
    left = {(each.case_id, each.position_no) for each in sent} - there
    return [*boxes, *rows.left_boxes(left)] if left else boxes


def _together(all_of: Iterable[Needs]) -> Needs:
    """What several handbooks ask for."""
    every = list(all_of)

    def union(of: Callable[[Needs], frozenset[str]]) -> frozenset[str]:
        return frozenset().union(*(of(each) for each in every)) if every else frozenset()

    return Needs(
        union(lambda each: each.facts), union(lambda each: each.steps), union(lambda each: each.kinds),
        any(each.answers for each in every), any(each.ages for each in every), (),
    )  # fmt: skip


def _by_case(found: Iterable[T]) -> dict[int, list[T]]:
    by: dict[int, list[T]] = {}
    for row in found:
        by.setdefault(row.case_id, []).append(row)  # type: ignore[attr-defined]
    return by
