"""Is the demonstration a plausible working day? Every story builds, no list is empty, no two builds differ."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client

from samordna.access.domain import Role, system
from samordna.audit.models import Reading
from samordna.cases.models import Case, CoWorker, Incoming, Transfer
from samordna.cases.worklist import Sought, View, listed
from samordna.handbooks.commands import publish
from samordna.handbooks.models import Published
from samordna.handbooks.policy import PUBLISHER
from samordna.handbooks.queries import available
from samordna.journal.domain import Act
from samordna.journal.models import Event
from samordna.organisations import queries as organisations
from samordna.organisations.commands import load_area
from samordna.organisations.policy import LOADER
from samordna.organisations.reading import packaged, read_area
from samordna.people.models import Person
from samordna.platform import clock
from samordna.platform.demonstrating import building

pytestmark = [pytest.mark.django_db, pytest.mark.data]

TODAY = date(2026, 11, 23)


def made(n: int, on: date = TODAY) -> int:
    """Areas and cases, as `samordna demo` makes them."""
    for index, area in enumerate(packaged()):
        act = Act(id=UUID(int=index + 1), by=0, at=clock.now(), on=on)
        load_area(act=act, scope=system(LOADER, on), data=read_area(area))
    return building.cases(n, on)


def rows(username: str, view: View, on: date = TODAY) -> int:
    scope = organisations.scope_of(organisations.worker(username), on)
    return len(listed(scope, Sought(view=view), on).rows)


def test_every_story_builds_and_the_working_day_has_all_that_a_day_has() -> None:
    """One build, because it takes seconds."""
    assert made(building.count()) == building.count() == 40
    for username, view in (
        ("sara.lind", View.MINE), ("sara.lind", View.WAITING), ("sara.lind", View.PARKED),
        ("sara.lind", View.INCOMING), ("sara.lind", View.UNASSIGNED), ("jonas.ek", View.MINE),
        ("jonas.ek", View.INCOMING), ("annika.forsman", View.UNASSIGNED), ("annika.forsman", View.INCOMING),
        ("ingrid.holm", View.UNIT), ("ingrid.holm", View.INCOMING), ("johan.bergstrom", View.WAITING),
        ("maja.nilsson", View.MINE), ("maja.nilsson", View.INCOMING), ("ulrika.persson", View.INCOMING),
        ("emma.gustavsson", View.MINE), ("amanda.friberg", View.WAITING), ("marcus.hjelm", View.INCOMING),
        ("lovisa.strom", View.MINE), ("julia.wester", View.WAITING),
    ):  # fmt: skip
        assert rows(username, view), (username, view)
    sara = organisations.worker("sara.lind")
    scope = organisations.scope_of(sara, TODAY)
    assert scope.stands_in_for == {organisations.worker("mehmet.kaya").pk}
    dues = {row.key.due for row in listed(scope, Sought(), TODAY).rows}
    assert any(due < TODAY for due in dues)
    assert TODAY in dues
    assert any(TODAY < due <= TODAY + timedelta(days=7) for due in dues)
    assert Case.objects.exclude(closed_seq=None).count() >= 3
    assert CoWorker.objects.filter(until_seq=None).exists()
    assert Person.objects.filter(protected=True).exists()
    malmo = organisations.worker("ulrika.persson")
    silent = Transfer.objects.exclude(escalated_seq=None).filter(
        escalated_unit_id__in=organisations.scope_of(malmo, TODAY).units
    )
    assert silent.exists()
    assert Incoming.objects.exclude(escalated_unit=None).exists()
    ingrid = organisations.scope_of(organisations.worker("ingrid.holm"), TODAY)
    lately = Reading.objects.filter(unit_id__in=ingrid.units, at__year=2026, at__month=10)
    assert lately.count() >= 5
    assert lately.filter(why="asked").exists()


def heads() -> list[tuple[Any, ...]]:
    """All events as bytes and times; ids are given by the database."""
    cases = Case.objects.order_by("id").values_list("id", flat=True)
    return [
        tuple(Event.objects.filter(stream_id=case).order_by("seq").values_list("seq", "kind", "at", "act"))
        for case in cases
    ]


@pytest.mark.once
@pytest.mark.parametrize("on", [TODAY, date(2027, 5, 16), date(2028, 2, 29)])
def test_it_builds_on_any_day_and_sara_stands_in_for_somebody_who_is_away(on: date) -> None:
    """The area file has an absence in November 2026 only."""
    made(4, on)
    scope = organisations.scope_of(organisations.worker("sara.lind"), on)
    assert scope.stands_in_for == {organisations.worker("mehmet.kaya").pk}


def test_the_same_day_gives_the_same_acts(transactional_again: Any) -> None:
    """Deterministic: every act has the same id, kind and moment."""
    first, again = transactional_again(lambda: (made(3), heads())[1])
    assert first == again
    assert all(first)


def number_anew() -> None:
    """PostgreSQL goes on counting after a rollback; a new database begins at 1, as SQLite does."""
    with connection.cursor() as cursor:
        every = connection.introspection.sequence_list()
        sequences = [each for each in every if not each["table"].startswith(("django_", "auth_"))]
        for sql in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
            cursor.execute(sql)


@pytest.fixture
def transactional_again() -> Any:
    """Runs something twice, each time as if for the first time."""

    def run(build: Any) -> list[Any]:
        said = []
        for _each in range(2):
            number_anew()
            with transaction.atomic():
                said.append(build())
                transaction.set_rollback(True)
        return said

    return run


@pytest.mark.once
def test_those_to_begin_with_are_people_of_the_areas_with_something_to_do() -> None:
    made(0)
    begin = building.begin()
    assert 8 <= len(begin) <= 13
    for username, awaits in begin:
        scope = organisations.scope_of(organisations.worker(username), TODAY)
        assert scope.post, username
        assert awaits.sv
        assert awaits.en
    roles = {organisations.scope_of(organisations.worker(each), TODAY).post.role for each, _ in begin}  # type: ignore[union-attr]
    assert roles == set(Role) - {Role.PERSON}


def test_every_packaged_handbook_can_be_published() -> None:
    for index, each in enumerate(available()):
        act = Act(id=UUID(int=99 + index), by=0, at=clock.now(), on=TODAY)
        publish(act=act, scope=system(PUBLISHER, TODAY), handbook=f"{each.id}@{each.version}")
    assert Published.objects.count() == len(available())


def test_the_start_page_leads_those_who_are_signed_in_to_their_own_pages(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    made(0)
    client.force_login(organisations.worker("karin.sundberg"))
    assert 'class="ds-button" data-variant="primary" href="/organisation/"' in client.get("/").content.decode()
    refused = client.get("/desk/").content.decode()
    assert 'href="/organisation/"' in refused.split("<main")[1]
    assert 'href="/desk/"' not in refused.split("<main")[1]
