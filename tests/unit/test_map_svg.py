"""What does a map say: links, names, shapes, and nothing that a strict content policy forbids?"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from samordna.handbooks.domain import Entry, Exit, Handbook, Party, Process, Referral, Step, Wait
from samordna.handbooks.map import Highlight, Hrefs, draw
from samordna.handbooks.map.graph import picture
from samordna.handbooks.map.metrics import width, wrap
from samordna.handbooks.map.thinning import thinned
from samordna.kernel.period import Period
from samordna.kernel.text import Text

SVG = "{http://www.w3.org/2000/svg}"


def _t(sv: str, en: str = "") -> Text:
    return Text(sv, en or sv)


def _book(*steps: Step) -> Handbook:
    one = Process("ett", "1", _t("Första <processen>", "First <process>"), ("kommun",), ("1",), steps)
    two = Process("två", "2", _t("Andra", "Second"), ("vard",), ("1",), (Step("1", _t("Mottagning", "Reception")),))
    team = Process(
        "team", "3", _t("Teamet", "The team"), ("kommun",), ("1",), (Step("1", _t("Möte", "Meeting")),), forum=True
    )
    names = {
        "kommun": _t("Kommunen", "The municipality"),
        "vard": _t("Vården", "Care"),
        "team": _t("Teamet", "The team"),
    }
    parties = {party: Party(party, name, Text(), forum=party == "team") for party, name in names.items()}
    registers = {
        "outcomes": {"work": Entry("work", _t("Arbete", "Work"))},
        "phases": {"start": Entry("start", _t("Kontakt", "Contact")), "slut": Entry("slut", _t("Avslut", "Closing"))},
    }
    return Handbook("prov", "1", _t("Prov"), "", "", Period(), (one, two, team), parties, registers)


QUESTION = Step(
    "1",
    _t("Finns skäl & underlag?", "Reasons & documents?"),
    question=_t("Finns skäl?"),
    phase="start",
    exits=(
        Exit("ja", _t("Ja", "Yes"), ("2",)),
        Exit("nej", _t("Nej", "No"), ("outcome:work",)),
        Exit("team", _t("Till teamet", "To the team"), ("team",)),
    ),
    waits=(Wait("vila", _t("Vila")),),
)
CARE = Step(
    "2",
    _t("Hos vården", "With care"),
    lead="vard",
    exits=(
        Exit("ater", _t("Åter", "Back"), ("1",), returns=True),
        Exit("vidare", _t("Vidare", "On"), ("två",)),
        Exit("fel", _t("Fel", "Wrong"), ("saknas",)),
    ),
    referrals=(Referral("fraga", _t("Fråga om råd", "Ask for advice"), "party:kommun", consult=True),),
)
BOOK = _book(QUESTION, CARE)


def _svg(**options) -> str:
    return draw(BOOK, BOOK.by_id["ett"], "en", **options).svg


def _hrefs(svg: str) -> list[str]:
    return [a.get("href") for a in ElementTree.fromstring(svg).iter(f"{SVG}a")]


def test_every_box_is_a_link_with_a_name():
    root = ElementTree.fromstring(_svg())
    boxes = [a for a in root.iter(f"{SVG}a") if "map-box" in a.get("class", "")]
    assert [a.get("href") for a in boxes] == ["#box-1", "#box-2"]
    assert boxes[0].find(f"{SVG}title").text == (
        "Box 1: Reasons & documents? Led by The municipality. Question to decide. May rest here until a set date."
    )


def test_links_follow_the_patterns_given():
    found = _hrefs(_svg(hrefs=Hrefs("/ett/{step}", "/{process}/{step}")))
    assert "/ett/1" in found
    assert "/tv%C3%A5/1" in found
    assert "/team/1" in found


def test_the_map_as_a_whole_has_a_title_and_says_in_words_what_it_shows():
    root = ElementTree.fromstring(_svg())
    assert root.find(f"{SVG}title").text == "Map of 1. First <process>"
    assert (
        root.find(f"{SVG}desc").text
        == "The process has 2 boxes, 1 start and 1 outcome. Led by: The municipality, Care."
    )
    ids = {e.get("id") for e in root.iter() if e.get("id")}
    assert set(root.get("aria-labelledby").split()) <= ids
    assert root.get("lang") == "en"


def test_arrows_say_from_where_to_where_and_what_kind():
    titles = [
        g.find(f"{SVG}title").text for g in ElementTree.fromstring(_svg()).iter(f"{SVG}g") if g.get("role") == "img"
    ]
    assert "From box 1 to box 2: Yes, hand-over" in titles
    assert "From box 2 to box 1: Back, back to the party that handed over" in titles


def test_shapes_tell_what_a_thing_is():
    svg = _svg()
    for kind in (
        "map-decision",
        "map-outcome",
        "map-process",
        "map-consult",
        "map-unknown",
        "map-handover",
        "map-return",
        "map-icon-wait",
    ):
        assert kind in svg
    cards = {card.id: card for card in picture(BOOK, BOOK.by_id["ett"], "en").cards}
    assert [leaf.kind for leaf in cards["2"].leaves] == ["process", "unknown", "consult"]


def test_entering_a_forum_is_no_hand_over():
    cards = picture(BOOK, BOOK.by_id["ett"], "en").cards
    assert not next(leaf for leaf in cards[0].leaves if leaf.title == "The team").handover


def test_the_phase_arrow_shows_all_phases_and_marks_the_absent():
    svg = _svg()
    assert svg.count('class="map-phase"') == 1
    assert svg.count("map-phase-absent") == 1


def test_nothing_that_a_strict_content_policy_forbids():
    svg = _svg(highlight=Highlight(frozenset({"1"})))
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:", svg)
    ids = re.findall(r'\sid="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)


def test_the_same_handbook_gives_the_same_bytes():
    assert _svg() == _svg()


def test_parties_differ_in_pattern_and_not_only_in_colour():
    svg = _svg()
    patterns = re.findall(r'<pattern id="[^"]+"[^>]*>(.*?)</pattern>', svg)
    shapes = [re.sub(r"#[0-9a-f]{6}", "", p) for p in patterns]
    assert len(patterns) == 2
    assert len(set(shapes)) == 2


def test_a_long_way_back_is_told_in_the_box_it_leaves():
    chain = [Step(str(n), _t(f"Steg {n}"), exits=(Exit("vidare", _t("Vidare"), (str(n + 1),)),)) for n in range(1, 7)]
    last = Step(
        "7", _t("Sist"), exits=(Exit("om", _t("Om igen"), ("2",)), Exit("klar", _t("Klart"), ("outcome:work",)))
    )
    book = _book(*chain, last)
    shown = thinned(picture(book, book.by_id["ett"], "sv"), 3)
    assert len(shown.arrows) == 6
    assert [(leaf.kind, leaf.title, leaf.label) for leaf in shown.cards[-1].leaves] == [
        ("outcome", "Arbete", "Klart"),
        ("jump", "2", "Om igen"),
    ]


@pytest.mark.parametrize("room", [60, 90, 140, 300])
def test_wrapped_lines_fit_and_lose_nothing(room):
    text = "Arbetslivsinriktad rehabilitering samt försörjningsstödsenhetens kartläggningssamtal"
    lines = wrap(text, 15, room, bold=True)
    assert all(width(line, 15, True) <= room for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")


def test_a_text_with_too_many_lines_is_cut_with_a_mark():
    lines = wrap("ett två tre fyra fem sex sju åtta nio", 12, 50, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
