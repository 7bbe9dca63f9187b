"""What does a table answer, and how does it explain itself? A small table of our own, and the packaged ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from samordna.kernel.period import Period
from samordna.kernel.text import Text
from samordna.law.queries import load as load_law
from samordna.rules import queries
from samordna.rules.decide import decide
from samordna.rules.domain import (
    ALWAYS,
    COLLECT,
    UNIQUE,
    Comparison,
    Condition,
    Fact,
    Outcome,
    Reason,
    Rule,
    Table,
    TableError,
)

ON = date(2026, 11, 22)
YES_NO = {"yes": Text("Ja", "Yes"), "no": Text("Nej", "No")}


def is_(fact: str, value: str) -> Condition:
    return Condition(fact, (Comparison("one_of", (value,)),))


def row(row_id: str, then: str, *when: Condition, valid: Period = ALWAYS) -> Rule:
    return Rule(row_id, when, (then,), (Reason(Text(f"för att {row_id}", f"because {row_id}")),), valid=valid)


def small(*rules: Rule, hit: str = "first") -> Table:
    facts = tuple(Fact(name, Text(name, name), "choice", YES_NO) for name in ("ill", "applied"))
    outcomes = tuple(Outcome(code, Text(code), Text(code)) for code in ("go", "stop"))
    return Table("small", Text("Liten"), Text("?"), facts, outcomes, rules, hit)


ROWS = (row("ill", "stop", is_("ill", "yes")), row("applied", "go", is_("applied", "yes")), row("rest", "stop"))


def test_first_takes_the_first_row_and_says_what_the_others_lacked():
    said = decide(small(*ROWS), {"ill": "no", "applied": "yes"}, ON, load_law())
    assert said.outcome == "go"
    assert [t.state for t in said.trail] == ["failed", "applied", "earlier"]
    assert said.because == (Text("för att applied", "because applied"),)
    assert "applied" in str(said.trail[2].why[0])


def test_collect_gives_every_outcome_once_in_the_order_of_the_rows():
    said = decide(small(*ROWS, hit=COLLECT), {"ill": "yes", "applied": "yes"}, ON, load_law())
    assert said.codes == ("stop", "go")
    assert all(t.applied for t in said.trail)


def test_unique_rows_may_agree_but_not_disagree():
    table = small(*ROWS, hit=UNIQUE)
    assert decide(table, {"ill": "yes", "applied": "no"}, ON, load_law()).outcome == "stop"
    with pytest.raises(TableError) as wrong:
        decide(table, {"ill": "yes", "applied": "yes"}, ON, load_law())
    assert wrong.value.code == "table-overlap"


def test_facts_that_no_row_covers_are_an_error_and_not_an_answer():
    with pytest.raises(TableError) as wrong:
        decide(small(ROWS[0]), {"ill": "no", "applied": "no"}, ON, load_law())
    assert wrong.value.code == "table-gap"


def test_a_row_counts_from_its_first_day_and_not_on_its_end():
    new = Period(date(2026, 7, 1), None)
    table = small(row("old", "go", valid=Period(None, new.start)), row("new", "stop", valid=new))
    facts = {"ill": "no", "applied": "no"}
    before = decide(table, facts, date(2026, 6, 30), load_law())
    assert (before.outcome, before.trail[1].state) == ("go", "not-in-force")
    after = decide(table, facts, date(2026, 7, 1), load_law())
    assert (after.outcome, after.trail[0].state) == ("stop", "not-in-force")


def test_a_table_that_does_not_count_on_the_day_says_when_it_does():
    table = replace(small(*ROWS), valid=Period(date(2026, 1, 1), None))
    with pytest.raises(TableError, match="2026-01-01"):
        decide(table, {"ill": "no", "applied": "no"}, date(2025, 12, 31), load_law())


def test_a_broken_chain_names_every_broken_link():
    facts = {
        "certificate": True,
        "diagnosis": "ja",
        "function": "oklart",
        "activity": "nej",
        "coherent": "yes",
        "caused_by_illness": "yes",
    }
    said = decide(queries.load("lakarintyg"), facts, ON, load_law())
    assert said.outcome == "supplement"
    assert len(said.because) == 3
    assert {"funktionen", "svårt att göra"} <= {
        w for w in ("funktionen", "svårt att göra", "diagnosen") if any(w in t.sv for t in said.because)
    }


def test_what_was_left_out_is_shown_as_assumed():
    said = decide(queries.load("malgrupp"), {"has_sgi": "no"}, ON, load_law())
    assert {fact.id for fact in said.assumed} == {"ill_health_hinders", "long_term_support", "needs_coordination"}


def test_the_days_of_each_age_are_told():
    facts = {"birth_date": "2000-02-10", "reduction": 100, "lasting": "at-least-one-year"}
    derived = {d.id: d for d in decide(queries.load("ersattning"), facts, ON, load_law()).derived}
    assert derived["age_activity"].period == Period(date(2019, 7, 1), date(2030, 2, 1))
    assert (derived["age_activity"].value, derived["age_partial"].value) == ("within", "before")
