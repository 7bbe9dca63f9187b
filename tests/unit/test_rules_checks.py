"""Does the check see what is wrong with a table, and nothing wrong with ours?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from samordna.content.reading import ContentError
from samordna.kernel.finding import Finding
from samordna.kernel.period import Period
from samordna.law.queries import load as load_law
from samordna.rules import queries
from samordna.rules.checks import check
from samordna.rules.decide import decide
from samordna.rules.domain import COLLECT, UNIQUE, Comparison, Condition, LawRef, Rule, Table

ON = date(2026, 11, 22)
DAYS = [
    date(2025, 7, 1),
    date(2026, 2, 28),
    date(2026, 6, 30),
    date(2026, 7, 1),
    ON,
    date(2027, 1, 1),
    date(2030, 1, 31),
]


def found(table: Table, on: date = ON) -> set[str]:
    return {finding.code for finding in check(table, load_law(), on)}


def changed(table: Table, rule_id: str, **changes: object) -> Table:
    return replace(table, rules=tuple(replace(r, **changes) if r.id == rule_id else r for r in table.rules))


@pytest.mark.parametrize("table", queries.ids())
def test_the_packaged_tables_are_sound_on_every_day_that_matters(table: str):
    loaded = queries.load(table)
    turns = {day for rule in loaded.rules for day in (rule.valid.start, rule.valid.end) if day}
    for day in {*DAYS, *turns}:
        assert check(loaded, load_law(), day) == ()


def test_a_gap_is_described_by_the_facts_that_matter():
    table = queries.load("genomgang-program")
    never, *gaps = check(replace(table, rules=table.rules[1:]), load_law(), ON)
    assert (never.code, [gap.code for gap in gaps]) == ("outcome-never", ["table-gap"])
    assert gaps[0].message.params["facts"].sv == "Programmet går att anpassa: Ja"


def test_a_gap_by_age_is_found():
    table = queries.load("ersattning")
    assert found(replace(table, rules=tuple(r for r in table.rules if r.id != "for-ung"))) == {"table-gap"}


def test_overlap_in_a_unique_table_is_found():
    table = changed(queries.load("samverkansvag"), "inget-behov", when=())
    assert "table-overlap" in found(table)


def test_overlap_is_no_fault_where_rows_are_collected_or_ordered():
    assert "table-overlap" not in found(
        replace(changed(queries.load("samverkansvag"), "inget-behov", when=()), hit=COLLECT)
    )
    assert found(queries.load("fk-samordning")) == set()


def test_a_row_below_one_that_covers_all_is_unreachable():
    table = queries.load("malgrupp")
    assert found(replace(table, rules=(table.rules[-1], *table.rules[:-1]))) == {"row-unreachable"}


def test_words_that_the_table_does_not_know_are_found():
    table = queries.load("jobbtorg-unga")
    assert found(changed(table, "ung", then=("arbete",))) == {"outcome-unknown", "outcome-never"}
    assert found(changed(table, "ung", then=("jobbtorg", "too-young"))) >= {"outcome-many"}
    assert "value-unknown" in found(
        changed(table, "ung", when=(Condition("age_young", (Comparison("one_of", ("during",)),)),))
    )
    assert "fact-unknown" in found(changed(table, "ung", when=(Condition("age", (Comparison("one_of", ("x",)),)),)))
    assert "row-twice" in found(replace(table, rules=(*table.rules, table.rules[0])))


def test_a_fact_that_is_asked_for_and_never_used_is_told():
    table = queries.load("jobbtorg-unga")
    assert found(replace(table, facts=(*table.facts, queries.facts()["applied"]))) == {"fact-unused"}


def test_citations_are_looked_up_on_the_day():
    table = queries.load("jobbtorg-unga")
    assert found(changed(table, "ung", law=("sol-2099:1:1",))) == {"citation-unknown"}
    repealed: tuple[Finding, ...] = check(changed(table, "ung", law=("sol-2001:2:7",)), load_law(), ON)
    assert [(f.code, "sol-2025:10:8" in str(f.mend)) for f in repealed] == [("citation-repealed", True)]
    assert found(changed(table, "ung", law=("sol-2025:12:intyg",)), date(2026, 6, 30)) == {"citation-not-yet"}
    assert found(changed(table, "ung", law=("sol-2001:2:7",), valid=Period(date(2027, 1, 1)))) >= {"table-gap"}


def test_an_unknown_number_of_the_law_is_found():
    table = queries.load("langvarigt-bistand")
    at_least = Comparison("at_least", (LawRef("bistand.eternal.months"),))
    assert found(changed(table, "ett-ar", when=(Condition("support_months_12", (at_least,)),))) == {"law-value-unknown"}


def test_a_table_too_large_to_try_says_so():
    table = queries.load("behovsgrupp")
    many = tuple(replace(table.facts[1], id=f"fact{n}") for n in range(20))
    rows = tuple(
        Rule(f.id, (Condition(f.id, (Comparison("one_of", ("yes",)),)),), ("AM1",), table.rules[0].because)
        for f in many
    )
    assert "table-too-large" in found(replace(table, facts=(*table.facts, *many), rules=(*table.rules, *rows)))


BROKEN = {
    "operator": ("when: {support: none}", "when: {support: {over: 3}}", "över|over"),
    "boolean": ('when: {addiction: "yes"}\n    then: RH1', "when: {addiction: true}\n    then: RH1", "true or false"),
    "fact": ("facts: [support,", "facts: [suport,", "support"),
    "english": ("{sv: Behovsgrupp, en: Need group}", "{sv: Behovsgrupp}", "en"),
    "law": ("when: {support: none}", 'when: {support: "@Not a key"}', "@key"),
    "number": ("when: {support: none}", "when: {support: 3}", "cannot be compared with “3”"),
    "order": ("when: {support: none}", "when: {support: {at_least: none}}", "at_least: none.*support: value"),
    "free text": ("facts: [support,", "facts: [goal, support,", "“goal” is free text"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, broken: tuple[str, str, str]):
    was, now, word = broken
    text = (queries.TABLES / "behovsgrupp.yaml").read_text("utf-8")
    assert was in text
    file = tmp_path / "own.yaml"
    file.write_text(text.replace(was, now), "utf-8")
    with pytest.raises(ContentError, match=word) as wrong:
        queries.load(str(file))
    assert wrong.value.line > 0


MISFITS = {
    "birth_date": ["{at_least: 3}", "{at_least: sommaren}", '{at_least: "@benefit.min_reduction"}', "{has: [a]}"],
    "reduction": ["half", "{at_least: half}", "{at_least: [25, 50]}", "{at_least: []}", "{count_at_least: 1}"],
    "absence_days": ["{more_than: 2026-01-31}", "{has_not: [3]}"],
    "support_from": ["kommun", "{at_least: 2}", "{count_at_least: two}", "{has: [2]}"],
    "age": ["{at_least: 18}", "18"],
}
OWN = """\
id: own
title: {sv: Egen, en: Own}
question: {sv: Vad?, en: What?}
source: {title: Egen}
hit: first
facts: [birth_date, reduction, absence_days, support_from]
derived:
  - {id: age, title: {sv: Ålder, en: Age}, birth: birth_date, from: "@jobbtorg-unga.from", to: "@jobbtorg-unga.to"}
outcomes:
  - {code: a, title: {sv: A, en: A}, says: {sv: A, en: A}}
  - {code: b, title: {sv: B, en: B}, says: {sv: B, en: B}}
rules:
  - id: first
    when: {}
    then: a
    because: {sv: Därför., en: Because.}
  - {id: rest, then: b, because: {sv: Annars., en: Otherwise.}}
"""


def own(folder: Path, when: str) -> Table:
    """A table of one's own with one condition, on line 14."""
    file = folder / "own.yaml"
    file.write_text(OWN.replace("when: {}", f"when: {{{when}}}"), "utf-8")
    return queries.load(str(file))


@pytest.mark.parametrize(("fact", "test"), [(fact, test) for fact, tests in MISFITS.items() for test in tests])
def test_a_condition_that_does_not_fit_its_fact_is_refused_at_its_line(tmp_path: Path, fact: str, test: str):
    with pytest.raises(ContentError, match=f"own.yaml:14: “{fact}” cannot be compared with") as wrong:
        own(tmp_path, f"{fact}: {test}")
    assert fact in str(wrong.value.mend)


def test_a_date_may_be_one_of_several(tmp_path: Path):
    table = own(tmp_path, "birth_date: [1990-01-31, 1990-02-01]")
    facts = {"birth_date": "1990-02-01", "reduction": 50, "absence_days": 3, "support_from": []}
    assert decide(table, facts, ON, load_law()).outcome == "a"
    assert decide(table, {**facts, "birth_date": "1990-02-02"}, ON, load_law()).outcome == "b"


def test_an_unknown_table_names_the_nearest():
    with pytest.raises(ContentError, match="fk-samordning"):
        queries.load("fk-samordnin")


def test_unique_is_the_strictest_policy():
    """Every table that is unique answers the same when its rows are read in any order."""
    for table in (queries.load(i) for i in queries.ids()):
        if table.hit == UNIQUE:
            assert found(replace(table, rules=table.rules[::-1])) == set()
