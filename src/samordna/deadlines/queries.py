"""Which clocks may this actor see? Everything that pages show of them comes through here (E8, D21, D22).

What is closed is taken away before anything is derived: a clock that starts from a closed fact is not there at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from samordna.access.domain import Scope
from samordna.access.queries import ended_of_many
from samordna.cases import caseload
from samordna.cases.queries import Seen
from samordna.deadlines import domain
from samordna.deadlines.around import around
from samordna.deadlines.deriving import CONTACT, clocks_of, listed
from samordna.deadlines.domain import Adjustment
from samordna.deadlines.knowing import KnownCase, comes_by_itself
from samordna.deadlines.loading import known
from samordna.deadlines.running import Clock
from samordna.handbooks.journey.state import ACCEPTED, ANSWERED
from samordna.rules.clocks import Around
from samordna.rules.limits import WHOLE_CASE, Limit

# How many cases are read at once.
BATCH = 500


def of_case(seen: Seen, on: date) -> list[Clock]:
    """The clocks of a case that the actor may see, the nearest first; one's own sphere's where several know a start."""
    found = known((seen.id,)).get(seen.id)
    if found is None:
        return []
    clocks = clocks_of(visible(seen, found), around(found.row.area_id, on))
    return own_first([clock for clock in clocks if not _hidden(seen, found, clock)], seen.scope)


def clock(seen: Seen, on: date, deadline: str, key: str) -> Clock | None:
    """One clock that the actor may see."""
    return next((each for each in of_case(seen, on) if (each.deadline, each.key) == (deadline, key)), None)


def startable(seen: Seen, on: date, running: Iterable[Clock] | None = None) -> list[Limit]:
    """The limits that the actor can start by hand: in boxes they see, started by an event and not running now."""
    found = known((seen.id,), births=False).get(seen.id)
    if found is None or seen.state.closed:
        return []
    there = {each.deadline for each in (of_case(seen, on) if running is None else running) if not each.met}
    limits = found.limits
    wanted = dict.fromkeys((*listed(visible(seen, found)), *(k for k, v in limits.items() if v.scope == WHOLE_CASE)))
    chosen = [limits[each] for each in wanted if each in limits and each not in there]
    return [each for each in chosen if not (each.fact or each.ages or comes_by_itself(each))]


def mine(scope: Scope, on: date) -> list[Clock]:
    """The clocks of one's own caseload that are recorded in one's own spheres, the nearest first (D2, D22).

    A watcher has them wherever the next step lies: also in boxes of parties that somebody here writes for (D1).
    """
    ids = caseload.own(scope)
    areas: dict[int, Around] = {}
    found: list[Clock] = []
    for start in range(0, len(ids), BATCH):
        cases = known(ids[start : start + BATCH], answered=True).values()
        gone = ended_of_many({case.row.person_id for case in cases}, scope.spheres, on)
        for case in cases:
            area = case.row.area_id
            if area not in areas:
                areas[area] = around(area, on)
            found += own_first(clocks_of(_own(scope, case, gone.get(case.row.person_id, ())), areas[area]), scope)
    return sorted(found, key=lambda each: (each.due or date.max, each.case, each.deadline))


def _own(scope: Scope, found: KnownCase, ended: Collection[int]) -> KnownCase:
    """What of a case is recorded in one's own spheres, and the boxes of outside parties that one's units handed to.

    Not of a party in a sphere that is `ended`: what consent opened is closed again when it is taken back (D20).
    """
    spheres = scope.spheres
    ours = {party for party, seat in found.seats.items() if seat.unit_id in scope.units}
    written = {
        each.receiver_party
        for each in found.sent
        if each.sender_party in ours and each.status in (ACCEPTED, ANSWERED)
        and _outside(found, each.receiver_party, ended)
    }  # fmt: skip
    return replace(
        found, born=found.born if found.born and found.born.sphere in spheres else None,
        facts=tuple(each for each in found.facts if each.sphere_id in spheres),
        boxes=tuple(each for each in found.boxes if each.sphere_id in spheres or each.party in written),
        sent=tuple(each for each in found.sent if scope.units & {each.sender_unit_id, each.receiver_unit_id}),
        came=tuple(each for each in found.came if each.sphere_id in spheres),
        adjustments=tuple(each for each in found.adjustments if each.sphere in spheres),
    )  # fmt: skip


def _outside(found: KnownCase, party: str, ended: Collection[int]) -> bool:
    seat = found.seats.get(party)
    return bool(seat and not seat.here and seat.sphere_id not in ended)


def visible(seen: Seen, found: KnownCase) -> KnownCase:
    """What the actor may see of what the case knows."""
    units = seen.scope.units
    born = found.born if found.born and seen.sees(found.born.sphere, CONTACT) else None
    sent = tuple(
        each for each in found.sent
        if units & {each.sender_unit_id, each.receiver_unit_id}
        or (seen.sees(each.sender_sphere_id) and seen.sees(each.receiver_sphere_id))
    )  # fmt: skip
    return replace(
        found, born=born, sent=sent,
        facts=tuple(each for each in found.facts if seen.sees(each.sphere_id, each.category)),
        boxes=tuple(each for each in found.boxes if seen.sees(each.sphere_id) or seen.registers(each.party)),
        came=tuple(each for each in found.came if seen.sees(each.sphere_id, each.category)),
        adjustments=_adjustments(seen, found, {domain.key(domain.SENT, each.no) for each in sent}),
    )  # fmt: skip


def _adjustments(seen: Seen, found: KnownCase, sent: Collection[str]) -> tuple[Adjustment, ...]:
    """What one may see has been done. More time for an answer is told to whoever is to answer, the reason is not."""
    return tuple(
        each if seen.sees(each.sphere) else replace(each, reason="")
        for each in found.adjustments
        if seen.sees(each.sphere) or each.key in sent
    )


def own_first(clocks: Iterable[Clock], scope: Scope) -> list[Clock]:
    """Each clock once: where several spheres know the start of one, that of one's own sphere counts."""
    chosen: dict[tuple[int, str, str], Clock] = {}
    for each in clocks:
        place = (each.case, each.deadline, each.key)
        if place not in chosen or (each.sphere in scope.spheres and chosen[place].sphere not in scope.spheres):
            chosen[place] = each
    return list(chosen.values())


def _hidden(seen: Seen, found: KnownCase, clock: Clock) -> bool:
    """True when something was done to the clock that the actor may not see: its date would be another than the real."""
    if domain.kind_of(clock.key) == domain.SENT:
        return False
    done = domain.of_clock(found.adjustments, clock.deadline, clock.key, clock.sphere)
    return any(not seen.sees(each.sphere) for each in done)
