"""Where does a return go, and what does it answer? Back to the party that handed over, at once (D9)."""

from __future__ import annotations

from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import refusals, routing
from samordna.handbooks.journey.box import Here, find, record
from samordna.handbooks.journey.building import Draft
from samordna.handbooks.journey.moves import Return
from samordna.handbooks.journey.routing import Leg
from samordna.handbooks.journey.state import (
    ACCEPTED,
    ANSWERED,
    MIGRATED,
    REFERRAL,
    RETURNED,
    Event,
    Run,
    State,
    Transfer,
)
from samordna.kernel.decision import Decision


def give_back(handbook: Handbook, state: State, move: Return) -> Event | Decision:
    """Return to the party that handed over: at once, cannot be declined (D9)."""
    if not move.reason:
        return refusals.reason_needed()
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    origin = routing.origin(state, here.run, here.driver)
    if origin is None:
        return refusals.nobody_handed_over()
    draft = Draft(handbook, state)
    draft.leave(here.position)
    box = _home(draft, origin)
    if box is None:
        return refusals.home_vanished()
    _arrive_home(draft, here, origin, box)
    record(draft, here, "returned", (), move.reason)
    return draft.event("returned", move)


def by_exit(draft: Draft, here: Here, leg: Leg) -> None:
    """A return exit: to where it was handed over from; in that process, to the box that the handbook names (D9)."""
    origin = routing.origin(draft.state, here.run, here.driver)
    home = draft.state.runs[origin.from_run] if origin else None
    box = _home(draft, origin) if origin else None
    if origin and home and box and home.process != leg.process:
        _arrive_home(draft, here, origin, box)
        return
    if home and home.process == leg.process:
        step = draft.handbook.step(leg.process, leg.step)
        leg = leg._replace(runner=home.party, lead=(step.lead if step else "") or home.party)
    run = draft.go(leg, here.run)
    lead = leg.lead if leg.lead != leg.runner else run.party
    draft.pass_ball(here.driver, routing.responsible(draft.handbook, run, lead))
    _answer(draft, origin)


def _answer(draft: Draft, origin: Transfer | None) -> None:
    """A return answers the referral it came by, or the hand-over whose box still awaits other receivers."""
    if origin is None or origin.status != ACCEPTED:
        return
    if origin.kind == REFERRAL or origin.position in draft.state.positions:
        draft.send(origin._replace(status=ANSWERED, answer=RETURNED))


def _home(draft: Draft, origin: Transfer) -> tuple[Run, str] | None:
    """The run and the box a transfer was sent from; None when this version of the handbook has no such box."""
    run = draft.state.runs[origin.from_run]
    box = _left_step(draft.state, origin)
    return (run, box) if draft.handbook.step(run.process, box) else None


def _arrive_home(draft: Draft, here: Here, origin: Transfer, box: tuple[Run, str]) -> None:
    """Open again the box that was handed over from; a referral's box never closed, so there it is only answered."""
    _answer(draft, origin)
    if origin.kind == REFERRAL and origin.position in draft.state.positions:
        return
    home, step_id = box
    run = draft.run(home.process, home.party) if home.ended else home
    step = draft.handbook.step(run.process, step_id)
    lead = (step.lead if step else "") or run.party
    draft.arrive(run, step_id, lead)
    draft.pass_ball(here.driver, routing.responsible(draft.handbook, run, lead))


def _left_step(state: State, origin: Transfer) -> str:
    """The box a transfer was sent from: where its position is now, or was when it was left."""
    still = state.positions.get(origin.position)
    if still is not None:
        return still.step
    for visit in reversed(state.visits):
        if visit.position.id == origin.position:
            return visit.exits[0] if visit.how == MIGRATED else visit.position.step
    return ""
