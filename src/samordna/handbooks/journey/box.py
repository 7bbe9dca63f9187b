"""Which box is a move about, may this actor move it, and how is its leaving remembered? (D1, D4, D12)"""

from __future__ import annotations

from typing import NamedTuple

from samordna.handbooks.domain import Handbook, Step
from samordna.handbooks.journey import refusals, routing
from samordna.handbooks.journey.building import Draft
from samordna.handbooks.journey.moves import Move
from samordna.handbooks.journey.state import AWAITING, Position, Run, State, Visit
from samordna.kernel.decision import Decision


class Here(NamedTuple):
    """The box a move is about: its position, run, step and who answers for it."""

    position: Position
    run: Run
    step: Step
    driver: str


def find(handbook: Handbook, state: State, move: Move, position_id: int) -> Here | Decision:
    """The open box, or why nothing can be done with it by this actor."""
    position = state.positions.get(position_id)
    run = state.runs.get(position.run) if position else None
    if position is None or run is None:
        return refusals.no_position(position_id)
    step = handbook.step(run.process, position.step)
    if step is None:
        return refusals.no_step(run.process, position.step)
    if position.status == AWAITING:
        return refusals.awaiting(position.step)
    driver = routing.responsible(handbook, run, position.party)
    if move.by and move.by != position.party and not routing.may_act(state, move.by, driver, move.via):
        return refusals.not_your_move(move.by, driver)
    return Here(position, run, step, driver)


def record(draft: Draft, here: Here, how: str, exits: tuple[str, ...], reason: str) -> None:
    """Remember the visit: what was left, how, and what it led to, so that it can be shown and corrected."""
    first_new = draft.state.next_id
    led = tuple([p.id for p in draft.positions if p.id >= first_new])
    sent = tuple([t.id for t in draft.transfers]) if draft.transfers else ()
    draft.visit(
        Visit(
            draft.seq, here.position, here.run.process, how, exits, reason, led, sent, draft.ball_before, draft.merged
        )
    )
