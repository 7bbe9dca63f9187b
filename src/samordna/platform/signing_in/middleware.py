"""How long does a session last, and what must be in place before anybody meets a case? (E15)"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from samordna.web.account import has_session
from samordna.web.i18n import _

Answer = Callable[[HttpRequest], HttpResponse]
# Seconds: a session is saved at most once a minute, and ends after a working day even when it is used.
SAVED_EVERY, LONGEST = 60, 12 * 60 * 60
SEEN, BEGAN, PROVEN, OWN_PASSWORD = "seen", "began", "second-factor", "own-password"
# Whose pages hold nothing about a person: handbooks, tables, law, and sign-in itself.
OPEN = ("samordna.web.", "samordna.handbooks.", "samordna.rules.", "samordna.law.", "samordna.platform.", "allauth.")


class Session:
    """Keeps the session of somebody who works, and ends it after `LONGEST`; idle ones end by their own age."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if has_session(request) and SESSION_KEY in request.session:
            self._keep(request, int(time.time()))
        return self.get_response(request)

    def _keep(self, request: HttpRequest, now: int) -> None:
        session = request.session
        if now - session.setdefault(BEGAN, now) > LONGEST:
            logout(request)
        elif now - session.get(SEEN, 0) >= SAVED_EVERY:
            session[SEEN] = now


class SecondFactor:
    """Sends an account without a second factor, or with a password that is not its own, to get one before any case."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """A redirect, when something is missing and the page is one that may hold a case."""
        if view.__module__.startswith(OPEN) or not has_session(request) or not request.user.is_authenticated:
            return None
        if request.session.get(OWN_PASSWORD) is False:
            messages.warning(request, _("Choose a password of your own first."))
            return HttpResponseRedirect(reverse("account_change_password"))
        if not settings.SECOND_FACTOR_REQUIRED or request.session.get(PROVEN):
            return None
        if is_mfa_enabled(request.user):
            request.session[PROVEN] = True
            return None
        messages.warning(request, _("Cases are open to those who sign in with a second factor. Set up yours here."))
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
