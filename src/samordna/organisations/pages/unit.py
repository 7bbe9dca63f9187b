"""One unit: its addresses over time, its contacts, who works there, who is away; and a form for each change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from samordna.access.domain import Role, Scope
from samordna.journal.append import DoneBefore
from samordna.kernel.decision import Refused, insist
from samordna.kernel.text import Message
from samordna.organisations import policy, queries
from samordna.organisations.pages import wording
from samordna.organisations.pages.changes import CHANGES
from samordna.organisations.pages.forms import Form
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day, i18n

if TYPE_CHECKING:
    from samordna.organisations.models import Unit


@require_safe
@signed_in(Role.LOCAL_ADMIN)
def unit_page(request: HttpRequest, unit: int) -> HttpResponse:
    """The unit as it is today, what comes, and what has been."""
    return _show(request, _unit(unit, scope(request)), Form("", QueryDict()))


@require_POST
@signed_in(Role.LOCAL_ADMIN)
def change(request: HttpRequest, unit: int, verb: str) -> HttpResponse:
    """Carry out one change; then the unit's page, or the form again with what is to be mended."""
    row = _unit(unit, scope(request))
    if verb not in CHANGES:
        raise Http404
    form = Form(verb, request.POST)
    carry_out = CHANGES[verb](form, row, day.today())
    if not form.errors:
        try:
            messages.success(request, i18n.render(carry_out(act_of(request), scope(request))))
            return HttpResponseRedirect(reverse("organisation-unit", args=[unit]))
        except DoneBefore:
            return HttpResponseRedirect(reverse("organisation-unit", args=[unit]))
        except Refused as problem:
            form.refuse(problem)
    return _show(request, row, form)


def _unit(unit: int, actor: Scope) -> Unit:
    row = queries.find_unit(unit)
    if row is None:
        raise Http404
    insist(policy.may_see(actor, row.area_id))
    return row


def _show(request: HttpRequest, row: Unit, form: Form) -> HttpResponse:
    on = day.today()
    may = policy.may_change(scope(request), row.area_id, row.authority_id, here=row.here)
    names = wording.party_names(row.area.handbook, row.area.version)
    posts = queries.posts_in(row.pk, on)
    contacts = queries.contacts(row.pk, on)
    absences = queries.absences_in(row.pk, on)
    said: dict[str, Any] = {
        "unit": row,
        "on": on,
        "may": may,
        "form": form,
        "errors": form.errors,
        "parties": [names[p] for p in sorted(queries.parties_of(row.pk, on)) if p in names],
        "posts": [
            (post, wording.role(post.role), wording.standing(post.valid_from, post.valid_to, on)) for post in posts
        ],
        "addresses": [(a, _standing(a, on)) for a in queries.addresses(row.pk)],
        "contacts": [(each, wording.contact_kind(each.kind)) for each in contacts],
        "absences": [(a, _standing(a, on)) for a in absences],
        "last_day": wording.last_day,
        "roles": wording.choose([(r.value, wording.role(r)) for r in policy.GIVEN_ON_PAGES]),
        "kinds": wording.choose([(kind, wording.contact_kind(kind)) for kind in wording.CONTACTS]),
        "post_choices": wording.choose([(str(p.pk), f"{p.worker.name}, {wording.role(p.role)}") for p in posts]),
        "contact_choices": wording.choose([(str(c.pk), c.name) for c in contacts]),
        "absence_choices": wording.choose([(str(a.pk), a.worker.name) for a in absences]),
        "workers": wording.choose([(str(w.pk), w.name) for w in queries.workers_in(row.pk, on, *Role)]),
        "substitutes": [("", i18n._("Nobody")), *_substitutes(row)],
    }
    return render(request, "organisations/unit.html", said, status=422 if form.errors else 200)


def _standing(row: Any, on: date) -> Message | None:
    return wording.standing(row.valid_from, row.valid_to, on)


def _substitutes(row: Unit) -> list[tuple[str, str]]:
    """Those who meet cases in the unit's secrecy sphere today."""
    return [(str(each.pk), each.name) for each in queries.workers_in_sphere(row.sphere_id, day.today())]
