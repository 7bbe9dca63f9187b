"""Do the packaged tables answer as the stories in `tests/scenarios/tables` say, boundary days included?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from samordna.law.queries import load as load_law
from samordna.rules import queries
from samordna.rules.decide import decide

STORIES = Path(__file__).parents[1] / "scenarios" / "tables"
FEWEST = {"ersattning": 20}


def stories() -> list[tuple[str, dict[str, Any]]]:
    return [(path.stem, story) for path in sorted(STORIES.glob("*.yaml")) for story in YAML(typ="safe").load(path)]


@pytest.mark.parametrize(("table", "story"), [pytest.param(t, s, id=f"{t}: {s['name']}") for t, s in stories()])
def test_a_table_answers_as_the_story_says(table: str, story: dict[str, Any]):
    said = decide(queries.load(table), story["facts"], story["on"], load_law())
    expected = story["expect"]
    assert list(said.codes) == (expected if isinstance(expected, list) else [expected])
    assert set(story.get("law", ())) <= set(said.law)
    assert story.get("says", "") in " ".join(text.sv for text in said.because)


@pytest.mark.parametrize("table", queries.ids())
def test_every_table_has_stories_that_reach_every_outcome(table: str):
    own = [story for name, story in stories() if name == table]
    assert len(own) >= FEWEST.get(table, 6)
    reached = {
        code for story in own for code in ([story["expect"]] if isinstance(story["expect"], str) else story["expect"])
    }
    assert reached == set(queries.load(table).outcome_by_code)
