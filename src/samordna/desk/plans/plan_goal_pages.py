"""How is a goal written so that somebody else can see whether it was reached? Reviewed beside, never stopped (D17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.plans import plan_goal_view, plan_view
from samordna.desk.plans.plan_acting import by, done
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.measures import queries as measures
from samordna.organisations.signed_in import signed_in
from samordna.plans import commands, queries
from samordna.plans.commands import Judged
from samordna.plans.kept import CONTENT, GoalKept, GoalSaid, PlanKept, as_goal
from samordna.plans.writing import Written
from samordna.web import day
from samordna.web.i18n import _

FORM = ["GET", "HEAD", "POST"]
TEXTS = ("own_words", "wording", "rests_on", "party", "responsible")


@signed_in()
@require_http_methods(FORM)
def new_page(request: HttpRequest, case: int, plan: int) -> HttpResponse:
    """A goal, or a part-goal of another (`?parent=`)."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept = _writable(seen, plan)
    if isinstance(kept, HttpResponse):
        return kept
    first = Typed({"parent": [request.GET.get("parent", "")]})
    given = typed(request) if request.method == "POST" else first
    if request.method != "POST" or request.POST.get("do") == "review":
        return _shown(request, seen, kept, None, given)

    def do() -> Written:
        return commands.add_goal(**by(request, seen), plan=plan, said=_said(given))

    answer = done(request, seen, do, _("The goal is written down."))
    return answer if isinstance(answer, HttpResponse) else _shown(request, seen, kept, None, given, answer)


@signed_in()
@require_http_methods(FORM)
def goal_page(request: HttpRequest, case: int, plan: int, goal: int) -> HttpResponse:
    """One goal: written better, or told how it went."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept = queries.one(seen, plan, day.today())
    one = next((each for each in kept.goals if each.id == goal), None)
    if one is None:
        raise Http404(goal)
    if not _writes(seen, kept):
        return HttpResponseRedirect(at("case-plan", case, plan))
    if request.method != "POST":
        return _shown(request, seen, kept, one, _as_typed(one))
    given, act = typed(request), request.POST.get("do", "")
    if act == "review":
        return _shown(request, seen, kept, one, given)
    if act == "judge":
        answer = done(request, seen, lambda: _judge(request, seen, one, given), _("It is written down."))
        given = Typed({**_as_typed(one).data, **given.data})
    else:
        answer = done(request, seen, lambda: _change(request, seen, one, given), _("The goal is saved."))
    return answer if isinstance(answer, HttpResponse) else _shown(request, seen, kept, one, given, answer)


def _writable(seen: Seen, plan: int) -> PlanKept | HttpResponse:
    kept = queries.one(seen, plan, day.today())
    return kept if _writes(seen, kept) else HttpResponseRedirect(at("case-plan", seen.id, plan))


def _writes(seen: Seen, kept: PlanKept) -> bool:
    return kept.open and kept.kind.holds == CONTENT and kept.sphere in seen.scope.spheres


def _shown(
    request: HttpRequest, seen: Seen, kept: PlanKept, one: GoalKept | None, given: Typed,
    errors: list[Error] | None = None,
) -> HttpResponse:  # fmt: skip
    read = case_gather.acts(seen, day.today())
    parent = next((each for each in kept.goals if each.id == (one.parent if one else given.number("parent"))), None)
    data: dict[str, Any] = {
        **case_pages.frame(read), "kept": kept, "goal": one, "parent": parent, "typed": given, "errors": errors or [],
        "title": plan_view.title(kept), "back": at("case-plan", seen.id, kept.id),
        "parties": plan_goal_view.parties(seen.handbook), "measures": _measures(seen, given),
        "statuses": plan_goal_view.statuses(), "achievements": plan_goal_view.achievements(),
        "remarks": _remarks(read, given) if one or request.method == "POST" else [],
        "new_measure": at("case-measure-new", seen.id), "today": day.today().isoformat(),
    }  # fmt: skip
    return render_page(request, "desk/plan_goal.html", data, status=400 if errors else 200)


def _remarks(read: case_gather.Read, given: Typed) -> list[plan_goal_view.RemarkShown]:
    """The review of what is typed; nothing as long as no goal is."""
    try:
        said = _said(given)
    except Wrong:
        return []
    if not (said.own_words or said.wording):
        return []
    return plan_goal_view.remarks(as_goal(said, plan_goal_view.who(read.names, said.party)))


def _measures(seen: Seen, given: Typed) -> list[tuple[str, str, bool]]:
    """The measures of the case that the goal can rest on: (id, title, whether it is chosen)."""
    found = measures.of_case(seen, day.today())
    return [(str(each.id), each.title, given.has("measure", str(each.id))) for each in found]


def _said(given: Typed) -> GoalSaid:
    texts = {name: given.one(name) for name in TEXTS}
    return GoalSaid(
        **texts, due=given.day("due"), accepted_on=given.day("accepted_on"), parent=given.number("parent"),
        measures=given.numbers("measure"),
    )  # fmt: skip


def _change(request: HttpRequest, seen: Seen, one: GoalKept, given: Typed) -> Written:
    return commands.change_goal(**by(request, seen), goal=one.id, said=_said(given))


def _judge(request: HttpRequest, seen: Seen, one: GoalKept, given: Typed) -> Written:
    on = given.day("on") or day.today()
    judged = Judged(on, given.one("status"), given.one("achievement"), given.one("note"))
    return commands.judge_goal(**by(request, seen), goal=one.id, judged=judged)


def _as_typed(one: GoalKept) -> Typed:
    known: Mapping[str, object] = {
        **{name: getattr(one, name) for name in TEXTS}, "due": one.due, "accepted_on": one.accepted_on,
        "status": one.status, "achievement": one.achievement, "note": one.note, "on": day.today(),
    }  # fmt: skip
    said = {name: [str(value)] for name, value in known.items() if value not in (None, "")}
    return Typed({**said, "measure": [str(each) for each in one.measures]})


urls: list[URLPattern] = [
    path("cases/<int:case>/plans/<int:plan>/goals/new/", new_page, name="case-goal-new"),
    path("cases/<int:case>/plans/<int:plan>/goals/<int:goal>/", goal_page, name="case-goal"),
]
