"""Each rule of the radar on its boundary days: the day before, the day itself and the day after (B9, D22, T1-T18)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from samordna.cases.tables import Box, Sent, Told
from samordna.deadlines import radar_rules
from samordna.deadlines.radar import Radar
from samordna.deadlines.radar_known import LATE, NEAR, Came, Ends, Place, Thing, Watched
from samordna.deadlines.radar_rules import COUNT, KINDS, LINES, NO, UNIT, by_id, rules
from samordna.deadlines.running import Clock
from samordna.handbooks.queries import load, shared_registers
from samordna.law.queries import load as load_law
from samordna.rules import queries as tables
from samordna.rules.calendars import swedish
from samordna.rules.clocks import MET, PAUSED, Around, reckon
from samordna.rules.limits import Length, limit

LAW, CALENDAR = load_law(), swedish(2010, 2045)
TABLES = {table.id: table for table in tables.load_all()}
BOOK = load("stockholm")
DAY = timedelta(days=1)
OST = 7
HERE = Place(OST, "socialtjanst", 3)
QUIET = ""


def radar(on: date) -> Radar:
    return Radar(rules(), Around(CALENDAR, LAW, on), TABLES)


def told(on: date = date(2026, 1, 5), **facts: Any) -> dict[str, Told]:
    return {
        fact: Told(1, OST, "plan", fact, value.isoformat() if isinstance(value, date) else value, on, 1)
        for fact, value in facts.items()
    }


def watched(**more: Any) -> Watched:
    return Watched(1, more.pop("book", BOOK), HERE, units=frozenset({OST}), **more)


def box(no: int = 2, until: date | None = None, unit: int = OST, **more: Any) -> Box:
    known = {"process": "soc-sjukskriven", "step": "9", "party": "socialtjanst", "worker_id": 3, "wait": "", **more}
    return Box(
        1, no, known["process"], known["step"], known["party"], unit, unit, known["worker_id"], False, until,
        known["wait"], date(9999, 12, 31), 1, date(2026, 1, 5), None,
    )  # fmt: skip


def sent(due: date, *, ours: bool = True, no: int = 4) -> Sent:
    here, there = (OST, "socialtjanst"), (99, "forsakringskassan")
    (unit, party), (to, receiver) = (here, there) if ours else (there, here)
    return Sent(
        1, no, "referral", 2, party, unit, unit, receiver, to, to, "", "sent", 1, due - 14 * DAY, due, None
    )  # fmt: skip


def things(case: Watched, on: date, rule: str = "") -> list[Thing]:
    return [thing for thing in radar(on).things(case) if rule in ("", thing.rule)]


def state(case: Watched, on: date, rule: str) -> str:
    found = things(case, on, rule)
    assert len(found) < 2, found
    return found[0].state if found else QUIET


# Every rule: from which day it is near, its last day in time, and how long it is shown after that.


@dataclass
class Case:
    """A case where a rule has something to say: first day near, last day in time, last day shown (None: for ever)."""

    rule: str
    case: Watched
    near: date
    due: date
    last: date | None = None
    late_on_due: bool = False
    id: str = field(default="")


START = date(2026, 3, 10)
BORN = date(1997, 5, 20)
CASES = [
    Case("planering-saknas", watched(facts=told(first_sick_day=START)), date(2026, 4, 26), date(2026, 5, 10)),
    Case(
        "planering-saknas", watched(facts=told(first_sick_day=date(2025, 12, 31))), date(2026, 2, 14),
        date(2026, 2, 28), id="the last of a month that has no such day",
    ),
    Case(
        "af-dag-20", watched(facts=told(first_absence_day=START)), START + 19 * DAY, START + 19 * DAY, START + 28 * DAY,
    ),
    Case(
        "af-dag-20", watched(facts=told(on=START + 9 * DAY, absence_days=10)), START + 19 * DAY, START + 19 * DAY,
        START + 28 * DAY, id="counted days when told",
    ),
    Case("af-dag-30", watched(facts=told(first_absence_day=START)), START + 29 * DAY, START + 29 * DAY),
    Case(
        "af-dag-30", watched(facts=told(first_absence_day=START, full_time="no", absence_extent=50)),
        START + 29 * DAY, START + 29 * DAY, id="never beyond when it is part-time",
    ),
    Case(
        "af-dag-30", watched(facts=told(first_absence_day=START, full_time="yes")), START + 29 * DAY,
        START + 29 * DAY, START + 29 * DAY, id="full-time: until the day beyond",
    ),
    Case(
        "af-over-30", watched(facts=told(first_absence_day=START, full_time="yes")), START + 30 * DAY,
        START + 30 * DAY, late_on_due=True,
    ),
    Case(
        "af-over-30", watched(facts=told(first_absence_day=START, absence_extent=100)), START + 30 * DAY,
        START + 30 * DAY, late_on_due=True, id="full-time by its extent",
    ),
    Case("plan-utan-uppfoljning", watched(facts=told(plan_made=START)), START, START),
    Case("plan-foljs-upp", watched(facts=told(plan_followup=START)), START - 7 * DAY, START),
    Case("mal-passerat", watched(facts=told(goal_date=START)), START - 14 * DAY, START),
    Case("vilar-forbi-datum", watched(boxes=(box(until=START),)), START, START),
    Case(
        "alder-ersattning", watched(born=date(2007, 9, 2)), date(2026, 4, 1), date(2026, 7, 1), date(2026, 8, 1),
        id="July of the year of turning 19",
    ),
    Case(
        "alder-ersattning", watched(born=BORN), date(2027, 2, 1), date(2027, 5, 1), date(2027, 6, 1),
        id="the month of turning 30",
    ),
    Case(
        "alder-jobbtorg-unga", watched(born=date(2010, 5, 20)), date(2026, 2, 20), date(2026, 5, 20),
        date(2026, 6, 20), id="from 16",
    ),
    Case(
        "alder-jobbtorg-unga", watched(born=BORN), date(2027, 2, 20), date(2027, 5, 20), date(2027, 6, 20),
        id="through 29",
    ),
    Case("samtycke-upphor", watched(ends=(Ends(8, START),)), START - 30 * DAY, START, START + 14 * DAY),
    Case("svar-saknas", watched(sent=(sent(START),)), START - 3 * DAY, START),
    Case("svar-vantas-av-oss", watched(sent=(sent(START, ours=False),)), START - 3 * DAY, START),
    Case("inkommet-ingen-har-tagit", watched(came=(Came(5, OST, 0, START),)), START - DAY, START),
    Case("inget-har-hant", watched(last=START, boxes=(box(),)), START + 53 * DAY, START + 60 * DAY),
    Case(
        "ersattning-upphor", watched(facts=told(benefit_until=date(2026, 9, 30))), date(2026, 4, 30),
        date(2026, 5, 30),
    ),
]  # fmt: skip
EACH = [pytest.param(each, id=f"{each.rule}{' ' if each.id else ''}{each.id}") for each in CASES]


@pytest.mark.parametrize("each", EACH)
def test_a_rule_is_quiet_until_its_first_day(each: Case) -> None:
    first = LATE if each.late_on_due else NEAR
    assert [state(each.case, each.near + n * DAY, each.rule) for n in (-1, 0)] == [QUIET, first]


@pytest.mark.parametrize("each", EACH)
def test_it_is_near_through_its_last_day_and_late_the_day_after(each: Case) -> None:
    before = QUIET if each.near == each.due else NEAR
    on = LATE if each.late_on_due else NEAR
    after = QUIET if each.last == each.due else LATE
    assert [state(each.case, each.due + n * DAY, each.rule) for n in (-1, 0, 1)] == [before, on, after]
    assert things(each.case, each.due, each.rule)[0].due == each.due


@pytest.mark.parametrize("each", EACH)
def test_it_is_shown_for_as_long_as_it_says(each: Case) -> None:
    if each.last is None:
        assert state(each.case, each.due + 400 * DAY, each.rule) == LATE
    else:
        assert state(each.case, each.last, each.rule) == (NEAR if each.last == each.due else LATE)
        assert state(each.case, each.last + DAY, each.rule) == QUIET


@pytest.mark.parametrize("each", EACH)
def test_it_says_how_its_date_was_counted(each: Case) -> None:
    """DESIGN 6: derived, and can explain itself."""
    (thing,) = things(each.case, each.due, each.rule)
    assert thing.because
    assert thing.because[-1].day == each.due
    assert thing.case == 1


def test_every_rule_is_tried_on_its_days() -> None:
    tried = {each.rule for each in CASES} | {"bistand-langvarigt", "bistand-mycket-langvarigt", "frist"}
    assert tried == set(by_id())


# What makes a rule needless


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("planering-saknas", {"first_sick_day": START, "plan_made": START + DAY}),
        ("planering-saknas", {"first_sick_day": START, "plan_made": START}),
        ("af-dag-20", {"first_absence_day": START, "absence_ended": START + 5 * DAY}),
        ("plan-utan-uppfoljning", {"plan_made": START, "plan_followup": START + 30 * DAY}),
        ("mal-passerat", {"goal_date": START, "goal_reached": "yes"}),
        ("mal-passerat", {"goal_date": START, "goal_reached": "given-up"}),
    ],
)
def test_what_has_been_done_is_not_asked_for(rule: str, facts: dict[str, Any]) -> None:
    start = next(iter(facts))
    on = {"planering-saknas": date(2026, 6, 1), "af-dag-20": START + 20 * DAY}.get(rule, START + DAY)
    assert state(watched(facts=told(**{start: facts[start]})), on, rule) == LATE
    assert state(watched(facts=told(**facts)), on, rule) == QUIET


@pytest.mark.parametrize(
    ("rule", "facts", "on"),
    [
        ("planering-saknas", {"first_sick_day": START, "plan_made": START - DAY}, date(2026, 6, 1)),
        ("af-dag-20", {"first_absence_day": START, "absence_ended": START - DAY}, START + 20 * DAY),
        ("plan-utan-uppfoljning", {"plan_made": START, "plan_followup": START - DAY}, START + DAY),
        ("mal-passerat", {"goal_date": START, "goal_reached": "no"}, START + DAY),
    ],
)
def test_what_was_done_before_it_began_does_not_count(rule: str, facts: dict[str, Any], on: date) -> None:
    assert state(watched(facts=told(**facts)), on, rule) == LATE


@pytest.mark.parametrize(("phase", "said"), [("kartlaggning", LATE), ("planering", QUIET), ("insats", QUIET)])
def test_an_entered_planning_box_is_planning(phase: str, said: str) -> None:
    """T1 as a general rule, for handbooks without a time limit of their own."""
    case = watched(facts=told(first_sick_day=START), phases=frozenset({phase}))
    assert state(case, date(2026, 6, 1), "planering-saknas") == said


def test_the_strongest_of_rules_that_say_the_same_is_shown() -> None:
    facts = told(first_absence_day=START, full_time="yes")
    shown = [[t.rule for t in things(watched(facts=facts), START + n * DAY)] for n in (18, 19, 28, 29, 30, 31)]
    assert shown == [[], ["af-dag-20"], ["af-dag-20"], ["af-dag-30"], ["af-over-30"], ["af-over-30"]]


def test_a_box_that_rests_makes_silence_no_neglect() -> None:
    """All boxes rest until a certain day: nobody has forgotten the case."""
    on = START + 90 * DAY
    assert state(watched(last=START), on, "inget-har-hant") == LATE
    assert state(watched(last=START, boxes=(box(until=on + DAY),)), on, "inget-har-hant") == QUIET
    assert state(watched(last=START, boxes=(box(until=on),)), on, "inget-har-hant") == LATE
    assert state(watched(last=START, boxes=(box(until=on + DAY), box(3))), on, "inget-har-hant") == LATE


def test_the_guard_keeps_the_reminder_of_a_new_application_silent() -> None:
    """D28: granted without payment, or nothing changed."""
    case = watched(facts=told(benefit_until=date(2026, 9, 30)))
    assert state(case, date(2026, 6, 1), "ersattning-upphor") == LATE
    assert state(replace(case, silenced=True), date(2026, 6, 1), "ersattning-upphor") == QUIET


# Long support, by the table


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"support_months_12": 9}, None),
        ({"support_months_12": 10}, "bistand-langvarigt"),
        ({"support_months_12": 11}, "bistand-langvarigt"),
        ({"support_months_12": 9, "support_months_36": 26}, None),
        ({"support_months_12": 9, "support_months_36": 27}, "bistand-mycket-langvarigt"),
        ({"support_months_12": 12, "support_months_36": 28}, "bistand-mycket-langvarigt"),
        ({"support_months_12": 10, "support_months_36": 26}, "bistand-langvarigt"),
        ({"support_months_36": 26}, None),
        ({"support_months_36": 27}, "bistand-mycket-langvarigt"),
        ({}, None),
    ],
)
def test_long_support_by_its_months(facts: dict[str, int], found: str | None) -> None:
    """T18: at least 10 of 12 months, at least 27 of 36."""
    on = date(2026, 6, 1)
    shown = things(watched(facts=told(on=date(2026, 5, 4), **facts)), on)
    assert [each.rule for each in shown] == ([found] if found else [])
    assert all(each.due == date(2026, 5, 4) for each in shown)


# Ages


def test_two_ages_on_the_same_day_are_one_thing() -> None:
    """T17: at 30 the compensation for the young ends and the partial one for others begins."""
    (thing,) = things(watched(born=BORN), date(2027, 4, 30), "alder-ersattning")
    assert len(thing.because) == 3


def test_jobbtorg_unga_is_asked_about_only_where_there_is_a_jobbtorg() -> None:
    assert state(watched(born=BORN, book=load("tranas")), date(2027, 5, 1), "alder-jobbtorg-unga") == QUIET


# Clocks


def clock(key: str = "own", *, rule: str = "rehabforfragan-svar", **more: Any) -> Clock:
    data = {"days": 10, "warn": {"days": 3}, **more.pop("data", {})}
    counted = limit(rule, BOOK.title, data)
    around = Around(CALENDAR, LAW, START)
    reckoned = reckon(counted, START, around)
    return Clock(1, key, counted, reckoned, more.pop("standing", "running"), OST, **more)


@pytest.mark.parametrize(("days", "said"), [(6, QUIET), (7, NEAR), (10, NEAR), (11, LATE)])
def test_any_clock_near_or_late(days: int, said: str) -> None:
    """Every time limit of the handbook or of the case, from its warning on."""
    case = watched(clocks=(clock(boxes=(2,)),), boxes=(box(),))
    assert state(case, START + days * DAY, "frist") == said


def test_a_clock_counted_as_more_than_is_late_on_its_first_day_beyond() -> None:
    case = watched(clocks=(clock(data={"count": "more-than"}),))
    assert [state(case, START + n * DAY, "frist") for n in (10, 11)] == [NEAR, LATE]


@pytest.mark.parametrize("standing", [MET, PAUSED])
def test_a_clock_that_is_met_or_stands_still_says_nothing(standing: str) -> None:
    case = watched(clocks=(clock(standing=standing),))
    assert state(case, START + 30 * DAY, "frist") == QUIET


@pytest.mark.parametrize("key", ["sent:4", "wait:2", "age:aktivitetsersattning.from", "incoming:5"])
def test_what_another_rule_tells_of_is_not_told_twice(key: str) -> None:
    on = START + 30 * DAY
    case = watched(clocks=(clock(key),), came=(Came(5, OST, 0, START),), sent=(sent(START),))
    assert state(case, on, "frist") == QUIET
    assert {each.rule for each in things(case, on)} == {"svar-saknas", "inkommet-ingen-har-tagit"}


def test_what_has_come_and_been_taken_still_has_its_clock() -> None:
    """Malmö's week goes on until there is an answer (D27)."""
    assert state(watched(clocks=(clock("incoming:5"),)), START + 30 * DAY, "frist") == LATE


def test_the_handbooks_own_time_limit_counts_instead_of_the_rules() -> None:
    """T1 in Borås, where it can be paused and extended."""
    borås = load("boras")
    own = clock("fact", rule="planering-fran-sjukdag", data={"days": 100})
    case = watched(book=borås, facts=told(first_sick_day=START), clocks=(own,))
    shown = [[(t.rule, t.state) for t in things(case, START + n * DAY)] for n in (96, 97, 101)]
    assert shown == [[], [("planering-saknas", NEAR)], [("planering-saknas", LATE)]]
    met = replace(case, clocks=(replace(own, standing=MET),))
    assert things(met, START + 101 * DAY) == []


def test_a_time_limit_met_in_the_case_ends_the_rules_that_say_the_same() -> None:
    """T2: adaptation has been examined."""
    borås = load("boras")
    met = clock("fact", rule="af-prova-anpassning", standing=MET)
    case = watched(book=borås, facts=told(first_absence_day=START), clocks=(met,))
    assert things(case, START + 25 * DAY) == []
    running = replace(case, clocks=(clock("fact", rule="af-prova-anpassning", data={"days": 29}),))
    assert [each.rule for each in things(running, START + 25 * DAY)] == ["af-dag-20"]


# Where, and who sees it


def test_a_thing_stands_where_it_is_to_be_done() -> None:
    other = box(3, until=START, unit=8, worker_id=None, party="jobbtorg")
    case = watched(boxes=(box(2), other), sent=(sent(START),), came=(Came(5, 8, 6, START),))
    places = {each.rule: (each.place, each.box) for each in things(case, START)}
    assert places["vilar-forbi-datum"] == (Place(8, "jobbtorg", 0), 3)
    assert places["svar-saknas"] == (HERE, 2)
    assert places["inkommet-ingen-har-tagit"] == (Place(8, "socialtjanst", 6), 0)


def test_a_coordinator_meets_only_what_the_teams_boxes_give() -> None:
    """D11: the coordinator owns intake and meeting, not the person's planning."""
    everything = watched(
        facts=told(first_sick_day=START, goal_date=START, support_months_12=12), born=BORN, last=date(2025, 1, 1),
        boxes=(box(until=START),), sent=(sent(START),), ends=(Ends(8, START),),
    )  # fmt: skip
    shown = {each.rule for each in things(replace(everything, coordinator=True), date(2027, 5, 1))}
    assert shown == {"vilar-forbi-datum", "svar-saknas"}
    assert len(things(everything, date(2027, 5, 1))) > 4


def test_what_is_of_health_is_said_to_be() -> None:
    """D22: whoever shows things to others leaves these out."""
    facts = told(first_sick_day=START, first_absence_day=START, benefit_until=START, goal_date=START)
    shown = {each.rule: each.health for each in things(watched(facts=facts), date(2026, 6, 1))}
    assert shown == {
        "planering-saknas": True, "af-dag-30": True, "ersattning-upphor": True, "mal-passerat": False,
    }  # fmt: skip
    ill = watched(clocks=(clock(category="health"),))
    assert [each.health for each in things(ill, START + 11 * DAY)] == [True]


# The register


def test_the_register_is_whole() -> None:
    for entry in shared_registers()["radar"].values():
        for text in ("title", "says", "next"):
            words = entry.title if text == "title" else radar_rules.rule(entry).__getattribute__(text)
            assert words.sv
            assert words.en
        assert entry.data["source"]
        assert entry.data["confidence"] in ("statute", "authority-page", "source-only", "own-rule")
        assert not set(entry.data.get("law", ())) - set(LAW.by_id)


def test_the_rules_are_understood() -> None:
    facts = set(tables.facts())
    for each in rules():
        assert each.kind in KINDS
        assert each.unit in UNIT
        handbooks = set().union(*(load(book).registers["facts"] for book in ("boras", "stockholm", "malmo")))
        assert set(each.asks) <= facts | handbooks
        assert not each.health or each.unit == NO, f"{each.id}: what is of health is not for the unit (D22)"
        assert each.replaced_by <= set(by_id())
        assert each.phases <= set(BOOK.registers["phases"])
        assert not each.deadline or load("boras").entry("deadlines", each.deadline)
        assert all(load("boras").entry("deadlines", other) for other in each.ends_with)


def test_what_is_known_of_the_person_is_only_counted_for_the_unit() -> None:
    """D22: no list by age or support, as none by illness."""
    shown = {kind: {each.unit for each in rules() if each.kind == kind} for kind in ("age", "table", "wait")}
    assert shown == {"age": {COUNT}, "table": {COUNT}, "wait": {LINES}}


def test_the_reference_page_lists_every_rule() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/radar.md").read_text("utf-8")
    for each in rules():
        assert f"| `{each.id}` | {each.title.in_language('en')} | {each.limit.source} |" in page


def test_a_longer_warning_is_data() -> None:
    known = by_id()["plan-utan-uppfoljning"]
    one = replace(known, limit=replace(known.limit, warn=Length(20, "days")))
    found = Radar([one], Around(CALENDAR, LAW, START - 20 * DAY), TABLES).things(watched(facts=told(plan_made=START)))
    assert [each.state for each in found] == [NEAR]
