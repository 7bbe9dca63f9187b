"""Does a running case lose anything when it moves to another version of its handbook? A thousand of them do not."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import State, apply, decide, fold
from samordna.handbooks.journey.migrating import MigrationPlan, dry_run
from samordna.handbooks.journey.moves import Decline, Migrate, ReopenCase
from tests.chance import REAL, changed, history
from tests.property.test_journey_walks import holds

CASES, LENGTH = 1000, 40


def journeys(book: Handbook) -> Iterator[tuple[random.Random, State]]:
    """This handbook's share of the thousand; a closed case is opened again first."""
    for seed in range(REAL.index(book), CASES, len(REAL)):
        _, state = history(book, seed, LENGTH)
        if state.closed:
            state = made(book, state, ReopenCase())
        if state.handbook:
            yield random.Random(seed), state


def made(book: Handbook, state: State, move: object) -> State:
    """The state after a move that must be possible."""
    ruling = decide(book, state, move)  # type: ignore[arg-type]
    assert ruling.event, f"{move}: {ruling.decision.code}: {ruling.decision.reason}"
    return apply(state, ruling.event)


def a_mapping(rng: random.Random, new: Handbook, state: State, plan: MigrationPlan) -> dict[int, str] | None:
    """A box for every one that is gone: what is suggested, else any; None when no whole one can be found."""
    mapping: dict[int, str] = {}
    taken = {(p.run, p.step) for p in state.positions.values()}
    for gone in plan.vanished:
        run = state.positions[gone.position].run
        there = new.by_id[gone.process]
        choices = [*gone.suggestions, *rng.sample([s.id for s in there.steps], len(there.steps))]
        free = [step for step in choices if (run, step) not in taken]
        if not free:
            return None
        mapping[gone.position] = free[0]
        taken.add((run, free[0]))
    return mapping


def same_past(before: State, after: State) -> None:
    """Everything but the boxes that were mapped is as it was."""
    assert after.visits[: len(before.visits)] == before.visits
    assert after.outcomes == before.outcomes
    assert after.runs == before.runs
    assert after.transfers == before.transfers
    assert (after.ball, after.owner, after.outside) == (before.ball, before.owner, before.outside)


@pytest.mark.parametrize("book", REAL, ids=lambda b: b.id)
def test_a_thousand_cases_lose_nothing_when_they_move_and_move_back(book):
    moved = 0
    for rng, start in journeys(book):
        new, state = changed(rng, book), start
        plan = dry_run(book, new, state)
        listed = [b.position for boxes in (plan.kept, plan.changed, plan.vanished) for b in boxes]
        assert sorted(listed) == sorted(state.positions)
        if not plan.possible:
            assert decide(new, state, Migrate()).decision.code == "box-vanished"
            for sent in plan.unanswered:
                state = made(book, state, Decline(transfer=sent, reason="flyttas"))
            plan = dry_run(book, new, state)
            assert plan.possible
        mapping = a_mapping(rng, new, state, plan)
        if mapping is None:
            continue
        if mapping:
            assert decide(new, state, Migrate()).decision.code == "box-vanished"
        after = made(new, state, Migrate(mapping=mapping))
        moved += 1
        same_past(state, after)
        assert after.version == new.version
        where = {p.id: (p.run, mapping.get(p.id, p.step), p.status, p.until) for p in state.positions.values()}
        assert {p.id: (p.run, p.step, p.status, p.until) for p in after.positions.values()} == where
        assert [v.position.id for v in after.visits[len(state.visits) :]] == list(mapping)
        holds(new, after)
        undo = {position: state.positions[position].step for position in mapping}
        back = made(book, after, Migrate(mapping=undo))
        assert back.positions == state.positions
        same_past(after, back)
        holds(book, back)
    assert moved > 0.8 * CASES / len(REAL) - 5


@pytest.mark.parametrize("book", REAL, ids=lambda b: b.id)
def test_the_suggested_boxes_exist_in_the_same_process(book):
    for rng, state in list(journeys(book))[:40]:
        new = changed(rng, book)
        for gone in dry_run(book, new, state).vanished:
            assert all(new.step(gone.process, step) for step in gone.suggestions)


@pytest.mark.parametrize("book", REAL, ids=lambda b: b.id)
def test_a_renamed_box_is_suggested_first(book):
    """Its title is the same."""
    found = 0
    for rng, state in journeys(book):
        new = changed(rng, book)
        for gone in dry_run(book, new, state).vanished:
            if new.step(gone.process, f"{gone.step}-ny"):
                found += 1
                assert gone.suggestions[0] == f"{gone.step}-ny"
    assert found


def test_a_case_folds_to_the_same_state_after_it_has_moved():
    """E5: folding reads no handbook, whichever version made the event."""
    book = REAL[0]
    for seed in range(20):
        events, state = history(book, seed, LENGTH)
        new = changed(random.Random(seed), book)
        plan = dry_run(book, new, state)
        mapping = a_mapping(random.Random(seed), new, state, plan) or {}
        ruling = decide(new, state, Migrate(mapping=mapping))
        if ruling.event:
            assert fold([*events, ruling.event]) == apply(state, ruling.event)
