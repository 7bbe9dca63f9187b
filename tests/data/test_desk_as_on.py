"""The case on another day: the past is what was written down by then, the future what rules and law say (E11, E16)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from samordna.access.models import Grant
from samordna.audit.models import Reading
from samordna.cases.commands import moving, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.commands.opening import Wanted, open_case
from samordna.cases.queries import see
from samordna.desk import case_gather, case_view
from samordna.desk.history import as_on_view
from samordna.law.queries import load as load_law
from tests.cases_playing import at, consented
from tests.cases_world import World
from tests.deadlines_world import ago, book, follow

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def on(world: World, days: int, name: str = "sara", reason: str = "") -> dict[str, Any]:
    """Somebody's act so many days ago."""
    return {"act": world.act(name, reason, on=ago(world, days)), "scope": world.scope(name, ago(world, days))}


@pytest.fixture
def case(world: World) -> int:
    """Opened thirty days ago in box 3, in box 4 since twenty, in box 5 since ten; each time something was told."""
    person = world.person()
    consented(world, person.pk)
    Grant.objects.update(valid_from=ago(world, 40))
    wanted = Wanted(person=person.pk, process="soc-sjukskriven", steps=("3",))
    number = open_case(**on(world, 30), wanted=wanted).case
    told = {"earlier_measures": "Praktik våren 2025"}
    moving.complete(**on(world, 20), case=number, position=at(number, "3"), left=Left(typed=told, note="Ville prova."))
    moving.complete(**on(world, 10), case=number, position=at(number, "4"), left=Left(typed={"goal": "Halvtid"}))
    return number


def page(client: Client, world: World, case: int, day: object = "", name: str = "sara") -> str:
    client.force_login(world.workers[name])
    answer = client.get(f"/cases/{case}/as-on/?lang=en" + (f"&day={day}" if day else ""))
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1])).replace("&#39;", "'")


def reading(world: World, case: int, name: str = "sara") -> case_gather.Read:
    return case_gather.whole(see(world.scope(name), case, world.day), world.day)


# The past


@pytest.mark.parametrize(
    ("days", "box", "known"),
    [
        (30, "3 ", ()), (21, "3 ", ()), (20, "4 ", ("Praktik",)), (11, "4 ", ("Praktik",)),
        (10, "5 ", ("Praktik", "Halvtid")),
    ],
)  # fmt: skip
def test_the_case_stands_as_it_stood_at_the_end_of_that_day(
    client: Client, world: World, case: int, days: int, box: str, known: tuple[str, ...]
) -> None:
    """Boundary days: what is done on a day is there at its end."""
    said = page(client, world, case, ago(world, days))
    assert "A look back to" in said
    assert "This is not how the case stands now." in said
    where = said[said.index("Where the case was") : said.index("What had happened last")]
    assert f"Box {box}" in where
    assert "Responsible for the next step: Social services" in where
    facts = said[said.index("What was known") :]
    for word in ("Praktik", "Halvtid"):
        assert (word in facts) == (word in known)


def test_the_past_that_ends_today_is_the_page_of_today(world: World, case: int) -> None:
    """Metamorphic: looking back to the last day gives what the case page shows."""
    read = reading(world, case)
    past = as_on_view.past(read, world.day)
    shown = case_view.boxes(read.names, read.boxes)
    assert [(b.number, b.title, b.since, b.awaits) for b in past.boxes] == [
        (b.number, b.title, b.since, b.awaits) for b in shown
    ]
    assert past.facts == case_view.told(read.names, read.facts)
    assert past.sent == case_view.sent(read.names, read.sent, world.day)
    assert past.later == ()


def test_before_it_was_opened_there_is_nothing(client: Client, world: World, case: int) -> None:
    said = page(client, world, case, ago(world, 31))
    assert "The case had not been opened then." in said
    assert "Praktik" not in said


def test_what_happened_then_but_was_written_down_later_stands_apart(client: Client, world: World, case: int) -> None:
    """E11: `on` is when it happened, order is when it was recorded."""
    wanted = Left(exits=("ja",), on=ago(world, 12), note="Sades på telefon.")
    moving.complete(**on(world, 3), case=case, position=at(case, "5"), left=wanted)
    said = page(client, world, case, ago(world, 11))
    before, later = said.split("Had happened, but was written down later")
    assert "Sades på telefon." not in before
    assert "Sades på telefon." in later
    assert "written down later" not in page(client, world, case, ago(world, 2))


def test_what_was_sent_stands_with_the_answer_it_had_then(client: Client, world: World, case: int) -> None:
    """D8."""
    done = sending.refer(**on(world, 8, reason="Praktik."), case=case, position=at(case, "5"), target="jobbtorg/1")
    sending.accept(**on(world, 5, "jonas"), case=case, transfer=done.transfers[0])
    assert "What had been sent" not in page(client, world, case, ago(world, 9))
    asked = page(client, world, case, ago(world, 6))
    assert "Awaits answer" in asked[asked.index("What had been sent") :]
    taken = page(client, world, case, ago(world, 4))
    assert "Accepted, awaits answer" in taken[taken.index("What had been sent") :]


def test_an_answer_that_was_taken_away_was_known_before(client: Client, world: World, case: int) -> None:
    working.tell(**on(world, 6), case=case, position=at(case, "5"), typed={"certificate_to": "2026-12-31"})
    working.tell(**on(world, 4), case=case, position=at(case, "5"), typed={"certificate_to": None})
    title = "certificate until"
    known = page(client, world, case, ago(world, 5))
    assert title in known[known.index("What was known") :].casefold()
    gone = page(client, world, case, ago(world, 4))
    assert title not in gone[gone.index("What was known") :].casefold()


def test_what_is_closed_today_is_closed_in_the_past(client: Client, world: World, case: int) -> None:
    """D20: a consent taken back closes the view of what was, too."""
    sending.refer(**on(world, 8), case=case, position=at(case, "5"), target="jobbtorg/1")
    open_then = page(client, world, case, ago(world, 7), "jonas")
    assert "Praktik våren 2025" in open_then
    assert "Box 5 " in open_then
    Grant.objects.update(valid_to=F("valid_from"))
    closed = page(client, world, case, ago(world, 7), "jonas")
    assert "Praktik våren 2025" not in closed
    assert "Ville prova." not in closed
    assert "No box was open that you can see." in closed


# The future


def test_dates_that_come_near_and_pass_are_listed(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(monkeypatch, book())
    person = world.person()
    number = world.open("sara", "soc-sjukskriven", "11", person=person).case
    fact = {"first_sick_day": ago(world, 40).isoformat()}
    working.tell(**world.by("sara"), case=number, position=at(number, "11"), typed=fact)
    far, near, late = (page(client, world, number, day) for day in ("2026-11-25", "2026-11-29", "2026-12-14"))
    assert "Planen" not in far
    assert "13 December 2026 Comes near Planen" in near
    assert "13 December 2026 Has passed Planen" in late
    assert "It stands first on the list of whoever watches the case." in late
    assert "Nobody's steps are guessed." in late


def test_law_that_changes_for_the_open_boxes_says_what_it_will_say(
    client: Client, world: World, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Principle 7: dated law, on the very day and not the day before."""
    law = load_law()
    change = next(each for each in law.changed_since(world.day + timedelta(days=1)) if each.now)
    monkeypatch.setattr(as_on_view, "cited", lambda _book, _step: {change.id})
    day_before = page(client, world, case, change.on - timedelta(days=1))
    assert "Nothing that we know of." in day_before[day_before.index("Law that changes") :]
    on_the_day = page(client, world, case, change.on)
    told = on_the_day[on_the_day.index("Law that changes") :]
    assert "Will say:" in told
    assert "Concerns box 5" in told


def test_what_a_box_rests_on_is_its_own_law_and_that_of_its_needs_and_time_limits() -> None:
    made = book()
    step = made.step("soc-sjukskriven", "11")
    assert step
    assert {"fvl:12"} <= as_on_view.cited(made, step)


def test_consents_that_will_have_ended_are_named(client: Client, world: World, case: int) -> None:
    from tests.desk_case_world import consent

    person = see(world.scope("sara"), case, world.day).row.person_id
    consent(world, person, "torget")
    last = page(client, world, case, "2027-04-30")
    after = page(client, world, case, "2027-05-01")
    assert "Arbetsmarknad : to 30 April 2027" not in last
    assert "Arbetsmarknad : to 30 April 2027" in after


def test_a_box_that_will_have_rested_is_named(client: Client, world: World, case: int) -> None:
    by = world.by("sara", "Avvaktar")
    moving.park(**by, case=case, position=at(case, "5"), until=world.day + timedelta(days=9))
    assert "1 December 2026 : box 5" in page(client, world, case, "2026-12-01")
    assert "will have rested" not in page(client, world, case, "2026-11-30")


# The day itself


def test_today_leads_to_the_case(client: Client, world: World, case: int) -> None:
    assert "That is today." in page(client, world, case, world.day)


@pytest.mark.parametrize(
    "written", ["x", "2026-13-01", "2026-02-30", "20261", "0001-01-01", "9999-12-31", "2036-11-23", "🦄"]
)
def test_a_day_that_is_none_or_too_far_is_said_at_the_field(
    client: Client, world: World, case: int, written: str
) -> None:
    client.force_login(world.workers["sara"])
    answer = client.get(f"/cases/{case}/as-on/", {"day": written, "lang": "en"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#field-day"' in html
    assert "A look" not in html


@pytest.mark.parametrize("written", ["1900-01-01", "2036-11-22", "2026-11-23"])
def test_odd_days_are_answered(client: Client, world: World, case: int, written: str) -> None:
    page(client, world, case, date.fromisoformat(written))


def test_the_reading_is_logged_and_an_outsider_learns_nothing(client: Client, world: World, case: int) -> None:
    """E16, D21."""
    page(client, world, case, ago(world, 5))
    assert Reading.objects.filter(stream_id=case, worker_id=world.workers["sara"].pk).count() == 1
    client.force_login(world.workers["olle"])
    assert client.get(f"/cases/{case}/as-on/?day={ago(world, 5)}").status_code == 403
