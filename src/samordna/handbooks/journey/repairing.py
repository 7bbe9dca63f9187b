"""How does a box rest, open again, or get corrected? (D12, D15, T16)"""

from __future__ import annotations

from datetime import date

from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import refusals, routing
from samordna.handbooks.journey.box import find
from samordna.handbooks.journey.building import Draft
from samordna.handbooks.journey.moves import Correct, Park, Reopen, Resume
from samordna.handbooks.journey.state import (
    ACCEPTED,
    ANSWERED,
    BEFORE,
    MIGRATED,
    OPEN,
    SENT,
    WITHDRAWN,
    Event,
    State,
    Transfer,
    Visit,
)
from samordna.kernel.decision import Decision

# Visits that no worker made by leaving a box.
NOT_LEFT = (BEFORE, MIGRATED)


def park(handbook: Handbook, state: State, move: Park) -> Event | Decision:
    """Let a box rest until its review date; there is always one."""
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    if not _is_date(move.until):
        return refusals.review_needed()
    if move.wait and move.wait not in {wait.id for wait in here.step.waits}:
        return refusals.no_wait(here.step, move.wait)
    if not (move.wait or move.reason):
        return refusals.reason_needed()
    draft = Draft(handbook, state)
    draft.put(here.position._replace(until=move.until, wait=move.wait))
    return draft.event("parked", move)


def _is_date(written: str) -> bool:
    try:
        return len(written) == len("YYYY-MM-DD") and bool(date.fromisoformat(written))
    except ValueError:
        return False


def resume(handbook: Handbook, state: State, move: Resume) -> Event | Decision:
    """Take up a resting box."""
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    if not here.position.until:
        return refusals.not_resting()
    draft = Draft(handbook, state)
    draft.put(here.position._replace(until="", wait=""))
    return draft.event("resumed", move)


def reopen(handbook: Handbook, state: State, move: Reopen) -> Event | Decision:
    """A box once more, as a new visit; the earlier visits are kept."""
    run = state.runs.get(move.run)
    if run is None or run.ended:
        return refusals.no_run(move.run)
    step = handbook.step(run.process, move.step)
    if step is None:
        return refusals.no_step(run.process, move.step)
    if not move.reason:
        return refusals.reason_needed()
    lead = step.lead or run.party
    driver = routing.responsible(handbook, run, lead)
    if not routing.may_act(state, move.by, driver, move.via):
        return refusals.not_your_move(move.by, driver)
    if state.position_at(run.id, step.id):
        return refusals.already_there(step.id)
    draft = Draft(handbook, state)
    draft.arrive(run, step.id, lead)
    return draft.event("reopened", move)


def correct(handbook: Handbook, state: State, move: Correct) -> Event | Decision:
    """Undo a leaving visibly: allowed while what it led to is untouched."""
    visit = next((v for v in state.visits if v.seq == move.seq and v.how not in NOT_LEFT), None)
    if visit is None:
        return refusals.nothing_to_correct(move.seq)
    if not move.reason:
        return refusals.reason_needed()
    refusal = _uncorrectable(handbook, state, move, visit)
    if refusal is not None:
        return refusal
    draft = Draft(handbook, state)
    for led in visit.led:
        draft.leave(state.positions[led])
    _unsend(draft, visit)
    _unrun(draft, visit)
    draft.put(visit.position)
    draft.undo(visit.seq)
    if visit.ball and state.ball in _led_to(handbook, state, visit):
        draft.give_ball(visit.ball)
    return draft.event("corrected", move)


def _unsend(draft: Draft, visit: Visit) -> None:
    """What the act sent is withdrawn; what it answered, as a return does, is unanswered again."""
    for sent in visit.sent:
        transfer = draft.state.transfers[sent]
        if transfer.opened == visit.seq:
            draft.send(transfer._replace(status=WITHDRAWN, answer="corrected"))
        else:
            draft.send(transfer._replace(status=ACCEPTED, answer=""))


def _unrun(draft: Draft, visit: Visit) -> None:
    """A run that the act opened, and that holds nothing else, ends again."""
    state = draft.state
    for run in {state.positions[led].run: None for led in visit.led}:
        others = any(p.run == run and p.id not in visit.led for p in state.positions.values())
        visited = any(v.position.run == run for v in state.visits)
        if not others and not visited:
            draft.end(state.runs[run])


def _led_to(handbook: Handbook, state: State, visit: Visit) -> set[str]:
    """Who answers for the boxes that the visit led to."""
    boxes = [state.positions[p] for p in (*visit.led, *visit.merged) if p in state.positions]
    return {routing.responsible(handbook, state.runs[p.run], p.party) for p in boxes}


def _uncorrectable(handbook: Handbook, state: State, move: Correct, visit: Visit) -> Decision | None:
    """Why a leaving cannot be undone: not one's own, undone already, its box is gone, or it is built upon."""
    position = visit.position
    run = state.runs[position.run]
    driver = routing.responsible(handbook, run, position.party)
    if not routing.may_act(state, move.by, driver, move.via):
        return refusals.not_your_move(move.by, driver)
    if handbook.step(run.process, position.step) is None:
        return refusals.no_step(run.process, position.step)
    there = state.position_at(run.id, position.step)
    if there is not None and (there.id != position.id or there.status == OPEN):
        return refusals.already_there(position.step)
    return refusals.built_upon(position.step) if run.ended or _built_upon(state, visit) else None


def _built_upon(state: State, visit: Visit) -> bool:
    """True when anything that the visit led to has been left, used, rested, answered or merged into since."""
    new = set(visit.led)
    for later in state.visits:
        if later.seq > visit.seq and (later.position.id in (*new, visit.position.id) or new & set(later.merged)):
            return True
    for led in new:
        now = state.positions.get(led)
        if now is None or now.status != OPEN or now.until:
            return True
    return any(_changed(transfer, visit) for transfer in state.transfers.values())


def _changed(transfer: Transfer, visit: Visit) -> bool:
    """True when a transfer of this visit has moved on, or one has been sent from a box that it led to."""
    if transfer.id in visit.sent:
        return transfer.status != (SENT if transfer.opened == visit.seq else ANSWERED)
    return transfer.position in visit.led
