"""Is the reference complete? Tables, kinds of events, access and settings are compared with the program itself."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from samordna.access.domain import Role, system
from samordna.access.rules import MATRIX, Action
from samordna.cases.domain import PLAN
from samordna.desk.history.sentences import _SENTENCES as SENTENCES
from samordna.handbooks.queries import shared_registers
from samordna.journal.domain import Act
from samordna.organisations.commands import load_area
from samordna.organisations.policy import LOADER
from samordna.organisations.reading import read_area
from samordna.web import i18n
from tests.architecture.source import MODULES, ROOT, SRC, tree
from tests.architecture.test_docs import prose
from tests.conftest import lift_guards

REFERENCE = ROOT / "docs" / "reference"
# Functions of commands that are given the kind of the event they write.
WRITERS = frozenset({"_write", "_entry", "_save", "changing", "note", "event"})
KIND = re.compile(r"[a-z]+([.-][a-z]+)*")
# Words that the functions above are given beside a kind.
NO_KINDS = frozenset({PLAN})


def page(name: str) -> str:
    return prose(REFERENCE / name)


def rows(name: str) -> list[list[str]]:
    """The cells of all tables of a page."""
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in page(name).splitlines() if row.startswith("| ")]


def named(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def test_every_table_is_described() -> None:
    told = {name for row in rows("data.md") for name in named(row[0])}
    kept = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    kept |= {"platform_cache", "django_migrations"}
    assert told >= kept, f"docs/reference/data.md says nothing about {kept - told}"
    assert {name for name in told - kept if re.fullmatch("[a-z_]+", name)} == set()


def test_every_table_of_ours_has_a_class() -> None:
    """What is kept about somebody is classified, so that nobody has to guess."""
    known = {"content", "trace", "staff", "plain", "technical"}
    for row in rows("data.md"):
        if len(row) == 5 and named(row[0]):
            assert set(row[2].split(", ")) <= known, f"{row[0]}: {row[2]}"


def _kinds(node: ast.Call) -> set[str]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called not in WRITERS:
        return set()
    given = [*node.args[:3], *(word.value for word in node.keywords if word.arg == "kind")]
    inner = [side for each in given if isinstance(each, ast.IfExp) for side in (each.body, each.orelse)]
    words = {each.value for each in (*given, *inner) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return {word for word in words if KIND.fullmatch(word)} - NO_KINDS


def test_every_kind_of_event_is_described() -> None:
    told = named(page("events.md"))
    rooms = ("cases", "people", "consents", "organisations", "handbooks/journey")
    for path in MODULES:
        if path.relative_to(SRC).as_posix().startswith(rooms):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Call):
                    missing = _kinds(node) - told
                    assert not missing, f"docs/reference/events.md lacks {missing} ({path.name})"
    assert set(SENTENCES) <= told
    assert set(shared_registers()["categories"]) <= told


def test_who_may_do_what_is_what_the_rules_say() -> None:
    """Roles and conditions of every action (E8); the person has no pages yet."""
    i18n.activate("en")
    told = {row[1]: row for row in rows("access.md") if len(row) == 9}
    assert named(" ".join(told)) == {action.value for action in Action}
    for action, allowed in MATRIX.items():
        title, _id, *ticks, conditions = told[f"`{action.value}`"]
        assert title == i18n.render(allowed.title)
        assert ticks == ["✓" if role in allowed.roles else "–" for role in Role if role is not Role.PERSON]
        assert re.findall("`([^`]+)`", conditions) == [rule.code for rule in allowed.rules]
        assert Role.PERSON not in allowed.roles


def test_every_condition_is_explained() -> None:
    explained = named(" ".join(row[0] for row in rows("access.md") if len(row) == 3))
    assert {rule.code for allowed in MATRIX.values() for rule in allowed.rules} <= explained


def test_every_setting_is_described() -> None:
    """Everything that is read from the environment, by us or in tests, and nothing that nobody reads."""
    places = [SRC, ROOT / "tests", ROOT / "tools", ROOT / "bench"]
    files = [file for place in places for file in place.rglob("*.py")]
    used = {
        word for file in files for word in re.findall(r"\b(?:SAMORDNA_[A-Z_]*[A-Z]|DATABASE_URL)\b", file.read_text())
    }
    used -= {"SAMORDNA_HEADS", "SAMORDNA_URL"}  # of Django's settings, made from the others
    told = {name for row in rows("settings.md") for name in named(row[0])}
    assert {name for name in told if name.startswith("SAMORDNA_")} | {"DATABASE_URL"} == used


@pytest.mark.django_db(transaction=True)
def test_another_program_can_check_the_chains() -> None:
    """The recipe of the reference, run as it stands there: it accepts what we write, and finds what is changed (E4)."""
    if connection.vendor != "sqlite":
        pytest.skip("the recipe is for a SQLite file")
    act = Act(id=uuid4(), by=0, at=datetime(2026, 11, 22, 8, tzinfo=UTC), on=date(2026, 11, 22))
    load_area(act=act, scope=system(LOADER, act.on), data=read_area("tranas"))
    recipe = re.search(r"^```python\n(.*?)^```", (REFERENCE / "events.md").read_text("utf-8"), flags=re.M | re.S)
    assert recipe
    space: dict[str, Any] = {"__name__": "recipe"}
    exec(recipe[1], space)
    file = str(connection.settings_dict["NAME"])
    assert space["wrong"](file) == []
    lift_guards()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_payload SET data = replace(data, 'Tran', 'Iran')")
    assert space["wrong"](file) != []
