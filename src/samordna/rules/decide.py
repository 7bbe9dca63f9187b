"""What does a table answer to these facts on this day, and what became of every row?

Pure: the table, the facts, the day and the law come in; an explanation goes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.kernel.text import Message, Text, say
from samordna.law.domain import Law, NoValueError, Value
from samordna.rules.conditions import failing, why_not
from samordna.rules.domain import (
    AFTER,
    BEFORE,
    FIRST,
    UNIQUE,
    WITHIN,
    Condition,
    Derived,
    Explanation,
    Facts,
    LawRef,
    Operand,
    Outcome,
    Rule,
    Table,
    TableError,
    Trail,
    Window,
)
from samordna.rules.facts import read


@dataclass(frozen=True)
class LawOn:
    """The law on one day: what the conditions of a table look up."""

    law: Law
    on: date

    def __call__(self, operand: Operand) -> Any:
        """A plain operand is itself; a reference is the number of the law on the day. Raises TableError."""
        if not isinstance(operand, LawRef):
            return operand
        try:
            value = self.law.value(operand.key, self.on)
            return value.number if operand.index is None else _item(value, operand.index)
        except (NoValueError, TypeError) as problem:
            raise _no_law(problem) from None

    def cited(self, rule: Rule) -> tuple[str, ...]:
        """The provisions that a row cites; ``"@key"`` is the one that the law names for the day. Raises TableError."""
        try:
            return tuple(
                str(self.law.value(cited.removeprefix("@"), self.on).value) if cited.startswith("@") else cited
                for cited in rule.law
            )
        except NoValueError as problem:
            raise _no_law(problem) from None

    def counts(self, rule: Rule) -> bool:
        """True when a row counts on the day, by its own dates and by the law that it waits for or gives way to."""
        return (
            self.on in rule.valid
            and all(self.law.in_force(ref, self.on) for ref in rule.while_law)
            and not any(self.law.in_force(ref, self.on) for ref in rule.unless_law)
        )

    def derive(self, derived: Window, born: date) -> Derived:
        """Where the day lies against the ages of a window."""
        try:
            period = self.law.window(born, derived.from_key, derived.to_key, self.on)
        except (NoValueError, ValueError, TypeError) as problem:
            raise _no_law(problem) from None
        before = period.start is not None and self.on < period.start
        place = BEFORE if before else WITHIN if self.on in period else AFTER
        return Derived(derived.id, derived.title, place, period)


def _item(value: Value, index: int) -> int | str:
    if not isinstance(value.value, tuple) or index >= len(value.value):
        raise TypeError(f"the value {value.key} has no item {index}")
    return value.value[index]


def _no_law(problem: Exception) -> TableError:
    return TableError(
        "law-value",
        say("The law has no number for the table to use on this day: {why}.", why=str(problem)),
        say("Ask about another day, or mend the key in the table or in content/law/values.yaml."),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row against the facts: what stops it, if anything."""

    rule: Rule
    in_force: bool
    failed: tuple[Condition, ...]
    none_of_any: tuple[Condition, ...]

    @property
    def applies(self) -> bool:
        return self.in_force and not self.failed and not self.none_of_any


@dataclass(frozen=True, slots=True)
class _Case:
    """A table, what is known, and how each row stands to it."""

    table: Table
    facts: Facts
    law_on: LawOn
    rows: tuple[_Row, ...]

    def reasons(self, rule: Rule) -> tuple[Text, ...]:
        """The sentences of a row that are true of these facts."""
        return tuple(r.text for r in rule.because if not failing(r.when, self.facts, self.law_on))


def decide(table: Table, facts: Mapping[str, object], on: date, law: Law) -> Explanation:
    """The answer of `table` to `facts` on the day `on`, with every row explained.

    Raises FactsError when facts are missing, unknown, of the wrong type or out of range, and TableError when the
    table does not count on the day, no row covers the facts, or two rows of a unique table disagree.
    """
    counts(table, on)
    law_on = LawOn(law, on)
    reading = read(table, facts, on, law_on)
    known, derived = derive(table, reading.facts, law_on)
    case = _Case(table, known, law_on, tuple(_row(rule, known, law_on) for rule in table.rules))
    chosen = _chosen(case)
    return Explanation(
        table=table.id,
        hit=table.hit,
        on=on,
        outcomes=_outcomes(table, chosen),
        because=tuple(dict.fromkeys(text for rule in chosen for text in case.reasons(rule))),
        law=tuple(dict.fromkeys(cited for rule in chosen for cited in law_on.cited(rule))),
        trail=tuple(_trail(case, chosen)),
        derived=derived,
        assumed=reading.assumed,
    )


def counts(table: Table, on: date) -> None:
    """Raises TableError when the table does not count on the day."""
    if on not in table.valid:
        raise TableError(
            "not-in-force",
            say("The table “{table}” does not count on {on}.", table=table.id, on=on),
            say("It counts from {start} to {end}.", start=table.valid.start or "…", end=table.valid.last or "…"),
        )


def derive(table: Table, facts: Facts, law_on: LawOn) -> tuple[Facts, tuple[Derived, ...]]:
    """The facts with the windows added, and what each window came to."""
    derived = tuple(law_on.derive(w, born) for w in table.windows if isinstance(born := facts.get(w.birth), date))
    return {**facts, **{d.id: d.value for d in derived}}, derived


def matching(table: Table, facts: Facts, law_on: LawOn) -> tuple[Rule, ...]:
    """Every row that applies to facts that are already read and derived, hit policy aside."""
    return tuple(row.rule for row in (_row(rule, facts, law_on) for rule in table.rules) if row.applies)


def _row(rule: Rule, facts: Facts, law_on: LawOn) -> _Row:
    failed = failing(rule.when, facts, law_on)
    tried = [failing(alternative, facts, law_on) for alternative in rule.any_of]
    none = tuple(c for failures in tried for c in failures) if tried and all(tried) else ()
    return _Row(rule, law_on.counts(rule), failed, none)


def _chosen(case: _Case) -> tuple[Rule, ...]:
    table = case.table
    applying = tuple(row.rule for row in case.rows if row.applies)
    if not applying:
        raise TableError(
            "table-gap",
            say("No row of “{table}” covers these facts.", table=table.id),
            say("Decide without the table, and add a row to it."),
        )
    if table.hit == UNIQUE and len({rule.then for rule in applying}) > 1:
        raise TableError(
            "table-overlap",
            say("Rows of “{table}” disagree: {rows}.", table=table.id, rows=", ".join(rule.id for rule in applying)),
            say("Decide without the table, and narrow one of the rows."),
        )
    return applying[:1] if table.hit == FIRST else applying


def _outcomes(table: Table, chosen: tuple[Rule, ...]) -> tuple[Outcome, ...]:
    codes = tuple(dict.fromkeys(code for rule in chosen for code in rule.then))
    for code in codes:
        if code not in table.outcome_by_code:
            raise TableError(
                "outcome-unknown",
                say("The table “{table}” answers “{code}”, which it does not define.", table=table.id, code=code),
                say("Add the outcome to the table."),
            )
    return tuple(table.outcome_by_code[code] for code in codes)


def _trail(case: _Case, chosen: tuple[Rule, ...]) -> Iterator[Trail]:
    for row in case.rows:
        rule = row.rule
        if rule in chosen:
            yield Trail(rule.id, "applied", rule.then, case.reasons(rule))
        elif not row.in_force:
            yield Trail(rule.id, "not-in-force", rule.then, (_not_in_force(rule, case.law_on),))
        elif row.applies:
            why = say("An earlier row, “{rule}”, already gave the answer.", rule=chosen[0].id)
            yield Trail(rule.id, "earlier", rule.then, (why,))
        else:
            yield Trail(rule.id, "failed", rule.then, tuple(_failures(case, row)))


def _failures(case: _Case, row: _Row) -> Iterator[Message | Text]:
    for condition in row.failed:
        yield why_not(case.table, condition, case.facts, case.law_on)
    if row.none_of_any:
        yield say("None of the row’s alternatives holds:")
        for condition in dict.fromkeys(row.none_of_any):
            yield why_not(case.table, condition, case.facts, case.law_on)


def _not_in_force(rule: Rule, law_on: LawOn) -> Message:
    on, start, last = law_on.on, rule.valid.start, rule.valid.last
    if on in rule.valid:
        waits = [ref for ref in rule.while_law if not law_on.law.in_force(ref, on)]
        if waits:
            return say(
                "The row counts only while {law} is in force, and it is not on {on}.",
                law=_name(law_on, waits[0]),
                on=on,
            )
        gone = next(ref for ref in rule.unless_law if law_on.law.in_force(ref, on))
        return say("The row gives way to {law}, which is in force on {on}.", law=_name(law_on, gone), on=on)
    if start and on < start:
        return say("The row counts from {start}, not on {on}.", start=start, on=on)
    return say("The row counted until {last}, not on {on}.", last=last, on=on)


def _name(law_on: LawOn, ref: str) -> str:
    """How a provision is cited, whether it is in force or not; its id when an area does not follow it."""
    versions = law_on.law.by_id.get(ref)
    return versions[-1].citation if versions else ref
