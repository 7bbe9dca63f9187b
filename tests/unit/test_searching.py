"""Searching the handbooks: every word, beginnings of words, Swedish letters, titles first."""

from __future__ import annotations

import unicodedata

import pytest

from samordna.handbooks import searching
from samordna.handbooks.domain import Entry, Exit, Handbook, Step
from samordna.handbooks.queries import available, load
from samordna.handbooks.searching import Hit, Index, index, marked, plain
from samordna.kernel.text import Text
from tests import world

SARA, FARID = world.SARA, world.FARID


def book() -> Handbook:
    steps = (
        Step("1", Text("Läkarintyg", "Certificate"), guidance={"all": "Läs planen."}),
        Step("2", Text("Möte", "Meeting"), question=Text("Finns ett läkarintyg?", "Is there a certificate?")),
        Step("3", Text("Plan"), guidance={"all": "Be om ett **läkarintyg** i dag.", FARID: "Förslag till plan"}),
        Step("4", Text("Slut"), exits=(Exit("x", Text("Läkarintyget saknas"), ("1",)),), checklist=("Ring vården",)),
        Step("5", Text("Blankett"), forms=("fk",), deadlines=("t1",), lead=FARID),
    )
    whole = world.handbook(world.process("p", (SARA,), *steps))
    registers = {
        "forms": {"fk": Entry("fk", Text("Ansökan om samordning"), {"label": "FK 7434"})},
        "deadlines": {"t1": Entry("t1", Text("Svar inom en månad"))},
    }
    sections = {
        "smarta": {"title": {"sv": "Smarta mål", "en": "Smart goals"}, "items": [{"id": "hemlig", "text": "Specifikt"}]}
    }
    return Handbook(
        whole.id,
        whole.version,
        whole.title,
        "",
        "",
        whole.valid,
        whole.processes,
        whole.parties,
        registers,
        sections=sections,
    )


@pytest.fixture(scope="module")
def made() -> Index:
    return index([book()])


def search(index: Index, query: str, **asked: str) -> list[Hit]:
    return list(searching.search(index, query, **asked).hits)


def boxes(found: list[Hit]) -> list[str]:
    return [hit.place.step for hit in found]


def test_titles_come_before_questions_and_questions_before_guidance_and_the_rest(made: Index) -> None:
    assert boxes(search(made, "läkarintyg")) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("query", ["läkar", "LÄKARINTYG", "  läkarintyg ", unicodedata.normalize("NFD", "läkarintyg")])
def test_beginnings_capitals_and_other_ways_of_writing_a_letter_are_the_same(made: Index, query: str) -> None:
    assert boxes(search(made, query))[0] == "1"


def test_swedish_letters_are_letters_of_their_own(made: Index) -> None:
    assert not search(made, "lakarintyg")
    assert not search(made, "mote")


def test_every_word_must_occur(made: Index) -> None:
    assert boxes(search(made, "läkarintyg dag")) == ["3"]
    assert not search(made, "läkarintyg blankett")


def test_a_whole_word_counts_more_than_a_beginning(made: Index) -> None:
    assert boxes(search(made, "plan"))[0] == "3"


@pytest.mark.parametrize(
    ("query", "box"), [("fk 7434", "5"), ("månad", "5"), ("ring vården", "4"), ("certificate", "1")]
)
def test_forms_deadlines_checklists_and_english_are_searched(made: Index, query: str, box: str) -> None:
    assert box in boxes(search(made, query))


def test_sections_without_boxes_are_found_but_not_their_ids(made: Index) -> None:
    assert [(hit.place.process, hit.place.step) for hit in search(made, "specifikt")] == [("", "smarta")]
    assert not search(made, "hemlig")


def test_a_role_keeps_what_it_leads_or_has_guidance_in(made: Index) -> None:
    assert boxes(search(made, "plan", party=FARID)) == ["3"]
    assert boxes(search(made, "ansökan", party=FARID)) == ["5"]
    assert not search(made, "plan", handbook="annan")


@pytest.mark.parametrize("query", ["", "   ", "?!", "**"])
def test_nothing_asked_finds_nothing(made: Index, query: str) -> None:
    assert search(made, query) == []


def test_the_text_shown_holds_the_words_and_marks_them(made: Index) -> None:
    hit = next(hit for hit in search(made, "läkarintyg") if hit.place.step == "3")
    assert hit.kind == "guidance"
    assert [piece for piece, found in hit.pieces if found] == ["läkarintyg"]
    assert "".join(piece for piece, _found in hit.pieces) == "Be om ett läkarintyg i dag."


def test_long_texts_are_cut_between_words_around_the_first_hit() -> None:
    text = "början " * 40 + "målet finns här " + "slutet " * 40
    pieces = list(marked(text, ["målet"], around=True))
    whole = "".join(piece for piece, _found in pieces)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert ("målet", True) in pieces
    assert set(whole.strip("… ").split()) <= {"början", "målet", "finns", "här", "slutet"}


def test_marks_stand_right_where_folding_changes_the_length() -> None:
    pieces = list(marked("Straße, İstanbul och målet", ["målet"]))
    assert [piece for piece, found in pieces if found] == ["målet"]
    assert "".join(piece for piece, _found in pieces) == "Straße, İstanbul och målet"


def test_markdown_is_shown_as_words() -> None:
    assert plain("**Varför.** Läs [lagen](https://x.se).\n\n- ett\n- två") == "Varför. Läs lagen. ett två"


def test_what_is_inherited_is_found_once_unless_a_handbook_is_asked_for() -> None:
    whole = index(load(each) for each in sorted({a.id for a in available()}))
    everywhere = [hit.place.handbook for hit in search(whole, "smarta") if hit.place.step == "smarta"]
    assert everywhere == ["jonkopings-lan"]
    assert "smarta" in [hit.place.step for hit in search(whole, "smarta", handbook="tranas")]


def test_only_the_best_are_told_but_all_are_counted(made: Index) -> None:
    found = searching.search(made, "läkarintyg", most=1)
    assert found.total == 4
    assert boxes(list(found.hits)) == ["1"]
