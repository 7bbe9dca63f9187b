"""How does a page ask for the facts of a table, and what has been answered so far? One field for each fact.

Reads what stands in the address; says in words what is wrong, without ever losing what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from samordna.kernel.finding import Finding
from samordna.kernel.text import Message, Text, say
from samordna.rules import facts as reading
from samordna.rules.conditions import Resolve, failing, needed, title_of
from samordna.rules.domain import Fact, Facts, FactsError, Table

# What a form says for "none of them": boxes left unticked alone would also mean "not answered".
NONE_OF_THEM = "-"
_EIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
# What stands in the address, name by name, as often as it stands there.
Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One fact to fill in. `kind` is choice, set, date or number; `typed` what stands there; `error` what is wrong."""

    id: str
    kind: str
    title: Text
    hints: tuple[Message, ...]
    options: tuple[tuple[str, Text | Message, bool], ...]
    typed: str
    error: Message | None = None
    mend: Message | None = None

    @property
    def anchor(self) -> str:
        """The id of the control that an error leads to."""
        return f"fact-{self.id}" if not self.options else f"fact-{self.id}-0"


@dataclass(frozen=True, slots=True)
class Read:
    """The facts as given to the table and as it reads them, or everything wrong with them.

    `unneeded` were answered and do not count.
    """

    given: Mapping[str, object] = field(default_factory=dict)
    known: Facts = field(default_factory=dict)
    unneeded: tuple[Fact, ...] = ()
    problems: tuple[Finding, ...] = ()


def read(table: Table, typed: Typed, on: date, resolve: Resolve) -> Read:
    """What an address says of the facts. A fact that the other answers make needless is left out, and named."""
    given: dict[str, object] = {name: values[0] for name, values in typed.items() if name not in table.fact_by_id}
    problems: list[Finding] = []
    unneeded: list[Fact] = []
    known: dict[str, object] = {}
    for fact in table.facts:
        words = [word.strip() for word in typed.get(fact.id, ()) if word.strip()]
        if not words:
            continue
        if failing(fact.asked_if, _plain(known), resolve):
            unneeded.append(fact)
            continue
        if len(words) > 1 and (fact.kind != "set" or NONE_OF_THEM in words):
            problems.append(_twice(fact))
            continue
        given[fact.id] = known[fact.id] = _value(fact, words)
    try:
        understood = reading.read(table, given, on, resolve).facts
    except FactsError as error:
        places = {finding.place for finding in problems}
        problems += [finding for finding in error.problems if finding.place not in places]
        understood = {}
    return Read(given, understood, tuple(unneeded), tuple(problems))


def _plain(known: Mapping[str, object]) -> Facts:
    """Only answers of choices, which is what a table may make its next question depend on."""
    return {name: value for name, value in known.items() if isinstance(value, str)}


def _value(fact: Fact, words: list[str]) -> object:
    """What was typed as the table wants it; as it stands when it cannot be read, for the table to say so."""
    word = words[0]
    match fact.kind:
        case "set":
            return [each for each in words if each != NONE_OF_THEM]
        case "percent" | "integer":
            plain = word.replace(",", ".").replace("%", "").strip()
            if not _NUMBER.fullmatch(plain):
                return word
            return float(plain) if "." in plain else int(plain)
        case "date":
            return _EIGHT.sub(r"\1-\2-\3", word) if _EIGHT.fullmatch(word) else word
        case _:
            return word


def _twice(fact: Fact) -> Finding:
    message = say("“{fact}” has answers that do not go together.", fact=fact.title)
    return Finding("fact-twice", "error", fact.id, message, say("Keep one of them."))


def fields(table: Table, typed: Typed, problems: Sequence[Finding], resolve: Resolve) -> list[Field]:
    """The fields of the form, with what was typed and what is wrong with it."""
    wrong = {finding.place: finding for finding in problems}
    return [_field(table, fact, typed.get(fact.id, ()), wrong.get(fact.id), resolve) for fact in table.facts]


def elsewhere(table: Table, problems: Sequence[Finding]) -> list[Finding]:
    """What is wrong beside the fields, such as a fact that the table does not have."""
    return [finding for finding in problems if finding.place not in table.fact_by_id]


def _field(table: Table, fact: Fact, words: Sequence[str], wrong: Finding | None, resolve: Resolve) -> Field:
    kind = {"percent": "number", "integer": "number"}.get(fact.kind, fact.kind)
    error, mend = _said(fact, wrong) if wrong else (None, None)
    typed = words[0] if words and not fact.values else ""
    return Field(
        fact.id, kind, fact.title, tuple(_hints(table, fact, resolve)), _options(fact, words), typed, error, mend
    )


def _options(fact: Fact, words: Sequence[str]) -> tuple[tuple[str, Text | Message, bool], ...]:
    if not fact.values:
        return ()
    options: list[tuple[str, Text | Message, bool]] = [(c, title, c in words) for c, title in fact.values.items()]
    if fact.kind == "set":
        options.append((NONE_OF_THEM, say("None of them"), NONE_OF_THEM in words))
    return tuple(options)


def _hints(table: Table, fact: Fact, resolve: Resolve) -> list[Message]:
    hints = [] if fact.kind == "choice" else [_how(fact)]
    if fact.asked_if:
        asked = [
            say("“{fact}” is {needs}", fact=title_of(table, each.fact), needs=needed(table, each, resolve))
            for each in fact.asked_if
        ]
        hints.append(say("Answer only when: {conditions}.", conditions=asked))
    if fact.default:
        known = fact.values.get(fact.default, Text(fact.default))
        hints.append(say("May be left out; it then counts as “{value}”.", value=known))
    return hints


def _how(fact: Fact) -> Message:
    """How the field is filled in."""
    match fact.kind:
        case "date":
            return say("Write year, month and day, such as 1990-05-17.")
        case "percent":
            return say("Write a number from 0 to 100, in per cent.")
        case "integer":
            return _whole(fact)
        case "set":
            return say("Tick all that apply, or “None of them”.")
        case _:
            return say("Choose one of the answers.")


def _whole(fact: Fact) -> Message:
    if fact.lowest is None or fact.highest is None:
        return say("Write a whole number.")
    return say("Write a whole number from {lowest} to {highest}.", lowest=fact.lowest, highest=fact.highest)


def _said(fact: Fact, wrong: Finding) -> tuple[Message, Message]:
    """A finding as a form says it: by the title of the fact, and with how the field is filled in."""
    if wrong.code == "fact-missing":
        return say("“{fact}” is not answered.", fact=fact.title), _how(fact)
    if wrong.code == "fact-twice":
        return wrong.message, wrong.mend
    return Message(wrong.message.template, {**wrong.message.params, "fact": fact.title}), _how(fact)
