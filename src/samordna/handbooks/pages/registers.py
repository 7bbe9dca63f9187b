"""Which time limits, consents, meetings and forms do the boxes of a handbook use, as tables?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.handbooks.booklet.boxes import Print
from samordna.handbooks.booklet.registers import used
from samordna.handbooks.domain import Entry
from samordna.handbooks.pages import wording
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.pages.wording import Link
from samordna.handbooks.words import kind_words, length_words
from samordna.kernel.text import Text
from samordna.law.domain import Law
from samordna.web.i18n import _, render


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a table, with links below them."""

    words: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a register and where it stands on the page."""

    id: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A register: its title, the heads of its columns and its rows. The first cell of a row names it."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: list[Row]


def registers(found: Book, law: Law, on: date) -> list[Table]:
    """The registers that have something to show."""
    shown = _Shown(found, law, on)
    limits = (_("Time limit"), _("Length"), _("Kind"), _("Source and law"))
    consents = (_("Consent"), _("Opens"), _("How it is given"), _("Period and law"))
    meetings = (_("Meeting"), _("Called by"), _("Who takes part"), _("Rule"))
    tables = [
        shown.table(("deadlines", _("Time limits")), limits, shown.deadline),
        shown.table(("consents", _("Consents")), consents, shown.consent),
        shown.table(("meetings", _("Meetings")), meetings, shown.meeting),
        shown.table(("forms", _("Forms")), (_("Form"), _("Label"), _("Source")), shown.form),
    ]
    return [table for table in tables if table.rows]


@dataclass(frozen=True, slots=True)
class _Shown:
    found: Book
    law: Law
    on: date

    def table(self, name: tuple[str, str], head: tuple[str, ...], cells: Callable[[Entry], tuple[Cell, ...]]) -> Table:
        """The register `name` (id, title); `cells` are what stands beside the title of an entry."""
        register, title = name
        boxes = used(Print(self.found.handbook, self.law, self.on), register)
        named = _named(self.found.handbook.sections, register)
        known = filter(None, (self.found.handbook.entry(register, each) for each in named))
        both = {entry.id: entry for entry in (*boxes, *known)}
        entries = sorted(both.values(), key=lambda entry: render(entry.title).casefold())
        return Table(register, title, head, [self.row(register, entry, cells(entry)) for entry in entries])

    def row(self, register: str, entry: Entry, cells: tuple[Cell, ...]) -> Row:
        return Row(wording.anchor(register, entry.id), (Cell(wording.shown(entry.title)), *cells))

    def deadline(self, entry: Entry) -> tuple[Cell, ...]:
        return (
            Cell(length_words(entry.data, self.law, self.on)),
            Cell(kind_words(entry)),
            Cell(_plain(entry.data.get("source")), self.citations(entry)),
        )

    def consent(self, entry: Entry) -> tuple[Cell, ...]:
        ways = {"written": _("written"), "oral": _("oral")}
        return (
            Cell(_plain(entry.data.get("opens"))),
            Cell(", ".join(ways.get(str(form), str(form)) for form in entry.data.get("forms", ()))),
            Cell(_plain(entry.data.get("period")), self.citations(entry)),
        )

    def meeting(self, entry: Entry) -> tuple[Cell, ...]:
        convener = wording.listed(entry.data.get("convener"))
        return (
            Cell(wording.parties(self.found.handbook, convener)),
            Cell(_plain(entry.data.get("who"))),
            Cell(_plain(entry.data.get("rule")), self.citations(entry)),
        )

    def form(self, entry: Entry) -> tuple[Cell, ...]:
        return Cell(_plain(entry.data.get("label"))), Cell(_plain(entry.data.get("source")))

    def citations(self, entry: Entry) -> tuple[Link, ...]:
        return tuple(wording.citations(self.law, wording.listed(entry.data.get("law")), self.on))


def _named(value: Any, register: str) -> Iterator[str]:
    """The entries that sections without boxes name, wherever they do."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key in (register, register.removesuffix("s")):
                yield from wording.listed(each)
            else:
                yield from _named(each, register)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _named(each, register)


def _plain(value: Any) -> str:
    """A text of a register: in two languages, a list, or one line of Swedish."""
    if isinstance(value, dict):
        return wording.shown(Text(str(value.get("sv", "")), str(value.get("en", ""))))
    if isinstance(value, list | tuple):
        return wording.swedish(", ".join(str(each) for each in value))
    return wording.swedish(value or "")
