"""Decide a hundred thousand sets of facts by a table that explains itself, beside a DMN engine and bare conditions.

The table is the one on coordination through Försäkringskassan. SpiffWorkflow's DMN engine gets the same rows and gives
the outcome alone; the bare contender is the same conditions written by hand as a function, with neither reading of the
facts, law nor reasons: no table can be faster. That all three answer alike is asserted before anything is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.specs import model as dmn

from bench.measuring import Row, alternate, ratio
from samordna.law.queries import load as load_law
from samordna.rules.conditions import failing
from samordna.rules.decide import LawOn, decide
from samordna.rules.domain import Table
from samordna.rules.queries import packaged

OURS, ENGINE, BARE = "decide", "SpiffWorkflow DMN", "bare"
SETS, FEWER = 100_000, 2_000
DAY = date(2026, 11, 22)
Facts = Mapping[str, str]
Times = tuple[float, float, float]
UNCLEAR = ("insured", "capacity_reduced_by_illness", "needs_vocational_rehabilitation")


def fact_sets(table: Table, count: int) -> list[Facts]:
    """Different answers to every question of the table, one combination after the other."""
    asked = [fact for fact in table.facts if fact.values]
    every = [dict(zip([f.id for f in asked], chosen, strict=True)) for chosen in product(*(f.values for f in asked))]
    law_on = LawOn(load_law(), DAY)
    fitting = [_asked_only(table, facts, law_on) for facts in every]
    return [fitting[n * 7919 % len(fitting)] for n in range(count)]


def _asked_only(table: Table, facts: Facts, law_on: LawOn) -> Facts:
    """Without the answers to what is not asked, given the others."""
    return {f.id: facts[f.id] for f in table.facts if f.id in facts and not failing(f.asked_if, facts, law_on)}


def bare(facts: Facts) -> str:
    """The conditions of the table, by hand."""
    insured, ill, need = (facts.get(name, "unknown") for name in UNCLEAR)
    potential = facts.get("rehabilitation_potential", "unknown")
    if insured == "no":
        return "not-insured"
    if ill == "no":
        return "not-by-illness"
    if ill == "yes" and potential == "no":
        return "benefit"
    if need == "no":
        return "no-need"
    if ill == "yes" and facts.get("too_ill_now") == "yes":
        return "wait"
    if "unknown" in (insured, ill, need):
        return "supplement"
    return "eligible" if facts.get("applied") == "yes" else "apply"


@dataclass
class _Workflow:
    script_engine: PythonScriptEngine = field(default_factory=PythonScriptEngine)


@dataclass
class _Task:
    """As much of a task as the DMN engine asks for: its data, and a workflow with a script engine."""

    data: dict[str, Any]
    workflow: _Workflow


def _rows(table: Table) -> list[tuple[str, str]]:
    """(condition in Python, outcome) of every row, in order."""
    return [
        (" and ".join([_said(c) for c in rule.when] + _any(rule.any_of)) or "True", rule.then[0])
        for rule in table.rules
    ]  # fmt: skip


def _any(alternatives: Sequence[Any]) -> list[str]:
    written = ["(" + " and ".join(_said(c) for c in each) + ")" for each in alternatives]
    return ["(" + " or ".join(written) + ")"] if written else []


def _said(condition: Any) -> str:
    """A condition on a choice, as Python; the table has no others."""
    (test,) = condition.tests
    assert test.op == "one_of", condition
    return f"{condition.fact} in {test.operands!r}"


def engine(table: Table) -> DMNEngine:
    """The table as SpiffWorkflow keeps one: its rows are tried in order, and the first that fits is the answer."""
    found = dmn.DecisionTable(table.id, table.id, dmn.HitPolicy.UNIQUE.value)
    asked, answer = dmn.Input("i", "when", "when", "True", "boolean"), dmn.Output("o", "then", "then", "string")
    found.inputs, found.outputs = [asked], [answer]
    for number, (when, then) in enumerate(_rows(table), 1):
        rule, entry, out = dmn.Rule(f"r{number}"), dmn.InputEntry(f"i{number}", asked), dmn.OutputEntry("o", answer)
        rule.row_number, entry.lhs, out.text = number, [f"? and {when}"], repr(then)
        rule.inputEntries, rule.outputEntries = [entry], [out]
        found.rules.append(rule)
    return DMNEngine(found)


def measure(rounds: int) -> dict[str, Row]:
    """Fact sets a second of every contender."""
    table, law = packaged("fk-samordning"), load_law()
    sets = fact_sets(table, SETS)
    rules, workflow = engine(table), _Workflow()
    usual = {fact.id: fact.default or "" for fact in table.facts}

    def by_engine(facts: Facts) -> str:
        return str(rules.result(_Task({**usual, **facts}, workflow))["then"])

    def by_table(facts: Facts) -> str:
        return decide(table, facts, DAY, law).outcomes[0].code

    for facts in sets[:FEWER]:
        answers = {by_table(facts), by_engine(facts), bare(facts)}
        assert len(answers) == 1, (facts, answers)
    works: dict[str, Callable[[], int]] = {
        OURS: lambda: _all(by_table, sets), ENGINE: lambda: _all(by_engine, sets[:FEWER]),
        BARE: lambda: _all(bare, sets),
    }  # fmt: skip
    return alternate(works, rounds)


def _all(answer: Callable[[Facts], str], sets: Sequence[Facts]) -> int:
    for facts in sets:
        answer(facts)
    return len(sets)


def rows(rounds: int) -> list[tuple[str, str, str, Times]]:
    """(work, rate, against, times) for the table that is printed."""
    found = measure(rounds)
    rate = f"{found[OURS].rate:,.0f} sets ({SETS / found[OURS].rate:.1f} s)"
    work = f"decide {SETS:,} sets of facts"
    return [
        (work, rate, f"{ENGINE}, no reasons", ratio(found[OURS], found[ENGINE])),
        (work, rate, "the conditions by hand, no reasons", ratio(found[OURS], found[BARE])),
    ]
