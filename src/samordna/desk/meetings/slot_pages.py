"""What waits for a team's coordinator, which times are laid out, and what is on a day's agenda? (D3, D11)"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from samordna.access.domain import Scope
from samordna.cases.places import book_of
from samordna.deadlines.around import around
from samordna.desk import refusing
from samordna.desk.meetings import slot_taking_pages, slot_view
from samordna.desk.meetings.meeting_booking_pages import LONGEST, day_of
from samordna.desk.meetings.slot_times import LaidOut, moments, times_of
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.desk.worklist_lines import weekday
from samordna.journal.append import DoneBefore
from samordna.kernel.days import NotADayError, written_day
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.meetings import commands, queries
from samordna.meetings.domain import Offered
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, ngettext
from samordna.web.templates import day_words

OFFER, CLOSE = "offer", "close"
MOST_DAYS = 20


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def forum_page(request: HttpRequest) -> HttpResponse:
    """The team's own page: what waits, and the times that are laid out."""
    who = scope(request)
    unit, form, errors = _unit(who), typed(request), list[Error]()
    if request.method == "POST":
        try:
            said = _close(request, who, form) if request.POST.get("do") == CLOSE else _offer(request, who, unit, form)
        except DoneBefore:
            said = refusing.before()
        except Wrong as problem:
            said, errors = "", list(problem.errors)
        except Refused as problem:
            said, errors = "", [("", problem.decision.reason or say("It is not allowed."))]
        if not errors:
            messages.success(request, said)
            return HttpResponseRedirect(f"{reverse('forum')}#times")
    return _shown(request, who, unit, form, errors)


def _shown(request: HttpRequest, who: Scope, unit: int, form: Typed, errors: list[Error]) -> HttpResponse:
    on = day.today()
    waiting = slot_view.waiting(who, queries.inbox(who, unit, on), on)
    slots = queries.slots(who, unit, on)
    data = {
        "unit": organisations.unit_names([unit]).get(unit, ""), "form": form, "errors": errors,
        "new": [each for each in waiting if each.asks], "booked": [each for each in waiting if not each.asks],
        "days": slot_view.days(slots), "free": sum(not each.taken for each in slots), **_choices(),
    }  # fmt: skip
    return render_page(request, "desk/slots.html", data, status=400 if errors else 200)


def _choices() -> dict[str, Any]:
    return {"every": [("0", _("Only that day")), ("1", _("Every week")), ("2", _("Every second week")),
                      ("4", _("Every fourth week"))]}  # fmt: skip


def _unit(who: Scope) -> int:
    """The unit acted for, when it is a team's. Raises Refused for everybody else."""
    assert who.post is not None
    slot_view.insist_on_team(book_of(who.post.unit), who.post.unit, day.today())
    return who.post.unit


def _offer(request: HttpRequest, who: Scope, unit: int, form: Typed) -> str:
    """Lay out times: some times a day, on one day or every so many weeks; days when offices are closed are left out."""
    errors: list[Error] = []
    first, clocks = day_of(form, "first", errors), times_of(form.one("times"))
    weeks, count = form.number("every"), max(form.number("count"), 1)
    minutes = form.number("minutes") or 60
    if first is None and not errors:
        errors.append(("field-first", say("Write the first day.")))
    elif first and first < day.today():
        errors.append(("field-first", say("The day has passed. Write a coming day.")))
    if not clocks:
        errors.append(("field-times", say("Write times as HH:MM, for example 09:00, 10:30.")))
    if str(weeks) not in dict(_choices()["every"]):
        errors.append(("field-every", say("Choose how often.")))
    if count > MOST_DAYS:
        errors.append(("field-count", say("Lay out at most {most} days at once.", most=MOST_DAYS)))
    if not 5 <= minutes <= LONGEST:
        errors.append(("field-minutes", say("Write how long, in minutes from 5 to {most}.", most=LONGEST)))
    if errors or first is None:
        raise Wrong(*errors)
    calendar = around(organisations.unit(unit).area_id, first).calendar
    found = moments(LaidOut(first, weeks, count if weeks else 1, tuple(clocks)), calendar.is_open)
    if not found:
        raise Wrong(("field-first", say("The offices are closed on that day. Choose another one.")))
    made = commands.offer_slots(
        act=act_of(request), scope=who, offered=Offered(unit, found, minutes, form.one("place")[:200])
    )
    return ngettext("{count} time is laid out.", "{count} times are laid out.", len(made)).format(count=len(made))


def _close(request: HttpRequest, who: Scope, form: Typed) -> str:
    commands.close_slot(act=act_of(request), scope=who, slot=form.number("slot"))
    return _("The time is taken away.")


@signed_in()
@require_safe
def agenda_page(request: HttpRequest, written: str) -> HttpResponse:
    """The meetings of one day, to print: numbers and parties, names only where consent opens them (D21, D22)."""
    who = scope(request)
    try:
        on = written_day(written)
    except NotADayError:
        raise Http404(written) from None
    unit = _unit(who)
    data = {
        "unit": organisations.unit_names([unit]).get(unit, ""), "on": on, "heading": f"{weekday(on)} {day_words(on)}",
        "lines": slot_view.agenda(queries.agenda(who, unit, on)),
    }  # fmt: skip
    return render_page(request, "desk/slots_agenda.html", data)


urls: list[URLPattern] = [
    path("desk/team/", forum_page, name="forum"),
    path("desk/team/agenda/<str:written>/", agenda_page, name="forum-agenda"),
    *slot_taking_pages.urls,
]
