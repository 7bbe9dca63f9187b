"""Is a content file parsed once, read anew when it changes, and never harmed by a cache that fails?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from samordna.content import reading
from samordna.content.reading import read
from samordna.handbooks.queries import available, load, version_key

TEXT = "id: prov\ntitle: Prov\nrows:\n  - {id: a}\n  - {id: b}\n"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(reading, "_cache_folder", lambda: folder)
    return folder


@pytest.fixture
def parsed(monkeypatch):
    """How many times a file has been parsed."""
    times: list[str] = []
    parse = reading._parse
    monkeypatch.setattr(reading, "_parse", lambda shown, raw: times.append(shown) or parse(shown, raw))
    return times


def plain(data, path, lines):
    return data


def written(folder, text=TEXT, name="prov.yaml"):
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_a_file_is_parsed_once(tmp_path, cache, parsed):
    file = written(tmp_path)
    first, second = read(file, "prov", plain), read(file, "prov", plain)
    assert first == second
    assert len(parsed) == 1
    assert first.line("rows", 1) == 5
    assert first.line("rows", 1, "nothing", "here") == 5
    assert first.line("nothing") == 1


def test_a_changed_file_is_parsed_again(tmp_path, cache, parsed):
    file = written(tmp_path)
    read(file, "prov", plain)
    assert read(written(tmp_path, TEXT.replace("Prov", "Nytt")), "prov", plain).data["title"] == "Nytt"
    assert read(written(tmp_path), "prov", plain).data["title"] == "Prov"
    assert len(parsed) == 2


def test_the_same_text_in_two_files_keeps_its_own_name(tmp_path, cache, parsed):
    one, two = written(tmp_path), written(tmp_path, name="annan.yaml")
    assert read(one, "prov", plain).file.endswith("prov.yaml")
    assert read(two, "prov", plain).file.endswith("annan.yaml")
    assert len(parsed) == 1


def test_another_kind_or_another_schema_does_not_share_what_was_kept(tmp_path, cache, parsed, monkeypatch):
    file = written(tmp_path)
    read(file, "prov", plain)
    read(file, "annat", plain)
    assert len(parsed) == 2
    scenario = written(tmp_path, "title: T\nprocess: p\nparty: s\n", "scenario.yaml")
    check = reading.by_schema("samordna.handbooks.schema:ScenarioFile")
    read(scenario, "scenario", check)
    monkeypatch.setattr(reading, "form", lambda name: "changed")
    read(scenario, "scenario", check)
    assert len(parsed) == 4


@pytest.mark.parametrize("harm", [b"", b"{", b"[]", b"\xff\xfe", b'{"data": 1, "lines": {}}', b"null"])
def test_a_harmed_cache_file_is_as_none(tmp_path, cache, parsed, harm):
    file = written(tmp_path)
    right = read(file, "prov", plain)
    (kept,) = cache.iterdir()
    kept.write_bytes(harm)
    assert read(file, "prov", plain) == right
    assert json.loads(kept.read_bytes())["data"] == right.data


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    file = written(tmp_path)
    missing = tmp_path / "finns" / "inte"
    monkeypatch.setattr(reading, "_cache_folder", lambda: missing)
    assert read(file, "prov", plain).data["id"] == "prov"
    monkeypatch.setattr(reading, "_cache_folder", lambda: file)  # a file where a folder should be
    assert read(file, "prov", plain).data["id"] == "prov"


def test_a_cache_folder_that_cannot_be_made_is_no_error(tmp_path, monkeypatch):
    blocked = written(tmp_path)
    monkeypatch.setattr(reading, "user_cache_path", lambda *args, **kwargs: blocked / "under-en-fil")
    assert reading._cache_folder.__wrapped__() is None


def test_nothing_half_written_is_left_behind(tmp_path, cache):
    read(written(tmp_path), "prov", plain)
    assert [file.suffix for file in cache.iterdir()] == [".json"]


def test_two_processes_at_once(tmp_path):
    """Both start with an empty cache and read two handbooks; both get them."""
    code = "from samordna.handbooks.queries import *; print(*(len(load(a.id).processes) for a in available()[:2]))"
    environment = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "PATH": ""}
    both = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [each.communicate(timeout=120) for each in both]
    processes = " ".join(str(len(load(a.id).processes)) for a in available()[:2])
    assert said == [(f"{processes}\n".encode(), b"")] * 2


def test_a_handbook_is_kept_until_one_of_its_files_changes(tmp_path):
    sound = Path(__file__).parents[1] / "fixtures/sound/handbook.yaml"
    head, _, _ = sound.read_text("utf-8").partition("processes:\n")
    main = written(tmp_path, head, "handbook.yaml")
    first = load(str(tmp_path))
    assert load(str(tmp_path)) is first
    main.write_text(head.replace("Sunds kommun", "Nya Sunds kommun"), "utf-8")
    second = load(str(tmp_path))
    assert second.owner == "Nya Sunds kommun"
    process = written(tmp_path, 'id: ny\nnumber: "1"\ntitle: Ny\nstarters: [socialtjanst]\nstarts: []\n', "ny.yaml")
    assert [p.id for p in load(str(tmp_path)).processes] == ["ny"]
    process.write_text(process.read_text("utf-8").replace("title: Ny", "title: Nyare"), "utf-8")
    assert load(str(tmp_path)).processes[0].title.sv == "Nyare"
    process.unlink()
    assert load(str(tmp_path)).processes == ()


def test_a_changed_base_changes_what_is_based_on_it(tmp_path):
    lead = 'version: "1"\ntitle: T\nsource: {title: K}\nvalid: {}\nowner: O\n'
    base = written(tmp_path, f"id: lan\n{lead}terms: {{person: klient}}\n", "lan.yaml")
    own = written(tmp_path, f"id: kommun\n{lead}based_on: lan.yaml\n", "kommun.yaml")
    assert load(str(own)).terms["person"].sv == "klient"
    base.write_text(base.read_text("utf-8").replace("klient", "kund"), "utf-8")
    assert load(str(own)).terms["person"].sv == "kund"


def test_versions_sort_as_people_count():
    assert sorted(["2026.10", "2026.2", "2026.2b", "2025.11", "as-written"], key=version_key) == [
        "as-written",
        "2025.11",
        "2026.2",
        "2026.2b",
        "2026.10",
    ]
