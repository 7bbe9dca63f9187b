"""Does the database itself refuse to change what has happened, after all migrations, on both databases? (E6)"""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from samordna.journal import guards
from samordna.journal.append import append, begin
from samordna.journal.domain import Act, Entry, Part
from samordna.journal.models import Event, Payload, Purge
from samordna.organisations.models import Area
from tests.conftest import lift_guards
from tests.unit.test_journal_append import an_act

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]
COLUMN = {"journal_event": "kind", "journal_payload": "data", "journal_purge": "category"}


@pytest.fixture
def stream() -> int:
    """A chain with one event, whose two payloads are there and one of which is purged on paper."""
    act: Act = an_act()
    number = begin("area", act)
    Area.objects.create(id=number, slug="a", name="A", handbook="boras", version="2026.1")
    parts = (Part(1, "social", {"text": "x"}), Part(2, "work", {"text": "y"}))
    with transaction.atomic():
        append(Area, number, 0, bytes(32), Entry(kind="area.made", parts=parts), act)
    Purge.objects.create(
        stream_id=number, seq=1, sphere_id=1, category="social", digest=bytes(32), rule="r", decision="d", report="p",
        at=act.at, by_id=7,
    )  # fmt: skip
    return number


def refused(statement: str) -> str:
    """What the database says to a statement that it must not carry out."""
    with pytest.raises(DatabaseError) as told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(told.value)


@pytest.mark.parametrize("table", sorted(COLUMN))
@pytest.mark.parametrize("what", ["update", "delete", "truncate"])
def test_nobody_changes_what_has_happened(stream: int, table: str, what: str) -> None:
    column = COLUMN[table]
    statement = {
        "update": f"UPDATE {table} SET {column} = {column}",
        "delete": f"DELETE FROM {table}",
        # SQLite knows no TRUNCATE: a DELETE without WHERE is its own, and triggers stop it being one.
        "truncate": f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table} WHERE 1",
    }[what]
    assert guards.HELD in refused(statement)
    assert (Event.objects.count(), Payload.objects.count(), Purge.objects.count()) == (1, 2, 1)


def test_a_statement_that_replaces_a_row_is_refused_too(stream: int) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers")
            refuses = cursor.fetchone()[0]
        assert refuses, "INSERT OR REPLACE would delete an event without its trigger"
    assert guards.HELD in refused(
        "REPLACE INTO journal_event SELECT * FROM journal_event"
        if connection.vendor == "sqlite"
        else "INSERT INTO journal_event SELECT * FROM journal_event "
        "ON CONFLICT (stream_id, seq) DO UPDATE SET kind = 'x'"
    )


def test_only_a_payload_with_a_purge_row_can_go(stream: int) -> None:
    assert guards.HELD in refused("DELETE FROM journal_payload WHERE category = 'work'")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_payload WHERE category = 'social'")
        assert cursor.rowcount == 1
    assert list(Payload.objects.values_list("category", flat=True)) == ["work"]


def test_they_are_all_there_and_missing_ones_are_told_and_put_back_by_a_migrate() -> None:
    assert guards.missing() == []
    lift_guards()
    assert len(guards.missing()) >= 6
    call_command("migrate", verbosity=0, interactive=False)
    assert guards.missing() == []


@pytest.mark.parametrize("table", ["Event", "Payload"])
def test_a_migration_that_remakes_a_table_does_not_lose_them(table: str) -> None:
    """Django copies a SQLite table to change it, and the copy has no triggers (E6)."""
    from django.apps import apps
    from django.db import models

    model = apps.get_model("journal", table)
    field = models.IntegerField(default=0)
    field.set_attributes_from_name("tried")
    with connection.schema_editor() as editor:
        editor.add_field(model, field)
        editor.alter_field(model, field, _nullable())
        editor.remove_field(model, _nullable())
    call_command("migrate", verbosity=0, interactive=False)
    assert guards.missing() == []


def _nullable():
    from django.db import models

    field = models.IntegerField(null=True)
    field.set_attributes_from_name("tried")
    return field
