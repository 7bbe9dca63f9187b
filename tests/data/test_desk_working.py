"""Who works with a case, what stops it from being closed, and another version of the handbook (D2, D14, E5, E12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from samordna.cases import beside, engine
from samordna.cases.commands import sending
from samordna.cases.models import Case, Position
from samordna.cases.queries import see
from samordna.desk import closing_view
from samordna.handbooks.domain import Handbook
from samordna.handbooks.published import Edition
from tests.cases_world import World
from tests.desk_case_world import asked, go_on, mapped, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.urls("tests.case_page_urls")]


def send(client: Client, address: str, **typed: object) -> Any:
    return client.post(f"{address}?lang=en", {"form": str(uuid4()), **typed})


def signed(client: Client, world: World, name: str = "sara") -> Client:
    client.force_login(world.workers[name])
    return client


# Who works with it


def test_a_case_is_given_to_a_colleague_with_all_its_boxes(client: Client, world: World) -> None:
    """User-asks 7."""
    done = mapped(world)
    sigge = world.workers["sigge"].pk
    address = f"/cases/{done.case}/workers/"
    answer = send(signed(client, world), address, do="give", worker=sigge, watch="yes", reason="Semester")
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert Position.objects.get(case_id=done.case, closed_seq=None).worker_id == sigge
    assert Case.objects.get(pk=done.case).watcher_id == sigge


def test_a_double_click_is_one_act(client: Client, world: World) -> None:
    """E12."""
    done = mapped(world)
    sent = {"do": "give", "worker": world.workers["sigge"].pk, "form": str(uuid4())}
    for _twice in range(2):
        assert signed(client, world).post(f"/cases/{done.case}/workers/", sent).status_code == 302
    assert Case.objects.get(pk=done.case).seq == 3


def test_nobody_chosen_is_asked_for_and_what_was_typed_stays(client: Client, world: World) -> None:
    """User-asks 10."""
    done = mapped(world)
    answer = send(signed(client, world), f"/cases/{done.case}/workers/", do="give", worker="", reason="Ska på kurs")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#give-worker"' in html
    assert 'value="Ska på kurs"' in html
    assert "Error: " in html


def test_a_co_worker_comes_and_goes(client: Client, world: World) -> None:
    """D2: medhandläggare."""
    done = mapped(world)
    address, sigge = f"/cases/{done.case}/workers/", world.workers["sigge"].pk
    send(signed(client, world), address, do="add", worker=sigge)
    assert [each.worker for each in beside.helpers(see(world.scope("sara"), done.case, world.day))] == [sigge]
    assert "Sigge" in client.get(address).content.decode()
    send(client, address, do="end", worker=sigge)
    assert not beside.helpers(see(world.scope("sara"), done.case, world.day))


def test_the_watcher_changes_and_a_box_is_taken(client: Client, world: World) -> None:
    done = mapped(world)
    address, sigge = f"/cases/{done.case}/workers/", world.workers["sigge"].pk
    send(signed(client, world), address, do="watch", worker=sigge)
    assert Case.objects.get(pk=done.case).watcher_id == sigge
    session = signed(client, world, "sigge")
    send(session, address, do="take", position=the_box(done.case))
    assert Position.objects.get(case_id=done.case, closed_seq=None).worker_id == sigge


def test_a_step_of_ones_own(client: Client, world: World) -> None:
    done = mapped(world)
    address = f"/cases/{done.case}/step/"
    empty = send(signed(client, world), address, title="  ")
    assert empty.status_code == 400
    assert "field-title-error" in empty.content.decode()
    answer = send(client, address, do="step", title="Besökte en studiecirkel")
    assert answer["Location"] == f"/cases/{done.case}/"
    assert "Besökte en studiecirkel" in client.get(f"/cases/{done.case}/").content.decode()


# Closing


def test_what_stops_closing_stands_in_words_with_the_way_to_it(client: Client, world: World) -> None:
    """D14."""
    done = asked(world)
    html = signed(client, world).get(f"/cases/{done.case}/close/?lang=en").content.decode()
    assert f'href="/cases/{done.case}/transfers/{done.transfers[0]}/"' in html
    assert "Social services, on sick leave is under way" in html
    assert "Notices to send" not in html


def test_a_case_is_ended_closed_told_of_and_opened_again(client: Client, world: World) -> None:
    """D14: the notice says who drives on."""
    done = world.open("sara", "soc-sjukskriven", "2")
    go_on(world, done.case, "nej")
    run = see(world.scope("sara"), done.case, world.day).state.open_runs()[0]
    address = f"/cases/{done.case}/close/"
    assert send(signed(client, world), address, do="close").status_code == 400
    assert send(client, address, do="end", run=run.id, driver="").status_code == 302
    assert "Nothing stands in the way" in client.get(f"{address}?lang=en").content.decode()
    assert send(client, address, do="close").status_code == 302
    html = client.get(address).content.decode()
    assert "To Kim Ek" in html
    assert "Who drives it on from here: Social services, Oster." in html
    closed = client.get(f"/cases/{done.case}/").content.decode()
    assert "The case was closed on" in closed
    assert send(client, address, do="reopen", reason="Ny uppgift")["Location"] == f"/cases/{done.case}/"
    assert Case.objects.get(pk=done.case).closed_seq is None


def test_an_outside_partys_end_is_registered_with_how_it_was_told(client: Client, world: World) -> None:
    """D1, D14: or ended, unknown."""
    done = asked(world, "fk")
    refer = world.by("sara", "Samordning")
    sent = sending.refer(
        **refer, case=done.case, position=the_box(done.case), target="forsakringskassan/1", note="",
    ).transfers[0]  # fmt: skip
    sending.accept(**world.by("sara"), case=done.case, transfer=sent, via="letter")
    run = next(
        r for r in see(world.scope("sara"), done.case, world.day).state.open_runs() if r.process != "soc-sjukskriven"
    )
    address = f"/cases/{done.case}/close/"
    html = signed(client, world).get(f"{address}?lang=en").content.decode()
    assert "Register that it has ended" in html
    assert send(client, address, do="end", run=run.id, via="").status_code == 400
    assert send(client, address, do="end", run=run.id, via="unknown").status_code == 302


def test_only_the_owner_closes(client: Client, world: World) -> None:
    done = asked(world)
    session = signed(client, world, "jonas")
    html = session.get(f"/cases/{done.case}/close/?lang=en").content.decode()
    assert "Only the unit that owns the case can do this." in html
    assert send(session, f"/cases/{done.case}/close/", do="close").status_code == 400


# Another version


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> str:
    """A version 2027.1 of the handbook in which the box 4 is gone and the title of box 5 is new."""
    old = engine.pinned("stockholm", "2026.1")
    process = old.by_id["soc-sjukskriven"]
    steps = tuple(
        replace(step, guidance={"all": "Nytt."}) if step.id == "5" else step for step in process.steps if step.id != "4"
    )
    others = tuple(each for each in old.processes if each.id != process.id)
    new = replace(old, version="2027.1", processes=(replace(process, steps=steps), *others))
    books: dict[str, Handbook] = {"2026.1": old, "2027.1": new}
    monkeypatch.setattr(engine, "pinned", lambda _handbook, version: books[version])
    monkeypatch.setattr(closing_view, "versions", lambda seen: _versions(seen.handbook.version))
    return "2027.1"


def _versions(own: str) -> list[closing_view.Version]:
    every = [closing_view.Version(each, each > own) for each in ("2026.1", "2027.1")]
    return [each for each in every if each.version != own]


def test_without_another_version_there_is_nowhere_to_move(client: Client, world: World) -> None:
    done = mapped(world)
    html = signed(client, world).get(f"/cases/{done.case}/version/?lang=en").content.decode()
    assert "There is no other version to move it to." in html


def test_a_version_that_was_published_and_is_not_packaged_can_be_moved_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E14: what an older program published stays, whatever is packaged now."""
    done = mapped(world)
    seen = see(world.scope("sara"), done.case, world.day)
    old = Edition("stockholm", "2025.2", "", datetime.now(UTC), 0, uuid4())
    monkeypatch.setattr(closing_view, "editions", lambda _handbook: [old])
    assert closing_view.versions(seen) == [closing_view.Version("2025.2", newer=False)]


def test_a_trial_shows_what_is_gone_and_the_choice_is_asked_for(client: Client, world: World, newer: str) -> None:
    """User-asks 1: dry run, kept / new / vanished."""
    done = mapped(world)
    address = f"/cases/{done.case}/version/"
    html = signed(client, world).get(f"{address}?lang=en").content.decode()
    assert "What version 2027.1 would change" in html
    assert "Open boxes that are gone: choose where they go" in html
    assert "box 4 “Change plan”" in html
    missing = send(client, address, to=newer)
    assert missing.status_code == 400
    assert f'href="#field-to-{the_box(done.case)}"' in missing.content.decode()


def test_a_case_moves_and_moves_back(client: Client, world: World, newer: str) -> None:
    done = mapped(world)
    address = f"/cases/{done.case}/version/"
    box = the_box(done.case)
    assert send(signed(client, world), address, to=newer, **{f"to-{box}": "5"}, reason="Ny handbok").status_code == 302
    assert (Case.objects.get(pk=done.case).version, Position.objects.get(case_id=done.case, no=box).step) == (
        newer,
        "5",
    )
    html = client.get(f"{address}?lang=en").content.decode()
    assert "What moving back to version 2026.1 would change" in html
    assert "the guidance" in html
    assert send(client, address, to="2026.1").status_code == 302
    assert Case.objects.get(pk=done.case).version == "2026.1"


def test_the_pages_speak_swedish_and_are_closed_to_outsiders(client: Client, world: World) -> None:
    done = mapped(world)
    for part in ("workers", "step", "close", "version"):
        assert signed(client, world).get(f"/cases/{done.case}/{part}/?lang=sv").status_code == 200
        assert signed(client, world, "olle").get(f"/cases/{done.case}/{part}/").status_code == 403
