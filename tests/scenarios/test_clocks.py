"""Does every time limit of every handbook end on the day that its story says, boundary days included?

`clocks/gemensamma.yaml` has those that all handbooks share, `clocks/<handbook>.yaml` those of one. A limit without
stories, without its boundary days, or without one for a pause, an extension, a holiday or an area's own length where
its data has such a thing, makes a test fail (D27).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from samordna.handbooks.queries import available, load, shared_registers
from samordna.kernel.period import Period
from samordna.kernel.working_days import WorkingDays
from samordna.law.queries import load as load_law
from samordna.rules import queries as tables
from samordna.rules.calendars import swedish
from samordna.rules.clocks import HOLIDAY, Around, Extension, Pause, Reckoned, reckon, reckon_ages
from samordna.rules.decide import decide
from samordna.rules.limits import NONE, WORKING_DAYS, Length, Limit, length, limit
from samordna.web.i18n import activate, language, render

STORIES = Path(__file__).parent / "clocks"
SHARED = "gemensamma"
PUBLIC = swedish(1970, 2080)
ONE_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    before = language()
    activate("en")
    yield
    activate(before)


def limits() -> dict[tuple[str, str], Limit]:
    """Every time limit of every handbook, by the file that has its stories and its id."""
    common = shared_registers()["deadlines"]
    found = {(SHARED, key): limit(entry.id, entry.title, entry.data) for key, entry in common.items()}
    for name in sorted({each.id for each in available()}):
        for key, entry in load(name).registers["deadlines"].items():
            if key not in common or entry.data != common[key].data:
                found[name, key] = limit(entry.id, entry.title, entry.data)
    return found


LIMITS = limits()
TOLD: dict[tuple[str, str], list[dict[str, Any]]] = {
    (file.stem, key): stories
    for file in sorted(STORIES.glob("*.yaml"))
    for key, stories in YAML(typ="safe").load(file).items()
}
EACH = [
    pytest.param(where, story, id=f"{where[0]}: {where[1]}: {story['name']}")
    for where, stories in TOLD.items()
    for story in stories
]
DATED = [each for each in EACH if "start" in each.values[1]]
AGED = [each for each in EACH if "born" in each.values[1]]
ANSWERED = [each for each in EACH if "facts" in each.values[1]]


def test_every_time_limit_has_stories_and_every_story_a_time_limit():
    assert set(LIMITS) == set(TOLD)
    assert len(DATED) + len(AGED) + len(ANSWERED) == len(EACH)


def around(counted: Limit, story: dict[str, Any], on: date) -> Around:
    """What the dates of a story are counted by, as on a day."""
    calendar = WorkingDays(PUBLIC.closed | frozenset(story.get("closed", ())))
    own = length(story.get("local", {}))
    return Around(calendar, load_law(), on, {counted.id: own} if own else {}, PUBLIC)


def counted(where: tuple[str, str], story: dict[str, Any], on: date | None = None) -> Reckoned:
    found = LIMITS[where]
    pauses = [Pause(Period(each["from"], each.get("to")), "because") for each in story.get("pauses", ())]
    extensions = [Extension(own(each), "because") for each in story.get("extensions", ())]
    day = on or story.get("on", story["start"])
    return reckon(found, story["start"], around(found, story, day), pauses, extensions)


def own(written: dict[str, int]) -> Length:
    found = length(written)
    assert found
    return found


@pytest.mark.parametrize(("where", "story"), DATED)
def test_a_time_limit_ends_as_its_story_says(where: tuple[str, str], story: dict[str, Any]):
    found = counted(where, story)
    steps = [(each.code, render(each.says), each.day) for each in found.because]
    assert found.due == story.get("due"), steps
    if "warns" in story:
        assert found.warns == story["warns"], steps
    assert story.get("says", "") in " ".join(says for _, says, _ in steps)
    assert [each.day for each in found.because if each.day][-1:] == [found.due] or found.due is None


@pytest.mark.parametrize(("where", "story"), DATED)
def test_a_time_limit_stands_on_each_day_as_its_story_says(where: tuple[str, str], story: dict[str, Any]):
    for day, standing in story.get("standing", {}).items():
        assert counted(where, story, max(day, story["start"])).standing(day) == standing, day


@pytest.mark.parametrize(("where", "story"), AGED)
def test_ages_come_as_the_story_says(where: tuple[str, str], story: dict[str, Any]):
    found = LIMITS[where]
    ages = {each.key: each for each in reckon_ages(found, story["born"], around(found, story, story["on"]))}
    assert {key: each.due for key, each in ages.items()} == story["ages"]
    assert {key: ages[key].warns for key in story.get("warns", {})} == story.get("warns", {})
    for key, days in story.get("standing", {}).items():
        assert {day: ages[key].standing(day) for day in days} == days
    assert story.get("says", "") in " ".join(render(each.says) for age in ages.values() for each in age.because)


@pytest.mark.parametrize(("where", "story"), ANSWERED)
def test_a_table_answers_where_a_time_limit_names_one(where: tuple[str, str], story: dict[str, Any]):
    said = decide(tables.load(LIMITS[where].table), story["facts"], date(2026, 11, 22), load_law())
    assert said.outcome == story["answer"]


def boundary(where: tuple[str, str], story: dict[str, Any]) -> set[date]:
    """The days on which the standing of a story changes, and the day before the end."""
    due = counted(where, story).due
    warns = {day for day in (story.get("warns"),) if day and day < story["due"]}
    return {each for day in warns for each in (day - ONE_DAY, day)} | (
        {due - ONE_DAY, due, due + ONE_DAY} if due else set()
    )


@pytest.mark.parametrize("where", LIMITS, ids=": ".join)
def test_the_stories_of_a_time_limit_have_its_boundary_days(where: tuple[str, str]):
    stories, found = TOLD[where], LIMITS[where]
    if found.ages or found.table:
        assert any(story.get("standing") or story.get("answer") for story in stories)
        return
    assert any(boundary(where, story) <= set(story.get("standing", ())) for story in stories)
    assert not found.warn or any("warns" in story for story in stories)


@pytest.mark.parametrize("where", LIMITS, ids=": ".join)
def test_what_a_time_limit_allows_has_a_story(where: tuple[str, str]):
    stories, found = TOLD[where], LIMITS[where]
    assert found.pausable == any("pauses" in story for story in stories)
    assert bool(found.extendable) == any("extensions" in story for story in stories)
    asks_for_holiday = found.shift != NONE or bool(found.proposal and found.proposal.unit == WORKING_DAYS)
    with_holiday = [story for story in stories if story.get("holiday")]
    assert asks_for_holiday == bool(with_holiday)
    for story in with_holiday if found.shift != NONE else ():
        assert HOLIDAY in [each.code for each in counted(where, story).because]


@pytest.mark.parametrize("where", LIMITS, ids=": ".join)
def test_a_time_limit_says_where_it_comes_from_and_what_starts_it(where: tuple[str, str]):
    found = LIMITS[where]
    assert found.source
    assert found.starts_title.sv
    assert found.starts_title.en
    assert found.who
    assert found.missed.action
    assert found.kind != "statute" or found.law


def test_the_annex_of_the_sources_is_whole():
    """T1–T18, each in at least one handbook."""
    assert {found.register_id for found in LIMITS.values() if found.register_id} == {f"T{n}" for n in range(1, 19)}
