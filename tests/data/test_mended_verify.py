"""Verifying also looks at the published handbooks and at the counters that number cases (E4, E14, D21)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samordna.audit import counters, verifying
from samordna.audit.domain import Found
from samordna.cases.commands import sending
from samordna.cases.models import Case, Counter
from samordna.handbooks import published
from samordna.handbooks.commands import publish
from samordna.handbooks.models import Published
from samordna.kernel.text import Message
from samordna.people.models import Person
from samordna.web.i18n import render
from tests.cases_playing import at, consented
from tests.cases_world import World, build
from tests.conftest import lift_guards
from tests.telling_world import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    published.forget()
    yield
    published.forget()


@pytest.fixture
def world() -> World:
    made = build()
    tell_all(made)
    return made


def found() -> list[tuple[Found, str]]:
    kinds = (Found.VERSION, Found.COUNTER)
    return [(each.found, each.row) for each in verifying.verify().differences if each.found in kinds]


def test_a_published_version_that_was_changed_past_the_guards_is_found(world: World) -> None:
    """E14: cases follow it, so it belongs to what is verified."""
    publish(**world.by("helle"), handbook="tranas")
    assert found() == []
    lift_guards()
    Published.objects.update(content=Published.objects.get().content.replace("Tranås", "Grimstad"))
    assert found() == [(Found.VERSION, "tranas@2026.1")]


def test_a_counter_that_was_turned_back_or_forth_is_found(world: World) -> None:
    """D21: turned back it would give a number twice; turned on, numbers are missing."""
    case = world.open("sara", "soc-sjukskriven", "12", person=_told(world)).case
    consented(world, _person(case), "torget")
    sending.refer(**world.by("sara"), case=case, position=at(case, "12"), target="jobbtorg/1")
    assert counters.wrong() == []
    unit = world.units["torget"].pk
    for last in (0, 7):
        Counter.objects.filter(unit_id=unit).update(last=last)
        assert found() == [(Found.COUNTER, f"{unit}/2026")]
    said: Message = next(each for each in verifying.verify().differences if each.found == Found.COUNTER).said
    assert f"{unit}/2026" in render(said)


def _told(world: World) -> Person:
    person = world.person()
    tell_all(world)
    return person


def _person(case: int) -> int:
    return Case.objects.get(pk=case).person_id
