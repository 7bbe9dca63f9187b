"""What meets a visitor first: what this is, the handbooks, three things to do; and how to read it all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samordna.handbooks.domain import Handbook
from samordna.handbooks.queries import available, load
from samordna.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Front:
    """A handbook on the start page; `process` is empty when it has no boxes."""

    id: str
    title: Text
    owner: str
    about: str
    process: str


def fronts() -> tuple[Front, ...]:
    """Every packaged handbook in its newest version, by id."""
    return tuple(_front(load(ref)) for ref in sorted({a.id for a in available()}))


def _front(book: Handbook) -> Front:
    paragraph = book.description.strip().split("\n\n")[0].replace("\n", " ")
    sentence = re.split(r"(?<=[.!?])\s", paragraph)[0].replace("**", "")
    return Front(book.id, book.title, book.owner, sentence, book.processes[0].id if book.processes else "")


@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and three things to do."""
    books = fronts()
    rehearsal = next((reverse("rehearse", args=[b.id, b.process]) for b in books if b.process), reverse("handbooks"))
    return render(request, "handbooks/start.html", {"books": books, "first": rehearsal})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to read handbooks, work with cases, lead and administer; and what the words mean."""
    return render(request, "handbooks/help.html", {"example": next((b for b in fronts() if b.process), None)})
