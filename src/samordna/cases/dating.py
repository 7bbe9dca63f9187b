"""By which date is an open box sorted, and which dates have to be put right? (E10)

A projection: the nearest of the review date, the running clocks and the answers that the box waits for. Law, calendar
and answers change, so it is computed again every night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from samordna.cases import ports
from samordna.cases.domain import FAR
from samordna.cases.listing import UNANSWERED
from samordna.cases.models import Case, Position, Transfer
from samordna.cases.ports import Dates

BATCH = 300
BOX, SENT = "cases.position", "cases.transfer"


@dataclass(frozen=True, slots=True)
class Outdated:
    """An open box, or something unanswered, whose date is not the computed one; `table` says which."""

    case: int
    no: int
    was: date
    due: date
    table: str = BOX


def outdated(cases: Iterable[int], on: date) -> Iterator[Outdated]:
    """What is open in these cases and has not its computed date: the same number of queries, however many cases."""
    ids = list(cases)
    dates = ports.standing[0](ids, on) if ports.standing else {}
    nothing = Dates()
    waits: dict[tuple[int, int], date] = {}
    rows = Transfer.objects.filter(UNANSWERED, case_id__in=ids).order_by("case_id", "no")
    for case, no, position, was in rows.values_list("case_id", "no", "position_no", "due"):
        due = dates.get(case, nothing).sent.get(no, was)
        waits[case, position] = min(waits.get((case, position), FAR), due)
        if due != was:
            yield Outdated(case, no, was, due, SENT)
    boxes = Position.objects.filter(case_id__in=ids, closed_seq=None).order_by("case_id", "no")
    for case, no, until, was in boxes.values_list("case_id", "no", "until", "due"):
        clock = dates.get(case, nothing).boxes.get(no, FAR)
        due = min(until or FAR, clock, waits.get((case, no), FAR))
        if due != was:
            yield Outdated(case, no, was, due)


def open_cases(after: int, count: int = BATCH) -> list[int]:
    """The next open cases, in the order of their ids."""
    found = Case.objects.filter(pk__gt=after, closed_seq=None).order_by("pk")
    return list(found.values_list("pk", flat=True)[:count])
