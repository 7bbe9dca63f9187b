"""The letter holds what may be told and nothing more, is readable by everybody, and names nobody (D1, D18, D23)."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client

from samordna.audit.models import Reading
from samordna.cases import letters
from samordna.cases.commands import sending, working
from samordna.cases.letters import Letter
from samordna.cases.queries import see
from samordna.consents import commands as consents
from samordna.consents.domain import Withdrawal
from samordna.kernel.decision import Refused
from samordna.organisations.models import Address
from samordna.web import i18n
from tests.cases_world import START, World, build
from tests.desk_case_world import asked, consent, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.urls("tests.case_page_urls")]


@pytest.fixture
def world(settings: Any) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    made = build()
    for slug, lines in (("oster", "Östgatan 1\n111 11 Provet"), ("torget", "Torget 2\n222 22 Provet")):
        made.units[slug].phone = "08-111 22 33"
        made.units[slug].save()
        Address.objects.create(
            unit=made.units[slug], lines="Gamla gatan 9", valid_from=START, valid_to=date(2026, 1, 1)
        )
        Address.objects.create(unit=made.units[slug], lines=lines, valid_from=date(2026, 1, 1))
    i18n.activate("en")
    return made


def gathered(world: World, case: int, transfer: int, name: str = "sara") -> Letter:
    return letters.gather(see(world.scope(name), case, world.day), transfer, world.day)


def test_it_names_sender_receiver_reference_and_what_is_asked(world: World) -> None:
    done = asked(world)
    said = gathered(world, done.case, done.transfers[0])
    assert said.sender == ("Stad", "Oster", "Östgatan 1", "111 11 Provet")
    assert said.receiver == ("Stad", "Torget", "Torget 2", "222 22 Provet")
    assert said.reference == "OST-2026-0001"
    assert dict(said.about)["What"] == "Ask Jobbtorg to take part"
    assert said.note == "Kan ni ta emot?"
    assert said.contact == ("Sara", "08-111 22 33")
    assert not said.handed_over


def test_only_categories_that_are_covered_are_told(world: World) -> None:
    """D18: the request asks for contact, work, health and plan; economy is never told."""
    person = world.person()
    done = world.open("sara", "soc-sjukskriven", "17", person=person)
    tell = {"earlier_measures": "Praktik", "income_source": "Försörjningsstöd", "function_limits": "Svårt att stå"}
    working.tell(**world.by("sara"), case=done.case, position=the_box(done.case), typed=tell)
    consent(world, person.pk, "torget")
    refer = world.by("sara", "Praktik")
    sent = sending.refer(**refer, case=done.case, position=the_box(done.case), referral="begar-jobbtorg").transfers[0]
    told = dict(gathered(world, done.case, sent).facts)
    assert {title: len(rows) for title, rows in told.items()} == {"Work and measures": 1, "Health": 1}
    assert "Försörjningsstöd" not in str(told)


def test_what_has_been_taken_back_is_left_out_and_said_to_be(world: World) -> None:
    """D20: what a consent no longer opens is not printed again."""
    done = asked(world)
    sent = done.transfers[0]
    sending.accept(**world.by("jonas"), case=done.case, transfer=sent)
    person = see(world.scope("sara"), done.case, world.day).row.person_id
    receiver = world.units["torget"].sphere_id
    consents.withdraw(**world.by("sara"), person=person, what=Withdrawal(receiver=receiver))
    said = gathered(world, done.case, sent)
    assert not said.facts
    assert said.left_out


def test_every_ground_cites_its_law(world: World) -> None:
    done = asked(world)
    grounds = gathered(world, done.case, done.transfers[0]).grounds
    assert len(grounds) == 1
    assert grounds[0].startswith("Contact details, Work and measures, Health, Plan: The person has consented")
    assert "OSL (2009:400) 12 kap. 2 §" in grounds[0]


def test_a_protected_identity_closes_addresses_phones_and_the_unit(world: World) -> None:
    person = world.person()
    person.protected, person.address, person.phone = True, "Hemliga gatan 3", "070-1234567"
    person.save()
    done = world.open("sara", "soc-sjukskriven", "17", person=person)
    consent(world, person.pk, "torget")
    refer = world.by("sara", "Praktik")
    sent = sending.refer(**refer, case=done.case, position=the_box(done.case), referral="begar-jobbtorg").transfers[0]
    said = gathered(world, done.case, sent)
    source = letters.compose(said)
    assert said.sender == ("Stad",)
    assert dict(said.person)["Address and phone"] == "Protected identity: not given here."
    for closed in ("Hemliga", "070-", "Oster", "Östgatan", "08-111"):
        assert closed not in source


def test_it_is_the_senders_to_print(world: World) -> None:
    """D21: in the same words as for one that does not exist."""
    done = asked(world)
    with pytest.raises(Refused) as theirs:
        gathered(world, done.case, done.transfers[0], "jonas")
    with pytest.raises(Refused) as nowhere:
        gathered(world, done.case, 999)
    assert theirs.value.decision == nowhere.value.decision


def test_what_was_taken_back_has_no_letter(world: World) -> None:
    done = asked(world)
    sending.withdraw(**world.by("sara", "Behövs inte"), case=done.case, transfer=done.transfers[0])
    with pytest.raises(Refused) as over:
        gathered(world, done.case, done.transfers[0])
    assert over.value.decision.code == "taken-back"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_file_is_a_tagged_pdf_in_the_language_spoken_and_names_nobody(
    client: Client, world: World, lang: str
) -> None:
    """PDF/UA, D23, E16."""
    done = asked(world)
    client.force_login(world.workers["sara"])
    answer = client.get(f"/cases/{done.case}/transfers/{done.transfers[0]}/letter.pdf?lang={lang}")
    assert answer["Content-Type"] == "application/pdf"
    assert "Kim" not in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == lang
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert "Kim" not in str(meta.get("dc:title", ""))
    assert Reading.objects.get(stream_id=done.case).what == "document"


def test_what_somebody_wrote_is_never_taken_for_markup(world: World) -> None:
    person = world.person()
    done = world.open("sara", "soc-sjukskriven", "17", person=person)
    tell = {"earlier_measures": '"]; #panic("x") [*$'}
    working.tell(**world.by("sara"), case=done.case, position=the_box(done.case), typed=tell)
    consent(world, person.pk, "torget")
    refer = world.by("sara", "Praktik")
    sent = sending.refer(**refer, case=done.case, position=the_box(done.case), referral="begar-jobbtorg").transfers[0]
    assert letters.letter(see(world.scope("sara"), done.case, world.day), sent, world.day).startswith(b"%PDF")
