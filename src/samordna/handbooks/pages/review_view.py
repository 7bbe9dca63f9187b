"""What does the page of reviews say of each version? Rows from what has been registered, the doctor and the law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from samordna.handbooks import reviewing
from samordna.handbooks.needing import LinkToTry, Needs, links_of, needs
from samordna.handbooks.pages import wording
from samordna.handbooks.pages.wording import Link
from samordna.handbooks.reviewing import Known, Standing
from samordna.kernel.text import Message
from samordna.law.domain import Change, Law, Provision, Value
from samordna.law.following import unread
from samordna.law.queries import load as load_law
from samordna.law.wording import KIND, days_of
from samordna.rules.clocks import LATE, SOON
from samordna.web.i18n import render, spoken

_FIRST = {LATE: 0, "": 1, SOON: 2}


@dataclass(frozen=True, slots=True)
class Rule:
    """A provision or value with its address, where we have it from, and what becomes of it on a day."""

    link: Link
    source: Markup
    on: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One version: who owns and reviewed it, its dates (`because` says how the next is counted), what it needs."""

    handbook: str
    version: str
    title: Markup
    href: str
    owner: Markup
    reviewer: str
    reviewed: date | None
    next: date | None
    word: str
    because: tuple[Message, ...]
    current: bool
    moved: tuple[tuple[str, Message, Message], ...]
    links: tuple[LinkToTry, ...]
    has_links: bool
    changes: tuple[Rule, ...]
    unread: tuple[Rule, ...]
    history: tuple[Known, ...]

    @property
    def calm(self) -> bool:
        """True when nothing but time needs anything of it."""
        return not (self.moved or self.links or self.changes or self.unread)


def shown(on: date) -> dict[str, Any]:
    """Everything that the page shows on a day: what is late, undated or near comes first."""
    law = load_law()
    rows = [_row(each, law, on) for each in reviewing.standings(on)]
    return {
        "on": on,
        "newest": sorted((row for row in rows if row.current), key=lambda row: _FIRST.get(row.word, len(_FIRST))),
        "older": [row for row in rows if not row.current],
        "sources": [_unread(ref, law) for ref in unread(law)],
        "late": sum(row.word in (LATE, "") for row in rows if row.current),
        "soon": sum(row.word == SOON for row in rows if row.current),
    }


def _row(each: Standing, law: Law, on: date) -> Row:
    book = each.book
    tried = reviewing.links_tried(each)
    found: Needs = needs(book, law, on, tried)
    return Row(
        handbook=book.id, version=book.version, title=wording.shown(book.title),
        href=wording.address("handbook", f"{book.id}@{book.version}" if not each.current else book.id),
        owner=wording.swedish(book.owner), reviewer=each.reviewer, reviewed=each.reviewed,
        next=each.due.due if each.due else None, word=each.word(on),
        because=tuple(spoken(step.says) for step in each.due.because) if each.due else (), current=each.current,
        moved=tuple((finding.place, finding.message, finding.mend) for finding in found.moved),
        links=found.links, has_links=any(links_of(book.sections)),
        changes=tuple(_changed(change) for change in found.changes),
        unread=tuple(_unread(ref, law) for ref in found.unread), history=each.history,
    )  # fmt: skip


def _changed(change: Change) -> Rule:
    item = _only(each for each in (change.now, change.was) if each is not None)
    return Rule(_link(change.id, item, change.on), wording.swedish(item.source), change.on, render(KIND[change.kind]))


def _unread(ref: str, law: Law) -> Rule:
    last = (law.by_id.get(ref) or law.by_key.get(ref) or ())[-1]
    link = _link(ref, last, last.valid.start)
    return Rule(Link(link.words, link.href, render(days_of(last.valid))), wording.swedish(last.source))


def _link(ref: str, item: Provision | Value, on: date | None) -> Link:
    words = wording.shown(item.title)
    if isinstance(item, Provision):
        words = Markup("{} – {}").format(wording.swedish(item.citation), words)
    return Link(words, wording.address("provision", ref, on=on.isoformat() if on else ""))


def _only(found: Iterable[Provision | Value]) -> Provision | Value:
    return next(iter(found))
