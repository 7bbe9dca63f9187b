"""Which clocks does a case have, by what it knows? Pure, with hand-made cases; boundary days included (D17, D27)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from samordna.cases.tables import Box, Came, CaseKnown, Seated, Sent, Told
from samordna.deadlines.deriving import clocks_of, dates_of
from samordna.deadlines.domain import Adjustment
from samordna.deadlines.knowing import Born, KnownCase, comes_by_itself, needs
from samordna.deadlines.running import Clock, proposed, short_notice
from samordna.kernel.text import Text
from samordna.law.queries import load as load_law
from samordna.rules.calendars import swedish
from samordna.rules.clocks import Around
from samordna.rules.limits import limit
from tests.deadlines_world import LIMITS, LISTED, book

SOC, JOB, FK = 1, 2, 9
DAY = date(2026, 11, 22)
PROCESS = "soc-sjukskriven"
CASE = CaseKnown(7, 3, 1, "stockholm", "2026.1", 10, "socialtjanst", 5, None)
SEATS = {
    "socialtjanst": Seated(7, "socialtjanst", 10, SOC, True), "jobbtorg": Seated(7, "jobbtorg", 11, JOB, True),
    "forsakringskassan": Seated(7, "forsakringskassan", 12, FK, False),
}  # fmt: skip


def on(day: date) -> Around:
    return Around(swedish(2008, 2037), load_law(), day)


def box(no: int, step: str, opened: date, *, closed: int | None = None, sphere: int = SOC, **more: Any) -> Box:
    party = "socialtjanst" if sphere == SOC else "forsakringskassan"
    found = Box(7, no, PROCESS, step, party, 10, sphere, 5, False, None, "", date.max, no, opened, closed)
    return found._replace(**more)


def told(fact: str, value: Any, *, sphere: int = SOC, seq: int = 1, day: date = DAY, category: str = "health") -> Told:
    return Told(7, sphere, category, fact, value.isoformat() if isinstance(value, date) else value, day, seq)


def case(*boxes: Box, limits: dict[str, dict[str, Any]] | None = None, **more: Any) -> KnownCase:
    """A case with box 11 open since ten days."""
    known = limits or dict(LIMITS)
    handbook = book(known, listed=tuple(known) if limits else LISTED)
    return replace(KnownCase(CASE, handbook, SEATS, boxes=boxes or (box(1, "11", DAY - timedelta(10)),)), **more)


def of(known: KnownCase, deadline: str, day: date = DAY) -> list[Clock]:
    return [each for each in clocks_of(known, on(day)) if each.deadline == deadline]


def one(known: KnownCase, deadline: str, day: date = DAY) -> Clock:
    (found,) = of(known, deadline, day)
    return found


# Starts


@pytest.mark.parametrize(
    ("start", "last"),
    [(date(2026, 9, 22), date(2026, 11, 22)), (date(2025, 12, 31), date(2026, 2, 28)),
     (date(2023, 12, 31), date(2024, 2, 29)), (date(2024, 2, 29), date(2024, 4, 29)),
     (date(2026, 3, 28), date(2026, 5, 28)), (date(2026, 8, 25), date(2026, 10, 25))],
)  # fmt: skip
def test_two_months_from_a_fact(start: date, last: date) -> None:
    """Leap day, ends of months, and the nights when clocks change (a date has no hours)."""
    known = case(facts=(told("first_sick_day", start),))
    found = one(known, "planen", last)
    assert (found.due, found.standing, found.missed(last), found.missed(last + timedelta(1))) == (
        last, "soon", False, True,
    )  # fmt: skip
    assert one(known, "planen", last + timedelta(1)).standing == "late"
    assert one(known, "planen", last - timedelta(15)).standing == "running"
    assert found.health
    assert found.start_known_by == "first_sick_day"


@pytest.mark.parametrize("value", ["", "snart", "2026-13-01", 3, True, ["2026-01-01"]])
def test_what_is_no_date_starts_nothing(value: Any) -> None:
    assert of(case(facts=(told("first_sick_day", value),)), "planen") == []


def test_no_open_box_that_lists_it_and_no_clock() -> None:
    """Default scope: only while a box that lists it is open."""
    facts = (told("first_sick_day", DAY),)
    assert of(case(box(1, "11", DAY, closed=4), box(2, "12", DAY), facts=facts), "planen") == []
    assert clocks_of(case(facts=facts, row=CASE._replace(closed_seq=9)), on(DAY)) == ()


def test_each_sphere_that_knows_a_start_has_its_own_clock() -> None:
    facts = (told("first_sick_day", DAY), told("first_sick_day", DAY - timedelta(30), sphere=JOB))
    found = {each.sphere: each.start for each in of(case(facts=facts), "planen")}
    assert found == {SOC: DAY, JOB: DAY - timedelta(30)}
    assert dates_of(case(facts=facts), of(case(facts=facts), "planen")).boxes == {1: date(2027, 1, 22)}


def test_the_latest_visit_of_a_box_starts_it() -> None:
    known = case(box(1, "11", DAY - timedelta(30), closed=2), box(5, "11", DAY - timedelta(2)))
    assert (one(known, "besok").key, one(known, "besok").start) == ("box:5", DAY - timedelta(2))


def test_what_was_recorded_last_counts_of_a_box_and_a_start_by_hand() -> None:
    """Somebody says that it began another day than the box was entered; entering it again begins it anew."""
    hand = Adjustment(1, "besok", "own", "started", DAY - timedelta(20), sphere=SOC, seq=3)
    assert one(case(adjustments=(hand,)), "besok").start == DAY - timedelta(20)
    known = case(box(1, "11", DAY - timedelta(30), closed=2), box(5, "11", DAY), adjustments=(hand,))
    assert one(known, "besok").key == "box:5"


def test_a_whole_cases_clock_needs_no_box() -> None:
    hand = Adjustment(1, "hela", "own", "started", DAY, sphere=SOC, seq=3)
    known = case(box(2, "12", DAY), adjustments=(hand,))
    assert (one(known, "hela").boxes, one(known, "hela").due) == ((), date(2027, 5, 22))
    assert dates_of(known, clocks_of(known, on(DAY))).boxes == {}


def test_ages_from_the_personal_number_before_the_written_day() -> None:
    """A day that has passed is no longer waited for; the ages are the law's (values of law by date)."""
    data = {"starts": "fact:birth_date", "values": ["aktivitetsersattning.from"], "warn": {"months": 6}}
    known = case(
        limits={"aldrar": data},
        facts=(told("birth_date", date(2000, 1, 1), category="contact"),), born=Born(SOC, date(2008, 3, 1)),
    )  # fmt: skip
    (before,) = of(known, "aldrar", date(2027, 6, 30))
    (after,) = of(known, "aldrar", date(2027, 7, 1))
    assert (before.due, before.standing, after.standing, after.met_on) == (
        date(2027, 7, 1), "soon", "met", date(2027, 7, 1),
    )  # fmt: skip
    assert before.key == "age:aktivitetsersattning.from"
    assert dates_of(known, [before]).boxes == {}
    assert of(replace(known, born=None), "aldrar")[0].start == date(2000, 1, 1)


# Ends


@pytest.mark.parametrize(("days", "met"), [(-1, False), (0, True), (3, True)])
def test_a_box_entered_from_the_start_on_ends_it(days: int, met: bool) -> None:
    start = DAY - timedelta(5)
    later = box(4, "13", start + timedelta(days), closed=8)
    known = case(box(1, "11", DAY), later, facts=(told("first_sick_day", start),))
    assert one(known, "planen").met == met
    assert one(known, "planen").met_on == (start + timedelta(days) if met else None)


def test_another_partys_box_ends_it_only_when_somebody_here_writes_for_them() -> None:
    """D1, D21: what a party that signs in does is its own; Försäkringskassan's boxes are written down here."""
    facts = (told("first_sick_day", DAY - timedelta(5)),)
    theirs = box(4, "13", DAY, sphere=JOB, party="jobbtorg")
    assert not one(case(box(1, "11", DAY), theirs, facts=facts), "planen").met
    outside = box(4, "13", DAY, sphere=FK, party="forsakringskassan")
    assert one(case(box(1, "11", DAY), outside, facts=facts), "planen").met


def test_an_answer_to_the_request_that_names_it_ends_it() -> None:
    limits = {"svaret": {"starts": "fact:application_sent", "met": [{"answered": True}], "days": 30}}
    handbook = case(limits=limits).book
    process = handbook.by_id[PROCESS]
    step = process.by_id["11"]
    referral = replace(process.by_id["17"].referrals[0], id="fraga", escalation="svaret")
    steps = tuple(replace(step, referrals=(referral,)) if each.id == "11" else each for each in process.steps)
    asking = replace(handbook, processes=(replace(process, steps=steps),))
    start = DAY - timedelta(3)
    sent = Sent(7, 2, "referral", 1, "socialtjanst", 10, SOC, "forsakringskassan", 12, FK, "fraga", "answered", 2,
                start, DAY, 6)  # fmt: skip
    known = replace(case(limits=limits), book=asking, sent=(sent,), facts=(told("application_sent", start),))
    assert one(known, "svaret").met
    assert one(known, "svaret").met_on is None, "the day of the answer stands in its event"
    unanswered = of(replace(known, sent=(sent._replace(status="sent", answered_seq=None),)), "svaret")
    assert {each.key: each.met for each in unanswered} == {"fact": False, "sent:2": False}
    assert not one(replace(known, sent=(sent._replace(asked="annat"),)), "svaret").met
    assert not one(replace(known, sent=(sent._replace(sent_on=start - timedelta(1)),)), "svaret").met


# Counted otherwise


@pytest.mark.parametrize(
    ("data", "day", "standing", "missed"),
    [
        ({"days": 30, "count": "more-than"}, 30, "running", False),
        ({"days": 30, "count": "more-than"}, 31, "late", True),
        ({"days": 30, "count": "more-than", "day_one": True}, 29, "running", False),
        ({"days": 30, "count": "more-than", "day_one": True}, 30, "late", True),
        ({"days": 30}, 30, "running", False),
        ({"days": 30}, 31, "late", True),
        ({"days": 30, "count": "at-least"}, 29, "running", False),
        ({"days": 30, "count": "at-least"}, 30, "met", False),
    ],
)
def test_more_than_at_most_and_at_least(data: dict[str, Any], day: int, standing: str, missed: bool) -> None:
    """AF's limit is more than thirty days of full-time absence; what must take at least so long is over when it has."""
    known = case(limits={"x": {"starts": "fact:first_absence_day", **data}}, facts=(told("first_absence_day", DAY),))
    found = one(known, "x", DAY + timedelta(day))
    assert (found.standing, found.missed(DAY + timedelta(day))) == (standing, missed)


def test_a_least_notice_is_over_with_its_meeting_and_sorts_no_box() -> None:
    limits = {"kallelse": {"starts": "event:meeting-date", "direction": "before", "count": "at-least", "weeks": 2}}
    meets = DAY + timedelta(10)
    known = case(limits=limits, adjustments=(Adjustment(1, "kallelse", "own", "started", meets, sphere=SOC, seq=3),))
    assert (one(known, "kallelse").due, one(known, "kallelse").standing) == (meets - timedelta(14), "late")
    assert dates_of(known, clocks_of(known, on(DAY))).boxes == {}
    assert of(known, "kallelse", meets + timedelta(1)) == []


@pytest.mark.parametrize(("invited", "short"), [(date(2026, 12, 4), False), (date(2026, 12, 5), True)])
def test_short_notice_says_by_when_it_should_have_come(invited: date, short: bool) -> None:
    data = {"starts": "event:meeting-date", "direction": "before", "count": "at-least", "weeks": 2}
    kept = limit("kallelse", Text("Kallelse"), data)
    assert (short_notice(kept, invited, date(2026, 12, 18), on(DAY)) == date(2026, 12, 4)) == short
    assert short_notice(limit("x", Text("X"), {"weeks": 2}), invited, date(2026, 12, 18), on(DAY)) is None


def test_nothing_that_says_how_long_is_shown_without_a_date() -> None:
    known = case(limits={"x": {"starts": "fact:first_sick_day"}}, facts=(told("first_sick_day", DAY),))
    assert (one(known, "x").due, one(known, "x").standing, one(known, "x").missed(DAY)) == (None, "undated", False)


def test_a_missed_clock_proposes_what_its_register_says() -> None:
    known = case(facts=(told("first_sick_day", date(2026, 9, 1)),))
    found = proposed(one(known, "planen"), DAY)
    assert found
    assert (found.code, found.to) == ("list", "watcher")
    assert proposed(one(known, "planen"), date(2026, 11, 1)) is None
    assert proposed(one(case(), "besok"), DAY + timedelta(30)) is None


# What is read


def test_what_is_asked_of_the_tables_is_what_the_registers_name() -> None:
    wanted = needs(book())
    assert {"first_sick_day", "plan_made"} <= wanted.facts
    assert {"11", "12", "13"} <= wanted.steps
    assert "contact" in wanted.kinds
    assert "hela" in wanted.whole


@pytest.mark.parametrize(
    ("data", "alone"),
    [({"starts": "event:sent"}, True), ({"starts": "event:wait-decided"}, True), ({"starts": "event:x"}, False),
     ({"starts": "event:x", "begins": [{"sent": True}]}, True),
     ({"starts": "fact:application_sent", "begins": [{"sent": True}]}, False),
     ({"starts": "event:x", "begins": [{"sent": True}, {"box": "a/1"}]}, False)],
)  # fmt: skip
def test_what_starts_only_by_itself_is_not_started_by_hand(data: dict[str, Any], alone: bool) -> None:
    assert comes_by_itself(limit("x", Text("X"), data)) == alone


def test_older_handbooks_say_it_with_the_events_name() -> None:
    """A published version from before `begins` goes on working (E14)."""
    limits = {"vecka": {"starts": "event:contact-attempt", "weeks": 1}}
    came = Came(7, 3, 10, SOC, "contact", "contact", DAY, None)
    known = case(limits=limits, came=(came,))
    assert (one(known, "vecka").key, one(known, "vecka").due) == ("incoming:3", DAY + timedelta(7))


@pytest.mark.parametrize(("seq", "met"), [(1, False), (2, True), (3, True)])
def test_what_is_counted_backwards_is_ended_by_what_comes_after_it_was_told(seq: int, met: bool) -> None:
    """The day lies ahead: reaching the goal early ends the clock, what was told before it began does not."""
    goal = {"mal": {"starts": "fact:goal_date", "direction": "before", "days": 0, "met": [{"fact": "goal_reached"}]}}
    ahead = told("goal_date", DAY + timedelta(90), seq=2, category="plan")
    reached = told("goal_reached", "yes", seq=seq, category="plan")
    assert one(case(limits=goal, facts=(ahead, reached)), "mal").met is met


@pytest.mark.parametrize(("seq", "met"), [(1, False), (3, True)])
def test_what_is_counted_backwards_can_be_met_by_hand_beforehand(seq: int, met: bool) -> None:
    """Done today, although the day is in three months; what was done before it was told was another time."""
    goal = {"mal": {"starts": "fact:goal_date", "direction": "before", "days": 0}}
    ahead = told("goal_date", DAY + timedelta(90), seq=2, category="plan")
    done = Adjustment(1, "mal", "fact", "met", DAY, sphere=SOC, seq=seq)
    assert one(case(limits=goal, facts=(ahead,), adjustments=(done,)), "mal").met is met
