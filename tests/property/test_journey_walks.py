"""What is true of every case, whatever is tried? Random moves on random handbooks and on all real ones (D3-D15)."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.handbooks.domain import PERSON, Handbook
from samordna.handbooks.journey import State, decide, fold
from samordna.handbooks.journey.codec import event_from_json, event_json, state_json
from samordna.handbooks.journey.moves import Move
from samordna.handbooks.journey.state import AWAITING, SENT
from tests.chance import REAL, Chance, a_handbook, history, walk

QUICK = settings(derandomize=True, deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
FEWER = settings(QUICK, max_examples=30)
seeds = st.integers(0, 2**32)


def holds(book: Handbook, state: State) -> None:
    """Everything that is true of a case at any time."""
    if state.handbook:
        party = book.parties.get(state.ball)
        assert party is not None, f"nobody known has the ball: {state.ball!r}"
        assert not party.forum
        assert party.id != PERSON
    places = [(p.run, p.step) for p in state.positions.values()]
    assert len(places) == len(set(places)), f"two positions in one box: {places}"
    runs = [(r.process, r.party) for r in state.open_runs()]
    assert len(runs) == len(set(runs)), f"two open runs of one party: {runs}"
    for forum in (p.id for p in book.processes if p.forum):
        assert [process for process, _ in runs].count(forum) <= 1
    for position in state.positions.values():
        assert not state.runs[position.run].ended, "an ended run has an open box"
        assert book.step(state.runs[position.run].process, position.step), f"box {position.step} is not in the handbook"
        asked = [t for t in state.transfers.values() if t.position == position.id and t.status == SENT]
        assert position.status != AWAITING or any(t.kind == "handover" for t in asked), "awaits an answer from nobody"
    ids = [*state.runs, *state.positions, *state.transfers]
    assert len(ids) == len(set(ids))
    assert all(i < state.next_id for i in ids)
    assert not state.closed or not state.open_runs()


def check_walk(book: Handbook, seed: int, length: int) -> None:
    """Walk, and look after every move."""
    seen: set[int] = set()
    for before, move, ruling, after in walk(book, seed, length):
        assert bool(ruling) == (ruling.event is not None), move
        assert ruling.decision.code
        if not ruling:
            assert ruling.decision.code != "ok"
            assert str(ruling.decision.reason).strip()
            assert after is before
            continue
        effect = ruling.event.effect
        assert ruling.event.seq == before.seq + 1
        new = {row.id for rows in (effect.runs, effect.positions, effect.transfers) for row in rows}
        born = {i for i in new if i >= before.next_id}
        assert not born & seen, "an id is used twice"
        seen |= born
        assert effect.ball is None or effect.ball[0] == before.ball, "the ball is taken from one who has it"
        assert len(after.visits) >= len(before.visits)
        holds(book, after)


@QUICK
@given(seeds)
def test_every_case_of_a_random_handbook_holds(seed):
    check_walk(a_handbook(random.Random(seed)), seed, 60)


@pytest.mark.parametrize("book", REAL, ids=lambda b: b.id)
@FEWER
@given(seed=seeds)
def test_every_case_of_a_real_handbook_holds(book, seed):
    check_walk(book, seed, 120)


@QUICK
@given(seeds)
def test_events_fold_to_the_state_and_are_read_back_as_written(seed):
    book = random.Random(seed).choice([*REAL, a_handbook(random.Random(seed))])
    events, state = history(book, seed, 60)
    assert fold(events) == state
    written = json.dumps([event_json(event) for event in events], ensure_ascii=False)
    read = [event_from_json(data) for data in json.loads(written)]
    assert read == events
    assert state_json(fold(read)) == state_json(state)


@QUICK
@given(seeds)
def test_folding_is_total_and_deterministic(seed):
    """E5: of any prefix, of shuffled and of repeated events."""
    rng = random.Random(seed)
    book = rng.choice([*REAL, a_handbook(rng)])
    events, _ = history(book, seed, 40)
    some = events[: rng.randint(0, len(events))]
    mixed = rng.sample(events, len(events)) + rng.choices(events, k=3) if events else []
    for told in (some, mixed, events * 2):
        state = fold(told)
        assert fold(told) == state
        assert isinstance(state.boxes(), list)
        assert state_json(state)
        state.unanswered()


@FEWER
@given(seeds)
def test_folding_goes_on_from_any_state(seed):
    """E5: fold(a + b) is fold(b, fold(a))."""
    events, state = history(REAL[seed % len(REAL)], seed, 60)
    for cut in range(0, len(events), 5):
        assert fold(events[cut:], fold(events[:cut])) == state


@FEWER
@given(seeds)
def test_deciding_changes_nothing_and_gives_the_same_ruling_again(seed):
    book = REAL[seed % len(REAL)]
    _, state = history(book, seed, 60)
    chance, kept = Chance(random.Random(seed), book), copy.deepcopy(state)
    for _ in range(20):
        move = chance.move(state)
        assert decide(book, state, move) == decide(book, state, move)
        assert state == kept


def test_enough_of_what_is_tried_is_possible_and_enough_is_refused():
    """Else the properties above would say little: every kind of move is both made and refused."""
    made, refused = Counter[str](), Counter[str]()
    for seed in range(150):
        for _, move, ruling, _ in walk(REAL[seed % len(REAL)], seed, 80):
            (made if ruling else refused)[type(move).__name__] += 1
    kinds = {kind.__name__ for kind in Move.__subclasses__()} | {"Skip"}
    assert sum(made.values()) > 0.25 * 150 * 80
    assert made.keys() == kinds - {"Migrate"}
    assert refused.keys() == kinds
