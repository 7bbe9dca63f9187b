"""Whatever anybody does, in any order: one holder, one open box per step, events that match the lists (D3, D12, E5)."""

from __future__ import annotations

from collections import Counter

import pytest

from samordna.cases.models import Case
from samordna.cases.states import folded, memory
from tests.cases_playing import Anything, checked, opened
from tests.cases_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.data]
ACTS = 80
SEEDS = [0, 1, *(pytest.param(n, marks=pytest.mark.once) for n in range(2, 6))]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_sequence_of_acts_breaks_a_case(world: World, seed: int) -> None:
    """Legal and nonsensical acts by everybody, with consent between all: D2, D3, D12, E3, E5."""
    case = opened(world, *[(), ("11",), ("17",), ("13", "14")][seed % 4])
    play = Anything(world, case, seed)
    before = 1
    for _ in range(ACTS):
        came = play.do()
        now = Case.objects.get(pk=case).seq
        assert now - before == (1 if came == "ok" else 0), play.done[-1]
        before = now
        if came == "ok":
            checked(case)
    assert Counter(line.endswith(" ok") for line in play.done)[True] > 2, play.done


@pytest.mark.parametrize("seed", SEEDS)
def test_nor_without_any_consent(world: World, seed: int) -> None:
    """D18: the same when nothing may be told."""
    case = opened(world, *[("11",), ("12", "13"), ("17",)][seed % 3], consent=False)
    play = Anything(world, case, 100 + seed)
    for _ in range(ACTS):
        play.do()
    checked(case)


def test_what_is_remembered_is_what_is_kept(world: World) -> None:
    """E5: a state that is forgotten and read again is the same."""
    case = opened(world, "11")
    play = Anything(world, case, 4711)
    for _ in range(ACTS):
        play.do()
        seq = Case.objects.get(pk=case).seq
        known = memory.get(case)
        assert known
        memory.clear()
        assert known[2] == folded(case, seq)
        memory.put(case, *known)
