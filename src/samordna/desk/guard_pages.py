"""How does a worker register a decision on a benefit, tick what has changed, and note the person's own application?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from samordna.cases.commands import guarding
from samordna.cases.commands.guarding import Chosen, Outcome
from samordna.cases.facts import WrongFacts
from samordna.cases.queries import Seen
from samordna.cases.sources import DECISION, Source
from samordna.desk import guard_view, refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.organisations.signed_in import act_of, signed_in
from samordna.rules.guard import REFUSED
from samordna.web import day
from samordna.web.i18n import _

# Where on the page each refusal belongs.
PLACES = {
    "bad-benefit": "field-kind", "bad-decision": "field-decision", "decided-day": "field-decided",
    "until-day": "field-until", "refusal-reason": "field-reason", "conditions-needed": "conditions",
    "no-condition": "conditions", "condition-day": "field-day-day-passed",
    "condition-words": "field-words-other-change", "applied-day": "field-applied",
}  # fmt: skip


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def benefits_page(request: HttpRequest, case: int) -> HttpResponse:
    """Decisions on benefits in the case, what has to change, and the forms."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    box = _number(request.GET.get("box", ""))
    if request.method != "POST":
        return _shown(request, guard_view.page(seen, day.today(), box))
    given, do = typed(request), request.POST.get("do", "")
    try:
        messages.success(request, _do(request, seen, given, do))
    except DoneBefore:
        return refusing.done_before(request, _back(seen, box, do))
    except Wrong as problem:
        return _again(request, seen, box, (given, do), list(problem.errors))
    except WrongFacts as problem:
        return _again(request, seen, box, (given, do), [("", said) for said in problem.problems.values()])
    except Refused as problem:
        return _again(request, seen, box, (given, do), [refusing.problem(seen, problem, _places(given, do))])
    except MovedOn:
        return _again(request, seen, box, (given, do), [("", refusing.MEANWHILE)], 409)
    return HttpResponseRedirect(_back(seen, box, do))


def _do(request: HttpRequest, seen: Seen, given: Typed, do: str) -> str:
    runs = {"decide": _decide, "tick": _tick, "untick": _untick, "apply": _apply}
    if do not in runs:
        raise Wrong(("", say("Choose what to do.")))
    return runs[do](request, seen, given)


def _decide(request: HttpRequest, seen: Seen, given: Typed) -> str:
    decided = given.day("decided")
    if decided is None:
        raise Wrong(("field-decided", say("Write the day of the decision.")))
    chosen = tuple(
        Chosen(each, given.day(f"day-{each}"), given.one(f"words-{each}")) for each in given.many("condition")
    )
    refusal = given.one("decision") == REFUSED
    outcome = Outcome(
        kind=given.one("kind"), decision=given.one("decision"), on=decided, until=given.day("until"),
        reason=given.one("reason") if refusal else "", words=given.one("words"), conditions=chosen,
        unchanging=bool(given.one("unchanging")), how=Source(DECISION, given.one("document")),
    )  # fmt: skip
    guarding.decide(act=act_of(request), scope=seen.scope, case=seen.id, outcome=outcome)
    return _("The decision is registered.")


def _tick(request: HttpRequest, seen: Seen, given: Typed) -> str:
    number, condition = given.number("benefit"), given.one("condition")
    on: date | None = given.day(f"met-{number}-{condition}")
    if on is None:
        raise Wrong((f"field-met-{number}-{condition}", say("Write the day it happened.")))
    guarding.mark_met(
        act=act_of(request), scope=seen.scope, case=seen.id, benefit=number, condition=condition, on=on,
        words=given.one(f"how-{number}-{condition}"),
    )  # fmt: skip
    return _("Ticked as met. A new application can be tried.")


def _untick(request: HttpRequest, seen: Seen, given: Typed) -> str:
    guarding.mark_unmet(
        act=act_of(request), scope=seen.scope, case=seen.id, benefit=given.number("benefit"),
        condition=given.one("condition"),
    )  # fmt: skip
    return _("The tick is taken away.")


def _apply(request: HttpRequest, seen: Seen, given: Typed) -> str:
    on = given.day("applied") or day.today()
    guarding.person_applies(act=act_of(request), scope=seen.scope, case=seen.id, kind=given.one("benefit-kind"), on=on)
    return _("The person's own application is registered.")


def _places(given: Typed, do: str) -> dict[str, str]:
    """Where on the page each refusal belongs."""
    which = f"{given.number('benefit')}-{given.one('condition')}"
    places = {**PLACES, "met-day": f"field-met-{which}", "met-words": f"field-how-{which}"}
    if do == "apply":
        places["bad-benefit"] = "field-benefit-kind"
    return places


def _again(
    request: HttpRequest, seen: Seen, box: int, sent: tuple[Typed, str], errors: list[Error], status: int = 400
) -> HttpResponse:  # fmt: skip
    """The page once more, with everything that was typed and what to mend on top."""
    view = guard_view.page(seen, day.today(), box)
    return _shown(request, replace(view, typed=sent[0], do=sent[1], errors=errors), status)


def _shown(request: HttpRequest, view: guard_view.PageView, status: int = 200) -> HttpResponse:
    return render_page(request, "desk/guard.html", {"view": view}, status=status)


def _back(seen: Seen, box: int, do: str) -> str:
    """To the box that one came from when a decision is registered; else the page itself."""
    if box in seen.state.positions and do in ("decide", "apply"):
        return reverse("case-box", args=[seen.id, box])
    return f"{reverse('case-benefits', args=[seen.id])}{f'?box={box}' if box in seen.state.positions else ''}"


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() else 0


urls: list[URLPattern] = [path("cases/<int:case>/benefits/", benefits_page, name="case-benefits")]
