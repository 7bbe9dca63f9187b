"""May this move be made now, and what does it change? Every move is either applied or refused with a reason (D3-D15).

The same function drives the terminal, the web, the tests and the simulation. Only law blocks (D17), and law is not
decided here: what is refused here could not be carried out at all, because the case is not where the move says it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import leaving, lifecycle, migrating, refusals, repairing, returning, transferring
from samordna.handbooks.journey.moves import (
    Accept,
    Answer,
    Close,
    Complete,
    Consult,
    Correct,
    Decline,
    End,
    HandOver,
    Jump,
    Migrate,
    Move,
    Park,
    Refer,
    Reopen,
    ReopenCase,
    Resume,
    Return,
    Skip,
    Start,
    Withdraw,
)
from samordna.handbooks.journey.state import Event, State
from samordna.kernel.decision import ALLOWED, Decision


class Ruling(NamedTuple):
    """The decision on a move, and its event when allowed."""

    decision: Decision
    event: Event | None = None

    def __bool__(self) -> bool:
        return self.decision.allowed


_RULES: dict[type[Move], Callable[..., Event | Decision]] = {
    Start: lifecycle.start,
    Complete: leaving.complete,
    Skip: leaving.skip,
    Jump: leaving.jump,
    HandOver: leaving.hand_over,
    Return: returning.give_back,
    Refer: transferring.refer,
    Consult: transferring.consult,
    Accept: transferring.accept,
    Decline: transferring.decline,
    Withdraw: transferring.withdraw,
    Answer: transferring.answer,
    Park: repairing.park,
    Resume: repairing.resume,
    Reopen: repairing.reopen,
    Correct: repairing.correct,
    End: lifecycle.end,
    Close: lifecycle.close,
    ReopenCase: lifecycle.reopen_case,
    Migrate: migrating.migrate,
}


def decide(handbook: Handbook, state: State, move: Move) -> Ruling:
    """Rule on one move. Pure: neither `handbook` nor `state` changes; fold the event to get the next state."""
    refusal = _general(handbook, state, move)
    if refusal is not None:
        return Ruling(refusal)
    result = _RULES[type(move)](handbook, state, move)
    return Ruling(ALLOWED, result) if isinstance(result, Event) else Ruling(result)


def _general(handbook: Handbook, state: State, move: Move) -> Decision | None:
    """What holds for every move: a closed case rests, and a case follows one version."""
    if state.closed and not isinstance(move, ReopenCase):
        return refusals.closed()
    if move.by and move.by not in handbook.parties:
        return refusals.no_party(move.by, handbook)
    if not state.handbook:
        return None if isinstance(move, Start) else refusals.no_case()
    if not isinstance(move, Migrate):
        if state.handbook != handbook.id:
            return refusals.other_handbook(state.handbook, handbook)
        if state.version != handbook.version:
            return refusals.other_version(state.version, handbook.version)
    return None
