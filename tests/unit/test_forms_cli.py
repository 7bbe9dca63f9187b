"""Does `samordna forms` tell what a form asks, and print it?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samordna.cli import app
from samordna.forms.queries import ids

run = CliRunner().invoke


def test_forms_are_listed_told_and_given_to_programs() -> None:
    """Without an id all of them; with one what it asks."""
    assert all(form in run(app, ["forms"]).stdout for form in ids())
    assert "Sju slag av aktivitet" in run(app, ["forms", "rehabiliteringsforfragan", "--lang", "sv"]).stdout
    said = json.loads(run(app, ["forms", "sip-plan", "--json"]).stdout)
    assert said["parts"][2]["fields"][0]["columns"] == ["what", "principal", "who", "when"]
    assert len(json.loads(run(app, ["forms", "--json"]).stdout)) == len(ids())


def test_a_form_is_printed(tmp_path: Path) -> None:
    """A PDF where it was asked for."""
    file = tmp_path / "plan.pdf"
    assert run(app, ["forms", "sip-plan", "--pdf", str(file)]).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["forms", "sip-plann"], "sip-plan"),
        (["forms", "--pdf", "x.pdf"], "Name the form"),
        (["forms", "sip-plan", "--pdf", "/finns/inte/x.pdf"], "could not be written"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str) -> None:
    """Exit code 2, with what to write instead."""
    answer = run(app, [*arguments, "--lang", "en"])
    assert answer.exit_code == 2
    assert said in answer.output
