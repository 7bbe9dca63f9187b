"""What came of a meeting: written down once, and everything that is made from it, shown and sent to those who came."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages
from samordna.desk.boxes.entering import DOCUMENT, enter
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.history import timeline
from samordna.desk.meetings import meeting_changed, meeting_goings, meeting_held, meeting_rows, meeting_view
from samordna.desk.meetings.meeting_one_pages import around, carried_out, insist_on_writing, may_write
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.kernel.decision import Refused
from samordna.meetings import commands, queries
from samordna.meetings.commands import Changed, Minutes
from samordna.meetings.domain import HELD, MeetingKept
from samordna.meetings.wording import journal_text
from samordna.meetings.writing import no_meeting
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _
from samordna.web.templates import day_words

LEAST_ROWS, ROOM = 3, 1
MORE, SAVE = "more", "save"


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def hold_page(request: HttpRequest, case: int, meeting: int) -> HttpResponse:
    """Write down a meeting that has been held: one page for all that it becomes."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept = queries.one(seen, meeting, day.today())
    if kept.status == HELD:
        return HttpResponseRedirect(at("case-meeting-record", case, meeting))
    return _page(request, seen, kept, anew=False)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def change_page(request: HttpRequest, case: int, meeting: int) -> HttpResponse:
    """Change what was written: with a reason when the minutes have been sent."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    return _page(request, seen, _held(seen, meeting), anew=True)


def _page(request: HttpRequest, seen: Seen, kept: MeetingKept, *, anew: bool) -> HttpResponse:
    insist_on_writing(seen, kept)
    form, errors = meeting_held.first(seen, kept, day.today()), list[Error]()
    if request.method == "POST":
        form = typed(request)
        if request.POST.get("do") != MORE:
            answer = carried_out(request, seen, lambda: _save(request, seen, kept, form, anew=anew))
            if isinstance(answer, HttpResponse):
                return answer
            errors = answer
    more = ROOM + LEAST_ROWS if request.POST.get("do") == MORE else ROOM
    read = case_gather.acts(seen, day.today())
    data = {
        **around(seen, kept, read), **meeting_held.shown(read, kept, form, day.today()), "form": form, "errors": errors,
        "anew": anew, "rows": meeting_rows.rows(form, LEAST_ROWS, more),
        "heading": _("Change what was written") if anew else _("What came of the meeting"),
    }  # fmt: skip
    return render_page(request, "desk/meeting_hold.html", data, status=400 if errors else 200)


def _save(request: HttpRequest, seen: Seen, kept: MeetingKept, form: Typed, *, anew: bool) -> str:
    said = meeting_held.read(kept, form, anew=anew)
    act, who = act_of(request, form.one("change-reason")), scope(request)
    if anew:
        made = _changed(lambda: commands.change_record(act=act, scope=who, case=seen.id, meeting=kept.id, said=said))
        messages.success(request, " ".join([_("The change is saved."), *meeting_changed.said(seen, made)]))
    else:
        commands.hold(act=act, scope=who, case=seen.id, meeting=kept.id, said=said)
        messages.success(request, _("It is written down, and this was made from it."))
    return at("case-meeting-record", seen.id, kept.id)


def _changed(do: Callable[[], Changed]) -> Changed:
    """Carry out; the reason that the next meeting's people are owed is asked for at its field. Raises Wrong."""
    try:
        return do()
    except Refused as problem:
        if problem.decision.code == "next-reason" and problem.decision.reason:
            raise Wrong(("field-change-reason", problem.decision.reason)) from None
        raise


# What came of it


@signed_in()
@require_safe
def record_page(request: HttpRequest, case: int, meeting: int) -> HttpResponse:
    """What was said, and what was filled in from it."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    kept, on = _held(seen, meeting), day.today()
    writes = may_write(seen, kept)
    sends = writes and any(each.present for each in kept.called)
    read = case_gather.acts(seen, on)
    seq = _seq(read, kept)
    told = timeline.lines(read.names, read.happened, read.ticks)
    tick = next((each for each in told if each.seq == seq and each.own and each.noted), None)
    data = {
        **around(seen, kept, read), "errors": [], "writes": writes, "came": meeting_view.came(read.names, kept),
        "points": meeting_held.said(kept), "remarks": meeting_view.remarks(meeting_held.gaps(kept), on),
        "tasks": meeting_view.shown_tasks(seen, kept.tasks, on), "task_page": at("case-meetings", case),
        "filled": meeting_changed.filled(seen, kept), "sent": meeting_goings.sent(seen, kept),
        "send": at("case-meeting-minutes", case, meeting) if sends else "",
        "change": at("case-meeting-rewrite", case, meeting) if writes else "",
        "journal": journal_text(kept, lambda who: meeting_view.who_words(seen.handbook, who)) if writes else "",
        "tick": tick, "system": case_pages.last_system(read),
    }  # fmt: skip
    return render_page(request, "desk/meeting_record.html", data)


def _held(seen: Seen, meeting: int) -> MeetingKept:
    kept = queries.one(seen, meeting, day.today())
    if kept.status != HELD:
        raise Refused(no_meeting())
    return kept


def _seq(read: Read, kept: MeetingKept) -> int:
    """The act that wrote the meeting down, whose text goes to the journal; else the latest one on it."""
    mine = [each for each in read.happened if each.kind in ("meeting-held", "meeting-changed")]
    told = [each.seq for each in mine if each.said.get("plan", {}).get("meeting") == kept.id]
    return max(told, default=kept.seq)


# The minutes


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_page(request: HttpRequest, case: int, meeting: int) -> HttpResponse:
    """What each of those who came would get of the minutes; then it is written down that they were sent (D18)."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    kept, errors = _held(seen, meeting), list[Error]()
    insist_on_writing(seen, kept)
    goings = meeting_goings.minutes(seen, kept, day.today())
    sends = [each for each in goings if each.goes]
    key = meeting_goings.key(kept, goings)
    if request.method == "POST" and sends and request.POST.get("confirm") == key:
        answer = carried_out(request, seen, lambda: _send(request, kept, sends))
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    data = {
        **around(seen, kept), "errors": errors, "goings": goings, "sends": sends, "key": key,
        "heading": _("Minutes to everyone who took part"), "button": _("Write down that they are sent"),
        "lead": _("This is what each one may be told. Send the minutes by letter or by hand, and write it down here."),
        "stays": _("Some get only a part, or nothing, until there is a consent.")
        if any(each.stopped for each in goings) else "",
        "nothing": _("Nobody who took part can be sent anything."), "ways": meeting_view.ways(),
        "back": at("case-meeting-record", case, meeting),
    }  # fmt: skip
    return render_page(request, "desk/meeting_call.html", data, status=400 if errors else 200)


def _send(request: HttpRequest, kept: MeetingKept, sends: list[meeting_goings.Going]) -> str:
    given = Minutes(request.POST.get("how", ""), tuple(each.called for each in sends))
    commands.send_minutes(act=act_of(request), scope=scope(request), case=kept.case, meeting=kept.id, given=given)
    messages.success(request, _("The minutes are written down as sent {day}.").format(day=day_words(day.today())))
    return at("case-meeting-record", kept.case, kept.id)


urls: list[URLPattern] = [
    path("cases/<int:case>/meetings/<int:meeting>/hold/", hold_page, name="case-meeting-hold"),
    path("cases/<int:case>/meetings/<int:meeting>/record/", record_page, name="case-meeting-record"),
    path("cases/<int:case>/meetings/<int:meeting>/record/change/", change_page, name="case-meeting-rewrite"),
    path("cases/<int:case>/meetings/<int:meeting>/minutes/", minutes_page, name="case-meeting-minutes"),
]
