"""Are these the facts that a table asks for? Reads what somebody wrote, and says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from samordna.kernel.finding import Finding
from samordna.kernel.text import Message, Text, say
from samordna.rules.conditions import Resolve, failing
from samordna.rules.domain import Fact, Facts, FactsError, Table, Value

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SAME = {
    "true": ("yes",),
    "ja": ("yes",),
    "j": ("yes",),
    "y": ("yes",),
    "false": ("no",),
    "nej": ("no",),
    "n": ("no",),
    "okänt": ("unknown", "unclear"),
    "okänd": ("unknown", "unclear"),
    "vet ej": ("unknown", "unclear"),
    "vet inte": ("unknown", "unclear"),
    "unknown": ("unknown", "unclear"),
    "oklart": ("unclear", "unknown"),
    "unclear": ("unclear", "unknown"),
}
WHOLE = 100  # a per cent is a part of a hundred


class _WrongError(Exception):
    """One value that will not do: a code, what is wrong, what to write."""

    def __init__(self, code: str, message: Message, mend: Message) -> None:
        super().__init__(code)
        self.code, self.message, self.mend = code, message, mend


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts as the table reads them, and those that counted as their default."""

    facts: Facts
    assumed: tuple[Fact, ...]


def read(table: Table, given: Mapping[str, object], on: date, resolve: Resolve) -> Reading:
    """Check and normalise facts. Raises FactsError with every problem at once."""
    problems = [_unknown(table, name) for name in given if name not in table.fact_by_id]
    facts: dict[str, Value] = {}
    assumed: list[Fact] = []
    for fact in table.facts:
        written = given.get(fact.id)
        if written is None:
            if failing(fact.asked_if, facts, resolve):
                continue
            if fact.default:
                facts[fact.id] = fact.default
                assumed.append(fact)
            else:
                problems.append(_missing(fact))
            continue
        try:
            facts[fact.id] = _value(fact, written, on)
        except _WrongError as wrong:
            problems.append(Finding(wrong.code, "error", fact.id, wrong.message, wrong.mend))
    if problems:
        raise FactsError(tuple(problems))
    return Reading(facts, tuple(assumed))


def read_one(fact: Fact, written: object, on: date) -> Value:
    """Check and normalise one fact that no table asks for. Raises FactsError."""
    try:
        return _value(fact, written, on)
    except _WrongError as wrong:
        raise FactsError((Finding(wrong.code, "error", fact.id, wrong.message, wrong.mend),)) from None


def _unknown(table: Table, name: str) -> Finding:
    known = [fact.id for fact in table.facts]
    near = get_close_matches(name, known, n=1)
    mend = (
        say("Did you mean “{near}”?", near=near[0])
        if near
        else say("The table asks for: {facts}.", facts=", ".join(known))
    )
    return Finding("fact-unknown", "error", name, say("The table has no fact “{fact}”.", fact=name), mend)


def _missing(fact: Fact) -> Finding:
    message = say("“{fact}” ({title}) is missing.", fact=fact.id, title=fact.title)
    return Finding("fact-missing", "error", fact.id, message, say("Write “{how}”.", how=example(fact)))


def example(fact: Fact) -> str:
    """How a fact is written, for example ``reduction: 0–100``."""
    lowest, highest = ("…" if n is None else n for n in (fact.lowest, fact.highest))
    form = {
        "date": "YYYY-MM-DD",
        "percent": f"0–{WHOLE}",
        "integer": f"{lowest}–{highest}",
        "set": f"[{', '.join(fact.values)}]",
    }.get(fact.kind, " | ".join(fact.values))
    return f"{fact.id}: {form}"


def _value(fact: Fact, written: object, on: date) -> Value:
    match fact.kind:
        case "date":
            return _date(fact, written, on)
        case "percent" | "integer":
            return _number(fact, written)
        case "set":
            return _set(fact, written)
        case _:
            return _choice(fact, written)


def _choice(fact: Fact, written: object) -> str:
    word = {True: "true", False: "false"}[written] if isinstance(written, bool) else written
    if not isinstance(word, str):
        raise _wrong_type(fact)
    plain = word.strip().casefold()
    titles = {text.casefold(): code for code, title in fact.values.items() for text in (title.sv, title.en) if text}
    codes = {code.casefold(): code for code in fact.values}
    same = next((code for code in _SAME.get(plain, ()) if code in fact.values), None)
    found = codes.get(plain) or same or titles.get(plain)
    if found is None:
        raise _WrongError(
            "fact-value",
            say("“{fact}” cannot be “{value}”.", fact=fact.id, value=word[:40]),
            say("Write one of: {values}.", values=", ".join(fact.values)),
        )
    return found


def _set(fact: Fact, written: object) -> frozenset[str]:
    if not isinstance(written, list | tuple | set | frozenset):
        raise _wrong_type(fact)
    return frozenset(_choice(fact, item) for item in written)


def _number(fact: Fact, written: object) -> int | float:
    allowed = int | float if fact.kind == "percent" else int
    if isinstance(written, bool) or not isinstance(written, allowed):
        raise _wrong_type(fact)
    lowest, highest = (0, WHOLE) if fact.kind == "percent" else (fact.lowest, fact.highest)
    # Written so that NaN, which is neither above nor below anything, is refused too.
    if not ((lowest is None or written >= lowest) and (highest is None or written <= highest)):
        raise _WrongError(
            "fact-range",
            say("“{fact}” is out of range.", fact=fact.id),
            say("Write “{how}”.", how=example(fact)),
        )
    return written


def _date(fact: Fact, written: object, on: date) -> date:
    """A day. The value is never repeated in an error: it may be a date of birth."""
    day = written
    if isinstance(written, str) and _DAY.fullmatch(written.strip()):
        try:
            day = date.fromisoformat(written.strip())
        except ValueError:
            raise _WrongError(
                "fact-range",
                say("“{fact}” is not a day that exists.", fact=fact.id),
                say("Check month and day; write “{how}”.", how=example(fact)),
            ) from None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise _wrong_type(fact)
    if fact.past and day > on:
        raise _WrongError(
            "fact-range",
            say("“{fact}” lies after the day of the question ({on}).", fact=fact.id, on=on),
            say("Write the real day, or ask about a later day with --on."),
        )
    if too_long_ago(fact, day, on):
        raise _WrongError(
            "fact-range",
            say("“{fact}” is more than {years} years before {on}.", fact=fact.id, years=fact.max_years, on=on),
            say("Check the year; write “{how}”.", how=example(fact)),
        )
    return day


def too_long_ago(fact: Fact, day: date, on: date) -> bool:
    """True when a date lies more than the fact's `max_years` before `on`."""
    if fact.max_years is None:
        return False
    return (day.year + fact.max_years, day.month, day.day) < (on.year, on.month, on.day)


_FORMS: Mapping[str, Text] = {
    "date": Text("ett datum", "a date"),
    "percent": Text("ett tal i procent", "a number in per cent"),
    "integer": Text("ett heltal", "a whole number"),
    "set": Text("en lista", "a list"),
    "choice": Text("ett av svaren", "one of the answers"),
}


def _wrong_type(fact: Fact) -> _WrongError:
    return _WrongError(
        "fact-type",
        say("“{fact}” must be {form}.", fact=fact.id, form=_FORMS[fact.kind]),
        say("Write “{how}”.", how=example(fact)),
    )
