"""One message a working day with no word of any case, never twice; and silence passed on (D23, D27, E17)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from smtplib import SMTPException
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from samordna.access.commands import open_grants
from samordna.access.domain import system
from samordna.cases.commands import moving, nightly, sending
from samordna.cases.models import Case, Position, Transfer
from samordna.handbooks.queries import load
from samordna.journal.models import Event
from samordna.notices import commands, ports, tasks
from samordna.notices.models import Digest, Tick
from samordna.organisations.models import Absence, PartyUnit
from tests.cases_world import DAY, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.data]

SUNDAY, MONDAY = DAY, date(2026, 11, 23)
NIGHT, MORNING = datetime(2026, 11, 23, 3, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_a_digest_says_how_much_and_nothing_else(world: World) -> None:
    """D23: no name, no kind of matter, no unit; a link only."""
    case = world.open().case
    world.open(person=world.person("Robin"))
    Position.objects.filter(case_id=case).update(due=date(2026, 11, 20))
    with override_settings(SAMORDNA_URL="https://samordna.example.se/"):
        assert commands.send_digests(MONDAY) == 1
    (sent,) = mail.outbox
    assert sent.to == ["sara@example.se"]
    text = f"{sent.subject} {sent.body}"
    assert "2" in text
    assert "1" in text
    assert "https://samordna.example.se/" in text
    for word in ("Kim", "Ek", "Robin", "Sara", "Oster", "OST", "sjuk", "social"):
        assert word not in text


def test_nothing_is_sent_twice_nor_when_there_is_nothing(world: World) -> None:
    """E17: a task that is done again tells only those who have not been told."""
    world.open()
    assert commands.send_digests(MONDAY) == 1
    assert commands.send_digests(MONDAY) == 0
    tasks.digests.call(MONDAY.isoformat())
    assert len(mail.outbox) == 1 == Digest.objects.count()
    assert commands.send_digests(date(2026, 11, 24)) == 1


def test_only_on_swedish_working_days(world: World) -> None:
    world.open()
    assert commands.send_digests(SUNDAY) == 0
    assert commands.send_digests(date(2026, 12, 24)) == 0
    assert not mail.outbox


def test_whoever_is_away_is_left_alone_and_the_substitute_is_told(world: World) -> None:
    """D26."""
    world.open()
    Absence.objects.create(
        worker=world.workers["sara"], substitute=world.workers["sigge"], valid_from=MONDAY, valid_to=date(2026, 12, 1)
    )
    assert commands.send_digests(MONDAY) == 1
    assert mail.outbox[0].to == ["sigge@example.se"]


def test_each_is_told_in_their_own_language(world: World) -> None:
    world.open()
    worker = world.workers["sara"]
    worker.language = "en"
    worker.save()
    commands.send_digests(MONDAY)
    assert mail.outbox[0].subject == "Your list today"
    assert "You have 1 thing on your list." in mail.outbox[0].body


def test_what_the_mail_server_refuses_is_tried_again(world: World) -> None:
    world.open()
    with patch("django.core.mail.EmailMessage.send", side_effect=SMTPException("no")):
        assert commands.send_digests(MONDAY) == 0
    assert commands.send_digests(MONDAY) == 1


def test_a_days_job_is_put_in_the_queue_once(world: World) -> None:
    """E17: two ticks make one job."""
    for _ in range(3):
        commands.tick_all(MONDAY, NIGHT)
    assert list(Tick.objects.values_list("job", flat=True)) == [commands.NIGHTLY]
    assert DBTaskResult.objects.count() == 1
    commands.tick_all(MONDAY, MORNING)
    commands.tick_all(MONDAY, MORNING)
    assert DBTaskResult.objects.count() == 2
    commands.tick_all(SUNDAY, MORNING.replace(day=22))
    assert set(Tick.objects.filter(day=SUNDAY).values_list("job", flat=True)) == {commands.NIGHTLY}


def test_the_night_does_what_other_rooms_have_asked_for(world: World) -> None:
    asked: list[date] = []
    with patch.object(ports, "nightly", [asked.append]):
        tasks.night.call(MONDAY.isoformat())
    assert asked == [MONDAY]


def _referred(world: World) -> tuple[int, int]:
    """A question from Jobbtorg's box to health care that nobody answers."""
    person = world.person()
    spheres = [unit.sphere_id for unit in world.units.values()]
    open_grants(
        act=world.act("sara"), person=person.pk, ways=[(a, b) for a in set(spheres) for b in set(spheres) if a != b],
        categories=("contact", "social", "economy", "work", "health", "plan", "decision"),
        valid=(date(2026, 1, 1), None), basis="consent",
    )  # fmt: skip
    done = world.open(person=person)
    box = Position.objects.get(case_id=done.case, closed_seq=None).no
    sent = sending.refer(**world.by("sara"), case=done.case, position=box, target="party:halso-sjukvard")
    return done.case, sent.transfers[0]


def test_silence_goes_on_to_the_next_one_once(world: World) -> None:
    """D27: by the handbook's own rule, here to the unit that watches; nothing moves."""
    case, no = _referred(world)
    sent = Transfer.objects.get(case_id=case, no=no)
    holder = Case.objects.get(pk=case).holder_id
    late = system("nightly", date(2026, 12, 31))
    assert nightly.escalate_silence(scope=system("nightly", sent.due), at=NIGHT) == []
    assert len(nightly.escalate_silence(scope=late, at=NIGHT)) == 1
    assert nightly.escalate_silence(scope=late, at=NIGHT) == []
    after = Transfer.objects.get(case_id=case, no=no)
    assert (after.escalated_unit_id, after.status) == (world.units["oster"].pk, "sent")
    assert Case.objects.get(pk=case).holder_id == holder
    event = Event.objects.filter(stream_id=case).latest("seq")
    assert (event.kind, event.by_id, event.unit_id) == ("escalated", 0, world.units["oster"].pk)


def test_in_malmo_the_silent_units_contact_person_is_asked_next() -> None:
    """D27: Försäkringskassan has asked, social services are silent for a week."""

    world = build("malmo")
    for slug in ("vaster", "oster"):
        PartyUnit.objects.create(unit=world.units[slug], party="kontaktperson", valid_from=date(2020, 1, 1))
    person = world.person()
    soc, fk = world.units["oster"].sphere_id, world.units["fk"].sphere_id
    open_grants(
        act=world.act("sara"), person=person.pk, ways=[(soc, fk), (fk, soc)],
        categories=("contact", "social", "economy", "work", "health", "plan", "decision"),
        valid=(date(2026, 1, 1), None), basis="consent",
    )  # fmt: skip

    book = load("malmo")
    process = book.processes[0].id
    done = world.open("sara", process, "1", person=person)
    box = Position.objects.get(case_id=done.case, closed_seq=None)
    moving.jump(
        **world.by("sara", "FK tar vid"), case=done.case, position=box.no, target=f"{process}/3"
    )  # fmt: skip
    sent = Transfer.objects.get(case_id=done.case)
    sending.accept(**world.by("sara"), case=done.case, transfer=sent.no, via="letter")
    box = Position.objects.get(case_id=done.case, closed_seq=None)
    asked = sending.refer(
        **world.by("sara"), case=done.case, position=box.no, referral="kontakt-socialsekreterare", via="phone"
    )  # fmt: skip
    row = Transfer.objects.get(case_id=done.case, no=asked.transfers[0])
    assert (row.due - row.sent_on).days == 7
    (escalated,) = nightly.escalate_silence(scope=system("nightly", date(2026, 12, 1)), at=NIGHT)
    assert escalated.kind == "escalated"
    row.refresh_from_db()
    assert row.escalated_unit_id == world.units["oster"].pk
