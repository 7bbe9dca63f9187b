"""What happens when a box is left: by its exits, by skipping, by a jump, by a hand-over, by giving it back? (D6-D9)"""

from __future__ import annotations

from typing import NamedTuple

from samordna.handbooks.domain import Exit, Handbook, Step
from samordna.handbooks.journey import refusals, routing
from samordna.handbooks.journey.building import Draft
from samordna.handbooks.journey.moves import Complete, HandOver, Jump, Move, Return, Skip
from samordna.handbooks.journey.routing import Leg
from samordna.handbooks.journey.state import (
    ANSWERED,
    AWAITING,
    HANDOVER,
    REFERRAL,
    Event,
    Position,
    Reached,
    Run,
    State,
    Transfer,
    Visit,
)
from samordna.kernel.decision import Decision

OUTCOME = "outcome:"


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
    driver = routing.responsible(handbook, run, position)
    if move.by and not (
        routing.may_act(state, move.by, driver, move.via) or routing.may_act(state, move.by, position.party, move.via)
    ):
        return refusals.not_your_move(move.by, driver)
    return Here(position, run, step, driver)


def complete(handbook: Handbook, state: State, move: Complete, how: str = "completed") -> Event | Decision:
    """Leave a box by one exit, or several where the box allows it; into own boxes at once, to others by hand-over."""
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    exits = _chosen(handbook, here.step, move.exits)
    if isinstance(exits, Decision):
        return exits
    wrong = _wrong_degree(handbook, exits, move)
    if wrong is not None:
        return wrong
    draft = Draft(handbook, state)
    refusal = _take(draft, here, exits, move)
    if refusal is not None:
        return refusal
    _record(draft, here, how, tuple(e.id for e in exits), move.reason)
    return draft.event(how, move)


def skip(handbook: Handbook, state: State, move: Skip) -> Event | Decision:
    """Leave a box undone, with a reason (principle 2: the handbook advises)."""
    return complete(handbook, state, move, "skipped") if move.reason else refusals.reason_needed()


def jump(handbook: Handbook, state: State, move: Jump) -> Event | Decision:
    """Go from a box to any other; to another party's box it becomes a hand-over."""
    return _elsewhere(handbook, state, move, must_be_away=False)


def hand_over(handbook: Handbook, state: State, move: HandOver) -> Event | Decision:
    """Hand a box over to another party though no exit says so."""
    return _elsewhere(handbook, state, move, must_be_away=True)


def _elsewhere(handbook: Handbook, state: State, move: Jump | HandOver, *, must_be_away: bool) -> Event | Decision:
    if not move.reason:
        return refusals.reason_needed()
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    target = handbook.target(here.run.process, move.target)
    if target.kind != "step":
        return refusals.no_target(move.target)
    leg = routing.resolve(handbook, here.run, here.driver, target, move.to)
    if isinstance(leg, Decision):
        return leg
    if must_be_away and not leg.receiver:
        return refusals.same_party(here.driver)
    draft = Draft(handbook, state)
    if leg.receiver:
        _send(draft, here, leg.receiver, [leg], Exit(kind(move), here.step.title, (move.target,)))
        draft.hold(here.position)
    else:
        draft.leave(here.position)
        draft.go(leg, here.run)
    _record(draft, here, kind(move), (), move.reason)
    return draft.event(kind(move), move)


def kind(move: Move) -> str:
    """The event kind of a move that leaves a box for an unplanned one."""
    return "jumped" if isinstance(move, Jump) else "handed-over"


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
    _arrive_home(draft, here, origin)
    _record(draft, here, "returned", (), move.reason)
    return draft.event("returned", move)


def _chosen(handbook: Handbook, step: Step, wanted: tuple[str, ...]) -> tuple[Exit, ...] | Decision:
    """The exits taken: the only one by itself, otherwise those named; `outcome:moved` and the like always exist (D13)."""
    if not wanted:
        if len(step.exits) == 1:
            return step.exits
        return refusals.exit_missing(step) if step.exits else refusals.dead_end(step)
    if len(wanted) > 1 and step.choose != "any":
        return refusals.one_exit(step)
    found: list[Exit] = []
    for name in dict.fromkeys(wanted):
        known = step.exit(name) or _everywhere(handbook, name)
        if known is None:
            return refusals.no_exit(step, name)
        found.append(known)
    return tuple(found)


def _everywhere(handbook: Handbook, name: str) -> Exit | None:
    entry = handbook.entry("outcomes", name.removeprefix(OUTCOME)) if name.startswith(OUTCOME) else None
    return Exit(name, entry.title, (name,)) if entry and entry.data.get("everywhere") else None


def _wrong_degree(handbook: Handbook, exits: tuple[Exit, ...], move: Complete) -> Decision | None:
    """A degree must lie in the range that the outcome's own data gives (D13)."""
    if not move.degree:
        return None
    for target in (t for e in exits for t in e.to if t.startswith(OUTCOME)):
        entry = handbook.entry("outcomes", target.removeprefix(OUTCOME))
        limits = entry.data.get("degree") if entry else None
        if isinstance(limits, dict) and not limits["from"] <= move.degree <= limits["to"]:
            return refusals.bad_degree(limits["from"], limits["to"])
    return None


def _take(draft: Draft, here: Here, exits: tuple[Exit, ...], move: Complete) -> Decision | None:
    """Follow every target of every exit: outcome, own box, return, or another party (grouped by receiver)."""
    away: dict[str, tuple[Exit, list[Leg]]] = {}
    legs: list[tuple[Leg, Exit]] = []
    for chosen in exits:
        for written in chosen.to:
            target = draft.handbook.target(here.run.process, written)
            if target.kind == "outcome":
                draft.outcomes.append(
                    Reached(draft.seq, here.run.id, target.step, move.degree, move.since, move.driver or here.driver)
                )
                continue
            leg = routing.resolve(draft.handbook, here.run, here.driver, target, move.to)
            if isinstance(leg, Decision):
                return leg
            legs.append((leg, chosen))
    draft.leave(here.position)
    for leg, chosen in legs:
        if not leg.receiver:
            draft.go(leg, here.run)
        elif chosen.returns:
            _return(draft, here, leg)
        else:
            away.setdefault(leg.receiver, (chosen, []))[1].append(leg)
    if away:
        draft.removed.remove(here.position.id)
        draft.hold(here.position)
        for receiver, (chosen, sent) in away.items():
            _send(draft, here, receiver, sent, chosen)
    return None


def _send(draft: Draft, here: Here, receiver: str, legs: list[Leg], chosen: Exit) -> None:
    """A hand-over: the sender keeps the box and the ball until the receiver accepts (D7)."""
    draft.send(
        Transfer(
            draft.new_id(),
            HANDOVER,
            here.position.id,
            here.run.id,
            here.driver,
            receiver,
            tuple((leg.process, leg.step) for leg in legs),
            chosen.categories,
            chosen.consent or chosen.ground,
            chosen.id,
            opened=draft.seq,
        )
    )


def _return(draft: Draft, here: Here, leg: Leg) -> None:
    """A return exit: to where it was handed over from, else to the box that the handbook names (D9)."""
    origin = routing.origin(draft.state, here.run, here.driver)
    home = draft.state.runs.get(origin.from_run) if origin else None
    if origin is None or home is None or home.process == leg.process:
        runner = home.party if home else leg.runner
        draft.go(leg._replace(runner=runner), here.run)
        draft.pass_ball(here.driver, runner if leg.lead == leg.runner else leg.lead)
        _answer(draft, origin)
    else:
        _arrive_home(draft, here, origin)


def _answer(draft: Draft, origin: Transfer | None) -> None:
    """A return also answers the referral that opened the run."""
    if origin is not None and origin.kind == REFERRAL:
        draft.send(origin._replace(status=ANSWERED, answer="returned"))


def _arrive_home(draft: Draft, here: Here, origin: Transfer) -> None:
    """Open again the box that was handed over from; a referral's box never closed, so there it is only answered."""
    _answer(draft, origin)
    if origin.kind == REFERRAL and origin.position in draft.state.positions:
        return
    home = draft.state.runs[origin.from_run]
    step_id = _left_step(draft.state, origin)
    run = draft.run(home.process, home.party) if home.ended else home
    step = draft.handbook.step(run.process, step_id)
    lead = (step.lead if step else "") or run.party
    draft.arrive(run, step_id, lead)
    draft.pass_ball(here.driver, run.party if draft.handbook.is_forum(lead) else lead)


def _left_step(state: State, origin: Transfer) -> str:
    """The box a transfer was sent from."""
    left = next((v for v in reversed(state.visits) if v.position.id == origin.position), None)
    return left.position.step if left else state.positions[origin.position].step


def _record(draft: Draft, here: Here, how: str, exits: tuple[str, ...], reason: str) -> None:
    """Remember the visit: what was left, how, and what it led to, so that it can be shown and corrected."""
    led = tuple(p.id for p in draft.positions if p.id != here.position.id)
    sent = tuple(t.id for t in draft.transfers)
    draft.visits.append(Visit(draft.seq, here.position, here.run.process, how, exits, reason, led, sent, draft.ball_before))
