"""The rules of the web that a machine can hold: templates, addresses, headers, methods, and what odd questions get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from jinja2 import Environment, nodes

from tests.architecture.source import SRC, name, one_by_one
from tests.browser.addresses import Address, every, kinds, pages
from tests.unit.test_messages import TOOL

# What is published stands in the database, also when nothing is.
pytestmark = pytest.mark.django_db
TEMPLATES = sorted(SRC.glob("*/jinja2/**/*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=", re.I),
    "event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "script": re.compile(r"<script", re.I),
    "style element": re.compile(r"<style", re.I),
    "script address": re.compile(r"javascript:", re.I),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+false", re.I),
    "something from elsewhere": re.compile(r"(?:src|srcset|action|poster)\s*=\s*[\"']?(?:https?:)?//", re.I),
}
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The rooms whose pages hold nothing about a person.
FOR_EVERYBODY = ("samordna.web.", "samordna.handbooks.", "samordna.rules.", "samordna.law.", "samordna.forms.")
# What needs review is for handbook owners.
BEHIND_SIGN_IN = "samordna.handbooks.pages.review"
# What a file of macros may hold beside them.
ALLOWED = nodes.Macro | nodes.Import | nodes.FromImport | nodes.Assign
ODD = (
    "",
    " ",
    "%00",
    "%0a%0dSet-Cookie:x",
    "🦄" * 50,
    "../../etc/passwd",
    "%ff%fe",
    "{{7*7}}",
    "<script>",
    "a" * 20000,
)
# The pages that read a question in their address, with the fields of it.
FIELDS = {
    "search": ("q",),
    "compare": ("a", "b"),
    "rehearse": ("as", "c"),
    "box": ("as",),
    "table": ("on", "certificate_from"),
    "law": ("q", "on"),
    "provision": ("on",),
    "start": ("lang",),
    "booklet": ("for",),
}


@one_by_one(TEMPLATES)
def test_templates_hold_nothing_that_the_policy_forbids(template: Path) -> None:
    text = template.read_text("utf-8")
    for what, pattern in FORBIDDEN.items():
        assert not pattern.search(text), f"{name(template)} holds {what}"


@one_by_one(TEMPLATES)
def test_a_template_is_a_page_or_a_part_of_pages(template: Path) -> None:
    """A page stands on the base; what does not is only macros, or is included by a page."""
    if name(template) == "web/jinja2/web/base.html":
        return
    tree = Environment().parse(template.read_text("utf-8"))
    if any(tree.find_all(nodes.Extends)):
        assert "{% block title %}" in template.read_text("utf-8"), f"{name(template)} has no title of its own"
        return
    own = "/".join(template.parts[template.parts.index("jinja2") + 1 :])
    macros = [node for node in tree.body if not isinstance(node, ALLOWED)]
    loose = [node for node in macros if not isinstance(node, nodes.Output) or _says_something(node)]
    used = any(f'"{own}"' in other.read_text("utf-8") for other in TEMPLATES if other != template)
    assert used, f"{name(template)} is used by no page"
    included = any(f'include "{own}"' in other.read_text("utf-8") for other in TEMPLATES)
    assert included or not loose, f"{name(template)} neither extends the base nor holds only macros"


def _says_something(node: nodes.Output) -> bool:
    return any(not isinstance(part, nodes.TemplateData) or part.data.strip() for part in node.nodes)


@cache
def extracted() -> Any:
    """Every text of the program; reading them takes seconds."""
    return TOOL.extracted()


@one_by_one(TEMPLATES)
def test_texts_of_templates_are_written_out_and_extracted(template: Path) -> None:
    """A text that is put together cannot be translated; every other is among those extracted."""
    text = template.read_text("utf-8")
    for call in Environment().parse(text).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in TOOL.MARKS:
            wanted = call.args[: TOOL.MARKS[call.node.name]]
            assert all(isinstance(a, nodes.Const) for a in wanted), f"{name(template)}:{call.lineno} is not written out"
    catalog = extracted()
    for said in TOOL.template_texts(text):
        assert catalog.get(said) is not None, f"{name(template)}: {said}"


def patterns(of: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every page of the site."""
    for each in (of or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def is_for_everybody(pattern: URLPattern) -> bool:
    """True for a page that nobody has to sign in for."""
    module = pattern.callback.__module__
    return module.startswith(FOR_EVERYBODY) and module != BEHIND_SIGN_IN


def test_every_page_has_a_name_of_its_own_and_is_looked_at() -> None:
    """Those for everybody; `test_sign_in.py` holds that every other one turns away who is not signed in."""
    names = [pattern.name for pattern in patterns()]
    assert None not in names
    assert len(names) == len(set(names))
    for_everybody = {p.name for p in patterns() if is_for_everybody(p)}
    assert for_everybody == {address.name for address in every()} - {"missing"}


def answered(client: Client, address: Address, language: str = "sv") -> HttpResponse:
    """The answer to an address, whole."""
    response = client.get(address.within(language))
    assert response.status_code == address.status, f"{address} answers {response.status_code}"
    return response


@pytest.mark.parametrize("address", [a for a in every() if a.name != "booklet"], ids=str)
def test_every_answer_is_fenced_in(client: Client, address: Address) -> None:
    response = answered(client, address)
    written = [part.split() for part in response.headers["Content-Security-Policy"].split(";")]
    assert {head: rest for head, *rest in written} == POLICY
    assert {header: response.headers.get(header) for header in HEADERS} == HEADERS
    assert set(response.cookies) <= {"lang"}
    assert "Accept-Language" in response.headers["Vary"]
    if address.is_page:
        page = response.content.decode()
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=\"", page)
        assert '<html lang="sv"' in page


def test_the_language_is_the_only_thing_remembered(client: Client) -> None:
    client.get("/?lang=en")
    assert set(client.cookies) == {"lang"}
    kept = client.cookies["lang"]
    assert (kept.value, kept["httponly"], kept["samesite"]) == ("en", True, "Lax")
    assert '<html lang="en"' in client.get(reverse("handbooks")).content.decode()


@pytest.mark.parametrize("address", kinds(), ids=str)
def test_pages_are_read_and_nothing_else(client: Client, address: Address) -> None:
    head = client.head(address.path)
    assert head.status_code == address.status
    assert head.content == b""
    if address.name == "missing":
        return
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"):
        refused = client.generic(method, address.path)
        assert refused.status_code == 405, f"{method} {address} answers {refused.status_code}"
        assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("address", [a for a in pages() if a.status == 404], ids=str)
def test_what_is_not_there_has_a_page_that_leads_on(client: Client, address: Address, language: str) -> None:
    page = answered(client, address, language).content.decode()
    assert f'<html lang="{language}"' in page
    assert f'href="{reverse("handbooks")}"' in page


@pytest.mark.parametrize("asked", ODD, ids=lambda asked: asked[:12] or "empty")
@pytest.mark.parametrize("page", sorted(FIELDS))
def test_odd_questions_never_break_a_page(client: Client, page: str, asked: str) -> None:
    client.raise_request_exception = True
    path = next(address.path for address in every() if address.name == page).partition("?")[0]
    for field in FIELDS[page]:
        response = client.get(f"{path}?{field}={asked}")
        assert response.status_code in (200, 302, 400, 404), f"{path}?{field}= answers {response.status_code}"
        assert "Set-Cookie:x" not in "".join(response.headers.values())
        if response.headers["Content-Type"].startswith("text/html"):
            assert "<script" not in response.content.decode()


@pytest.mark.parametrize("page", ["handbook", "process", "box", "rehearse", "map", "booklet", "table", "provision"])
@pytest.mark.parametrize("odd", [o for o in ODD if o.strip()], ids=lambda odd: odd[:12])
def test_odd_addresses_are_not_there(client: Client, page: str, odd: str) -> None:
    path = next(address.path for address in every() if address.name == page and address.status == 200)
    parts = path.partition("?")[0].split("/")
    for place in range(2, len(parts)):
        if parts[place] and parts[place] not in ("map.svg", "booklet.pdf", "rehearse"):
            answer = client.get("/".join([*parts[:place], odd, *parts[place + 1 :]]), follow=True)
            assert answer.status_code in (400, 404), f"{odd} in {path} answers {answer.status_code}"


def test_very_many_choices_are_answered(client: Client) -> None:
    path = reverse("rehearse", args=["boras", "boras"])
    for count in (50, 900, 5000):
        assert client.get(f"{path}?" + "&".join(["c=ja"] * count)).status_code in (200, 400, 404, 414)


def test_hosts_that_are_not_ours_are_refused(client: Client) -> None:
    assert client.get("/health", headers={"host": "elsewhere.example"}).status_code == 400


def test_every_built_file_that_pages_name_is_there(client: Client) -> None:
    """Styles and pictures come with a name that holds their digest, and may be kept for ever."""
    page = client.get("/").content.decode()
    named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert named
    for file in named:
        assert (Path(settings.STATIC_ROOT) / file.removeprefix("/static/")).is_file(), file
        assert re.match(settings.WHITENOISE_IMMUTABLE_FILE_TEST, file), f"{file} has no digest in its name"
