"""Which facts must be tried to know all that a table can meet? One value for each part between cut points.

A choice has its values. A number is cut where a condition compares it; a date where a condition compares it and where a
window of ages turns, which is found by halving, whatever way the law counts the age. A fact that is asked for only
sometimes may also be absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise, product

from samordna.rules.conditions import failing
from samordna.rules.decide import LawOn, derive
from samordna.rules.domain import AFTER, WINDOW, WITHIN, Fact, Facts, Table, Value, Window
from samordna.rules.facts import WHOLE, too_long_ago

DAY = timedelta(days=1)
# What a date without a limit backwards is tried for: longer than any age that the law asks for.
FAR_BACK = 150


def points(table: Table, law_on: LawOn) -> dict[str, tuple[Value | None, ...]]:
    """For each fact the values to try; None where it may be absent."""
    return {f.id: (*_points(table, f, law_on), *((None,) if f.asked_if else ())) for f in table.facts}


def worlds(table: Table, law_on: LawOn, tried: dict[str, tuple[Value | None, ...]]) -> Iterator[tuple[Facts, Facts]]:
    """Every combination of points that can happen: the facts as given, and with the windows derived.

    A fact is absent exactly when the table does not ask for it in that combination.
    """
    names = list(tried)
    for values in product(*tried.values()):
        facts = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        if all((f.id in facts) != bool(failing(f.asked_if, facts, law_on)) for f in table.facts):
            yield facts, derive(table, facts, law_on)[0]


def _points(table: Table, fact: Fact, law_on: LawOn) -> Iterable[Value]:
    match fact.kind:
        case "choice":
            return fact.values
        case "set":
            codes = tuple(fact.values)
            return (frozenset(some) for size in range(len(codes) + 1) for some in combinations(codes, size))
        case "percent":
            return _between(_cuts(table, fact, law_on), 0, WHOLE)
        case "integer":
            return _whole(_cuts(table, fact, law_on), fact)
        case _:
            return _dates(table, fact, law_on)


def _cuts(table: Table, fact: Fact, law_on: LawOn) -> list[int | float]:
    conditions = (c for c in table.conditions if c.fact == fact.id)
    found = (law_on(operand) for c in conditions for test in c.tests for operand in test.operands)
    return sorted({cut for cut in found if isinstance(cut, int | float)})


def _between(cuts: list[int | float], lowest: int, highest: int) -> Iterator[float]:
    """The ends, the cuts, and one value in each gap."""
    ends = sorted({lowest, highest, *(cut for cut in cuts if lowest <= cut <= highest)})
    yield from ends
    yield from ((low + high) / 2 for low, high in pairwise(ends))


def _whole(cuts: list[int | float], fact: Fact) -> list[int]:
    lowest = fact.lowest if fact.lowest is not None else int(min(cuts, default=0)) - 1
    highest = fact.highest if fact.highest is not None else int(max(cuts, default=0)) + 1
    near = {int(cut) + step for cut in cuts for step in (-1, 0, 1)}
    return sorted(n for n in {lowest, highest, *near} if lowest <= n <= highest)


def _dates(table: Table, fact: Fact, law_on: LawOn) -> list[date]:
    latest = law_on.on if fact.past else law_on.on + timedelta(days=366)
    first = date(law_on.on.year - (fact.max_years or FAR_BACK), 1, 1)
    while too_long_ago(fact, first, law_on.on):
        first += DAY
    found = {first, latest}
    conditions = (c for c in table.conditions if c.fact == fact.id)
    operands = (law_on(operand) for c in conditions for test in c.tests for operand in test.operands)
    found |= {day + step * DAY for day in operands if isinstance(day, date) for step in (-1, 0, 1)}
    for window in (w for w in table.windows if w.birth == fact.id):
        found |= set(turns(window, first, latest, law_on))
    return sorted(day for day in found if first <= day <= latest)


def turns(window: Window, first: date, latest: date, law_on: LawOn) -> Iterator[date]:
    """The dates of birth on both sides of where a window turns, between `first` and `latest`.

    The younger the person, the earlier in the window: after, within, before. So each turn is found by halving.
    """

    for limit in (WINDOW.index(WITHIN), WINDOW.index(AFTER)):

        def earlier(born: date, limit: int = limit) -> bool:
            return WINDOW.index(law_on.derive(window, born).value) < limit

        turn = _first(earlier, first, latest)
        if turn:
            yield from (turn - DAY, turn)


def _first(holds: Callable[[date], bool], first: date, latest: date) -> date | None:
    """The first day in (first, latest] from which `holds` is true; None when it does not turn there."""
    if holds(first) or not holds(latest):
        return None
    low, high = first, latest
    while high - low > DAY:
        middle = low + (high - low) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
