"""Pages of reminders: one's own with reasons, the unit's without; the link to them, and the digest (D22, D23)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samordna.cases.commands import moving
from samordna.cases.models import Case
from samordna.deadlines import radar_queries
from samordna.deadlines.radar_rules import NO, by_id
from samordna.journal.models import Event
from samordna.notices import commands
from samordna.notices.queries import count_for
from samordna.organisations.models import Absence
from samordna.people.models import Person
from tests.cases_playing import at
from tests.cases_world import DAY, World
from tests.radar_world import ONE, many, tell

pytestmark = [pytest.mark.django_db, pytest.mark.data]
SICK = date(2026, 9, 1)
MONDAY = DAY + ONE


@pytest.fixture(autouse=True)
def _signed_in_by_password(settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


def page(world: World, name: str = "sara", where: str = "/desk/radar/", lang: str = "en", code: int = 200) -> str:
    client = Client()
    client.force_login(world.workers[name])
    answer = client.get(f"{where}{'&' if '?' in where else '?'}lang={lang}")
    assert answer.status_code == code, answer
    return answer.content.decode()


# One's own


def test_ones_own_page_says_what_why_and_what_to_do(world: World) -> None:
    """B9: the reason, the derivation, the source, the case and the proposed act."""
    case = world.open("sara", "soc-sjukskriven", "1a").case
    tell(world, case, first_sick_day=SICK)
    said = page(world)
    assert "Has passed" in said
    assert "No planning yet" in said
    assert "The first day of sickness: 1 September 2026." in said
    assert "Decide on the planning with the person" in said
    assert "Borås, ruta 2c" in said
    assert "Kim Ek" in said
    assert "OST-2026-0001" in said
    assert f'href="/cases/{case}/boxes/{at(case, "1a")}/"' in said


def test_it_speaks_both_languages_and_names_nobody_in_its_title(world: World) -> None:
    case = world.open().case
    tell(world, case, first_sick_day=SICK)
    swedish, english = page(world, lang="sv"), page(world)
    assert "Planering saknas" in swedish
    assert "No planning yet" in english
    assert "Kim" not in english.split("</title>")[0]


def test_an_empty_page_says_so(world: World) -> None:
    world.open()
    said = page(world)
    assert 'class="empty"' in said
    assert said.count("<h1") == 1


def test_each_kind_leads_to_where_it_is_taken_care_of(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "1a").case
    no = at(case, "1a")
    moving.park(**world.by("sara", "Väntar"), case=case, position=no, until=DAY + ONE)
    Case.objects.filter(pk=case).update(opened_on=DAY)
    tell(world, case, goal_date=DAY - ONE)
    world_on = [each.rule for each in radar_queries.own(world.scope("sara", DAY + ONE), DAY + ONE)]
    assert "vilar-forbi-datum" in world_on
    assert f'href="/cases/{case}/boxes/{no}/"' in page(world)


def test_whose_it_is_when_one_stands_in(world: World) -> None:
    """D26."""
    case = world.open("sigge").case
    tell(world, case, "sigge", goal_date=DAY)
    Absence.objects.create(
        worker=world.workers["sigge"], substitute=world.workers["sara"], valid_from=DAY, valid_to=None
    )
    said = page(world)
    assert "You stand in today for Sigge" in said
    assert "for Sigge</span>" in said


def test_protected_identity_is_marked_and_gives_no_place(world: World) -> None:
    """D21, D22: neither address nor unit of anybody else."""
    person = world.person()
    Person.objects.filter(pk=person.pk).update(protected=True, address="Hemliga gatan 1", phone="070-1234567")
    case = world.open(person=person).case
    tell(world, case, goal_date=DAY)
    for said in (page(world), page(world, "ulla", "/desk/radar/unit/")):
        assert "Hemliga" not in said
        assert "070-1234567" not in said
    assert "Protected identity" in page(world)


def test_many_reminders_come_a_page_at_a_time(world: World) -> None:
    many(world, 60)
    first = page(world)
    assert 'rel="next" href="?from=60"' in first
    assert first.count("radar-why") == 60
    client = Client()
    client.force_login(world.workers["sara"])
    second = client.get("/desk/radar/", {"from": "60", "lang": "en"}).content.decode()
    assert "From the beginning" in second


def test_only_those_who_meet_cases_have_the_page(world: World) -> None:
    page(world, "ada", code=403)
    page(world, "axel", "/desk/radar/unit/", code=403)


# The unit's


def test_the_units_page_has_counts_and_dates_and_no_names_or_health(world: World) -> None:
    """D22: by rule and worker; status, party, box number, worker and date; never a person or a reason of health."""
    case = world.open("sara", "soc-sjukskriven", "1a").case
    other = world.open("sigge", person=world.person("Robin")).case
    tell(
        world, case, first_sick_day=SICK, absence_days=25, benefit_until=DAY, goal_date=DAY - ONE, support_months_12=11
    )
    tell(world, other, "sigge", goal_date=DAY + ONE)
    said = page(world, "ulla", "/desk/radar/unit/")
    assert "The day of the goal is here" in said
    assert "Sara" in said
    assert "Sigge" in said
    assert "box 1a" in said
    assert "OST-2026-0001" in said
    for closed in (*(each.title.in_language("en") for each in by_id().values() if each.unit == NO), "Kim", "Robin"):
        assert closed not in said
    assert "New contact without SGI" not in said
    # Counted, and not listed: nobody is found by the support they have.
    assert said.count("Long-term support") == 1
    assert "ds-tag" not in said.split("<main")[1].split("radar-table")[0]


def test_the_units_page_is_for_who_leads_it(world: World) -> None:
    world.open()
    page(world, "sara", "/desk/radar/unit/", code=403)
    page(world, "ulla", f"/desk/radar/unit/?unit={world.units['torget'].pk}", code=403)
    page(world, "karin", "/desk/radar/unit/")
    assert "/desk/radar/unit/" in page(world, "ulla")
    assert "/desk/radar/unit/" not in page(world, "sara")


def test_reading_the_pages_changes_nothing(world: World) -> None:
    """Derived, never stored as truth."""
    case = world.open().case
    tell(world, case, goal_date=DAY)
    before = Event.objects.count()
    page(world)
    page(world, "ulla", "/desk/radar/unit/")
    assert Event.objects.count() == before


# The link from the worklist


def test_the_worklist_says_how_many(world: World) -> None:
    case = world.open().case
    assert 'href="/desk/radar/">Reminders</a>' in page(world, where="/desk/")
    tell(world, case, goal_date=DAY)
    assert 'href="/desk/radar/">Reminders (1)</a>' in page(world, where="/desk/")
    assert "Reminders (1)" not in page(world, where="/desk/?view=unit")


def test_the_number_is_counted_anew_only_when_something_has_happened(world: World) -> None:
    case = world.open().case
    tell(world, case, goal_date=DAY)
    scope = world.scope("sara")
    with CaptureQueriesContext(connection) as first:
        assert radar_queries.own_count(scope, DAY) == radar_queries.Count(1, 0)
    with CaptureQueriesContext(connection) as again:
        assert radar_queries.own_count(scope, DAY) == radar_queries.Count(1, 0)
    assert len(again) < 7 < len(first)
    tell(world, case, first_sick_day=SICK)
    assert radar_queries.own_count(scope, DAY) == radar_queries.Count(1, 1)
    later = world.scope("sara", DAY + ONE)
    assert radar_queries.own_count(later, DAY + ONE) == radar_queries.Count(0, 2)


def test_a_caseload_that_nobody_has_is_not_counted_for_a_link(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    many(world, 3)
    monkeypatch.setattr(radar_queries, "MOST", 2)
    assert radar_queries.own_count(world.scope("sara"), DAY) is None
    assert 'href="/desk/radar/">Reminders</a>' in page(world, where="/desk/")


# The digest


def test_the_digest_says_how_many_and_not_of_what_kind(world: World) -> None:
    """D22, D23."""
    case = world.open().case
    tell(world, case, first_sick_day=SICK, goal_date=DAY + 5 * ONE)
    count = count_for(world.workers["sara"].pk, MONDAY)
    assert (count.near, count.passed) == (1, 1)
    world.workers["sara"].language = "en"
    world.workers["sara"].save()
    assert commands.send_digests(MONDAY) == 1
    (sent,) = mail.outbox
    assert "1 reminder has passed. 1 reminder is near." in sent.body
    for word in ("Kim", "goal", "planning", "sick", "OST"):
        assert word not in f"{sent.subject} {sent.body}"


def test_reminders_alone_are_worth_a_message(world: World) -> None:
    """A box that rests is on nobody's list, and the goal of the case is near all the same."""
    case = world.open("sara", "soc-sjukskriven", "1a").case
    tell(world, case, goal_date=MONDAY)
    moving.park(**world.by("sara", "Väntar"), case=case, position=at(case, "1a"), until=DAY + 30 * ONE)
    count = count_for(world.workers["sara"].pk, MONDAY)
    assert (count.rows, count.near, count.any) == (0, 1, True)
    assert commands.send_digests(MONDAY) == 1
    assert "0" not in mail.outbox[0].body
