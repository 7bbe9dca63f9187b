"""How is a meeting booked: which kind, when, where, and whom does one call? What stands in the way is shown, softly."""

from __future__ import annotations

from datetime import date, datetime
from datetime import time as clock

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases import drafts
from samordna.cases.commands import drafting
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
# The button that goes to register somebody's consent: what is typed is kept meanwhile, as a draft.
CONSENT, KEPT = "consent:", "kept"


@signed_in()
@require_safe
def kinds_page(request: HttpRequest, case: int) -> HttpResponse:
    """Which kind of meeting: those that the open boxes name come first."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    named = dict(reversed(_named_by_boxes(seen)))
    known = (kind for kind in kinds(seen.handbook).values() if _called_here(seen, kind))
    every = [(kind, at("case-meeting-book", case, kind.id)) for kind in known]
    boxes = {kind: f"{at('case-meeting-book', case, kind)}?box={box}" for kind, box in named.items()}
    data = {
        **case_pages.frame(case_gather.acts(seen, day.today())),
        "near": [(kind, boxes[kind.id]) for kind, _href in every if kind.id in named],
        "others": [(kind, href) for kind, href in every if kind.id not in named],
        "meetings": at("case-meetings", case),
    }
    return render_page(request, "desk/meeting_kinds.html", data)


def _called_here(seen: Seen, kind: Kind) -> bool:
    """Is there anybody in this model who calls to such a meeting? A kind of all models may be one of others'."""
    return not kind.convener or any(each in seen.handbook.parties for each in kind.convener)


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
        if request.POST.get("do", "").startswith(CONSENT):
            return _to_consent(request, seen, kind, form)
        try:
            made = commands.book(act=act_of(request), scope=scope(request), case=case, wanted=_wanted(seen, kind, form))
        except DoneBefore:
            return refusing.done_before(request, at("case-meetings", case))
        except Wrong as problem:
            errors = list(problem.errors)
        except (Refused, MovedOn) as problem:
            errors = [refusing.problem(seen, problem)]
        else:
            drafting.discard(act=act_of(request), scope=scope(request), case=case, key=_key(kind))
            messages.success(request, _booked(seen, made.meeting))
            return HttpResponseRedirect(at("case-meeting", case, made.meeting))
    return _shown(request, seen, kind, form, errors)


def _booked(seen: Seen, meeting: int) -> str:
    if queries.one(seen, meeting, day.today()).called_on:
        return _("The meeting is booked. Whoever calls to it has called by itself: nothing is sent from here.")
    return _("The meeting is booked. Nobody has been called yet.")


def _key(kind: Kind) -> str:
    return f"meeting:{kind.id}"[:60]


def _to_consent(request: HttpRequest, seen: Seen, kind: Kind, form: Typed) -> HttpResponse:
    """Keep what is typed, and go where the consent is registered; from there one comes back here."""
    drafting.keep(act=act_of(request), scope=scope(request), case=seen.id, key=_key(kind), typed=form.data)
    who = request.POST["do"].removeprefix(CONSENT)
    found = meeting_seats.seats(case_gather.acts(seen, day.today()), kind, (who,))
    href = next((each.consent for each in found if each.who == who and each.consent), "")
    return HttpResponseRedirect(f"{href}&book={kind.id}" if href else f"{request.path}?{KEPT}=yes")


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
    """What stands in the form before anything is typed: the usual people, and the box that asked for the meeting.

    Whoever comes back from registering a consent finds what they had typed.
    """
    draft = drafts.kept(seen.scope, seen.id, _key(kind)) if request.GET.get(KEPT) else None
    if draft:
        return Typed(draft.data)
    usual = meeting_seats.usual(seen, kind)
    box = request.GET.get("box", "")
    known = {name: [request.GET[name]] for name in ("slot", "agenda") if request.GET.get(name)}
    return Typed({
        **known, "party": [meeting_seats.proposed(seen, kind)], "minutes": [str(USUAL_LENGTH)], "called": list(usual),
        "box": [box if (kind.id, box) in _named_by_boxes(seen) else ""],
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
    others = [_named(line) for line in form.one("also").splitlines() if line.strip()]
    named = (
        Called(who, form.one(f"name-{who}")[:120], address=form.one(f"email-{who}")[:300]) for who in chosen
    )  # fmt: skip
    return (*named, *others)


def _named(line: str) -> Called:
    """Somebody by name; what stands last with an @ in it is where the calendar file goes."""
    *name, last = line.split()
    if name and "@" in last:
        return Called(" ".join(name).rstrip(",;:")[:120], address=last.strip("<>(),;")[:300])
    return Called(line.strip()[:120])


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
        begins = clock.fromisoformat(form.one("time").replace(".", ":").zfill(5)) if form.one("time") else None
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


def _day(form: Typed) -> date | None:
    try:
        return form.day("day")
    except Wrong:
        return None


def _named_by_boxes(seen: Seen) -> list[tuple[str, str]]:
    """The kinds that open boxes name, each with its box ("process/step"): one's own boxes, then those of parties
    outside that one registers for (D1).
    """
    places = [each for each in seen.state.positions.values() if each.party in seen.own_parties]
    places += [each for each in seen.state.positions.values() if _outside(seen, each.party)]
    found = []
    for process, step in filter(None, (seen.box(each.id) for each in places)):
        named = (*step.meetings, *(need.id for need in step.needs if need.kind == "meeting"))
        found += [(kind, f"{process.id}/{step.id}") for kind in dict.fromkeys(named)]
    return found


def _outside(seen: Seen, party: str) -> bool:
    seat = seen.seats.get(party)
    return seat is not None and not seat.here and seen.sees_party(party)


urls: list[URLPattern] = [
    path("cases/<int:case>/meetings/book/", kinds_page, name="case-meeting-kinds"),
    path("cases/<int:case>/meetings/book/<str:kind_id>/", book_page, name="case-meeting-book"),
]
