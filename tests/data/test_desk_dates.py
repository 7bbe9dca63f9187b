"""Every date explains itself, is changed by hand only where it may be, and one's own stand by week (D17, D22, D27)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samordna.access.commands import open_grants
from samordna.audit.models import Reading
from samordna.cases.commands import sending
from samordna.cases.queries import see
from samordna.deadlines.models import Adjustment
from samordna.organisations.commands import follow_rule
from samordna.organisations.domain import Span
from samordna.organisations.models import Absence
from tests.cases_playing import at, opened
from tests.cases_world import World, build
from tests.deadlines_world import Hand, ago, book, follow, running, tell

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: Any) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    follow(monkeypatch, book())
    return build()


@pytest.fixture
def case(world: World) -> int:
    """Sara's case in box 11; Kim has been ill for forty days."""
    number = opened(world, "11")
    tell(world, number, first_sick_day=ago(world, 40))
    return number


@pytest.fixture
def hand(world: World, case: int) -> Hand:
    return Hand(world, case)


def page(client: Client, world: World, case: int, name: str = "sara", lang: str = "en") -> str:
    client.force_login(world.workers[name])
    answer = client.get(f"/cases/{case}/dates/", {"lang": lang})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def plain(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#39;", "'")


def card(html: str, anchor: str) -> str:
    """One card of the page, as it stands in the source."""
    start = re.search(rf'<li class="clock [^"]*" id="{re.escape(anchor)}"', html)
    assert start, re.findall(r'id="(clock-[^"]+)" tabindex', html)
    rest = html[start.start() + 1 :]
    ends = [place for end in ('<li class="clock ', "</section>") if (place := rest.find(end)) >= 0]
    return rest[: min(ends)]


def do(client: Client, case: int, verb: str, clock: str, **typed: Any) -> Any:
    """Send one of the forms."""
    form = {"form": str(uuid4()), "do": verb, "clock": clock, "lang": "en", **typed}
    return client.post(f"/cases/{case}/dates/?lang=en", form)


# What is shown


def test_a_card_says_when_who_what_kind_what_then_and_why(client: Client, world: World, case: int) -> None:
    """DESIGN 6: a derived date explains itself."""
    said = plain(card(page(client, world, case), "clock-planen-fact"))
    assert "Last day: Sunday 13 December 2026 (in 21 days) Runs" in said
    assert "Who must act Social services" in said
    assert "Agreed between the parties, not law" in said
    assert "It stands first on the list of whoever watches the case." in said
    assert "Counted from 13 October 2026. At most 2 months. 13 December 2026" in said
    assert "The start is known from the answer to “First day of sickness”." in said


def test_a_service_target_is_not_law_and_a_statute_names_its_paragraph(
    client: Client, world: World, case: int, hand: Hand
) -> None:
    """Research: dates that look like law and are not are the loudest complaint; confidence and validity stand there."""
    hand.start("fks", ago(world, 20))
    hand.start("lagen", ago(world, 2))
    html = page(client, world, case)
    assert "Service target, not law" in plain(card(html, "clock-fks-own"))
    statute = plain(card(html, "clock-lagen-own"))
    assert "What kind Law" in statute
    assert "FvL (2017:900) 12 §" in statute
    assert "from 1 July 2018" in statute
    assert "The time is set by law, and nobody but the law changes it. (FvL (2017:900) 12 §" in statute


def test_what_the_area_has_decided_about_an_unread_rule_stands_on_the_card(
    client: Client, world: World, case: int
) -> None:
    """Law is data: a rule that nobody has read is followed or not, and every date that rests on it says so."""
    assert "does not follow the rule" not in plain(card(page(client, world, case), "clock-eget-own"))
    by = world.by("ada", reason="Inte läst")
    follow_rule(**by, area=world.area.pk, ref="sol-2025:12:6a", follow=False, span=Span(world.day))
    said = plain(card(page(client, world, case), "clock-eget-own"))
    assert "The area does not follow the rule until the text has been read" in said
    assert "Reason: Inte läst" in said


def test_a_case_with_dates_that_run_is_closed_with_a_reason(
    client: Client, world: World, case: int, hand: Hand
) -> None:
    """D14, D17: a case closes when no clock runs; people may judge otherwise and say why."""
    hand.start("hela", ago(world, 3))
    closing = f"/cases/{case}/close/?lang=en"
    client.force_login(world.workers["sara"])
    run = see(world.scope("sara"), case, world.day).state.open_runs()[0].id
    client.post(closing, {"form": str(uuid4()), "do": "end", "run": run})
    html = plain(client.get(closing).content.decode())
    assert "Dates still run They end with the case. Mark what is done, or say why they are left." in html
    assert "Hela Last day: Wednesday 19 May 2027" in html
    refused = client.post(closing, {"form": str(uuid4()), "do": "close"})
    assert "Say why the case is closed all the same." in plain(refused.content.decode())
    assert not see(world.scope("sara"), case, world.day).state.closed
    client.post(closing, {"form": str(uuid4()), "do": "close", "reason": "Personen har flyttat"})
    assert see(world.scope("sara"), case, world.day).state.closed


def test_every_forbidden_form_is_left_out_with_a_reason(client: Client, world: World, case: int, hand: Hand) -> None:
    """D27: pausing and extending are data, default no."""
    hand.start("fast", ago(world, 3))
    html = card(page(client, world, case), "clock-fast-own")
    assert 'value="pause"' not in html
    assert 'value="extend"' not in html
    assert 'value="meet"' in html
    assert "does not let “Fast” be paused." in plain(html)
    other = card(page(client, world, case), "clock-planen-fact")
    assert 'value="pause"' in other
    assert 'value="extend"' in other


def test_what_has_not_begun_stands_apart_and_says_what_would_start_it(client: Client, world: World, case: int) -> None:
    html = page(client, world, case)
    waiting = html[html.index('id="waiting"') :]
    assert 'value="start"' in card(waiting, "clock-eget-own")
    assert "At most 4 weeks" in plain(card(waiting, "clock-eget-own"))
    before = html[: html.index('id="waiting"')]
    assert 'id="clock-eget-own"' not in before


def test_the_drawing_has_a_link_and_words_for_every_date_and_a_table_of_the_same(
    client: Client, world: World, case: int, hand: Hand
) -> None:
    """WCAG 1.1.1: what is drawn stands in words, twice."""
    hand.pause("planen", ago(world, 10))
    hand.resume("planen", ago(world, 3))
    html = page(client, world, case)
    drawing = html[html.index('class="timeline"') : html.index("</ol>", html.index("timeline-lanes"))]
    assert 'href="#clock-planen-fact"' in drawing
    assert "Paused 12 November 2026 to 18 November 2026." in drawing
    assert 'fill="url(#timeline-pause)"' in drawing
    assert re.search(r"<td>20 December 2026</td>\s*<td>Runs</td>", html)
    for anchor in re.findall(r'class="timeline-lane[^"]*" href="#([^"]+)"', drawing):
        assert f'id="{anchor}"' in html


def test_the_late_one_is_told_without_colour(client: Client, world: World, case: int) -> None:
    tell(world, case, first_sick_day=ago(world, 80))
    html = page(client, world, case)
    assert "Has passed" in plain(card(html, "clock-planen-fact"))
    lane = html[html.index('class="timeline-lane timeline-late"') :]
    assert "timeline-bang" in lane[: lane.index("</a>")]
    assert plain(html).index("Planen Last day") < plain(html).index("Besok Last day")


def test_the_page_speaks_swedish(client: Client, world: World, case: int) -> None:
    said = plain(page(client, world, case, lang="sv"))
    assert "13 december 2026" in said
    assert "söndag" in said


# What is done by hand


def test_pausing_resuming_extending_and_taking_back(client: Client, world: World, case: int) -> None:
    """D27: only the days actually paused are added; what is taken back leaves the date that was there before."""
    page(client, world, case)
    before = running(world, case, "planen").due
    assert before
    clock = "clock-planen-fact"
    assert do(client, case, "pause", clock, since=str(ago(world, 10)), reason="Bortrest").status_code == 302
    said = plain(card(page(client, world, case), clock))
    assert "Paused Has stood still since 12 November 2026. The date is set when it runs again." in said
    assert do(client, case, "resume", clock, on=str(ago(world, 6))).status_code == 302
    assert running(world, case, "planen").due == before + timedelta(days=4)
    assert do(client, case, "extend", clock, number="2", unit="weeks", reason="Väntar på läkare").status_code == 302
    assert running(world, case, "planen").due == before + timedelta(days=18)
    html = card(page(client, world, case), clock)
    assert "Extended by 2 weeks" in plain(html)
    for row in Adjustment.objects.filter(case_id=case).order_by("-id"):
        assert f'name="adjustment" value="{row.pk}"' in html
        assert do(client, case, "undo", clock, adjustment=str(row.pk)).status_code == 302
    assert running(world, case, "planen").due == before
    assert "(taken back)" in plain(card(page(client, world, case), clock))


def test_a_start_is_registered_and_then_done(client: Client, world: World, case: int) -> None:
    page(client, world, case)
    assert do(client, case, "start", "clock-eget-own", on=str(ago(world, 7))).status_code == 302
    found = running(world, case, "eget")
    assert found.due == ago(world, 7) + timedelta(weeks=4)
    assert do(client, case, "meet", "clock-eget-own", on=str(world.day), reason="").status_code == 302
    html = page(client, world, case)
    assert 'id="clock-eget-own"' in html[html.index('id="done"') :]


def test_a_double_click_is_one_act(client: Client, world: World, case: int) -> None:
    """E12."""
    page(client, world, case)
    form = str(uuid4())
    for _ in range(2):
        again = do(client, case, "pause", "clock-planen-fact", since=str(world.day), reason="Bortrest", form=form)
        assert again.status_code == 302
    assert Adjustment.objects.filter(case_id=case).count() == 1


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, world: World, case: int
) -> None:
    page(client, world, case)
    answer = do(client, case, "pause", "clock-planen-fact", since=str(world.day), reason="")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#field-clock-planen-fact-pause-reason"' in html
    assert f'value="{world.day}"' in card(html, "clock-planen-fact")
    wrong = do(
        client, case, "pause", "clock-planen-fact", since="i morgon", reason="Bortrest till jul"
    ).content.decode()
    assert 'href="#field-clock-planen-fact-pause-since"' in wrong
    assert 'value="Bortrest till jul"' in card(wrong, "clock-planen-fact")
    assert "<title>Error:" in re.sub(r"\s+", " ", wrong).replace("<title> ", "<title>")
    number = do(client, case, "extend", "clock-planen-fact", number="x", unit="weeks", reason="Väntar").content.decode()
    assert 'href="#field-clock-planen-fact-extend-number"' in number
    assert not Adjustment.objects.filter(case_id=case).exists()


def test_a_refusal_says_what_to_do_instead(client: Client, world: World, case: int) -> None:
    page(client, world, case)
    tomorrow = world.day + timedelta(days=1)
    answer = do(client, case, "pause", "clock-planen-fact", since=str(tomorrow), reason="Bortrest")
    assert answer.status_code == 400
    assert "The day lies ahead." in answer.content.decode()
    gone = do(client, case, "pause", "clock-finns-inte", since=str(world.day), reason="Bortrest")
    assert gone.status_code == 400
    assert "is not there any more" in gone.content.decode()


def test_what_was_done_stands_in_the_timeline(client: Client, world: World, case: int, hand: Hand) -> None:
    hand.pause("planen", ago(world, 3), "Bortrest")
    client.force_login(world.workers["sara"])
    said = plain(client.get(f"/cases/{case}/?lang=en").content.decode())
    assert "Sara paused “Planen” from 19 November 2026. Reason: Bortrest" in said
    chosen = plain(client.get(f"/cases/{case}/?lang=en&kind=dates").content.decode())
    assert "paused “Planen”" in chosen
    assert "wrote down" not in chosen[chosen.index("What has happened") :]


# Where it leads from


def test_the_case_and_the_box_lead_to_why(client: Client, world: World, case: int) -> None:
    """The nearest date, and each date of a box, leads to the card that explains it."""
    html = page(client, world, case)
    top = client.get(f"/cases/{case}/?lang=en").content.decode()
    links = re.findall(rf'href="/cases/{case}/dates/#([^"]+)"', top)
    assert links
    box = client.get(f"/cases/{case}/boxes/{at(case, '11')}/?lang=en").content.decode()
    links += re.findall(rf'href="/cases/{case}/dates/#([^"]+)"', box)
    assert {"clock-planen-fact"} <= set(links)
    assert "13 December 2026" in plain(box[box.index("Dates of this box") :])
    for anchor in links:
        assert f'id="{anchor}"' in html


def test_the_nearest_date_of_a_case_may_be_of_the_whole_case(
    client: Client, world: World, case: int, hand: Hand
) -> None:
    """A limit that counts whatever box is open is a date of the case too."""
    hand.start("hela", ago(world, 200))
    client.force_login(world.workers["sara"])
    said = plain(client.get(f"/cases/{case}/?lang=en").content.decode())
    top = said[said.index("Nearest date") : said.index("Waits for")]
    assert "6 November 2026 Passed Hela Counted from 6 May 2026. At most 6 months." in top


# Who sees it


def test_another_party_sees_as_far_as_consent_opens_and_changes_nothing(client: Client, world: World) -> None:
    """D18, D22, E8: a date that starts from a health fact takes both the plan and the fact."""
    case = opened(world, "11", consent=False)
    tell(world, case, first_sick_day=ago(world, 40))
    person = see(world.scope("sara"), case, world.day).row.person_id

    def opens(*categories: str, number: int) -> None:
        open_grants(
            act=world.act("sara"), person=person, categories=categories, valid=(world.day, None), basis="consent",
            ways=[(world.units["oster"].sphere_id, world.units["torget"].sphere_id)], consent=number,
        )  # fmt: skip

    opens("contact", "work", number=1)
    sending.refer(**world.by("sara"), case=case, position=at(case, "11"), target="jobbtorg/1")
    assert "clock-planen" not in page(client, world, case, "jonas")
    opens("plan", "health", number=2)
    html = card(page(client, world, case, "jonas"), "clock-planen-fact")
    assert "It is another party's: only they change it." in plain(html)
    assert "<form" not in html
    answer = do(client, case, "pause", "clock-planen-fact", since=str(world.day), reason="Bortrest")
    assert answer.status_code == 400
    assert not Adjustment.objects.filter(case_id=case).exists()


def test_an_outsider_is_told_that_there_is_no_such_case(client: Client, world: World, case: int) -> None:
    """D21."""
    client.force_login(world.workers["olle"])
    there, nowhere = client.get(f"/cases/{case}/dates/"), client.get("/cases/987654/dates/")
    assert there.status_code == nowhere.status_code == 403


def test_reading_is_logged(client: Client, world: World, case: int) -> None:
    """E16."""
    page(client, world, case)
    assert Reading.objects.filter(stream_id=case, worker_id=world.workers["sara"].pk, what="case").count() == 1


# One's own dates


def own(client: Client, world: World, name: str = "sara", query: str = "") -> str:
    client.force_login(world.workers[name])
    answer = client.get(f"/desk/dates/?lang=en{query}")
    assert answer.status_code == 200
    return plain(answer.content.decode().split("<main")[1])


def test_ones_own_dates_stand_by_week_late_ones_first(client: Client, world: World, case: int) -> None:
    """D22: here, and never on a page of the unit."""
    late = world.open("sara", "soc-sjukskriven", "11", person=world.person("Robin")).case
    tell(world, late, first_sick_day=ago(world, 80))
    said = own(client, world)
    first = said[: said.index("Week 47")]
    assert "Has passed" in first
    assert "Robin Ek" in first
    assert "Week 50, from Monday 7 December 2026 Sunday 13 December 2026" in said
    assert "OST-2026-0001" in said
    assert "Week 52" in said
    assert "Week 1," not in said
    assert "Week 1," in own(client, world, query="&weeks=8")


@pytest.mark.parametrize("written", ["0", "-3", "x", "99999", "1e9", "²"])
def test_odd_numbers_of_weeks_are_answered_calmly(client: Client, world: World, case: int, written: str) -> None:
    assert "Week 47" in own(client, world, query=f"&weeks={written}")


def test_nobody_elses_dates_are_there_but_those_one_stands_in_for(client: Client, world: World, case: int) -> None:
    """D22, D26: neither a colleague nor the unit's manager; whoever stands in does."""
    for name in ("sigge", "ulla"):
        assert "Planen" not in own(client, world, name)
    Absence.objects.create(
        worker=world.workers["sara"], substitute=world.workers["sigge"], valid_from=world.day,
        valid_to=world.day + timedelta(days=3),
    )  # fmt: skip
    said = own(client, world, "sigge")
    assert "You stand in today for Sara" in said
    assert "Planen" in said


@pytest.mark.once
def test_the_number_of_queries_is_the_same_for_few_cases_and_many(client: Client, world: World, case: int) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/desk/dates/").status_code == 200
        return len(caught)

    own(client, world)
    few = asked()
    for n in range(12):
        more = world.open("sara", "soc-sjukskriven", "11", person=world.person(f"Kim{n}")).case
        tell(world, more, first_sick_day=date(2026, 10, 1))
    assert asked() == few
