"""What is there to remember? One's own cases, with why and what to do; and how much a unit that one leads has (D22)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from samordna.access.domain import Role, Scope
from samordna.deadlines import radar_queries
from samordna.deadlines.radar_queries import LEADS
from samordna.desk.dates import radar_view
from samordna.desk.worklist_lines import weekday
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import scope, signed_in
from samordna.web import day
from samordna.web.templates import day_words


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the units that the actor leads."""

    href: str
    text: str
    here: bool


@signed_in()
@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """What to remember in one's own cases, and those of whom one stands in for today."""
    who, on = scope(request), day.today()
    things = radar_queries.own(who, on)
    start = _number(request.GET.get("from", ""))
    data = {
        "list": radar_view.own(who, things, on, start), "day": f"{weekday(on)} {day_words(on)}", "first": not start,
        "stands_in": sorted(organisations.worker_names(who.stands_in_for).values()) if who.stands_in_for else [],
        "unit": reverse("unit-radar") if _led(who) else "",
    }  # fmt: skip
    return render(request, "desk/radar.html", data)


@signed_in(Role.UNIT_MANAGER, Role.COORDINATOR)
@require_safe
def unit_page(request: HttpRequest) -> HttpResponse:
    """How much there is to remember in a unit, by rule and worker, and what of it may be seen one by one."""
    who, on = scope(request), day.today()
    unit = _unit(who, request.GET.get("unit", ""))
    things = radar_queries.of_units(who, [unit], on)
    start = _number(request.GET.get("from", ""))
    data = {
        "table": radar_view.table(things), "list": radar_view.of_unit(who, things, on, start), "first": not start,
        "day": f"{weekday(on)} {day_words(on)}", "unit": unit, "tabs": _tabs(who, unit),
        "unit_name": organisations.unit_names([unit]).get(unit, ""),
    }  # fmt: skip
    return render(request, "desk/radar_unit.html", data)


def _led(who: Scope) -> list[int]:
    """The units that the actor leads."""
    return list(dict.fromkeys(post.unit for post in who.posts if post.role in LEADS))


def _unit(who: Scope, written: str) -> int:
    """The unit asked for, else the acting one, else the first that the actor leads. Raises Refused for another's."""
    led = _led(who)
    acting = who.post.unit if who.post else 0
    unit = _number(written) or (acting if acting in led else led[0])
    if unit not in led:
        raise Refused(refused("not-your-unit", say("You lead another unit.")))
    return unit


def _tabs(who: Scope, chosen: int) -> list[Tab]:
    led = _led(who)
    names = organisations.unit_names(led) if len(led) > 1 else {}
    return [Tab(f"{reverse('unit-radar')}?unit={unit}", names[unit], unit == chosen) for unit in led if unit in names]


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0


urls: list[URLPattern] = [
    path("desk/radar/", own_page, name="own-radar"),
    path("desk/radar/unit/", unit_page, name="unit-radar"),
]
