"""Moves a second: a case through a real handbook in the journey, and the same handbook as BPMN in SpiffWorkflow.

Both keep everything in memory. A move is one completed box: in the journey `decide` and `apply`, in SpiffWorkflow one
user task run and the engine stepped to the next ones.
"""

from __future__ import annotations

import random

from tests.peers.engine import Played

from bench.measuring import Row, alternate, ratio
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import EMPTY, Event, State, apply, decide
from samordna.handbooks.journey.moves import Accept, Complete, Move, Start
from samordna.handbooks.queries import load

WALKS, LONGEST, REPEATS = 60, 40, 20


def way(handbook: Handbook, process_id: str, seed: int) -> list[tuple[str, str]]:
    """A random way through a process: (box, exit) until an outcome or the longest length; exits that stay inside."""
    process = handbook.by_id[process_id]
    chance = random.Random(seed)
    step_id, taken = process.first, []
    while len(taken) < LONGEST:
        step = process.by_id[step_id]
        inside = [
            e
            for e in step.exits
            if len(e.to) == 1 and (handbook.target(process_id, e.to[0]).process in ("", process_id))
        ]
        if not inside:
            break
        chosen = chance.choice(inside)
        taken.append((step_id, chosen.id))
        target = handbook.target(process_id, chosen.to[0])
        if target.kind != "step":
            break
        step_id = target.step
    return taken


def journey(handbook: Handbook, process_id: str, ways: list[list[tuple[str, str]]]) -> int:
    """Play the ways; a hand-over is accepted at once. Returns moves made, the start of each case among them."""
    party = handbook.by_id[process_id].starters[0]
    moves = 0
    for taken in ways:
        event = _decided(handbook, EMPTY, Start(process=process_id, party=party, outside=()))
        state = apply(EMPTY, event)
        for _step, exit_id in taken:
            event = _decided(handbook, state, Complete(position=event.effect.positions[-1].id, exits=(exit_id,)))
            state = apply(state, event)
            moves += 1
            if event.effect.transfers:
                event = _decided(handbook, state, Accept(transfer=event.effect.transfers[-1].id))
                state = apply(state, event)
                moves += 1
    return moves + len(ways)


def _decided(handbook: Handbook, state: State, move: Move) -> Event:
    ruling = decide(handbook, state, move)
    if ruling.event is None:
        raise RuntimeError(str(ruling.decision.reason))
    return ruling.event


def spiff(handbook: Handbook, process_id: str, ways: list[list[tuple[str, str]]]) -> int:
    """The same ways in SpiffWorkflow. Returns boxes completed, the start of each case among them."""
    process = handbook.by_id[process_id]
    moves = 0
    for taken in ways:
        played = Played(handbook, process)
        for step_id, exit_id in taken:
            played.choose(step_id, (exit_id,))
            moves += 1
    return moves + len(ways)


def measure(rounds: int) -> tuple[dict[str, Row], tuple[float, float, float]]:
    """Both contenders in every round; returns rows and how many times faster the journey is."""
    handbook = load("boras")
    ways = [way(handbook, "boras", seed) for seed in range(WALKS)]
    rows = alternate(
        {
            "journey: decide and fold": lambda: sum(journey(handbook, "boras", ways) for _ in range(REPEATS)),
            "SpiffWorkflow in memory": lambda: spiff(handbook, "boras", ways),
        },
        rounds,
    )
    return rows, ratio(*rows.values())
