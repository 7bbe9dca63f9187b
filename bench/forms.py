"""Make a tagged PDF of a form filled in for a case, beside WeasyPrint making the same form from HTML.

Both know their template and fonts beforehand, and every form has other answers. The pages hold the same: letterhead,
fields with lines to write on, tables, signatures, and a foot with the code and its picture. Ours is also an archive
file (PDF/A-3a) with the answers for programs in it, which the other leaves out. That both are tagged and say the same
is asserted before anything is measured.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from html import escape
from itertools import count
from typing import Any

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.measuring import Row, alternate, ratio
from samordna.documents.typesetting import FONTS
from samordna.forms import codes, queries
from samordna.forms.data import Head, Paper
from samordna.forms.domain import CHOICE, LONG, ROWS, SAYS, SET, TICK, Field
from samordna.forms.printing import pdf, picture, plain, spoken
from samordna.web.i18n import language, render

OURS, THEIRS = "form PDF", "WeasyPrint"
FORM, PAPERS = "rehabiliteringsforfragan", 5
LINES = ("Stadens socialtjänst", "Enheten Öster", "Box 1", "111 11 Staden")
LOOK = """
@font-face {{ font-family: Inter; src: url("{fonts}/Inter-Regular.otf"); }}
@font-face {{ font-family: Inter; font-weight: 600; src: url("{fonts}/Inter-SemiBold.otf"); }}
@page {{ size: A4; margin: 18mm 20mm 25mm 22mm; @bottom-center {{ content: element(foot); width: 100%; }} }}
.foot {{ position: running(foot); font-size: 8pt; }} .foot td {{ border: 0; }} .foot img {{ width: 12mm; }}
.foot .pages::after {{ content: counter(page) " / " counter(pages); }} .head td {{ border: 0; vertical-align: top; }}
body {{ font: 10pt Inter; hyphens: auto; }} .sign {{ display: inline-block; width: 47%; break-inside: avoid; }}
.whole, .half, tr {{ break-inside: avoid; }} .line {{ border-bottom: 0.5pt solid; height: 7mm; }}
h1 {{ font-size: 17pt; }} h2 {{ font-size: 11.5pt; border-bottom: 1pt solid; }}
.half {{ display: inline-block; width: 47%; }} .said {{ border-bottom: 0.5pt solid #c3ccd4; min-height: 6.5mm; }}
table {{ border-collapse: collapse; width: 100%; }} td, th {{ border: 0.5pt solid #c3ccd4; padding: 2mm; }}
"""
Times = tuple[float, float, float]
_numbers = count(1)


def papers() -> list[Paper]:
    """Forms with answers that no other has."""
    form = queries.load(FORM)
    made = []
    for _each in range(PAPERS):
        number = next(_numbers)
        values: dict[str, Any] = {
            field.id: _answer(field, number) for field in form.fields.values() if field.kind not in (CHOICE, SET)
        }
        drawn = [number // 31**place % 31 for place in range(codes.DRAWN)]
        head = Head(LINES, f"OST-2026-{number}", date(2026, 11, 22), ("Vårdcentralen", "Gatan 2"), codes.make(drawn))
        made.append(Paper(replace(form), values, head))
    return made


def _answer(field: Field, number: int) -> Any:
    if field.kind == ROWS:
        return [{"row": row.id, field.columns[0].id: 25, field.columns[1].id: f"Skäl {number}"} for row in field.rows]
    if field.kind == TICK:
        return True
    return f"Svar {number}. " + "En mening till om det som fungerar. " * (4 if field.kind == LONG else 1)


def page(paper: Paper) -> str:
    """The same form as HTML."""
    form, head = paper.form, paper.head
    title, code = escape(render(form.title)), codes.shown(head.code)
    drawn = b64encode(picture(code)).decode()
    return (
        f'<!doctype html><html lang="{language()}"><title>{title}</title>'
        f'<div class="foot"><table><tr><td>{title}, version {form.version}</td><td>{code} <span class="pages"></span>'
        f'</td><td><img alt="{code}" src="data:image/svg+xml;base64,{drawn}"></td></tr></table></div>'
        f'<table class="head"><tr><td>{_lines(head.sender)}</td><td>{_lines((str(head.on), head.reference, code))}</td>'
        f"</tr><tr><td></td><td>{_lines(head.receiver)}</td></tr></table>"
        f"<h1>{title}</h1><p>{escape(render(form.intro))}</p>{''.join(_parts(paper))}</html>"
    )


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(map(escape, lines))


def _parts(paper: Paper) -> Iterator[str]:
    for number, part in enumerate(paper.form.parts, start=1):
        yield f"<h2>{number}. {escape(render(part.title))}</h2><p>{escape(render(part.intro))}</p>"
        for field in part.fields:
            yield _field(field, paper.values.get(field.id))
        for each in part.signatures:
            below = "".join(f'<div class="line"></div>{escape(render(line))}' for line in each.below)
            title = escape(render(each.title))
            yield f'<div class="sign">{title}<div class="line"></div>Datum, underskrift{below}</div>'


def _field(field: Field, value: Any) -> str:
    title = escape(render(field.title))
    if field.kind == SAYS:
        return f"<p>{title}</p>"
    if field.kind == ROWS:
        heads = "".join(f"<th>{escape(render(each.title))}</th>" for each in field.columns)
        known = {row["row"]: row for row in value}
        rows = "".join(
            f"<tr><td>{escape(render(row.title))}</td>"
            + "".join(f"<td>{escape(plain(c.kind, known[row.id].get(c.id)))}</td>" for c in field.columns)
            + "</tr>"
            for row in field.rows
        )
        return f"<p>{title}</p><table><tr><th></th>{heads}</tr>{rows}</table>"
    said = escape(spoken(field, value)) if value is not None else ""
    if field.kind == TICK:
        return f'<p><span class="box">{"X" if value else ""}</span> {title}</p>'
    title += f"<br><small>{escape(render(field.help))}</small>" if field.help.sv else ""
    return f'<div class="{"half" if field.half else "whole"}">{title}<div class="said">{said}</div></div>'


def measure(rounds: int) -> dict[str, Row]:
    """Forms a second of either."""
    fonts = FontConfiguration()
    look = CSS(string=LOOK.format(fonts=FONTS.as_uri()), font_config=fonts)

    def beside(paper: Paper) -> bytes:
        made = HTML(string=page(paper)).write_pdf(stylesheets=[look], font_config=fonts, pdf_variant="pdf/ua-1")
        assert isinstance(made, bytes)
        return made

    (paper, *_rest) = papers()
    for made in (pdf(paper), beside(paper)):
        with pikepdf.open(io.BytesIO(made)) as opened:
            assert opened.Root.MarkInfo.Marked
            assert len(opened.pages) == 2
            assert opened.Root.Lang == language()
    return alternate({OURS: lambda: _all(pdf), THEIRS: lambda: _all(beside)}, rounds)


def _all(make: Any) -> int:
    made = [make(paper) for paper in papers()]
    return len(made)


def rows(rounds: int) -> list[tuple[str, str, str, Times]]:
    """(work, rate, against, times) for the table that is printed."""
    found = measure(rounds)
    times = ratio(found[OURS], found[THEIRS])
    return [("a tagged form PDF with its data", f"{found[OURS].rate:,.1f} forms", f"{THEIRS} (goal 10)", times)]
