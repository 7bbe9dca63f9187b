"""By which dates are boxes and requests sorted, as their clocks run? Fills the ports of cases (E2, E10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from samordna.cases.clocks import limits_of
from samordna.cases.ports import Coming, Dates
from samordna.deadlines.around import around
from samordna.deadlines.deriving import clocks_of, dates_of
from samordna.deadlines.knowing import after, begins, comes_by_itself
from samordna.deadlines.loading import adjusted, known
from samordna.rules.clocks import Around


def coming(about: Coming) -> Dates:
    """The dates of a case after an act that is about to be written; nothing when no clock can run there."""
    if not about.renewed and not _may_run(about):
        return Dates()
    case = about.case.id
    before = known((case,), births=False, also=about.book)[case]
    then = after(before, about)
    found = dates_of(then, clocks_of(then, around(about.case.row.area_id, about.today)))
    return Dates(found.boxes, found.sent, {box.no: box.due for box in before.open_boxes})


def _may_run(about: Coming) -> bool:
    """Can any clock run in the boxes that are open after the act? Most acts need no query to know (E18)."""
    told = {answer.fact for answer in about.answers}.union(*about.case.facts.values())
    limits = limits_of(about.book)
    by_hand = False
    for each in about.listed:
        limit = limits.get(each)
        if limit is None or comes_by_itself(limit) or limit.ages:
            continue
        if limit.fact in told or begins(limit):
            return True
        by_hand = by_hand or not limit.fact
    return by_hand and adjusted(about.case.id)


def standing(cases: Sequence[int], on: date) -> Mapping[int, Dates]:
    """The dates of cases as they stand."""
    areas: dict[int, Around] = {}
    found = {}
    for pk, case in known(cases, births=False).items():
        area = case.row.area_id
        if area not in areas:
            areas[area] = around(area, on)
        found[pk] = dates_of(case, clocks_of(case, areas[area]))
    return found
