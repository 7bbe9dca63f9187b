"""What in a version of a handbook needs somebody's eyes: law that has moved or ends, links untried, sources unread?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.content.reading import ContentError
from samordna.handbooks import citing, published
from samordna.handbooks.doctor import Surroundings
from samordna.handbooks.doctor.citing import citations
from samordna.handbooks.domain import Handbook
from samordna.kernel.finding import Finding
from samordna.kernel.months import add_months
from samordna.kernel.text import say
from samordna.law.domain import Change, Law, Status
from samordna.law.following import unread
from samordna.rules.citing import cites
from samordna.rules.decide import LawOn
from samordna.rules.domain import Table, TableError
from samordna.rules.limits import length

# What the doctor finds about law on the day; a secondary source is listed by itself.
MOVED = frozenset({"citation-unknown", "law-repealed", "law-not-yet"})
AHEAD = 12


@dataclass(frozen=True, slots=True)
class LinkToTry:
    """A link of the handbook that nobody has tried in time: when it was tried last, if it was."""

    title: str
    owner: str
    address: str
    tried: date | None


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody should look at. `changes` begin within a year of the day; `unread` are ids in the law."""

    moved: tuple[Finding, ...] = ()
    links: tuple[LinkToTry, ...] = ()
    changes: tuple[Change, ...] = ()
    unread: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.moved or self.links or self.changes or self.unread)


def needs(book: Handbook, law: Law, on: date, tried: date | None) -> Needs:
    """What a version needs on a day; `tried` is when somebody last said that all its links were tried."""
    tables = list(_tables(book))
    return Needs(
        (*_moved(book, law, on), *(each for table in tables for each in _moved_in(table, law, on))),
        tuple(_links(book, on, tried)),
        tuple(each for each in _within_a_year(law, on) if _rests(book, tables, each.id, law)),
        tuple(ref for ref in unread(law) if _rests(book, tables, ref, law)),
    )


def _moved(book: Handbook, law: Law, on: date) -> Iterator[Finding]:
    return (each for each in citations(book, Surroundings(on, law)) if each.code in MOVED)


def _moved_in(table: Table, law: Law, on: date) -> Iterator[Finding]:
    """Rows of a table that count on the day and cite what does not."""
    law_on = LawOn(law, on)
    for rule in table.rules:
        try:
            cited = law_on.cited(rule) if law_on.counts(rule) else ()
        except TableError:
            continue
        for ref in cited:
            if law.status(ref, on) is Status.REPEALED:
                said = say("“{table}” cites “{law}”, which is not in force on {on}.", table=table.title, law=ref, on=on)
                mend = say("Cite {after} instead.", after=", ".join(law.successors(ref, on)) or "–")
                yield Finding("law-repealed", "error", f"{table.id} ({rule.id})", said, mend)


def _links(book: Handbook, on: date, tried: date | None) -> Iterator[LinkToTry]:
    """Links whose last trial, by the file or as registered, is older than the time between reviews."""
    every = length(book.review_every)
    months = every.number * (12 if every.unit == "years" else 1) if every and every.unit in ("years", "months") else 12
    for each in links_of(book.sections):
        known = [day for day in (_day(each.get("last_checked")), tried) if day]
        last = max(known, default=None)
        if last is None or add_months(last, months) < on:
            yield LinkToTry(str(each.get("title", each["url"])), str(each.get("owner", "")), str(each["url"]), last)


def links_of(part: object) -> Iterator[Mapping[str, Any]]:
    """Everything with an address, however deep, in content without boxes (`Handbook.sections`)."""
    if isinstance(part, Mapping):
        if part.get("url"):
            yield part
        for inner in part.values():
            yield from links_of(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from links_of(inner)


def _day(written: object) -> date | None:
    if isinstance(written, date):
        return written
    return date.fromisoformat(written) if isinstance(written, str) and written else None


def _within_a_year(law: Law, on: date) -> list[Change]:
    """What changes or ends after the day and no later than a year from it."""
    last = add_months(on, AHEAD)
    return [each for each in law.changed_since(on) if on < each.on <= last]


def _rests(book: Handbook, tables: list[Table], ref: str, law: Law) -> bool:
    return ref in citing.resting(book) or any(cites(table, ref, law) for table in tables)


def _tables(book: Handbook) -> Iterator[Table]:
    """The decision tables that the version offers, as it has them."""
    for each in dict.fromkeys(use.table for _, step in book.every_step() for use in step.tables):
        try:
            yield published.table(book.id, book.version, each)
        except ContentError:
            continue
