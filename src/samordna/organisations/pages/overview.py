"""How is the area organised: which units play which parties, here or outside, and whom can one call?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samordna.access.domain import Role, Scope
from samordna.organisations import queries
from samordna.organisations.pages import wording
from samordna.organisations.signed_in import scope, signed_in
from samordna.web import day


@require_safe
@signed_in(Role.LOCAL_ADMIN)
def overview_page(request: HttpRequest) -> HttpResponse:
    """Every area of which one is a local administrator, with its units and its contact directory."""
    on = day.today()
    shown = [_area(area, on) for area in administered(scope(request))]
    return render(request, "organisations/overview.html", {"areas": shown, "on": on})


def administered(actor: Scope) -> list[int]:
    """The areas of which the actor is a local administrator, that of the post acted in first."""
    own = [post.area for post in (actor.post, *actor.posts) if post and post.role is Role.LOCAL_ADMIN]
    return list(dict.fromkeys(own))


def _area(area_id: int, on: date) -> dict[str, Any]:
    area = queries.area_by_id(area_id)
    names = wording.party_names(area.handbook, area.version)
    played = queries.parties_by_unit(area_id, on)
    units = [
        {"row": unit, "parties": [names[p] for p in played.get(unit.pk, ()) if p in names]}
        for unit in queries.units_of(area_id, on)
    ]
    contacts = [(wording.contact_kind(each.kind), each) for each in queries.contacts_in(area_id, on)]
    return {
        "row": area,
        "title": wording.handbook_title(area.handbook, area.version),
        "here": [unit for unit in units if unit["row"].here],  # type: ignore[attr-defined]
        "outside": [unit for unit in units if not unit["row"].here],  # type: ignore[attr-defined]
        "coming": queries.units_to_come(area_id, on),
        "contacts": contacts,
    }
