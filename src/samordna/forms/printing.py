"""How does a form look on paper, empty or filled in? A tagged PDF (PDF/UA-1) in our own layout, in one language.

What is answered stands where the lines to write on would be; what is not answered has its lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from itertools import groupby
from typing import Any

from samordna.documents.markup import array, call, content, string, words
from samordna.documents.typesetting import typeset, typst_date
from samordna.forms.domain import (
    CHOICE,
    DAY,
    LONG,
    PERCENT,
    ROWS,
    SAYS,
    SCALE,
    SET,
    TICK,
    Field,
    Form,
    Option,
    Part,
    Signature,
)
from samordna.kernel.text import say
from samordna.web.i18n import _, language, render

TEMPLATE = "form.typ"
NONE, TRUE, FALSE = "none", "true", "false"
# The head of the column of fixed rows says nothing: the rows say it themselves.
_FIXED = say("What it is about")


@dataclass(frozen=True, slots=True)
class Head:
    """Whose paper it is: the lines of the sender, the reference and the day; empty for a form to fill in by hand."""

    sender: tuple[str, ...] = ()
    reference: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A form to print: the answers by field, and what is printed of it (all parts, or those that are named)."""

    form: Form
    values: Mapping[str, Any] = field(default_factory=dict)
    head: Head = Head()
    parts: tuple[str, ...] = ()


def pdf(paper: Paper) -> bytes:
    """The form as PDF (PDF/UA-1 and PDF/A-2a). Raises TypesettingError."""
    return typeset(compose(paper), {TEMPLATE: (files(__package__) / TEMPLATE).read_bytes()})


def compose(paper: Paper) -> str:
    """The typst source."""
    return "\n\n".join(part for part in (_opening(paper), *_body(paper)) if part)


def _opening(paper: Paper) -> str:
    form, head = paper.form, paper.head
    title = render(form.title)
    named = {
        "title": string(f"{title}, {head.reference}" if head.reference else title),
        "author": string(head.sender[0] if head.sender else "Samordna"),
        "lang": string(language()),
        "foot": content(words(_("{title}, version {version}").format(title=title, version=form.version))),
        "page_word": string(_("Page")),
    }
    if head.on:
        named["made"] = typst_date(head.on)
    arguments = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    return f'#import "{TEMPLATE}": *\n#show: form.with({arguments})'


def _body(paper: Paper) -> Iterator[str]:
    form = paper.form
    facts = [(_("Date"), paper.head.on.isoformat())] if paper.head.on else []
    facts += [(_("Our reference"), paper.head.reference)] if paper.head.reference else []
    if paper.head.sender or facts:
        yield call(
            "head", sender=array([content(words(line)) for line in paper.head.sender]),
            facts=array([array([content(words(name)), content(words(value))]) for name, value in facts]),
        )  # fmt: skip
    yield call("heading", words(render(form.title)), level="1")
    if form.intro.sv:
        yield call("par", words(render(form.intro)))
    shown = [part for part in form.parts if not paper.parts or part.id in paper.parts]
    for number, part in enumerate(shown, start=1):
        yield from _part(part, number, paper.values)


def _part(part: Part, number: int, values: Mapping[str, Any]) -> Iterator[str]:
    if part.new_page:
        yield "#pagebreak(weak: true)"
    yield call("heading", words(f"{number}. {render(part.title)}"), level="2")
    if part.intro.sv:
        yield call("par", words(render(part.intro)))
    for half, group in groupby(part.fields, key=lambda each: each.half):
        made = [_field(each, values.get(each.id)) for each in group]
        # Only what takes half the width stands beside another.
        yield call("beside", *made) if half else "\n".join(made)
    if part.signatures:
        yield call("beside", *(_signature(each) for each in part.signatures))


def _field(asked: Field, value: Any) -> str:
    label, helped = content(words(render(asked.title))), _help(asked)
    if asked.kind == SAYS:
        return call("par", words(render(asked.title)))
    if asked.kind in (CHOICE, SET):
        chosen = value if isinstance(value, list) else [value]
        options = [array([_flag(o.id in chosen), content(words(render(o.title)))]) for o in asked.options]
        return call("choices", label=label, help=helped, options=array(options))
    if asked.kind == TICK:
        return _tick(asked, bool(value))
    if asked.kind == SCALE:
        return _scale(asked, value, label, helped)
    if asked.kind == ROWS:
        return _rows(asked, value or [], label, helped)
    said = content(_paragraphs(spoken(asked, value))) if value not in (None, "") else NONE
    return call(
        "field", label=label, help=helped, value=said, count=str(asked.lines),
        breakable=TRUE if asked.kind == LONG and value else FALSE,
    )  # fmt: skip


def spoken(asked: Field, value: Any) -> str:
    """An answer in words: the titles of what was chosen, a per cent sign, the text itself."""
    if asked.kind in (CHOICE, SET):
        titles = {option.id: render(option.title) for option in asked.options}
        given = value if isinstance(value, list) else [value]
        return ", ".join(titles.get(str(each), str(each)) for each in given)
    if asked.kind == TICK:
        return _("Yes") if value else _("No")
    return f"{value} %" if asked.kind == PERCENT else str(value)


def _tick(asked: Field, on: bool) -> str:
    return f"#ticked({_flag(on)}, {content(words(render(asked.title)))});"


def _scale(asked: Field, value: Any, label: str, helped: str) -> str:
    assert asked.scale is not None, "a scale has its ends: forms.building refuses others"
    said = _("Chosen: {number}").format(number=value) if value is not None else ""
    return call(
        "scale", label=label, help=helped, lowest=str(asked.scale.lowest), highest=str(asked.scale.highest),
        low=content(words(render(asked.scale.low))), high=content(words(render(asked.scale.high))),
        chosen=str(int(value)) if value is not None else NONE, said=content(words(said)),
    )  # fmt: skip


def _rows(asked: Field, value: list[Mapping[str, Any]], label: str, helped: str) -> str:
    columns = ([render(_FIXED)] if asked.rows else []) + [render(each.title) for each in asked.columns]
    widths = (["1.6fr"] if asked.rows else []) + [_width(each) for each in asked.columns]
    return call(
        "rows", label=label, help=helped, columns=array([content(words(each)) for each in columns]),
        widths=array(widths), cells=array([array(row) for row in _cells(asked, value)]),
    )  # fmt: skip


def _cells(asked: Field, value: list[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Fixed rows begin with their words; others are as many as were written, and at least as many as there is room."""
    if asked.rows:
        given = {str(each.get("row")): each for each in value}
        for row in asked.rows:
            yield [content(words(render(row.title))), *_row(asked, given.get(row.id, {}))]
        return
    for each in [*value, *({} for _n in range(asked.least - len(value)))]:
        yield _row(asked, each)


def _row(asked: Field, cells: Mapping[str, Any]) -> list[str]:
    return [content(words(_cell(column, cells.get(column.id)))) for column in asked.columns]


def _cell(column: Option, value: Any) -> str:
    if value in (None, ""):
        return ""
    if column.kind == TICK:
        return "X"
    return f"{value} %" if column.kind == PERCENT else str(value)


def _width(column: Option) -> str:
    return {DAY: "24mm", PERCENT: "22mm", TICK: "18mm"}.get(column.kind, "1fr")


def _signature(each: Signature) -> str:
    return call(
        "signature", label=content(words(render(each.title))),
        below=array([content(words(render(line))) for line in each.below]),
        date_word=content(words(_("Date"))), name_word=content(words(_("Signature"))),
    )  # fmt: skip


def _paragraphs(text: str) -> str:
    return "#parbreak();".join(words(line) for line in text.split("\n") if line.strip())


def _help(asked: Field) -> str:
    return content(words(render(asked.help))) if asked.help.sv else NONE


def _flag(on: bool) -> str:
    return TRUE if on else FALSE
