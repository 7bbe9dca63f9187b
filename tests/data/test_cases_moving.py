"""A case opens, moves and ends; each act is one event, and the lists follow the events (D3, D6, D12-D15, E3-E5)."""

from __future__ import annotations

import pytest

from samordna.cases.commands import closing, moving
from samordna.cases.commands.moving import Left
from samordna.cases.domain import Overtaken
from samordna.cases.models import Case, Position
from samordna.cases.states import folded, memory
from samordna.journal.append import DoneBefore
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from tests.cases_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def open_boxes(case: int) -> list[str]:
    return list(Position.objects.filter(case_id=case, closed_seq=None).order_by("no").values_list("step", flat=True))


def the_box(case: int) -> int:
    return Position.objects.get(case_id=case, closed_seq=None).no


def test_a_new_case_has_one_holder_one_watcher_and_one_event(world: World) -> None:
    """D2, D3, E3."""
    done = world.open()
    case = Case.objects.get(pk=done.case)
    assert (case.holder_id, case.watcher_id) == (world.units["oster"].pk, world.workers["sara"].pk)
    assert open_boxes(case.pk) == ["1a"]
    assert Event.objects.filter(stream_id=case.pk).count() == 1 == case.seq


def test_completing_a_box_opens_the_next_and_writes_one_event(world: World) -> None:
    """D6, E3, E18."""
    done = world.open()
    after = moving.complete(**world.by("sara"), case=done.case, position=the_box(done.case))
    assert open_boxes(done.case) == ["2"]
    assert after.seq == 2 == Event.objects.filter(stream_id=done.case).count()
    assert Position.objects.get(case_id=done.case, step="1a").closed_seq == 2


def test_the_state_in_memory_is_the_fold_of_the_events(world: World) -> None:
    """E5."""
    done = world.open()
    moving.complete(**world.by("sara"), case=done.case, position=the_box(done.case))
    moving.complete(**world.by("sara"), case=done.case, position=the_box(done.case), left=Left(("ja",)))
    known = memory.get(done.case)
    assert known
    assert known[2] == folded(done.case, 3)


def test_the_header_says_nothing_about_which_box_it_was(world: World) -> None:
    """E7: a box id can be health data."""
    done = world.open("sara", "soc-sjukskriven", "9")
    header = Event.objects.get(stream_id=done.case)
    assert "9" not in header.effect.replace(str(world.units["oster"].pk), "")
    assert '"9"' in Payload.objects.get(stream_id=done.case).data


def test_a_double_click_is_one_act(world: World) -> None:
    """E12."""
    done = world.open()
    act = world.act("sara")
    box = the_box(done.case)
    moving.complete(act=act, scope=world.scope("sara"), case=done.case, position=box)
    with pytest.raises(DoneBefore) as twice:
        moving.complete(act=act, scope=world.scope("sara"), case=done.case, position=box)
    assert twice.value.seq == 2
    assert Event.objects.filter(stream_id=done.case).count() == 2


def test_who_comes_second_is_told_who_was_first(world: World) -> None:
    """E12: the same box, another worker."""
    done = world.open()
    box = the_box(done.case)
    moving.complete(**world.by("sara"), case=done.case, position=box)
    with pytest.raises(Overtaken) as late:
        moving.complete(**world.by("sigge"), case=done.case, position=box)
    assert late.value.by == world.workers["sara"].pk


def test_an_outsider_learns_nothing_and_changes_nothing(world: World) -> None:
    """D21, E8."""
    done = world.open()
    with pytest.raises(Refused) as no:
        moving.complete(**world.by("olle"), case=done.case, position=the_box(done.case))
    assert no.value.decision.code == "not-involved"
    assert Event.objects.filter(stream_id=done.case).count() == 1


def test_an_outcome_ends_its_box_and_closing_is_an_act_of_its_own(world: World) -> None:
    """D13, D14."""
    done = world.open("sara", "soc-sjukskriven", "2")
    moving.complete(**world.by("sara"), case=done.case, position=the_box(done.case), left=Left(("nej",)))
    assert open_boxes(done.case) == []
    with pytest.raises(Refused):
        closing.close(**world.by("sara"), case=done.case)
    run = next(iter(folded(done.case, 2).open_runs()))
    moving.end_run(**world.by("sara"), case=done.case, run=run.id)
    closing.close(**world.by("sara"), case=done.case)
    assert Case.objects.get(pk=done.case).closed_seq == 4
