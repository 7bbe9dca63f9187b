"""Can the conditions of a table be put to its facts at all? A set is counted, a date is compared with a date.

Looked at when the file is read, so that no table that has been loaded can fail on the type of a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from samordna.content.reading import ContentError, Document, Json
from samordna.kernel.text import say
from samordna.rules.conditions import ORDERED

_NAMED = ("one_of", "none_of")
_COUNTED = ("count_at_least", "count_at_most")
_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "choice": _NAMED,
    "date": (*_NAMED, *ORDERED),
    "percent": (*_NAMED, *ORDERED),
    "integer": (*_NAMED, *ORDERED),
    "set": ("has", "has_not", *_COUNTED),
}
_EXAMPLE: Mapping[str, str] = {
    "choice": "{fact}: value",
    "date": "{fact}: {{at_least: 2026-01-31}}",
    "percent": "{fact}: {{at_least: 50}}",
    "integer": "{fact}: {{at_least: 3}}",
    "set": "{fact}: {{has: [value]}}",
}

Place = tuple[str | int, ...]


def refuse_misfits(document: Document, kinds: Mapping[str, str]) -> None:
    """Raises ContentError for the first condition that its fact cannot be put to.

    `kinds` are the kinds of the facts, derived ones included, by id; a fact that is not there is left to the check.
    """
    for place, when in _whens(document.data):
        for fact, tests in when.items():
            kind = kinds.get(fact)
            for op, operands in tests.items() if kind else ():
                if not _fits(str(kind), op, operands):
                    raise ContentError(
                        document.file,
                        document.line(*place, fact),
                        say("“{fact}” cannot be compared with “{test}”.", fact=fact, test=_written(op, operands)),
                        say("Write for example “{example}”.", example=_EXAMPLE[str(kind)].format(fact=fact)),
                    )


def _whens(table: Json) -> Iterator[tuple[Place, Json]]:
    """Everywhere that conditions stand in a file."""
    for index, use in enumerate(table["facts"]):
        yield ("facts", index, "asked_if"), use.get("asked_if", {})
    for index, rule in enumerate(table["rules"]):
        row: Place = ("rules", index)
        yield (*row, "when"), rule.get("when", {})
        for number, other in enumerate(rule.get("any_of", ())):
            yield (*row, "any_of", number), other
        for number, reason in enumerate(rule["because"]):
            yield (*row, "because", number, "when"), reason.get("when", {})


def _fits(kind: str, op: str, operands: list[Any]) -> bool:
    one = op in (*ORDERED, *_COUNTED)
    enough = len(operands) == 1 if one else bool(operands)
    return op in _BY_KIND[kind] and enough and all(map(_operand_of(kind, op), operands))


def _operand_of(kind: str, op: str) -> Callable[[Any], bool]:
    """What may stand after an operator."""
    if op in _COUNTED or kind in ("percent", "integer"):
        return _is_number
    return _is_day if kind == "date" else _is_word


def _is_number(written: Any) -> bool:
    return isinstance(written, int | float) or (isinstance(written, str) and written.startswith("@"))


def _is_word(written: Any) -> bool:
    return isinstance(written, str) and not written.startswith("@")


def _is_day(written: Any) -> bool:
    try:
        return bool(date.fromisoformat(written))
    except (TypeError, ValueError):
        return False


def _written(op: str, operands: list[Any]) -> str:
    """A test as its author would write it."""
    values = ", ".join(map(str, operands))
    shown = values if len(operands) == 1 else f"[{values}]"
    return {"one_of": shown, "none_of": f"not: {shown}"}.get(op, f"{op}: {shown}")
