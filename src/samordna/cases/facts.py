"""What was asked in a box, and is the answer one? Typed by the handbook's register of facts; wrong ones say how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.cases.sources import NOWHERE, Source
from samordna.content.values import text
from samordna.handbooks.domain import Entry, Handbook
from samordna.kernel.text import Message, say
from samordna.rules.domain import Fact, FactsError
from samordna.rules.facts import read_one

TEXT = "text"
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """A fact of a box as it was understood: its id, category and plain value, and how it is known."""

    fact: str
    category: str
    value: Any
    source: Source = NOWHERE


class WrongFacts(Exception):
    """Some answers could not be understood: by fact, what is wrong and how to write it."""

    def __init__(self, problems: Mapping[str, Message]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def answers(
    handbook: Handbook, asked: Iterable[str], typed: Mapping[str, Any], on: date,
    sources: Mapping[str, Source] | None = None,
) -> list[Answer]:  # fmt: skip
    """The answers among `typed` to what a box asks; empty ones are left out. Raises WrongFacts for the rest.

    None takes an earlier answer away: the fact is kept with no value, and the history shows both.
    A fact that the box does not ask may be told as well, if the handbook knows it. `sources` say how each is known.
    """
    found, wrong = [], {}
    for fact in dict.fromkeys((*asked, *typed)):
        written = typed.get(fact, "")
        if written in ("", [], ()):
            continue
        entry = handbook.entry("facts", fact)
        if entry is None:
            wrong[fact] = say("The handbook has no fact “{fact}”.", fact=fact)
            continue
        source = (sources or {}).get(fact, NOWHERE)
        if written is None:
            found.append(Answer(fact, category(entry), None, source))
            continue
        try:
            found.append(Answer(fact, category(entry), _value(entry, written, on), source))
        except FactsError as problem:
            first = problem.problems[0]
            wrong[fact] = first.mend or first.message
    if wrong:
        raise WrongFacts(wrong)
    return found


def told(found: Iterable[Answer]) -> dict[str, dict[str, Any]]:
    """What an event says of the answers, by category: their values, and the source of each that has one."""
    said: dict[str, dict[str, Any]] = {}
    for answer in found:
        part = said.setdefault(answer.category, {})
        part.setdefault("facts", {})[answer.fact] = answer.value
        if answer.source != NOWHERE:
            part.setdefault("sources", {})[answer.fact] = answer.source.plain()
    return said


def category(entry: Entry) -> str:
    """The information category of a fact; what has none is planning."""
    return str(entry.data.get("category") or "plan")


def _value(entry: Entry, written: Any, on: date) -> Any:
    kind = entry.data.get("type", TEXT)
    if kind == TEXT:
        return str(written).strip()[:LONGEST]
    value = read_one(_fact(entry, kind), _typed(kind, written), on)
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: str, written: Any) -> Any:
    """What a form sends is text; numbers are read here, sets are lists of it."""
    if kind in ("percent", "integer") and isinstance(written, str):
        plain = written.strip().removesuffix("%").strip().replace(",", ".")
        try:
            return float(plain) if "." in plain else int(plain)
        except ValueError:
            return written
    if kind == "set" and isinstance(written, str):
        return [written]
    return written


def _fact(entry: Entry, kind: str) -> Fact:
    data = entry.data
    return Fact(
        entry.id, entry.title, kind, {code: text(title) for code, title in (data.get("values") or {}).items()},
        past=bool(data.get("past")), max_years=data.get("max_years"), lowest=data.get("min"), highest=data.get("max"),
    )  # fmt: skip
