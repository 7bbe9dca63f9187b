"""How is a meeting booked: which kind, when, where, and whom does one call? What stands in the way is shown, softly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from datetime import time as clock

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.leaving.previewing import cited
from samordna.desk.meetings import meeting_seats
from samordna.desk.meetings.meeting_view import when_words
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.meetings import commands, queries
from samordna.meetings.domain import NO, PERSON, UNSTATED, YES, Called, Kind, Wanted, moment
from samordna.meetings.kinds import kinds
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _

USUAL_LENGTH, LONGEST = 60, 600


@signed_in()
@require_safe
def kinds_page(request: HttpRequest, case: int) -> HttpResponse:
    """Which kind of meeting: those that the open boxes name come first."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    named = _named_by_boxes(seen)
    every = [(kind, at("case-meeting-book", case, kind.id)) for kind in kinds(seen.handbook).values()]
    boxes = {kind: f"{at('case-meeting-book', case, kind)}?box={box}" for kind, box in named.items()}
    data = {
        **case_pages.frame(case_gather.acts(seen, day.today())),
        "near": [(kind, boxes[kind.id]) for kind, _href in every if kind.id in named],
        "others": [(kind, href) for kind, href in every if kind.id not in named],
        "meetings": at("case-meetings", case),
    }
    return render_page(request, "desk/meeting_kinds.html", data)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def book_page(request: HttpRequest, case: int, kind_id: str) -> HttpResponse:
    """The form of one kind, with who is usually called and what is needed for it."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kind = kinds(seen.handbook).get(kind_id)
    if kind is None:
        raise Http404(kind_id)
    form, errors = _first(request, seen, kind), list[Error]()
    if request.method == "POST":
        form = typed(request)
        try:
            made = commands.book(act=act_of(request), scope=scope(request), case=case, wanted=_wanted(seen, kind, form))
        except DoneBefore:
            messages.info(request, _("This was done already, and not done twice."))
            return HttpResponseRedirect(at("case-meetings", case))
        except Wrong as problem:
            errors = list(problem.errors)
        except (Refused, MovedOn) as problem:
            errors = [problem_of(seen, problem)]
        else:
            messages.success(request, _("The meeting is booked. Nobody has been called yet."))
            return HttpResponseRedirect(at("case-meeting", case, made.meeting))
    return _shown(request, seen, kind, form, errors)


def _shown(request: HttpRequest, seen: Seen, kind: Kind, form: Typed, errors: list[Error]) -> HttpResponse:
    on = day.today()
    read = case_gather.acts(seen, on)
    convening = meeting_seats.conveners(read, kind)
    data = {
        **case_pages.frame(read), "kind": kind, "form": form, "errors": errors,
        "meetings": at("case-meetings", seen.id), "conveners": convening,
        "seats": meeting_seats.seats(read, kind, form.many("called")),
        "presence": {YES: "", NO: _("The person does not take part."), UNSTATED: _(
            "The source does not say whether the person takes part. Ask the person."
        )}.get(kind.person, ""),
        "notice": meeting_seats.notice(seen, kind, _day(form), on),
        "laws": [words for _id, words in cited(load_law(), kind.law, on)],
        "slots": _slots(seen, kind),
    }  # fmt: skip
    return render_page(request, "desk/meeting_book.html", data, status=400 if errors else 200)


def _slots(seen: Seen, kind: Kind) -> list[tuple[str, str]]:
    """The free times that one's own unit has laid out, when it calls to this kind of meeting."""
    own = [party for party in seen.own_parties if party in kind.convener and seen.handbook.is_forum(party)]
    unit = seen.seats[own[0]].unit if own else 0
    free = queries.slots(seen.scope, unit, day.today(), free=True) if unit else []
    times = [(str(each.id), f"{when_words(each.starts_at, each.minutes)} {each.place}".strip()) for each in free]
    return [("", _("Another time, written below")), *times] if times else []


def _first(request: HttpRequest, seen: Seen, kind: Kind) -> Typed:
    """What stands in the form before anything is typed: the usual people, and the box that asked for the meeting."""
    usual = meeting_seats.usual(seen, kind)
    box = request.GET.get("box", "")
    known = {name: [request.GET[name]] for name in ("slot", "agenda") if request.GET.get(name)}
    return Typed({
        **known, "party": [meeting_seats.proposed(seen, kind)], "minutes": [str(USUAL_LENGTH)], "called": list(usual),
        "box": [box if box in _named_by_boxes(seen).values() else ""],
    })  # fmt: skip


def _wanted(seen: Seen, kind: Kind, form: Typed) -> Wanted:
    """The meeting as it was typed. Raises Wrong with everything that cannot be used."""
    errors: list[Error] = []
    slot = form.number("slot")
    starts = None if slot else starting(form, errors)
    minutes = form.number("minutes") or USUAL_LENGTH
    if not 5 <= minutes <= LONGEST:
        errors.append(("field-minutes", say("Write how long, in minutes from 5 to {most}.", most=LONGEST)))
    link = link_in(form, errors)
    called_on = day_of(form, "called-on", errors)
    if errors:
        raise Wrong(*errors)
    return Wanted(
        kind=kind.id, party=form.one("party"), starts_at=starts, minutes=minutes, place=form.one("place")[:200],
        video_link=link, agenda=form.one("agenda"), box=form.one("box"), called=called_in(seen, form),
        without_name=bool(form.one("without-name")), slot=slot, called_on=called_on,
    )  # fmt: skip


def called_in(seen: Seen, form: Typed) -> tuple[Called, ...]:
    """The ticked parties with who comes from them, and the names of others."""
    known = {PERSON, *seen.handbook.parties}
    chosen = [who for who in form.many("called") if who in known]
    others = [name.strip()[:120] for name in form.one("also").splitlines() if name.strip()]
    named = (
        Called(who, form.one(f"name-{who}")[:120], address=form.one(f"email-{who}")[:300]) for who in chosen
    )  # fmt: skip
    return (*named, *map(Called, others))


def day_of(form: Typed, name: str, errors: list[Error]) -> date | None:
    """A day of the form; what is no day is told of among the errors."""
    try:
        return form.day(name)
    except Wrong as problem:
        errors += problem.errors
        return None


def starting(form: Typed, errors: list[Error], name: str = "day") -> datetime | None:
    """When it begins, from a day and a time of the form; what is missing or wrong is told of among the errors."""
    on = day_of(form, name, errors)
    if on is None and not form.one(name):
        errors.append((f"field-{name}", say("Write the day.")))
    try:
        begins = clock.fromisoformat(form.one("time").replace(".", ":")) if form.one("time") else None
    except ValueError:
        errors.append(("field-time", say("Write the time as HH:MM, for example 13:30.")))
        return None
    if begins is None:
        errors.append(("field-time", say("Write the time.")))
    return moment(on, begins) if on and begins else None


def link_in(form: Typed, errors: list[Error]) -> str:
    """The link to a video meeting; what is no address on the web is told of among the errors."""
    link = form.one("video-link")
    if link and not (link.startswith(("https://", "http://")) and link.isprintable() and " " not in link):
        errors.append(("field-video-link", say("Write the whole address, beginning with https://.")))
    return link[:300]


def problem_of(seen: Seen, problem: Refused | MovedOn) -> Error:
    """Why it could not be done, for the error summary."""
    if isinstance(problem, MovedOn):
        return "", say("Somebody else was at work in the case at the same time. Nothing was lost: try again.")
    return "", refusing.said(seen.handbook, problem.decision, day.today())


def _day(form: Typed) -> date | None:
    try:
        return form.day("day")
    except Wrong:
        return None


def _named_by_boxes(seen: Seen) -> Mapping[str, str]:
    """The kinds that the open boxes of one's own name, with the box ("process/step")."""
    found: dict[str, str] = {}
    for position in seen.state.positions.values():
        place = seen.box(position.id) if position.party in seen.own_parties else None
        if place:
            process, step = place
            for kind in (*step.meetings, *(need.id for need in step.needs if need.kind == "meeting")):
                found.setdefault(kind, f"{process.id}/{step.id}")
    return found


urls: list[URLPattern] = [
    path("cases/<int:case>/meetings/book/", kinds_page, name="case-meeting-kinds"),
    path("cases/<int:case>/meetings/book/<str:kind_id>/", book_page, name="case-meeting-book"),
]
