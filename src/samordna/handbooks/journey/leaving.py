"""What happens when a box is left: by its exits, by skipping, by a jump, by a hand-over? (D6-D8, D13)"""

from __future__ import annotations

from samordna.handbooks.domain import Exit, Handbook, Step, Target
from samordna.handbooks.journey import refusals, returning, routing
from samordna.handbooks.journey.box import Here, find, record
from samordna.handbooks.journey.building import Draft
from samordna.handbooks.journey.moves import Complete, HandOver, Jump, Move, Skip
from samordna.handbooks.journey.routing import Leg
from samordna.handbooks.journey.state import HANDOVER, Event, Reached, State, Transfer
from samordna.kernel.decision import Decision

OUTCOME = "outcome:"
# The range of a degree where a handbook's own outcome says nothing about it, in per cent.
ANY_DEGREE = {"from": 1, "to": 100}


def complete(handbook: Handbook, state: State, move: Complete, how: str = "completed") -> Event | Decision:
    """Leave a box by one exit, or several where the box allows it; into own boxes at once, to others by hand-over."""
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    exits = _chosen(handbook, here.step, move.exits)
    if isinstance(exits, Decision):
        return exits
    draft = Draft(handbook, state)
    refusal = _take(draft, here, exits, move)
    if refusal is not None:
        return refusal
    record(draft, here, how, tuple([e.id for e in exits]), move.reason)
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
    if target.kind != "step" or not move.target:
        return refusals.no_target(move.target)
    leg = routing.resolve(handbook, here.run, here.driver, target, move.to)
    if isinstance(leg, Decision):
        return leg
    if must_be_away and not leg.receiver:
        return refusals.same_party(here.driver)
    draft = Draft(handbook, state)
    if leg.receiver:
        _send(draft, here, leg.receiver, "", [(leg, Exit(kind(move), here.step.title, (move.target,)))])
        draft.hold(here.position)
    else:
        draft.leave(here.position)
        draft.go(leg, here.run)
    record(draft, here, kind(move), (), move.reason)
    return draft.event(kind(move), move)


def kind(move: Move) -> str:
    """The event kind of a move that leaves a box for an unplanned one."""
    return "jumped" if isinstance(move, Jump) else "handed-over"


def _chosen(handbook: Handbook, step: Step, wanted: tuple[str, ...]) -> tuple[Exit, ...] | Decision:
    """The exits taken: the only one by itself, else those named; `outcome:moved` and the like always exist (D13)."""
    if not wanted:
        if len(step.exits) == 1:
            return step.exits
        return refusals.exit_missing(step) if step.exits else refusals.dead_end(step)
    names = wanted if len(wanted) == 1 else tuple(dict.fromkeys(wanted))
    if len(names) > 1 and step.choose != "any":
        return refusals.one_exit(step)
    found: tuple[Exit, ...] = ()
    for name in names:
        known = step.exit(name) or _everywhere(handbook, name)
        if known is None:
            return refusals.no_exit(step, name)
        found += (known,)
    return found


def _everywhere(handbook: Handbook, name: str) -> Exit | None:
    entry = handbook.entry("outcomes", name.removeprefix(OUTCOME)) if name.startswith(OUTCOME) else None
    return Exit(name, entry.title, (name,)) if entry and entry.data.get("everywhere") else None


def _reach(draft: Draft, here: Here, outcome: str, move: Complete) -> Decision | None:
    """Record an outcome; its degree must lie in the range that its own data gives, and one without has none (D13)."""
    entry = draft.handbook.entry("outcomes", outcome)
    limits = entry.data.get("degree") if entry else ANY_DEGREE
    if limits and move.degree and not limits["from"] <= move.degree <= limits["to"]:
        return refusals.bad_degree(limits["from"], limits["to"])
    degree = move.degree if limits else 0
    draft.reach(Reached(draft.seq, here.run.id, outcome, degree, move.since, move.driver or here.driver))
    return None


def _take(draft: Draft, here: Here, exits: tuple[Exit, ...], move: Complete) -> Decision | None:
    """Follow every target of every exit: outcome, own box, return, or another party (grouped by receiver)."""
    if move.driver:
        wrong = routing.cannot_hold(draft.handbook, move.driver)
        if wrong is not None:
            return wrong
    legs: list[tuple[Leg, Exit]] = []
    for chosen in exits:
        for written in chosen.to:
            leg = routing.route(draft.handbook, here.run, here.driver, written, move.to)
            if isinstance(leg, Target):
                refusal = _reach(draft, here, leg.step, move)
                if refusal is not None:
                    return refusal
                continue
            if isinstance(leg, Decision):
                return leg
            legs.append((leg, chosen))
    _follow(draft, here, legs)
    return None


def _follow(draft: Draft, here: Here, legs: list[tuple[Leg, Exit]]) -> None:
    """Own boxes open at once; while anything awaits an answer, the box that was left awaits it too (D7)."""
    away: dict[tuple[str, str], list[tuple[Leg, Exit]]] = {}
    for leg, chosen in legs:
        if leg.receiver and not chosen.returns:
            away.setdefault((leg.receiver, chosen.consent or chosen.ground), []).append((leg, chosen))
    if away:
        draft.hold(here.position)
    else:
        draft.leave(here.position)
    for leg, chosen in legs:
        if chosen.returns:
            returning.by_exit(draft, here, leg)
        elif not leg.receiver:
            draft.go(leg, here.run)
    for (receiver, basis), sent in away.items():
        _send(draft, here, receiver, basis, sent)


def _send(draft: Draft, here: Here, receiver: str, basis: str, sent: list[tuple[Leg, Exit]]) -> None:
    """A hand-over: the sender keeps the box and the ball until the receiver accepts (D7)."""
    draft.send(
        Transfer(
            draft.new_id(),
            HANDOVER,
            here.position.id,
            here.run.id,
            here.driver,
            receiver,
            tuple((leg.process, leg.step) for leg, _ in sent),
            tuple(dict.fromkeys(category for _, chosen in sent for category in chosen.categories)),
            basis,
            sent[0][1].id,
            opened=draft.seq,
        )
    )
