"""The page of a case's facts: by category, with source, period, owner and history; take over, change, add (D21)."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.access.models import Grant
from samordna.audit import verifying
from samordna.cases.commands import telling
from samordna.cases.models import Fact
from samordna.cases.sources import CERTIFICATE, Source
from tests.cases_commands import elsewhere
from tests.cases_world import World
from tests.desk_case_world import the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def client(world: World, name: str = "sara", lang: str = "en") -> Client:
    found = Client(headers={"accept-language": lang})
    found.force_login(world.workers[name])
    return found


def page_of(case: int) -> str:
    return reverse("case-facts", args=[case])


def send(who: Client, case: int, do: str, fact: str, **more: object):
    return who.post(page_of(case), {"form": str(uuid4()), "do": do, "fact": fact, **more})


def save(who: Client, case: int, fact: str, value: object, **more: str):
    named = {f"{name}-{fact}": written for name, written in more.items()}
    return send(who, case, "save", fact, **{f"fact-{fact}": value}, **named)


def test_an_answer_is_saved_with_its_source_and_stands_in_every_box(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    sara = client(world)
    answer = save(
        sara, case, "certificate_to", "2027-01-31", source="certificate", words="Intyg 2026-11-01", since="2026-11-01"
    )
    assert answer.headers["Location"] == f"{page_of(case)}#about-certificate_to"
    page = sara.get(page_of(case)).content.decode()
    assert "Certificate or other medical document: Intyg 2026-11-01" in page
    assert "Concerns the time from 1 November 2026" in page
    assert 'value="2027-01-31"' in sara.get(reverse("case-box", args=[case, the_box(case)])).content.decode()
    assert verifying.verify(case=case).differences == []


def test_what_open_boxes_ask_for_stands_first_and_links_to_them(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    page = client(world).get(page_of(case)).content.decode()
    assert page.index("Asked for in open boxes, not answered yet") < page.index("Certificate until")
    assert f'href="{reverse("case-box", args=[case, the_box(case)])}"' in page
    save(client(world), case, "certificate_to", "2027-01-31")
    after = client(world).get(page_of(case)).content.decode()
    assert after.index("31 January 2027") > after.index("not answered yet")


def test_the_history_shows_every_answer_and_who_told_it(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    sara = client(world)
    save(sara, case, "certificate_to", "2026-12-24", source="told-by-person")
    save(sara, case, "certificate_to", "2027-01-31", source="certificate")
    page = sara.get(page_of(case)).content.decode()
    past = page[page.index("What has been told (2)") :]
    assert past.index("31 January 2027") < past.index("24 December 2026")
    assert "The person has told it" in past
    assert "Sara" in past


def test_wrong_answers_are_said_at_their_fields_and_nothing_is_lost(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    sara = client(world)
    for value, more, place in (
        ("i vår", {}, "fact-certificate_to"),
        ("2027-01-31", {"since": "2027-02-01", "until": "2027-01-01"}, "field-until-certificate_to"),
        ("2027-01-31", {"since": "i höst"}, "field-since-certificate_to"),
        ("2027-01-31", {"source": "rumour"}, "field-source-certificate_to"),
        ("", {}, "fact-certificate_to"),
    ):
        answer = save(sara, case, "certificate_to", value, words="Skrivet med möda", **more)
        page = answer.content.decode()
        assert answer.status_code == 400, place
        assert f'href="#{place}"' in page
        assert f'id="{place}"' in page
        assert "Skrivet med möda" in page
    assert not Fact.objects.exists()


def test_a_fact_that_no_box_asks_for_is_added(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    sara = client(world)
    page = sara.get(page_of(case), {"add": "new_diagnosis_on"}).content.decode()
    assert 'id="fact-new_diagnosis_on"' in page
    save(sara, case, "new_diagnosis_on", "2026-11-01")
    assert "Day of a new diagnosis" in sara.get(page_of(case)).content.decode()
    assert sara.get(page_of(case), {"add": "nonsense"}).status_code == 200
    assert save(sara, case, "nonsense", "x").status_code == 400


def test_an_answer_is_taken_away_and_stays_in_the_history(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    sara = client(world)
    save(sara, case, "certificate_to", "2027-01-31")
    send(sara, case, "remove", "certificate_to")
    page = sara.get(page_of(case)).content.decode()
    assert "the answer was taken away" in page
    assert Fact.objects.get(case_id=case).value is None


def test_another_partys_answer_is_shown_as_theirs_and_can_be_taken_over(world: World) -> None:
    case = elsewhere(world).case
    telling.record(
        **world.by("jonas"), case=case, typed={"earlier_measures": "Kurs 2024"},
        sources={"earlier_measures": Source(CERTIFICATE, "Rapport")},
    )  # fmt: skip
    sara = client(world)
    page = sara.get(page_of(case)).content.decode()
    assert "Jobbtorg Stockholm, Torget says: Kurs 2024" in page
    send(sara, case, "take", "earlier_measures", party="jobbtorg")
    page = sara.get(page_of(case)).content.decode()
    assert "Taken over from Jobbtorg Stockholm, Torget: Rapport" in page
    assert "Take over<" not in page


def test_what_is_closed_is_neither_named_nor_counted(world: World) -> None:
    """D21."""
    case = elsewhere(world).case
    telling.record(**world.by("jonas"), case=case, typed={"addiction": "yes"})
    Grant.objects.all().delete()
    page = client(world).get(page_of(case)).content.decode()
    listed = re.sub(r"<select.*?</select>", "", page, flags=re.S)
    assert "rehabilitation for addiction" not in listed
    assert send(client(world), case, "take", "addiction", party="jobbtorg").status_code == 400


def test_the_page_needs_as_many_queries_for_many_facts_as_for_few(world: World, django_assert_max_num_queries) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    sara = client(world)
    for fact, value in (("certificate_from", "2026-11-01"), ("certificate_to", "2027-01-31"), ("goal", "Arbete")):
        save(sara, case, fact, value)
        save(sara, case, fact, value, words="En gång till")
    sara.get(page_of(case))
    with django_assert_max_num_queries(30):
        sara.get(page_of(case))


def test_swedish_title_and_others_are_turned_away(world: World) -> None:
    """D22: the title names nobody."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    page = client(world, lang="sv").get(page_of(case)).content.decode()
    title = re.search("<title>(.*?)</title>", page, flags=re.S)
    assert title
    assert not {"Kim", "Ek"} & set(title[1].split())
    assert client(world, "olle").get(page_of(case)).status_code == 403
    assert page_of(case) in client(world).get(reverse("case", args=[case])).content.decode()
