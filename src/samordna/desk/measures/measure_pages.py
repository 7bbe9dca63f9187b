"""Which measures does the person of a case take part in, and how did they go? Planned, applied for, begun, ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases.queries import Seen
from samordna.cases.sources import Source
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.measures import measure_view
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.measures import commands, leaving, queries, registers
from samordna.measures.catalogue import Sought, fitting
from samordna.measures.commands import Application, Begun, Declined, Ending, Told, Written
from samordna.measures.domain import APPLY, BY_US, DECLINE, END, START, MeasureKept, extent_now
from samordna.measures.leaving import To
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _

FORM = ["GET", "HEAD", "POST"]
# Where on the page each refusal belongs.
PLACES = {
    "measure-title": "field-title", "measure-category": "field-category", "measure-extent": "field-extent",
    "until-day": "field-until", "measure-outcome": "field-outcome", "decline-reason": "field-reason",
    "decline-words": "field-words", "measure-source": "field-source", "choose-receiver": "field-by",
    "applied-by": "field-by", "consent-needed": "field-by",
}  # fmt: skip
DAY_FIELDS = {APPLY: "applied", START: "started", END: "ended"}


@signed_in()
@require_safe
def overview(request: HttpRequest, case: int) -> HttpResponse:
    """The measures of the case, under where they stand."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    on = day.today()
    read, found = case_gather.acts(seen, on), queries.of_case(seen, on)
    shown = [measure_view.shown(read.names, each, found) for each in found]
    data = {
        **case_pages.frame(read), "groups": measure_view.groups(shown, found), "closed": seen.state.closed,
        "together": extent_now(found), "gathered": at("case-gathered", case), "find": at("case-measure-find", case),
        "new": at("case-measure-new", case), "record": at("case-measure-record", case),
    }  # fmt: skip
    return render_page(request, "desk/measures.html", data)


@signed_in()
@require_http_methods(FORM)
def find_page(request: HttpRequest, case: int) -> HttpResponse:
    """The catalogue, searched by needs that are chosen now. They are sent in the form and stand in no address (D22)."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    on, given, errors = day.today(), typed(request), list[Error]()
    sought = Sought(given.one("words"), given.many("needs"), given.one("place"), None, bool(given.one("room")))
    read = case_gather.acts(seen, on)
    found = measure_view.spoken_fits(
        fitting(queries.offers(seen.row.area_id, on, seen.scope), sought, registers.need_titles(), on)
    )
    data = {
        **case_pages.frame(read), "typed": given, "errors": errors, "found": found, "sought": sought.anything,
        "needs": measure_view.options(read.names)["needs"], "new": at("case-measure-new", case),
        "measures": at("case-measures", case), "closed": seen.state.closed,
    }  # fmt: skip
    return render_page(request, "desk/measure_find.html", data)


@signed_in()
@require_http_methods(FORM)
def new_page(request: HttpRequest, case: int) -> HttpResponse:
    """A measure that is planned, perhaps from an offer of the catalogue."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    given = typed(request)
    if request.method != "POST" or request.POST.get("do") == "choose":
        return _form(request, seen, Filled(_from_offer(seen, given)), [])

    def do() -> Written:
        wanted = measure_view.wanted(given)
        return commands.plan(act=act_of(request), scope=scope(request), case=case, wanted=wanted)

    return _written(request, seen, Filled(given), do, _("The measure is planned. Nothing has left."))


@signed_in()
@require_http_methods(FORM)
def record_page(request: HttpRequest, case: int) -> HttpResponse:
    """A measure that another party has, or that was tried before: as far as it is known, with its source."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    given = typed(request)

    def do() -> Written:
        told = Told(
            wanted=measure_view.wanted(given), source=_source(given), started_on=given.day("started"),
            ended_on=given.day("ended"), outcome=given.one("outcome"), result=given.one("result"),
        )  # fmt: skip
        return commands.record(act=act_of(request), scope=scope(request), case=case, told=told)

    return _written(request, seen, Filled(given, recording=True), do, _("The measure is written down."))


@signed_in()
@require_http_methods(FORM)
def change_page(request: HttpRequest, case: int, measure: int) -> HttpResponse:
    """Something else was agreed."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    one = queries.one(seen, measure, day.today())
    given = typed(request) if request.method == "POST" else measure_view.as_typed(one)

    def do() -> Written:
        wanted = measure_view.wanted(given)
        return commands.change(act=act_of(request), scope=scope(request), case=case, measure=measure, wanted=wanted)

    return _written(request, seen, Filled(given, one), do, _("The change is saved."))


@signed_in()
@require_http_methods(FORM)
def measure_page(request: HttpRequest, case: int, measure: int) -> HttpResponse:
    """One measure: everything that is known of it, and what can be done next."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    one = queries.one(seen, measure, day.today())
    if request.method != "POST":
        return _one(request, seen, one, Typed(), [])
    given, do = typed(request), request.POST.get("do", "")
    try:
        # What another authority may tell, and whom, is not for us to ask (D21).
        own = one.sphere in seen.scope.spheres
        if own and do == APPLY and given.one("by") == BY_US and request.POST.get("confirm") != BY_US:
            return _one(request, seen, one, given, [], preview=True)
        messages.success(request, _step(request, seen, one, given, do))
    except DoneBefore:
        return refusing.done_before(request, at("case-measure", case, measure))
    except Wrong as problem:
        return _one(request, seen, one, given, list(problem.errors))
    except (Refused, MovedOn) as problem:
        return _one(request, seen, one, given, [refusing.problem(seen, problem, _places(do))])
    return HttpResponseRedirect(at("case-measure", case, measure))


# One by one


def _step(request: HttpRequest, seen: Seen, one: MeasureKept, given: Typed, do: str) -> str:
    """Carry out one step; returns what was done, in words. Raises Wrong and Refused."""
    steps: dict[str, Callable[..., str]] = {APPLY: _apply, START: _start, END: _end, DECLINE: _decline}
    if do not in steps:
        raise Wrong(("", say("Choose what to do.")))
    about = {"act": act_of(request), "scope": scope(request), "case": seen.id, "measure": one.id}
    return steps[do](about, given)


def _apply(about: dict[str, Any], given: Typed) -> str:
    commands.apply(**about, sent=Application(given.day("applied") or day.today(), given.one("by")))
    return _("Written down as applied for.")


def _start(about: dict[str, Any], given: Typed) -> str:
    begun = Begun(given.day("started") or day.today(), given.day("until"), measure_view.extent(given))
    commands.start(**about, begun=begun)
    return _("Written down: it has begun.")


def _end(about: dict[str, Any], given: Typed) -> str:
    ending = Ending(
        given.day("ended") or day.today(), given.one("outcome"), given.one("result"), _source(given)
    )  # fmt: skip
    commands.end(**about, ending=ending)
    return _("Written down: how it ended and what came of it.")


def _decline(about: dict[str, Any], given: Typed) -> str:
    commands.decline(**about, declined=Declined(given.one("reason"), given.one("words")))
    return _("Written down: it came to nothing.")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of a measure as it was filled in: of one that is changed, of one that is written down, or of a new one."""

    given: Typed
    one: MeasureKept | None = None
    recording: bool = False


def _written(request: HttpRequest, seen: Seen, filled: Filled, do: Callable[[], Written], said: str) -> HttpResponse:
    """The form of a measure, and what comes of sending it."""
    errors = list[Error]()
    if request.method == "POST":
        try:
            made = do()
        except DoneBefore:
            return refusing.done_before(request, at("case-measures", seen.id))
        except Wrong as problem:
            errors = list(problem.errors)
        except (Refused, MovedOn) as problem:
            errors = [refusing.problem(seen, problem, _places(END if filled.recording else ""))]
        else:
            messages.success(request, said)
            return HttpResponseRedirect(at("case-measure", seen.id, made.measure))
    return _form(request, seen, filled, errors)


def _form(request: HttpRequest, seen: Seen, filled: Filled, errors: list[Error]) -> HttpResponse:
    given = filled.given
    read = case_gather.acts(seen, day.today())
    offer = given.number("offer")
    data = {
        **case_pages.frame(read), "typed": given, "errors": errors, "wrong": measure_view.places(errors),
        "one": filled.one, "recording": filled.recording,
        "options": measure_view.options(read.names), "measures": at("case-measures", seen.id),
        "offer": queries.offer(offer, scope(request)) if offer else None,
        "catalogue": at("catalogue-offer", offer) if offer else "",
        "closed": seen.state.closed,
    }  # fmt: skip
    return render_page(request, "desk/measure_form.html", data, status=400 if errors else 200)


def _one(
    request: HttpRequest, seen: Seen, one: MeasureKept, given: Typed, errors: list[Error], *, preview: bool = False
) -> HttpResponse:  # fmt: skip
    on = day.today()
    read, every = case_gather.acts(seen, on), queries.of_case(seen, on)
    offers = queries.offer_titles({one.offer} - {0})
    what = None
    if preview:
        try:
            to = leaving.receiver(seen.seats, To(one.party, one.provider))
        except Refused as problem:
            errors = [refusing.problem(seen, problem, _places(APPLY))]
        else:
            found = leaving.preview(seen.row.person_id, one.sphere, to, (one.category,), on)
            what = measure_view.leaving_words(found, on)
    data = {
        **case_pages.frame(read), "it": measure_view.shown(read.names, one, every),
        "kept": one, "typed": given, "errors": errors, "wrong": measure_view.places(errors), "what": what,
        "do": request.POST.get("do", ""), "options": measure_view.options(read.names), "day": on.isoformat(),
        "measures": at("case-measures", seen.id), "change": at("case-measure-change", seen.id, one.id),
        "consent": at("consent-new", seen.id),
        "offer": (offers.get(one.offer, ""), at("catalogue-offer", one.offer)) if one.offer else None,
    }  # fmt: skip
    return render_page(request, "desk/measure.html", data, status=400 if errors else 200)


def _source(given: Typed) -> Source:
    return Source(given.one("source"), given.one("source_words"))


def _from_offer(seen: Seen, given: Typed) -> Typed:
    """The form filled in from an offer of the case's own area that was chosen; empty when there is none."""
    own: dict[str, Sequence[str]] = {"responsible": [seen.scope.name]}
    known = queries.offer(given.number("offer"), seen.scope) if given.number("offer") else None
    if known is None or known.area != seen.row.area_id:
        return Typed(own)
    return Typed({**measure_view.from_offer(known, given.many("needs")).data, **own})


def _places(do: str) -> dict[str, str]:
    """Where each refusal belongs: one of a day, at the day of the step that is taken."""
    days = dict.fromkeys(("day-ahead", "day-order"), f"field-{DAY_FIELDS[do]}") if do in DAY_FIELDS else {}
    return {**days, **PLACES}


urls: list[URLPattern] = [
    path("cases/<int:case>/measures/", overview, name="case-measures"),
    path("cases/<int:case>/measures/find/", find_page, name="case-measure-find"),
    path("cases/<int:case>/measures/new/", new_page, name="case-measure-new"),
    path("cases/<int:case>/measures/record/", record_page, name="case-measure-record"),
    path("cases/<int:case>/measures/<int:measure>/", measure_page, name="case-measure"),
    path("cases/<int:case>/measures/<int:measure>/change/", change_page, name="case-measure-change"),
]
