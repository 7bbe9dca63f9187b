"""How does a case begin, end, close and open again? (D2, D9, D12, D14, D15)"""

from __future__ import annotations

from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import refusals, routing
from samordna.handbooks.journey.building import Draft
from samordna.handbooks.journey.moves import Close, End, ReopenCase, Start
from samordna.handbooks.journey.state import (
    ACCEPTED,
    ANSWERED,
    BEFORE,
    HANDOVER,
    SENT,
    Event,
    Position,
    Run,
    State,
    Visit,
)
from samordna.kernel.decision import Decision


def start(handbook: Handbook, state: State, move: Start) -> Event | Decision:
    """Open a run; the first run of a case gives its party the ball and the ownership."""
    process = handbook.by_id.get(move.process)
    if process is None:
        return refusals.no_process(move.process)
    if move.party not in process.starters:
        return refusals.not_a_starter(move.party, process.id, process.starters)
    wrong = routing.cannot_hold(handbook, move.party)
    if wrong is not None:
        return wrong
    if not _theirs(handbook, state, move):
        return refusals.not_your_move(move.by, move.party)
    if state.run_of(process.id, move.party):
        return refusals.run_open(process.id, move.party)
    steps = move.steps or (process.first,)
    unknown = next((s for s in (*steps, *move.before) if s not in process.by_id), None)
    if unknown is not None:
        return refusals.no_step(process.id, unknown)
    draft = Draft(handbook, state)
    run = draft.run(process.id, move.party)
    for step_id in steps:
        draft.arrive(run, step_id, process.by_id[step_id].lead or run.party)
    for step_id in move.before:
        earlier = Position(0, run.id, step_id, run.party)
        draft.visit(Visit(draft.seq, earlier, process.id, BEFORE))
    if not state.handbook:
        draft.case(handbook.id, handbook.version, move.party, _outside(handbook, move))
        draft.give_ball(move.party)
    return draft.event("started", move)


def _outside(handbook: Handbook, move: Start) -> tuple[str, ...]:
    """Who is outside in a new case: as the area says, else as the handbook does (D1)."""
    return tuple(p.id for p in handbook.parties.values() if p.outside) if move.outside is None else move.outside


def _theirs(handbook: Handbook, state: State, move: Start) -> bool:
    """A party starts its own runs; for one outside, somebody here registers how it was told (D1, D4)."""
    known = state if state.handbook else state._replace(outside=frozenset(_outside(handbook, move)))
    return routing.may_act(known, move.by, move.party, move.via)


def end(handbook: Handbook, state: State, move: End) -> Event | Decision:
    """End one's own run; holding the ball, say who drives on, else it is the case owner (D9)."""
    run = state.runs.get(move.run)
    if run is None or run.ended:
        return refusals.no_run(move.run)
    if not routing.may_act(state, move.by, run.party, move.via):
        return refusals.not_your_move(move.by, run.party)
    positions = [p for p in state.positions.values() if p.run == run.id]
    ids = {p.id for p in positions}
    waiting = [t for t in state.transfers.values() if t.position in ids and t.status == SENT]
    if waiting:
        return refusals.unanswered(len(waiting))
    driver = move.driver or state.owner
    leaves_ball = not _works_elsewhere(state, run)
    wrong = routing.cannot_hold(handbook, driver)
    if wrong is not None:
        return wrong
    draft = Draft(handbook, state)
    draft.end(run)
    for position in positions:
        draft.leave(position)
        draft.visit(Visit(draft.seq, position, run.process, "ended", reason=move.reason))
    for transfer in state.transfers.values():
        if transfer.to_run == run.id and transfer.status == ACCEPTED and transfer.kind != HANDOVER:
            draft.send(transfer._replace(status=ANSWERED, answer=move.reason))
    if leaves_ball:
        draft.give_ball(driver)
    return draft.event("ended", move)


def _works_elsewhere(state: State, run: Run) -> bool:
    """True when the holder has something to drive outside this run: its own other run, or a box in another's."""
    if state.ball == run.party:
        return False
    other_run = any(r.party == state.ball and not r.ended and r.id != run.id for r in state.runs.values())
    return other_run or any(p.party == state.ball and p.run != run.id for p in state.positions.values())


def close(handbook: Handbook, state: State, move: Close) -> Event | Decision:
    """Close when no run is open, nothing is unanswered and no clock is running."""
    runs, waiting = state.open_runs(), state.unanswered()
    if runs:
        return refusals.runs_open(len(runs))
    if waiting:
        return refusals.unanswered(len(waiting))
    if move.clocks_running:
        return refusals.clocks(move.clocks_running)
    draft = Draft(handbook, state)
    draft.close(True)
    return draft.event("closed", move)


def reopen_case(handbook: Handbook, state: State, move: ReopenCase) -> Event | Decision:
    """Open the case again: everything is kept, and its owner has the ball."""
    if not state.closed:
        return refusals.not_closed()
    draft = Draft(handbook, state)
    draft.close(False)
    draft.give_ball(state.owner)
    return draft.event("case-reopened", move)
