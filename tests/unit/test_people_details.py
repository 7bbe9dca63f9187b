"""The person as each authority knows them: numbers over time, duplicates, protection, representatives (D5, D21)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from samordna.access.domain import CASE_ROLES, Role
from samordna.journal.append import DoneBefore
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.people.commands import (
    Duplicate,
    add_representative,
    change_details,
    change_number,
    end_representative,
    register_person,
    set_protected,
)
from samordna.people.domain import Contact, Details, Speaker
from samordna.people.queries import find, look_alikes, shown
from tests.unit._people_world import COORDINATION, DAY, FORMER, KIM, KIM_DETAILS, OTHER, World, consents, kim, world

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def w() -> World:
    return world()


def test_sara_writes_kim_down_and_finds_kim_again(w: World) -> None:
    person = kim(w, number="850709-9805")
    seen = shown(person, w.scope("soc"))
    assert (seen.name, seen.number, seen.contact) == ("Kim Öberg", "19850709-9805", Contact.OPEN)
    assert seen.address == "Provgatan 1"
    for query in ("Kim", "öberg", "ÖBERG", "Öberg, kim", "ki ö", "198507099805", "850709-9805", " 19850709 9805 "):
        assert [hit.id for hit in find(w.scope("soc"), query)] == [person], query


@pytest.mark.parametrize(
    "query", ["K", "", "Provgatan", "070-000 00 00", "kim@example.org", "1985", "%", "850709-9806"]
)
def test_search_is_by_name_and_whole_number_only(w: World, query: str) -> None:
    """2001:637 15 §: nothing else is a search term, and nothing is a wildcard."""
    kim(w)
    assert find(w.scope("soc"), query) == []


def test_one_event_with_the_rows_as_they_now_are(w: World) -> None:
    """E5, E7: the header has ids only; the rows stand in the part of the keeper's sphere."""
    person = kim(w)
    event = Event.objects.get(stream_id=person)
    assert (event.kind, json.loads(event.effect)) == ("person-registered", {"person": person})
    part = Payload.objects.get(stream_id=person)
    assert (part.sphere_id, part.category, part.person_id) == (w.spheres["soc"], "contact", person)
    rows = dict(json.loads(part.data)["rows"])
    assert rows["people.person"]["family_name"] == "Öberg"
    assert rows["people.number"] == {
        "id": rows["people.number"]["id"], "person_id": person, "authority_id": w.authorities["soc"],
        "digits": KIM, "valid_from": DAY.isoformat(), "valid_to": None,
    }  # fmt: skip


@pytest.mark.parametrize("number", ["198507099806", "hej", "19850709"])
def test_what_is_no_number_is_refused_without_repeating_it(w: World, number: str) -> None:
    with pytest.raises(Refused) as no:
        kim(w, number=number)
    assert no.value.decision.code == "not-a-number"
    assert number not in str(no.value)
    assert not Event.objects.exists()


def test_a_person_without_a_number_and_one_with_a_coordination_number(w: World) -> None:
    assert shown(kim(w, number=""), w.scope("soc")).number == ""
    assert shown(kim(w, number=COORDINATION), w.scope("soc")).number == "19570574-9959"


def test_the_same_number_twice_at_one_authority_points_at_whom_it_is(w: World) -> None:
    person = kim(w)
    for worker in ("soc", "jobbtorg"):
        with pytest.raises(Duplicate) as found:
            kim(w, by=worker)
        assert found.value.person == person


def test_another_authority_writes_its_own_row_and_learns_nothing(w: World) -> None:
    """D21: existence is secret too; the duplicate check ends where the authority does."""
    ours, theirs = kim(w), kim(w, by="vard")
    assert ours != theirs
    assert [hit.id for hit in find(w.scope("vard"), KIM)] == [theirs]
    assert [hit.id for hit in look_alikes(w.scope("vard"), "Kim", "Öberg")] == [theirs]


def test_a_consent_lets_care_read_but_not_search(w: World) -> None:
    """D21: one may read what a grant opens, but search never leaves one's own authorities."""
    person = kim(w)
    consents(w, person, w.way("soc", "vard"))
    assert shown(person, w.scope("vard")).address == "Provgatan 1"
    assert find(w.scope("vard"), "Kim") == []


def test_somebody_with_the_same_name_is_a_question(w: World) -> None:
    first = kim(w)
    assert [hit.id for hit in look_alikes(w.scope("soc"), " kim ", "Öberg")] == [first]
    assert look_alikes(w.scope("soc"), "Kim", "Öbergh") == []


def test_a_new_number_is_found_and_so_is_the_old(w: World) -> None:
    person = kim(w, number=COORDINATION)
    later = DAY + timedelta(days=10)
    change_number(**w.does("soc", later), person=person, number=FORMER)
    (new,), (old,) = find(w.scope("soc"), FORMER), find(w.scope("soc"), COORDINATION)
    assert (new.id, new.former, old.id, old.former) == (person, False, person, True)
    seen = shown(person, w.scope("soc"))
    assert (seen.number, seen.former_numbers) == ("19850709-9813", ("19570574-9959",))
    with pytest.raises(Duplicate) as found:
        kim(w, number=COORDINATION)
    assert found.value.person == person


def test_a_number_that_is_taken_or_not_new_changes_nothing(w: World) -> None:
    person, other = kim(w), kim(w, number=OTHER)
    with pytest.raises(Duplicate) as found:
        change_number(**w.does("soc"), person=person, number=OTHER)
    assert found.value.person == other
    with pytest.raises(Refused) as no:
        change_number(**w.does("soc"), person=person, number=KIM)
    assert no.value.decision.code == "same-number"
    assert Event.objects.filter(stream_id=person).count() == 1


def test_changing_a_number_and_back_again_on_one_day(w: World) -> None:
    person = kim(w)
    change_number(**w.does("soc"), person=person, number=FORMER)
    change_number(**w.does("soc"), person=person, number=KIM)
    assert shown(person, w.scope("soc")).former_numbers == ("19850709-9813",)


def test_a_double_click_writes_one_person(w: World) -> None:
    """E12: the page shows the first result."""
    act = w.act("soc")
    person = register_person(act=act, scope=w.scope("soc"), details=KIM_DETAILS)
    with pytest.raises(DoneBefore) as before:
        register_person(act=act, scope=w.scope("soc"), details=KIM_DETAILS)
    assert before.value.stream == person.pk
    change = w.act("soc")
    set_protected(act=change, scope=w.scope("soc"), person=person.pk, protected=True)
    with pytest.raises(DoneBefore):
        set_protected(act=change, scope=w.scope("soc"), person=person.pk, protected=False)
    assert shown(person.pk, w.scope("soc")).protected


def test_details_are_changed_and_tidied(w: World) -> None:
    person = kim(w)
    new = replace(KIM_DETAILS, family_name="  Ek ", language="somaliska", interpreter=True, phone="")
    change_details(**w.does("soc"), person=person, details=new)
    seen = shown(person, w.scope("soc"))
    assert (seen.name, seen.language, seen.interpreter, seen.phone) == ("Kim Ek", "somaliska", True, "")


def test_protected_identity_closes_everything_that_tells_where_for_everybody(w: World) -> None:
    """One clear state, also for the keeper and for those with consent; what is not kept cannot leak."""
    person = kim(w)
    consents(w, person, w.way("soc", "vard"))
    add_representative(
        **w.does("soc"), person=person, speaker=Speaker(kind="god man", name="Ann Ek", phone="1", valid=Period(DAY))
    )
    set_protected(**w.does("soc"), person=person, protected=True)
    for reader in ("soc", "jobbtorg", "vard"):
        seen = shown(person, w.scope(reader))
        assert (seen.contact, seen.address, seen.phone, seen.email) == (Contact.PROTECTED, "", "", "")
        assert all(not speaker.phone for speaker in seen.speakers)
    assert find(w.scope("soc"), "Kim")[0].protected
    with pytest.raises(Refused) as no:
        change_details(**w.does("soc"), person=person, details=KIM_DETAILS)
    assert (no.value.decision.code, no.value.decision.law) == ("protected", ("osl:21:3", "osl:21:3a"))
    set_protected(**w.does("soc"), person=person, protected=False)
    assert shown(person, w.scope("soc")).contact is Contact.OPEN


def test_another_branch_of_the_authority_sees_who_but_not_where_without_a_ground(w: World) -> None:
    """D5: secrecy holds inside an authority too."""
    person = kim(w)
    seen = shown(person, w.scope("jobbtorg"))
    assert (seen.name, seen.contact, seen.address) == ("Kim Öberg", Contact.ELSEWHERE, "")
    consents(w, person, w.way("soc", "jobbtorg"))
    assert shown(person, w.scope("jobbtorg")).address == "Provgatan 1"


def test_a_representative_speaks_from_day_to_day(w: World) -> None:
    person = kim(w)
    speaker = Speaker(kind="god man", name="Ann Ek", valid=Period(DAY, date(2027, 3, 1)), extent="ekonomi")
    added = add_representative(**w.does("soc"), person=person, speaker=speaker)

    def named(on: date) -> list[str]:
        return [each.name for each in shown(person, w.scope("soc", on)).speakers]

    assert named(date(2026, 11, 21)) == []
    assert named(DAY) == named(date(2027, 2, 28)) == ["Ann Ek"]
    assert named(date(2027, 3, 1)) == []
    end_representative(**w.does("soc", date(2026, 12, 1)), person=person, representative=added.pk)
    assert named(date(2026, 12, 1)) == []


@pytest.mark.parametrize("role", sorted(set(Role) - CASE_ROLES))
def test_nobody_but_those_who_work_with_cases_writes_or_sees_anybody(w: World, role: Role) -> None:
    person = kim(w)
    scope = w.scope("soc", role=role)
    with pytest.raises(Refused):
        register_person(act=w.act("soc"), scope=scope, details=KIM_DETAILS)
    with pytest.raises(Refused):
        change_number(act=w.act("soc"), scope=scope, person=person, number=FORMER)
    with pytest.raises(Refused):
        shown(person, scope)
    assert find(scope, "Kim") == []


def test_olle_who_has_nothing_to_do_with_it_is_told_nothing(w: World) -> None:
    person = kim(w)
    for attempt in (
        lambda: shown(person, w.scope("skola")),
        lambda: change_details(**w.does("skola"), person=person, details=KIM_DETAILS),
        lambda: set_protected(**w.does("skola"), person=person, protected=True),
        lambda: change_number(**w.does("skola"), person=person, number=FORMER),
    ):
        with pytest.raises(Refused) as no:
            attempt()
        assert "osl:8:1" in no.value.decision.law
    assert Event.objects.filter(stream_id=person).count() == 1


def test_a_reader_with_consent_never_changes(w: World) -> None:
    person = kim(w)
    consents(w, person, w.way("soc", "vard"))
    with pytest.raises(Refused) as no:
        change_details(**w.does("vard"), person=person, details=KIM_DETAILS)
    assert no.value.decision.code == "not-your-person"


@pytest.mark.parametrize(
    "details", [Details(given_name=" ", family_name="Ek"), Details(given_name="Kim", family_name="")]
)
def test_a_person_has_both_names(w: World, details: Details) -> None:
    with pytest.raises(Refused) as no:
        register_person(**w.does("soc"), details=details)
    assert no.value.decision.code == "name-missing"


def test_what_has_no_room_is_said(w: World) -> None:
    """E11: PostgreSQL would refuse it without a word."""
    with pytest.raises(Refused) as no:
        register_person(**w.does("soc"), details=Details(given_name="Kim", family_name="å" * 81))
    assert no.value.decision.code == "details-long"
