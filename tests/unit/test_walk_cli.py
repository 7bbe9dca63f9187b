"""`samordna walk`: what comes out, as JSON and on the screen, and with which code does it leave?"""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from samordna.cli import app
from samordna.handbooks.journey import fold
from samordna.handbooks.journey.codec import event_from_json, state_json
from samordna.handbooks.queries import load
from samordna.web.i18n import activate, language


@pytest.fixture(autouse=True)
def english():
    before = language()
    activate("en")
    yield
    activate(before)


def walk(*args: str):
    return CliRunner().invoke(app, ["walk", *args, "--lang", "en"], env={"COLUMNS": "200"})


def told(*args: str) -> dict:
    result = walk(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_rehearsal_is_told_as_json():
    data = told("boras", "--choose", "nej")
    first = load("boras").by_id["boras"].first
    target = load("boras").step("boras", first).exit("nej").to[0]
    assert (data["handbook"], data["path"]) == ("boras", [f"boras/{first}"])
    assert (data["box"]["id"], data["state"]["boxes"]) == (target, [f"boras/{target}"])
    assert {e["id"] for e in data["box"]["exits"]} <= set(data["choices"])


def test_the_events_that_are_told_fold_to_the_state_that_is_told():
    """E5."""
    data = told("boras", "--choose", "nej")
    assert state_json(fold(event_from_json(event) for event in data["events"])) == data["state"]


def test_choices_are_repeated_or_separated_by_commas():
    first = load("stockholm").by_id["soc-sjukskriven"].first
    step = load("stockholm").step("soc-sjukskriven", first)
    choice = step.exits[0].id
    one = told("stockholm/soc-sjukskriven", "--choose", f"{choice},back,{choice}")
    other = told("stockholm/soc-sjukskriven", "--choose", choice, "--choose", "back", "--choose", choice)
    assert one == other


def test_a_wrong_choice_leaves_with_2_and_says_what_can_be_chosen():
    result = walk("boras", "--choose", "hittepa", "--json")
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert "no exit “hittepa”" in error["message"]
    assert "ja, nej" in error["mend"]


@pytest.mark.parametrize(
    "choice", ["wait:hittepa", "refer:hittepa", "jump:hittepa", "accept", "answer", "back", "box:99", "skip:"]
)
def test_every_choice_that_cannot_be_made_leaves_with_2(choice):
    result = walk("boras", "--choose", choice, "--json")
    assert result.exit_code == 2
    assert "You can choose: ja, nej" in json.loads(result.stdout)["error"]["mend"]


def test_an_unknown_handbook_process_box_or_party_leaves_with_2():
    for args in (["hittepa"], ["boras/hittepa"], ["boras", "--from", "99"], ["boras", "--as", "individ"]):
        result = walk(*args, "--json")
        assert result.exit_code == 2, args
        assert json.loads(result.stdout)["error"]["message"]


def test_another_starter_may_run_the_process():
    """D4: Borås has two equal ones."""
    data = told("boras", "--as", "arbetsformedlingen")
    assert data["state"]["ball"] == "arbetsformedlingen"


def test_a_rehearsal_may_start_in_the_middle():
    """D15."""
    assert told("boras", "--from", "7a")["box"]["id"] == "7a"


def test_the_screen_shows_the_box_what_can_be_chosen_and_a_summary():
    result = walk("boras", "--choose", "nej")
    assert result.exit_code == 0
    target = load("boras").step("boras", load("boras").by_id["boras"].first).exit("nej").to[0]
    step = load("boras").step("boras", target)
    assert step.title.en in result.output
    assert step.exits[0].id in result.output
    assert "Summary" in result.output


def test_a_hand_over_offers_the_receivers_answers():
    """D7, D8."""
    book = load("boras")
    way = next((s, e) for _, s in book.every_step() for e in s.exits if not s.lead and e.consent and not e.returns)
    data = told("boras", "--from", way[0].id, "--choose", way[1].id)
    assert data["choices"][:2] == ["accept", "decline"]
    after = told("boras", "--from", way[0].id, "--choose", f"{way[1].id},accept")
    assert after["state"]["ball"] == "forsakringskassan"
    back = told("boras", "--from", way[0].id, "--choose", f"{way[1].id},decline")
    assert back["box"]["id"] == way[0].id
