"""What is true of every decision table, whatever the facts?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.law.queries import load as load_law
from samordna.rules import queries
from samordna.rules.checks import check
from samordna.rules.conditions import failing
from samordna.rules.decide import LawOn, decide
from samordna.rules.domain import COLLECT, FIRST, UNIQUE, Fact, Table

FIRST_DAY = date(2025, 7, 1)
LAST_DAY = date(2035, 12, 31)
ON = date(2026, 11, 22)
DAYS = st.dates(FIRST_DAY, LAST_DAY)


def values(fact: Fact, on: date) -> st.SearchStrategy[Any]:
    match fact.kind:
        case "choice":
            return st.sampled_from(list(fact.values))
        case "set":
            return st.lists(st.sampled_from(list(fact.values)))
        case "date":
            return st.dates(on - timedelta(days=119 * 365), on)
        case "percent":
            return st.one_of(st.integers(0, 100), st.floats(0, 100, allow_nan=False))
        case _:
            return st.integers(fact.lowest or 0, fact.highest or 1000)


@st.composite
def cases(draw: st.DrawFn, table: Table) -> tuple[dict[str, Any], date]:
    """Valid facts and a day. What is not asked for, or has a default, is sometimes left out."""
    on = draw(DAYS)
    facts: dict[str, Any] = {}
    for fact in table.facts:
        known = {name: frozenset(v) if isinstance(v, list) else v for name, v in facts.items()}
        not_asked = bool(failing(fact.asked_if, known, LawOn(load_law(), on)))
        if not (not_asked or fact.default) or draw(st.booleans()):
            facts[fact.id] = draw(values(fact, on))
    return facts, on


@pytest.mark.parametrize("table_id", queries.ids())
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_table_answers_all_valid_facts_and_explains_each_row_once(table_id: str, data: st.DataObject):
    table = queries.load(table_id)
    facts, on = data.draw(cases(table))
    said = decide(table, facts, on, load_law())
    assert set(said.codes) <= set(table.outcome_by_code)
    assert [t.rule for t in said.trail] == [rule.id for rule in table.rules]
    assert said.because
    assert all(trail.why for trail in said.trail)
    assert all(load_law().in_force(cited, on) for cited in said.law)
    applied = [trail for trail in said.trail if trail.applied]
    assert set(said.codes) == {code for trail in applied for code in trail.then}
    if table.hit != COLLECT:
        assert len(said.codes) == 1
    if table.hit == FIRST:
        assert len(applied) == 1
        assert all(t.state in ("failed", "not-in-force") for t in said.trail[: said.trail.index(applied[0])])
    if table.hit in (UNIQUE, COLLECT):
        assert all(t.state != "earlier" for t in said.trail)


@pytest.mark.parametrize("table_id", queries.ids())
def test_removing_a_row_that_alone_covers_something_is_found(table_id: str):
    """In a unique table every row is alone with what it covers; in an ordered one the last is."""
    table = queries.load(table_id)
    alone = table.rules if table.hit == UNIQUE else table.rules[-1:] if table.hit == FIRST else table.rules[:1]
    for rule in filter(LawOn(load_law(), ON).counts, alone):
        fewer = replace(table, rules=tuple(r for r in table.rules if r is not rule))
        assert "table-gap" in {finding.code for finding in check(fewer, load_law(), ON)}


@settings(max_examples=150, deadline=None)
@given(born=st.dates(date(1950, 1, 1), date(2012, 12, 31)), on=DAYS, reduction=st.sampled_from([25, 50, 75, 99, 100]))
def test_age_limits_turn_only_on_the_first_of_a_month(born: date, on: date, reduction: int):
    facts = {"birth_date": born, "reduction": reduction, "lasting": "permanent", "rehabilitation_exhausted": "yes"}
    table = queries.load("ersattning")
    first = decide(table, facts, max(on.replace(day=1), born), load_law())
    assert decide(table, facts, max(on, born), load_law()).outcome == first.outcome


@settings(max_examples=100, deadline=None)
@given(data=st.data(), on=DAYS)
def test_a_lower_reduction_never_gives_more(data: st.DataObject, on: date):
    """From nothing through part to whole: never down again as the reduction grows."""
    table = queries.load("ersattning")
    born = data.draw(st.dates(date(1956, 1, 1), date(2011, 12, 31)))
    order = {"none": 0, "wait": 0, "aktivitetsersattning": 1, "sjukersattning-partiell": 1, "sjukersattning-hel": 2}
    low, high = sorted(data.draw(st.tuples(st.integers(0, 100), st.integers(0, 100))))

    def rank(reduction: int) -> int:
        facts = {"birth_date": born, "reduction": reduction, "lasting": "permanent", "rehabilitation_exhausted": "yes"}
        return order[decide(table, facts, on, load_law()).outcome]

    assert rank(low) <= rank(high)
