"""Which plans does a case have, and what stands in them? The list, one plan with its goals, and its paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases.deciding import law_of
from samordna.cases.queries import Seen, facts
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.leaving.previewing import cited, spoken
from samordna.desk.plans import plan_goal_pages, plan_goal_view, plan_step_pages, plan_view, plan_writing_pages
from samordna.desk.plans.plan_acting import by, done
from samordna.desk.typed import Error, Typed, typed
from samordna.forms import commands as forms
from samordna.forms import queries as definitions
from samordna.forms.filling import beginning
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.law.domain import Law
from samordna.law.queries import load as load_law
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.plans import commands, history, kinds, queries
from samordna.plans.filling import form_values
from samordna.plans.kept import CONTENT, DRAFT, Kind, PlanKept, missing
from samordna.plans.writing import Written
from samordna.web import day
from samordna.web.i18n import _, render

FORM = ["GET", "HEAD", "POST"]


@signed_in()
@require_safe
def overview(request: HttpRequest, case: int) -> HttpResponse:
    """The plans of the case with how they stand, results of instruments, and the kinds that can be begun."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    on = day.today()
    read, every = case_gather.acts(seen, on), queries.of_case(seen, on)
    cards = [plan_view.card(read.names, each, every, on) for each in every]
    law = law_of(seen.row.area_id, on)
    here = kinds.here(seen.handbook)
    now = [each for each in here if kinds.counts(each, law, on)]
    mine, others, kept_little = plan_view.groups(now, seen)
    data = {
        **case_pages.frame(read), "open": [each for each in cards if each.open],
        "ended": [each for each in cards if not each.open], "results": queries.results(seen, on),
        "mine": _ways(seen, mine), "others": _ways(seen, others), "elsewhere": _ways(seen, kept_little),
        "not_now": [(each, _why_not(each, law, on)) for each in here if each not in now],
        "closed": seen.state.closed, "links": at("links"),
    }  # fmt: skip
    return render_page(request, "desk/plans.html", data)


@signed_in()
@require_http_methods(FORM)
def plan_page(request: HttpRequest, case: int, plan: int) -> HttpResponse:
    """One plan: what it says, its goals, what is asked for and missing, what it is linked to, and its history."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    kept = queries.one(seen, plan, day.today())
    if request.method != "POST":
        return _one(request, seen, kept, Typed(), [])
    given, do = typed(request), request.POST.get("do", "")
    if do == "paper":
        return _paper(request, seen, kept)
    answer: HttpResponse | list[Error] = []
    here = at("case-plan", case, plan)
    if do == "link":
        answer = done(request, seen, lambda: _link(request, seen, kept, given), _("The plans are linked."), here)
    elif do == "unlink":
        link = given.number("link")
        answer = done(
            request, seen, lambda: commands.unlink(**by(request, seen), link=link), _("The link is taken away."), here
        )
    return answer if isinstance(answer, HttpResponse) else _one(request, seen, kept, given, answer)


def _one(request: HttpRequest, seen: Seen, kept: PlanKept, given: Typed, errors: list[Error]) -> HttpResponse:
    on, case = day.today(), seen.id
    read, every = case_gather.acts(seen, on), queries.of_case(seen, on)
    writes = kept.open and kept.sphere in seen.scope.spheres and not seen.state.closed
    content = kept.kind.holds == CONTENT
    others = [each for each in every if each.id != kept.id]
    linked = {each.other for each in kept.links}
    told, revisions = history.of(read.happened, kept.id)
    data = {
        **case_pages.frame(read),
        **_said(read, kept),
        "errors": errors,
        "typed": given,
        "content": content,
        "writes": writes,
        "agrees": kept.status == DRAFT,
        "plans": at("case-plans", case),
        "goals": plan_goal_view.goals(read.names, kept, on),
        "at_plan": lambda name, *more: at(name, case, kept.id, *more),
        "linked": [
            (each.id, at("case-plan", case, each.other), title, each.why)
            for each in kept.links
            for title in [plan_view.title(one) for one in others if one.id == each.other]
        ],
        "to_link": [(str(each.id), plan_view.title(each)) for each in others if each.id not in linked],
        "paper": definitions.load(kept.kind.form).title if writes and kept.kind.form in definitions.ids() else None,
        "steps": plan_view.steps(kept),
        "told": plan_view.told(read.names, kept, told),
        "earlier": [each.number for each in revisions if each.number != kept.revision],
    }
    return render_page(request, "desk/plan.html", data, status=400 if errors else 200)


def _said(read: Read, kept: PlanKept) -> dict[str, Any]:
    """What the plan itself says, and what is to be minded (D17)."""
    on = read.on
    return {
        "kept": kept, "card": plan_view.card(read.names, kept, [], on), "points": plan_view.points(kept),
        "missing": [render(each.title) for each in missing(kept)] if kept.open else [],
        "wish": _wish(read.seen, kept), "laws": [words for _id, words in cited(load_law(), kept.kind.law, on)],
    }  # fmt: skip


def _wish(seen: Seen, kept: PlanKept) -> str:
    """What is known of whether the person wants the plan, where law asks for it."""
    fact = kept.kind.consent
    if not fact or not kept.open or seen.handbook.entry("facts", fact) is None:
        return ""
    known = facts(seen, day.today()).get(fact)
    if known is None:
        return _("It is not written down whether the person wants the plan.")
    if known.value != "yes":
        return _("It is written down that the person does not want the plan, or has not been asked.")
    return ""


def _link(request: HttpRequest, seen: Seen, kept: PlanKept, given: Typed) -> Written:
    other, why = given.number("other"), given.one("why")
    return commands.link(**by(request, seen), plan=kept.id, other=other, why=why)


def _paper(request: HttpRequest, seen: Seen, kept: PlanKept) -> HttpResponse:
    """The form of the plan begun with everything that the plan says: nothing is typed twice."""
    on = day.today()
    form = definitions.load(kept.kind.form)
    values = {**beginning(seen, form, on), **form_values(kept, form, lambda who: swedish(seen, who))}
    try:
        made = forms.begin(act=act_of(request), scope=scope(request), case=seen.id, form=form.id, values=values)
    except DoneBefore:
        return refusing.done_before(request, at("case-forms", seen.id))
    except (Refused, MovedOn) as problem:
        return _one(request, seen, kept, Typed(), [refusing.problem(seen, problem)])
    messages.success(request, _("The form is filled in from the plan. Look it through before you print it."))
    return HttpResponseRedirect(at("case-form", seen.id, made.document))


def swedish(seen: Seen, who: str) -> str:
    """What a party is called on paper, which is Swedish like its readers."""
    party = seen.handbook.parties.get(who)
    return party.name.sv if party else who


def _ways(seen: Seen, found: list[Kind]) -> list[tuple[Kind, str]]:
    return [(each, at("case-plan-begin", seen.id, each.id)) for each in found]


def _why_not(one: Kind, law: Law, on: date) -> str:
    reason = kinds.counts(one, law, on).reason
    return render(spoken(reason)) if reason else ""


urls: list[URLPattern] = [
    path("cases/<int:case>/plans/", overview, name="case-plans"),
    *plan_writing_pages.urls,
    path("cases/<int:case>/plans/<int:plan>/", plan_page, name="case-plan"),
    *plan_step_pages.urls,
    *plan_goal_pages.urls,
]
