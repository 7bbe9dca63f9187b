"""How is a plan written: begun, written anew, or only noted, where somebody else owns it or it is licensed?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from samordna.cases.deciding import law_of
from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.leaving.previewing import cited, spoken
from samordna.desk.plans import plan_view
from samordna.desk.plans.plan_acting import by, done
from samordna.desk.typed import DIGITS, Error, Typed, Wrong, typed
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.organisations.signed_in import signed_in
from samordna.plans import commands, kinds, queries
from samordna.plans.commands import Elsewhere, Result
from samordna.plans.kept import CONTENT, EXISTENCE, PERCENT, Kind, PlanKept, PlanSaid, Point
from samordna.plans.writing import Written
from samordna.web import day
from samordna.web.i18n import _, render

FORM = ["GET", "HEAD", "POST"]
POINT = "point-"


@signed_in()
@require_http_methods(FORM)
def begin_page(request: HttpRequest, case: int, kind_id: str) -> HttpResponse:
    """A plan of a kind; of one that is owned elsewhere its days, of an instrument its result (D29)."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    one = kinds.kind(kind_id)
    on = day.today()
    reason = kinds.counts(one, law_of(seen.row.area_id, on), on).reason
    if request.method != "POST":
        errors = [("", spoken(reason))] if reason else []
        first = Typed({"owner": [plan_view.usual_owner(seen, one)], "on": [on.isoformat()]})
        return _shown(request, seen, one, first, errors)
    given = typed(request)
    said = {
        CONTENT: _("The plan is begun. Write its goals, in the person's own words first."),
        EXISTENCE: _("It is written down that there is such a plan."),
    }.get(one.holds, _("The result is written down."))
    answer = done(request, seen, lambda: _begin(request, seen, one, given), said)
    return answer if isinstance(answer, HttpResponse) else _shown(request, seen, one, given, answer)


@signed_in()
@require_http_methods(FORM)
def write_page(request: HttpRequest, case: int, plan: int) -> HttpResponse:
    """The plan as it is to be from now on. One that was agreed becomes a new revision, to be agreed."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept = queries.one(seen, plan, day.today())
    if kept.sphere not in seen.scope.spheres or not kept.open:
        return HttpResponseRedirect(at("case-plan", case, plan))
    if request.method != "POST":
        return _shown(request, seen, kept.kind, _as_typed(kept), [], kept)
    given = typed(request)
    answer = done(request, seen, lambda: _write(request, seen, kept, given), _("The plan is saved."))
    return answer if isinstance(answer, HttpResponse) else _shown(request, seen, kept.kind, given, answer, kept)


def _shown(
    request: HttpRequest, seen: Seen, one: Kind, given: Typed, errors: list[Error], kept: PlanKept | None = None
) -> HttpResponse:  # fmt: skip
    read, on = case_gather.acts(seen, day.today()), day.today()
    data = {
        **case_pages.frame(read), "kind": one, "kept": kept, "typed": given, "errors": errors,
        "points": [_point(each, given) for each in one.points], "owners": plan_view.owners(seen, one),
        "laws": [words for _id, words in cited(load_law(), one.law, on)], "plans": at("case-plans", seen.id),
        "back": at("case-plan", seen.id, kept.id) if kept else at("case-plans", seen.id),
    }  # fmt: skip
    return render_page(request, "desk/plan_write.html", data, status=400 if errors and request.POST else 200)


def _point(each: Point, given: Typed) -> dict[str, Any]:
    options = [("", _("Not written yet")), *((key, render(text)) for key, text in each.options.items())]
    return {
        "name": f"{POINT}{each.id}", "title": render(each.title), "help": render(each.help), "kind": each.kind,
        "options": options, "value": given.one(f"{POINT}{each.id}"),
    }  # fmt: skip


def _begin(request: HttpRequest, seen: Seen, one: Kind, given: Typed) -> Written:
    if one.holds == CONTENT:
        return commands.begin(**by(request, seen), kind=one.id, said=_said(one, given))
    on = given.day("on") or day.today()
    if one.holds == EXISTENCE:
        return commands.note_elsewhere(**by(request, seen), kind=one.id, told=_elsewhere(given))
    told = Result(on, given.one("result"))
    return commands.note_instrument(**by(request, seen), kind=one.id, told=told)


def _write(request: HttpRequest, seen: Seen, kept: PlanKept, given: Typed) -> Written:
    if kept.kind.holds == EXISTENCE:
        told = _elsewhere(given)
        return commands.note_elsewhere(**by(request, seen), kind=kept.kind.id, told=told, plan=kept.id)
    said = _said(kept.kind, given)
    return commands.revise(**by(request, seen, given.one("change-reason")), plan=kept.id, said=said)


def _elsewhere(given: Typed) -> Elsewhere:
    return Elsewhere(
        given.day("on") or day.today(), given.day("follow_up_on"), given.one("source"), given.one("owner")
    )  # fmt: skip


def _said(one: Kind, given: Typed) -> PlanSaid:
    """The plan as it was typed. Raises Wrong with everything that cannot be used."""
    errors: list[Error] = []
    points = {each.id: _value(each, given, errors) for each in one.points}
    follow_up = None
    try:
        follow_up = given.day("follow_up_on")
    except Wrong as problem:
        errors += problem.errors
    if errors:
        raise Wrong(*errors)
    return PlanSaid(
        points=points, title=given.one("title"), owner=given.one("owner"), follow_up_on=follow_up,
        no_follow_up=given.one("no_follow_up"), source=given.one("source"),
    )  # fmt: skip


def _value(each: Point, given: Typed, errors: list[Error]) -> str | int | None:
    written = given.one(f"{POINT}{each.id}").replace("\r\n", "\n")
    if each.kind != PERCENT or not written:
        return written or None
    plain = written.removesuffix("%").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= DIGITS):
        errors.append((f"field-{POINT}{each.id}", say("Write a whole number from 0 to 100.")))
        return None
    return int(plain)


def _as_typed(kept: PlanKept) -> Typed:
    """The plan as the form has it."""
    known: Mapping[str, object] = {
        **{f"{POINT}{name}": value for name, value in kept.points.items()}, "title": kept.title,
        "owner": kept.owner_party, "follow_up_on": kept.follow_up_on, "no_follow_up": kept.no_follow_up,
        "source": kept.source, "on": kept.begun_on,
    }  # fmt: skip
    return Typed({name: [str(value)] for name, value in known.items() if value not in (None, "")})


urls: list[URLPattern] = [
    path("cases/<int:case>/plans/begin/<str:kind_id>/", begin_page, name="case-plan-begin"),
    path("cases/<int:case>/plans/<int:plan>/write/", write_page, name="case-plan-write"),
]
