"""What is there to remember, for a worker and for the one who leads a unit? Computed when asked, stored nowhere (D22).

A worker's own list goes over their own cases and may rest on health; a unit's list never does, and says of some rules
only how many. A message says only how many are near and how many are late (D23).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from samordna.access.domain import Role, Scope
from samordna.cases import caseload
from samordna.cases.caseload import Arrived
from samordna.deadlines.radar_known import LATE, NEAR, Came, Thing
from samordna.deadlines.radar_loading import Radars, watched_in
from samordna.deadlines.radar_rules import INCOMING, NO, by_id, rules
from samordna.rules.clocks import moved

# Above so many own cases nothing is counted for a link.
MOST = 300
# Who leads a unit, and sees what there is to remember in it.
LEADS = (Role.UNIT_MANAGER, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Count:
    """How many things are near, and how many are late: all that a message may say."""

    near: int
    late: int

    @property
    def all(self) -> int:
        """Both."""
        return self.near + self.late


def own(scope: Scope, on: date) -> list[Thing]:
    """What to remember in one's own cases and those of whom one stands in for: late first, then by date (D2, D26)."""
    radars = Radars(on)
    ids = caseload.own(scope)
    mine, workers = set(ids), {scope.worker, *scope.stands_in_for}
    came = [each for each in _arrived(scope, radars, scope.units) if each.case in mine or each.worker in workers]
    return _ordered(_found(scope, ids, came, radars))


def of_units(scope: Scope, units: Iterable[int], on: date) -> list[Thing]:
    """What to remember in units that the actor leads, without what rests on health; late first, then by date.

    Units that the actor does not lead are left out. A thing belongs to the unit in whose box it is to be done.
    """
    radars, known, found = Radars(on), by_id(), list[Thing]()
    for unit in dict.fromkeys(units):
        if any(scope.has(role, unit) for role in LEADS):
            came = _arrived(scope, radars, frozenset({unit}))
            every = _found(scope, caseload.of_units([unit]), came, radars, unit)
            found += [thing for thing in every if thing.place.unit == unit]
    return _ordered(thing for thing in found if not thing.health and known[thing.rule].unit != NO)


def own_count(scope: Scope, on: date) -> Count | None:
    """How many things `own` finds, for a link to them; counted anew when something has happened in one of the cases.

    None for a caseload that no single worker has: counting it would keep the page waiting.
    """
    ids = caseload.own(scope)
    if len(ids) > MOST:
        return None
    key = (scope.worker, scope.posts, on, caseload.heads(ids))
    found = _counts.get(key)
    if found is None:
        found = counted(own(scope, on))
        _counts.put(key, found)
    return found


class _Counts:
    """The counts that were asked for last: none is truth, and each is forgotten when it is old."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, Lock()
        self._known: OrderedDict[Hashable, Count] = OrderedDict()

    def get(self, key: Hashable) -> Count | None:
        """What was counted; None when it was not."""
        with self._lock:
            return self._known.get(key)

    def put(self, key: Hashable, found: Count) -> None:
        """Remember a count, and forget the oldest."""
        with self._lock:
            self._known[key] = found
            if len(self._known) > self._size:
                self._known.popitem(last=False)


_counts = _Counts(4096)


def counted(things: Iterable[Thing]) -> Count:
    """How many are near, and how many are late."""
    states = [thing.state for thing in things]
    return Count(states.count(NEAR), states.count(LATE))


def _found(
    scope: Scope, ids: Sequence[int], came: Iterable[Arrived], radars: Radars, unit: int = 0
) -> Iterator[Thing]:  # fmt: skip
    """The things of the cases, and of what has come and belongs to none of them."""
    there, by_case = set(ids), dict[int, list[Came]]()
    for each in came:
        row = Came(each.id, each.unit, each.worker, each.due)
        if each.case in there:
            by_case.setdefault(each.case, []).append(row)
        elif scope.post:
            yield from radars.of(scope.post.area).arrived(row)
    for area, case in watched_in(ids, scope, radars, by_case, unit):
        yield from radars.of(area).things(case)


def _ordered(things: Iterable[Thing]) -> list[Thing]:
    return sorted(things, key=lambda each: (each.state != LATE, each.due, each.case, each.rule, each.box))


def _arrived(scope: Scope, radars: Radars, units: frozenset[int]) -> list[Arrived]:
    """What has come and nobody has taken, as far ahead as the rule warns."""
    rule = next((each for each in rules() if each.kind == INCOMING), None)
    if rule is None or not scope.post:
        return []
    calendar = radars.of(scope.post.area).around.calendar
    return caseload.arrived(units, moved(radars.on, rule.limit.warn, calendar) if rule.limit.warn else radars.on)
