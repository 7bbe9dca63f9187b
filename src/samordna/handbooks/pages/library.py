"""Which handbooks are there, and what does one hold? The list of handbooks, and the page of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.views.decorators.http import require_safe

from samordna.handbooks import reviewing
from samordna.handbooks.domain import Handbook, Process
from samordna.handbooks.pages import content, finding, registers, wording
from samordna.handbooks.pages.content import Section
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.pages.registers import Table
from samordna.handbooks.pages.wording import Link
from samordna.handbooks.queries import available
from samordna.handbooks.words import sphere_words
from samordna.law.queries import load as load_law
from samordna.web.day import today
from samordna.web.i18n import _


@dataclass(frozen=True, slots=True)
class Listed:
    """A handbook in the list."""

    href: str
    title: str
    owner: str
    source: str
    processes: int
    boxes: int
    versions: list[Link]
    base: Link | None


@require_safe
def handbooks_page(request: HttpRequest) -> HttpResponse:
    """Every handbook, with its area, its source, and what it holds."""
    books = [_listed(handbook_id) for handbook_id in sorted({each.id for each in available()})]
    return render_page(request, "handbooks/handbooks.html", {"books": books})


def _listed(handbook_id: str) -> Listed:
    found = finding.book(handbook_id)
    handbook = found.handbook
    versions = [each.version for each in available() if each.id == handbook_id]
    return Listed(
        href=wording.address("handbook", handbook_id),
        title=wording.shown(handbook.title),
        owner=wording.swedish(handbook.owner),
        source=wording.swedish(handbook.source),
        processes=len(handbook.processes),
        boxes=sum(len(process.by_id) for process in handbook.processes),
        versions=[_version(handbook_id, each, newest=each == versions[-1]) for each in reversed(versions)],
        base=_base(handbook),
    )


def _version(handbook_id: str, version: str, *, newest: bool) -> Link:
    return Link(version, wording.address("handbook", handbook_id if newest else f"{handbook_id}@{version}"))


def _base(handbook: Handbook) -> Link | None:
    if not handbook.based_on:
        return None
    base = finding.book(handbook.based_on)
    return Link(wording.shown(base.handbook.title), wording.address("handbook", base.ref))


@require_safe
def handbook_page(request: HttpRequest, handbook: str) -> HttpResponse:
    """One handbook: what it is for, who takes part, its processes, its content and its registers."""
    found = finding.book(handbook)
    law, on = load_law(), today()
    book = found.handbook
    reviewed = reviewing.reviewed(book)
    counted = reviewing.next_review(book, reviewed, on) if reviewed else None
    due = counted.due if counted else None
    sections = content.sections(found, law, on)
    tables = registers.registers(found, law, on)
    data = {
        "title": wording.shown(book.title),
        "description": wording.prose(book.description),
        "facts": _facts(book, on, reviewed, due),
        "overdue": due is not None and due < on,
        "parties": [_party(book, party_id) for party_id in book.parties],
        "terms": _terms(book),
        "processes": [_process(found, process) for process in book.processes],
        "sections": sections,
        "concepts": [_concept(found, concept) for concept in book.concepts],
        "registers": tables,
        "contents": _contents(sections, tables, concepts=bool(book.concepts)),
        "booklets": _booklets(found),
        "compare": wording.address("compare", a=book.id),
        "versions": wording.address("versions", book.id),
    }
    return render_page(request, "handbooks/handbook.html", data)


def _contents(sections: list[Section], tables: list[Table], *, concepts: bool) -> list[Link]:
    """What stands further down on the page."""
    found = [Link(_("Parties"), "#parties"), *(Link(each.title, f"#{each.id}") for each in sections)]
    words = [Link(_("Words that mean different things"), "#concepts")] if concepts else []
    return [*found, *words, *(Link(each.title, f"#{each.id}") for each in tables)]


def _facts(book: Handbook, on: date, reviewed: date | None, due: date | None) -> list[tuple[str, Any]]:
    """What is known about the handbook as a document."""
    valid = book.valid
    first = valid.start.isoformat() if valid.start else _("from the start")
    last = valid.last.isoformat() if valid.last else _("until further notice")
    base = _base(book)
    late = f" ({_('overdue')})" if due and due < on else ""
    facts: list[tuple[str, Any]] = [
        (_("Owner"), wording.swedish(book.owner)),
        (_("Source"), wording.swedish(book.source)),
        (_("Version"), book.version),
        (_("Valid"), f"{first} – {last}"),
        (_("Reviewed"), reviewed.isoformat() if reviewed else ""),
        (_("Next review"), f"{due.isoformat()}{late}" if due else ""),
        (_("Builds on"), base),
    ]
    return [fact for fact in facts if fact[1]]


def _party(book: Handbook, party_id: str) -> dict[str, Any]:
    party = book.parties[party_id]
    notes = [
        _("forum") if party.forum else "",
        _("outside: answers are registered by others") if party.outside else "",
    ]
    return {
        "name": wording.shown(party.name),
        "role": wording.shown(party.role),
        "sphere": sphere_words(book, party.sphere),
        "note": ", ".join(filter(None, notes)),
    }


def _terms(book: Handbook) -> list[tuple[str, str]]:
    """The local words (D30)."""
    names = {"person": _("The person"), "worker": _("The worker"), "referral": _("A referral")}
    return [(names.get(key, key), wording.shown(text)) for key, text in book.terms.items()]


def _process(found: Book, process: Process) -> dict[str, Any]:
    return {
        "number": process.number,
        "title": wording.shown(process.title),
        "href": wording.address("process", found.ref, process.id),
        "starters": wording.parties(found.handbook, process.starters, _(" or ")),
        "boxes": len(process.by_id),
    }


def _concept(found: Book, concept: Any) -> dict[str, Any]:
    party = str(concept.get("party", ""))
    book = found.handbook
    return {
        "term": wording.swedish(concept.get("term", "")),
        "party": (wording.party(book, party) if party in book.parties else wording.shown(book.title)) if party else "",
        "means": wording.line(str(concept.get("means", ""))),
        "source": wording.swedish(concept.get("source", "")),
        "law": wording.citations(load_law(), wording.listed(concept.get("law")), today()),
    }


def _booklets(found: Book) -> list[Link]:
    """The printable guide: the whole, and one for each party that has texts of its own."""
    book = found.handbook
    whole = Link(_("The whole guide"), wording.address("booklet", found.ref))
    own = {party for _process, step in book.every_step() for party in step.guidance}
    return [
        whole,
        *(
            Link(wording.party(book, party), wording.address("booklet", found.ref, for_=party))
            for party in book.parties
            if party in own
        ),
    ]
