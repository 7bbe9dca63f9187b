"""How does a plan go on: agreed with the person, followed up, ended? And how did an earlier revision read?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.plans import plan_view
from samordna.desk.plans.plan_acting import by, done
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.kernel.text import say
from samordna.organisations.signed_in import signed_in
from samordna.plans import commands, history, queries
from samordna.plans.commands import Agreed, Ended, FollowedUp
from samordna.plans.kept import CONTENT, PlanKept, StepKept
from samordna.plans.writing import Written
from samordna.web import day
from samordna.web.i18n import _

FORM = ["GET", "HEAD", "POST"]
AGREE, FOLLOW, END = "agree", "follow-up", "end"


@signed_in()
@require_http_methods(FORM)
def step_page(request: HttpRequest, case: int, plan: int, verb: str) -> HttpResponse:
    """One step of a plan, as a form of its own."""
    if verb not in (AGREE, FOLLOW, END):
        raise Http404(verb)
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept = queries.one(seen, plan, day.today())
    if not _possible(kept, verb) or kept.sphere not in seen.scope.spheres:
        return HttpResponseRedirect(at("case-plan", case, plan))
    if request.method != "POST":
        return _shown(request, seen, kept, verb, Typed({"on": [day.today().isoformat()]}))
    given, (do, said) = typed(request), _doing(request, seen, kept, verb)
    answer = done(request, seen, lambda: do(given), said)
    return answer if isinstance(answer, HttpResponse) else _shown(request, seen, kept, verb, given, answer)


def _possible(kept: PlanKept, verb: str) -> bool:
    return kept.open and (kept.kind.holds == CONTENT or verb == END)


def _shown(
    request: HttpRequest, seen: Seen, kept: PlanKept, verb: str, given: Typed, errors: list[Error] | None = None
) -> HttpResponse:  # fmt: skip
    headings = {
        AGREE: _("The plan is agreed"), FOLLOW: _("The plan has been followed up"), END: _("End the plan"),
    }  # fmt: skip
    data = {
        **case_pages.frame(case_gather.acts(seen, day.today())), "kept": kept, "verb": verb, "typed": given,
        "errors": errors or [], "heading": headings[verb], "title": plan_view.title(kept),
        "reasons": [("", _("Choose")), *plan_view.end_reasons()], "back": at("case-plan", seen.id, kept.id),
    }  # fmt: skip
    return render_page(request, "desk/plan_step.html", data, status=400 if errors else 200)


def _doing(
    request: HttpRequest, seen: Seen, kept: PlanKept, verb: str
) -> tuple[Callable[[Typed], Written], str]:  # fmt: skip
    """What the form does, and what is said when it is done."""
    ways: Mapping[str, tuple[Callable[..., Written], Callable[[Typed], Any], str]] = {
        AGREE: (commands.agree, _agreed, _("It is written down that the plan is agreed.")),
        FOLLOW: (commands.follow_up, _followed, _("The follow-up is written down.")),
        END: (commands.end, _ended, _("The plan has ended. It stays readable.")),
    }
    command, read, said = ways[verb]
    return lambda given: command(**by(request, seen), plan=kept.id, said=read(given)), said


def _on(given: Typed) -> date:
    return given.day("on") or day.today()


def _agreed(given: Typed) -> Agreed:
    if given.one("accepted") not in ("yes", "no"):
        raise Wrong(("field-accepted", say("Say whether the person accepts the plan.")))
    return Agreed(_on(given), given.one("accepted") == "yes", given.one("words"))


def _followed(given: Typed) -> FollowedUp:
    return FollowedUp(_on(given), given.one("words"), given.day("follow_up_on"), given.one("no_follow_up"))


def _ended(given: Typed) -> Ended:
    return Ended(_on(given), given.one("reason"), given.one("words"))


@signed_in()
@require_safe
def revision_page(request: HttpRequest, case: int, plan: int, number: int) -> HttpResponse:
    """The plan as it read in an earlier revision: from what was written down then."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept, read = queries.one(seen, plan, day.today()), case_gather.acts(seen, day.today())
    found = next((each for each in history.of(read.happened, plan)[1] if each.number == number), None)
    if found is None:
        raise Http404(number)
    then = replace(kept, points=found.points, goals=(), measures=())
    data = {
        **case_pages.frame(read), "kept": kept, "title": plan_view.title(kept), "number_of": number,
        "points": plan_view.points(then), "goals": list(found.goals.values()),
        "steps": plan_view.steps(replace(kept, steps=_of(kept, number))),
        "back": at("case-plan", case, plan),
    }  # fmt: skip
    return render_page(request, "desk/plan_revision.html", data)


def _of(kept: PlanKept, number: int) -> tuple[StepKept, ...]:
    return tuple(each for each in kept.steps if each.revision == number)


urls: list[URLPattern] = [
    path("cases/<int:case>/plans/<int:plan>/revisions/<int:number>/", revision_page, name="case-plan-revision"),
    path("cases/<int:case>/plans/<int:plan>/step/<str:verb>/", step_page, name="case-plan-step"),
]
