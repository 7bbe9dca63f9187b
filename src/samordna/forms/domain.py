"""What is a form? Frozen values: parts that somebody fills in, with fields that are typed; no files, no clock.

A form is data (docs/reference/form-format.md). The same definition is the page, the paper and what is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from samordna.kernel.period import Period
from samordna.kernel.text import Text

NOTHING = Text()
ALWAYS = Period()
WORDS, LONG, DAY, TIME, NUMBER, PERCENT = "text", "long", "date", "time", "number", "percent"
CHOICE, SET, TICK, SCALE, ROWS, SAYS = "choice", "set", "tick", "scale", "rows", "says"
KINDS = (WORDS, LONG, DAY, TIME, NUMBER, PERCENT, CHOICE, SET, TICK, SCALE, ROWS, SAYS)
# What may stand in a cell of rows.
CELLS = (WORDS, DAY, PERCENT, TICK)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose, one column or one fixed row: its id and words. `kind` matters for columns only."""

    id: str
    title: Text
    kind: str = WORDS


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from `lowest` to `highest`, with words at both ends."""

    lowest: int
    highest: int
    low: Text = NOTHING
    high: Text = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a form asks, or says (kind `says`).

    `fills` names what is known already (``person.name``, ``fact:goal``). `needed` is asked for softly: what is missing
    is pointed out and never stops anything (D17). `lines` is how much room there is on paper. `rows` are fixed rows;
    without them a table has `least` empty ones. `category` is whose eyes the answer is for.
    """

    id: str
    title: Text
    kind: str = WORDS
    help: Text = NOTHING
    options: tuple[Option, ...] = ()
    columns: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    least: int = 3
    scale: Scale | None = None
    lines: int = 1
    half: bool = False
    fills: str = ""
    needed: bool = False
    category: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign on: who signs, and what is written below (name, title, phone …)."""

    id: str
    title: Text
    below: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a form and who fills it in: a party of the handbook, ``individ``, or nobody in particular."""

    id: str
    title: Text
    by: str = ""
    intro: Text = NOTHING
    fields: tuple[Field, ...] = ()
    signatures: tuple[Signature, ...] = ()
    new_page: bool = False


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form in one version. `to` is whom it goes to; `whose` says whose document it is (D19), else its sender's.

    `after_closing`: it is begun and handed over in a closed case too (D14).
    `digest` is that of everything it asks and says: two versions with the same digest are the same form (E14).
    """

    id: str
    version: str
    title: Text
    source: str
    parts: tuple[Part, ...]
    category: str = "plan"
    to: str = ""
    whose: str = ""
    after_closing: bool = False
    intro: Text = NOTHING
    law: tuple[str, ...] = ()
    valid: Period = ALWAYS
    note: Text = NOTHING
    file: str = ""
    digest: str = ""

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Everything that is asked, by id, in its order."""
        return {field.id: field for part in self.parts for field in part.fields if field.kind != SAYS}

    def category_of(self, field: Field) -> str:
        """The information category of an answer."""
        return field.category or self.category

    def part_of(self, field_id: str) -> Part | None:
        """The part in which a field stands."""
        return next((part for part in self.parts if any(f.id == field_id for f in part.fields)), None)

    def filled_by(self, party: str) -> Iterator[Part]:
        """The parts that a party fills in, and those that nobody in particular does."""
        return (part for part in self.parts if part.by in ("", party))
