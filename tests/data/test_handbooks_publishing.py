"""A version is published once and never changes; a case keeps the text that it began with (E6, E14)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from typer.testing import CliRunner

from samordna.access.domain import PostHeld, Role, Scope, system
from samordna.cases import engine
from samordna.cases.commands import closing
from samordna.cli import app
from samordna.content.reading import ContentError
from samordna.handbooks import published, queries
from samordna.handbooks.commands import publish
from samordna.handbooks.models import Published
from samordna.handbooks.policy import PUBLISHER
from samordna.handbooks.published import Edition
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.organisations.reading import AREAS, read_area
from tests.cases_world import DAY, build
from tests.conftest import lift_guards

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    published.forget()
    yield
    published.forget()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for packaged handbooks that may be edited: Stockholm's, in its one version."""
    copytree(queries.HANDBOOKS / "stockholm", tmp_path / "stockholm")
    monkeypatch.setattr(queries, "HANDBOOKS", tmp_path)
    queries.available.cache_clear()
    yield tmp_path / "stockholm"
    queries.available.cache_clear()


def edit(folder: Path, was: str, now: str) -> None:
    for file in folder.glob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace(was, now), "utf-8")


def raise_version(shelf: Path, version: str) -> Path:
    """The next version, beside the first."""
    copytree(shelf / "2026.1", shelf / version)
    edit(shelf / version, 'version: "2026.1"', f'version: "{version}"')
    queries.available.cache_clear()
    return shelf / version


def published_by(handbook: str, scope: Scope | None = None) -> Edition:
    act = Act(id=uuid4(), by=7 if scope else 0, at=datetime(2026, 11, 22, 9, tzinfo=UTC), on=DAY)
    return publish(act=act, scope=scope or system(PUBLISHER, DAY), handbook=handbook)


def with_role(role: Role) -> Scope:
    return Scope(worker=7, on=DAY, posts=(PostHeld(1, 1, 1, 1, role),))


def test_a_handbook_owner_publishes_and_nobody_else_does() -> None:
    """E8: the rule set says who."""
    for role in set(Role) - {Role.HANDBOOK_OWNER}:
        with pytest.raises(Refused, match="wrong-role"):
            published_by("boras", with_role(role))
    assert published.editions() == []
    edition = published_by("boras", with_role(Role.HANDBOOK_OWNER))
    assert (edition.handbook, edition.version, edition.by) == ("boras", "2026.1", 7)
    assert published.editions() == [edition]
    assert published.editions("malmo") == []


def test_the_same_again_changes_nothing() -> None:
    """E12: whoever publishes twice gets the first."""
    first = published_by("boras")
    assert published_by("boras") == first
    assert Published.objects.count() == 1


def test_the_same_version_with_other_content_is_refused(shelf: Path) -> None:
    published_by("stockholm")
    edit(shelf / "2026.1", "Stockholmsmodellen", "Stockholmsvägen")
    with pytest.raises(Refused, match="version-taken"):
        published_by("stockholm")
    raise_version(shelf, "2026.2")
    published_by("stockholm")
    assert [each.version for each in published.editions("stockholm")] == ["2026.1", "2026.2"]


def test_a_handbook_with_errors_is_refused(shelf: Path) -> None:
    """What the doctor calls an error stops; what it warns of does not."""
    edit(shelf / "2026.1", "to: outcome:", "to: outcome:nothing-such-")
    edit(shelf / "2026.1", 'to: "outcome:', 'to: "outcome:nothing-such-')
    with pytest.raises(Refused, match="doctor-errors") as refusal:
        published_by("stockholm")
    assert "nothing-such" in str(refusal.value)
    assert Published.objects.count() == 0


def test_a_version_that_no_address_can_hold_is_refused(shelf: Path) -> None:
    edit(shelf / "2026.1", 'version: "2026.1"', 'version: "2026/1 slutlig"')
    with pytest.raises(Refused, match="not-a-name"):
        published_by("stockholm")


def test_no_one_changes_what_is_published() -> None:
    """E6: the database refuses, on both."""
    published_by("boras")
    tries = [
        lambda: Published.objects.update(content="{}"),
        lambda: Published.objects.all().delete(),
        lambda: Published.objects.update(version="2027.1"),
    ]
    if connection.vendor == "postgresql":
        tries.append(lambda: connection.cursor().execute("TRUNCATE handbooks_published"))
    for attempt in tries:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            attempt()
    assert [each.version for each in published.editions()] == ["2026.1"]


def test_content_that_was_changed_all_the_same_is_found_and_not_followed() -> None:
    edition = published_by("boras")
    assert published.altered() == []
    lift_guards()
    content = Published.objects.get().content
    Published.objects.update(content=content.replace("Borås", "Bords"))
    assert published.altered() == [edition]
    with pytest.raises(ContentError, match="changed afterwards"):
        published.pinned("boras", "2026.1")


def test_a_case_keeps_its_text_when_the_packaged_file_changes(shelf: Path) -> None:
    """E14: the case is pinned; a newer version is a move of its own, and can be undone."""
    world = build()
    published_by("stockholm")
    done = world.open()
    before = engine.read(done.case).handbook.step("soc-sjukskriven", "1a")
    assert before
    edit(shelf / "2026.1", before.title.sv, "Nyskriven rubrik")
    published.forget()  # as a process that starts now
    packaged = queries.load("stockholm").step("soc-sjukskriven", "1a")
    kept = engine.read(done.case).handbook.step("soc-sjukskriven", "1a")
    assert packaged
    assert kept
    assert (packaged.title.sv, kept.title) == ("Nyskriven rubrik", before.title)
    raise_version(shelf, "2026.2")
    published_by("stockholm")
    assert engine.read(done.case).row.version == "2026.1"
    closing.migrate(**world.by("sara", "ny version"), case=done.case, version="2026.2")
    moved = engine.read(done.case).handbook.step("soc-sjukskriven", "1a")
    assert moved
    assert moved.title.sv == "Nyskriven rubrik"


def test_a_version_is_read_once(django_assert_num_queries) -> None:
    """The hot path asks the database for a handbook once per process and version, published or not."""
    published_by("boras")
    with django_assert_num_queries(2):
        for _ in range(3):
            engine.pinned("boras", "2026.1")
            engine.pinned("malmo", "2026.1")
    assert engine.pinned("malmo", "2026.1") is queries.load("malmo")


def test_the_tables_of_a_version_are_frozen_with_it() -> None:
    table = published.table("stockholm", "2026.1", "lakarintyg")
    published_by("stockholm")
    frozen = published.table("stockholm", "2026.1", "lakarintyg")
    assert frozen.rules == table.rules
    assert frozen.file == "stockholm@2026.1"


def test_an_area_may_use_a_version_that_is_only_published(shelf: Path, tmp_path: Path) -> None:
    raise_version(shelf, "2026.2")
    published_by("stockholm@2026.2")
    text = (AREAS / "stockholm.yaml").read_text("utf-8").replace('version: "2026.1"', 'version: "2026.2"')
    file = tmp_path / "area.yaml"
    file.write_text(text, "utf-8")
    for path in (shelf / "2026.2").glob("*.yaml"):
        path.unlink()
    queries.available.cache_clear()
    assert read_area(str(file)).version == "2026.2"
    file.write_text(text.replace('version: "2026.2"', 'version: "2026.3"'), "utf-8")
    with pytest.raises(ContentError, match="no such version"):
        read_area(str(file))


@pytest.mark.parametrize(
    ("lang", "words"),
    [("sv", ('lang="sv"', "a href")), ("en", ("What has changed since 2026.1", "Not published", "Published"))],
)
def test_the_page_shows_versions_and_what_has_changed(shelf: Path, client: Client, lang: str, words) -> None:
    edition = published_by("stockholm")
    edit(raise_version(shelf, "2026.2"), "Stockholmsmodellen", "Stockholmsvägen")
    answer = client.get(f"/handbooks/stockholm/versions/?lang={lang}")
    page = answer.content.decode()
    assert answer.status_code == 200
    for word in (*words, "2026-11-22", edition.digest[:12], 'compare/?a=stockholm%402026.1&amp;b=stockholm"'):
        assert word in page
    assert page.index(">2026.2</a>") < page.index('"/handbooks/stockholm@2026.1/"')
    compared = client.get("/handbooks/compare/?a=stockholm@2026.1&b=stockholm&lang=en").content.decode()
    assert ", 2026.1</a>" in compared
    assert "They are the same" not in compared


def test_pages_of_a_version_show_what_was_published(shelf: Path, client: Client) -> None:
    """Also when its files are gone, or say something else."""
    published_by("stockholm")
    edit(shelf / "2026.1", "Stockholmsmodellen", "Stockholmsvägen")
    assert "Stockholmsvägen" not in client.get("/handbooks/stockholm@2026.1/").content.decode()
    assert "Stockholmsvägen" in client.get("/handbooks/stockholm/").content.decode()
    raise_version(shelf, "2026.2")
    for file in (shelf / "2026.1").glob("*.yaml"):
        file.unlink()
    queries.available.cache_clear()
    assert client.get("/handbooks/stockholm@2026.1/soc-sjukskriven/").status_code == 200


@pytest.mark.parametrize("ref", ["nothing-such", "boras@1999.1", "x" * 300])
def test_a_handbook_that_is_not_there_is_said_to_be_missing(client: Client, ref: str) -> None:
    assert client.get(f"/handbooks/{ref}/versions/").status_code == 404
    assert client.get("/handbooks/a%00b/versions/").status_code == 400, "no name has such a sign"


def test_without_a_table_there_are_the_packaged_versions(client: Client) -> None:
    """The public pages need no database."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE handbooks_published")
    page = client.get("/handbooks/boras/versions/?lang=en").content.decode()
    assert "2026.1" in page
    assert "Not published" in page


def test_the_terminal_publishes_and_lists(shelf: Path) -> None:
    def run(*words: str):
        return CliRunner().invoke(app, [*words, "--lang", "en"])

    assert "No version has been published yet." in run("handbooks", "--published").output
    answer = json.loads(run("publish", "stockholm", "--json").output)
    assert answer["new"]
    assert "published before" in run("publish", "stockholm").output
    assert [row["files"] for row in json.loads(run("handbooks", "--published", "--json").output)] == ["same"]
    edit(shelf / "2026.1", "Stockholmsmodellen", "Stockholmsvägen")
    taken = run("publish", "stockholm")
    assert (taken.exit_code, "Raise the version" in " ".join(taken.output.split())) == (2, True)
    assert "changed since" in run("handbooks", "--published").output
    edit(shelf / "2026.1", 'to: "outcome:', 'to: "outcome:nothing-such-')
    edit(shelf / "2026.1", "to: outcome:", "to: outcome:nothing-such-")
    assert run("publish", "stockholm").exit_code == 1
    assert run("publish", "nothing-such").exit_code == 2
