"""How is content without boxes shown: responsibilities, questions for dialogue, SMARTA, links …?

A handbook may hold any section it likes. A section becomes a small tree of parts that the template prints: prose, named
fields, lists of things with a name and more, links. Ids become links to what they name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samordna.handbooks.booklet.names import name_of
from samordna.handbooks.pages import finding, wording
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.pages.wording import Link
from samordna.handbooks.words import section_title
from samordna.kernel.text import Message, Text
from samordna.law.domain import Law
from samordna.rules.queries import ids as table_ids
from samordna.rules.queries import load as load_table
from samordna.web.i18n import _, render

SAFE = ("https://", "http://", "mailto:")
_HIDDEN = frozenset(["id", "last_checked", "confidence", "verified", "register_id"])
_NAMES = ("title", "ask", "word", "name", "party", "label", "term", "unit", "who")
_PLAIN = ("text", "means", "description", "value", "lines")
_ADDRESSES = ("url", "link")
_UNNAMED = frozenset(
    ["items", "parties", "letters", "questions", "principles", "groups", "figures", "kinds", "parts", "lines"]
)
_CODE = re.compile(r"[0-9A-ZÅÄÖ]{1,4}[a-z]?$")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a section. kind: prose, line (a name and some words), links (a name and links), list, group, item."""

    kind: str
    name: str = ""
    code: str = ""
    text: str = ""
    links: list[Link] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """A section: where it stands on the page, its title, its parts, and the handbook it comes from."""

    id: str
    title: str
    parts: list[Part]
    origin: Link | None = None


def sections(found: Book, law: Law, on: date) -> list[Section]:
    """Every section that says something."""
    shown = _Shown(found, law, on)
    made = [
        Section(anchor(key), title_of_section(key, value), shown.section(key, value), _origin(found, key))
        for key, value in found.handbook.sections.items()
    ]
    return [each for each in made if each.parts]


def anchor(key: str) -> str:
    """Where a section stands on the page of its handbook."""
    return f"section-{key.replace('_', '-')}"


def title_of_section(key: str, value: Any) -> str:
    """The title of a section, or the name of its key."""
    title = section_title(key, value)
    return render(title) if isinstance(title, Message) else wording.shown(title)


def _origin(found: Book, key: str) -> Link | None:
    """The handbook that a section is inherited from."""
    base = found.handbook.origins.get(f"sections.{key}", "")
    return Link(wording.shown(finding.book(base).handbook.title), wording.address("handbook", base)) if base else None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the parts are made of: the handbook, and the law on the day."""

    found: Book
    law: Law
    on: date

    def section(self, key: str, value: Any) -> list[Part]:
        if key == "abbreviations" and isinstance(value, Mapping):
            items = [Part("item", name=short, text=_said(long)) for short, long in value.items()]
            return [Part("list", parts=items)] if items else []
        rest = {k: v for k, v in value.items() if k != "title"} if isinstance(value, Mapping) else value
        return self.parts(rest)

    def parts(self, value: Any) -> list[Part]:
        if _is_text(value):
            return [Part("prose", text=wording.prose(_raw(value)))]
        if isinstance(value, Mapping):
            return [part for key, each in value.items() if (part := self.field(key, each))]
        return [self.listing(value)] if value else []

    def field(self, key: str, value: Any) -> Part | None:
        """One field with its name; plain text without."""
        if key in _HIDDEN or value in (None, "", [], {}) or _is_empty(value):
            return None
        links = self.links(key, value)
        if links is not None:
            return Part("links", name=_field_name(key), links=links) if links else None
        if key in _PLAIN and _is_text(value):
            return Part("prose", text=wording.prose(_raw(value)))
        if _is_text(value):
            return Part("line", name=name_of(key), text=_line(value))
        name = "" if key in _UNNAMED else name_of(key)
        if isinstance(value, Mapping):
            return Part("group", name=name, parts=self.parts(value))
        return Part("group", name=name, parts=[self.listing(value)]) if name else self.listing(value)

    def links(self, key: str, value: Any) -> list[Link] | None:
        """The links that an id or a list of ids stands for; None for a field that is no id."""
        ids = wording.listed(value)
        if key == "law":
            return wording.citations(self.law, ids, self.on)
        if key in _ADDRESSES and isinstance(value, str):
            return [Link(value, value)] if value.startswith(SAFE) else []
        if key in ("table", "tables"):
            return [table_link(each) for each in ids]
        if key in ("form", "forms", "deadline", "deadlines"):
            return [wording.entry_link(self.found, f"{key.removesuffix('s')}s", each) for each in ids]
        if key in ("fact", "facts"):
            return [Link(wording.title_of(self.found.handbook, "facts", each)) for each in ids]
        if key in ("used_in", "affects", "box", "boxes"):
            return [link for each in ids if (link := self.box(each))]
        return None

    def box(self, written: str) -> Link | None:
        """A box named "1" or "process/1"; a bare number is sought in the only process."""
        head, slash, tail = written.partition("/")
        process = self.found.handbook.by_id.get(head) if slash else next(iter(self.found.handbook.processes), None)
        step = process.by_id.get(tail if slash else written) if process else None
        if process is None or step is None:
            return None
        return wording.box_link(self.found, process, step, other=len(self.found.handbook.processes) > 1)

    def listing(self, value: Sequence[Any]) -> Part:
        """A list of texts, or of things with a name and more."""
        return Part("list", parts=[self.item(each) for each in value])

    def item(self, value: Any) -> Part:
        if _is_text(value) or not isinstance(value, Mapping):
            return Part("item", text=_line(value))
        key = next((each for each in _NAMES if value.get(each)), "")
        name = (wording.party(self.found.handbook, value[key]) if key == "party" else _said(value[key])) if key else ""
        address = next((str(value[each]) for each in _ADDRESSES if value.get(each)), "")
        links = [Link(name or address, address)] if address.startswith(SAFE) else []
        code = str(value.get("id", ""))
        before = value.get("letter") or (value.get("label") if key != "label" else "")
        before = str(before or value.get("part") or (code if _CODE.match(code) else ""))
        skipped = {key, "letter", "label", "part", *(_ADDRESSES if links else ())}
        parts = [
            part
            for k, v in value.items()
            if k not in skipped and not self._same(k, v, name) and (part := self.field(k, v))
        ]
        return Part("item", name=name, code=before, links=links, parts=parts)

    def _same(self, key: str, value: Any, name: str) -> bool:
        """True when a field only repeats the name of its item."""
        return key == "party" and isinstance(value, str) and str(wording.party(self.found.handbook, value)) == name


def table_link(table_id: str) -> Link:
    """A decision table by its title."""
    if table_id not in table_ids():
        return Link(table_id)
    return Link(wording.shown(load_table(table_id).title), wording.address("table", table_id))


def _field_name(key: str) -> str:
    names = {
        "law": _("In law"),
        "url": _("Address"),
        "link": _("Address"),
        "table": _("Decision table"),
        "form": _("Form"),
        "deadline": _("Time limit"),
        "fact": _("Recorded as"),
        "used_in": _("Used in"),
        "affects": _("Affects"),
        "box": _("Box"),
    }
    return names.get(key) or name_of(key)


def _is_text(value: Any) -> bool:
    """True for a string, a number, and a text in two languages."""
    return isinstance(value, str | int | float) or (
        isinstance(value, Mapping) and bool(value) and set(value) <= {"sv", "en"}
    )


def _is_empty(value: Any) -> bool:
    return isinstance(value, Mapping) and all(each is None for each in value.values())


def _raw(value: Any) -> Text | str:
    """A text as it is written: a `Text` when it has two languages."""
    if isinstance(value, Mapping):
        return Text(str(value.get("sv", "")), str(value.get("en", "")))
    return str(value)


def _said(value: Any) -> str:
    """A short text without Markdown."""
    return (_("yes") if value else _("no")) if isinstance(value, bool) else wording.shown(_raw(value))


def _line(value: Any) -> str:
    """A text on one line, with the Markdown it has."""
    return _said(value) if isinstance(value, bool) else wording.line(_raw(value))
