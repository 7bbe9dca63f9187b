"""What does a process look like? Its map, where every box is a link, and the same boxes as a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.views.decorators.http import require_safe

from samordna.handbooks.domain import Process, Step
from samordna.handbooks.pages import drawing, finding, wording
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.pages.wording import Link


@require_safe
def process_page(request: HttpRequest, handbook: str, process: str) -> HttpResponse:
    """A process: map, roles, boxes, and the way into a rehearsal."""
    found = finding.book(handbook)
    chosen = finding.process_in(found, process)
    role = finding.role(request, found.handbook)
    drawn = drawing.drawing(found, chosen, role)
    data = {
        "found": found,
        "book": found.handbook,
        "book_title": wording.shown(found.handbook.title),
        "book_href": wording.address("handbook", found.ref),
        "process": chosen,
        "title": wording.shown(chosen.title),
        "description": wording.prose(chosen.description),
        "starters": wording.parties(found.handbook, chosen.starters),
        "map": drawn,
        "role": role,
        "roles": role_links(found, (chosen,), role, wording.address("process", found.ref, chosen.id)),
        "boxes": [_box(found, chosen, step, role) for step in chosen.by_id.values()],
        "others": [
            Link(wording.shown(each.title), wording.address("process", found.ref, each.id, as_=role), each.number)
            for each in found.handbook.processes
            if each.id != chosen.id
        ],
        "rehearse": wording.address("rehearse", found.ref, chosen.id),
        "map_file": wording.address("map", found.ref, chosen.id),
        "source": wording.swedish(chosen.source or found.handbook.source),
    }
    return render_page(request, "handbooks/process.html", data)


def role_links(found: Book, processes: tuple[Process, ...], chosen: str, here: str) -> list[tuple[Link, bool]]:
    """The roles to read as, with which one is chosen: nobody's in particular first."""
    own = finding.roles(found.handbook, processes)
    picked = [*own, *([chosen] if chosen and chosen not in own else [])]
    return [(Link(wording.everybody(), here), not chosen)] + [
        (Link(wording.party(found.handbook, party), f"{here}?as={party}"), party == chosen) for party in picked
    ]


def _box(found: Book, process: Process, step: Step, role: str) -> dict[str, Any]:
    leads = (step.lead,) if step.lead else process.starters
    return {
        "number": wording.number(step),
        "title": wording.shown(step.title),
        "href": wording.address("box", found.ref, process.id, step.id, as_=role),
        "lead": wording.led_by(found.handbook, process, step),
        "phase": wording.title_of(found.handbook, "phases", step.phase) if step.phase else "",
        "start": step.id in process.starts,
        "question": bool(step.question),
        "mine": bool(role) and role in leads,
        "told": bool(role) and role not in leads and (role in step.parties or role in step.guidance),
    }
