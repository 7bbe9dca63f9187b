"""The case page says where, who, what next and by when, and nothing that is closed (D3, D21, D22, E16)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samordna.audit.models import Reading
from samordna.cases.commands import moving, sending
from samordna.cases.models import Transfer
from tests.cases_world import World
from tests.desk_case_world import asked, go_on, mapped, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.urls("tests.case_page_urls")]


def page(client: Client, world: World, name: str, address: str, lang: str = "en") -> str:
    client.force_login(world.workers[name])
    answer = client.get(address, {"lang": lang} if "?" not in address else None)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def plain(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#39;", "'")


def test_the_top_says_where_who_what_next_and_by_when(client: Client, world: World) -> None:
    """User-asks 9: the answer stands on top."""
    done = mapped(world)
    said = plain(page(client, world, "sara", f"/cases/{done.case}/"))
    top = said[said.index("Where the case is") : said.index("What has happened")]
    assert "4 Change plan" in top
    assert "Responsible for the next step You With Social services" in top
    assert "since 22 November 2026" in top
    assert "Go to box 4: Change plan" in top
    assert "No date is set." in top


def test_the_page_speaks_swedish(client: Client, world: World) -> None:
    done = mapped(world)
    said = plain(page(client, world, "sara", f"/cases/{done.case}/", "sv"))
    assert "Förändringsplan" in said


def test_nothing_in_the_title_or_in_addresses_names_the_person(client: Client, world: World) -> None:
    """D23."""
    done = mapped(world)
    html = page(client, world, "sara", f"/cases/{done.case}/")
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    assert title
    assert "Kim" not in title[1]
    assert not [href for href in re.findall(r'href="([^"]*)"', html) if "kim" in href.lower()]


def test_the_facts_stand_by_category_with_their_latest_value(client: Client, world: World) -> None:
    said = plain(page(client, world, "sara", f"/cases/{mapped(world).case}/"))
    known = said[said.index("What we know Work") :]
    assert "Earlier measures Praktik våren 2025" in known


def test_the_guidance_is_what_to_do_now_and_leads_to_the_box(client: Client, world: World) -> None:
    done = mapped(world)
    html = page(client, world, "sara", f"/cases/{done.case}/")
    assert "Gör så här" in html
    assert "Varför." not in html
    assert f'href="/cases/{done.case}/boxes/{the_box(done.case)}/"' in html


def test_the_map_shows_where_the_case_is_and_has_been_and_every_box_is_a_link(client: Client, world: World) -> None:
    done = mapped(world)
    html = page(client, world, "sara", f"/cases/{done.case}/?map=whole&process=soc-sjukskriven&lang=en")
    box = f"/cases/{done.case}/boxes/{the_box(done.case)}/"
    assert re.search(rf'<a href="{box}" class="map-box [^"]*map-current', html)
    assert re.search(r'<a href="[^"]*/soc-sjukskriven/3/[^"]*" class="map-visited ', html)
    assert re.search(r'<a href="[^"]*/soc-sjukskriven/7/', html)


def test_a_tall_map_is_cut_to_where_the_case_is_and_what_is_cut_takes_no_focus(client: Client, world: World) -> None:
    """WCAG 2.4.7: a link that cannot be seen is not reached by the keyboard."""
    html = page(client, world, "sara", f"/cases/{mapped(world).case}/")
    assert "Show the whole map" in html
    last = re.search(r'<a href="[^"]*/soc-sjukskriven/slut/[^>]*>', html)
    assert last
    assert 'tabindex="-1"' in last[0]


def test_a_request_shows_whom_it_waits_for_with_its_date(client: Client, world: World) -> None:
    """D8, D27."""
    done = asked(world)
    said = plain(page(client, world, "sara", f"/cases/{done.case}/"))
    assert "Answer from Jobbtorg Stockholm, Torget: Ask Jobbtorg to take part" in said
    assert "Awaits answer" in said
    assert "Nearest date 6 December 2026 Answer from Jobbtorg Stockholm, Torget Sent 22 November 2026." in said


def test_whoever_is_asked_gets_the_answer_as_the_next_thing_to_do(client: Client, world: World) -> None:
    done = asked(world)
    html = page(client, world, "jonas", f"/cases/{done.case}/")
    assert f'href="/cases/{done.case}/transfers/{done.transfers[0]}/">Answer Social services' in html


def test_another_party_sees_what_the_consent_opens_and_no_more(client: Client, world: World) -> None:
    """D18, D21: Jobbtorg is told; health care, which has been asked too, is not known to it."""
    done = asked(world, "varden")
    by = world.by("sara", "Behöver vård.")
    sending.refer(**by, case=done.case, position=the_box(done.case), referral="begar-vard", via="")
    said = plain(page(client, world, "jonas", f"/cases/{done.case}/"))
    assert "Kim Ek" in said
    assert "Behöver en praktikplats." in said
    before_map = said[: said.index("Map:")]
    assert "Varden" not in before_map
    assert "Health care" not in before_map
    assert "asked another party" in said


def test_what_is_closed_is_one_calm_sentence_with_the_reason_behind_a_link(client: Client, world: World) -> None:
    """Principle 3: see what is open, ask why not."""
    done = asked(world)
    take = world.by("jonas")
    sending.accept(**take, case=done.case, transfer=done.transfers[0])
    html = page(client, world, "sara", f"/cases/{done.case}/")
    said = plain(html)
    assert "What they do is not open to you. Why can't I see this?" in said
    assert "Jonas" not in said
    why = plain(page(client, world, "sara", f"/cases/{done.case}/?why=jobbtorg&lang=en"))
    assert "Nothing lets Arbetsmarknad tell Socialtjanst about: Plan." in why
    assert "OSL" in why


def test_a_party_that_one_may_not_know_of_cannot_be_asked_about(client: Client, world: World) -> None:
    """D21."""
    done = asked(world, "varden")
    sending.refer(**world.by("sara", "Vård."), case=done.case, position=the_box(done.case), referral="begar-vard")
    said = plain(page(client, world, "jonas", f"/cases/{done.case}/?why=halso-sjukvard&lang=en"))
    assert "Nothing lets" not in said


def test_an_outsider_is_told_that_there_is_no_such_case(client: Client, world: World) -> None:
    """D21: in the same words as for one that does not exist."""
    done = mapped(world)
    client.force_login(world.workers["olle"])
    there, nowhere = client.get(f"/cases/{done.case}/"), client.get("/cases/987654/")
    assert there.status_code == nowhere.status_code == 403
    assert "Kim" not in there.content.decode()


def test_reading_is_logged_before_anything_is_shown(client: Client, world: World) -> None:
    """E16, D26."""
    done = mapped(world)
    page(client, world, "sara", f"/cases/{done.case}/")
    row = Reading.objects.get(stream_id=done.case)
    assert (row.worker_id, row.what, row.why) == (world.workers["sara"].pk, "case", "assigned")


def test_a_protected_identity_closes_the_names_of_units(client: Client, world: World) -> None:
    """DESIGN "Information, consent, access"."""
    person = world.person()
    person.protected = True
    person.save()
    done = world.open("sara", "soc-sjukskriven", "3", person=person)
    html = page(client, world, "sara", f"/cases/{done.case}/")
    main = html[html.index("<main") :]
    assert "Protected identity" in main
    assert "Oster" not in main


def test_a_box_that_rests_says_until_when_and_that_day_is_the_nearest(client: Client, world: World) -> None:
    done = mapped(world)
    by = world.by("sara", "Väntar på samtal")
    moving.park(**by, case=done.case, position=the_box(done.case), until=world.day.replace(day=30))
    said = plain(page(client, world, "sara", f"/cases/{done.case}/"))
    assert "Nearest date 30 November 2026" in said
    assert "Waits for Box 4: Change plan: Rests until 30 November 2026" in said


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.once
def test_the_number_of_queries_does_not_grow_with_the_history_or_the_number_of_cases(
    client: Client, world: World
) -> None:
    """User-asks 14: the same at 3 acts and at 60, and with 30 cases beside it."""
    short = mapped(world)
    client.force_login(world.workers["sara"])
    client.get(f"/cases/{short.case}/")
    few = queries(client, f"/cases/{short.case}/")
    long = mapped(world)
    for n in range(30):
        go_on(world, long.case)
        moving.jump(**world.by("sara", f"Om igen {n}"), case=long.case, position=the_box(long.case), target="4")
    for _ in range(10):
        mapped(world)
    client.get(f"/cases/{long.case}/")
    many = queries(client, f"/cases/{long.case}/")
    assert many == few <= 36


def test_a_closed_request_is_not_waited_for(client: Client, world: World) -> None:
    done = asked(world)
    sending.withdraw(**world.by("sara", "Behövs inte."), case=done.case, transfer=done.transfers[0])
    said = plain(page(client, world, "sara", f"/cases/{done.case}/"))
    assert "Waits for Nothing" in said
    assert "Taken back" in said
    assert Transfer.objects.get(case_id=done.case).status == "withdrawn"
