"""In which language do we speak? Swedish unless asked otherwise.

Source texts are English; `locale/sv` holds the Swedish ones, compiled when the package is built (E20).
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path

from samordna.kernel.text import Message, Text

LANGUAGES = ("sv", "en")
_LOCALE = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="sv")


def activate(lang: str | None) -> str:
    """Speak `lang` from here on ("sv" or "en"); None asks the environment. Returns the language chosen."""
    chosen = lang or from_environment()
    if chosen not in LANGUAGES:
        raise ValueError(f"unknown language {chosen!r}: write sv or en")
    _language.set(chosen)
    return chosen


def language() -> str:
    """The language spoken now."""
    return _language.get()


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak `lang` for a while: what is written on paper is Swedish, whoever writes it."""
    before = _language.set(lang)
    try:
        yield
    finally:
        _language.reset(before)


def from_environment() -> str:
    """English when the locale says so, else Swedish."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "sv"
    return "sv"


@cache
def _catalog(lang: str) -> gettext.NullTranslations:
    return gettext.translation("samordna", _LOCALE, [lang], fallback=True)


def _(text: str) -> str:
    """The text in the language spoken now."""
    return _catalog(language()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The singular or the plural text for `count`, in the language spoken now."""
    return _catalog(language()).ngettext(one, many, count)


def render(said: Message | Text | str) -> str:
    """A message or a bilingual text in the language spoken now."""
    if isinstance(said, Message):
        text = _(said.template)
        return text.format(**{k: _inner(v) for k, v in said.params.items()}) if said.params else text
    return said.in_language(language()) if isinstance(said, Text) else said


def day_words(on: date) -> str:
    """A day as people say it: “22 November 2026”."""
    return f"{on.day} {month_words(on)}"


def month_words(on: date) -> str:
    """The month of a day as people say it: “November 2026”."""
    return f"{_months(language())[on.month - 1]} {on.year}"


def spoken(reason: Message) -> Message:
    """The reason with its days as people say them."""
    days = {hole: day_words(value) for hole, value in reason.params.items() if isinstance(value, date)}
    return Message(reason.template, {**reason.params, **days}) if days else reason


@cache
def _months(_spoken: str) -> tuple[str, ...]:
    """The months in the language spoken; once for each."""
    return (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
        _("August"), _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip


def _inner(value: object) -> object:
    """A message may hold other messages, texts, and lists of them."""
    if isinstance(value, list | tuple):
        return ", ".join(str(_inner(each)) for each in value)
    return render(value) if isinstance(value, Message | Text) else value
