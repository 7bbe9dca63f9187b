"""The dialogue with health care in a case: where one is, what to do now, and never a certificate where none is taken.

One person in two municipalities: in Gävle Sara talks with the rehabilitation coordinator; in Stockholm the certificate
is looked at link by link, and what is missing is asked for in writing.
"""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.cases.commands import moving, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case
from samordna.consents import commands as consents
from samordna.consents.domain import Direction, Paper, Withdrawal
from samordna.consents.models import Consent
from samordna.forms import commands as forms
from samordna.forms.commands import Given
from samordna.forms.kept import BY_HAND
from samordna.kernel.period import Period
from samordna.organisations.models import Contact, PartyUnit
from tests.cases_world import START, World, build
from tests.data.test_desk_box import signed_in, the_box
from tests.data.test_desk_forms import words

pytestmark = [pytest.mark.django_db, pytest.mark.data]
TAGS = re.compile(r"<h3>(.*?) *<span class=\"ds-tag\"[^>]*>(.*?)</span></h3>")


def world_of(settings, handbook: str, *, plays: str = "") -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    world = build(handbook)
    if plays:
        PartyUnit.objects.create(unit=world.units["oster"], party=plays, first=True, valid_from=START)
    return world


def page(client: Client, case: int) -> str:
    answer = client.get(reverse("case-dialogue", args=[case]))
    assert answer.status_code == 200
    return answer.content.decode()


def stands(page: str) -> dict[str, str]:
    return dict(TAGS.findall(page))


def go(world: World, case: int, exit_: str) -> None:
    left = Left(exits=(exit_,))
    moving.complete(**world.by("sara"), case=case, position=the_box(case), left=left)


def give(world: World, case: int, kind: str, categories: tuple[str, ...]) -> None:
    ours, care = world.units["oster"].sphere, world.units["varden"].sphere
    ways = (Direction(ours.pk, care.pk, care.name), Direction(care.pk, ours.pk, ours.name))
    paper = Paper(
        kind=kind, directions=ways, categories=categories, purpose="Planera", evidence="Blankett",
        valid=Period(None, date(2027, 6, 1)), form="written",
    )  # fmt: skip
    consents.give(**world.by("sara"), person=Case.objects.get(pk=case).person_id, paper=paper, case=case)


def test_one_person_two_municipalities_two_correct_flows(settings) -> None:
    """B10 of the sources: dialogue and no certificate in Gävle; certificate, chain and enquiry in Stockholm."""
    world = world_of(settings, "gavle", plays="arbos")
    case = world.open("sara", "gavle", "1").case
    sara = signed_in(world, "sara")
    assert reverse("case-dialogue", args=[case]) in sara.get(reverse("case", args=[case])).content.decode()
    Contact.objects.create(
        unit=world.units["varden"], kind="rehab-coordinator", name="Mona Ahl", role="rehabkoordinator", valid_from=START
    )
    first = page(sara, case)
    assert stands(first)["Contact with a doctor"] == "Now"
    assert "No certificate is asked for" in first
    go(world, case, "ja")
    second = page(sara, case)
    assert stands(second)["Consent"] == "Now"
    assert f"?kind=samtycke-hava-sekretess&amp;box={the_box(case)}" in second
    assert reverse("case-form-begin", args=[case, "samtycke-hava-sekretess"]) in second

    give(world, case, "samtycke-hava-sekretess", ("contact", "work", "plan", "health"))
    go(world, case, "ja")
    third = page(sara, case)
    assert (stands(third)["Consent"], stands(third)["Contact the rehabilitation coordinator"]) == ("Done", "Now")
    assert "In force: Socialtjanst may tell Halso-Sjukvard about" in words(third.encode())
    assert "regiongavleborg.se" in third
    assert "Mona Ahl, rehabkoordinator, Varden" in third
    go(world, case, "vidare")
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed={"works_despite": "Sitta en timme"})
    fourth = page(sara, case)
    assert stands(fourth)["The dialogue"] == "Now"
    assert "What works in spite of them?" in fourth
    assert "Sitta en timme" in fourth
    for form in ("rehabiliteringsforfragan", "begaran-medicinskt-underlag", "fraga-lakare-arbetsformaga"):
        assert form not in fourth
    printed = words(sara.get(reverse("case-dialogue-questions", args=[case, "koordinator"])).content)
    assert "What is the prognosis?" in printed
    assert "Sitta en timme" in printed
    assert sara.get(reverse("case-dialogue-questions", args=[case, "nio"])).status_code == 404
    go(world, case, "skriftliga-fragor")
    made = forms.begin(
        **world.by("sara"), case=case, form="fragor-till-lakare", values={"own": "Går lagret halvtid?"}
    ).document
    assert "Go on with “Written questions to the doctor”" in page(sara, case)
    forms.send(**world.by("sara"), case=case, document=made, given=Given(how=BY_HAND, to_person=True))
    assert reverse("case-form-answer", args=[case, made]) in page(sara, case)
    forms.answer(**world.by("sara"), case=case, document=made, values={"works": "Ja"}, on=world.day)
    assert "was answered 22 November 2026" in page(sara, case)

    given = tuple(Consent.objects.values_list("pk", flat=True))
    person = Case.objects.get(pk=case).person_id
    consents.withdraw(**world.by("sara"), person=person, what=Withdrawal(consents=given))
    after = page(sara, case)
    assert stands(after)["Consent"] == "Not in place"
    assert "In force" not in after
    assert signed_in(world, "olle").get(reverse("case-dialogue", args=[case])).status_code == 403


def test_the_same_person_in_stockholm(settings) -> None:
    """The certificate is judged in its box, which writes the questions of the enquiry; there is no dialogue to show."""
    world = world_of(settings, "stockholm")
    case = world.open("sara", "soc-sjukskriven", "8").case
    sara = signed_in(world, "sara")
    assert reverse("case-dialogue", args=[case]) not in sara.get(reverse("case", args=[case])).content.decode()
    assert "no dialogue with health care of its own" in page(sara, case)
    assert sara.get(reverse("case-dialogue-questions", args=[case, "koordinator"])).status_code == 404
    chain = {"certificate": "yes", "diagnosis": "yes", "function": "unclear", "activity": "no", "coherent": "yes",
             "caused_by_illness": "yes"}  # fmt: skip
    facts = {f"fact-{name}": value for name, value in chain.items()}
    judged = {"form": str(uuid4()), "do": "decide", "suggested": "supplement", "outcome": "supplement", **facts}
    assert sara.post(reverse("case-table", args=[case, the_box(case), "lakarintyg"]), judged).status_code == 302
    go(world, case, "nej")
    box = the_box(case)
    sara.post(reverse("case-questions", args=[case, box]), {"form": str(uuid4())})
    shown = sara.get(reverse("case-box", args=[case, box])).content.decode()
    assert "Vad har personen svårt att göra" in shown
    assert reverse("case-form-begin", args=[case, "rehabiliteringsforfragan"]) in shown


def test_without_consent_the_variant_is_shown(settings) -> None:
    """G-N1 and G-N2 of the sources: documents from a doctor only, or the ordinary planning; both lead back."""
    world = world_of(settings, "gavle", plays="arbos")
    case = world.open("sara", "gavle", "2").case
    sara = signed_in(world, "sara")
    go(world, case, "nej-med-underlag")
    shown = page(sara, case)
    assert list(stands(shown)) == [
        "Variant 1: the client hands in documents",
        "Variant 2: neither dialogue nor documents",
    ]
    assert f"{reverse('case-attachment-new', args=[case])}?kind=medical" in shown
    go(world, case, "nej")
    shown = page(sara, case)
    assert stands(shown)["Variant 2: neither dialogue nor documents"] == "Now"
    assert reverse("case-form-begin", args=[case, "konsekvenstext"]) in shown
    swedish = page(signed_in(world, "sara", "sv"), case)
    assert "När kunden inte samtycker" in swedish


def test_jonkoping_begins_where_the_person_turned_up(settings) -> None:
    """K-V4 of the sources: unannounced at care, back to the case worker, and on by the first way."""
    world = world_of(settings, "jonkoping")
    case = world.open("sara", "jonkoping", "vard-2").case
    sara = signed_in(world, "sara")
    assert stands(page(sara, case)) == {"Care refers the client to you": "Now"}
    go(world, case, "vidare")
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed={"planned_activities": "Lagerarbete"})
    give(world, case, "varden", ("contact", "work", "plan", "health"))
    shown = stands(page(sara, case))
    assert [shown[each] for each in ("Describe the activity", "Consent to the care unit")] == ["Done", "Done"]
    assert shown["Contact the rehabilitation coordinator"] == "Now"
    sending.refer(**world.by("sara"), case=case, position=the_box(case), target="party:halso-sjukvard")
    asked = page(sara, case)
    assert stands(asked)["The answer of health care"] == "Now"
    assert "What works in spite of the reduced function?" in asked
