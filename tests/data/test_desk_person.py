"""Finding a person or a case, and the person's page: one's own authority only, logged, and protected (D21, E16)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samordna.audit.models import Reading
from samordna.cases.models import Case
from samordna.people.commands import register_person
from samordna.people.domain import Details
from samordna.people.models import Person
from tests.cases_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.data]
KIM, FORMER, OTHER = "198507099805", "198507099813", "196411139808"  # the Tax Agency's series for tests


def client(world: World, name: str = "sara") -> Client:
    made = Client()
    made.force_login(world.workers[name])
    return made


def kim(world: World, number: str = KIM) -> Person:
    details = Details(
        given_name="Kim", family_name="Ek", phone="070-000 00 00", address="Provgatan 1", language="finska"
    )
    return register_person(act=world.act("sara"), scope=world.scope("sara"), details=details, number=number)


def found(world: World, q: str, name: str = "sara") -> str:
    answer = client(world, name).post("/desk/find/?lang=en", {"q": q})
    assert answer.status_code == 200
    return answer.content.decode()


# Finding


@pytest.mark.parametrize("q", ["850709-9805", "19850709 9805", "Kim", "ek", "Kim Ek"])
def test_a_person_is_found_by_number_and_by_name_and_the_search_is_logged(world: World, q: str) -> None:
    person = kim(world)
    case = world.open(person=person).case
    said = found(world, q)
    assert f"/people/{person.pk}/" in said
    assert f"/cases/{case}/" in said
    assert Reading.objects.filter(stream_id=person.pk, what="search").count() == 1


def test_a_case_is_found_by_ones_own_number_for_it(world: World) -> None:
    case = world.open().case
    assert f"/cases/{case}/" in found(world, "ost-2026-0001")
    assert f"/cases/{case}/" in client(world).get("/desk/find/?q=OST-2026-0001").content.decode()
    assert Reading.objects.filter(stream_id=case, what="search").count() == 1
    assert f"/cases/{case}/" not in found(world, "OST-2026-0001", "karin")


def test_the_form_sends_in_the_body_so_that_no_address_holds_a_name(world: World) -> None:
    """The address and the title of the answer hold nothing of what was asked."""
    kim(world)
    said = found(world, "Kim Ek")
    form = said.split('action="/desk/find/"')[0].rsplit("<form", 1)[1]
    assert 'method="post"' in form
    assert "Kim" not in said.split("</title>")[0]


def test_other_authorities_are_not_searched(world: World) -> None:
    """D21, 2001:637 15 §."""
    kim(world)
    for q in (KIM, "Kim Ek"):
        said = found(world, q, "karin")
        assert "Nothing found" in said
        assert "/people/" not in said
    assert not Reading.objects.filter(what="search").exists()


def test_a_colleague_in_another_unit_finds_the_person_but_no_case(world: World) -> None:
    world.open(person=kim(world))
    said = found(world, "Kim", "olle")
    assert "Kim Ek" in said
    assert "/cases/" not in said


def test_a_search_for_nothing_finds_nobody(world: World) -> None:
    kim(world)
    for q in ("", "k", "850709"):
        assert "/people/" not in found(world, q)


def test_a_former_number_and_a_protected_identity_are_marked(world: World) -> None:
    person = kim(world, FORMER)
    post(world, person, do="number", number=KIM)
    post(world, person, do="protect")
    said = found(world, FORMER)
    assert "found by a former number" in said
    assert said.count("Protected identity") == 1


# The person's page


def page(world: World, person: Person, name: str = "sara", lang: str = "en", why: str = "Ringde oss"):
    browser = client(world, name)
    if why:
        browser.post(f"/people/{person.pk}/", {"reading_reason": why})
    return browser.get(f"/people/{person.pk}/?lang={lang}")


def post(world: World, person: Person, **form: object):
    browser = client(world)
    browser.post(f"/people/{person.pk}/", {"reading_reason": "Ringde oss"})
    return browser.post(f"/people/{person.pk}/?lang=en", {"form": str(uuid4()), **form})


def test_whoever_works_with_the_person_sees_them_and_it_is_logged(world: World) -> None:
    """D26: no reason is asked of the one who has the case."""
    person = kim(world)
    case = world.open(person=person).case
    answer = page(world, person, why="")
    said = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Kim Ek", "19850709-9805", "070-000 00 00", "Provgatan 1", "finska", f"/cases/{case}/"):
        assert words in said
    assert "Kim" not in said.split("</title>")[0]
    assert Reading.objects.get(stream_id=person.pk).why == "assigned"
    assert "Stockholmsmodellen" in page(world, person, lang="sv").content.decode()


def test_others_are_asked_why_first(world: World) -> None:
    """D26, E16: nothing is shown before, and the reason is in the log."""
    person = kim(world)
    asked = client(world, "olle").get(f"/people/{person.pk}/?lang=en").content.decode()
    assert "Why do you need to read this?" in asked
    assert "Kim" not in asked
    empty = client(world, "olle").post(f"/people/{person.pk}/?lang=en", {"reading_reason": " "})
    assert empty.status_code == 400
    assert "Kim Ek" in page(world, person, "olle", why="Vikarierar i telefonen").content.decode()
    assert Reading.objects.get(stream_id=person.pk, what="person").reason == "Vikarierar i telefonen"


def test_another_authority_gets_the_same_answer_as_for_nobody(world: World) -> None:
    """D21."""
    person = kim(world)
    for number in (person.pk, 999_999):
        answer = client(world, "karin").get(f"/people/{number}/?lang=en")
        assert answer.status_code == 403
        assert "There is no such person for you to see." in answer.content.decode()


def test_another_branch_of_the_authority_sees_who_it_is_and_changes_nothing(world: World) -> None:
    """D5: it would write over what it does not see."""
    person = kim(world)
    said = page(world, person, "jonas").content.decode()
    assert "Kim Ek" in said
    assert "Provgatan" not in said
    assert 'value="details"' not in said


def test_details_are_changed_and_nothing_typed_is_lost(world: World) -> None:
    person = kim(world)
    form = {"do": "details", "given_name": "Kim", "family_name": "", "phone": "08-1", "language": "arabiska"}
    wrong = post(world, person, **form)
    said = wrong.content.decode()
    assert wrong.status_code == 400
    assert "Write both a given name and a family name." in said
    assert 'value="arabiska"' in said
    assert "<title>Error:" in said
    assert post(world, person, **{**form, "family_name": "Öberg", "interpreter": "yes"}).status_code == 302
    person.refresh_from_db()
    assert (person.family_name, person.language, person.interpreter) == ("Öberg", "arabiska", True)


def test_a_new_number_keeps_the_old_and_never_takes_somebody_elses(world: World) -> None:
    person = kim(world, FORMER)
    kim(world, OTHER)
    assert "Somebody else at your authority" in post(world, person, do="number", number=OTHER).content.decode()
    assert "This is no personal number" in post(world, person, do="number", number="12").content.decode()
    assert post(world, person, do="number", number=KIM).status_code == 302
    said = page(world, person).content.decode()
    assert "19850709-9805" in said
    assert "Former numbers" in said


def test_protecting_takes_the_contact_details_away_at_once(world: World) -> None:
    person = kim(world)
    assert post(world, person, do="protect").status_code == 302
    said = page(world, person).content.decode()
    assert "Protected identity" in said
    assert "Provgatan" not in said
    assert 'name="phone"' not in said
    assert post(world, person, do="unprotect", reason="Upphört").status_code == 302


def test_a_representative_is_added_and_ended(world: World) -> None:
    person = kim(world)
    form = {"do": "speaker", "speaker_kind": "god-man", "speaker_name": "Gun Holm", "from": "2026-01-01"}
    assert post(world, person, **{**form, "from": "2026-13-01"}).status_code == 400
    assert post(world, person, **form).status_code == 302
    assert "Gun Holm" in page(world, person).content.decode()
    row = person.representatives.get()
    assert post(world, person, do="end-speaker", id=row.pk).status_code == 302
    assert "Gun Holm" not in page(world, person).content.decode()
    assert post(world, person, do="nothing").status_code == 400


def test_a_page_of_hits_costs_a_fixed_number_of_queries_before_the_log(world: World) -> None:
    for n in range(3):
        world.open(person=world.person("Alva", f"Ek{n}"))
    browser = client(world)
    counts = []
    for _ in range(2):
        browser.post("/desk/find/", {"q": "Alva"})
        with CaptureQueriesContext(connection) as counted:
            browser.post("/desk/find/", {"q": "Alva"})
        counts.append(len([q for q in counted if "audit_reading" not in q["sql"]]))
        for n in range(5):
            world.open(person=world.person("Alva", f"By{n}"))
    assert counts[0] == counts[1]
    assert Case.objects.count() == 13
