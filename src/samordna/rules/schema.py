"""Which shape must a decision table have? The only place where pydantic meets the rules (E13).

See `docs/reference/table-format.md`. Conditions are normalised to ``{operator: [operands]}``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from samordna.content.schema import PeriodIn, Strict, TextIn, many
from samordna.rules.conditions import OPERATORS


def _condition(value: object) -> object:
    """``x`` and ``[x, y]`` mean one of; ``{not: x}`` none of; other operators take a value, `has` a list."""
    if not isinstance(value, dict):
        return {"one_of": value if isinstance(value, list) else [value]}
    tests = {}
    for written, operand in value.items():
        op = "none_of" if written == "not" else str(written)
        if op not in OPERATORS:
            raise ValueError(f"{written!r} is not an operator: write not, {', '.join(OPERATORS)}")
        tests[op] = operand if isinstance(operand, list) else [operand]
    return tests


_LAW_REF = re.compile(r"@[a-z0-9_.-]+(\[\d+\])?")


def _operand(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError('write "yes" or "no" in quotes instead of true or false')
    if isinstance(value, str) and value.startswith("@") and not _LAW_REF.fullmatch(value):
        raise ValueError(f'{value!r} is no value of the law: write "@key", or "@key[1]" for one of a series')
    return value


def _fact(value: object) -> object:
    return {"fact": value} if isinstance(value, str) else value


def _reasons(value: object) -> object:
    """One text, or a list of texts and of ``{when, say}``."""
    parts = value if isinstance(value, list) else [value]
    return [{"say": part} if isinstance(part, dict) and "sv" in part else part for part in parts]


Id = Annotated[str, Field(pattern=r"^[0-9A-Za-zåäöÅÄÖ][0-9A-Za-zåäöÅÄÖ_.-]*$")]
Many = Annotated[list[str], BeforeValidator(many)]
OperandIn = Annotated[str | int | float | date, BeforeValidator(_operand)]
Tests = Annotated[dict[str, list[OperandIn]], BeforeValidator(_condition)]
WhenIn = dict[str, Tests]


class FactUseIn(Strict):
    """A fact of `content/registers/facts.yaml` that the table asks for."""

    fact: str
    title: TextIn | None = Field(None, description="this table's own words for the fact")
    values: list[str] = Field([], description="the values that this table knows, when not all of the register's")
    default: str = Field("", description="what a fact that is left out counts as")
    asked_if: WhenIn = Field({}, description="when the fact is needed; default always")


class WindowIn(Strict):
    """A derived fact: before, within or after the ages between two values of the law."""

    id: Id
    title: TextIn
    birth: str = Field(description="the fact with the date of birth")
    from_: str = Field(alias="from", description='a value of the law, "@key"')
    to: str


class OutcomeIn(Strict):
    """An answer and what it means for the next step."""

    code: Id
    title: TextIn
    says: TextIn


class ReasonIn(Strict):
    """A sentence that is said only when `when` holds."""

    say: TextIn
    when: WhenIn = {}


class RuleIn(Strict):
    """A row."""

    id: Id
    when: WhenIn = {}
    any_of: list[WhenIn] = Field([], description="at least one of these must hold too")
    then: Many
    because: Annotated[list[ReasonIn], BeforeValidator(_reasons), Field(min_length=1)]
    law: Many = []
    valid: PeriodIn = PeriodIn.model_validate({})
    while_: Many = Field([], alias="while", description="provisions: the row counts only while they are in force")
    unless: Many = Field([], description="provisions: the row counts only when none of them is in force")
    source: str = ""


class SourceIn(Strict):
    """The source document and its box."""

    title: str
    box: str = ""


class ChainIn(Strict):
    """Facts that must each be there, and follow from one another."""

    links: list[str] = Field(min_length=2, description="facts with the value yes, in order")
    together: str = Field("", description="the fact that says whether the links hang together")


class TableFile(Strict):
    """A decision table: one file in `content/tables/`, named by its id."""

    id: Id
    title: TextIn
    question: TextIn
    source: SourceIn
    note: TextIn | None = None
    valid: PeriodIn = PeriodIn.model_validate({})
    category: str = Field("plan", description="the information category of its answers in a case")
    questions: dict[str, dict[str, TextIn]] = Field(
        {}, description="what to ask another party when a fact has a value: fact, value, question"
    )
    chain: ChainIn | None = None
    records: str = Field("", description="a fact of the handbook that what is decided is kept as")
    hit: Literal["first", "unique", "collect"]
    facts: list[Annotated[FactUseIn, BeforeValidator(_fact)]]
    derived: list[WindowIn] = []
    outcomes: list[OutcomeIn]
    rules: list[RuleIn]


class FactIn(Strict):
    """A fact of the register. `past` and `max_years` limit a date, `min` and `max` a number."""

    id: Id
    title: TextIn
    type: Literal["choice", "date", "percent", "integer", "set", "text"]
    category: str
    values: dict[str, TextIn] = {}
    min: int | None = None
    max: int | None = None
    past: bool = False
    max_years: int | None = None


class FactsFile(Strict):
    """`content/registers/facts.yaml`."""

    register_: Literal["facts"] = Field(alias="register")
    entries: list[FactIn]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a table file, for editors."""
    return TableFile.model_json_schema(by_alias=True)
