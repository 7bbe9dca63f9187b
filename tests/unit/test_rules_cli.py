"""Does `samordna decide` answer people and programs, and say what is wrong on exit 2?"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from samordna.rules import cli
from samordna.web.i18n import activate

FACTS = {"birth_date": "1996-11-30", "reduction": 50, "lasting": "permanent", "rehabilitation_exhausted": True}


@pytest.fixture(autouse=True)
def _swedish():
    activate("sv")
    yield
    activate("sv")


def run(*args: str, stdin: str = "") -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app, lambda: date(2026, 11, 22))
    return CliRunner().invoke(app, ["decide", *args], input=stdin)


def data(result: Result) -> Any:
    return json.loads(result.stdout)


def test_json_answers_today_or_on_the_day_asked(tmp_path: Path):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(FACTS), "utf-8")
    today = data(run("ersattning", "--facts", str(file), "--json"))
    assert (today["outcome"], today["on"]) == ("sjukersattning-partiell", "2026-11-22")
    assert today["law"]
    assert all(isinstance(sentence, str) for sentence in today["because"])
    earlier = data(run("ersattning", "--facts", str(file), "--json", "--on", "2026-10-31"))
    assert (earlier["outcome"], earlier["on"]) == ("aktivitetsersattning", "2026-10-31")


def test_a_table_that_collects_answers_with_a_list():
    facts = "support: extensive\naddiction: nej\nmental: ja\nphysical: no\n"
    said = data(run("behovsgrupp", "--facts", "-", "--json", stdin=facts))
    assert said["outcomes"] == ["AM3", "RH2"]
    assert "outcome" not in said


def test_the_language_is_the_one_asked_for():
    swedish = data(run("jobbtorg-unga", "--facts", "-", "--json", "--lang", "sv", stdin='{"birth_date": "2003-01-01"}'))
    english = data(run("jobbtorg-unga", "--facts", "-", "--json", "--lang", "en", stdin='{"birth_date": "2003-01-01"}'))
    assert swedish["because"] == ["Personen är i åldern för Jobbtorg Unga."]
    assert english["because"] == ["The person is of the age for Jobbtorg Unga."]


def test_people_see_the_answer_the_reasons_the_law_and_who_decides():
    result = run(
        "sip-behov",
        "--facts",
        "-",
        "--lang",
        "en",
        stdin="plan_needed: yes\nplan_consent: yes\nneeds_social_services: yes\nneeds_health_care: yes\n",
    )
    text = " ".join(result.stdout.split())
    assert result.exit_code == 0
    for words in ("starta-sip", "Why", "What did not apply", "SoL (2025:400) 10 kap. 8 §", "worker who decides"):
        assert words in text


@pytest.mark.parametrize(
    ("args", "stdin", "words"),
    [
        (("nope", "--facts", "-"), "{}", "nope"),
        (("jobbtorg-unga", "--facts", "-"), "{}", "birth_date"),
        (("jobbtorg-unga", "--facts", "-"), '{"birth_date": "2030-01-01"}', "birth_date"),
        (("jobbtorg-unga", "--facts", "-"), "[1]", "object"),
        (("jobbtorg-unga", "--facts", "-"), "{a: [", "YAML"),
        (("jobbtorg-unga", "--facts", "no-such-file.json"), "", "no-such-file"),
        (("jobbtorg-unga",), "", "--facts"),
        (("jobbtorg-unga", "--facts", "-", "--on", "yesterday"), "{}", "yesterday"),
        (("ersattning", "--facts", "-", "--on", "2001-01-01"), json.dumps(FACTS), "2017-02-01"),
    ],
)
def test_what_cannot_be_understood_is_explained_on_exit_2(args: tuple[str, ...], stdin: str, words: str):
    plain = run(*args, "--lang", "en", stdin=stdin)
    assert plain.exit_code == 2
    assert plain.stdout == ""
    assert words in " ".join(plain.stderr.split())
    as_json = run(*args, "--json", "--lang", "en", stdin=stdin)
    assert as_json.exit_code == 2
    assert words in json.dumps(data(as_json)["error"], ensure_ascii=False)


def test_the_list_shows_every_table_with_its_facts():
    listed = data(run("--list", "--json", "--lang", "en"))
    assert {"fk-samordning", "ersattning", "lakarintyg"} <= {table["id"] for table in listed}
    assert all(table["facts"] and table["outcomes"] for table in listed)
    assert "insured: yes | as-if-insured | no | unknown" in " ".join(run("--lang", "en").stdout.split())


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ("[" * 50_000, "namn och värden"),
        ("- " * 40_000, "namn och värden"),
        ("x" * 200_000, "för många eller för långa"),
        ('{"reduction": 10, "reduction": 90}', "”reduction” står mer än en gång"),
    ],
    ids=["deep-json", "deep-yaml", "huge", "twice"],
)
def test_strange_facts_are_answered_with_a_sentence(facts, words):
    result = run("ersattning", "--facts", "-", stdin=facts)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
