"""Whatever is changed behind the program's back is found, and what the program does itself is not (E4, E5, E6, E10)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from typer import Typer
from typer.testing import CliRunner

from samordna.audit import heads, reading, verifying
from samordna.audit.cli import register, show
from samordna.audit.domain import Found, Report
from samordna.cases.commands import incoming, moving, working
from samordna.cases.models import Case, Fact, Involved, Position
from samordna.journal.models import Event, Payload, Purge
from samordna.organisations.models import Unit, Worker
from samordna.people.models import Person
from tests.cases_world import DAY, World
from tests.conftest import lift_guards
from tests.telling_world import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def case(world: World) -> int:
    """A case that has moved once, with a tick, a co-worker and something that came in; everything is told."""
    person = world.person()
    tell_all(world)
    done = world.open(person=person)
    box = Position.objects.get(case_id=done.case, closed_seq=None).no
    moving.complete(**world.by("sara"), case=done.case, position=box)
    working.add_co_worker(**world.by("sara"), case=done.case, worker=world.workers["sigge"].pk)
    working.tick(**world.by("sara"), case=done.case, of=2, system="Treserva")
    came = incoming.Came("Läkarutlåtande", "Vårdcentralen", DAY, "letter")
    number = incoming.register(**world.by("sara"), came=came)
    incoming.link(**world.by("sara"), incoming=number, case=done.case)
    return done.case


def found(case: int | None = None) -> list[Found]:
    return [difference.found for difference in verifying.verify(case=case).differences]


def test_what_the_program_has_done_is_as_the_events_say(case: int) -> None:
    """E5: every table is the fold, or the last after-image, of its events."""
    assert verifying.verify().differences == []


def test_one_case_can_be_looked_at_alone(case: int) -> None:
    report = verifying.verify(case=case)
    assert (report.chains, report.events, report.differences) == (1, 5, [])


def _header(case: int) -> None:
    Event.objects.filter(stream_id=case, seq=2).update(by_id=4711)


def _said(case: int) -> None:
    row = Payload.objects.get(stream_id=case, seq=2)
    Payload.objects.filter(stream_id=case, seq=2).update(data=row.data.replace("2", "3"))


def _unsaid(case: int) -> None:
    Payload.objects.filter(stream_id=case, seq=2).delete()


def _said_more(case: int) -> None:
    row = Payload.objects.get(stream_id=case, seq=2)
    Payload.objects.create(
        stream_id=case, seq=2, sphere_id=row.sphere_id, category="health", person_id=1, salt=b"x", data="{}"
    )


def _gone(case: int) -> None:
    Event.objects.filter(stream_id=case, seq=2).delete()


def _more(case: int) -> None:
    last = Event.objects.get(stream_id=case, seq=5)
    Event.objects.create(
        stream_id=case, seq=6, act=uuid4(), kind="closed", at=last.at, by_id=1, unit_id=1, sphere_id=1, effect="",
        body=bytes(32), hash=bytes(32),
    )  # fmt: skip


def _head(case: int) -> None:
    Case.objects.filter(pk=case).update(head=bytes(32))


def _record(case: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        Event.objects.filter(stream_id=case).update(stream_id=case + 1000)


TAMPERING: list[tuple[Callable[[int], None], Found]] = [
    (_header, Found.EVENT_CHANGED),
    (_said, Found.SAID_CHANGED),
    (_unsaid, Found.SAID_CHANGED),
    (_said_more, Found.SAID_CHANGED),
    (_gone, Found.EVENT_MISSING),
    (_more, Found.EVENT_EXTRA),
    (_head, Found.HEAD),
    (_record, Found.EVENT_MISSING),
]


@pytest.mark.parametrize(("tamper", "wanted"), TAMPERING, ids=lambda each: getattr(each, "__name__", ""))
def test_a_chain_that_was_tampered_with_is_found(case: int, tamper: Callable[[int], None], wanted: Found) -> None:
    """E4: with the guards lifted, as only somebody in the database itself could."""
    lift_guards()
    tamper(case)
    assert wanted in found()
    assert wanted in found(case)


ROWS: list[tuple[str, dict[str, Any]]] = [
    ("cases.case", {"held_since": "2020-01-01"}),
    ("cases.case", {"closed_seq": 1}),
    ("cases.run", {"party": "jobbtorg"}),
    ("cases.position", {"worker_id": None}),
    ("cases.position", {"opened_on": "2020-01-01"}),
    ("cases.involved", {"number": "X-1"}),
    ("cases.coworker", {"until_seq": 4}),
    ("cases.noted", {"system": "Procapita"}),
    ("cases.incoming", {"sender": "Någon annan"}),
    ("people.person", {"phone": "070"}),
    ("organisations.unit", {"here": True}),
    ("organisations.post", {"role": "unit-manager"}),
]


@pytest.mark.parametrize(("label", "changed"), ROWS, ids=[f"{label}-{next(iter(c))}" for label, c in ROWS])
def test_a_row_that_was_changed_is_found(case: int, label: str, changed: dict[str, Any]) -> None:
    """E5: the table, and which field, but never what stands in it."""
    rows = apps.get_model(label)._default_manager.order_by("pk")
    before = rows.values().last()
    apps.get_model(label)._default_manager.filter(pk=rows.last().pk).update(**changed)
    assert before != rows.values().last()
    differences = verifying.verify().differences
    assert [(d.found, d.table, d.field) for d in differences] == [(Found.FIELD, label, next(iter(changed)))]


def test_a_row_that_was_added_or_taken_away_is_found(case: int) -> None:
    sitting = Involved.objects.get(case_id=case)
    Fact.objects.create(
        case_id=case, person_id=1, sphere_id=sitting.sphere_id, category="plan", fact="made-up", value=1, on=DAY, seq=1
    )
    assert found(case) == [Found.ROW_EXTRA]
    Involved.objects.filter(pk=sitting.pk).delete()
    assert found(case) == [Found.ROW_MISSING, Found.ROW_EXTRA]


def test_an_account_may_be_made_before_any_area_knows_it(case: int) -> None:
    Worker.objects.create(username="ny", name="Ny")
    assert found() == []
    Unit.objects.filter(slug="vaster").update(name="Norr")
    assert found() == [Found.FIELD]


def test_a_date_for_sorting_is_compared_with_the_clocks(case: int) -> None:
    """E10."""
    Position.objects.filter(case_id=case, closed_seq=None).update(due=DAY)
    assert found() == [Found.DUE]


def _purge(case: int, seq: int, digest: bytes | None = None) -> None:
    row = Payload.objects.get(stream_id=case, seq=seq)
    from samordna.journal.domain import digest as salted

    Purge.objects.create(
        stream_id=case, seq=seq, sphere_id=row.sphere_id, category=row.category,
        digest=digest or salted(bytes(row.salt), row.data), rule="SoL 16:1", decision="2026-1", report="gallring-1",
        at=timezone.now(), by_id=1,
    )  # fmt: skip
    Payload.objects.filter(stream_id=case, seq=seq).delete()


def test_what_was_purged_by_decision_is_accepted_by_its_tombstone(case: int) -> None:
    """D25, E4: with the guards in place; the lists of such a case cannot be built again, and that is said."""
    _purge(case, 2)
    report = verifying.verify()
    assert (report.differences, report.purged) == ([], 1)


def test_a_tombstone_for_something_else_is_found(case: int) -> None:
    _purge(case, 2, bytes(32))
    assert found() == [Found.SAID_CHANGED]


def test_the_digest_outside_finds_a_history_written_anew(case: int, tmp_path: Any) -> None:
    """E4: whoever recomputes every hash in the database is found by the files."""
    with override_settings(SAMORDNA_HEADS=tmp_path):
        file = heads.keep(DAY)
        assert file is not None
        assert heads.keep(DAY) == file
        assert verifying.verify().digests == 1
        assert found() == []
        lift_guards()
        Event.objects.filter(stream_id=case, seq=5).update(hash=bytes(32))
        Case.objects.filter(pk=case).update(head=bytes(32))
        assert Found.DIGEST in found(case)


def test_a_digest_that_was_changed_or_taken_away_is_found(world: World, case: int, tmp_path: Any) -> None:
    with override_settings(SAMORDNA_HEADS=tmp_path):
        first = heads.keep(DAY.replace(day=20))
        second = heads.keep(DAY.replace(day=21))
        assert first
        assert second
        assert json.loads(second.read_text())["heads"] == {}
        assert found() == []
        with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
            assert found() == [Found.DIGEST_CHANGED, Found.DIGEST_CHANGED]
        first.unlink()
        assert found() == [Found.DIGEST_MISSING]
        second.write_text("{}")
        assert found() == [Found.DIGEST_CHANGED]


def test_a_row_of_a_chain_that_does_not_exist_is_found(case: int) -> None:
    row = Person.objects.get()
    row.pk, row.seq = 999_999, 0
    row.save(force_insert=True)
    assert found() == [Found.ROW_EXTRA]


def test_the_answer_says_what_differs_and_what_to_do_but_never_what_stands_there(
    case: int, capsys: pytest.CaptureFixture[str]
) -> None:
    Person.objects.update(given_name="Alexandra")
    report = verifying.verify()
    show(report)
    said = capsys.readouterr().out
    assert "given_name" in said
    assert "Alexandra" not in said
    assert "Kim" not in said
    show(Report())
    assert all(each.said and each.mend for each in report.differences)


def test_every_table_with_after_images_tells_all_its_fields(case: int) -> None:
    """E5: a field that no event tells could be changed without anybody seeing it."""
    told: dict[str, set[str]] = {}
    for data in Payload.objects.values_list("data", flat=True):
        for label, row in json.loads(data).get("rows", ()):
            told.setdefault(label, set()).update(row)
    for label, fields in told.items():
        known = {field.attname for field in apps.get_model(label)._meta.concrete_fields}
        assert known - fields <= reading.NOT_COMPARED, label


def test_the_command_ends_with_0_when_all_is_well_and_with_1_when_something_differs(case: int) -> None:
    app = Typer()
    register(app, lambda: DAY)
    ask = CliRunner().invoke
    assert ask(app, ["audit", "verify"]).exit_code == 0
    assert ask(app, ["audit", "verify", "--case", str(case)]).exit_code == 0
    assert ask(app, ["audit", "verify", "--case", "99999"]).exit_code == 2
    Case.objects.filter(pk=case).update(holder_party="jobbtorg")
    plain = ask(app, ["audit", "verify", "--lang", "en"])
    assert plain.exit_code == 1
    assert "holder_party" in plain.stdout
    answer = json.loads(ask(app, ["audit", "verify", "--case", str(case), "--json"]).stdout)
    assert [each["found"] for each in answer["differences"]] == ["field-differs"]
    assert answer["differences"][0]["mend"]
