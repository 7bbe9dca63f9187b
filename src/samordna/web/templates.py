"""What may every template use? The Jinja2 environment: translation, texts, Markdown, static files, addresses."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.messages import get_messages
from django.urls import NoReverseMatch, get_script_prefix, reverse
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from samordna.web import account, i18n

STATIC = Path(__file__).parent / "static"
_markdown = MarkdownIt("commonmark", {"html": False})
day_words = i18n.day_words


def environment(**options: Any) -> Environment:
    """The environment that Django's Jinja2 backend asks for."""
    made = Environment(
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    )
    made.globals.update(
        _=i18n._,
        ngettext=i18n.ngettext,
        url=url,
        static=static,
        language=i18n.language,
        other_language=other_language,
        current=current,
        swedish=swedish,
        page_if_any=page_if_any,
        fresh=fresh,
        demonstration=lambda: settings.DEMO,
        signed_in_account=signed_in_account,
        waiting_messages=waiting_messages,
    )
    made.filters.update(say=i18n.render, markdown=markdown, day=day_words, at_least=at_least)
    return made


def url(name: str, *args: Any) -> str:
    """The address of a page by its name."""
    return (not args and page_if_any(name)) or reverse(name, args=args)


def page_if_any(name: str) -> str:
    """The address of a page that may not be there; "" when it is not."""
    return _fixed(name, settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=512)
def _fixed(name: str, _urls: str, _prefix: str) -> str:
    """An address without numbers, looked up once: the top of every page has some twenty."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def fresh() -> str:
    """The id of a form that has not been sent before: a form sent twice is one act (E12)."""
    return str(uuid4())


@pass_context
def signed_in_account(context: Context) -> account.Account | None:
    """Who is signed in, for the top of the page; reads nothing when nobody is."""
    return account.of(context["request"])


@pass_context
def waiting_messages(context: Context) -> list[Any]:
    """What the act before this page has to tell; once."""
    request = context["request"]
    return list(get_messages(request)) if account.has_session(request) else []


@cache
def _manifest() -> dict[str, str]:
    file = STATIC / "manifest.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def static(name: str) -> str:
    """The address of a built file; its name carries the hash of what it holds (E22)."""
    return f"/static/{_manifest().get(name, name)}"


def markdown(text: str) -> Markup:
    """Guidance as HTML; raw HTML in it is shown as text."""
    return Markup(_markdown.render(text))


def swedish(text: str) -> Markup:
    """A text that exists in Swedish only, marked so on a page in another language (WCAG 3.1.2)."""
    return escape(text) if i18n.language() == "sv" else Markup('<span lang="sv">{}</span>').format(text)


def at_least(svg: str, width: int | float) -> Markup:
    """A map of ours for a page: as wide as its column, never under `width` pixels, where its text would be too small.

    A style attribute is not allowed (E21); a width attribute is, and the style sheet makes it the least.
    """
    return Markup(svg.replace('width="100%"', f'width="{round(width)}"', 1))


@pass_context
def current(context: Context, address: str) -> Markup:
    """The attribute that says where one is in a menu: this page itself, or the part that it lies in."""
    here = context["request"].path
    if here == address:
        return Markup(' aria-current="page"')
    return Markup(' aria-current="true"') if here.startswith(address) else Markup("")


@pass_context
def other_language(context: Context) -> tuple[str, str]:
    """The language that is not spoken now, and this page in it."""
    request = context["request"]
    other = "en" if i18n.language() == "sv" else "sv"
    query = request.GET.copy()
    query["lang"] = other
    return other, f"{request.path}?{query.urlencode()}"
