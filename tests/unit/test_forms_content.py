"""Is every form of the models there, sound in both languages, and readable for an archive and a screen reader?"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pikepdf
import pytest
from django.test import Client

from samordna.content.reading import ContentError
from samordna.forms import data, queries
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
    WORDS,
    Field,
    Form,
)
from samordna.forms.printing import Head, Paper, compose, pdf
from samordna.forms.schema import FormData
from samordna.forms.wording import cited
from samordna.handbooks.queries import available, load, shared_registers
from samordna.law.queries import load as load_law
from samordna.web import i18n

ON = date(2026, 11, 22)
LAW = load_law()
# What others own and licence, or what arrives from others: date and result are kept, the form is never copied (D29).
OTHERS = {
    "aktivitetsersattning-ansokan", "sjukersattning-ansokan", "rehabiliteringsplan", "lakarutlatande", "amie-bedomning",
    "kpf-utredning", "overlamning",
}  # fmt: skip


@pytest.fixture(params=["sv", "en"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both languages."""
    spoken = i18n.language()
    i18n.activate(request.param)
    yield request.param
    i18n.activate(spoken)


def used() -> set[str]:
    """Every form that a box of a handbook names."""
    books = [load(ref) for ref in sorted({each.id for each in available()})]
    licensed = {e.id for b in books for e in b.registers["forms"].values() if e.data.get("licensed")}
    named = {f for b in books for _p, s in b.every_step() for f in s.forms}
    named |= {n.id for b in books for _p, s in b.every_step() for n in s.needs if n.kind == "form"}
    return named - licensed - OTHERS


def test_every_form_that_a_box_names_is_defined() -> None:
    """Licensed instruments and other authorities' own forms are not ours to copy."""
    assert used() <= set(queries.ids())


@pytest.mark.parametrize("form_id", queries.ids())
def test_a_form_is_written_in_both_languages_and_cites_what_counts(form_id: str) -> None:
    """Categories are those of the register; every citation counts today; the title is nobody's id."""
    form = queries.load(form_id)
    assert {form.category_of(each) for each in form.fields.values()} <= set(shared_registers()["categories"])
    for text in texts(form):
        assert text.sv.strip()
        assert text.en.strip()
    for ref in cited(form, LAW, ON):
        assert LAW.in_force(ref, ON), ref


def texts(form: Form) -> Iterator[object]:
    """Every text of a form that is written at all."""
    yield form.title
    for part in form.parts:
        yield part.title
        yield from (each for each in (part.intro,) if each.sv or each.en)
        for field in part.fields:
            yield field.title
            yield from (each for each in (field.help,) if each.sv or each.en)
            for option in (*field.options, *field.columns, *field.rows):
                yield option.title
        for signature in part.signatures:
            yield signature.title
            yield from signature.below


def sample(field: Field) -> object:
    """An answer of the right kind that can be found again."""
    if field.kind in (CHOICE, SET):
        first = field.options[0].id
        return first if field.kind == CHOICE else [first]
    if field.kind == SCALE:
        return 7
    if field.kind in (PERCENT, NUMBER):
        return 25
    if field.kind in (DAY, TIME):
        return "2027-03-05" if field.kind == DAY else "09:30"
    if field.kind == TICK:
        return True
    if field.kind == ROWS:
        row = {column.id: sample(Field(id=f"r{n}", title=column.title, kind=column.kind))
               for n, column in enumerate(field.columns)}  # fmt: skip
        return [{"row": field.rows[0].id, **row}] if field.rows else [row]
    return f"svar {field.id}" + ("\nrad två" if field.kind == LONG else "")


def read_by_another(pdf: bytes) -> str:
    """The words of the PDF as poppler reads them, with words that were divided put together again."""
    reader = shutil.which("pdftotext")
    if not reader:
        if os.environ.get("CI"):
            pytest.fail("install poppler-utils")
        pytest.skip("pdftotext is missing: install poppler-utils")
    found = subprocess.run([reader, "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(re.sub(r"[-\u2010\u00ad]\n", "", found).split())


@pytest.mark.parametrize("form_id", queries.ids())
def test_the_paper_is_tagged_and_holds_what_is_asked_and_answered(form_id: str, lang: str) -> None:
    """Data in, data out: every answer stands on the pages and, as it was given, in the data; PDF/UA-1 and PDF/A-3a."""
    form = queries.load(form_id)
    values = {field.id: sample(field) for field in form.fields.values()}
    paper = Paper(form, values, Head(("Provet", "Öster"), "OST-2026-1", ON))
    source = compose(paper)
    for field in form.fields.values():
        assert field.title.in_language(lang).replace('"', '\\"') in source
        if field.kind in (WORDS, LONG):
            assert f"svar {field.id}" in source
    made, empty = pdf(paper), pdf(Paper(form))
    assert data.read(made)["answers"] == values
    assert data.read(empty)["answers"] == {}
    assert FormData.model_validate(data.read(made)).language == lang
    if lang == "sv":
        words = read_by_another(made).replace(" ", "")
        for value in values.values():
            for said in spoken_values(value):
                assert said.replace(" ", "") in words, said
    for each in (made, empty):
        with pikepdf.open(io.BytesIO(each)) as opened:
            assert opened.Root.MarkInfo.Marked
            assert str(opened.Root.Lang) == lang
            with opened.open_metadata() as meta:
                assert (meta["pdfuaid:part"], meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("1", "3", "A")


def spoken_values(value: object) -> Iterator[str]:
    """Words of an answer that stand on paper as they were given, days as people say them."""
    if isinstance(value, list):
        for row in (each for each in value if isinstance(each, dict)):
            for column, cell in row.items():
                yield from () if column == "row" else spoken_values(cell)
    elif value == "2027-03-05":
        yield "5 mars 2027"
    elif isinstance(value, str) and value.startswith("svar"):
        yield from value.split("\n")


def test_what_people_write_is_never_taken_for_markup() -> None:
    """Typst's signs in an answer stand as they were written."""
    form = queries.load("forandringsplan")
    nasty = '#panic("x") *fet* $x$ \\ "]'
    paper = Paper(form, {"situation": nasty, "steps": [{"what": nasty, "when": nasty}]})
    assert b"%PDF" in pdf(paper)[:8]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("kind: scale", "kind: choice", "nothing to choose among"),
        ("id: chance_why", "id: chance", "Two fields"),
        ('fills: "fact:goal"', 'fills: "fact:gaol"', "no register has"),
        ("fills: person.name", "fills: person.nam", "not known"),
        ("kind: long", "kin: long", "not a known key"),
    ],
)
def test_a_mistake_in_a_file_is_said_with_its_line(
    was: str, now: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong, where, and what to write instead."""
    for name in ("forandringsplan.yaml", "parts.yaml"):
        text = (queries.FORMS / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace(was, now, 1) if name != "parts.yaml" else text, "utf-8")
    monkeypatch.setattr(queries, "FORMS", tmp_path)
    with pytest.raises(ContentError) as problem:
        queries.load("forandringsplan")
    assert said in str(problem.value.message)
    assert problem.value.line > 0


@pytest.mark.parametrize("form_id", queries.ids())
def test_the_page_of_a_form_tells_what_it_asks(form_id: str, lang: str) -> None:
    """Without signing in; the paper can be fetched from it."""
    client = Client(headers={"accept-language": lang}, SERVER_NAME="localhost")
    answer = client.get(f"/forms/{form_id}/")
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
    form = queries.load(form_id)
    assert answer.status_code == 200
    for part in form.parts:
        for field in part.fields:
            assert " ".join(field.title.in_language(lang).split()) in words
    assert f"/forms/{form_id}/blank.pdf" in answer.content.decode()


def test_the_empty_form_is_fetched_and_an_unknown_one_is_not(lang: str) -> None:
    """A PDF with a name of its own."""
    client = Client(headers={"accept-language": lang}, SERVER_NAME="localhost")
    answer = client.get("/forms/sip-plan/blank.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert f"sip-plan-{lang}.pdf" in answer["Content-Disposition"]
    assert client.get("/forms/finns-inte/").status_code == 404
    assert client.get("/forms/finns-inte/blank.pdf").status_code == 404


def test_the_sip_plan_has_the_four_points_of_the_law() -> None:
    """SoL (2025:400) 10 kap. 8 § and HSL (2017:30) 16 kap. 4 §, and a day for follow-up that is asked for softly."""
    fields = queries.load("sip-plan").fields
    assert {"measures", "others", "overall", "follow_up"} <= {each.id for each in fields.values() if each.needed}
    assert [option.id for option in fields["overall"].options] == ["kommun", "region"]


def test_the_enquiry_has_seven_activities_with_extent_or_reason() -> None:
    """Stockholmsmodellen, bilaga 3."""
    activities = queries.load("rehabiliteringsforfragan").fields["activities"]
    assert len(activities.rows) == 7
    assert [column.id for column in activities.columns] == ["extent", "why_not"]


def test_what_only_says_something_is_never_an_answer() -> None:
    """And stands on the paper all the same."""
    form = queries.load("konsekvenstext")
    assert all(field.kind != SAYS for field in form.fields.values())
    assert any(field.kind == SAYS for part in form.parts for field in part.fields)
