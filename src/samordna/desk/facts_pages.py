"""How does a worker read, add, change, take over and take away what is known of a case?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from samordna.cases.commands import telling
from samordna.cases.facts import WrongFacts
from samordna.cases.queries import Seen
from samordna.cases.sources import NOWHERE, Source
from samordna.desk import facts_view, refusing
from samordna.desk.boxes import box_fields
from samordna.desk.boxes.entering import enter
from samordna.desk.facts_view import Tried
from samordna.desk.typed import Typed, Wrong, typed
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.organisations.signed_in import act_of, signed_in
from samordna.web import day
from samordna.web.i18n import _

SAVE, REMOVE, TAKE = "save", "remove", "take"


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def facts_page(request: HttpRequest, case: int) -> HttpResponse:
    """All facts of a case that the reader may see; ?add=FACT opens the form of one that is not there yet."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    if request.method == "POST":
        return _post(request, seen)
    return _shown(request, seen, adding=request.GET.get("add", ""))


def _post(request: HttpRequest, seen: Seen) -> HttpResponse:
    given, fact, do = typed(request), request.POST.get("fact", ""), request.POST.get("do", "")
    try:
        messages.success(request, _do(request, seen, given, fact, do))
    except DoneBefore:
        messages.info(request, refusing.before())
    except MovedOn:
        return _again(request, seen, given, fact, {"case": refusing.MEANWHILE}, 409)
    except WrongFacts as problem:
        wrong = {name.partition(":")[2]: said for name, said in problem.problems.items()}
        return _again(request, seen, given, fact, wrong)
    except Wrong as problem:
        places = {name.removeprefix("field-").removesuffix(f"-{fact}"): said for name, said in problem.errors}
        return _again(request, seen, given, fact, places)
    except Refused as problem:
        said = refusing.said(seen.handbook, problem.decision, day.today())
        place = "" if problem.decision.code == "nothing-told" and fact else "case"
        return _again(request, seen, given, fact, {place: said}, 403 if problem.decision.law else 400)
    return HttpResponseRedirect(f"{reverse('case-facts', args=[seen.id])}#about-{fact}")


def _do(request: HttpRequest, seen: Seen, given: Typed, fact: str, do: str) -> str:
    act, scope = act_of(request), seen.scope
    if seen.handbook.entry("facts", fact) is None:
        raise Wrong(("case", say("Choose what it is about.")))
    if do == TAKE:
        telling.take_over(act=act, scope=scope, case=seen.id, fact=fact, party=given.one("party"))
        return _("The answer is yours now, with the other party as its source.")
    if do == REMOVE:
        telling.record(act=act, scope=scope, case=seen.id, typed={fact: None})
        return _("The answer is taken away. It stays in what has happened.")
    if do != SAVE:
        raise Wrong(("case", say("Choose what to do.")))
    values = tuple(value.strip() for value in given.data.get(f"{box_fields.PREFIX}{fact}", ()) if value.strip())
    source = Source(
        given.one(f"source-{fact}"), given.one(f"words-{fact}"), given.day(f"since-{fact}"), given.day(f"until-{fact}")
    )
    value: Any = list(values) if len(values) > 1 else next(iter(values), "")
    sources = {} if source == NOWHERE else {fact: source}
    telling.record(act=act, scope=scope, case=seen.id, typed={fact: value} if value else {}, sources=sources)
    return _("The answer is saved, and stands in every box that asks for it.")


def _again(
    request: HttpRequest, seen: Seen, given: Typed, fact: str, wrong: dict[str, Message], status: int = 400
) -> HttpResponse:
    """The page with the form open, what was typed in it, and what to mend."""
    return _shown(request, seen, tried=Tried(fact, given, wrong), status=status)


def _shown(
    request: HttpRequest, seen: Seen, *, adding: str = "", tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    view = facts_view.view(facts_view.gather(seen, day.today()), adding, tried)
    return render_page(request, "desk/facts.html", {"view": view}, status=status)


urls: list[URLPattern] = [path("cases/<int:case>/facts/", facts_page, name="case-facts")]
