"""Does loading an area file bring the database up to it, by one event, without removing or overruling anything?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from typer import Typer
from typer.testing import CliRunner

from samordna.access.domain import Role, Scope, system
from samordna.journal.append import DoneBefore
from samordna.journal.domain import Act
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.organisations import cli, commands, queries
from samordna.organisations.commands import load_area
from samordna.organisations.models import Absence, Address, Area, Contact, PartyUnit, Post, Unit, Worker
from samordna.organisations.policy import LOADER
from samordna.organisations.reading import read_area

pytestmark = [pytest.mark.django_db, pytest.mark.data]
ON = date(2026, 11, 22)


def act(on=ON):
    return Act(id=uuid4(), by=0, at=datetime(2026, 11, 22, 8, tzinfo=UTC), on=on)


def loads(plan, on=ON):
    return load_area(act=act(on), scope=system(LOADER, on), data=plan)


@pytest.fixture
def malmo():
    return read_area("malmo")


def events():
    return Event.objects.count()


def test_an_area_comes_into_being_by_one_event_that_tells_its_rows(malmo):
    """E3, E5, E7: one act, one event; ids in the header, rows in the one part."""
    loaded = loads(malmo)
    area = Area.objects.get(slug="malmo")
    assert (loaded.area, area.seq, events()) == (area.pk, 1, 1)
    told = json.loads(Payload.objects.get(stream_id=area.pk).data)["rows"]
    assert len([row for label, row in told if label == "organisations.unit"]) == len(malmo.units)
    assert all("password" not in row and "last_login" not in row for _, row in told)
    header = Event.objects.get(stream_id=area.pk)
    assert "Maja" not in header.effect
    assert sorted(json.loads(header.effect)["post"]) == sorted(Post.objects.values_list("pk", flat=True))


def test_loading_twice_changes_nothing_and_writes_no_event(malmo):
    loads(malmo)
    again = loads(malmo)
    assert (again.added, again.changed, again.ended) == ((), (), ())
    assert events() == 1


def test_the_same_act_twice_is_done_once(malmo):
    """E12."""
    first = act()
    load_area(act=first, scope=system(LOADER, ON), data=malmo)
    with pytest.raises(DoneBefore):
        load_area(act=first, scope=system(LOADER, ON), data=malmo)
    assert events() == 1


def test_every_packaged_area_loads_beside_the_others_and_again():
    plans = [read_area(area) for area in ("stockholm", "malmo", "boras", "tranas", "gavle", "jonkoping")]
    for plan in plans:
        loads(plan)
    assert not any(loaded.added or loaded.changed or loaded.ended for loaded in map(loads, plans))
    assert queries.outside_parties(queries.area("boras").pk, ON) == {
        "forsakringskassan", "halso-sjukvard", "fortroendelakare", "ar-profession", "samverkansteam",
    }  # fmt: skip


def test_what_vanishes_from_the_file_ends_today_and_is_never_removed(malmo):
    loads(malmo)
    rows = {model: model.objects.count() for model in (Unit, PartyUnit, Address, Contact, Post, Worker)}
    shorter = replace(malmo, units=malmo.units[:-1], workers=malmo.workers[1:])
    loaded = loads(shorter)
    assert {model: model.objects.count() for model in rows} == rows
    assert ("unit", "varden") in loaded.ended
    assert Unit.objects.get(slug="varden").valid_to == ON
    assert not PartyUnit.objects.filter(unit__slug="varden", valid_to=None).exists()
    assert Post.objects.get(worker__username="maja.nilsson").valid_to == ON
    assert events() == 2


def test_what_comes_back_counts_again(malmo):
    loads(malmo)
    loads(replace(malmo, workers=malmo.workers[1:]))
    loads(malmo, ON + timedelta(days=3))
    assert Post.objects.get(worker__username="maja.nilsson").valid_to is None


def test_what_never_began_ends_on_the_day_it_would_have_begun(malmo):
    """The address that was to count from 2027 is taken back: it is kept, and counts on no day."""
    loads(malmo)
    soder = next(unit for unit in malmo.units if unit.id == "soder")
    kept = tuple(replace(u, addresses=u.addresses[:1]) if u is soder else u for u in malmo.units)
    loads(replace(malmo, units=kept))
    row = Address.objects.get(unit__slug="soder", valid_from=date(2027, 1, 1))
    assert row.valid_to == row.valid_from
    assert queries.address_on(row.unit_id, date(2027, 6, 1)) == ()
    assert row not in queries.addresses(row.unit_id)


def test_another_start_moves_the_row(malmo):
    loads(malmo)
    elin = next(w for w in malmo.workers if w.username == "elin.svard")
    post = elin.posts[0]
    moved = replace(elin, posts=(replace(post, span=replace(post.span, start=date(2025, 2, 1))),))
    loaded = loads(replace(malmo, workers=tuple(moved if w is elin else w for w in malmo.workers)))
    row = Post.objects.get(worker__username="elin.svard")
    assert (row.valid_from, row.valid_to) == (date(2025, 2, 1), None)
    assert (loaded.added, loaded.ended, len(loaded.changed)) == ((), (), 1)


def test_what_was_edited_on_pages_stays_unless_the_file_says_something_new(malmo):
    loads(malmo)
    norr, soder = (queries.unit_called("malmo", slug).pk for slug in ("norr", "soder"))
    scope = system(LOADER, ON)
    for unit in (norr, soder):
        commands.rename_unit(act=act(), scope=scope, unit=unit, name=f"Nytt {unit}", phone="040-628 04 99", email="")
    changed = tuple(replace(u, name="Ur filen") if u.id == "soder" else u for u in malmo.units)
    loads(replace(malmo, units=changed))
    assert queries.unit(norr).name == f"Nytt {norr}"
    assert (queries.unit(soder).name, queries.unit(soder).phone) == ("Ur filen", "040-628 04 99")


def test_a_username_of_somebody_else_is_refused_and_nothing_is_changed(malmo):
    Worker.objects.create_user("maja.nilsson", name="Maja Andersson")
    with pytest.raises(Refused) as problem:
        loads(malmo)
    assert problem.value.decision.code == "username-taken"
    assert not Area.objects.exists()


def test_only_the_loader_loads(malmo):
    for scope in (Scope(1, ON), system("digest", ON)):
        with pytest.raises(Refused) as problem:
            load_area(act=act(), scope=scope, data=malmo)
        assert problem.value.decision.code == "loader-only"
    assert not Area.objects.exists()


def test_nobody_gets_a_password_from_a_file(malmo):
    loads(malmo)
    assert not any(worker.has_usable_password() for worker in Worker.objects.all())


def test_the_substitute_in_the_file_is_one_in_the_database():
    loads(read_area("stockholm"))
    absence = Absence.objects.get()
    assert (absence.worker.username, absence.substitute.username) == ("mehmet.kaya", "sara.lind")


# The command


@pytest.fixture
def samordna(malmo):
    app = Typer()
    app.callback()(lambda: None)
    cli.register(app, lambda: ON)
    return lambda *words: CliRunner().invoke(app, ["load-area", *words, "--lang", "en"])


def test_the_command_tells_what_it_did_and_then_that_nothing_changed(samordna):
    first = samordna("malmo")
    assert first.exit_code == 0, first.output
    assert "Loading Malmö" in first.output
    assert "units 9" in first.output
    assert "Nothing has changed." in samordna("malmo").output
    assert json.loads(samordna("malmo", "--json").output)[0] == {
        "area": "Malmö", "added": [], "changed": [], "ended": [],
    }  # fmt: skip


def test_the_command_says_where_a_file_is_wrong(samordna, tmp_path):
    file = tmp_path / "fel.yaml"
    file.write_text("id: fel\nname: Fel\n", "utf-8")
    answer = samordna(str(file))
    assert answer.exit_code == 2
    assert "fel.yaml:1:" in answer.output.replace("\n", "")


def test_the_command_says_when_the_database_has_not_been_made(samordna):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'organisations'")
    answer = samordna("malmo")
    assert answer.exit_code == 2
    assert "samordna migrate" in answer.output


def test_a_local_administrator_holds_no_case_role(malmo):
    loads(malmo)
    scope = queries.scope_of(queries.worker("stefan.lindgren"), ON)
    assert scope.roles == {Role.LOCAL_ADMIN}
    assert [*scope.units, *scope.spheres, *scope.authorities] == []
