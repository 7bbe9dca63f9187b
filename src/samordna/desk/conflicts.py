"""Somebody else was first: what happened meanwhile, and what had one typed? Nothing of either is lost (E12)."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import reverse

from samordna.cases import queries as cases
from samordna.cases.domain import Overtaken
from samordna.cases.queries import Seen
from samordna.desk.boxes.box_fields import PREFIX
from samordna.desk.boxes.box_view import Gathered
from samordna.desk.case_names import Names, names_of
from samordna.desk.history import timeline
from samordna.desk.typed import Typed
from samordna.people import queries as people
from samordna.web import day
from samordna.web.i18n import _

# How many acts are shown when the page does not say what it had read.
LATEST = 3
WRITTEN = ("note", "refer-note", "consult-question")


def overtaken(request: HttpRequest, seen: Seen, no: int, given: Typed, first: Overtaken | None = None) -> HttpResponse:
    """The box has been left. One who left it oneself is told that it is done; others see who did what."""
    here = cases.see(seen.scope, seen.id, day.today())
    left = next((v for v in reversed(here.state.visits) if v.position.id == no), None)
    seq = first.seq if first else left.seq if left else 0
    meanwhile = _meanwhile(here, _read_at(request, seq))
    mine = next((line.mine for line in meanwhile if line.seq == seq), False)
    if mine:
        messages.info(request, _("You have done this already. Nothing was done twice."))
        return HttpResponseRedirect(reverse("case", args=[seen.id]))
    return _page(request, here, no, given, meanwhile)


def moved_on(request: HttpRequest, seen: Seen, no: int, given: Typed) -> HttpResponse:
    """Two acts met in the same moment; the other one came first. The box may well be open still."""
    here = cases.see(seen.scope, seen.id, day.today())
    return _page(request, here, no, given, _meanwhile(here, _read_at(request, here.state.seq)))


def facts(
    request: HttpRequest, seen: Seen, found: Gathered, given: Typed, lost: Iterable[str], read_at: int
) -> HttpResponse:
    """A colleague has answered the same questions otherwise since the page was read."""
    both = [
        (
            found.names.title("facts", fact),
            found.names.value(fact, found.latest[fact].value),
            found.names.value(fact, given.one(f"{PREFIX}{fact}")),
        )
        for fact in lost
    ]
    return _page(request, seen, found.place.id, given, _meanwhile(seen, read_at), both)


def _read_at(request: HttpRequest, seq: int) -> int:
    written = request.POST.get("seq", "")
    return int(written) if written.isascii() and written.isdigit() else max(0, seq - 1)


def _meanwhile(seen: Seen, since: int) -> list[timeline.Line]:
    """What the reader may see of what has happened after event `since`."""
    happened = cases.happenings(seen, day.today())
    names = _names(seen, timeline.worker_ids(happened))
    found = timeline.lines(names, happened, {})
    return [line for line in found if line.seq > since] or found[-LATEST:]


def _names(seen: Seen, workers: Iterable[int]) -> Names:
    protected = people.by_id(seen.row.person_id).protected
    return names_of(seen, cases.transfers(seen), workers, protected=protected)


def _page(
    request: HttpRequest, seen: Seen, no: int, given: Typed, meanwhile: list[timeline.Line],
    both: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    names = _names(seen, ())
    wrote = [text for name in WRITTEN if (text := given.one(name))]
    answers = [
        (names.title("facts", name), names.value(name, list(v) if len(v) > 1 else v[0]))
        for name, v in given.starting(PREFIX).items()
        if any(v)
    ]
    said = {
        "case": seen.id, "number": seen.number, "no": no, "meanwhile": meanwhile, "both": both or [],
        "wrote": wrote, "answers": answers, "open": no in seen.state.positions, "typed": given,
        "do": request.POST.get("do", ""), "seq": seen.state.seq, "then": request.POST.get("then", ""),
    }  # fmt: skip
    return render_page(request, "desk/conflict.html", said, status=409)
