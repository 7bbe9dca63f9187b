"""A meeting that one's own unit is called to by somebody else: what the invitation tells, and one's own answer.

Also for a unit that has no part in the case: it sees nothing of the case but this (D20, D21).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.audit import commands as audit
from samordna.cases.engine import pinned
from samordna.desk import refusing
from samordna.desk.boxes.entering import DOCUMENT
from samordna.desk.case_names import at
from samordna.desk.meetings import meeting_answering
from samordna.desk.meetings.meeting_view import when_words, who_words
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.handbooks.domain import Handbook
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.meetings import invitations, queries
from samordna.meetings.domain import CANCELLED, PERSON
from samordna.meetings.queries import Coming
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import scope, signed_in
from samordna.web import day

# What was read, and how the right to it was come by, as the log of readings has them (D26).
INVITATION, CALLED = "invitation", "called"
CALENDAR = "text/calendar; charset=utf-8"


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def called_page(request: HttpRequest, meeting: int) -> HttpResponse:
    """What the invitation tells, and the form of the answer."""
    found = _enter(request, meeting, INVITATION)
    form, errors = Typed(), list[Error]()
    if request.method == "POST":
        form, here = typed(request), at("called-meeting", meeting)
        try:
            assert found.seat is not None
            meeting_answering.answered(request, meeting, found.seat.id, form)
        except DoneBefore:
            return refusing.done_before(request, here)
        except Wrong as problem:
            errors = list(problem.errors)
        except MovedOn:
            errors = [("", refusing.MEANWHILE)]
        except Refused as problem:
            decision = problem.decision
            errors = [("", refusing.with_law(decision.reason or say("It is not allowed."), decision, day.today()))]
        else:
            return HttpResponseRedirect(here)
    return render_page(request, "desk/called.html", _data(found, form, errors), status=400 if errors else 200)


def _enter(request: HttpRequest, meeting: int, what: str) -> Coming:
    """The invitation, with the reading logged before anything is shown (E16). Raises Refused."""
    who = scope(request)
    found = queries.called_to(who, meeting, day.today())
    audit.log_reading(scope=who, at=day.now(), stream=found.meeting.case, what=what, why=CALLED)
    return found


def _data(found: Coming, form: Typed, errors: list[Error]) -> dict[str, Any]:
    kept, about, seat = found.meeting, found.about, found.seat
    book = pinned(about.handbook, about.version)
    others = [each for each in kept.called if seat is None or each.id != seat.id]
    gone = kept.status == CANCELLED
    return {
        "kept": kept, "errors": errors, "full": found.full, "gone": gone, "name": about.name,
        "when": when_words(kept.starts_at, kept.minutes), "convener": _convener(found, book), "outside": found.outside,
        "called": [who_words(book, each.who, each.name) for each in sorted(others, key=lambda e: e.who != PERSON)],
        "own": meeting_answering.shown(seat, form) if seat and not gone and not found.outside else None,
        "file": at("called-meeting-calendar", kept.id), "case_href": at("case", kept.case) if about.readable else "",
        "number": about.number,
    }  # fmt: skip


def _convener(found: Coming, book: Handbook) -> str:
    """Who calls, with the unit where that says more."""
    kept, party = found.meeting, who_words(book, found.meeting.party)
    # With a protected identity, the name of the unit would tell where the person lives.
    if found.outside or found.about.protected:
        return party
    unit = organisations.unit_names({kept.unit}).get(kept.unit, "")
    if not unit or unit.split()[0].casefold() == party.split()[0].casefold():
        return unit or party
    return f"{party}, {unit}"


@signed_in()
@require_safe
def called_calendar(request: HttpRequest, meeting: int) -> HttpResponse:
    """The invitation as iCalendar: time, place and code, and nothing else (D23)."""
    return calendar_answer(invitations.calendar(found := _enter(request, meeting, DOCUMENT).meeting, day.now()),
                           invitations.filename(found))  # fmt: skip


def calendar_answer(made: bytes, name: str) -> HttpResponse:
    """A calendar file to keep."""
    answer = HttpResponse(made, content_type=CALENDAR)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


urls: list[URLPattern] = [
    path("desk/called/<int:meeting>/", called_page, name="called-meeting"),
    path("desk/called/<int:meeting>/invitation.ics", called_calendar, name="called-meeting-calendar"),
]
