"""Many at once: one is first, the others get a clear answer, and nothing is lost or doubled (E3, E4, E12, E15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from samordna.cases.commands import moving, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Involved
from samordna.cases.models import Counter as Numbers
from samordna.journal.models import Event
from tests.cases_commands import elsewhere, fresh
from tests.cases_playing import at, checked, code, open_boxes, opened
from tests.cases_world import World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]


def at_once(acts: Iterable[Callable[[], Any]]) -> list[str]:
    """Every act in a thread of its own, all let go at the same moment; what came of each."""
    waiting = list(acts)
    together = Barrier(len(waiting))

    def one(act: Callable[[], Any]) -> str:
        try:
            together.wait()
            return code(act)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(one, waiting))


def completing(world: World, case: int, position: int, exit_id: str, name: str = "sara") -> Callable[[], Any]:
    """The act of completing a box, prepared beforehand."""
    by = world.by(name)
    return lambda: moving.complete(**by, case=case, position=position, left=Left((exit_id,)))  # type: ignore[arg-type]


def test_fifty_complete_the_same_box() -> None:
    """One succeeds, forty-nine are told that somebody was first, and there is one event more."""
    world = build()
    case = opened(world, "9")
    names = ["sara", "sigge", "ulla"]
    came = at_once(completing(world, case, at(case, "9"), "ja", names[n % 3]) for n in range(50))
    assert Counter(came) == {"ok": 1, "overtaken": 49}
    assert Event.objects.filter(stream_id=case).count() == 2
    assert open_boxes(case) == ["soc-sjukskriven/10"]
    checked(case)


def test_the_same_form_sent_twenty_times_is_one_act() -> None:
    """E12: the very same act, all at once."""
    world = build()
    case = opened(world, "9")
    box, by = at(case, "9"), world.by("sara")
    act = lambda: moving.complete(**by, case=case, position=box, left=Left(("ja",)))  # type: ignore[arg-type]  # noqa: E731
    assert Counter(at_once([act] * 20)) == {"ok": 1, "done-before": 19}
    checked(case)


def test_ten_workers_on_ten_boxes_all_succeed() -> None:
    """Ten boxes of ten cases, and ten rounds of it: nobody waits in vain, nothing is locked for anybody."""
    world = build()
    cases = [opened(world, "9") for _ in range(10)]
    for turn in range(4):
        step, way = (("9", "ja"), ("10", "nej"))[turn % 2]
        assert set(at_once(completing(world, case, at(case, step), way) for case in cases)) == {"ok"}
    for case in cases:
        assert Case.objects.get(pk=case).seq == 5
        checked(case)


def test_ten_different_acts_on_one_case_all_succeed() -> None:
    """They come after one another: on a miss, once more with the case locked (E4)."""
    world = build()
    case = opened(world, "9", "11")
    first, second = at(case, "9"), at(case, "11")
    by = [world.by("sara", "Ett skäl") for _ in range(10)]
    acts: list[Callable[[], Any]] = [
        lambda: moving.complete(**by[0], case=case, position=first, left=Left(("ja",))),  # type: ignore[arg-type]
        lambda: sending.refer(**by[1], case=case, position=second, target="jobbtorg/1"),  # type: ignore[arg-type]
        lambda: sending.refer(**by[2], case=case, position=second, target="arbetsformedlingen/1"),  # type: ignore[arg-type]
        lambda: working.take(**by[3], case=case, position=second),  # type: ignore[arg-type]
        *(partial(working.add_step, **by[n], case=case, title=f"Nummer {n}") for n in range(4, 10)),  # type: ignore[arg-type]
    ]
    assert set(at_once(acts)) == {"ok"}
    assert Case.objects.get(pk=case).seq == 11
    checked(case)


def test_numbers_are_given_once_and_nobody_waits_in_a_circle() -> None:
    """D21: twelve cases hand over to the same two new parties at once; every number is one of its own."""
    world = build()
    cases = [opened(world, "11") for _ in range(12)]
    acts = []
    for case in cases:
        by, box = world.by("sara"), at(case, "11")
        acts.append(
            lambda by=by, case=case, box=box: sending.refer(**by, case=case, position=box, target="jobbtorg/1")  # type: ignore[misc]
        )
    assert set(at_once(acts)) == {"ok"}
    there = Involved.objects.filter(unit=world.units["torget"]).values_list("number", flat=True)
    assert len(set(there)) == 12 == Numbers.objects.get(unit=world.units["torget"]).last
    for case in cases:
        checked(case)


def test_several_cases_in_one_act_are_locked_in_the_order_of_their_ids() -> None:
    """E3: two workers hand out the same ten cases, named in opposite order."""
    world = build()
    cases = [fresh(world).case for _ in range(6)]
    by = [world.by("ulla"), world.by("ulla")]
    sigge = world.workers["sigge"].pk
    acts = [
        lambda: working.give_many(**by[0], cases=cases, worker=sigge),  # type: ignore[arg-type]
        lambda: working.give_many(**by[1], cases=cases[::-1], worker=sigge),  # type: ignore[arg-type]
    ]
    assert at_once(acts) == ["ok", "ok"]
    for case in cases:
        checked(case)


def test_accepted_and_withdrawn_at_once_is_one_of_both() -> None:
    """D7: exactly one holder, whoever was first."""
    world = build()
    for _ in range(4):
        stage = elsewhere(world)
        box = stage.position
        jonas, other = world.by("jonas", "Fel"), world.by("jonas")
        came = at_once([
            lambda box=box, stage=stage, by=jonas: sending.give_back(**by, case=stage.case, position=box),  # type: ignore[misc]
            lambda box=box, stage=stage, by=other: moving.complete(  # type: ignore[misc]
                **by, case=stage.case, position=box, left=Left(("ja",))
            ),
        ])  # fmt: skip
        assert sorted(came) == ["ok", "overtaken"]
        checked(stage.case)


def test_no_connection_is_left_in_a_transaction() -> None:
    """After a refused first try, the connection is as it was."""
    world = build()
    case = opened(world, "9")
    at_once(completing(world, case, at(case, "9"), "ja") for _ in range(5))
    assert not connection.in_atomic_block
    assert connection.get_autocommit()
