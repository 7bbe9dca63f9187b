"""Does the law count as it did, does and will, on both sides of every day on which it changes?

The facts are in `tests/scenarios/law/by-date.yaml`, each with the statute it stands in. A change that the library has
and the file has not, or the other way round, makes a test fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from samordna.law.domain import NoValueError, Provision, Status
from samordna.law.queries import load

LAW = load()
FACTS: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load(
    Path(__file__).parents[1] / "scenarios" / "law" / "by-date.yaml"
)
ONE_DAY = timedelta(days=1)
NOTHING = object()
# Every wording that counts, by how it is cited.
CITED = {version.citation: version.id for versions in LAW.by_id.values() for version in versions}
KEYS = {"aktivitetsersattning": ("aktivitetsersattning.from", "aktivitetsersattning.to"),
        "sjukersattning.full": ("sjukersattning.full.from", "sjukersattning.to"),
        "sjukersattning.partial": ("sjukersattning.partial.from", "sjukersattning.to"),
        "jobbtorg-unga": ("jobbtorg-unga.from", "jobbtorg-unga.to")}  # fmt: skip
# Acts that a model cites as they stand; what happened to them before the models is not followed day by day.
NOT_FOLLOWED = ("osl", "solpul")


def named(section: str, name: str) -> list[Any]:
    return [pytest.param(each, id=f"{each[name]} {each.get('on', '')}") for each in FACTS[section]]


def value_on(key: str, on: date) -> object:
    try:
        found = LAW.value(key, on).value
    except NoValueError:
        return NOTHING
    return list(found) if isinstance(found, tuple) else found


def provision(citation: str, on: date) -> Provision:
    return LAW.provision(CITED[citation], on)


@pytest.mark.parametrize("fact", named("values", "key"))
def test_a_value_changes_on_its_day(fact: dict[str, Any]):
    assert value_on(fact["key"], fact["on"] - ONE_DAY) == fact.get("was", NOTHING)
    now = LAW.value(fact["key"], fact["on"])
    assert now.value == fact["now"]
    assert now.valid.start == fact["on"]
    assert now.confidence == fact["sure"]
    cited = provision(fact["cites"], fact["on"]).id if "cites" in fact else ""
    assert now.provision == cited


@pytest.mark.parametrize("fact", named("steady", "key"))
def test_a_value_that_does_not_change_stands_where_it_is_said_to(fact: dict[str, Any]):
    assert [list(v.value) if isinstance(v.value, tuple) else v.value for v in LAW.values(fact["key"])] == [fact["now"]]
    on = date(2026, 11, 22)
    cited = provision(fact["cites"], on).id if "cites" in fact else ""
    assert LAW.value(fact["key"], on).provision == cited


@pytest.mark.parametrize("fact", named("moved", "old"))
def test_a_section_moves_on_its_day(fact: dict[str, Any]):
    old, new = CITED[fact["old"]], [CITED[each] for each in fact["new"]]
    before = fact["on"] - ONE_DAY
    assert LAW.status(old, before) is Status.IN_FORCE
    assert LAW.status(old, fact["on"]) is Status.REPEALED
    assert list(LAW.successors(old, fact["on"])) == new
    assert LAW.successors(old, before) == ()
    assert [LAW.status(each, fact["on"]) for each in new] == [Status.IN_FORCE] * len(new)
    assert [LAW.status(each, before) for each in new] == [Status.NOT_YET] * len(new)


@pytest.mark.parametrize("fact", named("reworded", "cites"))
def test_a_section_gets_its_new_wording_on_its_day(fact: dict[str, Any]):
    before, now = provision(fact["cites"], fact["on"] - ONE_DAY), provision(fact["cites"], fact["on"])
    assert before.says != now.says
    assert now.valid.start == fact["on"]
    assert now.confidence == fact["sure"]


@pytest.mark.parametrize("fact", named("begins", "cites"))
def test_a_section_begins_on_its_day(fact: dict[str, Any]):
    there = CITED[fact["cites"]]
    assert LAW.status(there, fact["on"] - ONE_DAY) is Status.NOT_YET
    assert LAW.status(there, fact["on"]) is Status.IN_FORCE
    assert provision(fact["cites"], fact["on"]).confidence == fact["sure"]


@pytest.mark.parametrize("fact", named("ages", "what"))
def test_a_person_is_of_the_age_from_the_first_day_to_the_last(fact: dict[str, Any]):
    first, last = fact["first"], fact["last"]
    window = LAW.window(fact["born"], *KEYS[fact["what"]], fact["on"])
    days = [first - ONE_DAY, first, last, last + ONE_DAY]
    assert [day in window for day in days] == [False, True, True, False]
    assert (window.start, window.last) == (first, last)


def changes() -> Iterator[tuple[str, date]]:
    """What the library says changes or begins on a day after its act began, and what is repealed."""
    for key, values in LAW.by_key.items():
        yield from ((key, value.valid.start) for value in values if value.valid.start)
    for ref, versions in LAW.by_id.items():
        act = LAW.acts[versions[0].act]
        yield from ((ref, each.valid.start) for each in versions[1:] if each.valid.start and act.id not in NOT_FOLLOWED)
        if versions[-1].valid.end:
            yield ref, versions[-1].valid.end


def test_every_change_of_the_library_is_told_and_no_other():
    told = {(fact["key"], fact["on"]) for fact in FACTS["values"]}
    told |= {(CITED[fact["old"]], fact["on"]) for fact in FACTS["moved"]}
    told |= {(CITED[fact["cites"]], fact["on"]) for fact in FACTS["reworded"]}
    assert told == set(changes())


def test_every_value_is_told():
    assert {fact["key"] for part in ("values", "steady") for fact in FACTS[part]} == set(LAW.by_key)


def test_what_comes_with_the_new_support_rules_is_marked_as_not_read():
    """The main risk: nobody here has read the text, and the screen must say so (issue 4, law by date)."""
    coming = [f for part in ("values", "reworded", "begins") for f in FACTS[part] if f["on"] >= date(2026, 7, 1)]
    assert len(coming) >= 20
    assert {fact["sure"] for fact in coming} == {"secondary"}
