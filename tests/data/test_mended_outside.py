"""What is seen of a party that does not sign in, before and after a consent is taken back (D1, D14, D20)?"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.access.commands import close_grants, open_grants
from samordna.access.queries import ended
from samordna.cases import queries
from samordna.cases.commands import moving, sending
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case
from samordna.kernel.decision import Refused
from tests.cases_playing import at, code, consented
from tests.cases_world import DAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.data]
CONSENT = 5
CATEGORIES = ("contact", "social", "economy", "work", "health", "plan", "decision")


def at_fk(world: World, *more: str, back: bool = True) -> int:
    """A case that Försäkringskassan has taken over by letter; its first box is written down."""
    case = world.open("sara", "soc-sjukskriven", "17", *more).case
    home, fk = world.units["oster"].sphere_id, world.units["fk"].sphere_id
    open_grants(
        act=world.act("sara"), person=Case.objects.get(pk=case).person_id,
        ways=[(home, fk), *([(fk, home)] if back else [])], categories=CATEGORIES, valid=(DAY, None), basis="consent",
        consent=CONSENT,
    )  # fmt: skip
    done = moving.complete(**world.by("sara"), case=case, position=at(case, "17"), left=Left(("fk",)))
    sending.accept(**world.by("sara"), case=case, transfer=done.transfers[0], via="letter")
    return case


def seen_by(world: World, name: str, case: int) -> queries.Seen:
    return queries.see(world.scope(name), case, DAY)


def boxes(world: World, name: str, case: int) -> list[str]:
    return [f"{row.process}/{row.step}" for row in queries.boxes(seen_by(world, name, case))]


@pytest.mark.parametrize("back", [True, False], ids=["both ways", "one way"])
def test_the_view_closes_for_the_unit_that_registers_too(world: World, sara: Client, back: bool) -> None:
    """D20: the party goes on by itself; what was written down before stays as what has happened."""
    case = at_fk(world, back=back)
    box = at(case, "forsakringskassan/1")
    assert boxes(world, "sara", case) == ["forsakringskassan/1"]
    assert sara.get(reverse("case-box", args=[case, box])).status_code == 200
    close_grants(act=world.act("sara"), consent=CONSENT, on=DAY)
    assert boxes(world, "sara", case) == []
    assert sara.get(reverse("case-box", args=[case, box])).status_code == 403
    page = sara.get(reverse("case", args=[case])).content.decode()
    assert f"/boxes/{box}/" not in page
    # What was written down by oneself is one's own record (D1).
    assert "accepted" in [each.kind for each in queries.happenings(seen_by(world, "sara", case), DAY)]


def test_nothing_new_of_theirs_is_written_down_but_that_they_have_ended(world: World, sara: Client) -> None:
    """D14, D20."""
    case = at_fk(world)
    box = at(case, "forsakringskassan/1")
    close_grants(act=world.act("sara"), consent=CONSENT, on=DAY)
    form = {"form": str(uuid4()), "do": "complete", "exit": "ja", "via": "letter"}
    assert sara.post(reverse("case-box", args=[case, box]), form).status_code == 403
    run = seen_by(world, "sara", case).state.open_runs()
    theirs = next(each.id for each in run if each.party == "forsakringskassan")
    assert code(lambda: moving.end_run(**world.by("sara"), case=case, run=theirs, via="letter")) == "ok"


def test_a_new_consent_opens_it_again(world: World) -> None:
    """D18: from the day it is given."""
    case = at_fk(world)
    close_grants(act=world.act("sara"), consent=CONSENT, on=DAY)
    consented(world, Case.objects.get(pk=case).person_id, "fk", both=False)
    assert boxes(world, "sara", case) == ["forsakringskassan/1"]


def test_papers_that_the_person_carried_rest_on_no_consent_and_close_with_none(world: World) -> None:
    """D19: a way through the person was never opened between the two, so nothing of it can be taken back."""
    case = world.open("sara", "soc-sjukskriven", "17").case
    assert ended(Case.objects.get(pk=case).person_id, {world.units["oster"].sphere_id}, DAY) == set()


def test_what_another_unit_was_told_by_an_outside_party_is_that_units(world: World) -> None:
    """D1: Jobbtorg has heard from Försäkringskassan, and social services have not."""
    case = at_fk(world, "16")
    home, torget = world.units["oster"].sphere_id, world.units["torget"].sphere_id
    fk, person = world.units["fk"].sphere_id, Case.objects.get(pk=case).person_id
    close_grants(act=world.act("sara"), consent=CONSENT, on=DAY)
    open_grants(
        act=world.act("sara"), person=person, ways=[(home, fk), (home, torget), (torget, home), (torget, fk)],
        categories=("contact", "work", "health"), valid=(DAY, None), basis="consent", consent=6,
    )  # fmt: skip
    sent = sending.refer(**world.by("sara"), case=case, position=at(case, "16"), target="jobbtorg/1")
    sending.accept(**world.by("jonas"), case=case, transfer=sent.transfers[0])
    asked = sending.refer(**world.by("jonas"), case=case, position=at(case, "jobbtorg/1"), target="forsakringskassan/3")
    sending.accept(**world.by("jonas"), case=case, transfer=asked.transfers[0], via="phone")
    assert "forsakringskassan/3" in boxes(world, "jonas", case)
    assert "forsakringskassan/1" not in boxes(world, "jonas", case)
    assert "forsakringskassan/3" not in boxes(world, "sara", case)
    assert "forsakringskassan/1" in boxes(world, "sara", case)


def test_an_outsider_sees_nothing_of_it(world: World) -> None:
    """D21."""
    case = at_fk(world)
    with pytest.raises(Refused):
        seen_by(world, "olle", case)
