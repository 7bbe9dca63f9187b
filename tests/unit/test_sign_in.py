"""Does sign-in let in who should come in, and nobody else, and does every case wait for a second factor? (E15, D26)"""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse
from django.utils import timezone

from samordna.platform.urls import handler429  # noqa: F401
from samordna.platform.urls import urlpatterns as all_pages
from tests.architecture.test_web import is_for_everybody, patterns

pytestmark = [pytest.mark.django_db, pytest.mark.data]
PASSWORD = "en-lang-mening-for-prov-7"


def _case(request: HttpRequest) -> HttpResponse:
    """A page that holds a case: it belongs to none of the rooms that are open."""
    return HttpResponse(request.user.name if request.user.is_authenticated else "nobody")


urlpatterns = [path("case/", _case), *all_pages]
with_case = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()


@pytest.fixture
def worker():
    return get_user_model().objects.create_user(
        "saga", "saga@example.se", PASSWORD, name="Saga Ek", last_login=timezone.now()
    )


@pytest.fixture
def client():
    return Client(headers={"accept-language": "sv"})


def signs_in(client, password=PASSWORD, name="saga", **more):
    return client.post(reverse("sign-in"), {"login": name, "password": password, **more})


def code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def proven(worker):
    """The worker with an app and recovery codes: its secret."""
    secret = generate_totp_secret()
    TOTP.activate(worker, secret)
    RecoveryCodes.activate(worker)
    return secret


def test_the_right_password_comes_in_and_the_page_says_who(client, worker):
    answer = signs_in(client)
    assert answer.status_code == 302
    page = client.get(reverse("help")).content.decode()
    assert "Saga Ek" in page
    assert f'action="{reverse("sign-out")}"' in page
    assert 'name="csrfmiddlewaretoken"' in page


@pytest.mark.parametrize(("name", "password"), [("saga", "fel"), ("ingen", PASSWORD), ("saga@example.se", PASSWORD)])
def test_a_wrong_name_or_password_stays_out_and_is_told_in_the_same_words(client, worker, name, password):
    answer = signs_in(client, password, name)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "Saga Ek" not in page
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_down(client, worker):
    answers = [signs_in(client, f"fel-{n}") for n in range(6)]
    said = answers[-1].content.decode()
    assert answers[-1].status_code == 429 or "många" in said
    assert "_auth_user_id" not in client.session
    signs_in(client)
    assert "_auth_user_id" not in client.session


def test_an_account_that_is_closed_stays_out(client, worker):
    worker.is_active = False
    worker.save()
    signs_in(client)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    assert client.get("/sign-in/new/").headers["Location"] == reverse("sign-in")
    client.post("/sign-in/new/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert not get_user_model().objects.exists()


def test_passwords_are_kept_as_argon2(worker):
    assert worker.password.startswith("argon2$argon2id$")


@with_case
def test_a_case_waits_for_a_second_factor(client, worker):
    signs_in(client)
    assert client.get("/case/").headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("handbooks")).status_code == 200
    assert client.get(reverse("account")).status_code == 200


@with_case
def test_the_second_factor_is_set_up_by_a_code_from_the_app(client, worker):
    signs_in(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "data:image/svg+xml" in page
    secret = re.search(r'id="authenticator_secret"[^>]* value="(\w+)"', page)[1]
    assert client.post(reverse("mfa_activate_totp"), {"code": "000"}).status_code == 200
    done = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert done.status_code == 302, done.content.decode()
    assert client.get("/case/").content.decode() == "Saga Ek"


@with_case
def test_who_has_a_second_factor_is_asked_for_it_before_being_signed_in(client, worker, proven):
    assert signs_in(client).headers["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/case/").content.decode() == "nobody"
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.get("/case/").content.decode() == "nobody"
    client.post(reverse("mfa_authenticate"), {"code": code(proven)})
    assert client.get("/case/").content.decode() == "Saga Ek"


@with_case
def test_a_recovery_code_works_once(client, worker, proven):
    one = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for signed in ("Saga Ek", "nobody"):
        signs_in(client)
        client.post(reverse("mfa_authenticate"), {"code": one})
        assert client.get("/case/").content.decode() == signed
        client.post(reverse("sign-out"))
        client.cookies.clear()


@override_settings(ROOT_URLCONF=__name__, SECOND_FACTOR_REQUIRED=False)
def test_where_something_in_front_sees_to_it_no_second_factor_is_asked_for(client, worker):
    signs_in(client)
    assert client.get("/case/").content.decode() == "Saga Ek"


def test_the_app_that_opens_the_cases_cannot_be_dropped(client, worker, proven):
    signs_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code(proven)})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(type="totp").exists()


@override_settings(ROOT_URLCONF=__name__, SECOND_FACTOR_REQUIRED=False)
def test_a_password_made_up_by_somebody_else_is_changed_first(client, worker):
    """Until then every sign-in is the first one, also after a sign-out in between."""
    worker.last_login = None
    worker.save()
    for _again in range(2):
        signs_in(client)
        assert client.get("/case/").headers["Location"] == reverse("account_change_password")
        client.post(reverse("sign-out"))
    signs_in(client)
    own = "en-annan-lang-mening-8"
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": own, "password2": own}
    )
    assert answer.headers["Location"] == reverse("account"), answer.content.decode()
    assert client.get("/case/").content.decode() == "Saga Ek"
    client.post(reverse("sign-out"))
    signs_in(client, own)
    assert client.get("/case/").content.decode() == "Saga Ek"


def test_a_form_without_its_token_is_refused_calmly(worker):
    answer = signs_in(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()


def test_signing_out_needs_a_post_and_ends_the_session(client, worker):
    signs_in(client)
    client.get(reverse("sign-out"))
    assert Session.objects.count() == 1
    assert client.post(reverse("sign-out")).headers["Location"] == reverse("start")
    assert "_auth_user_id" not in client.session


def test_the_cookies_are_closed(client, worker, settings):
    client.get(reverse("sign-in"))
    signs_in(client)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        kept = client.cookies[name]
        assert kept["httponly"], name
        assert kept["samesite"] == "Lax"
        assert not kept["max-age"], f"{name} outlives the browser"


def test_a_session_is_saved_once_a_minute_and_ends_after_a_working_day(client, worker, monkeypatch):
    """E15: a request a second must not be a write a second."""
    from samordna.platform.signing_in import middleware

    start = time.time()
    moment = [start]
    monkeypatch.setattr(middleware.time, "time", lambda: moment[0])
    signs_in(client)
    client.get(reverse("help"))

    def seen():
        return Session.objects.get().get_decoded().get(middleware.SEEN)

    first = seen()
    moment[0] = start + 50
    client.get(reverse("help"))
    assert seen() == first
    moment[0] = start + 70
    client.get(reverse("help"))
    assert seen() == first + 70
    moment[0] = start + middleware.LONGEST + 71
    assert "Saga Ek" not in client.get(reverse("help")).content.decode()


def test_pages_for_everybody_cost_nothing_without_a_session(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(reverse("help"))
    assert not answer.cookies
    assert reverse("sign-in") in answer.content.decode()


@pytest.mark.once
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_pages_of_sign_in_look_like_ours_in_both_languages(client, worker, proven, language):
    names = ["sign-in"]
    for name in names:
        _like_ours(client.get(reverse(name), {"lang": language}), language)
    signs_in(client)
    _like_ours(client.get(reverse("mfa_authenticate")), language)
    client.post(reverse("mfa_authenticate"), {"code": code(proven)})
    for name in ("account", "account_change_password", "mfa_index", "mfa_view_recovery_codes", "account_logout"):
        _like_ours(client.get(reverse(name), follow=True), language)


def _like_ours(answer, language):
    page = answer.content.decode()
    assert answer.status_code == 200, page
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=\"", page)
    assert re.search(r"<title>\s*\S[^<]* – Samordna</title>", page)


def _behind_sign_in():
    """Every page that is not for everybody, with an address to ask for.

    The access matrix is for everybody: it holds rules only. A calendar answers to its secret, without a session (D23).
    """
    for pattern in patterns():
        allauths = pattern.callback.__module__.startswith("allauth.")
        if pattern.name not in ("access", "calendar-feed") and not allauths and not is_for_everybody(pattern):
            filled = {n: 1 if "Int" in type(c).__name__ else "x" for n, c in pattern.pattern.converters.items()}
            yield pattern.name, reverse(pattern.name, kwargs=filled)


@pytest.mark.once
@pytest.mark.parametrize(("name", "address"), [pytest.param(*p, id=p[0]) for p in _behind_sign_in()])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_other_page_turns_away_who_is_not_signed_in(client, method, name, address):
    """Generated from the addresses: a page that forgets to ask is found here."""
    answer = getattr(client, method)(address)
    if answer.status_code != 405:
        assert answer.status_code == 302, f"{address} answers {answer.status_code}"
        assert answer.headers["Location"].startswith(reverse("sign-in"))
