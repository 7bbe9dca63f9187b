"""Where do we differ from allauth's own sign-in? Nobody signs up, and nobody drops a second factor that is required."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from samordna.platform.signing_in.first import first_page
from samordna.platform.signing_in.middleware import OWN_PASSWORD
from samordna.web import day

METHODS = "account_authentication_methods"
# Seconds.
JUST_NOW = 900


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by `samordna add-worker` and by local administrators."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the work of the role."""
        return first_page(request.user, day.today()) if request.user.is_authenticated else reverse("start")

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        """Who has never chosen a password of their own does so first: a sign-in counts from then on."""
        chosen = request.session.pop(OWN_PASSWORD, True)
        response: HttpResponse = super().post_login(request, user, **about)
        if not chosen:
            request.session[OWN_PASSWORD] = False
            user.last_login = None
            user.save(update_fields=["last_login"])
        return response

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; `last_login` is empty as long as the password is one that somebody else has made up."""
        chosen = user.last_login is not None
        super().login(request, user)
        request.session[OWN_PASSWORD] = chosen

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The password is the worker's own now."""
        user: Any = request.user
        if user.last_login is None:
            user.last_login = timezone.now()
            user.save(update_fields=["last_login"])
        request.session.pop(OWN_PASSWORD, None)
        return reverse("account")

    def is_reauthentication_required(self, *, app: str, **about: Any) -> bool:
        """Before the account is changed; not for one's first second factor right after the password was given."""
        signed = self.request.session.get(METHODS) or ({"at": 0},)
        fresh = time.time() - signed[-1].get("at", 0) < JUST_NOW
        if fresh and app == "allauth.mfa" and not is_mfa_enabled(self.request.user):
            return False
        return bool(super().is_reauthentication_required(app=app, **about))


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor, as allauth has it."""

    def get_totp_issuer(self) -> str:
        """The name in the worker's app."""
        return "Samordna"

    def get_totp_label(self, user: Any) -> str:
        """The account in the worker's app: never the e-mail address."""
        return str(user.get_username())

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not the one that opens the cases; a lost phone is helped with `samordna add-worker --again`."""
        return not settings.SECOND_FACTOR_REQUIRED or authenticator.type == "recovery_codes"
