"""What is a decision table, and what is its answer?

A table asks for typed facts and answers with outcomes. Its rows stand in the order in which they are read; each says
when it applies, what then follows, why in plain words, and which provisions it rests on. The numbers of the law are
never here: a condition names a value of the law (`LawRef`) that is looked up for the day in question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from samordna.kernel.finding import Finding
from samordna.kernel.period import Period
from samordna.kernel.text import Message, Text

FIRST, UNIQUE, COLLECT = "first", "unique", "collect"
BEFORE, WITHIN, AFTER = "before", "within", "after"
WINDOW = (BEFORE, WITHIN, AFTER)
UNKNOWN = "unknown"
# What a judgement is when its table names no category: planning, as the journey is.
PLAN = "plan"
ALWAYS = Period()
NOTHING = Text()

Value = str | int | float | date | frozenset[str]
Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class LawRef:
    """A number that the law gives for the day, by its key; written ``"@benefit.min_reduction"`` in a table.

    Where the value is a series, `index` picks one, from 0: ``"@benefit.levels[1]"``.
    """

    key: str
    index: int | None = None


Operand = str | int | float | date | LawRef


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: `op` is one of `samordna.rules.conditions.OPERATORS`."""

    op: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What one fact must be; every test must hold."""

    fact: str
    tests: tuple[Comparison, ...]


When = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a table asks for.

    `kind` is choice, date, percent, integer or set. `default` counts when the fact is left out; `asked_if` says when
    it is needed at all. `past` and `max_years` limit a date, `lowest` and `highest` a number.
    """

    id: str
    title: Text
    kind: str
    values: Mapping[str, Text] = field(default_factory=dict)
    default: str = ""
    asked_if: When = ()
    lowest: int | None = None
    highest: int | None = None
    past: bool = False
    max_years: int | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A derived fact: is the day before, within or after the ages between two values of the law?

    `birth` is the fact with the date of birth.
    """

    id: str
    title: Text
    birth: str
    from_key: str
    to_key: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer: a stable public code, a title, and what it means for the next step."""

    code: str
    title: Text
    says: Text


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row answers as it does; with `when`, a sentence that is said only if that holds too."""

    text: Text
    when: When = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A row. It applies when all of `when` holds and, if there are any, at least one of `any_of`.

    It counts on the days of `valid`, while all provisions of `while_law` and none of `unless_law` are in force.
    """

    id: str
    when: When
    then: tuple[str, ...]
    because: tuple[Reason, ...]
    law: tuple[str, ...] = ()
    valid: Period = ALWAYS
    any_of: tuple[When, ...] = ()
    source: str = ""
    while_law: tuple[str, ...] = ()
    unless_law: tuple[str, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the row, alternatives and sentences included."""
        inner = (condition for alternative in self.any_of for condition in alternative)
        said = (condition for reason in self.because for condition in reason.when)
        return (*self.when, *inner, *said)


@dataclass(frozen=True, slots=True)
class Chain:
    """Facts that must each be there and follow from one another; `together` says whether they do. Each is "yes" or not.

    For a certificate: diagnosis, function, activity.
    """

    links: tuple[str, ...]
    together: str = ""


@dataclass(frozen=True)
class Table:
    """A decision table: `hit` is first (the first row that applies), unique (rows never disagree) or collect (all).

    `category` is that of its answers in a case. `questions` are what to ask another party, by fact and value.
    `records` is a fact of the handbook that what is decided is kept as, when its values are the table's outcomes.
    """

    id: str
    title: Text
    question: Text
    facts: tuple[Fact, ...]
    outcomes: tuple[Outcome, ...]
    rules: tuple[Rule, ...]
    hit: str = FIRST
    windows: tuple[Window, ...] = ()
    source: str = ""
    box: str = ""
    valid: Period = ALWAYS
    note: Text = NOTHING
    category: str = PLAN
    questions: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    chain: Chain | None = None
    records: str = ""
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def fact_by_id(self) -> Mapping[str, Fact]:
        """The facts that the table asks for."""
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def window_by_id(self) -> Mapping[str, Window]:
        """The derived facts."""
        return {window.id: window for window in self.windows}

    @cached_property
    def outcome_by_code(self) -> Mapping[str, Outcome]:
        """The outcomes."""
        return {outcome.code: outcome for outcome in self.outcomes}

    @property
    def conditions(self) -> Iterable[Condition]:
        """Every condition anywhere in the table."""
        yield from (condition for fact in self.facts for condition in fact.asked_if)
        yield from (condition for rule in self.rules for condition in rule.conditions)

    def place(self, rule: str = "") -> str:
        """Where a row, or the table, stands: ``file:line``, for errors that point."""
        line = self.lines.get(rule, 0)
        return f"{self.file or self.id}:{line}" if line else self.file or self.id


@dataclass(frozen=True, slots=True)
class Derived:
    """What a window came to: before, within or after, and the days of the right age."""

    id: str
    title: Text
    value: str
    period: Period


@dataclass(frozen=True, slots=True)
class Trail:
    """What became of one row: `state` is applied, failed, not-in-force or earlier; `why` says it in sentences."""

    rule: str
    state: str
    then: tuple[str, ...]
    why: tuple[Message | Text, ...]

    @property
    def applied(self) -> bool:
        """True for a row that gave the answer."""
        return self.state == "applied"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer with everything it rests on. `assumed` are facts left out that counted as their default."""

    table: str
    hit: str
    on: date
    outcomes: tuple[Outcome, ...]
    because: tuple[Text, ...]
    law: tuple[str, ...]
    trail: tuple[Trail, ...]
    derived: tuple[Derived, ...] = ()
    assumed: tuple[Fact, ...] = ()

    @property
    def outcome(self) -> str:
        """The code of the only outcome of a table that gives one."""
        return self.outcomes[0].code if self.outcomes else ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all outcomes, in the order of the rows."""
        return tuple(outcome.code for outcome in self.outcomes)


class TableError(ValueError):
    """A table cannot answer on that day or at all: what is wrong, and what to write instead."""

    def __init__(self, code: str, message: Message, mend: Message) -> None:
        super().__init__(f"{message} {mend}")
        self.code, self.message, self.mend = code, message, mend


class FactsError(ValueError):
    """Facts are missing, unknown, of the wrong type or out of range: one finding for each, with what to write."""

    def __init__(self, problems: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{problem.message} {problem.mend}" for problem in problems))
        self.problems = problems
