"""What rests on what changes in the law, and what does a box say of law that has moved or that nobody has read?

The law of these days is test data from the fact sheet: the certificate from 1 July 2026, the activity requirement from
the support month of October 2026, and what comes on 1 January 2027, all of them from secondary sources.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
import typer
from django.test import Client
from typer.testing import CliRunner

from samordna.handbooks import citing
from samordna.handbooks.pages import box, finding, standing
from samordna.handbooks.queries import available
from samordna.handbooks.queries import load as load_handbook
from samordna.kernel.period import Period
from samordna.law import ports
from samordna.law.cli import register
from samordna.law.domain import Confidence, Law, NoValueError, Status
from samordna.law.following import Followed, choice
from samordna.law.ports import BOX, CLOCK, TABLE, InBox, Running, UnderClocks
from samordna.law.queries import following, load
from samordna.rules.decide import decide
from samordna.rules.queries import packaged
from samordna.web.i18n import activate, language, render

CERTIFICATE = "certificate.required_for_illness"
CERTIFICATE_LAW = "sol-2025:12:intyg"
BEFORE, FROM = date(2026, 6, 30), date(2026, 7, 1)
NEW_YEAR = date(2027, 1, 1)
ONE_DAY = timedelta(days=1)
OFF = {CERTIFICATE: False}


@pytest.fixture(autouse=True)
def english():
    before = language()
    activate("en")
    yield
    activate(before)


@pytest.fixture
def no_database(monkeypatch):
    monkeypatch.setattr(ports, "running", [lambda _refs, _authorities: None])


def counted(monkeypatch, found):
    asked = []
    monkeypatch.setattr(ports, "running", [lambda refs, who: asked.append((refs, who)) or found])
    return asked


# Coming rules, and areas that wait with them


@pytest.mark.parametrize(
    ("ref", "start"),
    [
        (CERTIFICATE, FROM), (CERTIFICATE_LAW, FROM), ("activity.required", FROM), ("sol-2025:12:4a", FROM),
        ("activity.max_hours_week", date(2026, 10, 1)), ("activity.first_support_month", FROM),
        ("rehab.may_be_demanded", NEW_YEAR), ("sol-2025:12:rehabilitering", NEW_YEAR),
        ("plan.authorities_must_join", NEW_YEAR), ("sol-2025:12:planmedverkan", NEW_YEAR),
        ("bistand.cap", NEW_YEAR), ("activity.ivo_quarterly", NEW_YEAR),
    ],
)  # fmt: skip
def test_the_coming_rules_are_dated_and_marked_as_secondary(ref, start):
    law = load()
    last = (law.by_key.get(ref) or law.by_id[ref])[-1]
    assert (last.valid, last.confidence) == (Period(start), Confidence.SECONDARY)
    assert last.source


def test_the_activity_requirement_counts_from_the_support_month_of_october():
    assert load().value("activity.first_support_month", date(2026, 11, 22)).value == "2026-10"


@pytest.mark.parametrize("key", [CERTIFICATE, "activity.required", "rehab.may_be_demanded", "bistand.cap",
                                 "plan.authorities_must_join", "activity.ivo_quarterly"])  # fmt: skip
def test_what_counts_until_then_has_been_read(key):
    """Who switches a coming rule off is left with law that stands in the statute."""
    law = load()
    start = law.by_key[key][-1].valid.start
    without = law.following({key: False})
    assert law.value(key, start).value is True
    for day in (start - ONE_DAY, start, date(2040, 1, 1)):
        value = without.value(key, day)
        assert (value.value, value.confidence) == (False, Confidence.STATUTE)


def test_a_rule_goes_with_what_rests_on_it():
    law = load()
    without = law.following({"activity.required": False})
    assert without.status("sol-2025:12:4a", date(2026, 11, 22)) is Status.UNKNOWN
    assert without.value("activity.provision", date(2026, 11, 22)).value == "sol-2025:12:4"
    with pytest.raises(NoValueError):
        without.value("activity.max_hours_week", date(2026, 11, 22))
    assert law.following({"sol-2025:12:intyg": False}).value(CERTIFICATE, FROM).value is False


def test_a_paragraph_that_was_read_before_goes_on_as_it_was_read():
    without = load().following({"sol-2025:12:4": False})
    version = without.provision("sol-2025:12:4", date(2030, 1, 1))
    assert (version.confidence, version.valid) == (Confidence.STATUTE, Period(date(2025, 7, 1)))


def test_law_that_has_been_read_is_never_switched_off():
    law = load()
    read = [*(k for k in law.by_key if not law.is_unread(k)), *(i for i in law.by_id if not law.is_unread(i))]
    assert law.following(dict.fromkeys(read, False)) is law
    assert law.following(dict.fromkeys([*law.by_key, *law.by_id], True)) is law


def test_whatever_is_switched_off_what_has_been_read_is_there_as_before():
    law = load()
    without = law.following(dict.fromkeys([*law.by_key, *law.by_id], False))
    for day in (date(2024, 1, 1), BEFORE, FROM, NEW_YEAR):
        for ref in law.by_id:
            if law.in_force(ref, day) and law.provision(ref, day).confidence is Confidence.STATUTE:
                assert without.provision(ref, day).says == law.provision(ref, day).says
        for key, periods in law.by_key.items():
            read = next((v for v in periods if day in v.valid and v.confidence is Confidence.STATUTE), None)
            assert read is None or without.value(key, day).value == read.value


def test_the_law_as_an_area_follows_it_is_made_once():
    assert following({}) is load()
    assert following({CERTIFICATE: True}) is load()
    assert following(OFF) is following(OFF)
    assert isinstance(following(OFF), Law)


def test_a_choice_about_a_rule_is_about_its_paragraph_too():
    made = Followed(False, "Inte läst", Period(FROM))
    assert choice(load(), {CERTIFICATE: made}, CERTIFICATE_LAW) is made
    assert choice(load(), {CERTIFICATE: made}, "sol-2025:12:4a") is None


# Gävle's routine without certificates, and the rule that it collides with


@pytest.mark.parametrize(
    ("on", "follows", "code"),
    [
        (BEFORE, {}, "kravs-inte"), (BEFORE, OFF, "kravs-inte"),
        (FROM, {}, "kontrollera"), (FROM, {CERTIFICATE: True}, "kontrollera"), (FROM, OFF, "kravs-inte"),
        (FROM, {CERTIFICATE_LAW: False}, "kravs-inte"), (FROM, {"activity.required": False}, "kontrollera"),
        (date(2026, 11, 22), {}, "kontrollera"), (date(2026, 11, 22), OFF, "kravs-inte"),
    ],
)  # fmt: skip
def test_the_table_of_gavle_says_check_from_the_day_of_the_rule_unless_the_area_waits(on, follows, code):
    asked = {"asking_party": "municipal-activity"}
    said = decide(packaged("lakarintyg-krav"), asked, on, load().following(follows))
    assert said.codes == (code,)
    assert (CERTIFICATE_LAW in said.law) is (code == "kontrollera")


def notes(handbook, place, on, choices=None):
    book = load_handbook(handbook)
    process, _, box_id = place.partition("/")
    return standing.notes(book, book.step(process, box_id), load(), on, choices or {})


@pytest.mark.parametrize("place", ["gavle/t2", "gavle/5"])
def test_the_boxes_of_gavle_that_rest_on_the_table_show_the_collision(place):
    assert notes("gavle", place, BEFORE) == []
    (note,) = notes("gavle", place, FROM)
    assert note.kind == standing.UNREAD
    assert "läkarintyg" in str(note.was.words)
    assert "Secondary source" in render(note.says[0])


@pytest.mark.parametrize("place", ["gavle/t2", "gavle/5"])
def test_an_area_that_waits_says_so_with_its_reason_where_the_rule_is_shown(place):
    made = Followed(False, "Vi väntar på lagtexten.", Period(FROM, NEW_YEAR))
    (note,) = notes("gavle", place, FROM, {CERTIFICATE: made})
    assert note.kind == standing.WAITED
    assert render(note.says[1]) == (
        "The area does not follow the rule until the text has been read (from 1 July 2026 through 31 December 2026). "
        "Reason: Vi väntar på lagtexten."
    )
    follows = Followed(True, "Egen läsning.", Period(FROM))
    (note,) = notes("gavle", place, FROM, {CERTIFICATE: follows})
    assert (note.kind, len(note.says)) == (standing.UNREAD, 2)


# Citations that have moved


def cited(monkeypatch, *law):
    """A box of Tranås, citing something else."""
    from dataclasses import replace

    book = load_handbook("tranas")
    step = replace(book.step("tranas", "1"), law=law, deadlines=(), tables=(), needs=())
    return book, step


def test_a_box_whose_citation_has_moved_says_what_was_what_counts_now_and_from_when(monkeypatch):
    book, step = cited(monkeypatch, "sol-2001:2:7")
    assert standing.notes(book, step, load(), date(2025, 6, 30), {}) == []
    (note,) = standing.notes(book, step, load(), date(2025, 7, 1), {})
    assert note.kind == standing.MOVED
    assert "SoL (2001:453) 2 kap. 7 §" in str(note.was.words)
    assert render(note.says[0]) == "It counted through 2025-06-30."
    assert ["10 kap. 8 §" in str(note.now[0].words), "10 kap. 9 §" in str(note.now[1].words)] == [True, True]
    assert {each.note for each in note.now} == {"from 1 July 2025"}


def test_a_box_that_cites_what_comes_says_when_it_begins(monkeypatch):
    book, step = cited(monkeypatch, "sol-2025:12:rehabilitering")
    (note,) = standing.notes(book, step, load(), NEW_YEAR - ONE_DAY, {})
    assert (note.kind, render(note.says[0])) == (standing.COMING, "It does not count until 2027-01-01.")
    (note,) = standing.notes(book, step, load(), NEW_YEAR, {})
    assert note.kind == standing.UNREAD


def test_no_box_of_the_packaged_handbooks_cites_law_that_has_gone():
    law, on = load(), date(2026, 11, 22)
    for known in available():
        book = load_handbook(f"{known.id}@{known.version}")
        for process, step in book.every_step():
            found = standing.notes(book, step, law, on, {})
            assert all(note.kind == standing.UNREAD for note in found), f"{book.id} {process.id}/{step.id}"


def page(address, lang="en"):
    response = Client(headers={"accept-language": lang}, SERVER_NAME="localhost").get(address)
    html = response.content.decode()
    assert "style=" not in html, "the content security policy refuses inline style (E21)"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "This box rests on rules that nobody has read"), ("sv", "Rutan vilar på regler som ingen har läst")],
)
def test_the_box_page_shows_a_rule_that_nobody_has_read(lang, said):
    text = page("/handbooks/gavle/gavle/t2/", lang)
    assert said in text
    assert "läkarintyg (paragraf inte kontrollerad)" in text
    assert said not in page("/handbooks/gavle/gavle/t1/", lang)


def test_the_box_page_shows_a_citation_that_has_moved(monkeypatch):
    book, step = cited(monkeypatch, "sol-2001:2:7")
    view = box.View(finding.Book("tranas", book), load(), date(2026, 11, 22))
    shown = box.shown(view, book.by_id["tranas"], step, ())
    assert [note.kind for note in shown["law_notes"]] == [standing.MOVED]
    assert shown["on"] == date(2026, 11, 22)


# What rests on a change


def kinds(ref):
    found: dict[str, set[str]] = {BOX: set(), TABLE: set(), CLOCK: set()}
    for user in ports.resting_on(ref):
        assert user.address.startswith("/"), user
        found[user.kind].add(f"{user.handbook}:{user.process}/{user.id}" if user.kind == BOX else user.id)
    return found


def test_a_provision_names_its_boxes_tables_and_clocks():
    found = kinds("sol-2025:10:8")
    assert "stockholm:soc-sjukskriven/14" in found[BOX]
    assert "sip-behov" in found[TABLE]
    assert found[CLOCK] == {"sip-start"}


def test_boxes_rest_on_a_provision_by_their_tables_too():
    found = kinds(CERTIFICATE_LAW)
    assert found[TABLE] == {"lakarintyg-krav"}
    assert {"gavle:gavle/t2", "gavle:gavle/5", "stockholm:soc-sjukskriven/5"} == found[BOX]


def test_a_value_names_the_clocks_that_take_their_length_from_it():
    assert {"af-utskrivning", "af-prova-anpassning"} <= kinds("af.exit_days")[CLOCK]


def test_a_time_limit_that_no_box_uses_is_no_clock_of_the_handbook():
    """The shared register has more than each handbook uses."""
    gavle = load_handbook("gavle")
    idle = [
        entry.id
        for entry in gavle.registers["deadlines"].values()
        if not list(citing.counts_in(gavle, entry.id)) and entry.data.get("scope") != "case"
    ]
    assert "sip-start" in idle
    listed = {entry.id for rests in citing.resting(gavle).values() for entry in rests.limits}
    assert listed
    assert not listed & set(idle)


def run(*args):
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app, lambda: date(2026, 11, 22))
    return CliRunner().invoke(app, ["law", *args], env={"COLUMNS": "200"})


def test_the_terminal_says_what_rests_on_each_change(no_database):
    said = run(CERTIFICATE_LAW, "--changed-since", "2026-07-01").output
    assert "Decision table: Who requires a certificate?" in said
    assert re.search(r"Gävle, box t2: ", said)
    assert "Running cases were not counted: there is no database here." in said


def test_the_terminal_counts_running_cases_and_names_none(monkeypatch):
    found = Running(
        7, (InBox("gavle", "2026.1", "gavle", "t2", load_handbook("gavle").step("gavle", "t2").title, 4),),
        (UnderClocks("boras", "2026.1", ("sip-start",), 5),),
    )  # fmt: skip
    asked = counted(monkeypatch, found)
    said = run(CERTIFICATE_LAW, "--changed-since", "2026-07-01").output
    assert "Running cases that are touched: 7" in said
    assert re.search(r"gavle 2026\.1, box gavle/t2 \(.*\): 4", said)
    assert "boras 2026.1, time limits sip-start: 5" in said
    assert asked == [(frozenset({CERTIFICATE_LAW}), None)], "the operator counts all, and only what changes"


def test_json_has_what_rests_on_each_change_and_the_numbers(monkeypatch, no_database):
    said = json.loads(run(CERTIFICATE_LAW, "--changed-since", "2026-07-01", "--json").stdout)
    assert list(said) == ["since", "changes", "running"]
    assert said["running"] is None
    (change,) = said["changes"]
    assert list(change) == [
        "on", "kind", "id", "title", "was", "now", "confidence", "boxes", "tables", "clocks",
    ]  # fmt: skip
    places = {(each["handbook"], each["process"], each["box"]) for each in change["boxes"]}
    assert ("gavle", "gavle", "t2") in places
    assert [each["id"] for each in change["tables"]] == ["lakarintyg-krav"]
    counted(monkeypatch, Running(3, (), (UnderClocks("boras", "2026.1", ("sip-start",), 3),)))
    said = json.loads(run(CERTIFICATE_LAW, "--changed-since", "2026-07-01", "--json").stdout)
    assert said["running"] == {
        "cases": 3, "boxes": [],
        "clocks": [{"handbook": "boras", "version": "2026.1", "clocks": ["sip-start"], "cases": 3}],
    }  # fmt: skip


def test_a_change_that_nothing_rests_on_says_nothing_more(no_database):
    said = json.loads(run("sfb:36:9a", "--changed-since", "2026-01-01", "--json").stdout)["changes"][0]
    assert (said["boxes"], said["tables"], said["clocks"]) == ([], [], [])


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_shows_boxes_tables_and_clocks_to_everybody_and_numbers_to_nobody_in_particular(lang):
    text = page("/law/?on=2026-07-01", lang)
    assert {"en": "Decision table: Who requires a certificate?", "sv": "Beslutstabell: Vem kräver läkarintyg?"}[
        lang
    ] in text
    assert "running case" not in text
    assert "pågående ärende" not in text
