"""Do `samordna map` and `samordna booklet` write what they are asked for, and explain what they cannot do?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from samordna.handbooks.booklet import cli as booklet_cli
from samordna.handbooks.map import cli as map_cli
from samordna.web import i18n


@pytest.fixture
def run():
    before = i18n.language()
    app = typer.Typer()
    map_cli.register(app, lambda: date(2026, 11, 22))
    booklet_cli.register(app, lambda: date(2026, 11, 22))
    yield lambda *words: CliRunner().invoke(app, [*words, "--lang", "en"], catch_exceptions=False)
    i18n.activate(before)


def test_a_map_is_written_to_a_file(run, tmp_path: Path) -> None:
    done = run("map", "stockholm/finsamteam", "-o", str(tmp_path / "team.svg"), "--current", "3")
    assert done.exit_code == 0
    assert "boxes" in done.output
    svg = (tmp_path / "team.svg").read_text("utf-8")
    assert svg.startswith("<svg")
    assert "You are here" in svg


def test_a_map_without_a_file_goes_to_the_screen(run) -> None:
    assert run("map", "tranas").output.startswith("<svg")


def test_an_unknown_process_is_explained(run) -> None:
    done = run("map", "stockholm/finsamtaem")
    assert done.exit_code == 2
    assert "finsamteam" in done.output


def test_a_box_that_is_none_is_explained(run) -> None:
    done = run("map", "stockholm/finsamteam", "--current", "99")
    assert done.exit_code == 2
    assert "has no box “99”" in done.output
    assert "1, 2, 3, 4, 10" in done.output


@pytest.mark.parametrize("pattern", ["{box}", "{", "{0}", "{step.id}"])
def test_an_address_that_cannot_be_filled_in_is_explained(run, pattern: str) -> None:
    done = run("map", "tranas", "--box-href", pattern)
    assert done.exit_code == 2
    assert "Only “{step}” and “{process}”" in done.output


def test_a_booklet_is_written(run, tmp_path: Path) -> None:
    done = run(
        "booklet", "jonkopings-lan", "-o", str(tmp_path / "lan.pdf"), "--for", "socialtjanst", "--on", "2026-12-01"
    )
    assert done.exit_code == 0
    assert (tmp_path / "lan.pdf").read_bytes().startswith(b"%PDF")


def test_a_booklet_for_an_unknown_party_names_those_there_are(run, tmp_path: Path) -> None:
    done = run("booklet", "tranas", "-o", str(tmp_path / "x.pdf"), "--for", "nobody")
    assert done.exit_code == 2
    assert "amie" in done.output


def test_a_place_that_cannot_be_written_is_explained(run, tmp_path: Path) -> None:
    done = run("map", "tranas", "-o", str(tmp_path / "missing" / "x.svg"))
    assert done.exit_code == 2
    assert "cannot be written" in done.output.replace("\n", " ")
