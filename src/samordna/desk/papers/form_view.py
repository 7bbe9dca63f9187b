"""How does a form of a case look on the page: its fields with what is answered, what is wrong, and what is missing?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samordna.desk.case_gather import Read
from samordna.desk.case_names import Names, at
from samordna.forms import answering, queries
from samordna.forms.answering import control
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
from samordna.forms.history import Step
from samordna.forms.printing import plain, spoken
from samordna.forms.wording import filled_by
from samordna.handbooks.pages.wording import Link
from samordna.kernel.personal_number import PersonalNumber
from samordna.kernel.text import Message
from samordna.web.i18n import _, render

# How much room beyond what is written: empty rows to write in.
MORE_ROWS = 2
INPUTS = {DAY: "date", TIME: "time", LONG: "textarea", CHOICE: "radios", SET: "checks", TICK: "tick", SCALE: "scale",
          ROWS: "rows", SAYS: "says", NUMBER: "text", PERCENT: "text"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to fill in: the name of its control, what stands in it, and its label for those who cannot see it."""

    name: str
    value: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field on the page. `said` is its answer in words, for a form that is read and not written."""

    name: str
    title: str
    help: str
    input: str
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[Cell, ...]], ...] = ()
    low: str = ""
    high: str = ""
    unit: str = ""
    error: Message | None = None
    missing: bool = False
    said: str = ""
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a form on the page."""

    id: str
    number: int
    title: str
    intro: str
    by: str
    fields: tuple[FieldShown, ...]
    theirs: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """What the fields are made from: what was sent (wins), else the answers; what is wrong; what others fill in."""

    values: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, Sequence[str]] | None = None
    wrong: Mapping[str, Message] = field(default_factory=dict)
    theirs: frozenset[str] = frozenset()


def parts(form: Form, writing: Writing) -> tuple[PartShown, ...]:
    """The parts of a form with their fields."""
    return tuple(_part(number, part, writing) for number, part in enumerate(form.parts, start=1))


def title(part: Part) -> str:
    """The title of a part in the language spoken."""
    return render(part.title)


@dataclass(frozen=True, slots=True)
class StepShown:
    """One act on a form: the day, who and what, why, the fields that were written, and answers changed (was, now)."""

    on: date
    who: str
    what: str
    reason: str
    wrote: tuple[str, ...]
    corrected: tuple[tuple[str, str, str], ...]


def steps(form: Form, done: Iterable[Step], names: Names) -> list[StepShown]:
    """What has been done with a form, the newest first. What changed is told of corrections only: the rest stands."""
    found, last = [], 0
    for each in done:
        corrects = each.revision > max(last, 1)
        changed = [(form.fields[name], was, now) for name, was, now in each.changed if name in form.fields]
        found.append(StepShown(
            each.on, names.who(each.by, each.unit, each.sphere), _what(each.kind, each.revision, corrects=corrects),
            each.reason, tuple(render(asked.title) for asked, _was, _now in changed),
            tuple((render(asked.title), _said(asked, was), _said(asked, now)) for asked, was, now in changed)
            if corrects else (),
        ))  # fmt: skip
        last = each.revision
    return found[::-1]


def _what(kind: str, revision: int, *, corrects: bool) -> str:
    if corrects:
        return _("corrected the answer: it is version {n} now").format(n=revision)
    said = {
        "form-begun": _("began the form"), "form-saved": _("wrote in the form"), "form-printed": _("printed the form"),
        "form-sent": _("handed over the form"), "form-answered": _("wrote down the answer"),
    }  # fmt: skip
    return said.get(kind, "")


def _said(asked: Field, value: Any) -> str:
    """An answer in one line; a table as its cells."""
    if value in (None, "", []):
        return _("not answered")
    if asked.kind == ROWS:
        return "; ".join(", ".join(filter(None, row)) for row in _table(asked, value))
    return spoken(asked, value)


def doubted(read: Read, form: Form, values: Mapping[str, Any]) -> list[str]:
    """What was answered with a day before the person was born, as far as the reader may know that day (D17)."""
    if not read.person or not read.person.number:
        return []
    with suppress(ValueError):
        born = PersonalNumber.parse(read.person.number, read.on).born.isoformat()
        return [render(each.title) for each in answering.before_birth(form, values, born)]
    return []


def links(case: int, ids: Sequence[str], shown: Sequence[Link]) -> list[Link]:
    """The forms that a box names, as links that begin them in the case; others' forms as the handbook shows them."""
    ours = queries.ids()
    return [
        Link(link.words, at("case-form-begin", case, form), link.note) if form in ours else link
        for form, link in zip(ids, shown, strict=True)
    ]


def anchors(form: Form, wrong: Iterable[str]) -> dict[str, str]:
    """Where an error leads: the first control of a field."""
    found = {}
    for name in wrong:
        asked = form.fields.get(name)
        kind = asked.kind if asked else ""
        if asked and kind == ROWS:
            first: str | int = asked.rows[0].id if asked.rows else 0
            found[name] = f"field-{control(name, first, asked.columns[0].id)}"
        else:
            found[name] = f"field-{name}-0" if kind in (CHOICE, SET, SCALE) else f"field-{name}"
    return found


def _part(number: int, part: Part, writing: Writing) -> PartShown:
    theirs = part.id in writing.theirs
    return PartShown(
        part.id, number, render(part.title), render(part.intro) if part.intro.sv else "", filled_by(part.by),
        tuple(_field(each, writing) for each in part.fields), theirs,
    )  # fmt: skip


def _field(asked: Field, writing: Writing) -> FieldShown:
    value = writing.values.get(asked.id)
    wrong = writing.wrong.get(asked.id)
    return FieldShown(
        asked.id, render(asked.title), render(asked.help) if asked.help.sv else "", INPUTS.get(asked.kind, "text"),
        value=_one(asked, value, writing), values=_many(asked, value, writing), options=_options(asked),
        heads=tuple(render(column.title) for column in asked.columns), rows=tuple(_rows(asked, value, writing)),
        low=render(asked.scale.low) if asked.scale else "", high=render(asked.scale.high) if asked.scale else "",
        unit="%" if asked.kind == PERCENT else "", error=wrong,
        missing=asked.needed and not wrong and value in (None, "", []),
        said=spoken(asked, value) if value not in (None, "", []) and asked.kind != ROWS else "",
        table=tuple(_table(asked, value)),
    )  # fmt: skip


def _one(asked: Field, value: Any, writing: Writing) -> str:
    if writing.typed is not None and asked.kind != ROWS:
        return next(iter(writing.typed.get(asked.id, ())), "")
    return str(value) if value not in (None, "", []) and not isinstance(value, list | dict) else ""


def _many(asked: Field, value: Any, writing: Writing) -> tuple[str, ...]:
    if writing.typed is not None:
        return tuple(writing.typed.get(asked.id, ()))
    if isinstance(value, list) and asked.kind == SET:
        return tuple(map(str, value))
    return (str(value),) if value not in (None, "", []) and not isinstance(value, list) else ()


def _options(asked: Field) -> tuple[tuple[str, str], ...]:
    if asked.scale:
        return tuple((str(n), str(n)) for n in range(asked.scale.lowest, asked.scale.highest + 1))
    return tuple((option.id, render(option.title)) for option in asked.options)


def _rows(asked: Field, value: Any, writing: Writing) -> Iterable[tuple[str, tuple[Cell, ...]]]:
    """Fixed rows with their words; free ones as many as are written, and some more."""
    if asked.kind != ROWS:
        return
    given: list[Mapping[str, Any]] = value if isinstance(value, list) else []
    if asked.rows:
        known = {str(each.get("row")): each for each in given}
        for row in asked.rows:
            title = render(row.title)
            yield title, _cells(asked, row.id, title, known.get(row.id, {}), writing)
        return
    sent = [
        n
        for n in range(50)
        if writing.typed and any(control(asked.id, n, c.id) in writing.typed for c in asked.columns)
    ]
    count = max(asked.least, len(given) + MORE_ROWS, len(sent))
    for n in range(count):
        yield "", _cells(asked, n, str(n + 1), given[n] if n < len(given) else {}, writing)


def _cells(
    asked: Field, row: str | int, words: str, values: Mapping[str, Any], writing: Writing
) -> tuple[Cell, ...]:  # fmt: skip
    found = []
    for column in asked.columns:
        name = control(asked.id, row, column.id)
        if writing.typed is not None:
            value = next(iter(writing.typed.get(name, ())), "")
        else:
            kept = values.get(column.id, "")
            value = ("on" if kept else "") if column.kind == TICK else str(kept)
        kind = {DAY: "date", TICK: "checkbox"}.get(column.kind, "text")
        found.append(Cell(name, value, kind, f"{render(column.title)}, {words}"))
    return tuple(found)


def _table(asked: Field, value: Any) -> Iterable[tuple[str, ...]]:
    """The rows of a form that is read, in words."""
    if asked.kind != ROWS or not isinstance(value, list):
        return
    titles = {row.id: render(row.title) for row in asked.rows}
    for each in value:
        head = (titles.get(str(each.get("row")), ""),) if asked.rows else ()
        yield (*head, *(plain(column.kind, each.get(column.id)) for column in asked.columns))
