"""How many running cases does a change of the law touch? Numbers only, never which cases or whose (D21, D22)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from samordna.cases.engine import pinned
from samordna.cases.models import Case, Position
from samordna.content.reading import ContentError
from samordna.handbooks import citing, published
from samordna.handbooks.domain import Handbook, Step
from samordna.law.domain import Law
from samordna.law.ports import InBox, Running, UnderClocks
from samordna.law.queries import load as load_law
from samordna.organisations import queries as organisations
from samordna.rules.citing import cites

Version = tuple[str, str]
Boxes = dict[tuple[str, str], Step]


def running(refs: Collection[str], authorities: Collection[int] | None = None) -> Running:
    """The running cases whose version has a box or a time limit that rests on one of `refs`.

    Each case is judged by the version that it follows, not by the newest. With `authorities`, only boxes of their own
    and cases that they own are counted: a number may not tell another party's cases either (D21).
    """
    seen = _Seen(authorities)
    boxes: list[InBox] = []
    clocks: list[UnderClocks] = []
    total = 0
    for version in seen.versions():
        book = _book(version)
        affected, limits = _affected(book, refs) if book else ({}, ())
        owned = seen.owned(version) if limits else None
        boxes += seen.standing(version, affected)
        if owned is not None and (count := owned.count()):
            clocks.append(UnderClocks(*version, limits, count))
        total += seen.touched(version, affected, owned)
    return Running(total, tuple(boxes), tuple(clocks))


class _Seen:
    """What of the running cases may be counted: all, or what some authorities have in them."""

    def __init__(self, authorities: Collection[int] | None) -> None:
        self.owner, self.sphere = Q(), Q()
        if authorities is not None:
            self.owner = Q(owner__authority_id__in=list(authorities))
            self.sphere = Q(sphere_id__in=organisations.spheres_of_authorities(authorities))

    def versions(self) -> list[Version]:
        """The versions that running cases follow; those of other parties' cases too, for we may have a box there."""
        rows = Case.objects.filter(closed_seq=None).values_list("handbook", "version").distinct()
        return list(rows.order_by("handbook", "version"))

    def owned(self, version: Version) -> QuerySet[Case]:
        """The running cases that follow a version."""
        return Case.objects.filter(self.owner, closed_seq=None, handbook=version[0], version=version[1])

    def standing(self, version: Version, affected: Boxes) -> Iterator[InBox]:
        """How many running cases stand in each of the affected boxes, in the order of the handbook."""
        rows = self._open_in(version, affected).values_list("process", "step")
        found = {(process, step): n for process, step, n in rows.annotate(n=Count("case_id", distinct=True))}
        for (process, box), step in affected.items():
            if (process, box) in found:
                yield InBox(*version, process, box, step.title, found[process, box])

    def touched(self, version: Version, affected: Boxes, owned: QuerySet[Case] | None) -> int:
        """How many cases stand in an affected box or are under an affected time limit."""
        inside = Q(pk__in=self._open_in(version, affected).values("case_id"))
        if owned is not None:
            inside |= Q(pk__in=owned.values("pk"))
        return Case.objects.filter(inside).count()

    def _open_in(self, version: Version, affected: Boxes) -> QuerySet[Position]:
        rows = Position.objects.filter(
            self.sphere, closed_seq=None, case__closed_seq=None, case__handbook=version[0], case__version=version[1]
        )
        return rows.filter(_in_one_of(affected)) if affected else rows.none()


def _book(version: Version) -> Handbook | None:
    """The version, if it can be read: a number is shown for the others whatever has become of one."""
    try:
        return pinned(*version)
    except ContentError:
        return None


def _affected(book: Handbook, refs: Collection[str]) -> tuple[Boxes, tuple[str, ...]]:
    """The boxes of a version that rest on one of `refs`, themselves or by a table, and the ids of its time limits."""
    found = [rests for ref in dict.fromkeys(refs) if (rests := citing.resting(book).get(ref))]
    places = [*(place for rests in found for place in rests.boxes), *citing.using(book, _tables(book, refs))]
    boxes = {(process.id, step.id): step for process, step in places}
    return boxes, tuple(dict.fromkeys(entry.id for rests in found for entry in rests.limits))


def _tables(book: Handbook, refs: Collection[str]) -> list[str]:
    """The decision tables that the version offers and that rest on one of `refs`, as the version has them."""
    law = load_law()
    offered = dict.fromkeys(use.table for _, step in book.every_step() for use in step.tables)
    return [each for each in offered if any(_cites(book, each, ref, law) for ref in refs)]


def _cites(book: Handbook, table: str, ref: str, law: Law) -> bool:
    try:
        return cites(published.table(book.id, book.version, table), ref, law)
    except ContentError:
        return False


def _in_one_of(boxes: Boxes) -> Q:
    by_process: dict[str, list[str]] = {}
    for process, step in boxes:
        by_process.setdefault(process, []).append(step)
    return reduce(or_, (Q(process=process, step__in=steps) for process, steps in by_process.items()))
