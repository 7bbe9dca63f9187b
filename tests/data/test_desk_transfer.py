"""What was sent is accepted, declined, answered, taken back and reminded of on its page (D1, D7, D8, D27)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.cases.commands import moving, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Position, Transfer
from samordna.consents import commands
from samordna.consents.domain import Direction, Paper
from samordna.consents.queries import standing
from samordna.kernel.period import Period
from samordna.organisations.models import Contact
from tests.cases_world import START, World, signed_in
from tests.data.test_desk_box import REFERRED, consent, send, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def jonas(world: World) -> Client:
    return signed_in(world, "jonas")


def page(case: int, no: int) -> str:
    return reverse("transfer", args=[case, no])


def to_jobbtorg(world: World, categories: tuple[str, ...] = REFERRED) -> tuple[int, int]:
    """A hand-over from social services to Jobbtorg, with facts and a note; (case, number)."""
    case = world.open("sara", "soc-sjukskriven", "12").case
    consent(world, case, "torget", categories)
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed={"adaptations_needed": "Lugn plats"})
    left = Left(("jobbtorg",), note="Vill börja i verkstaden")
    done = moving.complete(**world.by("sara"), case=case, position=the_box(case), left=left)
    return case, done.transfers[0]


def to_care(world: World) -> tuple[int, int]:
    """A question to health care, which does not sign in."""
    case = world.open("sara", "soc-sjukskriven", "16").case
    consent(world, case, "varden", ("contact", "health"))
    done = sending.refer(**world.by("sara"), case=case, position=the_box(case), referral="prognos", note="När?")
    return case, done.transfers[0]


def test_the_receiver_sees_what_is_asked_and_what_is_shared(world: World, jonas: Client) -> None:
    shown = jonas.get(page(*to_jobbtorg(world))).content.decode()
    for words in ("Referred by social services", "Vill börja i verkstaden", "Lugn plats", "The person has consented"):
        assert words in shown


def test_the_page_speaks_swedish(world: World) -> None:
    case, no = to_jobbtorg(world)
    assert "Lämna över till Jobbtorg" in signed_in(world, "jonas", "sv").get(page(case, no)).content.decode()


def test_accepting_moves_the_next_step_to_the_chosen_worker(world: World, jonas: Client) -> None:
    """D7."""
    case, no = to_jobbtorg(world)
    answer = send(jonas, page(case, no), "accept", worker=world.workers["jonas"].pk)
    box = Position.objects.get(case_id=case, party="jobbtorg", closed_seq=None)
    assert box.worker_id == world.workers["jonas"].pk
    assert answer.headers["Location"] == reverse("case-box", args=[case, box.no])
    assert Case.objects.get(pk=case).holder_party == "jobbtorg"


def test_declining_needs_a_reason_and_opens_the_box_again(world: World, jonas: Client, sara: Client) -> None:
    case, no = to_jobbtorg(world)
    wrong = send(jonas, page(case, no), "decline")
    assert wrong.status_code == 400
    assert 'href="#field-decline-reason"' in wrong.content.decode()
    assert "<title>Error: " in wrong.content.decode()
    send(jonas, page(case, no), "decline", **{"decline-reason": "Fullt till mars"})
    assert not Position.objects.get(case_id=case, closed_seq=None).awaits
    assert "Declined" in sara.get(page(case, no)).content.decode()


def test_the_person_says_no_on_either_side(world: World, sara: Client) -> None:
    """D8."""
    case, no = to_jobbtorg(world)
    send(sara, page(case, no), "says-no", **{"says-no-reason": "Vill inte nu"})
    assert Transfer.objects.get(case_id=case, no=no).answer == "person-says-no"
    assert "The person said no" in sara.get(page(case, no)).content.decode()


def test_a_double_click_accepts_once(world: World, jonas: Client) -> None:
    """E12."""
    case, no = to_jobbtorg(world)
    form = {"form": str(uuid4()), "do": "accept"}
    jonas.post(page(case, no), form)
    seq = Case.objects.get(pk=case).seq
    assert jonas.post(page(case, no), form).headers["Location"] == reverse("case", args=[case])
    assert Case.objects.get(pk=case).seq == seq
    late = send(jonas, page(case, no), "decline", **{"decline-reason": "Ångrar mig"})
    assert late.status_code == 409
    assert "Ångrar mig" in late.content.decode() or "answered already" in late.content.decode()


def test_what_an_outside_party_said_needs_a_way_and_a_day(world: World, sara: Client) -> None:
    """D1."""
    case, no = to_care(world)
    shown = sara.get(page(case, no)).content.decode()
    assert "Register their answer" in shown
    wrong = send(sara, page(case, no), "answer", **{"answer-text": "Tidigast i maj"})
    assert 'href="#field-answer-via"' in wrong.content.decode()
    assert "Tidigast i maj" in wrong.content.decode()
    send(sara, page(case, no), "answer", **{
        "answer-text": "Tidigast i maj", "answer-via": "phone", "answer-on": "2026-11-20",
    })  # fmt: skip
    assert Transfer.objects.get(case_id=case, no=no).status == "answered"
    assert "Tidigast i maj" in sara.get(page(case, no)).content.decode()


def test_the_sender_sees_since_when_by_when_and_whom_to_ask(world: World, sara: Client) -> None:
    """D27."""
    case, no = to_care(world)
    Contact.objects.create(
        unit=world.units["varden"], name="Rut Rehab", kind="rehab-coordinator", phone="08-123 45", valid_from=START
    )
    shown = sara.get(page(case, no)).content.decode()
    for words in ("Waiting since", "Answer by", "Rut Rehab", "08-123 45", reverse("letter", args=[case, no])):
        assert words in shown


def test_silence_is_told_to_the_next_one(world: World, sara: Client) -> None:
    """D27: nothing moves."""
    case, no = to_jobbtorg(world)
    send(sara, page(case, no), "escalate", **{"escalate-to": world.units["torget"].pk})
    sent = Transfer.objects.get(case_id=case, no=no)
    assert (sent.status, sent.escalated_unit_id) == ("sent", world.units["torget"].pk)
    assert send(sara, page(case, no), "escalate", **{"escalate-to": world.units["fk"].pk}).status_code == 400


def test_the_sender_takes_it_back(world: World, sara: Client, jonas: Client) -> None:
    case, no = to_jobbtorg(world)
    send(sara, page(case, no), "withdraw", **{"withdraw-reason": "Fel enhet"})
    assert Transfer.objects.get(case_id=case, no=no).status == "withdrawn"
    assert jonas.get(page(case, no)).status_code == 403


def test_what_consent_does_not_open_is_not_shown(world: World, jonas: Client) -> None:
    """D18, D20: computed at the moment of reading."""
    case, no = to_jobbtorg(world)
    person = Case.objects.get(pk=case).person_id
    ours = next(s for s in standing(person, date(2026, 11, 22), world.scope("sara")) if s.to_sphere)
    commands.narrow(
        **world.by("sara"), person=person, consent=ours.id, categories=("contact", "work", "plan")
    )  # fmt: skip
    shown = jonas.get(page(case, no)).content.decode()
    assert "Lugn plats" not in shown
    assert "Closed now" in shown


def test_a_receiver_is_told_when_nothing_lets_them_answer(world: World, jonas: Client) -> None:
    """The answer is information too, from the receiver's own sphere."""
    case = world.open("sara", "soc-sjukskriven", "16").case
    ours, theirs = world.units["oster"].sphere, world.units["torget"].sphere
    paper = Paper(
        kind="informationsutbyte", directions=(Direction(ours.pk, theirs.pk, theirs.name),), categories=("contact",),
        purpose="Fråga", valid=Period(None, None), form="oral", evidence="Journal",
    )  # fmt: skip
    commands.give(**world.by("sara"), person=Case.objects.get(pk=case).person_id, paper=paper, case=case)
    done = sending.refer(**world.by("sara"), case=case, position=the_box(case), target="party:jobbtorg")
    shown = jonas.get(page(case, done.transfers[0])).content.decode()
    assert "The answer may not leave" in shown
    assert "OSL (2009:400) 8 kap. 1 §" in shown
    assert 'name="answer-text"' not in shown
    to_consent = f"{reverse('consent-new', args=[case])}?to={ours.pk}&amp;category=contact"
    assert to_consent in shown
    assert f"transfer={done.transfers[0]}" in shown
    sent = {"form": str(uuid4()), "do": "answer", "answer-text": "Han är välkommen"}
    refused = jonas.post(page(case, done.transfers[0]), sent)
    said = refused.content.decode()
    assert refused.status_code == 403
    assert "8 kap. 1 §" in said[said.index('id="errors"') : said.index("</section>")]
    assert "Han är välkommen" in said


def test_a_request_to_a_forum_is_never_a_request_to_oneself(world: World, sara: Client) -> None:
    """D11: it opens a process of one's own, and what is awaited is the team's answer."""
    case = world.open("sara", "soc-sjukskriven", "13").case
    done = sending.refer(**world.by("sara"), case=case, position=the_box(case), referral="finsamteam")
    shown = sara.get(page(case, done.transfers[0])).content.decode()
    assert "<strong>To</strong> The Finsam team" in shown
    assert "What is shared" not in shown
    assert "letter.pdf" not in shown
    top = sara.get(reverse("case", args=[case])).content.decode()
    assert "Answer from The Finsam team" in top


def test_outsiders_see_no_transfer(world: World) -> None:
    """D21."""
    case, no = to_jobbtorg(world)
    for name in ("olle", "karin"):
        assert signed_in(world, name).get(page(case, no)).status_code == 403
    assert signed_in(world, "sara").get(page(case, 99)).status_code == 403
