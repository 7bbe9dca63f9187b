"""How does a form look on paper, empty or filled in? A tagged PDF (PDF/UA-1, PDF/A-3a) in our own layout, in one
language, with the same answers in it for programs.

What is answered stands where the lines to write on would be; what is not answered has its lines.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import segno

from samordna.documents.markup import array, call, content, string, words
from samordna.documents.typesetting import typeset, typst_date
from samordna.forms import codes, data
from samordna.forms.data import Head as Head
from samordna.forms.data import Paper as Paper
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
    Option,
    Part,
    Signature,
)
from samordna.kernel.text import say
from samordna.web.i18n import _, day_words, language, render

TEMPLATE, CODE = "form.typ", "code.svg"
NONE, TRUE, FALSE = "none", "true", "false"
# The head of the column of fixed rows says nothing: the rows say it themselves.
_FIXED = say("What it is about")


def pdf(paper: Paper) -> bytes:
    """The form as PDF (PDF/UA-1 and PDF/A-3a) with `form.json` in it. Raises TypesettingError."""
    shown = {TEMPLATE: _template()}
    if paper.head.code:
        shown[CODE] = picture(codes.shown(paper.head.code))
    return typeset(compose(paper), shown, [data.file(paper)])


@cache
def _template() -> bytes:
    return (files(__package__) / TEMPLATE).read_bytes()


@lru_cache(maxsize=256)
def picture(code: str) -> bytes:
    """The code as a picture for a scanner. It holds nothing else (D23)."""
    drawn = io.BytesIO()
    # A code always fits the smallest picture, and any mask can be read: to look for the best one takes the longest.
    made = segno.make(code, error="m", micro=False, version=1, mask=2)
    made.save(drawn, kind="svg", border=2, xmldecl=False, unit="mm")
    return drawn.getvalue()


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
    if head.code:
        named["code"] = string(codes.shown(head.code))
        named["code_alt"] = string(_("The code of the form as a QR code"))
    if head.on:
        named["made"] = typst_date(head.on)
    arguments = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    return f'#import "{TEMPLATE}": *\n#show: form.with({arguments})'


def _body(paper: Paper) -> Iterator[str]:
    form, head = paper.form, paper.head
    facts = [(_("Date"), day_words(head.on))] if head.on else []
    facts += [(_("Our reference"), head.reference)] if head.reference else []
    facts += [(_("Code of the form"), codes.shown(head.code))] if head.code else []
    if head.sender or facts:
        yield call(
            "head", sender=array([content(words(line)) for line in head.sender]),
            receiver=array([content(words(line)) for line in head.receiver]),
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
    return plain(asked.kind, value)


def plain(kind: str, value: Any) -> str:
    """A value that stands alone, in a field or a cell, as it is read; a day as people say it."""
    if value in (None, ""):
        return ""
    if kind == TICK:
        return "X"
    if kind == DAY:
        try:
            return day_words(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return f"{value} %" if kind == PERCENT else str(value)


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
    return [content(words(plain(column.kind, cells.get(column.id)))) for column in asked.columns]


def _width(column: Option) -> str:
    return {DAY: "33mm", PERCENT: "22mm", TICK: "18mm"}.get(column.kind, "1fr")


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
