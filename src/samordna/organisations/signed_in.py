"""Who is signed in, in which post, and what is the act that a page has been asked for? (E3, E12)"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import quote
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from samordna.access.domain import CASE_ROLES, Role, Scope
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.organisations import queries
from samordna.web import day

POST = "post"
P = ParamSpec("P")
Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class Signed:
    """Gives every request its `scope`: who asks, with the posts of the day; None when nobody is signed in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(lambda: _scope(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _scope(request: HttpRequest) -> Scope | None:
    if not request.user.is_authenticated:
        return None
    chosen = request.session.get(POST)
    return queries.scope_of(request.user, day.today(), chosen)


def scope(request: HttpRequest) -> Scope:
    """The scope of a signed-in request. Raises Refused when nobody is signed in or there is no post today."""
    found: Scope | None = request.scope  # type: ignore[attr-defined]
    if not found or found.post is None:
        raise Refused(refused("no-post", say("You have no post in any unit today. Ask your local administrator.")))
    return found


def signed_in(*roles: Role) -> Callable[[View[P]], View[P]]:
    """A page for those who are signed in and have one of `roles` (default: those that meet cases)."""
    wanted = frozenset(roles) or CASE_ROLES

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(f"{reverse('sign-in')}?next={quote(request.get_full_path())}")
            if not scope(request).roles & wanted:
                raise Refused(refused("wrong-role", say("Your role does not include this page.")))
            return view(request, *args, **kwargs)

        return cast(View[P], page)

    return wrap


def act_of(request: HttpRequest, reason: str = "") -> Act:
    """The act that a sent form asks for: its id is the form's, so that a double click is one act (E12)."""
    actor = scope(request)
    assert actor.post is not None
    return Act(
        id=_form_id(request), by=actor.worker, at=day.now(), on=day.today(),
        unit=actor.post.unit, sphere=actor.post.sphere, reason=reason,
    )  # fmt: skip


def _form_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("form", ""))
    except ValueError:
        return uuid4()
