"""How does a worker see, register, narrow and take back consents, and use a named ground? (D18-D20)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases.queries import Seen
from samordna.consents import commands
from samordna.consents import queries as consents
from samordna.consents.domain import Standing, Withdrawal
from samordna.desk import refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.leaving import consent_forms, consent_view
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.meetings.kinds import kinds
from samordna.organisations.signed_in import act_of, signed_in
from samordna.web import day
from samordna.web.i18n import _, render

# Where on the page each refusal belongs.
PLACES = {
    "form-not-allowed": "field-form-given", "no-test": "field-test", "no-request": "field-requested-on",
    "no-end": "field-to", "kept-elsewhere": "field-told-by",
}  # fmt: skip


@signed_in()
@require_safe
def consents_page(request: HttpRequest, case: int) -> HttpResponse:
    """What the person has consented to, which grounds are used, and who has received what."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    on = day.today()
    found = consent_view.rows(seen, on)
    received = consents.who_has_received(seen.row.person_id, on, seen.scope)
    said = {
        "case": case, "number": seen.number, "now": [r for r in found if r.in_force],
        "past": [r for r in found if not r.in_force], "received": consent_view.stories(seen, received),
    }  # fmt: skip
    return render_page(request, "desk/consents.html", said)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def consent_new_page(request: HttpRequest, case: int) -> HttpResponse:
    """A new consent of a kind in the handbook's register, or a named ground (?ground=1)."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    asked = Typed({name: list(map(str, values)) for name, values in request.GET.lists()})
    if asked.one("ground"):
        return _ground(request, seen, asked)
    given = typed(request)
    wanted = given.one("kind") or asked.one("kind")
    kind = next((each for each in consent_view.kinds(seen) if each.id == wanted), None)
    if request.method != "POST":
        fresh = consent_forms.first_values(seen, kind, asked, seen.scope.spheres)
        return _new(request, seen, kind, asked, (fresh, []))

    def page(errors: list[Error], status: int = 200) -> HttpResponse:
        return _new(request, seen, kind, asked, (given, errors), status)

    return _made(request, seen, asked, lambda: _give(request, seen, kind, given), page)


def _give(request: HttpRequest, seen: Seen, kind: consent_view.Kind | None, given: Typed) -> str:
    if kind is None:
        raise Wrong(("kind", say("Choose which consent it is.")))
    paper = consent_forms.paper(seen, kind, given)
    commands.give(act=act_of(request), scope=seen.scope, person=seen.row.person_id, paper=paper, case=seen.id)
    return _("The consent is registered.")


def _new(
    request: HttpRequest, seen: Seen, kind: consent_view.Kind | None, asked: Typed, filled: tuple[Typed, list[Error]],
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The form with what stands in it and what is wrong with that."""
    kinds, (given, errors) = consent_view.kinds(seen), filled
    said = {
        **_around(seen, asked, given, errors), "kinds": kinds, "kind": kind,
        "givers": [*consent_view.givers(seen), (consent_forms.OTHER, _("Somebody else who may"))] if kind else [],
        "choose": {k.id: f"?{urlencode({**_query(asked), 'kind': k.id}, doseq=True)}" for k in kinds},
    }  # fmt: skip
    return render_page(request, "desk/consent_new.html", said, status=status)


_KEPT = ("to", "category", "box", "transfer", "meeting", "book")


def _query(asked: Typed) -> dict[str, list[str]]:
    return {name: list(values) for name, values in asked.data.items() if name in _KEPT}


def _around(seen: Seen, asked: Typed, given: Typed, errors: list[Error]) -> dict[str, Any]:
    every = consent_view.spheres(seen)
    return {
        "case": seen.id, "number": seen.number, "typed": given, "errors": errors, "box": asked.one("box"),
        "booking": _booking(seen, asked),
        "own": ", ".join(name for pk, name, _mine in every if seen.scope.post and pk == seen.scope.post.sphere),
        "spheres": [(str(pk), name) for pk, name, mine in every if not mine],
        "every_sphere": [(str(pk), name) for pk, name, _mine in every],
        "categories": consent_view.categories(seen),
    }  # fmt: skip


def _ground(request: HttpRequest, seen: Seen, asked: Typed) -> HttpResponse:
    """The form of a named ground."""
    given = typed(request)

    def page(errors: list[Error], status: int = 200) -> HttpResponse:
        shown = given if request.method == "POST" else consent_forms.first_values(seen, None, asked, ())
        said = {**_around(seen, asked, shown, errors), "grounds": consent_view.ground_kinds(seen)}
        return render_page(request, "desk/consent_ground.html", said, status=status)

    def use() -> str:
        ground = consent_forms.ground(seen, given)
        commands.use_ground(
            act=act_of(request), scope=seen.scope, person=seen.row.person_id, ground=ground, case=seen.id
        )
        return _("The ground is noted, with its test.")

    return page([]) if request.method != "POST" else _made(request, seen, asked, use, page)


def _made(
    request: HttpRequest, seen: Seen, asked: Typed, do: Callable[[], str],
    again: Callable[[list[Error], int], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """Carry out; then back to the box one came from, or to the list. What was refused is shown with its paragraph."""
    try:
        messages.success(request, do())
    except DoneBefore:
        return refusing.done_before(request, _back(seen, asked))
    except Wrong as problem:
        return again(list(problem.errors), 400)
    except Refused as problem:
        return again([refusing.problem(seen, problem, PLACES)], 403 if problem.decision.law else 400)
    except MovedOn:
        return again([("", refusing.MEANWHILE)], 409)
    return HttpResponseRedirect(_back(seen, asked))


def _booking(seen: Seen, asked: Typed) -> str:
    """The form of the meeting that somebody was booking, with what they had typed; "" when they were not."""
    kind = asked.one("book")
    return f"{reverse('case-meeting-book', args=[seen.id, kind])}?kept=yes" if kind in kinds(seen.handbook) else ""


def _back(seen: Seen, asked: Typed) -> str:
    box = asked.number("box")
    if box and box in seen.state.positions:
        return reverse("case-box", args=[seen.id, box])
    transfer = asked.number("transfer")
    if transfer in seen.state.transfers:
        return reverse("transfer", args=[seen.id, transfer])
    if asked.number("meeting"):
        return reverse("case-meeting-call", args=[seen.id, asked.number("meeting")])
    if booking := _booking(seen, asked):
        return booking
    return reverse("consents", args=[seen.id])


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def consent_change_page(request: HttpRequest, case: int, consent: int) -> HttpResponse:
    """One consent: narrow it, or take it back after being told what that ends."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    given, do = typed(request), request.POST.get("do", "")
    standing = _standing(seen, consent)

    def page(errors: list[Error], status: int = 200) -> HttpResponse:
        row = next(each for each in consent_view.rows(seen, day.today()) if each.id == consent)
        said = {
            "case": case, "number": seen.number, "row": row, "errors": errors, "typed": given, "do": do,
            "categories": _kept(seen, standing), "revocable": standing.revocable,
            "ending": consent_view.ending(seen, consent, day.today()) if standing.revocable else None,
            "owner": _kept_by(seen, standing),
            "chosen": given if do == "narrow" else Typed({"category": [c for c, _w in _kept(seen, standing)]}),
        }  # fmt: skip
        return render_page(request, "desk/consent_change.html", said, status=status)

    if request.method != "POST":
        return page([])
    runs = {
        "narrow": lambda: _narrow(request, seen, consent, given),
        "withdraw": lambda: _withdraw(request, seen, consent, given),
    }
    if do not in runs:
        return page([("", say("Choose what to do."))], 400)
    return _made(request, seen, Typed(), runs[do], page)


def _standing(seen: Seen, consent: int) -> Standing:
    found = consents.standing(seen.row.person_id, day.today(), seen.scope)
    each = next((s for s in found if s.id == consent), None)
    if each is None:
        raise Refused(refused("no-consent-here", say("There is no such consent for you to see.")))
    return each


def _kept(seen: Seen, standing: Standing) -> list[tuple[str, str]]:
    """The categories that it opens now."""
    titles = {str(title) for title in standing.categories}
    known = seen.handbook.registers.get("categories", {}).values()
    return [(each.id, render(each.title)) for each in known if str(each.title) in titles]


def _kept_by(seen: Seen, standing: Standing) -> str:
    entry = seen.handbook.entry("consents", standing.kind)
    return str(entry.data.get("owner", "")) if entry else ""


def _narrow(request: HttpRequest, seen: Seen, consent: int, given: Typed) -> str:
    closed = commands.narrow(
        act=act_of(request, given.one("reason")), scope=seen.scope, person=seen.row.person_id, consent=consent,
        categories=given.many("category"), end=given.day("to"),
    )  # fmt: skip
    if closed:
        return _("The consent is narrowed from today. Look at the coming meetings: somebody may have lost the seat.")
    return _("The consent is narrowed from today.")


def _withdraw(request: HttpRequest, seen: Seen, consent: int, given: Typed) -> str:
    if not given.one("sure"):
        raise Wrong(("field-sure", say("Tick that the person has been told what it ends.")))
    what = Withdrawal(consents=(consent,), told_by=given.one("told-by"))
    commands.withdraw(act=act_of(request), scope=seen.scope, person=seen.row.person_id, what=what)
    return _("The consent is taken back. What hung on it is cancelled.")


urls = [
    path("cases/<int:case>/consents/", consents_page, name="consents"),
    path("cases/<int:case>/consents/new/", consent_new_page, name="consent-new"),
    path("cases/<int:case>/consents/<int:consent>/", consent_change_page, name="consent-change"),
]
