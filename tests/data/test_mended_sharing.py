"""What does a request to a party of one's own choice share? What the worker ticks, and no more (D8, D18, D19)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samordna.cases import queries
from samordna.cases.commands import sending
from samordna.cases.models import Transfer
from samordna.handbooks.queries import load
from tests.cases_playing import checked, code
from tests.cases_world import DAY, World
from tests.data.test_desk_box import consent, send, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]
ASKED = {"referral": "party:jobbtorg", "refer-note": "Finns plats i verkstaden?"}


@pytest.fixture
def case(world: World) -> int:
    return world.open("sara", "soc-sjukskriven", "5").case


def here(case: int) -> str:
    return reverse("case-box", args=[case, the_box(case)])


def carried(world: World, case: int) -> tuple[str, ...]:
    (sent,) = queries.see(world.scope("sara"), case, DAY).state.transfers.values()
    return sent.categories


def test_contact_alone_is_proposed(sara: Client, case: int) -> None:
    page = sara.get(here(case)).content.decode()
    assert 'name="refer-category" value="contact" checked' in page
    assert 'name="refer-category" value="health">' in page


def test_the_preview_and_the_check_go_by_what_is_ticked(world: World, sara: Client, case: int) -> None:
    """D18: the consent opens contact and work; health is stopped, and named with its paragraph."""
    consent(world, case, "torget", ("contact", "work"))
    ticked = {**ASKED, "refer-category": ["contact", "health"]}
    preview = send(sara, here(case), "refer", **ticked).content.decode()
    assert "May not leave" in preview
    assert "Health" in preview
    refused = send(sara, here(case), "refer", confirm="yes", **ticked)
    assert refused.status_code == 403
    assert not Transfer.objects.filter(case_id=case).exists()
    # The form that comes back has what was ticked.
    assert 'name="refer-category" value="health" checked' in refused.content.decode()


def test_what_is_ticked_is_what_the_request_carries(world: World, sara: Client, case: int) -> None:
    consent(world, case, "torget", ("contact", "work", "plan"))
    ticked = {**ASKED, "refer-category": ["contact", "work"]}
    preview = send(sara, here(case), "refer", **ticked).content.decode()
    assert 'name="refer-category" value="work"' in preview
    assert "May not leave" not in preview
    send(sara, here(case), "refer", confirm="yes", **ticked)
    assert carried(world, case) == ("contact", "work")
    checked(case)


def test_who_it_is_about_is_always_told(world: World, sara: Client, case: int) -> None:
    """Whoever is asked about a person learns who it is."""
    consent(world, case, "torget", ("contact", "work"))
    send(sara, here(case), "refer", confirm="yes", **ASKED, **{"refer-category": ["work"]})
    assert carried(world, case) == ("contact", "work")


def test_a_request_of_the_handbook_shares_what_the_handbook_says(world: World) -> None:
    """What is ticked is for a party of one's own choice only."""
    case = world.open("sara", "soc-sjukskriven", "16").case
    consent(world, case, "varden", ("contact", "health"))
    by = world.by("sara")
    sending.refer(**by, case=case, position=the_box(case), referral="prognos", categories=("economy",))
    asked = load("stockholm").step("soc-sjukskriven", "16").referral("prognos")
    assert carried(world, case) == asked.categories


def test_a_kind_of_information_that_is_none_is_refused(world: World, case: int) -> None:
    by = world.by("sara")
    box = the_box(case)
    asked = {"target": "party:jobbtorg", "categories": ("contact", "rykten")}
    assert code(lambda: sending.refer(**by, case=case, position=box, **asked)) == "no-category"


def test_the_preview_says_days_as_people_do(world: World, sara: Client, case: int) -> None:
    """Until when the consent counts, in words."""
    consent(world, case, "torget", ("contact",))
    preview = send(sara, here(case), "refer", **ASKED).content.decode()
    assert "The person has consented, until 1 June 2027." in preview
    assert "2027-06-01" not in preview


def test_every_consent_of_every_handbook_says_what_it_is_for() -> None:
    """The demonstration signs with these words, and the person reads them: no instruction for a form."""
    for name in ("stockholm", "malmo", "boras", "tranas", "jonkoping", "gavle"):
        for entry in load(name).registers["consents"].values():
            purpose = str(entry.data.get("purpose") or "")
            assert len(purpose) > 20, f"{name} {entry.id}"
            assert "Skrivs" not in purpose
