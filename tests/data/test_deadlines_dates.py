"""Dates move with what they start from, lists are sorted by them, and nights put right what has moved (E10, D27)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samordna.access.domain import system
from samordna.audit import verifying
from samordna.cases import dating, engine
from samordna.cases.commands import closing, incoming, moving, nightly, opening, sending
from samordna.cases.commands.incoming import Came
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Incoming, Position, Transfer
from samordna.cases.queries import see
from samordna.deadlines import loading, queries
from samordna.deadlines.around import around
from samordna.deadlines.running import proposed, short_notice
from samordna.handbooks.queries import load
from samordna.organisations.domain import CLOSED, LENGTH
from samordna.organisations.models import LocalChoice, PartyUnit
from samordna.rules.limits import Length, limit
from tests.cases_playing import at, checked, code, consented, newest_sent, opened
from tests.cases_world import World, build
from tests.deadlines_world import LIMITS, Hand, ago, book, clock, due, follow, running, tell

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    follow(monkeypatch, book())
    return build()


@pytest.fixture
def case(world: World) -> int:
    return opened(world, "11")


def sound(case: int) -> None:
    checked(case)
    assert verifying.verify(case=case).differences == []


# What a clock starts from


def test_a_corrected_fact_moves_the_date_in_the_same_act(world: World, case: int) -> None:
    """D27: change of a trigger fact recomputes."""
    tell(world, case, first_sick_day=date(2026, 10, 1))
    assert running(world, case, "planen").due == date(2026, 12, 1)
    tell(world, case, first_sick_day=date(2026, 9, 20))
    assert running(world, case, "planen").due == due(case) == date(2026, 11, 20)
    assert running(world, case, "planen").missed(world.day)
    sound(case)
    tell(world, case, first_sick_day=None)
    assert clock(world, case, "planen") is None
    assert due(case) == running(world, case, "besok").due
    sound(case)


def test_a_pause_stays_when_the_fact_is_corrected(world: World, case: int) -> None:
    tell(world, case, first_sick_day=date(2026, 10, 1))
    hand = Hand(world, case)
    hand.pause("planen", date(2026, 11, 1))
    hand.resume("planen", date(2026, 11, 11))
    assert running(world, case, "planen").due == date(2026, 12, 11)
    tell(world, case, first_sick_day=date(2026, 10, 15))
    assert running(world, case, "planen").due == date(2026, 12, 25)
    tell(world, case, first_sick_day=date(2026, 11, 6))
    assert running(world, case, "planen").due == date(2027, 1, 11), "only the days after it began"
    sound(case)


def test_a_fact_or_a_box_that_the_register_names_ends_it(world: World, case: int) -> None:
    tell(world, case, first_sick_day=date(2026, 10, 1), plan_made=date(2026, 9, 1))
    assert not running(world, case, "planen").met, "what was planned before it began does not end it"
    tell(world, case, plan_made=date(2026, 10, 20))
    found = running(world, case, "planen")
    assert (found.met, found.met_on) == (True, date(2026, 10, 20))
    sound(case)


def test_it_runs_again_when_the_fact_has_moved_past_the_day_it_was_met(world: World, case: int) -> None:
    """A new sick period: what was met and extended before belongs to the old one."""
    tell(world, case, first_sick_day=date(2026, 7, 1))
    hand = Hand(world, case)
    hand.extend("planen", Length(1, "months"))
    hand.meet("planen", date(2026, 9, 15))
    tell(world, case, first_sick_day=date(2026, 11, 1))
    found = running(world, case, "planen")
    assert (found.standing, found.due) == ("running", date(2027, 1, 1))
    sound(case)


def test_an_entered_box_starts_one_clock_and_ends_another(world: World, case: int) -> None:
    """The latest visit counts, and its number is the clock's own."""
    first = running(world, case, "besok")
    assert (first.key, first.start, first.due) == (f"box:{at(case, '11')}", world.day, world.day + timedelta(days=7))
    moving.complete(**world.by("sara"), case=case, position=at(case, "11"), left=Left(("jobbtorg",)))
    assert clock(world, case, "besok") is None
    moving.reopen_box(**world.by("sara", "Tillbaka"), case=case, run=1, step="11")
    assert running(world, case, "besok").key == f"box:{at(case, '11')}" != first.key
    assert due(case) == world.day + timedelta(days=7)
    moving.complete(**world.by("sara"), case=case, position=at(case, "12"), left=Left(("jobbtorg",)))
    sound(case)


def test_a_box_that_rests_has_the_chosen_day(world: World, case: int) -> None:
    """D17: T16; another day is chosen in the box, and nothing is paused or extended."""
    moving.park(**world.by("sara", "Väntar"), case=case, position=at(case, "11"), until=world.day + timedelta(days=3))
    found = next(each for each in _all(world, case) if each.key == f"wait:{at(case, '11')}")
    assert (found.due, due(case)) == (world.day + timedelta(days=3),) * 2
    hand = Hand(world, case)
    assert code(lambda: hand.pause(found.deadline, world.day, key=found.key)) == "chosen-day"
    assert code(lambda: hand.extend(found.deadline, Length(1, "weeks"), key=found.key)) == "chosen-day"
    assert code(lambda: hand.meet(found.deadline, world.day, key=found.key)) == "ends-by-itself"
    sound(case)


def test_an_answer_is_waited_for_until_it_comes(world: World, case: int) -> None:
    """D8: the box is sorted by it; more time moves both, and a pause lets neither come up."""
    sending.refer(**world.by("sara"), case=case, position=at(case, "11"), target="arbetsformedlingen/1")
    number = newest_sent(case)
    key = f"sent:{number}"
    tell(world, case, first_sick_day=ago(world, 10))
    hand = Hand(world, case)
    hand.meet("besok", world.day, key=running(world, case, "besok").key)
    assert due(case) == _sent(case, number) == world.day + timedelta(days=14)
    hand.extend("remiss-svar", Length(1, "weeks"), key=key)
    assert due(case) == _sent(case, number) == world.day + timedelta(days=21)
    hand.pause("remiss-svar", world.day, key=key)
    assert (running(world, case, "remiss-svar").due, _sent(case, number)) == (None, date(9999, 12, 31))
    late = system("nightly", date(2027, 6, 1))
    assert nightly.escalate_silence(scope=late, at=world.act("sara").at) == []
    sound(case)
    hand.resume("remiss-svar", world.day, key=key)
    sending.accept(**world.by("sara"), case=case, transfer=number, via="letter")
    sending.answer(**world.by("sara"), case=case, transfer=number, text="Ja", via="letter")
    assert clock(world, case, "remiss-svar") is None
    assert due(case) == running(world, case, "planen").due
    sound(case)


def _sent(case: int, number: int) -> date:
    return Transfer.objects.get(case_id=case, no=number).due


def _all(world: World, case: int, name: str = "sara") -> list[queries.Clock]:
    return queries.of_case(see(world.scope(name), case, world.day), world.day)


def test_of_several_attempts_the_first_counts_until_it_is_met(world: World, case: int) -> None:
    """D27: an authority that calls again does not give more time."""
    for days in (1, 5, 3):
        came = Came("Ringde", "FK", ago(world, days), "phone", kind="contact")
        number = incoming.register(**world.by("sara"), came=came)
        incoming.link(**world.by("sara"), incoming=number, case=case)
    assert running(world, case, "kontakten").start == ago(world, 5)
    assert due(case) == ago(world, 5) + timedelta(days=7)
    sound(case)
    hand = Hand(world, case)
    hand.meet("kontakten", ago(world, 4), key=running(world, case, "kontakten").key)
    assert running(world, case, "kontakten").start == ago(world, 3)
    sound(case)


# What moves dates from outside


def test_local_lengths_and_closed_days_count_from_the_night(world: World, case: int) -> None:
    """E10: pages show the new date at once, lists from the night on; `verify` says which are behind until then."""
    hand = Hand(world, case)
    hand.start("fast", world.day)
    LocalChoice.objects.create(
        area=world.area, kind=LENGTH, key="fast", value={"working_days": 3}, valid_from=ago(world, 1)
    )
    assert running(world, case, "fast").due == date(2026, 11, 25)
    assert "area has decided" in " ".join(str(each.says) for each in running(world, case, "fast").reckoned.because)
    assert [(each.was, each.due) for each in dating.outdated([case], world.day)] == [
        (world.day + timedelta(days=7), date(2026, 11, 25))
    ]
    assert nightly.put_dates_right(world.day) == 1
    assert due(case) == date(2026, 11, 25)
    assert verifying.verify(case=case).differences == []
    LocalChoice.objects.create(
        area=world.area, kind=CLOSED, key="stängt", value={}, valid_from=date(2026, 11, 24),
        valid_to=date(2026, 11, 26),
    )  # fmt: skip
    assert running(world, case, "fast").due == date(2026, 11, 27)
    nightly.put_dates_right(world.day)
    assert verifying.verify(case=case).differences == []


def test_what_came_is_counted_from_the_night_too(world: World) -> None:
    """E10, D16: the date that an inbox is sorted by stands in no event, and `verify` does not look for it there."""
    came = incoming.register(**world.by("sara"), came=Came("Ett samtal", "FK", world.day, "phone", kind="contact"))
    row = Incoming.objects.get(pk=came)
    assert (row.due, nightly.put_dates_right(world.day)) == (world.day + timedelta(weeks=1), 0)
    Incoming.objects.filter(pk=came).update(due=ago(world, 9))
    assert "cases.incoming" not in {each.table for each in verifying.verify().differences}
    assert nightly.put_dates_right(world.day) == 1
    assert Incoming.objects.get(pk=came).due == row.due


def test_another_version_of_the_handbook_moves_dates_in_the_same_act(
    world: World, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E10: of boxes and of what is waited for."""
    tell(world, case, plan_made=date(2026, 1, 1), first_sick_day=date(2026, 10, 1))
    sending.refer(**world.by("sara"), case=case, position=at(case, "11"), target="arbetsformedlingen/1")
    limits = {
        **LIMITS,
        "remiss-svar": {**LIMITS["remiss-svar"], "days": 3},
        "besok": {"starts": "fact:plan_made", "years": 1},
    }
    books = {"2026.1": book(), "2027.1": replace(book(limits), version="2027.1")}
    monkeypatch.setattr(engine, "pinned", lambda _handbook, version: books[version])
    closing.migrate(**world.by("sara", "Ny handbok"), case=case, version="2027.1")
    assert _sent(case, newest_sent(case)) == world.day + timedelta(days=3)
    assert due(case) == world.day + timedelta(days=3)
    assert running(world, case, "besok").due == date(2027, 1, 1)
    assert verifying.verify(case=case).differences == []


# Few queries


@pytest.mark.once
def test_the_same_number_of_queries_for_one_case_and_for_thirty(world: World) -> None:
    """E10: set-based, so that a hundred thousand cases can be looked through."""
    cases = []
    for _ in range(30):
        number = opened(world, "11")
        tell(world, number, first_sick_day=ago(world, 40))
        Hand(world, number).pause("planen", world.day)
        cases.append(number)
    counts = []
    for ids in (cases[:1], cases):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = loading.known(ids)
        assert all(found[each].adjustments and found[each].facts for each in ids)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 9
    with CaptureQueriesContext(connection) as asked:
        assert len(list(dating.outdated(cases, world.day))) == 0
    assert len(asked) <= 12
    with CaptureQueriesContext(connection) as asked:
        assert {each.case for each in queries.mine(world.scope("sara"), world.day)} == set(cases)
    assert len(asked) <= 16


def test_leaving_a_box_where_no_clock_can_run_asks_nothing_of_clocks(world: World) -> None:
    """E18: the hot path stays what it was."""
    case = opened(world, "9")
    with CaptureQueriesContext(connection) as asked:
        moving.complete(**world.by("sara"), case=case, position=at(case, "9"), left=Left(("ja",)))
    assert not [each for each in asked if "deadlines_adjustment" in each["sql"]]


# Told as stories, with what the handbooks say


def _boxed(handbook: str, process: str, step: str, name: str = "sara") -> tuple[World, int]:
    world = build(handbook)
    person = world.person()
    consented(world, person.pk)
    wanted = opening.Wanted(person=person.pk, process=process, steps=(step,))
    return world, opening.open_case(act=world.act(name), scope=world.scope(name), wanted=wanted).case


@pytest.mark.parametrize(
    ("received", "last"),
    [(date(2026, 5, 21), date(2026, 11, 21)), (date(2026, 5, 22), date(2026, 11, 22)),
     (date(2025, 8, 31), date(2026, 2, 28)), (date(2023, 8, 31), date(2024, 2, 29))],
)  # fmt: skip
def test_the_real_lever_against_a_slow_decision_is_six_months_and_then_four_weeks(received: date, last: date) -> None:
    """FvL 12 §: after six months the person may ask in writing; the answer is to come within four weeks."""
    world, case = _boxed("stockholm", "soc-sjukskriven", "14")
    tell(world, case, box="14", application_received=received)
    slow = running(world, case, "fvl-drojsmal-samordning")
    assert (slow.due, slow.missed(world.day)) == (last, last < world.day)
    assert slow.reckoned.value
    assert slow.reckoned.value.provision == "fvl:12"
    tell(world, case, box="14", decision_requested=date(2026, 10, 23))
    answer = running(world, case, "fvl-svar-samordning")
    last = date(2026, 11, 20)
    assert (answer.due, answer.missed(last), answer.missed(last + timedelta(days=1))) == (last, False, True)
    assert code(lambda: Hand(world, case).pause("fvl-svar-samordning", world.day, key="fact")) == "statutory"
    tell(world, case, box="14", coordination_decided=world.day)
    assert running(world, case, "fvl-drojsmal-samordning").met
    assert running(world, case, "fvl-svar-samordning").met
    sound(case)


def test_thirty_days_at_forsakringskassan_is_a_service_target_that_asks_for_a_letter() -> None:
    """Stockholmsmodellen, Försäkringskassan, ruta 1: we watch, and ask."""
    world, case = _boxed("stockholm", "soc-sjukskriven", "14")
    tell(world, case, box="14", application_received=ago(world, 30))
    found = running(world, case, "fk-handlaggning")
    assert (found.limit.kind, found.due, proposed(found, world.day)) == ("service-target", world.day, None)
    tell(world, case, box="14", application_received=ago(world, 31))
    next_act = proposed(running(world, case, "fk-handlaggning"), world.day)
    assert next_act
    assert (next_act.code, next_act.to) == ("query-letter", "forsakringskassan")


def test_in_malmo_a_week_of_silence_goes_from_the_attempt_to_the_contact_person() -> None:
    """D27: the silent party is social services; linked to a case, the clock goes on there from the same day."""
    world = build("malmo")
    PartyUnit.objects.create(unit=world.units["vaster"], party="kontaktperson", valid_from=date(2020, 1, 1))
    came = Came("Har sökt handläggaren", "Försäkringskassan", ago(world, 7), "phone", kind="contact")
    number = incoming.register(**world.by("sara"), came=came)
    at_night = world.act("sara").at
    assert nightly.escalate_incoming(scope=system("nightly", world.day), at=at_night) == 0
    assert nightly.escalate_incoming(scope=system("nightly", world.day + timedelta(days=1)), at=at_night) == 1
    assert Incoming.objects.get(pk=number).escalated_unit_id == world.units["vaster"].pk

    person = world.person()
    consented(world, person.pk)
    process = load("malmo").processes[0].id
    wanted = opening.Wanted(person=person.pk, process=process, steps=("1",))
    case = opening.open_case(act=world.act("sara"), scope=world.scope("sara"), wanted=wanted).case
    moving.jump(**world.by("sara", "FK tar vid"), case=case, position=at(case, "1"), target=f"{process}/3")
    sending.accept(**world.by("sara"), case=case, transfer=newest_sent(case), via="letter")
    incoming.link(**world.by("sara"), incoming=number, case=case)
    found = running(world, case, "fk-kontakt-vecka")
    assert (found.start, found.due, found.missed(world.day)) == (ago(world, 7), world.day, False)
    tomorrow = world.day + timedelta(days=1)
    later = next(
        each for each in queries.of_case(see(world.scope("sara"), case, world.day), tomorrow)
        if each.deadline == "fk-kontakt-vecka"
    )  # fmt: skip
    assert later.standing == "late"
    next_act = proposed(later, tomorrow)
    assert next_act
    assert (next_act.code, next_act.to) == ("escalate", "kontaktperson")
    Hand(world, case).meet("fk-kontakt-vecka", world.day, key=found.key)
    sound(case)


@pytest.mark.parametrize(("invited", "least"), [(14, None), (13, 14), (0, 14), (15, None)])
def test_a_meeting_nearer_than_two_weeks_warns(invited: int, least: int | None) -> None:
    """D27: Malmö, ruta 3; by data, and never a stop."""
    world = build("malmo")
    entry = load("malmo").entry("deadlines", "avstamningsmote-framforhallning")
    assert entry
    meets = date(2026, 12, 18)
    found = short_notice(
        limit(entry.id, entry.title, entry.data), meets - timedelta(days=invited), meets,
        around(world.area.pk, world.day),
    )  # fmt: skip
    assert found == (meets - timedelta(days=least) if least else None)


def test_the_nightly_work_can_be_done_twice(world: World, case: int) -> None:
    """E17."""
    tell(world, case, first_sick_day=ago(world, 40))
    Position.objects.filter(case_id=case).update(due=world.day)
    assert [nightly.put_dates_right(world.day) for _ in range(2)] == [1, 0]
    assert Case.objects.get(pk=case).closed_seq is None
    sound(case)
