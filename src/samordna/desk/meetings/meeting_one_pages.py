"""One meeting: what each invitation would tell, who has answered what, another time or none, and its papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import DOCUMENT, enter
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.meetings import meeting_answering, meeting_freeing, meeting_seats, meeting_view
from samordna.desk.meetings.meeting_booking_pages import day_of, link_in, starting
from samordna.desk.meetings.meeting_called_pages import calendar_answer
from samordna.desk.meetings.meeting_seats import SeatShown
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.forms import commands as forms
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.meetings import commands, fillings, invitations, queries
from samordna.meetings.domain import (
    CANCELLED,
    COMES,
    DECLINES,
    HELD,
    NEW_TIME,
    PHONE,
    PLANNED,
    SWEDEN,
    Answer,
    MeetingKept,
    Moved,
)
from samordna.meetings.writing import no_meeting
from samordna.notices import meeting_mail
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _
from samordna.web.templates import day_words

MOVE, CANCEL, LETTER, PLAIN_LETTER = "move", "cancel", "letter", "plain-letter"


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_page(request: HttpRequest, case: int, meeting: int) -> HttpResponse:
    """The meeting with those who are called; a form writes down one answer, begins the letter, or frees somebody."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept = queries.one(seen, meeting, day.today())
    form, errors = typed(request), list[Error]()
    if request.method == "POST":
        answer = carried_out(request, seen, lambda: _done(request, seen, kept, form))
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    return shown(request, seen, kept, form, errors)


def _done(request: HttpRequest, seen: Seen, kept: MeetingKept, form: Typed) -> str:
    """Carry out what the form asks for; the address to go on to."""
    do, here = request.POST.get("do", ""), at("case-meeting", kept.case, kept.id)
    if do in (LETTER, PLAIN_LETTER):
        return _letter(request, seen, kept, plain=do == PLAIN_LETTER)
    if do in meeting_freeing.DOS:
        insist_on_writing(seen, kept)
        return meeting_freeing.freed(request, kept)
    own = queries.own_seat(seen, kept)
    if own and form.number("called") == own.id:
        meeting_answering.answered(request, kept.id, own.id, form)
        return f"{here}#own"
    return _answered(request, kept, form, here)


def shown(request: HttpRequest, seen: Seen, kept: MeetingKept, form: Typed, errors: list[Error]) -> HttpResponse:
    """The page of a meeting, with what was typed and what is wrong with it."""
    on, writes = day.today(), may_write(seen, kept)
    planned = kept.status == PLANNED
    waiting = [each for each in kept.called if each.seat and each.called_on is None]
    letter = fillings.letter_form(kept.kind) if planned and writes and not kept.without_name else None
    own = queries.own_seat(seen, kept)
    read = case_gather.acts(seen, on)
    data = {
        **around(seen, kept, read), "form": form, "errors": errors, "writes": writes,
        "convener": meeting_view.convener(read.names, kept),
        "reason": kept.reason if kept.status == CANCELLED or kept.sequence else "",
        "called": meeting_view.called(read.names, kept, writes=writes), "tried": form.number("called"),
        "ways": meeting_view.ways(), "today": on.isoformat(),
        "remarks": meeting_view.remarks(queries.remarks_on(seen, kept, on), on) if planned else [],
        "call": at("case-meeting-call", seen.id, kept.id) if planned and waiting else "",
        "hold": at("case-meeting-hold", seen.id, kept.id) if planned and kept.day <= on else "",
        "change": at("case-meeting-change", seen.id, kept.id) if planned else "",
        "record": at("case-meeting-record", seen.id, kept.id) if kept.status == HELD else "",
        "papers": _papers(seen, kept), "letter": letter.title if letter else None,
        "plain_letter": _less_told(seen, kept) if letter else [],
        "own": meeting_answering.shown(own, form) if own else None,
        "freeing": meeting_freeing.freeing(seen, kept) if writes else None,
        "calling": at("case-meeting-call", seen.id, kept.id),
        "mail": _mailed(seen, kept) if writes else [], "seats": _left_to_call(read, kept) if planned and writes else [],
    }  # fmt: skip
    return render_page(request, "desk/meeting.html", data, status=400 if errors else 200)


def around(seen: Seen, kept: MeetingKept, read: Read | None = None) -> dict[str, Any]:
    """What every page of a meeting has."""
    on = day.today()
    return {
        **case_pages.frame(read or case_gather.acts(seen, on)), "kept": kept, "line": meeting_view.line(kept, on),
        "meetings": at("case-meetings", seen.id), "back": at("case-meeting", seen.id, kept.id),
    }  # fmt: skip


def may_write(seen: Seen, kept: MeetingKept) -> bool:
    """Only whoever keeps the meeting writes in it, while the case is open."""
    acting = seen.scope.post.sphere if seen.scope.post else 0
    return kept.sphere == acting and not seen.state.closed


def insist_on_writing(seen: Seen, kept: MeetingKept) -> None:
    """Raises Refused for a meeting that another authority keeps, in the same words as for none (D21)."""
    if not may_write(seen, kept):
        raise Refused(no_meeting())


def _mailed(seen: Seen, kept: MeetingKept) -> list[str]:
    """Who has been called and has an e-mail address: the calendar file can go there (D23)."""
    found = meeting_mail.reachable(kept).keys() & queries.may_be_told(seen, kept, day.today())
    return [meeting_view.who_words(seen.handbook, each.who, each.name) for each in kept.called if each.id in found]


def _less_told(seen: Seen, kept: MeetingKept) -> list[str]:
    """Those who may be told when, where and about whom, and not what the meeting is about."""
    found = queries.invitations(seen, kept, day.today())
    return [
        meeting_view.who_words(seen.handbook, each.called.who, each.called.name)
        for each in found if each.goes and not each.ready
    ]  # fmt: skip


def _left_to_call(read: Read, kept: MeetingKept) -> list[SeatShown]:
    """Those who are not called yet."""
    there = {each.who for each in kept.called if each.seat}
    found = meeting_seats.seats(read, kept.kind, ())
    return [each for each in found if each.who not in there]


def _papers(seen: Seen, kept: MeetingKept) -> list[tuple[str, str]]:
    """The calendar file: a request while it is planned, the cancelling when it will not be."""
    if kept.status == HELD:
        return []
    href = at("case-meeting-calendar", seen.id, kept.id)
    if kept.status == CANCELLED:
        return [(href, _("Calendar file that cancels the meeting"))] if kept.called_on else []
    return [(href, _("Calendar file with the new time") if kept.sequence else _("Calendar file for the invitation"))]


def _letter(request: HttpRequest, seen: Seen, kept: MeetingKept, *, plain: bool) -> str:
    """Begin the letter with what the meeting knows; the address of its form."""
    if kept.without_name or kept.status != PLANNED:
        raise Wrong(("", say("No letter goes with this meeting.")))
    form, values = fillings.invitation(kept, seen, plain=plain)
    made = forms.begin(act=act_of(request), scope=scope(request), case=seen.id, form=form, values=values)
    messages.success(request, _("The letter is begun with what the meeting knows. Nothing has left."))
    return at("case-form", seen.id, made.document)


def _answered(request: HttpRequest, kept: MeetingKept, form: Typed, here: str) -> str:
    do, who = request.POST.get("do", ""), form.number("called")
    errors: list[Error] = []
    on, proposed = day_of(form, "on", errors) or day.today(), None
    if do not in (COMES, NEW_TIME, DECLINES):
        errors.append(("", say("Say who has answered, and what.")))
    if do == NEW_TIME and (form.one("day") or form.one("time")):
        proposed = starting(form, errors)
    if do == DECLINES and not form.one("reason"):
        errors.append(("field-reason", say("Write why, or that no reason was given.")))
    if errors:
        named = {"field-reason": f"why-{who}", "field-day": f"proposed-{who}", "field-on": f"answered-{who}",
                 "field-time": f"time-{who}"}  # fmt: skip
        raise Wrong(*((named.get(name, name), said) for name, said in errors))
    said = Answer(do, on, form.one("how") or PHONE, form.one("reason"), proposed)
    commands.answer(
        act=act_of(request), scope=scope(request), case=kept.case, meeting=kept.id, called=who, said=said
    )  # fmt: skip
    messages.success(request, _("The answer is written down."))
    return f"{here}#called-{who}"


def carried_out(request: HttpRequest, seen: Seen, do: Callable[[], str]) -> HttpResponse | list[Error]:
    """Carry out and go on to the address that it returns; or what has to be mended."""
    try:
        return HttpResponseRedirect(do())
    except DoneBefore:
        return refusing.done_before(request, at("case-meetings", seen.id))
    except Wrong as problem:
        return list(problem.errors)
    except (Refused, MovedOn) as problem:
        return [refusing.problem(seen, problem)]


# Another time, or none


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def change_page(request: HttpRequest, case: int, meeting: int) -> HttpResponse:
    """Move the meeting or cancel it, with a reason."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept, errors, form = queries.one(seen, meeting, day.today()), list[Error](), typed(request)
    insist_on_writing(seen, kept)
    if request.method == "POST":
        cancels = request.POST.get("do") == CANCEL
        answer = carried_out(request, seen, lambda: (_cancel if cancels else _move)(request, kept, form))
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    else:
        form = _now(kept)
    proposed = [
        (day_words(each.proposed.astimezone(SWEDEN).date()), f"{each.proposed.astimezone(SWEDEN):%H.%M}",
         meeting_view.who_words(seen.handbook, each.who, each.name))
        for each in kept.called if each.proposed
    ]  # fmt: skip
    data = {**around(seen, kept), "errors": errors, "form": form, "proposed": proposed}
    return render_page(request, "desk/meeting_change.html", data, status=400 if errors else 200)


def _now(kept: MeetingKept) -> Typed:
    """The time and place that the meeting has; the time that somebody proposed, when somebody has."""
    starts = next((each.proposed for each in kept.called if each.proposed), kept.starts_at).astimezone(SWEDEN)
    return Typed({
        "day": [starts.date().isoformat()], "time": [f"{starts:%H:%M}"], "minutes": [str(kept.minutes)],
        "place": [kept.place], "video-link": [kept.video_link],
    })  # fmt: skip


def _move(request: HttpRequest, kept: MeetingKept, form: Typed) -> str:
    errors: list[Error] = []
    starts = starting(form, errors)
    if kept.called_on and not form.one("move-reason"):
        errors.append(("field-move-reason", say("Give a reason.")))
    link = link_in(form, errors)
    if errors or starts is None:
        raise Wrong(*errors)
    to = Moved(starts, form.number("minutes"), form.one("place")[:200], link)
    commands.move(
        act=act_of(request, form.one("move-reason")), scope=scope(request), case=kept.case, meeting=kept.id, to=to
    )
    messages.success(request, _("The meeting has another time. Send the new calendar file to those who were called."))
    return at("case-meeting", kept.case, kept.id)


def _cancel(request: HttpRequest, kept: MeetingKept, form: Typed) -> str:
    if kept.called_on and not form.one("cancel-reason"):
        raise Wrong(("field-cancel-reason", say("Give a reason.")))
    act = act_of(request, form.one("cancel-reason"))
    commands.cancel(act=act, scope=scope(request), case=kept.case, meeting=kept.id)
    messages.success(request, _("The meeting is cancelled. Tell those who were called."))
    return at("case-meeting", kept.case, kept.id)


@signed_in()
@require_safe
def calendar_file(request: HttpRequest, case: int, meeting: int) -> HttpResponse:
    """The invitation as iCalendar: time, place and reference, and nothing else (D23)."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    kept = queries.one(seen, meeting, day.today())
    # For somebody who need not come any longer it is off, whatever becomes of the meeting.
    told = replace(kept, status=CANCELLED) if request.GET.get("off") and kept.status == PLANNED else kept
    return calendar_answer(invitations.calendar(told, day.now()), invitations.filename(kept))


urls: list[URLPattern] = [
    path("cases/<int:case>/meetings/<int:meeting>/", meeting_page, name="case-meeting"),
    path("cases/<int:case>/meetings/<int:meeting>/change/", change_page, name="case-meeting-change"),
    path("cases/<int:case>/meetings/<int:meeting>/invitation.ics", calendar_file, name="case-meeting-calendar"),
]
