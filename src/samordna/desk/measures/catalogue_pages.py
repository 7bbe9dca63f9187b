"""What is there to apply for in the area, for whom, and is there room? Kept by its coordinators and administrators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.access.domain import CASE_ROLES, Role
from samordna.desk.case_names import at
from samordna.desk.leaving.previewing import spoken
from samordna.desk.measures import measure_view
from samordna.desk.typed import Error, Typed, Wrong, typed, whole
from samordna.handbooks.published import pinned
from samordna.handbooks.queries import shared_registers
from samordna.journal.append import DoneBefore
from samordna.kernel.decision import Refused, insist
from samordna.kernel.text import say
from samordna.measures import catalogue, commands, policy, queries, registers
from samordna.measures.catalogue import Sought, fitting
from samordna.measures.commands.catalogue import OfferSaid
from samordna.measures.domain import AUTHORITY, CATEGORIES, PRIVATE, UNIT, WORK, Offering
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, ngettext, render
from samordna.web.templates import day_words

FORM = ["GET", "HEAD", "POST"]
ROLES = (*CASE_ROLES, Role.LOCAL_ADMIN)
ONE_DAY = timedelta(days=1)
# More places than any offer has.
MOST_PLACES = 9999
TEXTS = ("title", "provider", "provider_kind", "party", "category", "description", "target", "place", "how_to_apply",
         "contact")  # fmt: skip
PLACES = {
    "offer-title": "field-title", "offer-provider": "field-provider", "offer-capacity": "field-capacity",
    "offer-free": "field-free", "offer-free-on": "field-free_on",
    "offer-period": "field-last",
}  # fmt: skip


@signed_in(*ROLES)
@require_safe
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """The catalogue of the area that one works in; searched without saying anything of anybody."""
    on, area = day.today(), _area(request)
    asked = Typed({name: request.GET.getlist(name) for name in request.GET})
    errors, start = list[Error](), None
    try:
        start = asked.day("on")
    except Wrong as problem:
        errors = list(problem.errors)
    sought = Sought(asked.one("words"), asked.many("needs"), asked.one("place"), start, bool(asked.one("room")))
    found = measure_view.spoken_fits(
        fitting(queries.offers(area, on, scope(request)), sought, registers.need_titles(), on)
    )
    data = {
        "typed": asked, "errors": errors, "wrong": measure_view.places(errors), "found": found,
        "sought": sought.anything, "needs": _needs(), "area": organisations.area_by_id(area).name,
        "keeps": bool(policy.may_keep(scope(request), area)), "new": at("catalogue-new"), "at": at,
    }  # fmt: skip
    return render_page(request, "desk/catalogue.html", data, status=400 if errors else 200)


@signed_in(*ROLES)
@require_http_methods(FORM)
def offer_page(request: HttpRequest, offer: int) -> HttpResponse:
    """One offer with everything that is said of it; those who keep the catalogue confirm, end or change it."""
    on, it = day.today(), queries.offer(offer, scope(request))
    insist(policy.may_look(scope(request), it.area))
    given, errors = typed(request), list[Error]()
    if request.method == "POST":
        try:
            messages.success(request, _do(request, it, given))
            return HttpResponseRedirect(at("catalogue-offer", offer))
        except DoneBefore:
            return HttpResponseRedirect(at("catalogue-offer", offer))
        except Wrong as problem:
            errors = list(problem.errors)
        except Refused as problem:
            errors = [_problem(problem)]
    data = {
        "it": it, "facts": _facts(it), "warnings": [spoken(each) for each in catalogue.warnings(it, on)],
        "typed": given, "errors": errors,
        "wrong": measure_view.places(errors), "keeps": bool(policy.may_keep(scope(request), it.area)),
        "change": at("catalogue-change", offer), "back": at("catalogue"), "open": it.open_on(on),
    }  # fmt: skip
    return render_page(request, "desk/catalogue_offer.html", data, status=400 if errors else 200)


@signed_in(*ROLES)
@require_http_methods(FORM)
def new_page(request: HttpRequest) -> HttpResponse:
    """A new offer."""
    area = _area(request)
    given = typed(request) if request.method == "POST" else Typed({"first": [day.today().isoformat()]})

    def do(said: OfferSaid) -> int:
        return commands.add_offer(act=act_of(request), scope=scope(request), area=area, said=said)

    return _form(request, area, given, do, None)


@signed_in(*ROLES)
@require_http_methods(FORM)
def change_page(request: HttpRequest, offer: int) -> HttpResponse:
    """What an offer says."""
    it = queries.offer(offer, scope(request))
    given = typed(request) if request.method == "POST" else _typed(it)

    def do(said: OfferSaid) -> int:
        commands.change_offer(act=act_of(request), scope=scope(request), offer=offer, said=said)
        return offer

    return _form(request, it.area, given, do, it)


def _form(
    request: HttpRequest, area: int, given: Typed, do: Callable[[OfferSaid], int], it: Offering | None
) -> HttpResponse:  # fmt: skip
    insist(policy.may_keep(scope(request), area))
    errors = list[Error]()
    if request.method == "POST":
        try:
            made = do(_said(given, it))
        except DoneBefore:
            return HttpResponseRedirect(at("catalogue"))
        except Wrong as problem:
            errors = list(problem.errors)
        except Refused as problem:
            errors = [_problem(problem)]
        else:
            messages.success(request, _("The offer is saved."))
            return HttpResponseRedirect(at("catalogue-offer", made))
    data = {
        "typed": given, "errors": errors, "wrong": measure_view.places(errors), "needs": _needs(), "it": it,
        "kinds": _kinds(), "categories": _categories(), "parties": _parties(area), "back": at("catalogue"),
    }  # fmt: skip
    return render_page(request, "desk/catalogue_form.html", data, status=400 if errors else 200)


def _do(request: HttpRequest, it: Offering, given: Typed) -> str:
    act, actor = act_of(request), scope(request)
    match request.POST.get("do", ""):
        case "check":
            commands.check_offer(act=act, scope=actor, offer=it.id)
            return _("Written down that the offer is right today.")
        case "end":
            last = given.day("last")
            if last is None:
                raise Wrong(("field-last", say("Write the last day that it can be applied for.")))
            commands.end_offer(act=act, scope=actor, offer=it.id, on=last + ONE_DAY)
            return _("It can be applied for until {day}.").format(day=day_words(last))
    raise Wrong(("", say("Choose what to do.")))


def _area(request: HttpRequest) -> int:
    post = scope(request).post
    assert post is not None, "scope() refuses who has no post"
    insist(policy.may_look(scope(request), post.area))
    return post.area


def _said(given: Typed, it: Offering | None) -> OfferSaid:
    """What was typed. Raises Wrong."""
    first, last, free = given.day("first"), given.day("last"), _places(given, "free")
    if first is None:
        raise Wrong(("field-first", say("Write the first day that it can be applied for.")))
    texts = {name: given.one(name) for name in TEXTS}
    return OfferSaid(
        **{**texts, "provider_kind": texts["provider_kind"] or AUTHORITY, "category": texts["category"] or WORK},
        slug=it.slug if it else "", needs=given.many("needs"), capacity=_places(given, "capacity"),
        free=free, free_on=None if free is None else given.day("free_on") or day.today(),
        valid_from=first, valid_to=last + ONE_DAY if last else None, checked_on=day.today(),
    )  # fmt: skip


def _places(given: Typed, name: str) -> int | None:
    """A number of places, or None when nothing is written. Raises Wrong."""
    written = given.one(name)
    found = whole(written)
    if written and (found > MOST_PLACES or not (found or set(written) == {"0"})):
        raise Wrong((f"field-{name}", say("Write the number of places as a whole number.")))
    return found if written else None


def _typed(it: Offering) -> Typed:
    last: date | None = it.valid_to - ONE_DAY if it.valid_to else None
    return Typed({
        **{name: [str(getattr(it, name))] for name in TEXTS}, "needs": list(it.needs),
        "capacity": ["" if it.capacity is None else str(it.capacity)],
        "free": ["" if it.free is None else str(it.free)], "free_on": [it.free_on.isoformat() if it.free_on else ""],
        "first": [it.valid_from.isoformat()],
        "last": [last.isoformat() if last else ""],
    })  # fmt: skip


def _problem(problem: Refused) -> Error:
    said = problem.decision.reason or say("It is not allowed.")
    return PLACES.get(problem.decision.code, ""), said


def _facts(it: Offering) -> list[tuple[str, str]]:
    found = [
        (_("Provider"), f"{it.provider} ({dict(_kinds())[it.provider_kind]})"), (_("For whom"), it.target),
        (_("Needs"), ", ".join(measure_view.need_titles(it.needs))), (_("Place"), it.place), (_("Room"), _room(it)),
        (_("How to apply"), it.how_to_apply), (_("Contact"), it.contact),
    ]  # fmt: skip
    return [pair for pair in found if pair[1]]


def _room(it: Offering) -> str:
    """How many places there are, what the provider has told, and one's own: others' are theirs to tell (D21)."""
    all_places = ngettext("{count} place at a time.", "{count} places at a time.", it.capacity or 0)
    found = [all_places.format(count=it.capacity) if it.capacity is not None else ""]
    if it.free is not None and it.free_on:
        free = ngettext(
            "{count} was free, the provider told {day}.", "{count} were free, the provider told {day}.", it.free
        )
        found.append(free.format(count=it.free, day=day_words(it.free_on)))
    else:
        found.append(_("The provider says how many are free."))
    found.append(_("Your own: {count}.").format(count=it.own))
    return " ".join(filter(None, found))


def _needs() -> list[tuple[str, str]]:
    return [(each.id, render(each.title)) for each in registers.needs().values()]


def _kinds() -> list[tuple[str, str]]:
    return [(AUTHORITY, _("an authority")), (UNIT, _("a unit of the area")), (PRIVATE, _("private"))]


def _categories() -> list[tuple[str, str]]:
    titles = shared_registers()["categories"]
    return [(each, render(titles[each].title)) for each in CATEGORIES]


def _parties(area: int) -> list[tuple[str, str]]:
    row: Any = organisations.area_by_id(area)
    known = pinned(row.handbook, row.version).parties
    return [("", _("Not said")), *((each.id, render(each.name)) for each in known.values())]


urls: list[URLPattern] = [
    path("catalogue/", catalogue_page, name="catalogue"),
    path("catalogue/new/", new_page, name="catalogue-new"),
    path("catalogue/<int:offer>/", offer_page, name="catalogue-offer"),
    path("catalogue/<int:offer>/change/", change_page, name="catalogue-change"),
]
