"""Where does somebody go who has just signed in? To the work of their role, never to a page that refuses them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from samordna.access.domain import Role
from samordna.organisations import queries
from samordna.web.templates import page_if_any

# Those who have a worklist.
AT_THE_DESK = {Role.CASE_WORKER, Role.UNIT_MANAGER, Role.COORDINATOR}


def first_page(worker: Any, on: date) -> str:
    """The address of the first page of a worker's role."""
    roles = queries.scope_of(worker, on).roles
    if Role.LOCAL_ADMIN in roles:
        return page_if_any("organisation") or reverse("start")
    return page_if_any("worklist" if roles & AT_THE_DESK else "access") or reverse("start")
