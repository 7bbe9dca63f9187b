"""The radar over one's own cases: whose they are, and every rule from the tables on its boundary days (B9, D2, D22)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from samordna.access.commands import open_grants
from samordna.cases import queries as cases
from samordna.cases.commands import closing, guarding, incoming, moving, working
from samordna.cases.commands.guarding import Outcome
from samordna.cases.commands.incoming import Came
from samordna.cases.domain import LETTER
from samordna.cases.models import Case, Fact, Incoming, Involved, Position, Transfer
from samordna.consents.models import Consent
from samordna.deadlines import commands as clocks
from samordna.deadlines import queries as deadlines
from samordna.deadlines.radar_known import LATE, NEAR
from samordna.deadlines.radar_queries import Count, counted
from samordna.journal.models import Event
from samordna.organisations.models import Absence, Post
from samordna.people.models import Number, Person
from tests.cases_playing import EVERYTHING, at
from tests.cases_world import DAY, START, World
from tests.radar_world import ONE, found, on_unit, ruled, tell

pytestmark = [pytest.mark.django_db, pytest.mark.data]


# Whose cases


def test_ones_own_cases_give_things_late_first_then_by_date(world: World) -> None:
    first, second = (world.open(person=world.person("Person", f"Nr{n}")).case for n in range(2))
    tell(world, first, goal_date=DAY + 3 * ONE, first_sick_day=date(2026, 9, 1))
    tell(world, second, goal_date=DAY - ONE)
    shown = [(each.case, each.rule, each.state) for each in found(world)]
    assert shown == [
        (first, "planering-saknas", LATE), (second, "mal-passerat", LATE), (first, "mal-passerat", NEAR),
    ]  # fmt: skip
    assert counted(found(world)) == Count(near=1, late=2)
    assert counted(found(world)).all == 3


def test_a_colleagues_case_is_not_ones_own(world: World) -> None:
    """D22: what rests on health is for those who work with the case."""
    case = world.open("sigge").case
    tell(world, case, "sigge", first_sick_day=date(2026, 9, 1))
    assert found(world, "sara") == []
    assert ruled(found(world, "sigge")) == {"planering-saknas"}


def test_who_stands_in_meets_the_things_of_who_is_away(world: World) -> None:
    """D26."""
    case = world.open("sigge").case
    tell(world, case, "sigge", goal_date=DAY)
    Absence.objects.create(
        worker=world.workers["sigge"], substitute=world.workers["sara"], valid_from=DAY, valid_to=None
    )
    assert ruled(found(world, "sara")) == {"mal-passerat"}


def test_a_co_worker_and_a_watcher_have_the_case_too(world: World) -> None:
    """D2: equal rights, and the watcher gets the clocks wherever the ball is."""
    case = world.open("sigge").case
    tell(world, case, "sigge", goal_date=DAY)
    working.add_co_worker(**world.by("sigge"), case=case, worker=world.workers["sara"].pk)
    assert ruled(found(world, "sara")) == {"mal-passerat"}
    working.change_watcher(**world.by("sigge"), case=case, worker=world.workers["ulla"].pk)
    assert ruled(found(world, "ulla")) == {"mal-passerat"}


def test_a_closed_case_has_nothing_to_remember(world: World) -> None:
    case = world.open().case
    tell(world, case, goal_date=DAY)
    for run in sorted({box.run_no for box in Position.objects.filter(case_id=case, closed_seq=None)}):
        moving.end_run(**world.by("sara", "Flyttat"), case=case, run=run)
    closing.close(**world.by("sara"), case=case)
    assert found(world) == []


def test_a_case_that_ones_units_have_left_is_gone(world: World) -> None:
    """E8: a box with one's name on it in another unit opens nothing."""
    case = world.open().case
    tell(world, case, goal_date=DAY)
    Post.objects.filter(worker=world.workers["sara"]).update(unit=world.units["vaster"])
    assert found(world) == []


# From the tables


def test_the_date_of_birth_comes_from_the_personal_number(world: World) -> None:
    """T17: 30 on 1997-02-12, so the month of February 2027."""
    case = world.open().case
    person = Case.objects.get(pk=case).person
    Number.objects.create(
        person=person, authority_id=person.authority_id, digits="199702122386", valid_from=START, valid_to=None
    )
    assert "alder-ersattning" in ruled(found(world))
    assert {each.due for each in found(world) if each.rule == "alder-ersattning"} == {date(2027, 2, 1)}


def test_a_planning_box_that_was_entered_is_planning(world: World) -> None:
    """Stockholm has no T1 of its own: the general rule, met by the phase of an entered box."""
    case = world.open("sara", "soc-sjukskriven", "1a").case
    tell(world, case, first_sick_day=date(2026, 9, 1))
    assert ruled(found(world)) == {"planering-saknas"}
    box = at(case, "1a")
    moving.jump(**world.by("sara", "Planering"), case=case, position=box, target=_planning_box())
    assert "planering-saknas" not in ruled(found(world))


def _planning_box() -> str:
    from samordna.handbooks.queries import load

    process = load("stockholm").by_id["soc-sjukskriven"]
    return next(step.id for step in process.steps if step.phase == "planering")


@pytest.mark.parametrize(("days", "state"), [(-1, ""), (0, NEAR), (1, LATE)])
def test_a_box_that_rested_until_its_date(world: World, days: int, state: str) -> None:
    """T16: "Avvakta" with a date that has passed."""
    case = world.open().case
    until = DAY + 9 * ONE
    moving.park(**world.by("sara", "Väntar"), case=case, position=at(case, "1a"), until=until)
    things = [each for each in found(world, on=until + days * ONE) if each.rule == "vilar-forbi-datum"]
    assert [each.state for each in things] == ([state] if state else [])
    assert all(each.box == at(case, "1a") and each.place.worker == world.workers["sara"].pk for each in things)


@pytest.mark.parametrize(("days", "state"), [(52, ""), (53, NEAR), (60, NEAR), (61, LATE)])
def test_nothing_has_happened_since_somebody_last_wrote(world: World, days: int, state: str) -> None:
    case = world.open().case
    things = [each for each in found(world, on=DAY + days * ONE) if each.rule == "inget-har-hant"]
    assert [each.state for each in things] == ([state] if state else [])
    tell(world, case, on=DAY + 5 * ONE, income_source="Lön")
    later = [each for each in found(world, on=DAY + days * ONE) if each.rule == "inget-har-hant"]
    assert [each.due for each in later] == ([DAY + 65 * ONE] if days >= 58 else [])


def test_what_a_job_did_by_itself_is_not_that_something_happened(world: World) -> None:
    world.open()
    on = DAY + 70 * ONE
    assert "inget-har-hant" in ruled(found(world, on=on))
    last = Event.objects.order_by("-seq").first()
    assert last is not None
    Event.objects.create(
        stream_id=last.stream_id, seq=last.seq + 1, act=uuid4(), kind="escalated", 
        at=datetime(2027, 1, 20, 3, tzinfo=UTC),
        by_id=0, unit_id=last.unit_id, sphere_id=last.sphere_id, effect="{}", body=b"x", hash=b"x",
    )  # fmt: skip
    assert "inget-har-hant" in ruled(found(world, on=on))


@pytest.mark.parametrize(("days", "state"), [(-4, ""), (-3, NEAR), (0, NEAR), (1, LATE)])
def test_an_answer_that_does_not_come(world: World, days: int, state: str) -> None:
    """Unanswered past its date: for who sent, and who was asked (D7, D8)."""
    case = _referred(world)
    due = Transfer.objects.get(case_id=case).due
    things = [each for each in found(world, on=due + days * ONE) if each.rule == "svar-saknas"]
    assert [each.state for each in things] == ([state] if state else [])


def _referred(world: World, step: str = "12", to: str = "jobbtorg") -> int:
    """A request from social services to Jobbtorg that nobody has answered, with consent."""
    person = world.person()
    spheres = [world.units[each].sphere_id for each in ("oster", "torget", "teamet")]
    open_grants(
        act=world.act("sara"), person=person.pk, ways=[(a, b) for a in spheres for b in spheres if a != b],
        categories=EVERYTHING, valid=(DAY, None), basis="consent", consent=1,
    )  # fmt: skip
    case = world.open("sara", "soc-sjukskriven", "16", person=person).case
    box = Position.objects.get(case_id=case, closed_seq=None)
    own, other = world.units["oster"], world.units["torget"]
    Transfer.objects.create(
        case_id=case, no=900, kind="referral", position_no=box.no, from_run=box.run_no, sender_party="socialtjanst",
        sender_unit_id=own.pk, sender_sphere_id=own.sphere_id, receiver_party=to, receiver_unit_id=other.pk,
        receiver_sphere_id=other.sphere_id, status="sent", sent_seq=1, sent_on=DAY, due=DAY + 14 * ONE,
    )  # fmt: skip
    Involved.objects.create(
        case_id=case, party=to, unit=other, sphere_id=other.sphere_id, number="TOR-1", since_seq=1,
        worker=world.workers["jonas"],
    )  # fmt: skip
    return case


def test_whoever_is_asked_is_reminded_of_answering(world: World) -> None:
    case = _referred(world)
    on = DAY + 14 * ONE
    assert "svar-vantas-av-oss" in ruled(found(world, "jonas", on))
    assert "svar-vantas-av-oss" not in ruled(found(world, "sara", on))
    Transfer.objects.filter(case_id=case).update(status="answered")
    assert not ruled(found(world, "jonas", on)) & {"svar-vantas-av-oss", "svar-saknas"}


@pytest.mark.parametrize(("days", "state"), [(-31, ""), (-30, NEAR), (0, NEAR), (1, LATE), (14, LATE), (15, "")])
def test_a_consent_that_ends(world: World, days: int, state: str) -> None:
    world.open()
    last = DAY + 40 * ONE
    _consent(world, last)
    things = [each for each in found(world, on=last + days * ONE) if each.rule == "samtycke-upphor"]
    assert [each.state for each in things] == ([state] if state else [])
    assert all(each.due == last for each in things)


def _consent(world: World, last: date | None, *, sender: str = "oster", to: str = "varden", **more: Any) -> Consent:
    person = Person.objects.get()
    spheres = {name: world.units[name].sphere_id for name in (sender, to)}
    values = {
        "set_id": uuid4(), "person_id": person.pk, "sphere_id": spheres[sender], "kind": "informationsutbyte",
        "from_sphere_id": spheres[sender], "to_sphere_id": spheres[to], "receiver": to, "categories": ["plan"],
        "purpose": "Planera", "form": "written", "evidence": "Pärm", "valid_from": DAY - 100 * ONE,
        "valid_to": last + ONE if last else None, "registered_by_id": world.workers["sara"].pk,
        "registered_unit_id": world.units["oster"].pk,
    }  # fmt: skip
    return Consent.objects.create(**{**values, **more})


def test_a_consent_that_is_renewed_withdrawn_or_others_says_nothing(world: World) -> None:
    world.open()
    last = DAY + 10 * ONE
    one = _consent(world, last)
    assert "samtycke-upphor" in ruled(found(world))
    longer = _consent(world, None)
    assert "samtycke-upphor" not in ruled(found(world))
    longer.delete()
    Consent.objects.filter(pk=one.pk).update(withdrawn_on=DAY)
    assert "samtycke-upphor" not in ruled(found(world))
    _consent(world, last, sender="torget", to="teamet")
    assert "samtycke-upphor" not in ruled(found(world))
    _consent(world, last, ground="general-clause")
    assert "samtycke-upphor" not in ruled(found(world))


@pytest.mark.parametrize(("days", "state"), [(-2, ""), (-1, NEAR), (0, NEAR), (1, LATE)])
def test_what_has_come_and_nobody_has_taken(world: World, days: int, state: str) -> None:
    """D16: for the unit whoever it is for; on one's own page when it is one's own."""
    case = world.open().case
    came = Came("Ett brev", "Vårdcentralen", DAY, LETTER)
    no = incoming.register(**world.by("sara"), came=came)
    Incoming.objects.filter(pk=no).update(due=DAY + 3 * ONE, worker=None, case=None)
    on = DAY + (3 + days) * ONE
    rule = "inkommet-ingen-har-tagit"
    assert [each.state for each in on_unit(world, on=on) if each.rule == rule] == ([state] if state else [])
    assert rule not in ruled(found(world, on=on))
    Incoming.objects.filter(pk=no).update(case=case)
    assert [each.state for each in found(world, on=on) if each.rule == rule] == ([state] if state else [])
    assert [each.case for each in on_unit(world, on=on) if each.rule == rule] == ([case] if state else [])


def test_a_clock_of_the_case_near_and_late_and_done(world: World) -> None:
    """Any time limit of the handbook, started by hand here (D27)."""
    case = world.open("sara", "soc-sjukskriven", "9").case
    seen = cases.see(world.scope("sara"), case, DAY)
    limit = next(each for each in deadlines.startable(seen, DAY) if not each.before)
    clocks.start(**world.by("sara"), case=case, deadline=limit.id, on=DAY)
    (clock,) = [each for each in deadlines.of_case(seen, DAY) if each.deadline == limit.id]
    assert clock.due
    things = {n: [e for e in found(world, on=clock.due + n * ONE) if e.rule == "frist"] for n in (0, 1)}
    assert [each.state for each in things[0]] == [NEAR]
    assert [(each.state, each.title) for each in things[1]] == [(LATE, limit.title)]
    clocks.meet(**world.by("sara"), case=case, deadline=limit.id, key=clock.key, on=DAY)
    assert "frist" not in ruled(found(world, on=clock.due + ONE))


def test_the_guard_silences_the_end_of_a_benefit(world: World) -> None:
    """D28: granted without payment, and nothing new: nobody is reminded of applying again."""
    case = world.open().case
    outcome = Outcome(
        kind="sjukersattning", decision="granted-without-payment", on=DAY, until=DAY + 60 * ONE
    )  # fmt: skip
    guarding.decide(**world.by("sara"), case=case, outcome=outcome)
    assert Fact.objects.filter(case_id=case, fact="benefit_until").exists()
    assert "ersattning-upphor" not in ruled(found(world))
    other = world.open(person=world.person("Robin")).case
    tell(world, other, benefit_until=DAY + 60 * ONE, benefit_kind="sjukersattning")
    assert [each.case for each in found(world) if each.rule == "ersattning-upphor"] == [other]
