"""`samordna law`: what does it show, what are its keys, and with which code does it leave?"""

from __future__ import annotations

import json
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from samordna.law import ports
from samordna.law.cli import register
from samordna.web.i18n import activate, language


@pytest.fixture(autouse=True)
def english(monkeypatch):
    # What changes touch among running cases is told in test_law_affected and test_law_running_cases.
    monkeypatch.setattr(ports, "running", [])
    before = language()
    activate("en")
    yield
    activate(before)


def run(*args: str):
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app, lambda: date(2026, 11, 22))
    return CliRunner().invoke(app, ["law", *args], env={"COLUMNS": "200"})


def test_a_provision_in_force_is_shown_with_what_was_read():
    result = run("sol-2025:10:8")
    assert result.exit_code == 0
    assert "SoL (2025:400) 10 kap. 8 §" in result.output
    assert "In force on 2026-11-22." in result.output
    assert "The text of the law has been read." in result.output


def test_a_repealed_provision_names_what_replaced_it_and_leaves_with_1():
    result = run("sol-2001:2:7")
    assert result.exit_code == 1
    assert "NO LONGER IN FORCE on 2026-11-22." in result.output
    assert "SoL (2025:400) 10 kap. 8 § (sol-2025:10:8)" in result.output


def test_the_day_can_be_chosen():
    result = run("sol-2001:2:7", "--on", "2025-06-30")
    assert result.exit_code == 0
    assert "In force on 2025-06-30." in result.output


def test_the_version_of_the_day_is_shown():
    assert "Work practice" in run("sol-2025:12:4", "--on", "2026-06-30").output
    assert "activity requirement" in run("sol-2025:12:4", "--on", "2026-07-01").output


def test_second_hand_law_is_clearly_marked():
    result = run("sol-2025:12:intyg")
    assert result.exit_code == 0
    assert "SECONDARY SOURCE" in result.output


def test_what_is_to_come_leaves_with_1():
    result = run("sol-2025:12:rehabilitering")
    assert result.exit_code == 1
    assert "NOT YET IN FORCE" in result.output


def test_without_an_id_the_acts_are_listed():
    result = run()
    assert result.exit_code == 0
    assert "sol-2025" in result.output
    assert "Health and Medical Services Act (2017:30)" in result.output


def test_an_act_lists_its_provisions():
    result = run("sol-2001")
    assert result.exit_code == 1
    assert "sol-2001:2:7" in result.output
    assert run("fvl").exit_code == 0


def test_a_value_shows_all_its_periods():
    result = run("sjukersattning.to", "--on", "2025-12-31")
    assert result.exit_code == 0
    assert "→ 2023-01-01 – 2025-12-31: to the end of the month before turning 66" in result.output
    assert run("activity.max_hours_week", "--on", "2026-09-30").exit_code == 1


def test_changes_from_a_day_on():
    result = run("--changed-since", "2027-01-01")
    assert result.exit_code == 0
    assert "begins: SoL (2025:400) 12 kap., krav på rehabilitering" in result.output
    assert "secondary source" in result.output
    assert "no → yes" in result.output
    assert "Nothing that we know of" in run("--changed-since", "2040-01-01").output


def test_changes_of_one_act_only():
    changes = json.loads(run("sfb", "--changed-since", "2026-01-01", "--json").stdout)["changes"]
    assert [(c["on"], c["id"]) for c in changes] == [
        ("2026-01-01", "sfb:33:16"),
        ("2026-03-01", "sfb:27:8a"),
        ("2026-03-01", "sfb:29:2"),
        ("2026-06-01", "sfb:36:9a"),
    ]


def test_the_keys_of_json_are_stable():
    provision = json.loads(run("sol-2001:2:7", "--json").stdout)
    assert list(provision) == [
        "on", "id", "citation", "status", "title", "says", "valid", "confidence", "source", "address", "note",
        "replaces", "replaced_by", "successors", "versions",
    ]  # fmt: skip
    assert provision["status"] == "repealed"
    assert provision["valid"] == {"from": "2010-01-01", "to": "2025-07-01"}
    value = json.loads(run("benefit.levels", "--json").stdout)
    assert list(value) == ["on", "key", "title", "now", "periods"]
    assert value["now"]["value"] == [25, 50, 75, 100]
    acts = json.loads(run("--json").stdout)
    assert list(acts) == ["on", "acts"]
    assert list(acts["acts"][0]) == ["id", "sfs", "name", "short", "valid", "in_force", "count", "address", "note"]
    change = json.loads(run("--changed-since", "2027-01-01", "--json").stdout)["changes"][0]
    assert list(change) == [
        "on", "kind", "id", "title", "was", "now", "confidence", "boxes", "tables", "clocks",
    ]  # fmt: skip
    unknown = run("sol-2025:10:88", "--json")
    assert unknown.exit_code == 1
    assert list(json.loads(unknown.stdout)) == ["on", "id", "status", "near"]


def test_an_unknown_id_suggests_others_and_leaves_with_1():
    result = run("sol-2025:10:88")
    assert result.exit_code == 1
    assert "sol-2025:10:8" in result.output


@pytest.mark.parametrize(
    "args", [("--on", "2026-13-01"), ("--changed-since", "igår"), ("fvl", "--lang", "fi"), ("a", "b")]
)
def test_a_question_that_cannot_be_read_leaves_with_2(args):
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_a_day_that_is_wrong_says_how_to_write_it():
    assert "2026-11-22" in run("--on", "2026-13-01").stderr


def test_the_language_can_be_chosen():
    assert "Samordnad individuell plan" in run("sol-2025:10:8", "--lang", "sv").output
    assert "Co-ordinated individual plan" in run("sol-2025:10:8", "--lang", "en").output
