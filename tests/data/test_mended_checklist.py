"""The points of a box's checklist are kept with the act, shown again, and stop nothing (D17, D25, E18)."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samordna.cases import checklist, queries
from samordna.cases.commands import moving, working
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case
from samordna.journal.models import Event, Payload
from tests.cases_playing import at, checked, code
from tests.cases_world import DAY, World
from tests.data.test_desk_box import colleague, send, steps, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def case(world: World) -> int:
    return world.open("sara", "soc-sjukskriven", "5").case


def here(case: int) -> str:
    return reverse("case-box", args=[case, the_box(case)])


def ticked(page: str) -> list[str]:
    """The numbers of the points that are ticked on a page."""
    found = re.findall(r'name="check" value="(\d+)" form="box-form"( checked)?', page)
    assert found, "the page has the checklist"
    return [number for number, done in found if done]


def kept(case: int) -> list[dict[str, object]]:
    rows = Payload.objects.filter(stream_id=case, category="plan").order_by("seq").values_list("data", flat=True)
    return [said[checklist.KEY] for each in rows if checklist.KEY in (said := json.loads(each))]


def test_ticks_are_kept_when_one_stays_in_the_box_and_shown_to_the_colleague(
    world: World, sara: Client, case: int
) -> None:
    assert ticked(sara.get(here(case)).content.decode()) == []
    send(sara, here(case), "tell", checks="yes", check=["0", "1"])
    assert kept(case) == [{"box": "soc-sjukskriven/5", "version": "2026.1", "points": [0, 1]}]
    page = colleague(world, case).get(here(case)).content.decode()
    assert ticked(page) == ["0", "1"]
    assert "Last ticked by Sara, 22 November 2026" in page
    checked(case)


def test_ticks_are_kept_with_the_act_that_leaves_the_box_and_shown_when_one_returns(
    world: World, sara: Client, case: int
) -> None:
    """One act, one event (E3); a new visit shows what was ticked before (D12)."""
    before = Event.objects.filter(stream_id=case).count()
    send(sara, here(case), "complete", exit="ja", checks="yes", check="1")
    assert Event.objects.filter(stream_id=case).count() == before + 1
    assert [each["points"] for each in kept(case)] == [[1]]
    moving.reopen_box(**world.by("sara", "Ett nytt intyg"), case=case, run=1, step="5")
    box = reverse("case-box", args=[case, at(case, "5")])
    assert ticked(sara.get(box).content.decode()) == ["1"]
    checked(case)


def test_a_tick_can_be_taken_away(sara: Client, case: int) -> None:
    send(sara, here(case), "tell", checks="yes", check=["0", "1"])
    send(sara, here(case), "tell", checks="yes", check="0")
    assert ticked(sara.get(here(case)).content.decode()) == ["0"]
    send(sara, here(case), "tell", checks="yes")
    assert ticked(sara.get(here(case)).content.decode()) == []


def test_nothing_new_is_no_act_of_its_own(sara: Client, case: int) -> None:
    """The same ticks once more are nothing to keep."""
    send(sara, here(case), "tell", checks="yes", check="0")
    assert send(sara, here(case), "tell", checks="yes", check="0").status_code == 400
    assert len(kept(case)) == 1


def test_the_list_never_stops_anything(sara: Client, case: int) -> None:
    """D17: no point is ticked, and on it goes; a form that never had the list keeps none."""
    send(sara, here(case), "complete", exit="ja")
    assert steps(case) == ["7"]
    assert kept(case) == []


def test_what_was_ticked_stays_over_an_error_and_over_another_button(sara: Client, case: int) -> None:
    """Nothing typed is lost: the page once more, and the draft beside a request for advice."""
    page = send(sara, here(case), "complete", checks="yes", check="1").content.decode()
    assert ticked(page) == ["1"]
    asked = {"adviser": "forsakringskassan", "consult-question": "Vad gäller?", "deidentified": "yes"}
    send(sara, here(case), "consult", checks="yes", check="1", **asked)
    assert kept(case) == []
    assert ticked(sara.get(here(case)).content.decode()) == ["1"]


def test_points_that_the_list_lacks_and_those_of_another_version_are_left_out(world: World, case: int) -> None:
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed={}, checked=[0, 99, -1])
    assert [each["points"] for each in kept(case)] == [[0]]
    seen = queries.see(world.scope("sara"), case, DAY)
    _process, step = seen.box(the_box(case)) or pytest.fail("the box is open")
    assert checklist.latest(seen, "soc-sjukskriven", step, DAY).points == {0}
    Case.objects.filter(pk=case).update(version="2027.1")
    seen.row.version = "2027.1"
    assert checklist.latest(seen, "soc-sjukskriven", step, DAY).points == frozenset()


def test_another_sphere_sees_ticks_as_far_as_the_plan_is_open(world: World, case: int) -> None:
    """D18: the list belongs to the planning of whoever ticks."""
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed={}, checked=[0])
    assert code(lambda: queries.see(world.scope("jonas"), case, DAY)) == "no-case"


def test_leaving_a_box_costs_the_same_whether_or_not_anything_is_ticked(world: World) -> None:
    """E18: the same statements, and still one part beside the header."""
    counts = []
    for points in (None, (0,)):
        case = world.open("sara", "soc-sjukskriven", "5").case
        position, by = the_box(case), world.by("sara")
        with CaptureQueriesContext(connection) as caught:
            done = moving.complete(**by, case=case, position=position, left=Left(("ja",), checked=points))
        counts.append((len(caught), Payload.objects.filter(stream_id=case, seq=done.seq).count()))
    assert counts[0] == counts[1]
    assert counts[0][1] == 1
