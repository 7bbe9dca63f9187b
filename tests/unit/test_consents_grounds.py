"""Grounds beside consent: chosen by name, by the right sender, with their own recorded test (D19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samordna.access.models import Grant
from samordna.consents.commands import narrow, use_ground
from samordna.consents.domain import Ground
from samordna.consents.models import Consent
from samordna.consents.queries import check, preview, standing
from samordna.handbooks.queries import shared_registers
from samordna.journal.models import Event
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.law.queries import load as law
from tests.unit._people_world import DAY, SPHERES, World, consents, kim, world

pytestmark = [pytest.mark.django_db, pytest.mark.data]
WEEK = Period(DAY, DAY + timedelta(days=7))


@pytest.fixture
def w() -> World:
    return world()


@pytest.fixture
def person(w: World) -> int:
    return kim(w)


def ground(w: World, name: str, sender: str, receiver: str, *categories: str, **more: object) -> Ground:
    plain = Ground(
        ground=name, from_sphere=w.spheres[sender], to_sphere=w.spheres[receiver] if receiver else None,
        categories=categories or ("contact",), test="Vägt: till nytta för Kim, ingen skada väntas", valid=WEEK,
    )  # fmt: skip
    return replace(plain, **more)


def refusal(w: World, person: int, used: Ground, by: str = "soc") -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as no:
        use_ground(**w.does(by), person=person, ground=used)
    assert not Grant.objects.exists()
    assert not Event.objects.filter(kind="ground-used").exists()
    assert all(each in law().by_id for each in no.value.decision.law)
    return no.value.decision.code, no.value.decision.law


def test_fk_weighs_the_harm_and_tells_social_services(w: World, person: int) -> None:
    """FK is outside: Sara registers what FK decided. It opens that way only, for those days, and says its law."""
    used = ground(w, "harm-test-fk", "fk", "soc", "contact", "health")
    use_ground(**w.does("soc"), person=person, ground=used, case=None)
    fk, soc = w.spheres["fk"], w.spheres["soc"]
    assert check(person, fk, soc, ("contact", "health"), DAY)
    assert not check(person, soc, fk, ("contact",), DAY)
    assert not check(person, fk, soc, ("health",), WEEK.end or DAY)
    seen = preview(person, fk, soc, ("health",), DAY)
    assert (seen.leaves[0].basis, seen.leaves[0].law) == ("harm-test-fk", ("osl:28:1",))
    (row,) = standing(person, DAY, w.scope("soc"))
    assert (row.ground, row.title.sv, row.revocable) == ("harm-test-fk", "Menprövning hos Försäkringskassan", False)
    assert row.evidence.startswith("Vägt")


@pytest.mark.parametrize("sender", sorted(SPHERES))
@pytest.mark.parametrize("name", ["harm-test-fk", "harm-test-af", "general-clause"])
def test_every_other_sender_is_refused_with_the_paragraph(w: World, person: int, name: str, sender: str) -> None:
    """The register says who; all others are refused: care and social services never use the general clause."""
    entry = shared_registers()["grounds"][name]
    receiver = "soc" if sender != "soc" else "vard"
    used = ground(w, name, sender, receiver)
    if SPHERES[sender][2] in entry.data["senders"]:
        use_ground(**w.does("soc"), person=person, ground=used)
        assert check(person, w.spheres[sender], w.spheres[receiver], (), DAY)
    else:
        assert refusal(w, person, used) == ("ground-not-for-sender", tuple(entry.data["law"]))


@pytest.mark.parametrize("name", ["osl:10:15a", "10:15a", "10:15 a", "control"])
def test_the_control_rule_is_never_a_ground(w: World, person: int, name: str) -> None:
    for sender in ("soc", "fk"):
        assert refusal(w, person, ground(w, name, sender, "vard")) == ("never-a-ground", ("osl:10:15a",))
    assert not any("osl:10:15a" in str(entry.data) for entry in shared_registers()["grounds"].values())


def test_a_test_has_to_be_written_but_decisions_of_the_employment_service_are_not_secret(w: World, person: int) -> None:
    assert refusal(w, person, ground(w, "harm-test-fk", "fk", "soc", test=" ")) == ("no-test", ("osl:28:1",))
    assert refusal(w, person, ground(w, "general-clause", "af", "soc", test="")) == ("no-test", ("osl:10:27",))
    both = ground(w, "harm-test-af", "af", "soc", "decision", "work", test="")
    assert refusal(w, person, both) == ("no-test", ("osl:28:11",))
    use_ground(**w.does("soc"), person=person, ground=ground(w, "harm-test-af", "af", "soc", "decision", test=""))
    assert check(person, w.spheres["af"], w.spheres["soc"], ("decision",), DAY)


def test_fk_asks_with_a_date(w: World, person: int) -> None:
    """SFB 110:31: only at the request of FK, only to FK, dated and not in the future."""
    paragraph = ("sfb:110:31",)
    asked = ground(w, "fk-request", "soc", "fk", "contact", "economy", test="")
    assert refusal(w, person, asked) == ("no-request", paragraph)
    assert refusal(w, person, replace(asked, requested_on=DAY + timedelta(days=1))) == ("no-request", paragraph)
    to_care = replace(asked, to_sphere=w.spheres["vard"], requested_on=DAY)
    assert refusal(w, person, to_care) == ("only-to-fk", paragraph)
    assert refusal(w, person, replace(asked, to_sphere=None, requested_on=DAY)) == ("only-to-authority", paragraph)
    use_ground(**w.does("soc"), person=person, ground=replace(asked, requested_on=date(2026, 11, 20)))
    assert check(person, w.spheres["soc"], w.spheres["fk"], ("economy",), DAY)
    assert not check(person, w.spheres["soc"], w.spheres["fk"], ("health",), DAY)
    assert Consent.objects.get().evidence.startswith("2026-11-20")


def test_what_is_told_to_kim_opens_nothing_to_any_party(w: World, person: int) -> None:
    """OSL 12:1. The person is the main courier: the act is recorded, no grant is made."""
    told = ground(w, "to-person", "soc", "", "health", test="")
    use_ground(**w.does("soc"), person=person, ground=told)
    assert not Grant.objects.exists()
    assert [(r.receiver, r.law) for r in standing(person, DAY, w.scope("soc"))] == [("person", ("osl:12:1",))]
    with pytest.raises(Refused) as no:
        use_ground(**w.does("soc"), person=person, ground=replace(told, to_sphere=w.spheres["fk"]))
    assert (no.value.decision.code, no.value.decision.law) == ("only-to-person", ("osl:12:1",))


def test_a_ground_counts_between_branches_and_for_a_time(w: World, person: int) -> None:
    assert refusal(w, person, ground(w, "within-sphere", "soc", "jobbtorg")) == ("across-spheres", ("osl:8:2",))
    assert refusal(w, person, ground(w, "within-sphere", "soc", "soc")) == ("no-ground-needed", ("osl:8:2",))
    forever = ground(w, "harm-test-fk", "fk", "soc", valid=Period(DAY))
    assert refusal(w, person, forever) == ("no-end", ("osl:28:1",))
    backwards = ground(w, "harm-test-fk", "fk", "soc", valid=Period(DAY, DAY))
    assert refusal(w, person, backwards)[0] == "ends-before-start"
    assert refusal(w, person, ground(w, "magkänsla", "fk", "soc"))[0] == "unknown-ground"
    assert refusal(w, person, ground(w, "harm-test-fk", "fk", "soc", "diagnos"))[0] == "unknown-category"


def test_whoever_tells_weighs(w: World, person: int) -> None:
    """Care signs in here: Sara cannot answer FK's request in its place."""
    consents(w, person, w.way("soc", "vard"))
    Grant.objects.all().delete()
    asked = ground(w, "fk-request", "vard", "fk", requested_on=DAY)
    assert refusal(w, person, asked) == ("not-your-sender", ("osl:8:1", "osl:8:2"))


def test_a_ground_can_be_ended_earlier(w: World, person: int) -> None:
    use_ground(**w.does("soc"), person=person, ground=ground(w, "harm-test-fk", "fk", "soc"))
    tomorrow = DAY + timedelta(days=1)
    narrow(**w.does("soc"), person=person, consent=Consent.objects.get().pk, end=tomorrow)
    assert check(person, w.spheres["fk"], w.spheres["soc"], (), DAY)
    assert not check(person, w.spheres["fk"], w.spheres["soc"], (), tomorrow)


def test_all_law_that_registers_name_is_in_the_law_files() -> None:
    for name in ("secrecy", "grounds", "consents"):
        for entry in shared_registers()[name].values():
            assert all(each in law().by_id for each in entry.data.get("law", ())), entry.id
