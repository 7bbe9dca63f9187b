"""Does a refusal, a conflict or a repeat get a calm page: why, what was typed, and where to go on? (E4, E12)"""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.platform.urls import urlpatterns as all_pages

TYPED = "Hon ringde <b>två</b> gånger"
PROBLEMS = {
    "law": Refused(
        refused("closed", say("The consent does not reach {who}.", who="<i>AF</i>"), law=("osl:26:1", "nope"))
    ),
    "plain": Refused(refused("role", say("Your role does not include this."))),
    "second": MovedOn(7),
    "again": DoneBefore(7, 3),
}


def _raises(request: HttpRequest, what: str) -> HttpResponse:
    raise PROBLEMS[what]


urlpatterns = [path("try/<str:what>/", _raises), *all_pages]


@pytest.fixture
def answer():
    def asked(what, **more):
        client = Client(headers={"accept-language": "en", "referer": "http://testserver/help/?x=1"})
        with override_settings(ROOT_URLCONF=__name__):
            return client.post(f"/try/{what}/", {"note": TYPED, "form": "a b", "choice": "yes", **more})

    return asked


@pytest.mark.parametrize(("what", "status"), [("law", 403), ("plain", 403), ("second", 409), ("again", 200)])
def test_each_has_its_status_and_one_heading_and_leads_back(answer, what, status):
    said = answer(what)
    page = said.content.decode()
    assert said.status_code == status
    assert page.count("<h1") == 1
    assert 'href="/help/?x=1"' in page


def test_a_refusal_says_why_and_which_law(answer):
    page = answer("law").content.decode()
    assert "does not reach &lt;i&gt;AF&lt;/i&gt;" in page
    assert 'href="/law/osl:26:1/"' in page
    assert "nope" in page
    assert "/law/nope" not in page
    assert "The law says so" not in answer("plain").content.decode()


@pytest.mark.parametrize("what", ["law", "second"])
def test_nothing_that_was_typed_is_lost(answer, what):
    page = answer(what).content.decode()
    assert "Hon ringde &lt;b&gt;två&lt;/b&gt; gånger" in page
    assert "a b" not in page
    assert ">yes<" not in page


def test_a_page_of_somebody_else_is_not_led_back_to(answer):
    client = Client(headers={"referer": "http://elsewhere.example/x"})
    with override_settings(ROOT_URLCONF=__name__):
        assert "elsewhere" not in client.get("/try/again/").content.decode()
