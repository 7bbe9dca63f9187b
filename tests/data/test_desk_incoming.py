"""What comes in is registered in three fields and never lost: linked, opened, given to somebody, or put away (D16)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from samordna.audit.models import Reading
from samordna.cases.models import Case, Incoming, Position, Transfer
from samordna.journal.models import Event
from samordna.people.models import Person
from tests.cases_world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def client(world: World, name: str = "sara") -> Client:
    made = Client()
    made.force_login(world.workers[name])
    return made


def register(world: World, **changed: object):
    form = {
        "what": "Beslut om samordning", "sender": "Försäkringskassan", "on": "2026-11-20", "how": "letter",
        "kind": "message", "form": str(uuid4()), **changed,
    }  # fmt: skip
    return client(world).post("/desk/incoming/new/?lang=en", form)


def came(world: World, **changed: object) -> Incoming:
    answer = register(world, **changed)
    assert answer.status_code == 302, answer.content.decode()
    return Incoming.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[-1]))


def page(world: World, row: Incoming, name: str = "sara", lang: str = "en") -> str:
    return client(world, name).get(f"/desk/incoming/{row.pk}/?lang={lang}").content.decode()


def do(world: World, row: Incoming, name: str = "sara", **form: object):
    return client(world, name).post(f"/desk/incoming/{row.pk}/?lang=en", {"form": str(uuid4()), **form})


def sent(world: World, case: int, to: str = "fk", party: str = "forsakringskassan") -> None:
    box = Position.objects.get(case_id=case, closed_seq=None)
    own, other = world.units["oster"], world.units[to]
    Transfer.objects.create(
        case_id=case, no=900, kind="referral", position_no=box.no, from_run=box.run_no, sender_party="socialtjanst",
        sender_unit_id=own.pk, sender_sphere_id=own.sphere_id, receiver_party=party, receiver_unit_id=other.pk,
        receiver_sphere_id=other.sphere_id, status="sent", sent_seq=1, sent_on=world.day, due=world.day,
    )  # fmt: skip


def test_three_fields_are_enough(world: World) -> None:
    row = came(world)
    assert (row.unit_id, row.status, row.person_id) == (world.units["oster"].pk, "new", None)
    assert "Beslut om samordning" in client(world).get("/desk/?view=incoming").content.decode()
    assert client(world).get("/desk/incoming/new/?lang=sv").status_code == 200


def test_a_double_click_registers_once(world: World) -> None:
    form = str(uuid4())
    assert came(world, form=form) == came(world, form=form)
    assert Incoming.objects.count() == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(world: World) -> None:
    for changed, words in (
        ({"what": ""}, "Write what came."),
        ({"sender": " "}, "Write who it came from."),
        ({"on": "2027-01-01"}, "The day lies ahead"),
        ({"on": "igår"}, "Write the day as YYYY-MM-DD"),
        ({"how": "pigeon"}, "Say how it came"),
        ({"about": "Zz Zz"}, "Nobody at your authority fits."),
    ):
        answer = register(world, **changed)
        said = answer.content.decode()
        assert answer.status_code == 400, words
        assert words in said
        assert ("Beslut om samordning" in said) or "what" in changed


def test_the_person_is_found_and_several_are_chosen_among(world: World) -> None:
    kim = world.person()
    assert came(world, about="Kim Ek").person_id == kim.pk
    other = world.person()
    asked = register(world, about="Kim Ek")
    assert asked.status_code == 400
    assert "Which of them?" in asked.content.decode()
    assert came(world, about="Kim Ek", person=str(other.pk)).person_id == other.pk


def test_the_persons_open_cases_are_suggested_with_what_they_wait_for(world: World) -> None:
    case = world.open().case
    world.open(person=world.person("Alva", "Bo"))
    sent(world, case)
    row = came(world, about="Kim Ek")
    said = page(world, row)
    assert "OST-2026-0001" in said
    assert "awaits an answer from Försäkringskassan" in said
    assert "OST-2026-0002" not in said
    answer = do(world, row, do="link", case=case)
    assert answer["Location"] == f"/cases/{case}/"
    row.refresh_from_db()
    assert (row.status, row.case_id) == ("linked", case)
    assert Event.objects.filter(stream_id=case, kind="incoming-linked").count() == 1
    assert "It belongs to a case." in page(world, row)


def test_without_a_person_the_open_questions_to_the_sender_are_suggested(world: World) -> None:
    case, other = world.open().case, world.open().case
    sent(world, case)
    sent(world, other, "varden", "halso-sjukvard")
    said = page(world, came(world, sender="FK, kontor Norr"))
    assert "OST-2026-0001" in said
    assert "OST-2026-0002" not in said


def test_it_is_linked_by_a_case_number_and_never_to_a_case_one_may_not_see(world: World) -> None:
    case = world.open().case
    row = came(world)
    assert do(world, row, do="link", number="ost-2026-0001")["Location"] == f"/cases/{case}/"
    other = came(world)
    wrong = do(world, other, do="link", number="XXX-1")
    assert wrong.status_code == 400
    assert "There is no case with that number" in wrong.content.decode()
    assert do(world, other, "olle", do="link", case=case).status_code == 403


def test_a_colleague_is_appointed_or_it_is_put_away_with_a_reason(world: World) -> None:
    """D27: an invitation without a known worker must have somebody."""
    row = came(world)
    assert do(world, row, do="appoint", worker=world.workers["olle"].pk).status_code == 400
    assert do(world, row, do="appoint", worker=world.workers["sigge"].pk).status_code == 302
    assert "Sigge" in page(world, row)
    wrong = do(world, row, do="put-away")
    assert wrong.status_code == 400
    assert "Give a reason." in wrong.content.decode()
    assert do(world, row, do="put-away", reason="Personen säger nej").status_code == 302
    row.refresh_from_db()
    assert row.status == "put-away"
    assert do(world, row, do="nothing").status_code == 400


def test_only_the_unit_meets_it_and_reading_is_logged(world: World) -> None:
    """D21, E16: the same answer for what is another unit's and what is not there."""
    row = came(world)
    page(world, row)
    assert Reading.objects.filter(stream_id=row.pk, what="incoming", why="inbox").count() == 1
    for name, number in (("olle", row.pk), ("sara", 999_999)):
        answer = client(world, name).get(f"/desk/incoming/{number}/?lang=en")
        assert answer.status_code == 403
        assert "There is no such message" in answer.content.decode()


def test_a_protected_identity_is_marked_here_too(world: World) -> None:
    world.person()
    Person.objects.update(protected=True)
    assert "Protected identity" in page(world, came(world, about="Kim Ek"))


@pytest.mark.parametrize(("days", "warned"), [(10, True), (13, True), (14, False), (30, False)])
def test_malmo_warns_of_a_meeting_that_is_too_near(settings, days: int, warned: bool) -> None:
    """D27: the length is data of the handbook."""
    settings.SECOND_FACTOR_REQUIRED = False
    world = build("malmo")
    meeting = date(2026, 11, 20) + timedelta(days=days)
    row = came(world, kind="summons", what="Kallelse", meeting=meeting.isoformat())
    assert ("shortest notice" in page(world, row)) is warned


def test_malmo_says_until_when_an_attempt_at_contact_is_answered(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    world = build("malmo")
    said = page(world, came(world, kind="contact", what="FK ringde"))
    assert "Answer at the latest 27 November 2026" in said
    assert "The district contact person" in said
    assert Case.objects.count() == 0
