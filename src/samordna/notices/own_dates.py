"""Which dates stand on a worker's own list? Their days and case numbers, for the calendar outside (D22, D23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.access.domain import Scope
from samordna.cases.listing import abouts
from samordna.deadlines import queries as deadlines


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A date of one of the worker's own cases: the case and its number, which time limit, and its day."""

    case: int
    number: str
    deadline: str
    key: str
    due: date


def own_dates(scope: Scope, on: date) -> list[OwnDate]:
    """The dates of the worker's own caseload that have not been met, the nearest first: a fixed number of queries."""
    clocks = [each for each in deadlines.mine(scope, on) if each.due and not each.met]
    known = abouts(scope, {each.case for each in clocks}, on)
    return [
        OwnDate(each.case, known[each.case].number, each.deadline, each.key, each.due)
        for each in clocks
        if each.due and known[each.case].readable
    ]
