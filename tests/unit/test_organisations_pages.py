"""The pages of a local administrator: do they show the area, carry out each change, and keep what was typed?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import include, path

from samordna.access.domain import system
from samordna.journal.domain import Act
from samordna.journal.models import Event
from samordna.organisations import commands, queries
from samordna.organisations.models import Post
from samordna.organisations.pages import urls
from samordna.organisations.policy import LOADER
from samordna.organisations.reading import read_area
from samordna.platform import urls as platform

handler404, handler500 = platform.handler404, platform.handler500
urlpatterns = [path("organisation/", include(urls)), *platform.urlpatterns]
pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.urls(__name__)]
ON = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def areas(settings):
    # What a second factor opens is tested with sign-in.
    settings.SECOND_FACTOR_REQUIRED = False
    for area in ("malmo", "boras"):
        act = Act(id=uuid4(), by=0, at=datetime(2026, 11, 22, 8, tzinfo=UTC), on=ON)
        commands.load_area(act=act, scope=system(LOADER, ON), data=read_area(area))


def client(username="stefan.lindgren", lang="en"):
    found = Client(headers={"accept-language": lang}, SERVER_NAME="localhost")
    found.force_login(queries.worker(username))
    return found


def words(response):
    html = response.content.decode()
    assert "style=" not in html, "the content security policy refuses inline style"
    assert len(re.findall(r"<h1[ >]", html)) == 1
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands once on a page"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def address(slug="norr", verb="", area="malmo"):
    pk = queries.unit_called(area, slug).pk
    return f"/organisation/units/{pk}/" + (f"{verb}/" if verb else "")


def send(verb, slug="norr", who="stefan.lindgren", form=None, **fields):
    data = {"form": str(form or uuid4()), **{f"{verb}-{name.rstrip('_')}": value for name, value in fields.items()}}
    return client(who).post(address(slug, verb), data)


def done(response, slug="norr"):
    assert (response.status_code, response.headers.get("Location")) == (302, address(slug)), words(response)
    return words(client().get(address(slug)))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_overview_shows_units_here_and_outside_and_the_directory(lang):
    response = client(lang=lang).get("/organisation/")
    text = words(response)
    assert response.status_code == 200
    assert "Stadsområde Norr, ekonomiskt bistånd" in text
    assert "Vera Lindqvist" in text
    assert "Enheten för försörjningsstöd" not in text, "another area"


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("slug", ["norr", "soder", "forsakringskassan", "konsultationsteam"])
def test_every_unit_has_a_page(slug, lang):
    assert words(client(lang=lang).get(address(slug)))


def test_a_unit_shows_its_addresses_over_time():
    text = words(client().get(address("soder")))
    coming = text.index("Exempelgatan 4")
    assert coming < text.index("Box 310 65")
    assert "from 1 January 2027 until further notice to come" in text[coming:]
    assert "through 31 December 2026" in text


@pytest.mark.parametrize("username", ["maja.nilsson", "ulrika.persson"])
def test_others_are_refused_calmly(username):
    response = client(username).get("/organisation/")
    assert response.status_code == 403
    assert "Your role does not include this page." in words(response)


def test_nobody_signed_in_is_asked_to_sign_in():
    response = Client(SERVER_NAME="localhost").get("/organisation/")
    assert response.status_code == 302
    assert "next=/organisation/" in response.headers["Location"]


def test_another_area_is_closed_and_what_is_not_there_is_not_there():
    assert client().get(address("forsorjningsstod", area="boras")).status_code == 403
    assert client().get("/organisation/units/999999/").status_code == 404
    assert client().post(address(verb="explode")).status_code == 404
    assert client().get(address(verb="close")).status_code == 405


def test_a_unit_of_another_authority_is_shown_without_forms():
    html = client("kristina.vik").get(address("arbetsformedlingen", area="boras")).content.decode()
    assert "You can read this page but not change it" in html
    assert 'name="form"' not in html
    response = send_boras("rename", name="AF")
    assert response.status_code == 422
    assert "The unit belongs to another authority" in words(response)


def send_boras(verb, **fields):
    data = {"form": str(uuid4()), **{f"{verb}-{name}": value for name, value in fields.items()}}
    return client("kristina.vik").post(address("arbetsformedlingen", verb, "boras"), data)


# Each form


def test_rename():
    assert "Stadsområde Nord" in done(send("rename", name="Stadsområde Nord", phone="", email=""))


def test_set_an_address():
    text = done(send("address", lines="Malmö stad\r\n\r\n Exempelgatan 9 \r\n", from_="2026-12-01"))
    assert "Malmö stad Exempelgatan 9" in text
    assert queries.address_on(queries.unit_called("malmo", "norr").pk, date(2026, 12, 1))[1] == "Exempelgatan 9"


def test_add_and_end_a_contact():
    assert "Siv Ek" in done(send("contact", name="Siv Ek", kind="other", from_="2026-11-22"))
    contact = next(c for c in queries.contacts(queries.unit_called("malmo", "norr").pk, ON) if c.name == "Siv Ek")
    assert "Siv Ek" in done(send("end-contact", contact=contact.pk, last="2026-11-22"))
    assert contact not in queries.contacts(contact.unit_id, date(2026, 11, 23))


def test_appoint_and_end_a_post():
    fields = {"username": "Saga.Ek", "name": "Saga Ek", "role": "case-worker", "from_": "2026-11-22"}
    assert "saga.ek" in done(send("appoint", **fields))
    post = Post.objects.get(worker__username="saga.ek")
    assert "through 31 January 2027" in done(send("end-post", post=post.pk, last="2027-01-31"))
    assert Post.objects.get(pk=post.pk).valid_to == date(2027, 2, 1)


def test_absence_with_a_substitute_and_back_again():
    maja, omar = queries.worker("maja.nilsson"), queries.worker("omar.rahimi")
    text = done(send("absence", worker=maja.pk, substitute=omar.pk, from_="2026-11-22", last="2026-12-31"))
    assert "Substitute: Omar Rahimi." in text
    absence = queries.absences_in(queries.unit_called("malmo", "norr").pk, ON)[0]
    done(send("end-absence", absence=absence.pk, back="2026-11-25"))
    assert not queries.scope_of(omar, date(2026, 11, 25)).stands_in_for


def test_close():
    assert "31 January 2027" in done(send("close", last="2027-01-31"))


def test_add_a_unit():
    area = queries.area("malmo").pk
    sphere = queries.unit_called("malmo", "norr").sphere_id
    page = client().get(f"/organisation/units/new/{area}/")
    assert "Stadsområdets kontaktperson" in words(client(lang="sv").get(f"/organisation/units/new/{area}/"))
    assert page.status_code == 200
    fields = {"name": "Unga vuxna", "prefix": "MUV", "sphere": sphere, "where": "here", "from": "2026-11-22"}
    data = {"form": str(uuid4()), "add-unit-plays": ["socialtjanst"], **{f"add-unit-{k}": v for k, v in fields.items()}}
    wrong = client().post(f"/organisation/units/new/{area}/", {**data, "add-unit-prefix": "MNO"})
    assert wrong.status_code == 422
    assert "Another unit has the prefix" in words(wrong)
    assert 'value="Unga vuxna"' in wrong.content.decode()
    assert 'value="socialtjanst" checked' in wrong.content.decode()
    response = client().post(f"/organisation/units/new/{area}/", data)
    assert response.headers["Location"] == address("unga-vuxna")
    assert client("kristina.vik").get(f"/organisation/units/new/{area}/").status_code == 403


# What goes wrong


def test_what_is_wrong_is_said_at_the_top_and_at_the_field_and_what_was_typed_is_kept():
    response = send("appoint", username="saga.ek", name="", title="handläggare", role="boss", from_="i morgon")
    html = response.content.decode()
    assert response.status_code == 422
    text = words(response)
    assert text.startswith("Error:")
    for field in ("appoint-name", "appoint-role", "appoint-from"):
        assert f'href="#field-{field}"' in html
        assert f'id="field-{field}-error"' in html
    assert 'value="handläggare"' in html
    assert 'value="i morgon"' in html
    assert "“Name” must be filled in." in text
    assert re.search(r"<details[^>]* open><summary>Appoint somebody", html)
    assert not queries.Worker.objects.filter(username="saga.ek").exists()


def test_a_refusal_is_shown_in_the_form():
    response = send(
        "appoint", username="stefan.lindgren", name="Stefan Lindgren", role="case-worker", from_="2026-11-22"
    )
    assert response.status_code == 422
    assert "Nobody gives themselves a post." in words(response)


def test_somebody_from_another_unit_cannot_be_slipped_in():
    elin = queries.worker("elin.svard")
    assert send("absence", worker=elin.pk, from_="2026-11-22").status_code == 422
    assert send("end-post", post=Post.objects.get(worker=elin).pk, last="2026-11-22").status_code == 422


def test_a_double_click_is_one_act():
    """E12."""
    form, before = uuid4(), Event.objects.count()
    for _ in range(2):
        done(send("rename", form=form, name="Norr", phone="", email=""))
    assert Event.objects.count() == before + 1


def test_a_form_from_elsewhere_is_refused():
    guarded = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    guarded.force_login(queries.worker("stefan.lindgren"))
    assert guarded.post(address(verb="rename"), {"rename-name": "Kapad"}).status_code == 403
