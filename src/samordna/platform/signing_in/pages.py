"""Which pages does sign-in have? allauth's, at addresses of ours, and the worker's own account page."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as second_factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from samordna.access.domain import CASE_ROLES, Role
from samordna.kernel.text import Message, say
from samordna.organisations import queries
from samordna.organisations.signed_in import POST
from samordna.web import day

ROLES: dict[Role, Message] = {
    Role.CASE_WORKER: say("case worker"),
    Role.UNIT_MANAGER: say("unit manager"),
    Role.COORDINATOR: say("coordinator"),
    Role.LOCAL_ADMIN: say("local administrator"),
    Role.HANDBOOK_OWNER: say("handbook owner"),
    Role.AUDITOR: say("auditor"),
    Role.PERSON: say("person with a case"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, in which units, and which of them I act for; a post sent in is acted in from then on."""
    user: Any = request.user
    posts = queries.posts_of(user.pk, day.today())
    if request.method == "POST":
        chosen = next((p.id for p in posts if str(p.id) == request.POST.get(POST)), None)
        if chosen:
            request.session[POST] = chosen
        return HttpResponseRedirect(reverse("account"))
    acting = next((p.id for p in posts if p.id == request.session.get(POST)), posts[0].id if posts else 0)
    said = {
        "posts": [(str(p.id), p.unit_name, ROLES[p.role], p.for_name) for p in posts],
        "acting": str(acting),
        "second_factor": is_mfa_enabled(user),
        "required": settings.SECOND_FACTOR_REQUIRED,
        "own_password": user.has_usable_password(),
        "meets_cases": any(p.role in CASE_ROLES for p in posts),
    }
    return render(request, "platform/account.html", said)


@require_safe
def no_sign_up(_request: HttpRequest) -> HttpResponse:
    """Nobody signs up; who tries is led to sign-in."""
    return HttpResponseRedirect(reverse("sign-in"))


urls: list[URLPattern] = [
    # allauth knows its pages by its own names, and ours by shorter ones.
    path("sign-in/", account_views.login, name="account_login"),
    path("sign-in/", account_views.login, name="sign-in"),
    path("sign-in/code/", second_factor_views.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", account_views.account_inactive, name="account_inactive"),
    path("sign-in/new/", no_sign_up, name="account_signup"),
    path("sign-out/", account_views.logout, name="account_logout"),
    path("sign-out/", account_views.logout, name="sign-out"),
    path("account/", account, name="account"),
    path("account/confirm/", account_views.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", second_factor_views.reauthenticate, name="mfa_reauthenticate"),
    path("account/password/", account_views.password_change, name="account_change_password"),
    path("account/password/first/", account_views.password_set, name="account_set_password"),
    path("account/second-factor/", second_factor_views.index, name="mfa_index"),
    path("account/second-factor/app/", totp_views.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/app/off/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/codes/new/", recovery_views.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "account/second-factor/codes/file/", recovery_views.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
]
