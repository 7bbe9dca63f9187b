"""How does a decision table look as a table? Rows are its rules, columns its facts; the numbers count on the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samordna.kernel.text import Message, Text, say
from samordna.rules.conditions import needed, title_of
from samordna.rules.decide import LawOn
from samordna.rules.domain import COLLECT, FIRST, UNIQUE, Condition, Outcome, Rule, Table, When

READ_HOW: dict[str, Message] = {
    FIRST: say("Rows are read from the top. The first one that fits gives the answer."),
    UNIQUE: say("Rows can be read in any order. All that fit give the same answer."),
    COLLECT: say("Every row that fits adds its answer."),
}
# A cell: what the fact must be, in words; empty where the row does not ask.
Cell = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A rule. `lines` has one line of cells, or one for each alternative: one of the lines must fit."""

    number: int
    id: str
    lines: tuple[tuple[Cell, ...], ...]
    outcomes: tuple[Outcome, ...]
    law: tuple[str, ...]
    in_force: bool
    source: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table as a table: the titles of the facts that any row asks for, and the rows."""

    columns: tuple[Text, ...]
    rows: tuple[Row, ...]
    how: Message


def matrix(table: Table, law_on: LawOn) -> Matrix:
    """The table with the numbers of the day. Raises TableError when the law has no number for the day."""
    columns = _columns(table)
    rows = tuple(_row(table, n, rule, columns, law_on) for n, rule in enumerate(table.rules, 1))
    return Matrix(tuple(title_of(table, each) for each in columns), rows, READ_HOW[table.hit])


def _columns(table: Table) -> tuple[str, ...]:
    """The facts, given and derived, that some row asks for, in the order of the form."""
    used = {c.fact for rule in table.rules for when in _lines(rule) for c in when}
    return tuple(each for each in (*table.fact_by_id, *table.window_by_id) if each in used)


def _lines(rule: Rule) -> Iterable[When]:
    """What must hold: all of `when`, and with alternatives each of them in turn."""
    return [(*rule.when, *other) for other in rule.any_of] or [rule.when]


def _row(table: Table, number: int, rule: Rule, columns: tuple[str, ...], law_on: LawOn) -> Row:
    return Row(
        number,
        rule.id,
        tuple(tuple(_cell(table, each, line, law_on) for each in columns) for line in _lines(rule)),
        tuple(table.outcome_by_code[code] for code in rule.then if code in table.outcome_by_code),
        law_on.cited(rule),
        law_on.counts(rule),
        rule.source,
    )


def _cell(table: Table, fact: str, conditions: Iterable[Condition], law_on: LawOn) -> Cell:
    return tuple(needed(table, condition, law_on) for condition in conditions if condition.fact == fact)
