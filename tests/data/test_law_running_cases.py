"""How many running cases does a change of the law touch: numbers by version and box, never which cases (D21, D22)?

Sara works with Kim and Robin at social services, Jonas at Jobbtorg, which is another authority's branch; Helle owns the
handbook, Ada administers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samordna.cases.affected import running
from samordna.cases.commands import closing, moving
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Position
from samordna.handbooks import citing
from samordna.handbooks.domain import Handbook
from samordna.handbooks.queries import load
from samordna.law import ports
from samordna.law.ports import InBox
from samordna.organisations import commands
from samordna.organisations.domain import Span
from samordna.organisations.models import PartyUnit, Post
from samordna.platform import citing as knowing
from tests.cases_playing import at
from tests.cases_world import START

pytestmark = [pytest.mark.django_db, pytest.mark.data]
BOX = ("soc-sjukskriven", "5")
CERTIFICATE = "sol-2025:12:intyg"
SIP = "sol-2025:10:8"


def open_in(world, box, given="Kim"):
    return world.open("sara", "soc-sjukskriven", box, person=world.person(given)).case


def authority(world, unit="oster"):
    return {world.units[unit].authority_id}


def counts(found):
    return [(each.version, each.process, each.box, each.cases) for each in found.boxes]


def test_the_cases_that_stand_in_an_affected_box_are_counted(world):
    open_in(world, "5")
    open_in(world, "5", "Robin")
    open_in(world, "3", "Alex")
    found = running([CERTIFICATE])
    assert (found.cases, counts(found), found.clocks) == (2, [("2026.1", *BOX, 2)], ())
    assert found.boxes[0].title == load("stockholm").step(*BOX).title


def test_a_case_in_several_affected_boxes_counts_once_in_all(world):
    """D6: a run holds a set of boxes."""
    world.open("sara", "soc-sjukskriven", "5", "3", person=world.person())
    found = running(["sol-2025:12:3", "sol-2025:14:3"])
    assert {(each.box, each.cases) for each in found.boxes} == {("5", 1), ("3", 1)}
    assert found.cases == 1


def test_a_handbook_with_an_affected_clock_touches_all_its_running_cases(world):
    open_in(world, "3")
    open_in(world, "4", "Robin")
    found = running([SIP])
    assert counts(found) == []
    (under,) = found.clocks
    assert (under.handbook, under.version, under.cases, found.cases) == ("stockholm", "2026.1", 2, 2)
    assert "sip-start" in under.clocks


def test_a_closed_case_is_not_running(world):
    """D14."""
    case = open_in(world, "5")
    moving.end_run(**world.by("sara", "Flyttat"), case=case, run=Position.objects.get(case_id=case).run_no)
    assert (running([CERTIFICATE]).cases, running([SIP]).cases) == (0, 1), "no box is open, but the case is"
    closing.close(**world.by("sara"), case=case)
    assert running([CERTIFICATE, SIP]).cases == 0


def test_a_box_that_has_been_left_is_not_stood_in(world):
    case = open_in(world, "5")
    moving.complete(**world.by("sara"), case=case, position=at(case, "5"), left=Left(("ja",)))
    assert running([CERTIFICATE]).cases == 0


def test_a_case_is_judged_by_the_version_that_it_follows(world):
    """E14: a case is pinned to its version. One that cannot be read is no reason to count nothing."""
    open_in(world, "5")
    Case.objects.filter(pk=open_in(world, "5", "Robin")).update(version="1999.1")
    assert counts(running([CERTIFICATE])) == [("2026.1", *BOX, 1)]


def test_a_box_rests_on_law_by_its_table_too(world):
    """The routine of Gävle without certificates cites nothing itself; its table does."""
    gavle = load("gavle")
    assert CERTIFICATE not in citing.resting(gavle)
    assert [step.id for _, step in citing.using(gavle, ["lakarintyg-krav"])] == ["t2", "5"]
    case = open_in(world, "5")
    Case.objects.filter(pk=case).update(handbook="gavle")
    Position.objects.filter(case_id=case).update(process="gavle", step="t2")
    assert running([CERTIFICATE]).boxes == (
        InBox("gavle", "2026.1", "gavle", "t2", gavle.step("gavle", "t2").title, 1),
    )


def test_only_boxes_and_cases_of_ones_own_authorities_are_counted(world):
    """D21: a number may not tell that another party has a case."""
    open_in(world, "5")
    mine, other = authority(world), authority(world, "teamet")
    assert running([CERTIFICATE, SIP], mine).cases == 1
    found = running([CERTIFICATE, SIP], other)
    assert (found.cases, found.boxes, found.clocks) == (0, (), ())
    assert running([CERTIFICATE], set()).cases == 0


def test_counting_takes_few_queries_however_many_cases(world):
    for given in ("Kim", "Robin"):
        open_in(world, "5", given)
    with CaptureQueriesContext(
        connection,
    ) as few:
        running([CERTIFICATE, SIP])
    for given in ("Alex", "Sam", "Lo"):
        open_in(world, "5", given)
    with CaptureQueriesContext(connection) as more:
        assert running([CERTIFICATE, SIP]).boxes[0].cases == 5
    assert len(more) <= len(few)


def test_the_port_of_the_law_is_filled(world):
    open_in(world, "5")
    found = ports.running_under([CERTIFICATE])
    assert found is not None
    assert found.cases == 1


def test_where_there_is_no_database_nothing_is_counted(monkeypatch):
    """No file is made by asking."""
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/samordna.sqlite3")
    if connection.vendor == "sqlite":
        assert knowing.running([CERTIFICATE], None) is None


# The page


def page(world, who, lang="en"):
    client = Client(headers={"accept-language": lang}, SERVER_NAME="localhost")
    if who:
        client.force_login(world.workers[who])
    html = client.get("/law/?on=2026-07-01").content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("who", ["helle", "ada"])
def test_owners_and_administrators_see_numbers_of_their_own_authority_and_no_names(world, who):
    open_in(world, "5")
    open_in(world, "5", "Robin")
    text = page(world, who)
    assert "2 running cases of your authority are touched" in text
    assert re.search(r"stockholm 2026\.1, box 5 \(.*?\): 2", text)
    assert not any(name in text for name in ("Kim", "Robin", "Sara", "OST-"))


@pytest.mark.parametrize("who", ["sara", "ulla", "axel", "karin", ""])
def test_nobody_else_sees_numbers(world, who):
    open_in(world, "5")
    assert "running case" not in page(world, who)


def test_an_owner_elsewhere_sees_none_of_our_cases(world):
    open_in(world, "5")
    Post.objects.create(
        worker=world.workers["karin"], unit=world.units["teamet"], role="handbook-owner", valid_from=START
    )
    assert "0 running cases of your authority are touched" in page(world, "karin")


# What a box of a case says of its law


def box_page(world, case, lang="en"):
    client = Client(headers={"accept-language": lang}, SERVER_NAME="localhost")
    client.force_login(world.workers["sara"])
    no = Position.objects.get(case_id=case, closed_seq=None).no
    html = client.get(reverse("case-box", args=[case, no])).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_box_of_a_case_says_that_it_rests_on_a_rule_that_nobody_has_read(world):
    text = box_page(world, open_in(world, "5"))
    assert "This box rests on rules that nobody has read" in text
    assert "it is said to count from 1 July 2026" in text
    assert "This box rests on rules" not in box_page(world, open_in(world, "3", "Robin"))


@pytest.mark.parametrize(
    ("follow", "said"),
    [(False, "The area does not follow the rule until the text has been read"), (True, "The area follows the rule")],
)
def test_the_box_of_a_case_says_whether_its_area_follows_the_rule_and_why(world, follow, said):
    case = open_in(world, "5")
    decided = {"area": world.area.pk, "ref": "certificate.required_for_illness", "follow": follow}
    commands.follow_rule(**world.by("ada", "Nämndens beslut den 1 juni."), **decided, span=Span(date(2026, 7, 1)))
    text = box_page(world, case)
    assert said in text
    assert "Reason: Nämndens beslut den 1 juni." in text
    assert ("not followed here" in text) is not follow


def test_the_box_of_a_case_says_that_its_citation_has_moved(world, monkeypatch):
    book = load("stockholm")
    step = replace(book.step(*BOX), law=("sol-2001:2:7",))
    monkeypatch.setattr(Handbook, "step", lambda _self, _process, _step: step)
    text = box_page(world, open_in(world, "5"))
    assert "The law that this box cites does not count on 22 November 2026" in text
    assert re.search(r"SoL \(2001:453\) 2 kap\. 7 § .*It counted through 2025-06-30\..*10 kap\. 8 §", text)


def test_the_table_of_a_case_says_that_the_area_waits_with_the_rule(world):
    """The collision of Gävle: the table answers as the area follows the law, and the page says that it does."""
    gavle = build_gavle(world)
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(world.workers["sara"])
    no = Position.objects.get(case_id=gavle, closed_seq=None).no
    address = reverse("case-table", args=[gavle, no, "lakarintyg-krav"])

    def text():
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(address).content.decode())).split())

    assert "This box rests on rules that nobody has read" in text()
    assert "not followed here" not in text()
    decided = {"area": world.area.pk, "ref": "certificate.required_for_illness", "follow": False}
    commands.follow_rule(**world.by("ada", "Vi väntar på lagtexten."), **decided, span=Span(date(2026, 7, 1)))
    assert "not followed here" in text()
    assert "Reason: Vi väntar på lagtexten." in text()


def build_gavle(world):
    """A case in the routine of Gävle, in the same area."""
    world.area.handbook = "gavle"
    world.area.save(update_fields=["handbook"])
    PartyUnit.objects.create(unit=world.units["oster"], party="arbos", first=True, valid_from=START)
    return world.open("sara", "gavle", "t2").case
