"""A clock is seen as far as what it starts from is open, and not at all when anything of it is closed (D18-D22, E8)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from samordna.access.commands import close_grants, open_grants
from samordna.cases.commands import incoming, moving, sending
from samordna.cases.commands.incoming import Came
from samordna.cases.commands.moving import Left
from samordna.cases.queries import see
from samordna.deadlines import queries
from samordna.deadlines.models import Adjustment
from samordna.journal.models import Payload
from samordna.people.models import Number
from samordna.rules.limits import Length
from tests.cases_playing import at, newest_sent, opened
from tests.cases_world import World, build
from tests.deadlines_world import Hand, ago, book, follow, running, tell

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    follow(monkeypatch, book())
    return build()


@pytest.fixture
def case(world: World) -> int:
    """Sara's case in box 11; Jobbtorg has been asked something, and so has a part in it. No consent yet but to ask."""
    number = opened(world, "11", consent=False)
    consent(world, number, "contact", "work", number=1)
    sending.refer(**world.by("sara"), case=number, position=at(number, "11"), target="jobbtorg/1")
    tell(world, number, first_sick_day=ago(world, 40))
    return number


def consent(world: World, case: int, *categories: str, number: int) -> None:
    """Kim lets social services tell Jobbtorg of these categories."""
    person = see(world.scope("sara"), case, world.day).row.person_id
    open_grants(
        act=world.act("sara"), person=person, categories=categories, valid=(world.day, None), basis="consent",
        ways=[(world.units["oster"].sphere_id, world.units["torget"].sphere_id)], consent=number,
    )  # fmt: skip


def seen_by(world: World, case: int, name: str) -> set[str]:
    """The time limits that somebody sees run."""
    return {each.deadline for each in queries.of_case(see(world.scope(name), case, world.day), world.day)}


def test_a_clock_from_a_closed_fact_is_not_there(world: World, case: int) -> None:
    """D18: it takes both the box, which is planning, and the fact, which is about health; and it ends at once (D20)."""
    assert {"planen", "besok"} <= seen_by(world, case, "sara")
    assert seen_by(world, case, "jonas") == {"remiss-svar"}
    consent(world, case, "plan", number=2)
    assert seen_by(world, case, "jonas") == {"remiss-svar", "besok"}
    consent(world, case, "health", number=3)
    assert seen_by(world, case, "jonas") == {"remiss-svar", "besok", "planen"}
    assert running(world, case, "planen", "jonas").due == running(world, case, "planen").due
    close_grants(act=world.act("sara"), consent=3, on=world.day)
    assert seen_by(world, case, "jonas") == {"remiss-svar", "besok"}
    close_grants(act=world.act("sara"), consent=2, on=world.day)
    assert seen_by(world, case, "jonas") == {"remiss-svar"}


def test_health_alone_does_not_tell_what_was_planned(world: World, case: int) -> None:
    """Without the box nothing runs for the reader; and a date is never shown without what was done to it."""
    consent(world, case, "health", number=2)
    assert seen_by(world, case, "jonas") == {"remiss-svar"}


def test_what_was_done_to_a_request_is_told_and_the_reason_is_not(world: World, case: int) -> None:
    """The one who is to answer sees by when; why there is more time is the sender's."""
    key = running(world, case, "remiss-svar").key
    before = running(world, case, "remiss-svar", "jonas").due
    assert before
    Hand(world, case).extend("remiss-svar", Length(1, "weeks"), reason="Kim är inlagd", key=key)
    after = running(world, case, "remiss-svar", "jonas")
    assert after.due == before + timedelta(weeks=1)
    assert "inlagd" not in str(after)
    assert "inlagd" in str(running(world, case, "remiss-svar"))


def test_an_own_start_is_ones_own_and_where_both_know_the_own_one_counts(world: World, case: int) -> None:
    """Jobbtorg knows another first sick day; each sees its own, and a consent does not mix them."""
    consent(world, case, "plan", "health", number=2)
    own = running(world, case, "planen", "jonas").start
    assert own == ago(world, 40)
    sending.accept(**world.by("jonas"), case=case, transfer=newest_sent(case))
    tell(world, case, "jonas", "jobbtorg/1", first_sick_day=ago(world, 10))
    assert running(world, case, "planen", "jonas").start == ago(world, 10)
    assert running(world, case, "planen", "sara").start == ago(world, 40)


def test_what_came_is_its_units_own(world: World, case: int) -> None:
    """D16: a linked message starts a clock that stands in contact, in the sphere that got it."""
    came = Came("Ringde", "Försäkringskassan", ago(world, 2), "phone", kind="contact")
    number = incoming.register(**world.by("sara"), came=came)
    assert "kontakten" not in seen_by(world, case, "sara")
    incoming.link(**world.by("sara"), incoming=number, case=case)
    found = running(world, case, "kontakten")
    assert (found.key, found.category, found.due) == (
        f"incoming:{number}",
        "contact",
        ago(world, 2) + timedelta(days=7),
    )
    assert "kontakten" not in seen_by(world, case, "jonas")
    consent(world, case, "plan", number=2)
    assert "kontakten" in seen_by(world, case, "jonas"), "contact was open since before"


def test_an_age_comes_from_the_personal_number_and_is_contact(world: World, case: int) -> None:
    """Turning nineteen and thirty: seen by whoever sees who the person is, and by nobody else."""
    person = see(world.scope("sara"), case, world.day).row.person_id
    Number.objects.create(
        person_id=person, authority_id=world.units["oster"].authority_id, digits="199701015554",
        valid_from=ago(world, 100),
    )  # fmt: skip
    ages = [each for each in _of(world, case, "sara") if each.key.startswith("age:")]
    assert ages
    assert {(each.start.year, each.category, each.health) for each in ages} == {(1997, "contact", False)}
    assert all(each.met == (each.due is not None and each.due <= world.day) for each in ages)
    assert [each.key for each in _of(world, case, "jonas") if each.key.startswith("age:")] == [
        each.key for each in ages
    ]
    close_grants(act=world.act("sara"), consent=1, on=world.day)
    assert not [each for each in _of(world, case, "jonas") if each.key.startswith("age:")]


def _of(world: World, case: int, name: str) -> list[queries.Clock]:
    return queries.of_case(see(world.scope(name), case, world.day), world.day)


def test_what_is_done_stands_in_the_planning_of_the_acting_sphere(world: World, case: int) -> None:
    """E7, D25: the row and the part of the event say whose it is; the header says nothing of it."""
    Hand(world, case).pause("planen", world.day)
    row = Adjustment.objects.get()
    home = world.units["oster"].sphere_id
    assert (row.sphere_id, row.category) == (home, "plan")
    part = Payload.objects.filter(stream_id=case).latest("seq")
    assert (part.sphere_id, part.category, part.person_id) == (home, "plan", row.person_id)
    assert json.loads(part.data)["deadline"] == "planen"


def test_a_health_date_is_for_ones_own_cases(world: World, case: int) -> None:
    """D22: the clock says so itself; the worker's own list has it, and only theirs."""
    assert running(world, case, "planen").health
    assert not running(world, case, "besok").health
    assert "planen" in {each.deadline for each in queries.mine(world.scope("sara"), world.day)}
    assert queries.mine(world.scope("sigge"), world.day) == []
    assert queries.mine(world.scope("jonas"), world.day) == []


def test_the_watcher_has_the_clocks_wherever_the_next_step_lies() -> None:
    """D1, D2: the ball is at Försäkringskassan, whose boxes are nobody's rows; what Sara wrote goes on counting."""
    world = build()
    case = opened(world, "17")
    number = moving.complete(**world.by("sara"), case=case, position=at(case, "17"), left=Left(("fk",))).transfers[0]
    sending.accept(**world.by("sara"), case=case, transfer=number, via="letter")
    theirs = "forsakringskassan/1"
    tell(world, case, box=theirs, application_received=ago(world, 40))
    found = {each.deadline: each for each in queries.mine(world.scope("sara"), world.day)}
    assert found["fk-handlaggning"].missed(world.day)
    assert found["fk-handlaggning"].boxes == (at(case, theirs),)
    assert queries.mine(world.scope("jonas"), world.day) == []


def test_what_consent_opened_leaves_ones_dates_when_it_is_taken_back() -> None:
    """D20: Försäkringskassan's box is closed again, and with it the date that counted there."""
    world = build()
    case = opened(world, "17", consent=False)
    person = see(world.scope("sara"), case, world.day).row.person_id
    open_grants(
        act=world.act("sara"), person=person, categories=("contact", "work", "health", "plan"),
        valid=(world.day - timedelta(9), None), basis="consent", consent=77,
        ways=[(world.units["oster"].sphere_id, world.units["fk"].sphere_id)],
    )  # fmt: skip
    number = moving.complete(**world.by("sara"), case=case, position=at(case, "17"), left=Left(("fk",))).transfers[0]
    sending.accept(**world.by("sara"), case=case, transfer=number, via="letter")
    tell(world, case, box="forsakringskassan/1", application_received=ago(world, 40))
    assert "fk-handlaggning" in {each.deadline for each in queries.mine(world.scope("sara"), world.day)}
    close_grants(act=world.act("sara"), consent=77, on=world.day)
    assert "fk-handlaggning" not in {each.deadline for each in queries.mine(world.scope("sara"), world.day)}


def test_what_can_be_started_by_hand_is_what_ones_open_boxes_count(world: World, case: int) -> None:
    seen = see(world.scope("sara"), case, world.day)
    names = [each.id for each in queries.startable(seen, world.day)]
    assert names[:5] == ["eget", "fast", "lagen", "fks", "kontakten"]
    assert "hela" in names
    assert not {"planen", "besok", "remiss-svar", "alder-granser", "sip-start"} & set(names)
    Hand(world, case).start("fast", world.day)
    assert "fast" not in [each.id for each in queries.startable(seen, world.day)]
    theirs = see(world.scope("jonas"), case, world.day)
    names = [each.id for each in queries.startable(theirs, world.day)]
    assert "hela" in names
    assert "eget" not in names
