"""The pages of the law: do they say what counts on the day, how sure we are, what took over, and who cites it?"""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from samordna.law.queries import load
from samordna.law.searching import search

# Days on which the library looks different: before any of it, under the old act, now, and when all that comes has come.
DAYS = ("1975-01-01", "2024-06-01", "2026-11-22", "2030-01-01")


def page(address: str, lang: str = "en") -> tuple[int, str]:
    """Status and the text of a page, tags away and spaces as one."""
    response = Client(headers={"accept-language": lang}, SERVER_NAME="localhost").get(address)
    html = response.content.decode()
    assert "style=" not in html, "the content security policy refuses inline style"
    assert len(re.findall(r"<h1[ >]", html)) == 1
    return response.status_code, " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def html(address: str) -> str:
    return Client(headers={"accept-language": "en"}, SERVER_NAME="localhost").get(address).content.decode()


def test_the_overview_lists_acts_values_and_what_comes():
    status, text = page("/law/")
    assert status == 200
    assert "Acts on 22 November 2026" in text
    assert "Sickness compensation at latest to the end of the month before turning 67" in text
    coming = text.partition("What changes from")[2].partition("Values on")[0]
    assert "1 January 2027 coming" in coming
    assert "Benefit cap" in coming
    assert "secondary source" in coming
    assert "SECONDARY SOURCE: the text of the law has not been read." in text


def test_the_overview_is_of_the_chosen_day_and_links_keep_it():
    status, text = page("/law/?on=2025-06-30")
    assert status == 200
    assert "Acts on 30 June 2025" in text
    assert 'href="/law/sol-2001/?on=2025-06-30"' in html("/law/?on=2025-06-30")
    assert "Back to today" in text


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("on", DAYS)
def test_every_provision_value_and_act_has_a_page_on_any_day(on, lang):
    law = load()
    client = Client(headers={"accept-language": lang}, SERVER_NAME="localhost")
    every = (*law.by_id, *law.by_key, *law.acts)
    broken = [ref for ref in every if client.get(f"/law/{ref}/", {"on": on}).status_code != 200]
    assert not broken


def test_a_provision_says_that_it_is_our_words_and_where_the_law_is():
    status, text = page("/law/sol-2025:10:8/")
    assert status == 200
    assert "In force on 22 November 2026" in text
    assert "This is not the text of the law." in text
    assert "the statute text" in text
    assert "https://www.riksdagen.se/" in html("/law/sol-2025:10:8/")


def test_a_repealed_provision_names_what_counts_instead():
    _, text = page("/law/sol-2001:2:7/")
    assert "No longer in force on 22 November 2026" in text
    instead = text.partition("What counts instead")[2]
    assert "SoL (2025:400) 10 kap. 8 §" in instead


def test_a_coming_provision_is_not_yet_in_force_and_second_hand():
    _, text = page("/law/sol-2025:12:rehabilitering/")
    assert "Not yet in force on 22 November 2026" in text
    assert "SECONDARY SOURCE" in text
    assert "In force on 1 January 2027" in page("/law/sol-2025:12:rehabilitering/?on=2027-01-01")[1]


def test_every_version_of_a_provision_stands_in_its_timeline():
    _, text = page("/law/sol-2025:12:4/")
    timeline = text.partition("All wordings over time")[2].partition("Cited by")[0]
    assert "from 1 July 2025 through 30 June 2026" in timeline
    assert timeline.count("shown here") == 1


def test_a_value_says_what_it_is_on_the_day_and_what_it_rests_on():
    _, text = page("/law/sjukersattning.to/?on=2025-12-31")
    assert "31 December 2025: to the end of the month before turning 66" in text
    assert "SFB (2010:110) 33 kap. 16 §" in text
    assert "Decision table: Sickness or activity compensation" in text


def test_a_value_that_names_a_provision_links_to_it():
    assert 'href="/law/hsl:16:4/"' in html("/law/sip.provision.hsl/")


def test_who_cites_a_provision_comes_from_handbooks_and_tables():
    text = html("/law/sol-2025:10:8/")
    cited = text.partition('id="cited"')[2]
    assert re.search(r'href="/handbooks/stockholm/[a-z-]+/\d+/"', cited)
    assert 'href="/tables/sip-behov/"' in cited
    assert "Time limit: Start SIP at once" in cited


def test_a_row_that_looks_its_provision_up_by_day_cites_the_old_one_too():
    assert "Decision table: Should a SIP be made?" in page("/law/hsl-1982:3f/")[1]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("sol-2025:12:4", "sol-2025:12:4"),
        ("SoL (2025:400) 10 kap. 8 §", "sol-2025:10:8"),
        ("SFB 33 kap 16", "sfb:33:16"),
        ("sjukersattning.to", "sjukersattning.to"),
        ("Förmånsnivåer", "benefit.levels"),
        ("benefit levels", "benefit.levels"),
    ],
)
def test_search_finds_by_id_citation_and_words(wanted, first):
    assert first in search(load(), wanted)[:2]


def test_a_number_in_a_search_is_a_whole_number():
    assert "sol-2025:12:4" in search(load(), "SoL 2025:400 12 kap. 4")
    assert "sol-2025:12:12" not in search(load(), "sol-2025 12 kap. 1 §")
    assert search(load(), " § ") == ()


def test_a_search_says_how_many_and_keeps_what_was_typed():
    status, text = page("/law/?q=SoL+10+kap.+8")
    assert status == 200
    assert "SoL (2025:400) 10 kap. 8 §" in text
    assert 'value="SoL 10 kap. 8"' in html("/law/?q=SoL+10+kap.+8")
    assert "Try fewer words" in page("/law/?q=qwertyqwerty")[1]


def test_what_is_in_force_on_the_day_comes_first_in_a_search():
    now = page("/law/?q=samordnad+individuell+plan")[1]
    assert now.index("(2025:400) 10 kap. 8") < now.index("(2001:453) 2 kap. 7")
    old = page("/law/?q=samordnad+individuell+plan&on=2025-06-30")[1]
    assert old.index("(2001:453) 2 kap. 7") < old.index("(2025:400) 10 kap. 8")


def test_what_is_typed_is_never_markup():
    assert "<script>alert" not in html("/law/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<b>x" not in html("/law/%3Cb%3Ex/")


def test_an_unknown_id_says_what_there_is_and_a_wrong_day_how_to_write_it():
    status, text = page("/law/sol-2025:10:88/")
    assert status == 404
    assert "sol-2025:10:8" in text
    status, text = page("/law/?on=yesterday")
    assert status == 400
    assert "YYYY-MM-DD" in text


def test_the_pages_speak_swedish_titles_in_swedish():
    status, text = page("/law/sol-2025:10:8/", "sv")
    assert status == 200
    assert "Samordnad individuell plan (SIP)" in text
