"""How are the words of a handbook put on a page: in which language, and with which link?

Content that is only in Swedish is marked as Swedish when the page is in English, so that it is read out rightly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from samordna.handbooks.domain import Entry, Handbook, Party, Process, Step
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.words import kind_words, length_words, start_words
from samordna.kernel.text import Text
from samordna.law.domain import Law, Status
from samordna.law.wording import MARK
from samordna.web.i18n import _, language, render

# Raw HTML in content is shown as text.
_reader = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead; an empty address is words alone. `note` stands beside the link."""

    words: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in words: title, length and what it is counted from, kind, and the source it comes from."""

    title: str
    length: str
    kind: str
    source: str
    href: str
    citations: list[Link]


def swedish(text: Any) -> Markup:
    """Words that stand only in Swedish."""
    if language() == "sv" or not text:
        return escape(str(text))
    return Markup('<span lang="sv">{}</span>').format(str(text))


def shown(said: Text | str | None) -> Markup:
    """A text in the language spoken, marked as Swedish where that is all there is."""
    if not isinstance(said, Text):
        return swedish(said or "")
    return swedish(said.sv) if language() == "en" and not said.en else escape(render(said))


def plain(said: Text) -> str:
    """A text in the language spoken, where no mark of language can stand (in a choice of a form)."""
    return render(said)


def prose(said: Text | str) -> Markup:
    """Markdown as paragraphs and lists, marked as Swedish where that is all there is."""
    text, only_swedish = _markdown_of(said)
    if not text:
        return Markup()
    mark = Markup(' lang="sv"') if only_swedish else Markup()
    return Markup('<div class="prose"{}>{}</div>').format(mark, Markup(_reader.render(text)))


def line(said: Text | str) -> Markup:
    """Markdown on one line."""
    text, only_swedish = _markdown_of(said)
    made = Markup(_reader.renderInline(text))
    return Markup('<span lang="sv">{}</span>').format(made) if only_swedish and text else made


def _markdown_of(said: Text | str) -> tuple[str, bool]:
    if isinstance(said, Text):
        return render(said).strip(), language() == "en" and not said.en
    return said.strip(), language() == "en"


def address(name: str, *args: str, **query: str) -> str:
    """The address of a page, with the parts of the query that say something."""
    asked = urlencode({key.rstrip("_"): value for key, value in query.items() if value})
    return reverse(name, args=args) + (f"?{asked}" if asked else "")


def number(step: Step) -> str:
    """The number of a box as its source writes it."""
    return step.label or step.id


def party(handbook: Handbook, party_id: str) -> Markup:
    """The name of a party."""
    known: Party | None = handbook.parties.get(party_id)
    return shown(known.name) if known else escape(party_id)


def parties(handbook: Handbook, ids: tuple[str, ...] | list[str], word: str = ", ") -> Markup:
    """The names of parties in a row."""
    return Markup(escape(word)).join(party(handbook, each) for each in ids)


def led_by(handbook: Handbook, process: Process, step: Step) -> Markup:
    """Who may lead a box (D4)."""
    return parties(handbook, [step.lead] if step.lead else list(process.starters), _(" or "))


def box_link(found: Book, process: Process, step: Step, role: str = "", *, other: bool = False) -> Link:
    """A box by number and title; `other` puts the title of its process first."""
    words = Markup("{} {}").format(_("Box {number}:").format(number=number(step)), shown(step.title))
    if other:
        words = Markup("{}, {}").format(shown(process.title), words)
    return Link(words, address("box", found.ref, process.id, step.id, as_=role))


def target_link(found: Book, process: Process, written: str, role: str = "") -> Link:
    """Where a target leads: a box, an outcome or a party."""
    handbook = found.handbook
    target = handbook.target(process.id, written)
    if target.kind == "outcome":
        entry = handbook.entry("outcomes", target.step)
        return Link(Markup("{} {}").format(_("Outcome:"), shown(entry.title) if entry else target.step))
    if target.kind == "party":
        return Link(party(handbook, target.step))
    there, step = handbook.by_id.get(target.process), handbook.step(target.process, target.step)
    if there is None or step is None:
        return Link(written)
    return box_link(found, there, step, role, other=there.id != process.id)


def title_of(handbook: Handbook, register: str, entry_id: str) -> Markup:
    """The title of an entry, or its id."""
    entry = handbook.entry(register, entry_id)
    return shown(entry.title) if entry else escape(entry_id)


def entry_link(found: Book, register: str, entry_id: str) -> Link:
    """A form, meeting, consent or time limit, with its place in the registers of the handbook page."""
    entry = found.handbook.entry(register, entry_id)
    label = swedish(entry.data.get("label", "")) if entry and isinstance(entry.data.get("label"), str) else ""
    return Link(
        title_of(found.handbook, register, entry_id),
        f"{address('handbook', found.ref)}#{anchor(register, entry_id)}" if entry else "",
        label,
    )


def anchor(register: str, entry_id: str) -> str:
    """Where an entry stands on the handbook page."""
    return f"{register}-{entry_id}"


def limit(found: Book, entry: Entry, law: Law, on: date) -> Limit:
    """A time limit as shown in a box and in the register."""
    return Limit(
        title=shown(entry.title),
        length=start_words(entry, length_words(entry.data, law, on)),
        kind=kind_words(entry),
        source=swedish(entry.data.get("source", "")),
        href=f"{address('handbook', found.ref)}#{anchor('deadlines', entry.id)}",
        citations=citations(law, listed(entry.data.get("law")), on),
    )


def listed(value: Any) -> list[str]:
    """One id or several, as a list."""
    if not value:
        return []
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def citations(law: Law, ids: Any, on: date) -> list[Link]:
    """Provisions as links; the note tells what is less than certain, or that it is no longer in force."""
    return [_citation(law, each, on) for each in ids]


def _citation(law: Law, provision_id: str, on: date) -> Link:
    status = law.status(provision_id, on)
    if status is Status.UNKNOWN:
        return Link(provision_id)
    href = address("provision", provision_id)
    if status is not Status.IN_FORCE:
        after = [law.provision(each, on).citation for each in law.successors(provision_id, on)]
        gone = _("not in force on {day}").format(day=on.isoformat())
        now = f"; {_('now')} {', '.join(after)}" if after else ""
        return Link(law.versions(provision_id)[-1].citation, href, gone + now)
    known = law.provision(provision_id, on)
    title = shown(known.title)
    words = Markup("{} – {}").format(swedish(known.citation), title) if title else swedish(known.citation)
    mark = MARK.get(known.confidence)
    return Link(words, href, render(mark) if mark else "")


def everybody() -> str:
    """The role of nobody in particular."""
    return _("Everybody")
