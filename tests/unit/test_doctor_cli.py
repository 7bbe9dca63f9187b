"""`samordna doctor`: which handbooks, which day, which exit code, and what in the JSON?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samordna.cli import app
from samordna.content import reading
from samordna.web.i18n import activate, language

SOUND = Path(__file__).parents[1] / "fixtures/sound/handbook.yaml"
ON = ("--on", "2026-11-22")


@pytest.fixture(autouse=True)
def _as_before(monkeypatch):
    monkeypatch.setattr(reading, "_cache_folder", lambda: None)
    before = language()
    yield
    activate(before)


def doctor(*arguments):
    return CliRunner().invoke(app, ["doctor", *map(str, arguments), "--lang", "en"])


def broken(tmp_path, was, now):
    file = tmp_path / "handbook.yaml"
    file.write_text(SOUND.read_text("utf-8").replace(was, now, 1), "utf-8")
    return file


def test_a_sound_handbook_leaves_with_zero():
    result = doctor(SOUND, *ON)
    assert result.exit_code == 0
    assert "Errors: 0." in result.stdout


def test_errors_leave_with_one_and_say_where_and_what_to_do(tmp_path):
    file = broken(tmp_path, 'en: On}, to: "6"', 'en: On}, to: "66"')
    result = doctor(file, *ON, "--json")
    assert result.exit_code == 1
    findings = {f["code"]: f for f in json.loads(result.stdout)}
    assert set(findings["target-unknown"]) == {"code", "severity", "place", "message", "mend"}
    assert findings["target-unknown"]["severity"] == "error"
    assert findings["target-unknown"]["place"].startswith(f"{file.as_posix()}:")
    assert findings["target-unknown"]["place"].endswith("(sund/5)")
    assert "“66”" in findings["target-unknown"]["message"]


def test_warnings_alone_leave_with_zero(tmp_path):
    result = doctor(broken(tmp_path, "{sv: Åter, en: Back}", "Åter"), *ON, "--json")
    assert result.exit_code == 0
    assert [f["code"] for f in json.loads(result.stdout)] == ["label-missing"]


def test_a_file_that_cannot_be_read_is_a_finding_and_the_rest_is_still_examined(tmp_path):
    result = doctor(broken(tmp_path, "owner:", "ovner:"), SOUND, *ON, "--json")
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)
    assert finding["code"] == "unreadable"
    assert finding["place"].endswith("handbook.yaml:7")
    assert "owner" in finding["mend"]


def test_the_day_decides_which_law_is_in_force():
    before = json.loads(doctor(SOUND, "--on", "2025-01-01", "--json").stdout)
    assert {f["code"] for f in before} == {"law-not-yet", "not-valid-today"}


@pytest.mark.parametrize("day", ["i morgon", "2026-13-01", "22/11"])
def test_a_day_that_is_none_is_refused(day):
    result = doctor(SOUND, "--on", day)
    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.output


def test_everything_packaged_is_sound_on_the_day():
    result = doctor(*ON, "--json")
    assert result.exit_code == 0
    assert {f["severity"] for f in json.loads(result.stdout)} <= {"info"}


def test_a_handbook_that_is_not_there_is_a_question_not_understood():
    assert doctor("nope").exit_code == 2


def test_a_table_is_examined_by_id_and_as_a_file(tmp_path):
    sound = (reading.ROOT / "tables" / "lakarintyg.yaml").read_text("utf-8")
    file = tmp_path / "lakarintyg.yaml"
    file.write_text(sound.replace("then: complete", "then: compleet"), "utf-8")
    assert doctor("lakarintyg").exit_code == 0
    result = doctor(file)
    assert result.exit_code == 1
    assert "compleet" in result.output
