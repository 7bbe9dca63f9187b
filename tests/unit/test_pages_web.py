"""Do the pages that belong to no room answer, in both languages, and say what went wrong when something does?"""

from __future__ import annotations

import json
import logging
from datetime import date
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import URLPattern, path
from jinja2 import FileSystemLoader

from samordna.content.reading import ContentError
from samordna.handbooks.queries import available
from samordna.kernel.text import say
from samordna.platform.urls import urlpatterns as all_pages
from samordna.web import i18n, pages, templates
from samordna.web.terminal import QuestionError

OWN = ["/", "/help/", "/accessibility/"]


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "sv"})


@pytest.mark.parametrize("address", OWN)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_answers_in_both_languages(client: Client, address: str, language: str) -> None:
    answer = client.get(address, {"lang": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == page.count('id="main"') == 1
    assert "style=" not in page
    assert "<script" not in page


def test_the_language_is_remembered_and_the_switch_leads_back(client: Client) -> None:
    english = client.get("/help/", {"lang": "en"})
    assert english.cookies["lang"].value == "en"
    assert english.cookies["lang"]["httponly"]
    again = client.get("/help/").content.decode()
    assert 'href="/help/?lang=sv"' in again
    assert 'lang="en"' in again


def test_the_browser_chooses_when_nobody_else_has() -> None:
    assert Client(headers={"accept-language": "de, en;q=0.8"}).get("/").headers["Content-Language"] == "en"
    assert Client(headers={"accept-language": "de"}).get("/").headers["Content-Language"] == "sv"
    assert "Accept-Language" in Client().get("/").headers["Vary"]


def test_the_menu_says_where_one_is(client: Client) -> None:
    assert '<a href="/help/" aria-current="page">' in client.get("/help/").content.decode()
    assert "aria-current" not in client.get("/").content.decode()


def test_start_shows_every_handbook_once_and_links_to_it(client: Client) -> None:
    page = client.get("/").content.decode()
    for book in {each.id for each in available()}:
        assert page.count(f'href="/handbooks/{book}/"') == 1


def test_what_exists_in_swedish_only_is_marked_on_an_english_page(client: Client) -> None:
    assert '<span lang="sv">Borås Stad' in client.get("/", {"lang": "en"}).content.decode()
    assert '<span lang="sv">' not in client.get("/", {"lang": "sv"}).content.decode()


def test_health_is_plain_and_never_kept(client: Client) -> None:
    answer = client.get("/health")
    assert answer.content == b"ok\n"
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_content_security_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_an_address_that_leads_nowhere_has_a_page(client: Client) -> None:
    answer = client.get("/nowhere/", {"lang": "en"})
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "host"), [("", "elsewhere.example"), ("&".join(f"a{n}=1" for n in range(1001)), "testserver")]
)
def test_what_is_refused_before_it_is_read_has_a_calm_page_in_both_languages(query: str, host: str) -> None:
    """A foreign name of the server, and more than a thousand fields."""
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        answer = Client(headers={"host": host}).get(f"/help/?{query}")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Det gick inte att ta emot" in page
    assert "This could not be received" in page
    assert page.count("<h1") == 1
    assert "Bad Request" not in page


def _missing(_request: HttpRequest) -> HttpResponse:
    raise ContentError("", 0, say("There is no handbook “{id}”.", id="<b>"), say("Did you mean “boras”?"))


def _unclear(_request: HttpRequest) -> HttpResponse:
    raise QuestionError(say("“{day}” is no day.", day="x"), say("Write 2026-11-22."))


def _broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


urlpatterns: list[URLPattern] = [
    path("missing", _missing),
    path("unclear", _unclear),
    path("broken", _broken),
    *all_pages,
]
handler404, handler500 = pages.not_found, pages.went_wrong


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [("/missing", 404, "This is not here"), ("/unclear", 400, "The question could not be understood")],
)
def test_errors_of_content_say_what_and_what_to_do(client: Client, address: str, status: int, heading: str) -> None:
    answer = client.get(address, {"lang": "en"})
    page = answer.content.decode()
    assert answer.status_code == status
    assert heading in page
    assert "<b>" not in page
    assert "Did you mean" in page or "Write 2026-11-22" in page


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_is_told_without_its_details(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(_name: str) -> str:
        raise OSError("no manifest")

    monkeypatch.setattr(pages, "static", gone)
    # import-linter sets up logging in its own way when it has run in this process, and switches known loggers off.
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", False)
    client.raise_request_exception = False
    answer = client.get("/broken")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Något gick fel" in page
    assert "Something went wrong" in page
    assert "a fault of ours" not in page
    assert caplog.records


def test_a_map_keeps_its_least_width() -> None:
    drawn = templates.at_least('<svg width="100%"><rect width="100%"/></svg>', 843.6)
    assert drawn == '<svg width="844"><rect width="100%"/></svg>'


@pytest.mark.parametrize(("language", "said"), [("sv", "22 "), ("en", "22 November 2026")])
def test_days_are_said_in_words(language: str, said: str) -> None:
    i18n.activate(language)
    assert templates.day_words(date(2026, 11, 22)).startswith(said)


def test_built_files_are_served_for_ever_with_their_type() -> None:
    manifest = json.loads((templates.STATIC / "manifest.json").read_text("utf-8"))
    font = next(name for name in manifest if name.endswith(".woff2"))
    for name, kind in ((font, "font/woff2"), ("samordna.css", "text/css"), ("icon.svg", "image/svg+xml")):
        answer = Client().get(templates.static(name))
        assert answer.status_code == 200, f"build first: {name}"
        assert answer.headers["Content-Type"].startswith(kind)
        assert "immutable" in answer.headers["Cache-Control"]
        assert b"".join(answer)  # reads and closes the file


COMPONENTS = """{% import "web/components.html" as ui with context %}
{{ ui.field("q", "Label", "<x>", "A hint", "An error") }}{{ ui.select("s", "Choose", [("a", "A"), ("b", "B")], "b") }}
{{ ui.phases([("one", "One"), ("two", "Two")], "one", ["two"]) }}{{ ui.facts([("Term", ["x", "y"])]) }}
{{ ui.choice("/on", "Go on", "a note", "handover") }}{{ ui.confidence("secondary") }}{{ ui.confidence("nonsense") }}
{{ ui.pager(none, ("/next", "There")) }}{{ ui.table("Caption", ["A", "B"], [["1", "2"]]) }}{{ ui.listing("None", []) }}
"""


def test_components_carry_what_a_screen_reader_needs() -> None:
    i18n.activate("en")
    request = RequestFactory().get("/")
    loader = FileSystemLoader(Path(templates.__file__).parent / "jinja2")
    made = templates.environment(loader=loader).from_string(COMPONENTS).render(request=request)
    assert 'aria-describedby="field-q-hint field-q-error"' in made
    assert 'aria-invalid="true"' in made
    assert 'value="&lt;x&gt;"' in made
    assert '<option value="b" selected>' in made
    assert 'aria-current="step"' in made
    assert "no box" in made
    assert "<dd>x</dd><dd>y</dd>" in made
    assert "Hand-over" in made
    assert "secondary source" in made
    assert "nonsense" not in made
    assert '<th scope="row">1</th><td>2</td>' in made
    assert "None" not in made
