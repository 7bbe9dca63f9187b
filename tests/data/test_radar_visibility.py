"""What the radar may use and show: nothing closed, nothing of health to a unit; and what it costs (D20-D22, E8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import combinations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import get_default_timezone

from samordna.access.commands import close_grants, open_grants
from samordna.access.domain import Role
from samordna.cases import queries as cases
from samordna.cases.commands import moving, sending
from samordna.cases.commands.moving import Left
from samordna.cases.models import Involved, Position
from samordna.deadlines import commands as clocks
from samordna.deadlines import queries as deadlines
from samordna.deadlines.domain import kind_of
from samordna.deadlines.radar import OTHERWISE
from samordna.deadlines.radar_known import Thing, Watched
from samordna.deadlines.radar_loading import Radars, watched_in
from samordna.deadlines.running import Clock
from samordna.kernel.decision import Refused
from samordna.organisations.models import Post
from samordna.rules import clocks as standing
from tests.cases_playing import EVERYTHING, at, newest_sent
from tests.cases_world import DAY, START, World
from tests.radar_world import ONE, found, many, on_unit, ruled, tell

pytestmark = [pytest.mark.django_db, pytest.mark.data]


# What is closed


@pytest.fixture
def shared(world: World) -> tuple[World, int, int]:
    """A case in which social services, Jobbtorg and an outside party take part, with facts and clocks in each."""
    person = world.person()
    units = world.units
    ways = [(a, b) for a in ("oster", "torget", "fk") for b in ("oster", "torget", "fk") if a != b]
    open_grants(
        act=world.act("sara"), person=person.pk, ways=[(units[a].sphere_id, units[b].sphere_id) for a, b in ways],
        categories=EVERYTHING, valid=(DAY, None), basis="consent", consent=7,
    )  # fmt: skip
    case = world.open("sara", "soc-sjukskriven", "17", person=person).case
    tell(world, case, absence_days=25, goal_date=DAY, support_months_12=11, care_ends=DAY + 5 * ONE)
    return world, case, person.pk


def _taken_on_by_jobbtorg(world: World, case: int) -> None:
    """Försäkringskassan, outside, has said yes to a request by letter; Jobbtorg has taken over, and knows things."""
    by = world.by("sara")
    asked = sending.refer(**by, case=case, position=at(case, "17"), referral="begar-fk").transfers[0]
    sending.accept(**world.by("sara"), case=case, transfer=asked, via="letter")
    moving.complete(**world.by("sara"), case=case, position=at(case, "17"), left=Left(("jobbtorg",)))
    sending.accept(**world.by("jonas"), case=case, transfer=newest_sent(case))
    tell(world, case, "jonas", goal_date=DAY - 3 * ONE, support_months_36=30, plan_made=DAY - ONE)


def _ordered(found: Iterable[Clock]) -> list[Clock]:
    return sorted(found, key=lambda each: (each.deadline, each.key))


def compared(world: World, name: str, case: int, on: date = DAY) -> None:
    """What the radar reads of a case is what its pages show this reader; nothing for who may not open it."""
    scope = world.scope(name)
    ((_area, bulk),) = list(watched_in([case], scope, Radars(on), {})) or [(0, None)]
    try:
        seen = cases.see(scope, case, on)
    except Refused:
        assert bulk is None
        return
    assert isinstance(bulk, Watched)
    shown = cases.facts(seen, on)
    assert {f: (t.value, t.sphere_id, t.on) for f, t in bulk.facts.items()} == {
        f: (row.value, row.sphere_id, row.on) for f, row in shown.items() if f in bulk.facts
    }
    assert set(shown) & Radars(on).of(world.area.pk).asks <= set(bulk.facts)
    assert [box.no for box in bulk.boxes] == [box.no for box in cases.boxes(seen)]
    assert {each.no for each in bulk.sent} <= {each.no for each in cases.transfers(seen)}
    every = _ordered(deadlines.of_case(seen, on))
    told = [each for each in every if kind_of(each.key) not in OTHERWISE]
    assert _ordered(bulk.clocks) == [each for each in told if each in bulk.clocks]
    assert [each for each in told if each.standing in (standing.SOON, standing.LATE) and each not in bulk.clocks] == []
    moments = [each.at for each in cases.happenings(seen, on) if each.by]
    assert bulk.last == max(moments).astimezone(get_default_timezone()).date()


@pytest.mark.parametrize("name", ["sara", "sigge", "ulla", "jonas", "olle", "ada"])
def test_in_bulk_nothing_else_is_seen_than_in_the_case(shared: tuple[World, int, int], name: str) -> None:
    """E8, D21: the filter over many cases equals the one of a single case, for every reader and every consent."""
    world, case, person = shared
    _taken_on_by_jobbtorg(world, case)
    clocks_started(world, case)
    compared(world, name, case)
    close_grants(act=world.act("sara"), consent=7, on=DAY)
    compared(world, name, case)
    for size in (1, 2):
        for categories in combinations(("plan", "health", "economy", "contact"), size):
            number = 100 + hash(categories) % 10_000
            open_grants(
                act=world.act("sara"), person=person, categories=categories, valid=(DAY, None), basis="consent",
                ways=[(world.units["oster"].sphere_id, world.units["torget"].sphere_id)], consent=number,
            )  # fmt: skip
            compared(world, name, case)
            close_grants(act=world.act("sara"), consent=number, on=DAY)


def clocks_started(world: World, case: int) -> None:
    """Jobbtorg starts a time limit by hand."""
    seen = cases.see(world.scope("jonas"), case, DAY)
    limit = next(iter(deadlines.startable(seen, DAY)), None)
    if limit:
        clocks.start(**world.by("jonas"), case=case, deadline=limit.id, on=DAY)


def test_what_consent_closes_is_not_used(shared: tuple[World, int, int]) -> None:
    """D20, D22: Jobbtorg is not reminded of what social services know, once that is closed."""
    world, case, _person = shared
    _taken_on_by_jobbtorg(world, case)
    assert {"af-dag-20", "bistand-mycket-langvarigt"} <= ruled(found(world, "jonas"))
    close_grants(act=world.act("sara"), consent=7, on=DAY)
    shown = ruled(found(world, "jonas"))
    assert "af-dag-20" not in shown
    assert {"mal-passerat", "plan-utan-uppfoljning", "bistand-mycket-langvarigt"} <= shown


def test_a_coordinator_sees_what_the_teams_own_boxes_give(shared: tuple[World, int, int]) -> None:
    """D11."""
    world, case, person = shared
    team = world.units["teamet"]
    open_grants(
        act=world.act("sara"), person=person, ways=[(world.units["oster"].sphere_id, team.sphere_id)],
        categories=EVERYTHING, valid=(DAY, None), basis="consent", consent=8,
    )  # fmt: skip
    Involved.objects.create(
        case_id=case, party="finsamteam", unit=team, sphere_id=team.sphere_id, number="TEA-1", since_seq=1,
        worker=world.workers["karin"],
    )  # fmt: skip
    assert len(ruled(found(world, "sara"))) > 2
    assert found(world, "karin") == []
    assert on_unit(world, "karin", "teamet") == []
    box = Position.objects.get(case_id=case, closed_seq=None)
    Position.objects.create(
        case_id=case, no=901, run_no=900, process="finsamteam", step="1", party="finsamteam", unit_id=team.pk,
        sphere_id=team.sphere_id, worker_id=world.workers["karin"].pk, until=DAY - ONE, due=DAY - ONE,
        opened_seq=box.opened_seq, opened_on=DAY,
    )  # fmt: skip
    assert ruled(found(world, "karin")) == {"vilar-forbi-datum"}
    assert ruled(on_unit(world, "karin", "teamet")) == {"vilar-forbi-datum"}


# The unit's page


def test_a_unit_sees_nothing_that_rests_on_health(world: World) -> None:
    """D22: neither rules nor clocks of health, whoever's case it is."""
    case = world.open().case
    tell(
        world, case, first_sick_day=date(2026, 9, 1), absence_days=25, benefit_until=DAY, goal_date=DAY,
        support_months_12=12,
    )  # fmt: skip
    assert {"planering-saknas", "af-dag-20", "ersattning-upphor"} <= ruled(found(world))
    assert ruled(on_unit(world)) == {"mal-passerat", "bistand-langvarigt"}
    assert not any(each.health for each in on_unit(world))


def test_only_who_leads_the_unit_sees_its_things(world: World) -> None:
    case = world.open().case
    tell(world, case, goal_date=DAY)
    assert ruled(on_unit(world, "ulla")) == {"mal-passerat"}
    for name in ("sara", "jonas", "karin", "olle", "ada"):
        assert on_unit(world, name) == []
    assert on_unit(world, "ulla", "torget") == []


def test_a_thing_belongs_to_the_unit_where_it_is_to_be_done(shared: tuple[World, int, int]) -> None:
    world, case, _person = shared
    _taken_on_by_jobbtorg(world, case)
    Post.objects.create(
        worker=world.workers["ulla"], unit=world.units["torget"], role=Role.UNIT_MANAGER.value, valid_from=START
    )
    moving.park(
        **world.by("jonas", "Väntar"), case=case, until=DAY + ONE,
        position=Position.objects.get(case_id=case, closed_seq=None, unit_id=world.units["torget"].pk).no,
    )  # fmt: skip
    on = DAY + 2 * ONE
    assert "vilar-forbi-datum" in ruled(on_unit(world, "ulla", "torget", on))
    assert "vilar-forbi-datum" not in ruled(on_unit(world, "ulla", "oster", on))


# How much it costs


def questions(ask: Callable[[], list[Thing]]) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        things = ask()
    return len(asked), len(things)


@pytest.mark.once
def test_ten_cases_and_a_thousand_ask_as_much(world: World) -> None:
    """Set-based: a fixed number of queries however many cases."""
    many(world, 10)
    found(world)
    few, things = questions(lambda: found(world))
    unit_few, _ = questions(lambda: on_unit(world))
    many(world, 990)
    many_asked, more = questions(lambda: found(world))
    unit_many, _ = questions(lambda: on_unit(world))
    assert (few, unit_few) == (many_asked, unit_many)
    assert few < 40
    assert more > 90 * things
