"""What the rooms with tables promise: who reads whose tables, what a command takes, what is known of every table."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from samordna.cases.models import OfCase
from tests.architecture.source import MODULES, SRC, name, one_by_one, tree

ROOMS = (
    "access", "attachments", "audit", "cases", "consents", "deadlines", "forms", "handbooks", "journal", "measures",
    "meetings", "notices", "organisations", "packets", "people", "plans",
)  # fmt: skip
# What every model may be made from, and what sign-in needs to know of an account.
SHARED = {
    "samordna.journal.models": {"Chained"}, "samordna.cases.models": {"OfCase"},
    "samordna.organisations.models": {"Worker"},
}  # fmt: skip
# Tables whose rows are about a person: they say whose sphere and which category (E8), or stand under a case that does.
ABOUT_PEOPLE = {
    "journal.Payload", "people.Person", "consents.Consent", "cases.Fact", "cases.Benefit", "cases.Incoming",
    "access.Grant", "deadlines.Adjustment", "forms.Document", "forms.Answers",
    "measures.Measure",
    "plans.Plan", "plans.Points", "plans.Goal", "plans.Step", "plans.Link", "plans.Instrument",
    "attachments.Attachment",
    "packets.Sealed", "packets.TakenIn", "packets.Reply",
    "meetings.Meeting", "meetings.Called", "meetings.Record", "meetings.Task",
}  # fmt: skip
UNDER_A_PERSON = {"people.Number", "people.Representative"}
UNDER_A_CASE = {
    "cases.Case", "cases.Involved", "cases.CoWorker", "cases.Run", "cases.Position", "cases.Transfer", "cases.Noted",
    "cases.Draft",
}  # fmt: skip
NOT_ABOUT_PEOPLE = {
    "meetings.Slot",
    "measures.Offer",
    "plans.LinkCheck",
    # A file says nothing by itself: it is served through the row that names its hash.
    "packets.File", "packets.TrustedKey",
    "journal.Stream", "journal.Event", "journal.Purge", "organisations.Area", "organisations.Authority",
    "organisations.Sphere", "organisations.Unit", "organisations.PartyUnit", "organisations.Address",
    "organisations.Contact", "organisations.Worker", "organisations.Post", "organisations.Absence",
    "organisations.LocalChoice", "handbooks.Review", "cases.Counter",
    "notices.Tick", "notices.Digest", "notices.Feed", "notices.FeedDay", "audit.Reading", "audit.Review",
    "handbooks.Published",
    "forms.Definition",
}  # fmt: skip


def _imports(path: Path) -> list[tuple[str, str]]:
    """(module, name) of what a file imports when it runs; what stands under TYPE_CHECKING is for types only."""
    module = tree(path)
    typing_only = {
        id(inner)
        for node in ast.walk(module)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    return [
        (node.module or "", alias.name)
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and id(node) not in typing_only
        for alias in node.names
    ]


@one_by_one(MODULES)
def test_a_rooms_tables_are_its_own(path: Path) -> None:
    """E9: only a room's own commands and queries read and write its tables."""
    room = path.relative_to(SRC).parts[0]
    for module, imported in _imports(path):
        owner = module.split(".")[1] if module.startswith("samordna.") and module.endswith(".models") else room
        if owner != room:
            assert imported in SHARED.get(module, set()), f"{name(path)} imports {module}.{imported}"


def _commands() -> list[tuple[str, object]]:
    found = []
    for room in ROOMS:
        for path in sorted([*(SRC / room).glob("commands.py"), *(SRC / room).glob("commands/*.py")]):
            dotted = name(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__")
            module = import_module(f"samordna.{dotted}")
            for each, function in vars(module).items():
                if inspect.isfunction(function) and function.__module__ == module.__name__ and not each.startswith("_"):
                    found.append((f"{room}.{path.stem}.{each}", function))
    return found


# Not acts: a reading is not a change (E16), and the jobs of the night make acts of their own.
NO_ACTS = ("audit.", "notices.", "cases.nightly.", "meetings.nightly.")
# Shared by the commands beside them.
HELPERS = {
    "organisations.loading.end_row", "organisations.loading.close_rows", "organisations.recording.changing",
    "organisations.recording.image", "organisations.staff.case_spheres", "organisations.units.slug_of",
}  # fmt: skip


@pytest.mark.parametrize(("where", "command"), _commands(), ids=[n for n, _ in _commands()])
def test_every_command_takes_an_act_by_keyword(where: str, command: object) -> None:
    """E3."""
    if where.startswith(NO_ACTS) or where in HELPERS:
        return
    taken = inspect.signature(command).parameters  # type: ignore[arg-type]
    assert "act" in taken, f"{where} takes no act"
    assert taken["act"].kind is inspect.Parameter.KEYWORD_ONLY, f"{where}: act by keyword only"


def _models() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


@pytest.mark.parametrize("model", _models(), ids=lambda m: m._meta.label)
def test_every_table_says_whether_it_is_about_people(model: type[models.Model]) -> None:
    """Every model declares its data class; a new one has to be put somewhere."""
    label = model._meta.label
    known = [ABOUT_PEOPLE, UNDER_A_PERSON, UNDER_A_CASE, NOT_ABOUT_PEOPLE]
    assert sum(label in group for group in known) == 1, f"say what {label} holds"
    fields = {field.attname for field in model._meta.concrete_fields}
    if label in ABOUT_PEOPLE - {"access.Grant"}:
        assert {"sphere_id", "category"} <= fields
        # Consent is the person's, and an incoming paper is in no case at first.
        own = label in ("consents.Consent", "cases.Incoming")
        assert own or "case_id" not in fields or issubclass(model, OfCase)
    if label in UNDER_A_CASE - {"cases.Case"}:
        assert "case_id" in fields
    if label in UNDER_A_PERSON:
        assert "person_id" in fields


@pytest.mark.parametrize("model", _models(), ids=lambda m: m._meta.label)
def test_nothing_is_deleted_because_something_else_is(model: type[models.Model]) -> None:
    """A definition in use is never taken away by the database (PROTECT); drafts go with their writer."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and model._meta.label != "cases.Draft":
            assert field.remote_field.on_delete is models.PROTECT, f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("model", _models(), ids=lambda m: m._meta.label)
def test_foreign_keys_point_downwards(model: type[models.Model]) -> None:
    """E8."""
    order = [
        "notices", "audit", "meetings", "plans", "measures", "packets", "attachments", "forms", "deadlines", "cases",
        "consents", "people", "organisations", "handbooks", "access",
        "journal",
    ]  # fmt: skip
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            to = field.related_model._meta.app_label
            own = model._meta.app_label
            assert to == own or order.index(to) > order.index(own), f"{model._meta.label}.{field.name}"
