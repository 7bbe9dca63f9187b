"""The page of decisions on benefits, and the boxes that a decision speaks against (D28, D17, D21, D30)."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.audit import verifying
from samordna.cases.commands import guarding
from samordna.cases.models import Benefit, Fact, Position
from tests.cases_world import World, build
from tests.data.test_cases_guard import SICKNESS, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def world(settings) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    return build("boras")


def client(world: World, name: str = "sara", lang: str = "en") -> Client:
    found = Client(headers={"accept-language": lang})
    found.force_login(world.workers[name])
    return found


def at(case: int) -> str:
    """The address of the newest open box."""
    return reverse("case-box", args=[case, the_box(case).no])


def the_box(case: int) -> Position:
    return Position.objects.filter(case_id=case, closed_seq=None).order_by("-no")[0]


def send(who: Client, where: str, do: str, **more: object):
    return who.post(where, {"form": str(uuid4()), "do": do, **more})


def refused(world: World, box: str = "9b") -> int:
    """A case in the box after a refusal from March 2026."""
    case = world.open("sara", "boras", box).case
    guarding.decide(**world.by("sara"), case=case, outcome=refusal(date(2026, 3, 1)))
    return case


def page_of(case: int) -> str:
    return reverse("case-benefits", args=[case])


FORM = {
    "kind": SICKNESS, "decision": "refused", "decided": "2026-03-01", "reason": "documents-insufficient",
    "words": "Utredning saknas", "condition": ["new-investigation", "other-change"],
    "words-other-change": "Ett utlåtande från specialist",
}  # fmt: skip


def test_a_decision_is_registered_with_what_has_to_change(world: World) -> None:
    case = world.open("sara", "boras", "9b").case
    sara, where = client(world), f"{page_of(case)}?box={the_box(case).no}"
    answer = send(sara, where, "decide", **FORM)
    assert answer.headers["Location"] == at(case)
    row = Benefit.objects.get(case_id=case)
    assert {each["id"] for each in row.conditions} == {"new-investigation", "other-change", "age-reached"}
    assert Fact.objects.get(case_id=case, fact="refusal_reason").value == "Underlaget räcker inte. Utredning saknas"
    assert Fact.objects.get(case_id=case, fact="benefit_decision").source == "decision"
    shown = sara.get(page_of(case)).content.decode()
    assert "Do not urge a new application" in shown
    assert "It was refused by a decision of 1 March 2026." in shown
    assert "Ett utlåtande från specialist" in shown
    timeline = sara.get(reverse("case", args=[case])).content.decode()
    assert "registered a decision on Sickness compensation: Refused, 1 March 2026." in timeline
    assert verifying.verify(case=case).differences == []


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(world: World) -> None:
    case = world.open("sara", "boras", "9b").case
    sara = client(world)
    for change, place in (
        ({"condition": []}, "conditions"), ({"reason": ""}, "field-reason"), ({"kind": ""}, "field-kind"),
        ({"decided": ""}, "field-decided"), ({"decided": "i våras"}, "field-decided"),
        ({"until": "2026-01-01"}, "field-until"), ({"words-other-change": ""}, "field-words-other-change"),
        ({"condition": ["day-passed"]}, "field-day-day-passed"),
    ):  # fmt: skip
        answer = send(sara, page_of(case), "decide", **{**FORM, **change})
        page = answer.content.decode()
        assert answer.status_code == 400, place
        assert f'href="#{place}"' in page
        assert f'id="{place}"' in page
        assert "Utredning saknas" in page
    assert not Benefit.objects.exists()


def test_a_guarded_box_warns_and_asks_why(world: World) -> None:
    case = refused(world)
    sara = client(world)
    shown = sara.get(at(case)).content.decode()
    assert "Sickness compensation: do not urge a new application" in shown
    assert "None of what has to change has changed" in shown
    assert 'name="guard-code"' in shown
    answer = send(sara, at(case), "complete", exit="forhallanden-andrade", note="Försöker ändå")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#field-guard-code"' in page
    assert "Försöker ändå" in page
    assert the_box(case).step == "9b"
    lacking = send(sara, at(case), "complete", exit="forhallanden-andrade", **{"guard-code": "other"})
    assert 'href="#field-guard-words"' in lacking.content.decode()
    send(sara, at(case), "complete", exit="forhallanden-andrade", **{"guard-code": "person-decides"})
    assert the_box(case).step == "8"
    timeline = sara.get(reverse("case", args=[case])).content.decode()
    assert "Reason for going on: The person wants to apply and has been told what speaks against it." in timeline
    assert verifying.verify(case=case).differences == []


def test_a_jump_is_asked_too_and_shows_where_to_answer(world: World) -> None:
    case = world.open("sara", "boras", "2b").case
    guarding.decide(**world.by("sara"), case=case, outcome=refusal(date(2026, 3, 1)))
    sara = client(world)
    assert 'name="guard-code"' not in sara.get(at(case)).content.decode()
    wanted = {"jump-target": "boras/8", "jump-reason": "Dags"}
    page = send(sara, at(case), "jump", **wanted).content.decode()
    assert 'href="#field-guard-code"' in page
    assert 'id="field-guard-code"' in page
    send(sara, at(case), "jump", **wanted, **{"guard-code": "other-benefit"})
    assert the_box(case).step == "8"


def test_nothing_sends_anybody_on_to_apply(world: World) -> None:
    """The next link, and what tables propose, stay silent; what the tables say of the decision is there."""
    case = refused(world, "8")
    sara = client(world)
    shown = sara.get(reverse("case", args=[case])).content.decode()
    assert "See why a new application is not urged" in shown
    assert "Go to box 8" not in shown
    case = refused(world, "9b")
    assert "Write what must have changed" in sara.get(at(case)).content.decode()


def test_ticked_by_hand_it_opens_and_the_box_asks_nothing(world: World) -> None:
    case = refused(world)
    sara = client(world)
    which = f"{Benefit.objects.get(case_id=case).pk}-tried-measure"
    form = {"benefit": which.partition("-")[0], "condition": "tried-measure"}
    lacking = send(sara, page_of(case), "tick", **form)
    assert f'href="#field-met-{which}"' in lacking.content.decode()
    early = send(sara, page_of(case), "tick", **form, **{f"met-{which}": "2026-03-01", f"how-{which}": "Brev"})
    assert f'href="#field-met-{which}"' in early.content.decode()
    send(sara, page_of(case), "tick", **form, **{f"met-{which}": "2026-10-01", f"how-{which}": "Rapport 2026-10-01"})
    assert "a new application can be tried" in sara.get(page_of(case)).content.decode()
    assert "guard-code" not in sara.get(at(case)).content.decode()
    send(sara, page_of(case), "untick", **form)
    assert "guard-code" in sara.get(at(case)).content.decode()


def test_the_persons_own_application_is_registered_without_a_question(world: World) -> None:
    case = refused(world)
    sara = client(world)
    answer = send(sara, page_of(case), "apply")
    assert 'href="#field-benefit-kind"' in answer.content.decode()
    send(sara, page_of(case), "apply", **{"benefit-kind": SICKNESS, "applied": "2026-11-01"})
    shown = sara.get(at(case)).content.decode()
    assert "The person has applied on their own, 1 November 2026." in shown
    assert "guard-code" not in shown
    send(sara, at(case), "complete", exit="forhallanden-andrade")
    assert the_box(case).step == "8"


def test_the_title_and_the_address_name_nobody(world: World) -> None:
    """D22."""
    case = refused(world)
    page = client(world).get(page_of(case)).content.decode()
    title = re.search("<title>(.*?)</title>", page, flags=re.S)
    assert title
    assert not {"Kim", "Ek", "Sickness"} & set(title[1].split())


def test_in_swedish_and_without_a_decision(world: World) -> None:
    case = world.open("sara", "boras", "8").case
    assert client(world, lang="sv").get(page_of(case)).status_code == 200
    shown = client(world).get(page_of(case)).content.decode()
    assert "No decision is registered that you can see." in shown
    assert page_of(case) in client(world).get(at(case)).content.decode()


def test_those_who_have_nothing_to_do_with_the_case_see_nothing(world: World) -> None:
    case = refused(world)
    assert client(world, "olle").get(page_of(case)).status_code == 403
