"""The pages of the decision tables: is the question asked in words, answered with reasons, and never lost?"""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from samordna.rules.queries import TABLES, ids, load_all

PARTIAL = {"birth_date": "1990-05-17", "reduction": "50", "lasting": "permanent", "rehabilitation_exhausted": "yes"}


def get(table: str = "", lang: str = "en", **facts: object):
    """Status, HTML and text of a page of the tables."""
    client = Client(headers={"accept-language": lang}, SERVER_NAME="localhost")
    response = client.get(f"/tables/{table}/" if table else "/tables/", facts)
    html = response.content.decode()
    assert "style=" not in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    return response.status_code, html, " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_list_shows_every_table_with_its_question(lang):
    status, html, text = get(lang=lang)
    assert status == 200
    for table in load_all():
        assert f'href="/tables/{table.id}/"' in html
        assert table.question.in_language(lang) in text
        assert table.source in text


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("table", ids())
def test_every_table_has_a_field_for_each_fact_and_a_column_for_each_that_a_row_asks_for(table, lang):
    status, html, text = get(table, lang)
    assert status == 200
    found = next(each for each in load_all() if each.id == table)
    for fact in found.facts:
        assert f'name="{fact.id}"' in html
        assert fact.title.in_language(lang) in text
    assert html.count("<tbody>") >= len(found.rules)
    assert "<caption>" in html


def test_the_answer_tells_what_why_ages_law_and_who_decides():
    status, html, text = get("ersattning", **PARTIAL, on="2026-11-22")
    assert status == 200
    answer = text.partition("The answer, as it counts on 22 November 2026")[2].partition("The whole table")[0]
    assert answer.strip().startswith("Partial sickness compensation Help the person to apply")
    assert "It is the worker who decides" in answer
    assert "The degree answers to a half." in answer
    assert "The age for partial sickness compensation from 1 May 2020 through 30 April 2057 within" in answer
    assert "Reduction of work capacity 50 %" in answer
    assert 'href="/law/sfb:33:16/?on=2026-11-22"' in html
    assert "the statute text" in answer
    did_not = answer.partition("What did not apply")[2]
    assert "“Reduction of work capacity” is 50 %, and the row needs less than 25 %." in did_not


def test_the_rule_of_the_day_answers():
    """Who is 65 in 2025 is past the limit of 66 only on the birthday month; the day in the address decides."""
    facts = {**PARTIAL, "birth_date": "1959-06-15"}
    assert "Partial sickness compensation Help" in get("ersattning", **facts, on="2025-05-31")[2]
    assert "Neither of the two Plan" in get("ersattning", **facts, on="2025-06-01")[2]


def test_what_was_left_out_counts_as_unknown_and_says_so():
    status, _html, text = get("fk-samordning", too_ill_now="no", applied="no")
    assert status == 200
    assert "“Insured in Sweden” was left out and counts as “Unknown”." in text


def test_an_answer_that_is_not_needed_does_not_count_and_says_so():
    status, _html, text = get("lakarintyg", certificate="no", diagnosis="yes")
    assert status == 200
    assert "“A diagnosis is stated” is not needed with the other answers, and did not count." in text


def test_errors_stand_at_the_field_and_in_a_summary_and_nothing_typed_is_lost():
    status, html, text = get("ersattning", birth_date="17 maj", reduction="120", lasting="permanent", on="2026-11-22")
    assert status == 400
    assert "<title>Error:" in html
    for anchor in ("fact-birth_date", "fact-reduction", "fact-rehabilitation_exhausted-0"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html
    assert 'aria-describedby="fact-birth_date-hint fact-birth_date-error" aria-invalid="true"' in html
    assert 'value="17 maj"' in html
    assert 'value="120"' in html
    assert re.search(r'value="permanent" checked', html)
    assert "“Date of birth” must be a date. Write year, month and day, such as 1990-05-17." in text
    assert "“Reduction of work capacity” is out of range. Write a number from 0 to 100, in per cent." in text
    assert "birth_date:" not in text


@pytest.mark.parametrize("written", ["19900517", " 1990-05-17 "])
def test_a_date_may_be_written_without_dashes(written):
    assert get("ersattning", **{**PARTIAL, "birth_date": written})[0] == 200


@pytest.mark.parametrize("written", ["50", "50,0", "50.0", "50 %"])
def test_a_per_cent_may_be_written_as_people_do(written):
    assert get("ersattning", **{**PARTIAL, "reduction": written})[0] == 200


@pytest.mark.parametrize("written", ["nan", "inf", "1e2", "½", "-1", "101", "0x10"])
def test_what_is_no_number_is_refused(written):
    assert get("ersattning", **{**PARTIAL, "reduction": written})[0] == 400


def test_none_of_them_is_an_answer_and_nothing_ticked_is_not():
    assert "Not a case for Arena" in get("arena", support_from="-", written_consent="no")[2]
    status, _html, text = get("arena", written_consent="no")
    assert status == 400
    assert "“Parties whose support the person needs” is not answered." in text
    assert get("arena", support_from=["-", "kommun"], written_consent="no")[0] == 400
    assert get("arena", support_from=["region", "kommun"], written_consent="yes")[0] == 200


def test_two_answers_to_one_choice_are_refused():
    status, _html, text = get("fk-samordning", insured=["yes", "no"], too_ill_now="no", applied="no")
    assert status == 400
    assert "“Insured in Sweden” has answers that do not go together." in text


def test_a_fact_that_the_table_does_not_have_is_said_and_not_ignored():
    status, _html, text = get("fk-samordning", insurred="no", too_ill_now="no", applied="no")
    assert status == 400
    assert "The table has no fact “insurred”. Did you mean “insured”?" in text


def test_a_wrong_day_is_kept_and_told_at_its_field():
    status, html, text = get("ersattning", **PARTIAL, on="2026-13-01")
    assert status == 400
    assert 'value="2026-13-01"' in html
    assert "“2026-13-01” is not a date." in text


def test_a_day_before_the_table_counts_says_from_when():
    status, _html, text = get("ersattning", **PARTIAL, on="2010-01-01")
    assert status == 200
    assert "The table does not answer for this day" in text
    assert "It counts from 2017-02-01" in text


def test_a_birth_after_the_day_is_refused():
    status, _html, text = get("ersattning", **{**PARTIAL, "birth_date": "2026-12-01"})
    assert status == 400
    assert "lies after the day of the question" in text


def test_a_citation_by_key_is_that_of_the_day():
    assert "HSL (2017:30) 16 kap. 4 §" in get("sip-behov")[2].replace("\xa0", " ")
    assert "SoL (2001:453) 2 kap. 7 §" in get("sip-behov", on="2025-06-30")[2].replace("\xa0", " ")


def test_an_unknown_table_names_those_there_are_and_no_file_is_read(monkeypatch, tmp_path):
    (tmp_path / "mine.yaml").write_bytes((TABLES / "arena.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    status, _html, text = get("fk-samordnin")
    assert status == 404
    assert "fk-samordning" in text
    assert get("mine.yaml")[0] == 404


def test_the_page_says_that_facts_stand_in_the_address():
    assert "Write no name and no personal number." in get("ersattning")[2]


def test_what_is_typed_is_never_markup():
    _status, html, _text = get("ersattning", birth_date='"><script>x', lasting="<b>y")
    assert "<script>x" not in html
    assert "<b>y" not in html
