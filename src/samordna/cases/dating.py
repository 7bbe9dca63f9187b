"""By which date is an open box sorted, and which dates have to be put right? (E10)

A projection: the date follows from the handbook's time limits, the answers that the box's own sphere has recorded and
the review date. Law, calendar and answers change, so it is computed again every night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.cases import clocks
from samordna.cases.domain import FAR
from samordna.cases.engine import pinned
from samordna.cases.listing import UNANSWERED
from samordna.cases.models import Case, Fact, Position, Transfer

BATCH = 300


@dataclass(frozen=True, slots=True)
class Outdated:
    """An open box whose date is not the computed one."""

    case: int
    no: int
    was: date
    due: date


def outdated(cases: Iterable[int]) -> Iterator[Outdated]:
    """The open boxes of these cases whose date is not the computed one: four queries, however many cases."""
    ids = list(cases)
    facts: dict[tuple[int, int], dict[str, Any]] = {}
    for case, sphere, fact, value in Fact.objects.filter(case_id__in=ids).values_list(
        "case_id", "sphere_id", "fact", "value"
    ):
        facts.setdefault((case, sphere), {})[fact] = value
    rows = Case.objects.filter(pk__in=ids).values_list("pk", "handbook", "version")
    books = {pk: pinned(handbook, version) for pk, handbook, version in rows}
    waits: dict[tuple[int, int], date] = {}
    for sent in Transfer.objects.filter(UNANSWERED, case_id__in=ids):
        place = (sent.case_id, sent.position_no)
        waits[place] = min(waits.get(place, FAR), sent.due)
    for box in Position.objects.filter(case_id__in=ids, closed_seq=None).order_by("case_id", "no"):
        step = books[box.case_id].step(box.process, box.step)
        until = box.until.isoformat() if box.until else ""
        known = facts.get((box.case_id, box.sphere_id), {})
        due = clocks.box_due(books[box.case_id], step, known, until) if step else box.until or FAR
        due = min(due, waits.get((box.case_id, box.no), FAR))
        if due != box.due:
            yield Outdated(box.case_id, box.no, box.due, due)


def open_cases(after: int, count: int = BATCH) -> list[int]:
    """The next open cases, in the order of their ids."""
    found = Case.objects.filter(pk__gt=after, closed_seq=None).order_by("pk")
    return list(found.values_list("pk", flat=True)[:count])
