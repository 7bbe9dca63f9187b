"""Clocks are started, paused, resumed, extended, met and taken back: by whom, when, and what is refused (D27, E3)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from samordna.audit import verifying
from samordna.cases.commands import closing, moving
from samordna.cases.commands.moving import Left
from samordna.cases.queries import see
from samordna.deadlines import commands, queries
from samordna.deadlines.models import Adjustment
from samordna.journal.models import Event
from samordna.kernel.decision import Refused
from samordna.rules.limits import Length
from tests.cases_playing import at, checked, code, opened
from tests.cases_world import World, build
from tests.deadlines_world import Hand, ago, book, clock, due, follow, running, tell

pytestmark = [pytest.mark.django_db, pytest.mark.data]
WEEK, MONTH = Length(1, "weeks"), Length(1, "months")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
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


def sound(case: int) -> None:
    """Everything follows from the events, and every date from the clocks (E5, E10)."""
    checked(case)
    assert verifying.verify(case=case).differences == []


def ends(world: World, case: int, deadline: str = "planen") -> date | None:
    return running(world, case, deadline).due


# What is allowed


def test_a_start_by_hand_runs_and_sorts_the_box(world: World, hand: Hand, case: int) -> None:
    """The box is sorted by the nearest of its clocks (E10)."""
    assert clock(world, case, "fast") is None
    hand.start("fast", ago(world, 9))
    found = running(world, case, "fast")
    assert (found.key, found.start, found.due) == ("own", ago(world, 9), world.day + timedelta(days=1))
    assert (found.standing, due(case)) == ("running", world.day + timedelta(days=1))
    sound(case)


def test_days_paused_are_added_and_the_reason_is_kept(world: World, hand: Hand, case: int) -> None:
    """D27: resume adds the days on which it actually stood still."""
    before = ends(world, case)
    assert before is not None
    hand.pause("planen", ago(world, 10))
    stands = running(world, case, "planen")
    assert (stands.standing, stands.due) == ("paused", None)
    assert stands.reckoned.still == ago(world, 10)
    assert due(case) == running(world, case, "besok").due
    sound(case)
    hand.resume("planen", ago(world, 3))
    after = running(world, case, "planen")
    assert after.due == before + timedelta(days=7)
    (pause, _resumed) = after.adjustments
    assert (pause.reason, pause.on, pause.until) == ("Kim är på sjukhus", ago(world, 10), ago(world, 3))
    sound(case)


def test_more_time_is_given_by_those_whom_the_register_names(world: World, hand: Hand, case: int) -> None:
    """D27: the owner of the case may extend one, the holder of the next step the other."""
    hand.start("eget", ago(world, 7))
    before = ends(world, case, "eget")
    assert before
    hand.extend("eget", WEEK)
    assert ends(world, case, "eget") == before + timedelta(weeks=1)
    hand.extend("planen", MONTH)
    assert ends(world, case) == date(2027, 1, 13)
    said = " ".join(str(each.says) for each in running(world, case, "planen").reckoned.because)
    assert "Läkaren är borta" in said
    sound(case)


def test_what_is_done_is_met_and_no_longer_sorts_the_box(world: World, hand: Hand, case: int) -> None:
    hand.start("fast", ago(world, 9))
    hand.meet("fast", ago(world, 2))
    found = running(world, case, "fast")
    assert (found.standing, found.met_on) == ("met", ago(world, 2))
    assert due(case) == running(world, case, "besok").due
    sound(case)


def test_another_authoritys_clock_is_watched_and_met_but_never_changed(world: World, hand: Hand, case: int) -> None:
    """D27: whatever the register says of pausing it."""
    hand.start("fks", ago(world, 20))
    assert code(lambda: hand.pause("fks", ago(world, 1))) == "other-authority"
    assert code(lambda: hand.extend("fks", WEEK)) == "other-authority"
    hand.meet("fks", ago(world, 1))
    assert running(world, case, "fks").met
    sound(case)


def test_a_statute_is_never_changed_and_the_refusal_names_it(world: World, hand: Hand, case: int) -> None:
    """D27: whatever the register says of pausing it."""
    hand.start("lagen", ago(world, 2))
    with pytest.raises(Refused) as said:
        hand.pause("lagen", ago(world, 1))
    assert (said.value.decision.code, said.value.decision.law) == ("statutory", ("fvl:12",))
    assert code(lambda: hand.extend("lagen", WEEK)) == "statutory"
    hand.meet("lagen", world.day)
    sound(case)


def test_a_whole_cases_clock_runs_in_any_box_and_sorts_none(world: World, hand: Hand, case: int) -> None:
    before = due(case)
    hand.start("hela", ago(world, 200))
    assert (running(world, case, "hela").standing, running(world, case, "hela").boxes) == ("late", ())
    assert due(case) == before
    moving.complete(**world.by("sara"), case=case, position=at(case, "11"), left=Left(("jobbtorg",)))
    assert running(world, case, "hela")
    assert clock(world, case, "planen") is None
    sound(case)


def test_a_clock_begins_anew_by_hand_when_it_has_been_met(world: World, hand: Hand, case: int) -> None:
    """What was done to it the last time does not count this time."""
    hand.start("eget", ago(world, 30))
    hand.extend("eget", WEEK)
    hand.meet("eget", ago(world, 5))
    assert code(lambda: hand.meet("eget", ago(world, 4))) == "met-already"
    hand.start("eget", ago(world, 5))
    again = running(world, case, "eget")
    assert (again.standing, again.due) == ("running", ago(world, 5) + timedelta(weeks=4))
    assert [each.counts for each in again.adjustments] == [False, False, False, True]
    hand.undo(again.adjustments[-1].id)
    assert running(world, case, "eget").met
    sound(case)


# What is refused, in every state that matters


COMMON = {
    "pause-later": "coming-day", "pause-before": "before-start", "pause-silent": "reason-needed", "pause": "ok",
    "resume": "not-paused", "resume-later": "not-paused", "resume-before": "not-paused", "extend": "ok",
    "extend-none": "no-length", "extend-silent": "reason-needed", "meet": "ok", "meet-later": "coming-day",
    "meet-before": "before-start",
}  # fmt: skip
PAUSED = {
    "pause": "paused-already", "pause-later": "paused-already", "pause-before": "paused-already",
    "pause-silent": "paused-already", "resume": "ok", "resume-later": "coming-day", "resume-before": "before-pause",
}  # fmt: skip
MET = dict.fromkeys(COMMON, "met-already") | dict.fromkeys(("resume", "resume-later", "resume-before"), "not-paused")
NONE = dict.fromkeys(COMMON, "no-clock")
CLOSED = dict.fromkeys(COMMON, "case-closed")


@pytest.mark.parametrize("act", sorted(COMMON))
@pytest.mark.parametrize("state", ["running", "paused", "met", "gone", "closed"])
def test_every_act_from_every_state(world: World, hand: Hand, case: int, state: str, act: str) -> None:
    """The answers are the table; whatever is not "ok" there says what to do."""
    _into(world, hand, state)
    wanted = {
        "running": COMMON, "paused": {**COMMON, **PAUSED}, "met": MET, "gone": NONE, "closed": CLOSED
    }[state][act]  # fmt: skip
    count = Adjustment.objects.count()
    assert _one(world, hand, act) == wanted
    assert Adjustment.objects.count() == count + (wanted == "ok")
    sound(case)


def _into(world: World, hand: Hand, state: str) -> None:
    case = hand.case
    if state == "paused":
        hand.pause("planen", ago(world, 4))
    elif state == "met":
        hand.meet("planen", ago(world, 4))
    elif state in ("gone", "closed"):
        moving.jump(**world.by("sara", "Ett skäl"), case=case, position=at(case, "11"), target="2")
    if state == "closed":
        moving.complete(**world.by("sara"), case=case, position=at(case, "2"), left=Left(("nej",)))
        moving.end_run(**world.by("sara"), case=case, run=1)
        closing.close(**world.by("sara"), case=case)


def _one(world: World, hand: Hand, act: str) -> str:
    later, long = world.day + timedelta(days=1), ago(world, 50)
    acts: dict[str, Any] = {
        "pause": lambda: hand.pause("planen", ago(world, 1)),
        "pause-later": lambda: hand.pause("planen", later),
        "pause-before": lambda: hand.pause("planen", long),
        "pause-silent": lambda: hand.pause("planen", ago(world, 1), reason="  "),
        "resume": lambda: hand.resume("planen", world.day),
        "resume-later": lambda: hand.resume("planen", later),
        "resume-before": lambda: hand.resume("planen", ago(world, 5)),
        "extend": lambda: hand.extend("planen", WEEK),
        "extend-none": lambda: hand.extend("planen", Length(0, "days")),
        "extend-silent": lambda: hand.extend("planen", WEEK, reason=""),
        "meet": lambda: hand.meet("planen", world.day),
        "meet-later": lambda: hand.meet("planen", later),
        "meet-before": lambda: hand.meet("planen", long),
    }
    return code(acts[act])


def test_what_cannot_be_started_says_what_to_do(world: World, hand: Hand, case: int) -> None:
    assert code(lambda: hand.start("finns-inte", world.day)) == "no-deadline"
    assert code(lambda: hand.start("planen", world.day)) == "starts-from-fact"
    assert code(lambda: hand.start("alder-granser", world.day)) == "starts-from-fact"
    assert code(lambda: hand.start("remiss-svar", world.day)) == "starts-by-itself"
    assert code(lambda: hand.start("eget", world.day + timedelta(days=1))) == "coming-day"
    assert code(lambda: hand.start("arena-kallelse", world.day)) == "no-deadline"
    assert code(lambda: hand.start("sip-start", world.day)) == "not-here"
    hand.start("eget", world.day)
    assert code(lambda: hand.start("eget", world.day)) == "runs-already"
    sound(case)


def test_a_clock_that_may_not_be_changed_is_not(world: World, hand: Hand) -> None:
    """D27: pausing and extending are data of each clock, and the default is no."""
    hand.start("fast", world.day)
    assert code(lambda: hand.pause("fast", world.day)) == "not-pausable"
    assert code(lambda: hand.extend("fast", WEEK)) == "not-extendable"


def test_a_pause_after_the_last_day_changes_nothing_and_is_refused(world: World, hand: Hand, case: int) -> None:
    tell(world, case, first_sick_day=ago(world, 90))
    assert running(world, case, "planen").missed(world.day)
    assert code(lambda: hand.pause("planen", world.day)) == "passed"


def test_only_the_named_party_extends(world: World, hand: Hand, case: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """D27: `extendable` names who may; the refusal says who that is."""
    limits = {"eget": {"starts": "event:asked", "weeks": 4, "extendable": ["forsakringskassan"]}}
    follow(monkeypatch, book(limits, listed=("eget",)))
    hand.start("eget", world.day)
    with pytest.raises(Refused) as said:
        hand.extend("eget", WEEK)
    assert said.value.decision.code == "not-yours-to-extend"
    assert "Försäkringskassan" in str(said.value.decision.reason)


# Who may


@pytest.mark.parametrize(("name", "answer"), [("sigge", "ok"), ("ulla", "ok"), ("olle", "not-involved")])
def test_only_a_worker_whose_unit_works_in_the_case_may(world: World, case: int, name: str, answer: str) -> None:
    other = Hand(world, case, name)
    assert code(lambda: other.pause("planen", world.day)) == answer
    assert code(lambda: other.start("eget", world.day)) == answer


@pytest.mark.parametrize("name", ["ada", "helle", "axel"])
def test_those_without_cases_may_not(world: World, case: int, name: str) -> None:
    assert code(lambda: Hand(world, case, name).pause("planen", world.day)) == "wrong-role"


def test_another_partys_clock_cannot_even_be_asked_about(world: World, case: int) -> None:
    """D21: Jobbtorg has a part in the case, and is told the same whether the clock runs or not."""
    moving.complete(**world.by("sara"), case=case, position=at(case, "11"), left=Left(("jobbtorg",)))
    done = moving.complete(**world.by("sara"), case=case, position=at(case, "12"), left=Left(("jobbtorg",)))
    assert done.transfers
    moving.reopen_box(**world.by("sara", "Tillbaka"), case=case, run=1, step="11")
    assert clock(world, case, "planen")
    theirs = Hand(world, case, "jonas")
    assert code(lambda: theirs.pause("planen", world.day)) == "no-clock"
    assert code(lambda: theirs.pause("fast", world.day)) == "no-clock"


# Taking back, and doing twice


def test_what_is_taken_back_leaves_the_date_that_was(world: World, hand: Hand, case: int) -> None:
    """D27: in any order; and it is taken back once."""
    before = ends(world, case)
    hand.pause("planen", ago(world, 20))
    hand.resume("planen", ago(world, 12))
    hand.extend("planen", MONTH)
    assert ends(world, case) != before
    rows = list(Adjustment.objects.filter(case_id=case).order_by("seq").values_list("pk", flat=True))
    for row in (rows[1], rows[2], rows[0]):
        hand.undo(row)
        sound(case)
    assert (ends(world, case), running(world, case, "planen").standing) == (
        before,
        running(world, case, "planen").standing,
    )
    assert code(lambda: hand.undo(rows[0])) == "undone-already"
    assert code(lambda: hand.undo(Adjustment.objects.latest("pk").pk)) == "no-adjustment"
    assert code(lambda: hand.undo(10**6)) == "no-adjustment"


def test_another_unit_takes_nothing_back(world: World, hand: Hand, case: int) -> None:
    hand.pause("planen", world.day)
    row = Adjustment.objects.latest("pk").pk
    assert code(lambda: Hand(world, case, "olle").undo(row)) == "not-involved"


def test_the_same_form_sent_twice_is_one_act(world: World, hand: Hand, case: int) -> None:
    """E12."""
    by = world.by("sara")
    more: dict[str, Any] = {
        "case": case, "deadline": "planen", "key": "fact", "since": world.day, "reason": "Semester"
    }  # fmt: skip
    done = commands.pause(**by, **more)
    assert Event.objects.get(stream_id=case, seq=done.seq).kind == "clock-paused"
    assert code(lambda: commands.pause(**by, **more)) == "done-before"
    assert Adjustment.objects.filter(case_id=case).count() == 1


KINDS = ("start", "pause", "pause", "resume", "resume", "extend", "extend", "meet")


@pytest.mark.parametrize("seed", range(6))
def test_any_acts_and_all_of_them_taken_back_restore_every_date(
    world: World, hand: Hand, case: int, seed: int
) -> None:  # fmt: skip
    """D27, E10: metamorphic; whatever was done, in whatever order it is taken back."""
    chance = Random(seed)
    before = {each.key: each.due for each in _all(world, case)}
    sorted_by = due(case)
    done = [_any(chance, world, hand) for _ in range(14)]
    assert done.count("ok") > 2
    sound(case)
    gone = set(Adjustment.objects.exclude(of_id=None).values_list("of_id", flat=True))
    rows = [pk for pk in Adjustment.objects.filter(of_id=None).values_list("pk", flat=True) if pk not in gone]
    chance.shuffle(rows)
    for row in rows:
        hand.undo(row)
    assert {each.key: each.due for each in _all(world, case)} == before
    assert due(case) == sorted_by
    sound(case)


def _any(chance: Random, world: World, hand: Hand) -> str:
    deadline = chance.choice(["planen", "planen", "eget"])
    day = ago(world, chance.randint(0, 30))
    acts: dict[str, Any] = {
        "start": lambda: hand.start("eget", day), "pause": lambda: hand.pause(deadline, day),
        "resume": lambda: hand.resume(deadline, day),
        "extend": lambda: hand.extend(deadline, Length(chance.randint(1, 3), chance.choice(["days", "months"]))),
        "meet": lambda: hand.meet(deadline, day),
    }  # fmt: skip
    return code(acts[chance.choice(KINDS)])


def _all(world: World, case: int) -> list[Any]:
    return queries.of_case(see(world.scope("sara"), case, world.day), world.day)
