"""How does a box rest, open again, or get corrected? (D12, D15, T16)"""

from __future__ import annotations

from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import refusals
from samordna.handbooks.journey.building import Draft
from samordna.handbooks.journey.leaving import find
from samordna.handbooks.journey.moves import Correct, Park, Reopen, Resume
from samordna.handbooks.journey.state import SENT, WITHDRAWN, Event, State, Visit
from samordna.kernel.decision import Decision


def park(handbook: Handbook, state: State, move: Park) -> Event | Decision:
    """Let a box rest until its review date; there is always one."""
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    if not move.until:
        return refusals.review_needed()
    if not (move.wait or move.reason):
        return refusals.reason_needed()
    draft = Draft(handbook, state)
    draft.change(here.position, until=move.until, wait=move.wait)
    return draft.event("parked", move)


def resume(handbook: Handbook, state: State, move: Resume) -> Event | Decision:
    """Take up a resting box."""
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    if not here.position.until:
        return refusals.not_resting()
    draft = Draft(handbook, state)
    draft.change(here.position, until="", wait="")
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
    if state.position_at(run.id, step.id):
        return refusals.already_there(step.id)
    draft = Draft(handbook, state)
    draft.arrive(run, step.id, step.lead or run.party)
    return draft.event("reopened", move)


def correct(handbook: Handbook, state: State, move: Correct) -> Event | Decision:
    """Undo a leaving visibly: allowed while what it led to is untouched."""
    visit = next((v for v in state.visits if v.seq == move.seq), None)
    if visit is None or visit.how in ("before", "migrated"):
        return refusals.nothing_to_correct(move.seq)
    if not move.reason:
        return refusals.reason_needed()
    if _built_upon(state, visit):
        return refusals.built_upon(visit.position.step)
    draft = Draft(handbook, state)
    for led in visit.led:
        draft.leave(state.positions[led])
    for sent in visit.sent:
        draft.send(state.transfers[sent]._replace(status=WITHDRAWN, answer="corrected"))
    draft.positions.append(visit.position)
    draft.undo(visit.seq)
    if visit.ball:
        draft.give_ball(visit.ball)
    return draft.event("corrected", move)


def _built_upon(state: State, visit: Visit) -> bool:
    """True when anything that the visit led to has been left, answered or merged since."""
    run = state.runs.get(visit.position.run)
    later = any(v.seq > visit.seq and v.position.id in (*visit.led, visit.position.id) for v in state.visits)
    answered = any(state.transfers[t].status != SENT for t in visit.sent)
    gone = any(p not in state.positions for p in visit.led)
    back = state.position_at(visit.position.run, visit.position.step)
    other = back is not None and back.id != visit.position.id
    return run is None or run.ended or later or answered or gone or other
