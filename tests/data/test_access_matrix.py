"""The matrix page says what the rules say, all else is forbidden, and a check equals its filter (E8)."""

from __future__ import annotations

import re
from datetime import date
from random import Random

import pytest
from django.test import Client

from samordna.access.commands import open_grants
from samordna.access.domain import PostHeld, Role, Scope, system
from samordna.access.rules import MATRIX, About, Action, may, where
from samordna.cases.commands import moving, sending
from samordna.cases.models import Case, Involved, Position
from samordna.cases.policy import about
from samordna.cases.queries import see
from samordna.desk.leaving.access_pages import CONDITIONS, matrix
from samordna.kernel.decision import Refused
from tests.cases_world import DAY, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.urls("tests.log_page_urls")]


def held(role: Role, unit: int = 1, authority: int = 1) -> Scope:
    """Somebody with one post on the day."""
    post = PostHeld(unit, unit, authority, 1, role)
    return Scope(1, DAY, (post,), post)


EVERYTHING = About(frozenset({1}), unit=1, owner=1, authority=1, area=1)


@pytest.mark.parametrize("action", list(Action), ids=str)
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_who_is_not_named_is_refused(action: Action, role: Role) -> None:
    """Generated: for each action and role, with everything else in order."""
    assert bool(may(held(role), action, EVERYTHING)) == (role in MATRIX[action].roles)


@pytest.mark.parametrize("action", list(Action), ids=str)
def test_every_rule_of_an_action_must_hold(action: Action) -> None:
    """Somebody with the right role, for whom nothing is in order, is refused by the action's first rule."""
    known = MATRIX[action]
    for role in known.roles:
        answer = may(held(role, unit=99, authority=99), action, EVERYTHING)
        assert bool(answer) == (not known.rules)
        if known.rules:
            assert answer.code == known.rules[0].code
            assert answer.law == known.rules[0].law
            assert answer.reason


@pytest.mark.parametrize("action", list(Action), ids=str)
def test_without_a_post_nothing_is_allowed(action: Action) -> None:
    assert not may(Scope(1, DAY), action, EVERYTHING)


def test_whoever_runs_or_administers_reads_no_case() -> None:
    for role in (Role.LOCAL_ADMIN, Role.HANDBOOK_OWNER, Role.AUDITOR, Role.PERSON):
        assert not may(held(role), Action.READ_CASE, EVERYTHING)
        assert not may(held(role), Action.SEARCH_PEOPLE, EVERYTHING)


# The page


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_shows_exactly_the_rules_without_signing_in(lang: str) -> None:
    answer = Client().get("/access/", {"lang": lang})
    assert answer.status_code == 200
    text = answer.content.decode()
    rows = dict(re.findall(r'<tr id="([a-z-]+)">(.*?)</tr>', text, re.S))
    assert list(rows) == [action.value for action in Action]
    for action, known in MATRIX.items():
        cells = re.findall(r'data-role="([a-z-]+)">(.*?)</td>', rows[action.value], re.S)
        assert [role for role, _cell in cells] == [role.value for role in Role if role is not Role.PERSON]
        assert {role for role, cell in cells if "✓" in cell} == {role.value for role in known.roles}
        assert re.findall(r'data-rule="([a-z-]+)"', rows[action.value]) == [rule.code for rule in known.rules]
        for rule in known.rules:
            assert all(f"/law/{ref}/" in rows[action.value] for ref in rule.law)


def test_every_rule_is_said_as_a_condition() -> None:
    known = [rule for rule, _said in CONDITIONS]
    used = [rule for allowed in MATRIX.values() for rule in allowed.rules]
    assert all(any(rule is each for each in known) for rule in used)
    assert len(matrix()) == len(Action)


# Check and filter


@pytest.fixture
def world() -> World:
    """Some cases in which different units have something to do, some of them closed or left again."""
    world = build()
    spheres = {unit.sphere_id for unit in world.units.values()}
    for n in range(6):
        person = world.person(f"Kim{n}", unit="torget" if n % 3 == 2 else "oster")
        open_grants(
            act=world.act("sara"), person=person.pk, ways=[(a, b) for a in spheres for b in spheres if a != b],
            categories=("contact", "social", "economy", "work", "health", "plan", "decision"),
            valid=(date(2026, 1, 1), None), basis="consent",
        )  # fmt: skip
        name, process = ("jonas", "jobbtorg") if n % 3 == 2 else ("sara", "soc-ej-sjukskriven")
        case = world.open(name, process, person=person).case
        box = Position.objects.get(case_id=case, closed_seq=None)
        if n % 2:
            moving.jump(
                **world.by(name, "prövar"), case=case, position=box.no,
                target="jobbtorg/1" if name == "sara" else "soc-sjukskriven/1a",
            )  # fmt: skip
            if n > 2:
                other = "jonas" if name == "sara" else "sara"
                sent = Case.objects.get(pk=case).transfer_set.get().no
                if n == 3:
                    sending.decline(**world.by(other, "nej"), case=case, transfer=sent)
                else:
                    sending.accept(**world.by(other), case=case, transfer=sent)
    return world


def scopes(world: World, chance: Random) -> list[Scope]:
    """Everybody, nobody, a job, and random sets of posts."""
    found = [world.scope(name) for name in world.workers] + [Scope(1, DAY), system("nightly", DAY)]
    units = list(world.units.values())
    for _n in range(60):
        posts = tuple(
            PostHeld(unit.pk, unit.sphere_id, unit.authority_id, unit.area_id, chance.choice(list(Role)))
            for unit in chance.sample(units, chance.randint(0, 3))
        )
        found.append(Scope(chance.randint(1, 9), DAY, posts, posts[0] if posts else None))
    return found


def test_who_may_read_a_case_is_who_finds_it_in_a_list(world: World) -> None:
    """E8: `may` for one case equals `where` for a list, for random scopes, on both databases."""
    assert Involved.objects.filter(until_seq__isnull=False).exists()
    seats = {
        case.pk: about({
            str(row.pk): see_seat(row) for row in Involved.objects.filter(case=case, until_seq=None)
        })
        for case in Case.objects.all()
    }  # fmt: skip
    answers = set()
    for scope in scopes(world, Random(8)):
        listed = set(Case.objects.filter(where(scope, Action.READ_CASE)).values_list("pk", flat=True))
        allowed = {pk for pk, facts in seats.items() if may(scope, Action.READ_CASE, facts)}
        assert listed == allowed, scope
        answers.add(frozenset(listed))
    assert len(answers) > 3


def see_seat(row: Involved) -> object:
    """The unit of a row as the policy reads it."""
    from samordna.cases.domain import Seat

    return Seat(row.unit_id, row.sphere_id)


def test_a_case_that_is_not_in_the_list_cannot_be_opened(world: World) -> None:
    """D21: in the same words as one that does not exist."""
    for name in world.workers:
        scope = world.scope(name)
        listed = set(Case.objects.filter(where(scope, Action.READ_CASE)).values_list("pk", flat=True))
        for pk in Case.objects.values_list("pk", flat=True):
            if pk in listed:
                assert see(scope, pk, DAY).id == pk
                continue
            with pytest.raises(Refused) as no:
                see(scope, pk, DAY)
            assert no.value.decision.code == "no-case"
