"""The pages of the handbooks: what stands on them, in both languages, and what is said when something is not there."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from samordna.handbooks.pages import downloads
from samordna.handbooks.pages.replay import MOST
from samordna.handbooks.queries import available, load
from samordna.web import i18n

# What is published stands in the database.
pytestmark = pytest.mark.django_db
BOOKS = sorted({each.id for each in available()})
NEVER = re.compile(r"\b(position|payload|holder|transfer)s?\b", re.IGNORECASE)
TO_WORK = [
    "ja",
    "refer:fortroendelakare",
    "answer",
    "vidare",
    "tydligt-behov",
    "ja",
    "accept",
    "ja",
    "har-arbetsformaga",
]


class Page(HTMLParser):
    """A page as a reader meets it: headings, links, ids, forms and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[str] = []
        self.styled: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        if tag == "a" and known.get("href"):
            self.links.append(known["href"])
        if known.get("id"):
            self.ids.append(known["id"])
        if tag == "label" and known.get("for"):
            self.labelled.add(known["for"])
        if tag in ("input", "select") and known.get("type") not in ("hidden", "checkbox"):
            self.fields.append(known.get("id") or "")
        self.styled += [f"{tag} {name}" for name in known if name == "style" or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def client() -> Iterator[Client]:
    yield Client()
    i18n.activate("sv")


def get(client: Client, address: str, lang: str = "en", status: int = 200) -> str:
    response = client.get(address, headers={"accept-language": lang})
    assert response.status_code == status, address
    return response.content.decode()


def rehearsal(*choices: str, process: str = "boras/boras", **query: str) -> str:
    return f"/handbooks/{process}/rehearse/?" + urlencode([*query.items(), *(("c", each) for each in choices)])


def every_address() -> Iterator[str]:
    yield from ("/handbooks/", "/handbooks/search/", "/handbooks/search/?q=plan", "/handbooks/compare/?a=boras&b=gavle")
    for book in BOOKS:
        yield f"/handbooks/{book}/"
        yield f"/handbooks/{book}/versions/"
        for process in load(book).processes:
            yield f"/handbooks/{book}/{process.id}/"
            yield f"/handbooks/{book}/{process.id}/rehearse/"
            for step in process.by_id:
                yield f"/handbooks/{book}/{process.id}/{step}/"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_page_is_whole_and_every_link_leads_somewhere(client: Client, lang: str) -> None:
    links: set[str] = set()
    anchors: dict[str, set[str]] = {}
    for address in every_address():
        page = Page(get(client, address, lang))
        assert page.headings.count("h1") == 1, address
        assert len(page.ids) == len(set(page.ids)), address
        assert set(page.fields) - {"q"} <= page.labelled, address
        assert not page.styled, address
        levels = [int(each[1]) for each in page.headings]
        assert all(b <= a + 1 for a, b in pairwise(levels)), (address, levels)
        anchors[address] = set(page.ids)
        links |= {link for link in page.links if link.startswith("/handbooks/")}
    for link in links:
        path, _hash, anchor = link.partition("#")
        if anchor and path in anchors:
            assert anchor in anchors[path], link
    for path in sorted({urlsplit(link).path for link in links} - {urlsplit(each).path for each in anchors}):
        assert path.endswith((".pdf", ".svg")), path


def test_the_list_names_owner_source_version_and_what_a_handbook_builds_on(client: Client) -> None:
    html = get(client, "/handbooks/")
    assert "16 boxes" in html
    assert "Content that other handbooks build on" in html
    assert "Borås Stad" in html
    assert "2026.1" in html


def test_swedish_only_content_is_marked_as_swedish_on_an_english_page(client: Client) -> None:
    assert '<div class="prose" lang="sv">' in get(client, "/handbooks/boras/boras/1/")
    assert 'lang="sv">' not in get(client, "/handbooks/boras/boras/1/", "sv").partition("<main")[2].replace(
        'lang="sv" font-family', ""
    )


def test_content_without_boxes_is_readable(client: Client) -> None:
    html = get(client, "/handbooks/jonkopings-lan/", "sv")
    for words in (
        "Vem ansvarar för vad",
        "Nio frågor för dialog",
        "Specifikt",
        "Målgrupp",
        "arbetsgivarens perspektiv",
    ):
        assert words in html
    assert 'href="/tables/fk-samordning/"' in html
    assert "medical_hindrance" not in html


def test_a_handbook_that_inherits_says_where_from(client: Client) -> None:
    assert re.search(r'From <a href="/handbooks/jonkopings-lan/"', get(client, "/handbooks/tranas/"))


def test_an_older_version_keeps_its_version_in_links(client: Client) -> None:
    assert 'href="/handbooks/boras@2026.1/boras/"' in get(client, "/handbooks/boras@2026.1/")


def test_a_process_shows_its_map_with_links_and_the_same_boxes_as_a_list(client: Client) -> None:
    html = get(client, "/handbooks/stockholm/jobbtorg/?as=jobbtorg")
    for step in load("stockholm").by_id["jobbtorg"].by_id:
        assert html.count(f'href="/handbooks/stockholm/jobbtorg/{step}/?as=jobbtorg"') >= 2
    assert 'aria-current="true">' in html
    assert "you lead" in html


def test_a_box_shows_the_chosen_role_and_folds_away_the_others(client: Client) -> None:
    html = get(client, "/handbooks/stockholm/soc-sjukskriven/14/?as=halso-sjukvard")
    shown, _, folded = html.partition("<details")
    assert "For Health care" in shown
    assert "For Social services" in folded


def test_a_box_tells_hand_overs_what_they_share_and_on_what(client: Client) -> None:
    html = get(client, "/handbooks/boras/boras/4c/")
    assert "Hand-over: the receiver answers before responsibility moves." in html
    assert "Shares:" in html
    assert "Rests on:" in html
    assert 'href="/law/sfb:30:8/"' in html


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/handbooks/borås/", 404, "boras"),
        ("/handbooks/src/", 404, "There is no handbook"),
        ("/handbooks/boras@1999.1/", 404, "There is no such version"),
        ("/handbooks/boras/borass/", 404, "Did you mean"),
        ("/handbooks/boras/boras/99/", 404, "has no box 99"),
        ("/handbooks/jonkopings-lan/x/rehearse/", 404, "has no process"),
        ("/handbooks/boras/boras/1/?as=nobody", 400, "There is no party"),
        ("/handbooks/boras/booklet.pdf?for=nobody", 400, "There is no party"),
        ("/handbooks/boras/boras/rehearse/?from=99", 404, "has no box 99"),
        ("/handbooks/compare/?a=/etc&b=boras", 404, "There is no handbook"),
        ("/handbooks/search/?q=x&handbook=..", 404, "There is no handbook"),
    ],
)
def test_what_is_not_there_is_said_with_what_there_is(client: Client, address: str, status: int, says: str) -> None:
    assert says in get(client, address, status=status)


@pytest.mark.parametrize("address", ["/handbooks/", "/handbooks/boras/boras/rehearse/"])
def test_pages_are_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_search_finds_marks_and_narrows(client: Client) -> None:
    html = get(client, "/handbooks/search/?q=läkarintyg&handbook=boras&as=socialtjanst", "sv")
    assert "<mark>" in html
    assert "/handbooks/boras/boras/" in html
    assert "/handbooks/malmo/malmo/" not in html


def test_a_search_without_hits_helps(client: Client) -> None:
    html = get(client, "/handbooks/search/?q=samtycke+qqq&handbook=boras")
    assert "Nothing was found" in html
    assert "Only “samtycke”" in html
    assert "In all handbooks, for everybody" in html


def test_a_search_shows_what_was_written_as_text(client: Client) -> None:
    html = get(client, "/handbooks/search/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html


def test_comparison_pairs_boxes_and_links_them(client: Client) -> None:
    html = get(client, "/handbooks/compare/?a=boras&b=malmo")
    assert "Boxes most alike" in html
    assert re.search(r'href="/handbooks/boras/boras/[^"]+".*href="/handbooks/malmo/malmo/', html, re.DOTALL)
    assert "Choose another handbook than the first." in get(client, "/handbooks/compare/?a=boras&b=boras")


def test_a_rehearsal_goes_on_by_links_alone(client: Client) -> None:
    page = Page(get(client, rehearsal()))
    assert rehearsal("ja") in page.links
    html = get(client, rehearsal(*TO_WORK[:6]))
    assert "Awaiting an answer from" in html
    assert rehearsal(*TO_WORK[:6], "decline").replace("&", "&amp;") in html
    assert "The box stays here until the receiver has answered." in html


def test_an_outcome_is_chosen_with_a_degree_and_the_end_is_told(client: Client) -> None:
    page = Page(get(client, rehearsal(*TO_WORK)))
    for degree in (25, 50, 75, 100):
        assert rehearsal(*TO_WORK, f"arbete={degree}") in page.links
    html = get(client, rehearsal(*TO_WORK, "arbete=50"))
    assert "The rehearsal is over" in html
    assert "50 %" in html
    assert rehearsal(*TO_WORK) in Page(html).links


@pytest.mark.parametrize(
    "wrong",
    ["nothing-such", "accept", "box:99", "jump:99", "arbete=²", "arbete=" + "9" * 5000, "ja=5x", "x" * 5000, "a+b"],
)
def test_a_choice_that_cannot_be_made_keeps_the_way_so_far(client: Client, wrong: str) -> None:
    html = get(client, rehearsal("ja", wrong, "vidare"))
    assert "That choice cannot be made" in html
    assert "The way so far is kept" in html
    assert rehearsal("ja", "vidare").replace("&", "&amp;") in html


def test_a_refusal_names_parties_and_not_their_ids(client: Client) -> None:
    html = get(client, rehearsal("jump:1"))
    assert "socialtjanst has" not in html


def test_the_way_so_far_leads_back_to_every_point(client: Client) -> None:
    page = Page(get(client, rehearsal(*TO_WORK[:4])))
    for count in range(4):
        assert rehearsal(*TO_WORK[:count]).rstrip("?") in page.links


def test_a_jump_and_several_ways_become_an_address(client: Client) -> None:
    jumped = client.get(rehearsal("ja", jump="8"))
    assert jumped.status_code == 302
    assert parse_qs(urlsplit(jumped["Location"]).query)["c"] == ["ja", "jump:8"]
    picked = client.get("/handbooks/boras/boras/rehearse/?pick=a&pick=b")
    assert parse_qs(urlsplit(picked["Location"]).query)["c"] == ["a+b"]


def test_a_rehearsal_has_an_end(client: Client) -> None:
    html = get(client, rehearsal("ja", *["box:2c"] * (MOST + 5)))
    assert f"A rehearsal has at most {MOST} choices." in html


def test_a_rehearsal_may_start_in_the_middle_and_by_another_party(client: Client) -> None:
    html = get(client, rehearsal(**{"as": "arbetsformedlingen", "from": "4c"}))
    assert "Started in the middle" in html
    assert "The Public Employment Service" in html


@pytest.mark.parametrize("seed", range(3))
def test_any_walk_by_the_links_of_the_pages_stays_whole(client: Client, seed: int) -> None:
    """Choices offered on a page can always be made, and no word of the program stands on the screen (D30)."""
    chance = random.Random(seed)
    address = rehearsal(process=chance.choice(["stockholm/finsaminsats", "tranas/tranas", "malmo/malmo"]))
    path = address.partition("?")[0]
    for _ in range(10):
        html = get(client, address)
        page = Page(html)
        assert "That choice cannot be made" not in html, address
        assert not NEVER.search(page.words), address
        here = parse_qs(urlsplit(address).query).get("c", [])
        onward = [
            link
            for link in page.links
            if link.startswith(f"{path}?") and len(parse_qs(urlsplit(link).query).get("c", [])) > len(here)
        ]
        if not onward:
            assert "The rehearsal is over" in html, address
            break
        address = chance.choice(onward)


def test_the_map_is_a_file_of_its_own(client: Client) -> None:
    response = client.get("/handbooks/boras/boras/map.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert 'filename="boras-boras-2026.1-sv.svg"' in response["Content-Disposition"]
    assert "max-age" in response["Cache-Control"]
    assert b'href="/handbooks/boras/boras/1/"' in response.content


def test_the_booklet_is_a_pdf_made_once_a_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(downloads, "booklet", lambda *given: made.append(given[3]) or b"%PDF-1.7")
    downloads._booklet.cache_clear()
    for _ in range(2):
        response = client.get("/handbooks/tranas/booklet.pdf?for=socialtjanst")
        assert response.content.startswith(b"%PDF")
    client.get("/handbooks/tranas/booklet.pdf")
    assert made == ["socialtjanst", ""]
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="tranas-socialtjanst-2026.1-sv.pdf"' in response["Content-Disposition"]
    downloads._booklet.cache_clear()
