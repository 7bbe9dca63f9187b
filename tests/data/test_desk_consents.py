"""Consents are registered, narrowed and taken back; a withdrawal cancels what it carried (D18-D20)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.access.models import Grant
from samordna.cases.commands import moving, sending
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Position, Transfer
from samordna.cases.states import folded
from samordna.consents.models import Consent
from samordna.journal.models import Event
from tests.cases_world import World, signed_in
from tests.data.test_desk_box import consent, send, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def case(world: World) -> int:
    return world.open("sara", "soc-sjukskriven", "12").case


def new(case: int) -> str:
    return reverse("consent-new", args=[case])


def filled(world: World, *to: str, **more: object) -> dict[str, object]:
    """A form filled in, for these units' spheres."""
    return {
        "form": str(uuid4()), "kind": "informationsutbyte", "to-sphere": [world.units[u].sphere_id for u in to],
        "ways": "ours", "category": ["health", "work"], "purpose": "Planera", "form-given": "written",
        "evidence": "Blankett", "giver": "self", **more,
    }  # fmt: skip


def test_the_kinds_are_those_of_the_handbook(sara: Client, case: int) -> None:
    page = sara.get(new(case)).content.decode()
    for words in ("Consent to SIP", "Consent to the Finsam team", "Consent to exchange information"):
        assert words in page


def test_a_consent_opens_one_way_to_one_named_receiver(world: World, sara: Client, case: int) -> None:
    """D18."""
    sara.post(new(case), filled(world, "torget"))
    row = Consent.objects.get()
    assert (row.from_sphere_id, row.to_sphere_id) == (world.units["oster"].sphere_id, world.units["torget"].sphere_id)
    page = sara.get(reverse("consents", args=[case])).content.decode()
    assert "Socialtjanst" in page
    assert "Health" in page
    assert "until further notice" in page


def test_the_form_of_a_team_opens_every_pair(world: World, sara: Client, case: int) -> None:
    """D18: Finsamteam."""
    page = sara.get(f"{new(case)}?kind=finsamteam").content.decode()
    assert 'value="all" checked' in page
    sara.post(new(case), filled(world, "teamet", "fk", "af", kind="finsamteam", ways="all"))
    assert Consent.objects.count() == 4 * 3


def test_a_private_receiver_is_named_with_its_reservation(world: World, sara: Client, case: int) -> None:
    """D18, OSL 12:2."""
    sara.post(new(case), filled(world, private="Bageri Bullen AB", reservation="Får inte föras vidare"))
    row = Consent.objects.get()
    assert (row.to_sphere_id, row.receiver, row.reservation) == (None, "Bageri Bullen AB", "Får inte föras vidare")
    assert not Grant.objects.exists()


def test_everything_missing_is_told_at_once_and_nothing_typed_is_lost(world: World, sara: Client, case: int) -> None:
    answer = sara.post(new(case), {"kind": "informationsutbyte", "purpose": "Planera arbetsträning", "giver": "self"})
    page = answer.content.decode()
    assert answer.status_code == 400
    for anchor in ("#receivers", "#categories", "#field-form-given", "#field-evidence"):
        assert f'href="{anchor}"' in page
    assert "Planera arbetsträning" in page
    assert "<title>Error: " in page


def test_a_form_that_has_to_be_written_is_refused_in_words(world: World, sara: Client, case: int) -> None:
    answer = sara.post(new(case), filled(world, "teamet", kind="finsamteam", ways="all", **{"form-given": "oral"}))
    assert answer.status_code == 400
    assert not Consent.objects.exists()


def test_a_double_click_registers_once(world: World, sara: Client, case: int) -> None:
    """E12."""
    form = filled(world, "torget")
    sara.post(new(case), form)
    assert sara.post(new(case), form).status_code == 302
    assert Consent.objects.count() == 1


def test_a_named_ground_keeps_its_test(world: World, sara: Client, case: int) -> None:
    """D19."""
    where = f"{new(case)}?ground=1"
    assert "10 kap. 15 a" not in sara.get(where).content.decode()
    form = {
        "form": str(uuid4()), "ground-kind": "harm-test-fk", "from-sphere": world.units["fk"].sphere_id,
        "to-one": world.units["oster"].sphere_id, "category": ["decision"], "to": "2026-12-31",
    }  # fmt: skip
    assert sara.post(where, form).status_code == 403
    sara.post(where, {**form, "test": "Personen lider inte men av att kommunen får veta"})
    assert Consent.objects.get().ground == "harm-test-fk"


def test_a_consent_is_narrowed(world: World, sara: Client, case: int) -> None:
    sara.post(new(case), filled(world, "torget"))
    where = reverse("consent-change", args=[case, Consent.objects.get().pk])
    send(sara, where, "narrow", category=["work"])
    assert Consent.objects.get().categories == ["work"]
    wider = send(sara, where, "narrow", category=["work", "health"])
    assert wider.status_code == 403
    assert "OSL (2009:400) 12 kap. 2 §" in wider.content.decode()


def test_the_page_says_first_what_a_withdrawal_ends(world: World, sara: Client, case: int) -> None:
    """D20."""
    consent(world, case)
    moving.complete(**world.by("sara"), case=case, position=the_box(case), left=Left(("jobbtorg",)))
    first = Consent.objects.order_by("pk")[0]
    where = reverse("consent-change", args=[case, first.pk])
    page = sara.get(where).content.decode()
    assert page.count("may no longer tell") == 2
    assert "What was sent to Jobbtorg Stockholm and is not answered" in page
    assert "they already have it" in page
    unsure = send(sara, where, "withdraw")
    assert 'href="#field-sure"' in unsure.content.decode()
    assert Consent.objects.get(pk=first.pk).withdrawn_on is None


def test_a_withdrawal_cancels_what_is_unanswered_in_one_event(world: World, sara: Client, case: int) -> None:
    """D20, E3: the hand-over is withdrawn, the box is ours again, in the act of the withdrawal."""
    consent(world, case)
    moving.complete(**world.by("sara"), case=case, position=the_box(case), left=Left(("jobbtorg",)))
    before = Case.objects.get(pk=case).seq
    send(sara, reverse("consent-change", args=[case, Consent.objects.order_by("pk")[0].pk]), "withdraw", sure="yes")
    assert Transfer.objects.get(case_id=case).status == "withdrawn"
    box = Position.objects.get(case_id=case, closed_seq=None)
    assert (box.step, box.awaits) == ("12", False)
    now = Case.objects.get(pk=case)
    assert now.seq == before + 1
    acts = Event.objects.filter(act=Event.objects.get(stream_id=case, seq=now.seq).act)
    assert sorted(acts.values_list("kind", flat=True)) == ["consent-withdrawn", "consent-withdrawn"]
    assert folded(case, now.seq).positions[box.no].status == "open"


def test_the_ball_comes_home_and_their_part_goes_on(world: World, sara: Client, case: int) -> None:
    """D20: what Jobbtorg has begun is its own; for our part the next step is ours again, with a box to go on from."""
    consent(world, case)
    done = moving.complete(**world.by("sara"), case=case, position=the_box(case), left=Left(("jobbtorg",)))
    sending.accept(**world.by("jonas"), case=case, transfer=done.transfers[0])
    assert Case.objects.get(pk=case).holder_party == "jobbtorg"
    where = reverse("consent-change", args=[case, Consent.objects.order_by("pk")[0].pk])
    assert "responsible for the next step again" in sara.get(where).content.decode()
    send(sara, where, "withdraw", sure="yes")
    now = Case.objects.get(pk=case)
    assert now.holder_party == "socialtjanst"
    assert folded(case, now.seq).ball == "socialtjanst"
    boxes = set(Position.objects.filter(case_id=case, closed_seq=None).values_list("party", "step"))
    assert boxes == {("jobbtorg", "1"), ("socialtjanst", "12")}


def test_what_another_consent_still_opens_stays(world: World, sara: Client, case: int) -> None:
    consent(world, case)
    consent(world, case)
    moving.complete(**world.by("sara"), case=case, position=the_box(case), left=Left(("jobbtorg",)))
    where = reverse("consent-change", args=[case, Consent.objects.order_by("pk")[0].pk])
    assert "is not answered" not in sara.get(where).content.decode()
    send(sara, where, "withdraw", sure="yes")
    assert Transfer.objects.get(case_id=case).status == "sent"


def test_a_consent_kept_elsewhere_is_taken_back_there(world: World, sara: Client, case: int) -> None:
    """D18: the medgivande of FK's own application."""
    sara.post(new(case), filled(world, "fk", kind="fk-medgivande"))
    where = reverse("consent-change", args=[case, Consent.objects.get().pk])
    refused = send(sara, where, "withdraw", sure="yes")
    assert refused.status_code == 403
    assert 'href="#field-told-by"' in refused.content.decode()
    send(sara, where, "withdraw", sure="yes", **{"told-by": "Brev från Försäkringskassan 20 november"})
    assert Consent.objects.get().withdrawn_on


def test_both_languages_and_no_strangers(world: World, case: int) -> None:
    """D21."""
    where = reverse("consents", args=[case])
    assert "Nothing is open" in signed_in(world, "sara").get(where).content.decode()
    assert signed_in(world, "sara", "sv").get(f"{new(case)}?kind=sip").content.decode().count("Samtycke till SIP") >= 1
    for name in ("olle", "jonas"):
        assert signed_in(world, name).get(where).status_code == 403
        assert signed_in(world, name).get(new(case)).status_code == 403


def test_the_list_asks_the_database_a_fixed_number_of_times(
    world: World, sara: Client, case: int, django_assert_max_num_queries
) -> None:
    sara.post(new(case), filled(world, "teamet", "fk", "af", kind="finsamteam", ways="all"))
    sara.get(reverse("consents", args=[case]))
    with django_assert_max_num_queries(30):
        sara.get(reverse("consents", args=[case]))
