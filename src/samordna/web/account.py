"""Who is signed in, as the top of every page shows it? A port: only a higher room knows workers and units (E2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Account:
    """A name, the unit acted for, and the pages of the menu that this account has: (name of the url, text)."""

    name: str
    unit: str = ""
    menu: tuple[tuple[str, str], ...] = ()


_ask: list[Callable[[HttpRequest], Account | None]] = []


def fill(ask: Callable[[HttpRequest], Account | None]) -> None:
    """Say once, at start-up, how to know who is signed in."""
    _ask[:] = [ask]


def has_session(request: HttpRequest) -> bool:
    """True when the browser brought a session: pages for everybody must cost those without one nothing."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and hasattr(request, "session")


def of(request: HttpRequest) -> Account | None:
    """The account of the request, or None."""
    return _ask[0](request) if _ask and has_session(request) else None
