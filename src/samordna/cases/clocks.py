"""By when should an answer have come, and by what is every date of an area counted? The counting is `rules.clocks`'.

What runs in a case, with pauses and extensions, is counted by the room above; here is what a case needs when something
is sent or comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import cast

from samordna.cases.domain import FAR
from samordna.handbooks.domain import Handbook, Step
from samordna.kernel.working_days import WorkingDays
from samordna.law.domain import Law
from samordna.law.queries import load as load_law
from samordna.organisations import queries as organisations
from samordna.rules.calendars import swedish
from samordna.rules.clocks import Around, reckon
from samordna.rules.limits import Limit, limit

ANSWER = "remiss-svar"
# How far around the day holidays are known: longer limits are counted in months, which no holiday moves.
YEARS_BACK, YEARS_AHEAD = 12, 8
_OF_A_HANDBOOK = "limits"


def limits_of(book: Handbook) -> Mapping[str, Limit]:
    """The time limits of a handbook by id, read once."""
    known = book.routes.get(_OF_A_HANDBOOK)
    if known is None:
        entries = book.registers.get("deadlines", {}).values()
        known = book.routes[_OF_A_HANDBOOK] = {each.id: limit(each.id, each.title, each.data) for each in entries}
    return cast(Mapping[str, Limit], known)


def around(area: int, on: date) -> Around:
    """What every date of an area is counted by on a day: holidays, its own days and lengths, the law it follows."""
    local = organisations.local(area, on)
    law = load_law()
    off = tuple(sorted((ref, follow) for ref, follow in local.follows.items() if not follow))
    public = _holidays(on.year)
    calendar = _calendar(on.year, local.closed) if local.closed else public
    return Around(calendar, _followed(law, off) if off else law, on, local.lengths, public)


def _holidays(year: int) -> WorkingDays:
    decade = year - year % 10
    return swedish(decade - YEARS_BACK, decade + 9 + YEARS_AHEAD)


@lru_cache(64)
def _calendar(year: int, closed: frozenset[date]) -> WorkingDays:
    return WorkingDays(_holidays(year).closed | closed)


_laws: dict[tuple[tuple[str, bool], ...], tuple[Law, Law]] = {}


def _followed(law: Law, off: tuple[tuple[str, bool], ...]) -> Law:
    """The law without the unread rules that an area does not follow; made once for each set of them."""
    known = _laws.get(off)
    if known is None or known[0] is not law:
        known = _laws[off] = (law, law.following(dict(off)))
    return known[1]


def answer_limit(book: Handbook, escalation: str, around: Around) -> Limit | None:
    """The time limit for an answer: its own, if it says how long, else the common one."""
    known = limits_of(book)
    found = (known[wanted] for wanted in (escalation, ANSWER) if wanted in known)
    return next((each for each in found if reckon(each, around.on, around).due), None)


def answer_due(book: Handbook, escalation: str, sent: date, around: Around) -> date:
    """When the answer to something sent should have come; far away when nothing says how long."""
    counted = answer_limit(book, escalation, around)
    return (reckon(counted, sent, around).due if counted else None) or FAR


def escalation(step: Step | None, asked: str) -> str:
    """The time limit that a request of a box names for its answer."""
    found = step.referral(asked) if step and asked else None
    return found.escalation if found else ""
