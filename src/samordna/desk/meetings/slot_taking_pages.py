"""Does a team take up a case that is registered with it? Then it gets a time and is called; else a reason (D11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from samordna.cases import reasons
from samordna.cases.commands import moving
from samordna.cases.commands.moving import Left
from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages
from samordna.desk.boxes import box_view
from samordna.desk.boxes.entering import enter
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.meetings import meeting_seats, slot_view
from samordna.desk.meetings.meeting_booking_pages import called_in, starting
from samordna.desk.meetings.meeting_one_pages import carried_out
from samordna.desk.meetings.meeting_view import when_words
from samordna.desk.meetings.slot_view import Intake
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.handbooks.domain import Process, Step
from samordna.journal.acts import one_act
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.meetings import commands, queries
from samordna.meetings.domain import PERSON, Kind, Wanted
from samordna.meetings.kinds import kind_of
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, render

TAKE, DECLINE = "take", "decline"


@dataclass(frozen=True, slots=True)
class _Box:
    """The open box where the team decides."""

    no: int
    process: Process
    step: Step
    intake: Intake
    kind: Kind


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def decide_page(request: HttpRequest, case: int, no: int) -> HttpResponse:
    """Take the case up with a time, or decline with a reason."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    box = _box(seen, no)
    read = case_gather.acts(seen, day.today())
    form, errors = _first(read, box.kind), list[Error]()
    if request.method == "POST":
        form = typed(request)
        do = _decline if request.POST.get("do") == DECLINE else _take
        answer = carried_out(request, seen, lambda: do(request, seen, box, form))
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    return _shown(request, read, box, form, errors)


def _box(seen: Seen, no: int) -> _Box:
    """The box, when it is one's own team's to decide in. Raises Refused in the same words as for none (D21)."""
    place, found = seen.state.positions.get(no), seen.box(no)
    if place and found and place.party in seen.own_parties:
        process, step = found
        intake = slot_view.intake(seen.handbook, process, step)
        if intake:
            return _Box(no, process, step, intake, kind_of(seen.handbook, intake.meeting.meetings[0]))
    raise Refused(box_view.no_box())


def _shown(request: HttpRequest, read: Read, box: _Box, form: Typed, errors: list[Error]) -> HttpResponse:
    seen = read.seen
    data = {
        **case_pages.frame(read), "box": box, "form": form, "errors": errors, "kind": box.kind,
        "seats": meeting_seats.seats(read, box.kind, form.many("called")),
        "slots": _slots(request, seen), "back": at("forum"), "box_href": at("case-box", seen.id, box.no),
        "reasons": [(code, render(words)) for code, words in reasons.TEAM.items()],
        "exits": [(each.id, render(each.label)) for each in box.intake.others],
        "question": render(box.step.question) if box.step.question else render(box.step.title),
    }  # fmt: skip
    return render_page(request, "desk/slots_decide.html", data, status=400 if errors else 200)


def _slots(request: HttpRequest, seen: Seen) -> list[tuple[str, str]]:
    unit = seen.scope.post.unit if seen.scope.post else 0
    free = queries.slots(scope(request), unit, day.today(), free=True)
    return [(str(each.id), f"{when_words(each.starts_at, each.minutes)} {each.place}".strip()) for each in free]


def _first(read: Read, kind: Kind) -> Typed:
    """Ticked from the beginning: the person, and those whom a consent lets the team tell. The question is what was
    asked."""
    open_now = [each.who for each in meeting_seats.seats(read, kind, ()) if each.usual and not each.consent]
    asked = [str(said["text"]) for each in read.happened for said in each.told if said.get("text")]
    return Typed({"called": [PERSON, *open_now], "minutes": ["60"], "agenda": asked[:1]})


def _take(request: HttpRequest, seen: Seen, box: _Box, form: Typed) -> str:
    """The box is left towards the meeting and the meeting booked, or neither."""
    errors: list[Error] = []
    slot = form.number("slot")
    starts = None if slot else starting(form, errors)
    if errors:
        raise Wrong(*errors)
    wanted = Wanted(
        kind=box.kind.id, party=box.intake.meeting.lead, starts_at=starts, minutes=form.number("minutes") or 60,
        place=form.one("place")[:200], agenda=form.one("agenda"), box=f"{box.process.id}/{box.intake.meeting.id}",
        called=called_in(seen, form), slot=slot,
    )  # fmt: skip
    act, who = act_of(request), scope(request)
    with one_act():
        left = Left((box.intake.take.id,), note=form.one("note"))
        moving.complete(act=act, scope=who, case=seen.id, position=box.no, left=left)
        mine = replace(act, id=uuid5(act.id, "meeting"))
        made = commands.book(act=mine, scope=who, case=seen.id, wanted=wanted)
    messages.success(request, _("The case is taken up and has a time. Send the invitations."))
    return at("case-meeting-call", seen.id, made.meeting)


def _decline(request: HttpRequest, seen: Seen, box: _Box, form: Typed) -> str:
    """The box is left by a way that does not lead to the meeting, with the coded reason; the sender sees both."""
    errors: list[Error] = []
    code, words = form.one("code"), form.one("words")
    chosen = form.one("exit")
    if chosen not in {each.id for each in box.intake.others}:
        errors.append(("field-exit", say("Choose what the answer is.")))
    if code not in reasons.TEAM:
        errors.append(("field-code", say("Choose why.")))
    elif code == reasons.OTHER and not words:
        errors.append(("field-words", say("Write the reason in your own words.")))
    if errors:
        raise Wrong(*errors)
    act = act_of(request, reasons.written(code, words))
    moving.complete(act=act, scope=scope(request), case=seen.id, position=box.no, left=Left((chosen,)))
    messages.success(request, _("The answer is given, with its reason. Whoever registered the case has the next step."))
    return at("forum")


urls: list[URLPattern] = [
    path("desk/team/<int:case>/<int:no>/", decide_page, name="forum-decide"),
]
