"""Leaving one box for another is a short act; what turns out to be more is done anew, and nothing half (E3, E18)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from samordna.cases.commands import moving
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Position
from samordna.journal.acts import TakesMore, one_act, short_act
from samordna.kernel.decision import Refused
from tests.cases_commands import awaiting
from tests.cases_playing import at, checked, open_boxes, opened
from tests.cases_world import build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]


def test_a_box_left_for_another_and_one_left_to_another_party() -> None:
    """The second writes a transfer and a seat, which no short act can."""
    world = build()
    case = opened(world, "9")
    moving.complete(**world.by("sara"), case=case, position=at(case, "9"), left=Left(("ja",)))
    assert open_boxes(case) == ["soc-sjukskriven/10"]
    checked(case)
    handed_over = awaiting(world)
    assert handed_over.transfer
    checked(handed_over.case)


def test_what_is_refused_leaves_nothing_begun() -> None:
    world = build()
    case = opened(world, "9")
    with pytest.raises(Refused):
        moving.complete(**world.by("sara"), case=case, position=at(case, "9"), left=Left(("no-such-exit",)))
    assert Case.objects.get(pk=case).seq == 1
    with one_act():
        assert connection.in_atomic_block
    moving.complete(**world.by("sara"), case=case, position=at(case, "9"), left=Left(("ja",)))
    checked(case)


def test_an_act_within_a_short_one_is_done_anew_and_nothing_of_it_is_kept() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL a short act is one statement")
    world = build()
    case = opened(world, "9")
    due = Position.objects.get(case_id=case, closed_seq=None).due
    with pytest.raises(TakesMore), short_act():  # noqa: PT012
        Position.objects.filter(case_id=case).update(due=world.day + timedelta(days=1))
        with one_act():
            raise AssertionError("an act began within a short one")
    assert Position.objects.get(case_id=case, closed_seq=None).due == due
    with one_act():
        assert connection.in_atomic_block
