"""Who is signed in, as the top of every page and the account page show it?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from samordna.access.domain import CASE_ROLES, Role, Scope
from samordna.web.account import Account
from samordna.web.i18n import _

KEPT = "_account"


def account_of(request: HttpRequest) -> Account | None:
    """The account for the top of the page; worked out once a request."""
    if not hasattr(request, KEPT):
        setattr(request, KEPT, _account(request))
    found: Account | None = getattr(request, KEPT)
    return found


def _account(request: HttpRequest) -> Account | None:
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    scope: Scope | None = getattr(request, "scope", None)
    unit = scope.post.unit_name if scope and scope.post else ""
    return Account(user.name, unit, tuple(menu(scope.roles if scope else frozenset())))


def menu(roles: frozenset[Role]) -> list[tuple[str, str]]:
    """The entries before those that everybody has; a page that is not there is left out by the template."""
    entries = (
        ("worklist", _("Worklist"), CASE_ROLES),
        ("organisation", _("Organisation"), frozenset({Role.LOCAL_ADMIN})),
        ("handbook-review", _("What needs review"), frozenset({Role.HANDBOOK_OWNER})),
        ("unit-log", _("Reading log"), frozenset({Role.UNIT_MANAGER})),
        # What follows is nobody's own page: the first entry is where the start page leads.
        ("catalogue", _("Catalogue"), CASE_ROLES | {Role.LOCAL_ADMIN}),
        ("links", _("Guides"), frozenset({Role.COORDINATOR, Role.LOCAL_ADMIN})),
    )
    return [(name, text) for name, text, wanted in entries if roles & wanted]
