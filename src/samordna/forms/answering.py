"""What did somebody write in a form, is it understood, and what is still missing? Pure; the day comes in.

What is wrong is said at its field and what was written is kept. What is missing never stops anything (D17).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from samordna.forms.domain import (
    CHOICE,
    DAY,
    LONG,
    NUMBER,
    PERCENT,
    ROWS,
    SAYS,
    SCALE,
    SET,
    TICK,
    TIME,
    Field,
    Form,
    Part,
)
from samordna.kernel.days import NotADayError, written_day
from samordna.kernel.text import Message, say

Typed = Mapping[str, Sequence[str]]
Values = dict[str, Any]
# Enough for what a person writes, too little for a mistaken file.
LONGEST, LONGEST_LINE, LONGEST_NUMBER, MOST_ROWS, WHOLE = 10_000, 500, 9, 50, 100
_TIME = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")
_NUMBER = re.compile(r"-?\d{1,9}([.,]\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers that were understood, by field, and what is wrong with the others."""

    values: Values = field(default_factory=dict)
    wrong: Mapping[str, Message] = field(default_factory=dict)


class _WrongError(Exception):
    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def read(form: Form, typed: Typed, parts: Iterable[Part] = ()) -> Answered:
    """The answers in what a page sent: `typed` has every control by name (``field``, ``field-row-column``).

    Only the fields of `parts` are read; without parts, all. An empty answer is no answer.
    """
    values: Values = {}
    wrong: dict[str, Message] = {}
    for part in tuple(parts) or form.parts:
        for each in part.fields:
            if each.kind == SAYS:
                continue
            try:
                value = _read(each, typed)
            except _WrongError as problem:
                wrong[each.id] = problem.message
                continue
            if value is not None and value not in ("", []):
                values[each.id] = value
    return Answered(values, wrong)


def missing(form: Form, values: Mapping[str, Any], parts: Iterable[Part] = ()) -> tuple[Field, ...]:
    """What ought to be answered and is not."""
    return tuple(
        each for part in tuple(parts) or form.parts for each in part.fields if each.needed and each.id not in values
    )


def before_birth(form: Form, values: Mapping[str, Any], born: str) -> tuple[Field, ...]:
    """The answers with a day before the person was born (ISO). A number may tell the wrong day: it is pointed out."""
    return tuple(
        each for each in form.fields.values() if each.id in values and any(day < born for day in _days(each, values))
    )


def _days(asked: Field, values: Mapping[str, Any]) -> list[str]:
    """The days in an answer, also those in the cells of its rows."""
    value = values[asked.id]
    if asked.kind == DAY:
        return [str(value)]
    columns = [column.id for column in asked.columns if column.kind == DAY]
    return [str(row[each]) for row in value for each in columns if row.get(each)] if asked.kind == ROWS else []


def by_category(form: Form, values: Mapping[str, Any]) -> dict[str, Values]:
    """The answers apart by information category: the unit of consent and of reading (E7)."""
    found: dict[str, Values] = {}
    for name, value in values.items():
        asked = form.fields.get(name)
        if asked:
            found.setdefault(form.category_of(asked), {})[name] = value
    return found


def control(field_id: str, row: str | int, column: str) -> str:
    """The name of the control of one cell."""
    return f"{field_id}-{row}-{column}"


def _read(asked: Field, typed: Typed) -> Any:
    if asked.kind == ROWS:
        return _rows(asked, typed)
    given = [each.strip() for each in typed.get(asked.id, ()) if each.strip()]
    if asked.kind == SET:
        return _chosen(asked, given)
    return _one(asked, given[0]) if given else None


def _one(asked: Field, written: str) -> Any:
    if asked.kind == CHOICE:
        return _chosen(asked, [written])[0]
    if asked.kind == SCALE:
        return _on_scale(asked, written)
    return _plain(asked.kind, written)


def _plain(kind: str, written: str) -> Any:
    """A value that stands alone, in a field or a cell."""
    if kind == DAY:
        return _day(written)
    if kind == TIME:
        found = _TIME.fullmatch(written)
        if not found:
            raise _WrongError(say("Write a time as 09:30."))
        return f"{int(found[1]):02}:{found[2]}"
    if kind in (NUMBER, PERCENT):
        return _number(kind, written)
    if kind == TICK:
        return True
    longest = LONGEST if kind == LONG else LONGEST_LINE
    if len(written) > longest:
        raise _WrongError(say("This is {count} characters; at most {most} fit.", count=len(written), most=longest))
    return written.replace("\r\n", "\n")


def _day(written: str) -> str:
    try:
        return written_day(written).isoformat()
    except NotADayError as problem:
        raise _WrongError(problem.said) from None


def _number(kind: str, written: str) -> int | float:
    plain = written.removesuffix("%").strip().replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        raise _WrongError(say("Write a number."))
    found = float(plain.replace(",", "."))
    if kind == PERCENT and not 0 <= found <= WHOLE:
        raise _WrongError(say("Write a number from 0 to 100."))
    return int(found) if found.is_integer() else found


def _on_scale(asked: Field, written: str) -> int:
    assert asked.scale is not None, "a scale has its ends: forms.building refuses others"
    # A scale has few steps: longer numbers are not even read.
    if not written.isascii() or not written.isdigit() or len(written) > LONGEST_NUMBER:
        raise _WrongError(say("Choose a number on the scale."))
    found = int(written)
    if not asked.scale.lowest <= found <= asked.scale.highest:
        raise _WrongError(
            say("Choose a number from {low} to {high}.", low=asked.scale.lowest, high=asked.scale.highest)
        )
    return found


def _chosen(asked: Field, given: list[str]) -> list[str]:
    known = {option.id for option in asked.options}
    if any(each not in known for each in given):
        raise _WrongError(say("Choose among the answers."))
    return list(dict.fromkeys(given))


def _rows(asked: Field, typed: Typed) -> list[Values]:
    """The rows that hold anything; a fixed row says which it is under ``row``."""
    fixed = [option.id for option in asked.rows]
    names: list[str | int] = [*fixed] if fixed else list(range(MOST_ROWS))
    found = []
    for name in names:
        cells: Values = {}
        for column in asked.columns:
            given = [each.strip() for each in typed.get(control(asked.id, name, column.id), ()) if each.strip()]
            if given:
                cells[column.id] = _plain(column.kind, given[0])
        if cells:
            found.append({"row": name, **cells} if fixed else cells)
    return found
