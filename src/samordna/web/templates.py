"""What may every template use? The Jinja2 environment: translation, texts, Markdown, static files, addresses."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markupsafe import Markup

from samordna.web import i18n

STATIC = Path(__file__).parent / "static"
_markdown = MarkdownIt("commonmark", {"html": False})


def environment(**options: Any) -> Environment:
    """The environment that Django's Jinja2 backend asks for."""
    made = Environment(
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    )
    made.globals.update(
        _=i18n._, ngettext=i18n.ngettext, url=url, static=static, language=i18n.language, other_language=other_language
    )
    made.filters.update(say=i18n.render, markdown=markdown)
    return made


def url(name: str, *args: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, args=args)


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


@pass_context
def other_language(context: Context) -> tuple[str, str]:
    """The language that is not spoken now, and this page in it."""
    request = context["request"]
    other = "en" if i18n.language() == "sv" else "sv"
    query = request.GET.copy()
    query["lang"] = other
    return other, f"{request.path}?{query.urlencode()}"
