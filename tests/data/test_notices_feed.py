"""A worker's calendar carries days and case numbers, answers to a secret only, and stops when they leave (D22, D23)."""

from __future__ import annotations

import json
import logging
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from samordna.notices import feeds
from samordna.notices.models import Feed
from samordna.organisations.models import Absence, Post, Worker
from samordna.platform import logs
from tests.cases_playing import opened
from tests.cases_world import World, build
from tests.deadlines_world import Hand, ago, book, follow, tell

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: Any) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    follow(monkeypatch, book())
    cache.clear()
    return build()


@pytest.fixture
def case(world: World) -> int:
    """Sara's case in box 11; Kim has been ill for forty days."""
    number = opened(world, "11")
    tell(world, number, first_sick_day=ago(world, 40))
    return number


def make(client: Client, world: World, name: str = "sara") -> str:
    """Make an address; returns its path."""
    client.force_login(world.workers[name])
    html = client.post("/account/calendar/?lang=en", {"do": "make"}).content.decode()
    found = re.search(r'id="address"[^>]*>http://testserver(/calendar/[\w-]+\.ics)<', html)
    assert found, html
    client.logout()
    return found[1]


def entries(path: str) -> list[Any]:
    """What stands in the calendar, read by another library, without a session."""
    answer = Client().get(path)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def days(path: str) -> dict[str, date]:
    return {str(each["uid"]): each["dtstart"].dt for each in entries(path)}


# What it carries


def test_a_day_and_a_case_number_and_nothing_else(client: Client, world: World, case: int) -> None:
    """D23."""
    path = make(client, world)
    text = Client().get(path).content.decode()
    (planen,) = [each for each in entries(path) if each["dtstart"].dt == date(2026, 12, 13)]
    assert planen["summary"] == "Datum att bevaka, OST-2026-0001"
    assert planen["dtend"].dt == date(2026, 12, 14)
    assert set(planen) == {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "CLASS", "TRANSP"}
    for word in (
        "Kim",
        "Ek",
        "Planen",
        "Besok",
        "box",
        "ruta",
        "sjuk",
        "Oster",
        "Socialtj",
        "Sara",
        "fact",
    ):
        assert word not in text
    # As a whole value: the drawn id of an entry may begin with any digit.
    assert not re.search(rf":{case}\b", text)


def test_calendars_get_what_they_ask_for(client: Client, world: World, case: int) -> None:
    answer = Client().get(make(client, world))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    calendar = Calendar.from_ical(answer.content)
    assert (calendar["version"], calendar["method"], calendar["x-wr-calname"]) == ("2.0", "PUBLISH", "Samordna")
    assert b"\r\n" in answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_late_ones_stand_today_and_what_lies_more_than_a_year_ahead_is_left_out(
    client: Client, world: World, case: int
) -> None:
    path = make(client, world)
    tell(world, case, first_sick_day=ago(world, 90))
    assert world.day in days(path).values()
    for box_day, there in ((ago(world, -304), True), (ago(world, -306), False)):
        tell(world, case, first_sick_day=box_day)
        found = [day for day in days(path).values() if day > date(2027, 10, 1)]
        assert bool(found) == there


def test_what_is_done_or_paused_is_not_there(client: Client, world: World, case: int) -> None:
    path = make(client, world)
    hand = Hand(world, case)
    assert date(2026, 12, 13) in days(path).values()
    hand.pause("planen", world.day)
    assert date(2026, 12, 13) not in days(path).values()
    hand.resume("planen", world.day)
    hand.meet("planen", world.day)
    assert date(2026, 12, 13) not in days(path).values()


def test_each_in_their_own_language(client: Client, world: World, case: int) -> None:
    Worker.objects.filter(username="sara").update(language="en")
    path = make(client, world)
    assert {str(each["summary"]) for each in entries(path)} == {"Date to watch, OST-2026-0001"}


def test_nobody_elses_dates(client: Client, world: World, case: int) -> None:
    """D22: one's own caseload, never the unit's."""
    assert entries(make(client, world, "sigge")) == []
    assert entries(make(client, world, "ulla")) == []


# That calendars are kept up to date


def told(path: str) -> dict[str, tuple[date, int]]:
    """The day and the number of each entry, by its id."""
    return {str(each["uid"]): (each["dtstart"].dt, int(each["sequence"])) for each in entries(path)}


def test_a_day_that_moves_keeps_its_id_and_gets_the_next_number(client: Client, world: World, case: int) -> None:
    path = make(client, world)
    before = told(path)
    assert {sequence for _day, sequence in before.values()} == {0}
    tell(world, case, first_sick_day=ago(world, 30))
    after = told(path)
    assert before.keys() == after.keys()
    (uid,) = [uid for uid in before if after[uid] != before[uid]]
    assert after[uid] == (date(2026, 12, 23), 1)
    assert told(path) == after
    tell(world, case, first_sick_day=ago(world, 40))
    assert told(path)[uid] == (date(2026, 12, 13), 2)


def test_a_new_address_keeps_the_ids_and_ids_say_nothing(client: Client, world: World, case: int) -> None:
    path = make(client, world)
    before = days(path)
    again = make(client, world)
    assert again != path
    assert days(again) == before
    other = make(client, world, "sigge")
    Absence.objects.create(
        worker=world.workers["sara"], substitute=world.workers["sigge"], valid_from=world.day,
        valid_to=world.day + timedelta(days=9),
    )  # fmt: skip
    assert set(days(other)).isdisjoint(before)
    assert len(days(other)) == len(before)


def test_asked_again_nothing_is_sent_when_nothing_has_changed(client: Client, world: World, case: int) -> None:
    path = make(client, world)
    first = Client().get(path)
    again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    tell(world, case, first_sick_day=ago(world, 20))
    assert Client().get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.once
def test_the_number_of_queries_is_the_same_for_few_cases_and_many(client: Client, world: World, case: int) -> None:
    path = make(client, world)

    def asked() -> int:
        Client().get(path)
        with CaptureQueriesContext(connection) as caught:
            Client().get(path)
        return len(caught)

    few = asked()
    for n in range(10):
        tell(
            world, world.open("sara", "soc-sjukskriven", "11", person=world.person(f"Kim{n}")).case,
            first_sick_day=ago(world, 20 + n),
        )  # fmt: skip
    assert asked() == few


# The secret


def test_the_address_is_shown_once_and_only_its_hash_is_kept(client: Client, world: World, case: int) -> None:
    path = make(client, world)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    row = Feed.objects.get()
    assert secret not in json.dumps([row.secret_hash, row.salt])
    client.force_login(world.workers["sara"])
    html = client.get("/account/calendar/?lang=en").content.decode()
    assert secret not in html
    assert "You have an address since 22 November 2026." in html
    assert len(secret) >= 43


def test_the_page_that_shows_it_is_not_stored(client: Client, world: World) -> None:
    client.force_login(world.workers["sara"])
    assert client.post("/account/calendar/", {"do": "make"}).headers["Cache-Control"] == "no-store"


def test_renewed_and_removed_addresses_stop_in_the_words_of_wrong_ones(client: Client, world: World, case: int) -> None:
    old = make(client, world)
    new = make(client, world)
    gone = Client().get(old)
    wrong = Client().get("/calendar/finns-inte.ics")
    assert gone.status_code == wrong.status_code == 404
    assert gone.content.replace(old.encode(), b"") == wrong.content.replace(b"/calendar/finns-inte.ics", b"")
    assert Client().get(new).status_code == 200
    client.force_login(world.workers["sara"])
    assert client.post("/account/calendar/", {"do": "remove"}).status_code == 302
    removed = Client().get(new)
    assert removed.status_code == 404
    assert removed.content.replace(new.encode(), b"") == gone.content.replace(old.encode(), b"")


def test_it_stops_with_the_account_and_with_the_posts(client: Client, world: World, case: int) -> None:
    path = make(client, world)
    Worker.objects.filter(username="sara").update(is_active=False)
    assert Client().get(path).status_code == 404
    Worker.objects.filter(username="sara").update(is_active=True)
    assert Client().get(path).status_code == 200
    Post.objects.filter(worker=world.workers["sara"]).update(valid_to=world.day)
    assert Client().get(path).status_code == 404


def test_it_is_empty_while_one_is_away_and_comes_back(client: Client, world: World, case: int) -> None:
    """D26: the substitute has the dates meanwhile."""
    path = make(client, world)
    away = Absence.objects.create(
        worker=world.workers["sara"], substitute=world.workers["sigge"], valid_from=world.day,
        valid_to=world.day + timedelta(days=3),
    )  # fmt: skip
    assert entries(path) == []
    assert len(entries(make(client, world, "sigge"))) == 2
    away.delete()
    assert len(entries(path)) == 2


def test_those_who_meet_no_cases_get_none(client: Client, world: World) -> None:
    client.force_login(world.workers["ada"])
    assert client.get("/account/calendar/").status_code == 403
    assert client.post("/account/calendar/", {"do": "make"}).status_code == 403
    assert not Feed.objects.exists()


def test_who_is_not_signed_in_makes_none(client: Client, world: World) -> None:
    assert client.get("/account/calendar/").status_code == 302
    assert client.post("/account/calendar/", {"do": "make"}).status_code == 302
    assert not Feed.objects.exists()


def test_guessing_is_stopped_and_the_right_address_still_answers(client: Client, world: World, case: int) -> None:
    path = make(client, world)
    codes = [Client().get(f"/calendar/fel{n}.ics").status_code for n in range(25)]
    assert codes[0] == 404
    assert codes[-1] == 429
    assert Client().get(path).status_code == 200


def test_only_reading_is_possible_there(client: Client, world: World, case: int) -> None:
    path = make(client, world)
    assert Client().post(path).status_code == 405
    assert Client().head(path).status_code == 200


@pytest.mark.parametrize("lines", [logs.TextLines(), logs.JsonLines()])
def test_no_log_holds_the_secret(lines: logging.Formatter) -> None:
    """Whoever reads the access log could read the calendar."""
    asked = {"method": "GET", "path": "/calendar/Hemligt-_1.ics", "status": 200, "dt_ms": 1.0}
    access = logging.LogRecord(logs.ACCESS, logging.INFO, "", 0, logs.ACCESS_LINE, (asked,), None)
    fault = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "Internal Server Error: %s", ("/calendar/Hemligt-_1.ics",), None
    )
    for record in (access, fault):
        said = lines.format(record)
        assert "Hemligt" not in said
        assert "/calendar/" in said
    page = {**asked, "path": "/account/calendar/"}
    own = logging.LogRecord(logs.ACCESS, logging.INFO, "", 0, logs.ACCESS_LINE, (page,), None)
    assert "/account/calendar/" in lines.format(own)


def test_the_stamp_is_of_the_day_so_that_a_new_day_is_the_newer(client: Client, world: World, case: int) -> None:
    path = make(client, world)
    assert {each["dtstamp"].dt.date() for each in entries(path)} == {world.day}
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    written = feeds.calendar(secret, world.day + timedelta(days=1))
    assert written
    stamps = {each["dtstamp"].dt for each in Calendar.from_ical(written).walk("VEVENT")}
    assert {stamp.date() for stamp in stamps} == {world.day + timedelta(days=1)}
    assert all(isinstance(stamp, datetime) for stamp in stamps)
