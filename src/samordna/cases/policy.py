"""May this actor make this move in this case, now? Roles and units first, then what law says of telling others."""

from __future__ import annotations

from collections.abc import Iterable

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.cases.domain import Seats
from samordna.handbooks.journey.state import State
from samordna.kernel.decision import Decision


def about(seats: Seats, unit: int = 0, owner: int = 0) -> About:
    """The facts that the rules of access ask of a case."""
    return About(frozenset(seat.unit for seat in seats.values()), unit, owner)


def acting_party(scope: Scope, state: State, seats: Seats, wanted: Iterable[str]) -> str:
    """The party for which the actor acts: one of `wanted` if their unit plays it, else any it plays; "" for none."""
    unit = scope.post.unit if scope.post else 0
    own = [party for party, seat in seats.items() if seat.unit == unit]
    return next((party for party in wanted if party in own), own[0] if own else "")


def may_move(scope: Scope, seats: Seats) -> Decision:
    """A worker of a unit that plays a party may act for that party; for whom a move is, the journey knows."""
    return may(scope, Action.MOVE_CASE, about(seats, scope.post.unit if scope.post else 0))


def may_close(scope: Scope, seats: Seats, owner: int) -> Decision:
    """Closing, reopening and moving to another version belong to the unit that owns the case (D14)."""
    return may(scope, Action.CLOSE_CASE, about(seats, scope.post.unit if scope.post else 0, owner))
