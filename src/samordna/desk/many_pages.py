"""How are many cases dealt with at once? Given to a colleague, or ticked off after one meeting (D15, user asks 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.cases.commands import moving, working
from samordna.cases.domain import Overtaken
from samordna.cases.engine import pinned
from samordna.cases.listing import Row, abouts
from samordna.cases.worklist import chosen
from samordna.desk import refusing
from samordna.desk.worklist_lines import Line, line, names_for, next_boxes
from samordna.handbooks.domain import Handbook
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused, insist
from samordna.kernel.text import Message, say
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, ngettext

Error = tuple[str, Message]
# More than one meeting or one colleague's caseload can hold is a mistake.
MOST = 300


@dataclass(frozen=True, slots=True)
class Ticked:
    """A ticked row: in words, where its one way leads, and why it cannot be done here ("" when it can)."""

    line: Line
    value: str
    case: int
    box: int
    onward: str
    why_not: str


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def complete_many(request: HttpRequest) -> HttpResponse:
    """Boxes that have one way on: shown with where each leads, then done together, all or none."""
    who = scope(request)
    rows = ticked(request, who, one_way=True)
    able = [row for row in rows if not row.why_not]
    errors: list[Error] = []
    if request.method == "POST":
        try:
            moving.complete_many(act=act_of(request), scope=who, boxes=[(row.case, row.box) for row in able])
        except DoneBefore:
            return _back(request, _("This was done already."), "mine")
        except Refused as no:
            errors = [("", refusing.said_of(books(who, rows), no.decision, who.on))]
        except (Overtaken, MovedOn):
            errors = [("", say("Somebody else was first in one of the boxes. Nothing was done: open the list again."))]
        else:
            done = ngettext("{count} box is done.", "{count} boxes are done.", len(able)).format(count=len(able))
            return _back(request, done, "mine")
    return render_page(
        request, "desk/complete_many.html", {"able": able, "unable": [r for r in rows if r.why_not], "errors": errors},
        status=400 if errors else 200,
    )  # fmt: skip


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def give_many(request: HttpRequest) -> HttpResponse:
    """Cases that are given to a colleague with all their open boxes; for those who lead or coordinate a unit."""
    who = scope(request)
    assert who.post is not None
    insist(may(who, Action.HAND_OUT, About(unit=who.post.unit)))
    rows = ticked(request, who, one_way=False)
    cases = {row.case for row in rows if not row.why_not}
    typed = {"worker": request.POST.get("worker", ""), "reason": request.POST.get("reason", "").strip()}
    colleagues = _colleagues(who)
    errors: list[Error] = []
    if request.method == "POST":
        to = next((pk for pk, _name in colleagues if pk == typed["worker"]), "")
        if not to:
            errors = [("field-worker", say("Choose the colleague who gets the cases."))]
        else:
            try:
                working.give_many(act=act_of(request, typed["reason"]), scope=who, cases=cases, worker=int(to))
            except DoneBefore:
                return _back(request, _("This was done already."), "unit")
            except Refused as no:
                errors = [("", refusing.said_of(books(who, rows), no.decision, who.on))]
            else:
                name = dict(colleagues)[to]
                said = ngettext("{count} case was given to {name}.", "{count} cases were given to {name}.", len(cases))
                return _back(request, said.format(count=len(cases), name=name), "unit")
    data = {
        "rows": [row for row in rows if not row.why_not], "unable": [row for row in rows if row.why_not],
        "cases": len(cases), "colleagues": colleagues, "typed": typed, "errors": errors,
    }  # fmt: skip
    return render_page(request, "desk/give_many.html", data, status=400 if errors else 200)


def ticked(request: HttpRequest, who: Scope, *, one_way: bool) -> list[Ticked]:
    """The rows that were ticked in a list; what has been left meanwhile, or is not ours, is not among them."""
    sent = request.POST if request.method == "POST" else request.GET
    found = chosen(who, list(_pairs(sent.getlist("box")))[:MOST], day.today())
    names = names_for(who, found, day.today())
    rows = [_ticked(row, line(row, names, all_ticks=True), who, one_way) for row in found if row.box]
    return sorted(rows, key=lambda each: (each.line.number, each.box))


def books(who: Scope, rows: Iterable[Ticked]) -> list[Handbook]:
    """The handbooks that the ticked cases follow."""
    found = abouts(who, {row.case for row in rows}, who.on).values()
    return [pinned(*each) for each in dict.fromkeys((about.handbook, about.version) for about in found)]


def _pairs(values: Iterable[str]) -> Iterable[tuple[int, int]]:
    for value in values:
        case, _dash, box = value.partition("-")
        if case.isdigit() and box.isdigit() and len(value) < 30:
            yield int(case), int(box)


def _ticked(row: Row, said: Line, who: Scope, one_way: bool) -> Ticked:
    box, about = row.box, row.about
    assert box is not None
    assert about is not None
    onward = next_boxes(pinned(about.handbook, about.version), box)
    why = ""
    if who.post is None or box.unit != who.post.unit:
        why = _("Another of your units has it. Choose that unit on your account page first.")
    elif one_way and box.awaits:
        why = _("It is handed over and awaits an answer.")
    elif one_way and not onward:
        why = _("The box has several ways on, or leads to somebody else. Open it to choose.")
    return Ticked(said, f"{row.key.case}-{box.no}", row.key.case, box.no, onward, why)


def _colleagues(who: Scope) -> list[tuple[str, str]]:
    """Those who meet cases in the unit; who is away is said."""
    assert who.post is not None
    workers = organisations.workers_in(who.post.unit, who.on)
    away = organisations.away((each.pk for each in workers), who.on)
    return [
        (str(each.pk), _("{name} (away)").format(name=each.name) if each.pk in away else each.name) for each in workers
    ]


def _back(request: HttpRequest, said: str, view: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(f"{reverse('worklist')}?view={view}")


urls: list[URLPattern] = [
    path("desk/done/", complete_many, name="complete-many"),
    path("desk/give/", give_many, name="give-many"),
]
