"""What would each invitation tell, and for whom is it stopped? Only then the rest go (D18)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from samordna.cases.queries import Seen
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.meetings import meeting_goings, meeting_one_pages
from samordna.desk.meetings.meeting_booking_pages import called_in
from samordna.desk.meetings.meeting_goings import Going
from samordna.desk.meetings.meeting_one_pages import around, carried_out, insist_on_writing
from samordna.desk.typed import Error, typed
from samordna.meetings import commands, queries
from samordna.meetings.domain import MeetingKept
from samordna.notices import meeting_mail
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, ngettext

MORE, MAIL = "more", "mail"


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def call_page(request: HttpRequest, case: int, meeting: int) -> HttpResponse:
    """What each invitation would tell and what is stopped; only then the rest are written down as sent (D18)."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept, errors = queries.one(seen, meeting, day.today()), list[Error]()
    insist_on_writing(seen, kept)
    goings = meeting_goings.invitations(seen, kept, day.today())
    sends = [each for each in goings if each.goes]
    key = meeting_goings.key(kept, goings)
    if request.method == "POST":
        answer = carried_out(request, seen, lambda: _done(request, seen, kept, sends, key))
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
        if request.POST.get("do") == MORE:
            # Where it was typed, so that nothing of it is lost.
            return meeting_one_pages.shown(request, seen, kept, typed(request), errors)
    data = {
        **around(seen, kept), "errors": errors, "goings": goings, "sends": sends, "key": key, "ways": [],
        "heading": _("Send the invitations"), "button": _("Write down that they are sent"),
        "lead": _("This is what each one learns. Send the calendar file or the letter, and write it down here."),
        "stays": _("Those who may not be told are left out. They can be called when there is a consent.")
        if len(sends) < len(goings) else "",
        "nothing": _("Nobody is left to call."),
    }  # fmt: skip
    return render_page(request, "desk/meeting_call.html", data, status=400 if errors else 200)


def _done(request: HttpRequest, seen: Seen, kept: MeetingKept, sends: list[Going], key: str) -> str:
    """Carry out what the form asks for; the address to go on to."""
    do, back = request.POST.get("do", ""), at("case-meeting", kept.case, kept.id)
    if do == MORE:
        new = called_in(seen, typed(request))
        commands.call_more(act=act_of(request), scope=scope(request), case=kept.case, meeting=kept.id, called=new)
        messages.success(request, _("They are to be called too. Nothing has been sent to them yet."))
        return at("case-meeting-call", kept.case, kept.id)
    if do == MAIL:
        may = meeting_mail.reachable(kept).keys() & queries.may_be_told(seen, kept, day.today())
        # Written down first: a second click is one letter (E12), and what cannot be sent is said below.
        only = commands.mail_calendar(
            act=act_of(request), scope=scope(request), case=kept.case, meeting=kept.id, to=may
        )
        left = len(meeting_mail.send(kept, day.now(), only))
        said = ngettext("The calendar file has left for {count} address.",
                        "The calendar file has left for {count} addresses.", left)  # fmt: skip
        messages.success(request, said.format(count=left))
        return back
    if request.POST.get("confirm") != key or not sends:
        # Something has changed since it was shown: it is shown again.
        return at("case-meeting-call", kept.case, kept.id)
    only = tuple(each.called for each in sends)
    commands.call(act=act_of(request), scope=scope(request), case=kept.case, meeting=kept.id, only=only)
    messages.success(request, _("The invitations are written down as sent. Answers can be noted as they come."))
    return back


urls: list[URLPattern] = [
    path("cases/<int:case>/meetings/<int:meeting>/call/", call_page, name="case-meeting-call"),
]
