"""How does one become somebody in the demonstration? By one click, and nowhere but in the demonstration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, get_user_model, login, logout
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from samordna.access.domain import Role
from samordna.kernel.text import Message, Text, say
from samordna.organisations import queries
from samordna.platform.demonstrating import begin
from samordna.platform.signing_in.first import first_page
from samordna.platform.signing_in.pages import ROLES
from samordna.web import day

if not settings.DEMO or settings.SETTINGS_MODULE != "samordna.platform.demonstration":
    raise ImproperlyConfigured("signing in by one click is for the demonstration only")

TELLS: dict[Role, Message] = {
    Role.CASE_WORKER: say("Meets people, works box by box, hands cases over and asks for consent."),
    Role.UNIT_MANAGER: say("Sees what the unit has and what is late, hands out cases, reviews the reading log."),
    Role.COORDINATOR: say("Leads the team between the authorities; decides nothing about benefits."),
    Role.LOCAL_ADMIN: say("Keeps units, addresses and posts in order; reads no case."),
    Role.HANDBOOK_OWNER: say("Answers for the handbook and its new versions."),
    Role.AUDITOR: say("Checks the log of readings and the chain of events; changes nothing."),
}


class OneClick(BaseBackend):
    """Lets in whoever is chosen, without any proof."""

    def authenticate(self, request: HttpRequest | None, persona: str = "", **_other: Any) -> Any:
        """The worker with this id, or None."""
        return get_user_model().objects.filter(pk=persona, is_active=True).first() if persona.isdecimal() else None

    def get_user(self, user_id: int) -> Any:
        """The worker of a session."""
        return get_user_model().objects.filter(pk=user_id, is_active=True).first()


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody whom one can be: a worker with what they do where."""

    id: int
    username: str
    name: str
    title: str
    area: str
    posts: tuple[tuple[Message, str], ...]
    tells: Message | Text | None


Areas = list[tuple[str, list[Persona]]]


@require_http_methods(["GET", "HEAD", "POST"])
def personas(request: HttpRequest) -> HttpResponse:
    """Everybody, by area; a persona sent in is signed in."""
    there = request.GET.get("next", "")
    if request.method == "POST":
        worker = authenticate(request, persona=request.POST.get("persona", ""))
        if worker is None:
            return HttpResponseRedirect(reverse("demo"))
        logout(request)
        login(request, worker, backend="samordna.platform.one_click.OneClick")
        return HttpResponseRedirect(_within(request, request.POST.get("next", "")))
    areas = _areas()
    awaited = dict(begin())
    first, others = _sorted(areas, awaited)
    return render(request, "platform/personas.html", {"first": first, "areas": others, "any": areas, "next": there})


def _sorted(areas: Areas, awaited: dict[str, Text]) -> tuple[list[Persona], Areas]:
    """Those to begin with, in the order of the plan and with what awaits them; and the others by area."""
    named = {each.username: each for _area, people in areas for each in people}
    first = [replace(named[username], tells=tells) for username, tells in awaited.items() if username in named]
    others = [(area, [each for each in people if each.username not in awaited]) for area, people in areas]
    return first, [(area, people) for area, people in others if people]


def _within(request: HttpRequest, there: str) -> str:
    """Where one wanted to go, when that is a page of ours; else what the role begins with."""
    if there and url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        return there
    return first_page(request.user, day.today())


def _areas() -> Areas:
    """The areas with the personas that work there, in the order of their units."""
    on = day.today()
    return [(area.name, _people(area.pk, area.name)) for area in queries.areas() if queries.units_of(area.pk, on)]


def _people(area: int, area_name: str) -> list[Persona]:
    on = day.today()
    held: dict[Any, list[tuple[Role, str]]] = {}
    for unit in queries.units_of(area, on):
        for post in queries.posts_in(unit.pk, on):
            held.setdefault(post.worker, []).append((Role(post.role), unit.name))
    return [
        Persona(
            worker.pk, worker.username, worker.name, worker.title, area_name,
            tuple((ROLES[role], unit) for role, unit in posts), TELLS.get(posts[0][0]),
        )
        for worker, posts in held.items()
    ]  # fmt: skip
