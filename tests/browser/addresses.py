"""Which pages are there to look at? Every handbook, process and table, three boxes of each process, some provisions.

Derived from the url patterns and the content; `test_web.py` holds that every named page is in the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from samordna.forms.queries import ids as forms
from samordna.handbooks.domain import Handbook, Process, Step
from samordna.handbooks.queries import available, load
from samordna.law.queries import load as load_law
from samordna.rules.queries import ids

BOXES = 3
# Every n:th provision is enough: they share one template.
PROVISIONS = 16


@dataclass(frozen=True, slots=True)
class Address:
    """A page: the name of its url, where it is, and what it should answer."""

    name: str
    path: str
    status: int = 200

    def __str__(self) -> str:
        return self.path

    @property
    def is_page(self) -> bool:
        """True for pages people read; false for pictures, PDFs and the health check."""
        return self.name not in ("map", "booklet", "form-blank", "health")

    def within(self, language: str) -> str:
        """The address in a language."""
        return f"{self.path}{'&' if '?' in self.path else '?'}lang={language}"


@cache
def every() -> tuple[Address, ...]:
    """All of them."""
    return (*_web(), *_handbooks(), *_forms(), *_tables(), *_law())


@cache
def pages() -> tuple[Address, ...]:
    """Those that people read."""
    return tuple(address for address in every() if address.is_page)


@cache
def kinds() -> tuple[Address, ...]:
    """The pages of `pages()` that between them show everything: the first of each name, status and shape of query."""
    found: dict[tuple[object, ...], Address] = {}
    for address in pages():
        asked = tuple(sorted({part.partition("=")[0] for part in address.path.partition("?")[2].split("&")}))
        found.setdefault((address.name, address.status, asked), address)
    return tuple(found.values())


def _at(name: str, *args: str, query: str = "", status: int = 200) -> Address:
    return Address(name, reverse(name, args=args) + (f"?{query}" if query else ""), status)


def _web() -> Iterator[Address]:
    for name in ("start", "help", "accessibility", "health"):
        yield _at(name)
    yield Address("missing", "/nothing-such/", 404)


def books() -> list[Handbook]:
    """Every packaged handbook in its newest version."""
    return [load(book) for book in sorted({found.id for found in available()})]


def some(process: Process) -> list[Step]:
    """Three boxes: the first, the one with the most ways on, the last; others when those are the same."""
    widest = max(process.steps, key=lambda step: len(step.exits) + len(step.referrals))
    chosen = dict.fromkeys([process.steps[0].id, widest.id, process.steps[-1].id, *process.by_id])
    return [process.by_id[step] for step in list(chosen)[:BOXES]]


def _handbooks() -> Iterator[Address]:
    yield _at("handbooks")
    yield _at("search")
    yield _at("search", query="q=samtycke")
    yield _at("search", query="q=xyzzy")
    yield _at("compare")
    yield _at("compare", query="a=boras&b=malmo")
    yield _at("handbook", "nothing-such", status=404)
    yield _at("box", "boras", "boras", "nothing-such", status=404)
    for book in books():
        yield _at("handbook", book.id)
        yield _at("versions", book.id)
        yield _at("booklet", book.id)
        for process in book.processes:
            yield _at("process", book.id, process.id)
            yield _at("map", book.id, process.id)
            yield _at("rehearse", book.id, process.id)
            yield _at("rehearse", book.id, process.id, query=f"as={process.starters[0]}")
            for step in some(process):
                yield _at("box", book.id, process.id, step.id)
            widest = some(process)[1]
            yield _at("box", book.id, process.id, widest.id, query=f"as={widest.lead or process.starters[0]}")


def _forms() -> Iterator[Address]:
    yield _at("forms")
    yield _at("form", "nothing-such", status=404)
    for form in forms():
        yield _at("form", form)
    yield _at("form-blank", forms()[0])


def _tables() -> Iterator[Address]:
    yield _at("tables")
    yield _at("table", "nothing-such", status=404)
    for table in ids():
        yield _at("table", table)


def _law() -> Iterator[Address]:
    law = load_law()
    yield _at("law")
    yield _at("law", query="q=samtycke&on=2024-01-01")
    yield _at("provision", "nothing-such", status=404)
    for known in (list(law.by_id)[::PROVISIONS], list(law.acts)[:2], list(law.by_key)[:2]):
        for one in known:
            yield _at("provision", one)
    yield _at("provision", next(iter(law.by_id)), query="on=2020-01-01")
