"""Does an engine made by others play our processes, and does it go where the journey goes? (E23)

The journey and BPMN mean the same as long as one process is looked at, what is sent is accepted at once, and no two
ways arrive in the same open box. `docs/reference/bpmn.md` says what else is different.
"""

from __future__ import annotations

import random

import pytest

from samordna.handbooks import bpmn
from samordna.handbooks.domain import Handbook, Process, Step
from samordna.handbooks.journey import EMPTY, apply, decide
from samordna.handbooks.journey.moves import Accept, Complete, Move, Refer, Start
from samordna.handbooks.journey.state import OPEN, SENT
from samordna.handbooks.queries import available, load
from tests.peers.engine import Played

PROCESSES = [(f"{a.id}@{a.version}", p.id) for a in available() for p in load(f"{a.id}@{a.version}").processes]


class Case:
    """The same process in the journey: everything that is sent is accepted at once."""

    def __init__(self, handbook: Handbook, process: Process, steps: tuple[str, ...] = ()) -> None:
        self.handbook, self.process, self.state = handbook, process, EMPTY
        self.party = process.starters[0]
        assert self.do(Start(process=process.id, party=self.party, steps=steps))

    def do(self, move: Move) -> bool:
        """Make a move, and accept what it sent; False when it is refused."""
        ruling = decide(self.handbook, self.state, move)
        if ruling.event is None:
            return False
        state = apply(self.state, ruling.event)
        for transfer in [t for t in state.transfers.values() if t.status == SENT]:
            accepted = decide(self.handbook, state, Accept(transfer=transfer.id))
            state = apply(state, accepted.event) if accepted.event else state
        self.state = state
        return True

    def positions(self) -> dict[str, int]:
        """Open boxes of the process, and their positions."""
        run = self.state.run_of(self.process.id, self.party)
        return {p.step: p.id for p in self.state.positions.values() if run and p.run == run.id and p.status == OPEN}

    def choose(self, box: str, exits: tuple[str, ...]) -> bool:
        """Complete a box."""
        return self.do(Complete(position=self.positions()[box], exits=exits))

    def outcomes(self) -> list[str]:
        """Outcomes reached in the process, sorted."""
        run = self.state.run_of(self.process.id, self.party)
        return sorted(f"outcome:{o.outcome}" for o in self.state.outcomes if run and o.run == run.id)


def own_targets(handbook: Handbook, process: Process, step: Step, exits: tuple[str, ...]) -> list[str]:
    """The boxes of the same process that exits lead to."""
    found = [handbook.target(process.id, to) for way in step.exits if way.id in exits for to in way.to]
    return [target.step for target in found if target.kind == "step" and target.process == process.id]


def comparable(case: Case, box: str, exits: tuple[str, ...]) -> bool:
    """False where two ways would meet in one open box: the journey merges them (D6), BPMN opens the task twice.

    After a hand-over a return goes where that came from (D9); BPMN knows only where the handbook says.
    """
    step = case.process.by_id[box]
    targets = own_targets(case.handbook, case.process, step, exits)
    opened = [*targets, *(each for each in case.positions() if each != box)]
    back = any(way.returns for way in step.exits if way.id in exits)
    inside = any(transfer.from_run == transfer.to_run for transfer in case.state.transfers.values())
    return len(opened) == len(set(opened)) and not (back and inside)


def outcomes(handbook: Handbook, played: Played) -> list[str]:
    """The outcomes that the engine's end events stand for."""
    found = []
    for step in played.process.steps:
        for way in step.exits:
            for index, to in enumerate(way.to):
                part = () if len(way.to) == 1 else (str(index),)
                end = bpmn.xml_id("end", played.process.id, step.id, way.id, *part)
                found += [to] * (played.ends().count(end) if to.startswith("outcome:") else 0)
    return sorted(found)


def walk(handbook: Handbook, process: Process, seed: int, *, several: bool) -> int:
    """Walk at random in both; returns how many boxes were left. `several`: more than one exit at a time, too."""
    chance = random.Random(f"{process.id}:{seed}")
    start = chance.choice(process.starts)
    message = "" if start == process.first else f"{handbook.id}/{process.id}/{start}"
    case, played = Case(handbook, process, (start,)), Played(handbook, process, message=message, splitting=several)
    for count in range(40):
        assert played.boxes() == sorted(case.positions())
        assert outcomes(handbook, played) == case.outcomes()
        assert played.completed == (not case.positions())
        options = list(case.positions())
        chance.shuffle(options)
        for box in options:
            exits = _random_exits(chance, process.by_id[box], several)
            if comparable(case, box, exits) and case.choose(box, exits):
                played.choose(box, exits)
                break
        else:
            return count
    return 40


def _random_exits(chance: random.Random, step: Step, several: bool) -> tuple[str, ...]:
    count = chance.randint(1, min(3, len(step.exits))) if several and step.choose == "any" else 1
    return tuple(way.id for way in chance.sample(step.exits, count))


@pytest.mark.parametrize(("ref", "process"), PROCESSES)
def test_random_walks_by_one_exit_at_a_time_are_the_same_in_both(ref: str, process: str) -> None:
    handbook = load(ref)
    left = [walk(handbook, handbook.by_id[process], seed, several=False) for seed in range(12)]
    assert sum(left) >= 12


@pytest.mark.parametrize(("ref", "process"), PROCESSES)
def test_random_walks_by_several_exits_at_a_time_are_the_same_in_both(ref: str, process: str) -> None:
    handbook = load(ref)
    left = [walk(handbook, handbook.by_id[process], seed, several=True) for seed in range(12)]
    assert sum(left) >= 12


@pytest.mark.parametrize(("ref", "process"), PROCESSES)
def test_the_shortest_way_through_plays_to_an_end(ref: str, process: str) -> None:
    handbook = load(ref)
    path = shortest(handbook, handbook.by_id[process])
    played = Played(handbook, handbook.by_id[process])
    for box, way in path:
        assert played.boxes() == [box]
        played.choose(box, (way,))
    assert played.completed
    assert len(played.ends()) == 1


def shortest(handbook: Handbook, process: Process) -> list[tuple[str, str]]:
    """From the first start to the nearest way out of the process: boxes with the exit to take."""
    seen, queue = {process.first}, [(process.first, list[tuple[str, str]]())]
    while queue:
        box, path = queue.pop(0)
        for way in process.by_id[box].exits:
            targets = own_targets(handbook, process, process.by_id[box], (way.id,))
            if not targets:
                return [*path, (box, way.id)]
            queue += [(to, [*path, (box, way.id)]) for to in targets if to not in seen]
            seen |= set(targets)
    raise AssertionError(f"no way out of {process.id}")


def test_a_message_starts_a_run_where_another_process_leads() -> None:
    handbook = load("stockholm")
    process = handbook.by_id["soc-sjukskriven"]
    played = Played(handbook, process, message="stockholm/soc-sjukskriven/11")
    assert played.boxes() == ["11"]


def test_every_start_can_be_asked_for() -> None:
    handbook = load("stockholm")
    for process in handbook.processes:
        assert Played(handbook, process).boxes() == [process.first]
        for start in process.starts[1:]:
            message = f"stockholm/{process.id}/{start}"
            assert Played(handbook, process, message=message).boxes() == [start]


def test_a_request_within_a_process_opens_a_box_beside_in_both() -> None:
    handbook = load("jonkoping")
    process = handbook.by_id["jonkoping"]
    step = process.by_id["resurs"]
    asked = next(a for a in step.referrals if handbook.target(process.id, a.to).kind == "step" and not a.consult)
    case, played = Case(handbook, process), Played(handbook, process)
    assert played.boxes() == ["resurs"]
    assert case.do(Refer(position=case.positions()["resurs"], referral=asked.id))
    played.tell(f"jonkoping/jonkoping/resurs/{asked.id}")
    assert played.boxes() == sorted(case.positions())
    assert len(played.boxes()) == 2


def test_a_reminder_does_not_take_the_box_away() -> None:
    handbook = load("stockholm")
    process = handbook.by_id["forsakringskassan"]
    played = Played(handbook, process, duration="PT0S")
    limits = process.by_id["1"].deadlines
    assert played.remind() == [bpmn.xml_id("reminded", process.id, "1", limit) for limit in limits]
    assert played.boxes() == ["1"]


def test_where_two_ways_meet_the_journey_merges_and_bpmn_does_not() -> None:
    """The difference that keeps such walks out of the comparison (D6, D12)."""
    handbook = load("stockholm")
    process = handbook.by_id["jobbtorg"]
    case = Case(handbook, process, ("6a", "6b"))
    for box in ("6a", "6b"):
        assert case.choose(box, ("annan-part",))
    assert sorted(case.positions()) == ["7"]
    played = Played(handbook, process, splitting=True)
    while played.boxes() and played.boxes() != ["5"]:
        box = played.boxes()[0]
        step = process.by_id[box]
        toward = next((w.id for w in step.exits if own_targets(handbook, process, step, (w.id,))), step.exits[0].id)
        played.choose(box, (toward,))
    played.choose("5", ("supported-employment", "arbetstraning"))
    for box in ("6a", "6b"):
        played.choose(box, ("annan-part",))
    assert played.boxes() == ["7", "7"]
