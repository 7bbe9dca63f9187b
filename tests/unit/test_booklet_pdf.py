"""Does the printed guide hold all of the handbook, and can a screen reader and an archive use it?"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from samordna.handbooks.booklet.compose import booklet, compose
from samordna.handbooks.domain import (
    Deviation,
    Entry,
    Exit,
    Handbook,
    Need,
    Party,
    Process,
    Referral,
    Step,
    Wait,
)
from samordna.handbooks.queries import available, load
from samordna.kernel.period import Period
from samordna.kernel.text import Text
from samordna.law.queries import load as load_law
from samordna.web import i18n

ON = date(2026, 11, 22)
LAW = load_law()


def _t(sv: str, en: str) -> Text:
    return Text(sv, en)


FIRST = Step(
    "1",
    _t("Finns [skäl] #1?", "Are there [reasons] #1?"),
    question=_t("Finns skäl?", "Are there reasons?"),
    phase="start",
    parties=("vard",),
    guidance={"all": "**Varför.** För *alla*.", "kommun": "Bara kommunen.", "vard": "Bara vården."},
    checklist=("Skälen är antecknade",),
    asks=("goal",),
    exits=(
        Exit("ja", _t("Ja", "Yes"), ("två/1",), ("health",), consent="utbyte", when="När skäl finns."),
        Exit("nej", _t("Nej", "No"), ("outcome:work",)),
        Exit("fel", _t("Fel", "Wrong"), ("saknas",)),
    ),
    referrals=(
        Referral("fraga", _t("Fråga", "Ask"), "party:vard", consult=True, note="Utan namn.", escalation="svar"),
    ),
    waits=(Wait("vila", _t("Vila en tid", "Rest a while"), "svar"),),
    deadlines=("svar",),
    forms=("blankett",),
    meetings=("mote",),
    needs=(Need("consent", "utbyte", "osl:12:2"),),
    law=("sol-2025:10:8", "finns:inte"),
    source="ruta 1",
    deviation=(Deviation("fel", "rätt", "skälet"),),
)
SECOND = Step("1", _t("Mottagning", "Reception"), exits=(Exit("ater", _t("Åter", "Back"), ("ett/1",), returns=True),))
BOOK = Handbook(
    "prov",
    "1",
    _t("Provboken", "The trial book"),
    "Ägaren",
    "Källan",
    Period(date(2026, 1, 1)),
    (
        Process("ett", "1", _t("Första", "First"), ("kommun",), ("1",), (FIRST,), description="Om den första."),
        Process("två", "2", _t("Andra", "Second"), ("vard",), ("1",), (SECOND,)),
    ),
    {
        "kommun": Party("kommun", _t("Kommunen", "The municipality"), _t("handläggare", "officer")),
        "vard": Party("vard", _t("Vården", "Care"), _t("läkare", "doctor"), outside=True),
    },
    {
        "outcomes": {"work": Entry("work", _t("Arbete", "Work"))},
        "phases": {"start": Entry("start", _t("Kontakt", "Contact"))},
        "deadlines": {
            "svar": Entry("svar", _t("Svar", "Answer"), {"days": 14, "kind": "guidance", "source": "ruta 1"})
        },
        "consents": {"utbyte": Entry("utbyte", _t("Utbyte", "Exchange"), {"forms": ["oral"], "law": ["osl:12:2"]})},
        "forms": {"blankett": Entry("blankett", _t("Blanketten", "The form"), {"label": "B 1"})},
        "meetings": {"mote": Entry("mote", _t("Mötet", "The meeting"), {"convener": ["kommun"], "who": "Alla."})},
        "categories": {"health": Entry("health", _t("Hälsa", "Health"))},
        "facts": {"goal": Entry("goal", _t("Mål", "Goal"))},
    },
    terms={"person": _t("kund", "client")},
    concepts=({"term": "plan", "party": "vard", "means": "Vårdens plan."},),
    sections={
        "abbreviations": {"SIP": "samordnad individuell plan"},
        "ansvar": {
            "title": {"sv": "Ansvar", "en": "Duties"},
            "parties": [{"party": "vard", "right_when": ["sjuk"], "text": "Utreder."}],
        },
        "links": {"items": [{"title": "Sidan", "url": "https://example.org/"}], "table": "hidden-table-id"},
        "asked": {"items": [{"party": ["vard", "kommun"], "text": "Svarar båda."}, {"party": 3, "text": "Nummer."}]},
    },
    description="För den som *provar*.",
)


@pytest.fixture(autouse=True)
def _english():
    before = i18n.language()
    i18n.activate("en")
    yield
    i18n.activate(before)


def _source(book: Handbook = BOOK, party: str = "") -> str:
    return compose(book, LAW, ON, party)[0]


@pytest.mark.parametrize(
    "said",
    [
        "The trial book",
        "Ägaren",
        "Källan",
        "2026-01-01 – until further notice",
        "Are there [reasons] #1?",
        "Are there reasons?",
        "Led by The municipality · with Care · Phase: Contact",
        "Skälen är antecknade",
        "Goal",
        "När skäl finns.",
        "Shares: Health. Rests on: Exchange.",
        "Consultation: advice only. Time limit for the answer: Answer.",
        "Utan namn.",
        "Rest a while",
        "at most 14 days",
        "The form",
        "The meeting",
        "SoL (2025:400) 10 kap. 8 §",
        "finns:inte",
        "skälet",
        "Source: ruta 1",
        "Back to the party that handed over",
        "Vårdens plan.",
        "samordnad individuell plan",
        "Duties",
        "The right support when",
        "Utreder.",
        "Care, The municipality",
        "client",
    ],
)
def test_all_of_the_handbook_is_printed(said: str) -> None:
    assert said in re.sub(r'";\]?;?#?(strong|emph)?\[?#?"', "", _source()).replace('\\"', '"')


def test_ids_that_mean_something_to_the_program_only_are_not_printed() -> None:
    assert "hidden-table-id" not in _source()


def test_for_one_party_only_its_own_guidance_is_printed() -> None:
    everybody, care = _source(), _source(party="vard")
    assert "Bara kommunen." in everybody
    assert "Bara vården." in everybody
    assert "Bara kommunen." not in care
    assert "Bara vården." in care
    assert "The trial book – Care" in care


def test_every_link_inside_the_guide_has_a_box_to_lead_to() -> None:
    source = _source()
    labels = set(re.findall(r'#label\(("[^"]+")\)', source))
    assert set(re.findall(r"(?<!#)label\((\"[^\"]+\")\)", source)) == labels == {'"box:ett/1"', '"box:två/1"'}


def test_the_map_is_a_picture_with_words_for_those_who_cannot_see_it() -> None:
    source, needed = compose(BOOK, LAW, ON)
    assert 'alt: "Map. The process has 1 box, 1 start and 1 outcome. Led by: The municipality."' in source
    assert all(b"<svg" in content for name, content in needed.items() if name.endswith(".svg"))


def _check_pdf(made: bytes, title: str) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith("en")
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["pdfaid:part"] == "2"
            assert title in str(meta["dc:title"])
        with pdf.open_outline() as outline:
            assert "Contents" not in [item.title for item in outline.root]
            assert "How to read the guide" in [item.title for item in outline.root]


def test_the_pdf_is_tagged_named_in_a_language_and_has_bookmarks() -> None:
    made = booklet(BOOK, LAW, ON)
    _check_pdf(made, "The trial book")
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_outline() as outline:
        first = next(item for item in outline.root if item.title == "1. First")
        assert [child.title for child in first.children] == ["1 Are there [reasons] #1?"]


def test_the_same_day_gives_the_same_pages() -> None:
    assert booklet(BOOK, LAW, ON) == booklet(BOOK, LAW, ON)


def test_a_handbook_without_processes_is_printed_too() -> None:
    _check_pdf(booklet(replace(BOOK, processes=()), LAW, ON), "The trial book")


@pytest.mark.parametrize("ref", sorted({each.id for each in available()}))
def test_every_packaged_handbook_can_be_printed(ref: str) -> None:
    handbook = load(ref)
    _check_pdf(booklet(handbook, LAW, ON), handbook.title.in_language("en"))
