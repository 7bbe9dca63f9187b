"""Two who want the same at the same moment: a clear answer for both, and nobody waits in a circle (E3, E12, D21)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from samordna.access.commands import open_grants
from samordna.cases import bulk, numbers
from samordna.cases.commands import moving
from samordna.cases.models import Case, Involved, Position
from samordna.cases.models import Counter as Numbers
from samordna.cases.places import book_of
from samordna.people.commands import Duplicate, change_number, register_person
from samordna.people.domain import Details
from samordna.people.models import Number, Person
from tests.cases_playing import at, checked
from tests.cases_world import DAY, World, build
from tests.data.test_cases_concurrency import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]
# A number of the Tax Agency's series for tests.
NUMBER = "19900101-2385"


def written_down(world: World, names: list[str]) -> Callable[[], Any]:
    """The act of writing down a person with the number; `names` gets what came of it."""
    by = world.by("sara")

    def act() -> None:
        try:
            register_person(**by, details=Details(given_name="Kim", family_name="Ek"), number=NUMBER)  # type: ignore[arg-type]
            names.append("new")
        except Duplicate as known:
            names.append(str(known.person))

    return act


def test_the_same_number_twice_at_once_is_one_person_and_the_other_hears_whose() -> None:
    """D21, E12: nobody meets a fault of the database."""
    world, came = build(), list[str]()
    assert set(at_once(written_down(world, came) for _ in range(6))) == {"ok"}
    person = Person.objects.get()
    assert Counter(came) == {"new": 1, str(person.pk): 5}
    assert Number.objects.get().person_id == person.pk


def test_a_number_given_to_two_persons_at_once_is_given_to_one() -> None:
    world = build()
    two = [world.person(), world.person("Kit")]
    came: list[str] = []

    def giving(person: int) -> Callable[[], Any]:
        by = world.by("sara")

        def act() -> None:
            try:
                change_number(**by, person=person, number=NUMBER)  # type: ignore[arg-type]
                came.append("new")
            except Duplicate:
                came.append("known")

        return act

    assert set(at_once(giving(each.pk) for each in two)) == {"ok"}
    assert sorted(came) == ["known", "new"]


def test_whoever_comes_second_is_asked_whether_it_is_the_one_found(settings: Any) -> None:
    """The page of opening a case asks, keeps what was typed, and opens it for the person found."""
    settings.SECOND_FACTOR_REQUIRED = False
    world = build()
    form = {
        "said": "yes", "given_name": "Kim", "family_name": "Ek", "number": NUMBER, "place": "soc-sjukskriven/5",
        "note": "Ringde i morse",
    }  # fmt: skip
    clients = [Client(headers={"accept-language": "en"}) for _ in range(4)]
    for client in clients:
        client.force_login(world.workers["sara"])
    said: list[Any] = []
    where = reverse("open-case")

    def posting(client: Client) -> Callable[[], Any]:
        return lambda: said.append(client.post(where, {**form, "form": str(uuid4())}))

    at_once(posting(client) for client in clients)
    assert Counter(answer.status_code for answer in said) == {302: 1, 200: 3}
    for answer in said:
        page = answer.content.decode() if answer.status_code == 200 else "Kim Ek Ringde i morse"
        assert "Kim Ek" in page
        assert "Ringde i morse" in page
    assert (Person.objects.count(), Case.objects.count()) == (1, 1)


def test_a_file_tells_of_the_line_that_somebody_else_was_first_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """D15: the other lines are opened all the same."""
    world = build()
    scope, act = world.scope("sara"), world.act("sara")
    book = book_of(world.units["oster"].pk)
    text = f"number,given_name,family_name,process,box\n{NUMBER},Kim,Ek,soc-sjukskriven,5\n,Eva,Ek,soc-sjukskriven,5\n"
    lines, wrong = bulk.read(text, book, frozenset({"socialtjanst"}), scope)
    assert not wrong
    register_person(**world.by("sara"), details=Details(given_name="Kim", family_name="Ek"), number=NUMBER)  # type: ignore[arg-type]
    opened, _before, problems = bulk.open_lines(lines, book, act, scope, lambda _n: None)
    assert opened == 1
    assert [each.line for each in problems] == [2]
    assert "Somebody else" in str(problems[0].said.template)


def test_two_who_tick_several_boxes_crosswise_never_wait_for_each_other_for_ever() -> None:
    """E3: first all cases in the order of their ids, then all counters in the order of the units'.

    In one act social services' number comes before the team's, in the other after it; and a third works in one of the
    cases. Thirty rounds, in which any order but this one has met a deadlock on PostgreSQL.
    """
    world = build()
    jonas = "jonas"
    for _round in range(30):
        back, team, team_too, back_too = (_ready(world, way) for way in ("back", "team", "team", "back"))
        alone = world.by(jonas)
        ticked = [[back, team], [team_too, back_too]]
        acts = [_ticking(world, boxes) for boxes in ticked]
        acts.append(lambda by=alone, box=team: moving.complete(**by, case=box[0], position=box[1]))  # type: ignore[misc]
        came = at_once(acts)
        assert came[1] == "ok"
        assert sorted((came[0], came[2])) == ["ok", "overtaken"]
    for unit in ("oster", "teamet"):
        given = list(Involved.objects.filter(unit=world.units[unit]).values_list("number", flat=True))
        assert len(set(given)) == len(given)
    checked(team_too[0])


def _ready(world: World, way: str) -> tuple[int, int]:
    """A case of Jobbtorg's with one way on: back to social services, or to the team; (case, box)."""
    person = world.person(unit="torget")
    there, team = world.units["torget"].sphere_id, world.units["teamet"].sphere_id
    open_grants(
        act=world.act("jonas"), person=person.pk, ways=[(there, team)], categories=("contact",),
        valid=(DAY, None), basis="consent",
    )  # fmt: skip
    process, step = ("jobbtorg", "9") if way == "back" else ("finsamteam", "4")
    case = world.open("jonas", process, step, person=person).case
    return case, at(case, f"{process}/{step}")


def _ticking(world: World, boxes: list[tuple[int, int]]) -> Callable[[], Any]:
    by = world.by("jonas")
    return lambda: moving.complete_many(**by, boxes=boxes)  # type: ignore[arg-type]


def test_counters_are_held_in_the_order_of_the_units_and_made_when_missing() -> None:
    """D21: a unit that has given no number this year gets a counter that stands at none."""
    world = build()
    if connection.vendor == "sqlite":
        numbers.hold((world.area.pk,), DAY)
        assert not Numbers.objects.exists()
        return
    from samordna.journal.acts import one_act

    with one_act():
        numbers.hold((world.area.pk,), DAY)
    here = sorted(unit.pk for unit in world.units.values() if unit.here)
    assert list(Numbers.objects.order_by("id").values_list("unit_id", "last")) == [(unit, 0) for unit in here]
    case = world.open().case
    assert Involved.objects.get(case_id=case).number == "OST-2026-0001"
    assert Position.objects.filter(case_id=case).exists()
    connections.close_all()
