"""When is a new application worth trying? Every way in which the guard opens, with the day before and the day (D28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samordna.cases.guard_registers import condition, conditions, guard_reasons, refusal_reasons, usual
from samordna.handbooks.queries import shared_registers
from samordna.kernel.text import Text
from samordna.law.queries import load as load_law
from samordna.rules.guard import (
    AGE,
    DAY,
    GRANTED,
    LAW,
    REFUSED,
    TICKED,
    TOLD,
    UNPAID,
    Condition,
    Decided,
    Guarded,
    Known,
    Telling,
    Tick,
    Watched,
    guard,
)

LAW_NOW = load_law()
DECIDED = date(2024, 3, 15)
ONE_DAY = timedelta(days=1)
SICKNESS, ACTIVITY = "sjukersattning", "aktivitetsersattning"
BORN_1995 = date(1995, 5, 20)


def watched(*ids: str, **more: object) -> tuple[Watched, ...]:
    found = [condition(each) for each in ids]
    assert all(found)
    return tuple(Watched(each, **more) for each in found if each)  # type: ignore[arg-type]


def refused(*ids: str, kind: str = SICKNESS, on: date = DECIDED, **more: object) -> Decided:
    return Decided(1, kind, REFUSED, on, conditions=watched(*ids), seq=10, **more)  # type: ignore[arg-type]


def stands(
    decision: Decided, on: date, *told: Telling, born: date | None = None, others: tuple[Decided, ...] = ()
) -> Guarded:  # fmt: skip
    return guard((decision, *others), Known(told, born, LAW_NOW, on))[decision.kind]


def test_a_refusal_with_nothing_changed_stays_closed_for_years() -> None:
    for years in range(3):
        found = stands(refused("new-diagnosis", "tried-measure"), date(2024 + years, 12, 31))
        assert found.active
        assert found.asks
        assert "refused by a decision of 2024-03-15" in str(found.because[0])
        assert "None of what has to change has changed" in str(found.because[-1])


def test_a_decision_counts_from_its_day() -> None:
    known = Known((), None, LAW_NOW, DECIDED - ONE_DAY)
    assert guard([refused("new-diagnosis")], known) == {}
    assert stands(refused("new-diagnosis"), DECIDED).active


@pytest.mark.parametrize(
    ("told_on", "opens"), [(DECIDED - ONE_DAY, False), (DECIDED, False), (DECIDED + ONE_DAY, True)]
)
def test_what_is_told_counts_from_the_day_after_the_decision(told_on: date, opens: bool) -> None:
    """On the day itself the decision was made on what was known."""
    told = Telling("earlier_measures", "Arbetsträning i tre månader", told_on, 5)
    found = stands(refused("tried-measure"), date(2025, 1, 1), told)
    assert found.active is not opens
    assert found.opened == (told_on if opens else None)
    if opens:
        assert [each.how for each in found.met] == [TOLD]


def test_the_same_answer_once_more_is_nothing_new() -> None:
    before = Telling("reduction", 50, DECIDED - ONE_DAY, 3)
    same = Telling("reduction", 50, date(2024, 9, 1), 12)
    other = Telling("reduction", 75, date(2024, 10, 1), 13)
    assert stands(refused("reduction-changed"), date(2025, 1, 1), before, same).active
    assert not stands(refused("reduction-changed"), date(2025, 1, 1), before, same, other).active
    assert stands(refused("reduction-changed"), date(2024, 9, 30), before, same, other).active


def test_an_answer_that_was_a_mistake_closes_it_again() -> None:
    before = Telling("reduction", 50, DECIDED - ONE_DAY, 3)
    wrong = Telling("reduction", 75, date(2024, 9, 1), 12)
    back = Telling("reduction", 50, date(2024, 9, 2), 13)
    gone = Telling("reduction", None, date(2024, 9, 2), 13)
    assert stands(refused("reduction-changed"), date(2025, 1, 1), before, wrong, back).active
    assert stands(refused("reduction-changed"), date(2025, 1, 1), before, wrong, gone).active


def test_what_one_party_knew_is_not_new_from_another() -> None:
    ours = Telling("reduction", 50, DECIDED - ONE_DAY, 3, sphere=1)
    theirs = Telling("reduction", 50, date(2024, 9, 1), 12, sphere=2)
    assert stands(refused("reduction-changed"), date(2025, 1, 1), ours, theirs).active


@pytest.mark.parametrize(("day", "opens"), [(DECIDED, False), (DECIDED + ONE_DAY, True)])
def test_a_diagnosis_from_before_the_decision_is_not_new_whenever_it_is_told(day: date, opens: bool) -> None:
    told = Telling("new_diagnosis_on", day.isoformat(), date(2024, 9, 1), 12)
    assert stands(refused("new-diagnosis"), date(2025, 1, 1), told).active is not opens


def test_only_the_answer_that_is_meant_counts() -> None:
    for value, opens in (("unchanged", False), ("may-change", False), ("changed", True)):
        told = Telling("circumstances", value, date(2024, 9, 1), 12)
        assert stands(refused("circumstances-changed"), date(2025, 1, 1), told).active is not opens


@pytest.mark.parametrize(
    ("kind", "born", "reached"),
    [
        (SICKNESS, date(2006, 11, 3), date(2025, 7, 1)),  # July of the year of turning 19 (SFB 33:16)
        (ACTIVITY, date(2006, 11, 3), date(2025, 7, 1)),  # SFB 33:18
        (SICKNESS, BORN_1995, date(2025, 5, 1)),  # the month of turning 30: part of it (SFB 33:16)
    ],
)
def test_an_age_is_reached_on_its_day(kind: str, born: date, reached: date) -> None:
    decision = refused("age-reached", kind=kind)
    before, there = (stands(decision, day, born=born) for day in (reached - ONE_DAY, reached))
    assert before.active
    assert before.opens == reached
    assert not there.active
    assert [each.how for each in there.met] == [AGE]
    assert there.opened == reached
    assert there.law


def test_an_age_that_was_reached_before_the_decision_changes_nothing() -> None:
    """Thirty and more: no limit lies ahead. For the other benefit thirty ends it, and opens nothing."""
    assert stands(refused("age-reached"), date(2030, 1, 1), born=date(1990, 1, 1)).active
    assert stands(refused("age-reached", kind=ACTIVITY), date(2030, 1, 1), born=BORN_1995).active
    assert stands(refused("age-reached", on=date(2025, 5, 1)), date(2030, 1, 1), born=BORN_1995).active


def test_an_unknown_day_of_birth_is_said() -> None:
    found = stands(refused("age-reached"), date(2025, 1, 1))
    assert "date of birth is not known" in str(found.conditions[0].because)


def test_a_day_that_was_chosen_opens_on_that_day() -> None:
    day = date(2025, 6, 1)
    decision = replace(refused(), conditions=watched("day-passed", day=day))
    assert stands(decision, day - ONE_DAY).active
    assert stands(decision, day - ONE_DAY).opens == day
    assert not stands(decision, day).active
    assert [each.how for each in stands(decision, day).met] == [DAY]


def test_a_changed_rule_opens_from_the_day_it_counts() -> None:
    """Held against a change that the library knows: the upper age limit was raised on the first of January 2026."""
    ours = Condition("law", Text("Reglerna", "The rules"), law={SICKNESS: ("sjukersattning.to",)})
    decision = replace(refused(on=date(2025, 2, 1)), conditions=(Watched(ours),))
    assert stands(decision, date(2025, 12, 31)).active
    assert not stands(decision, date(2026, 1, 1)).active
    assert [each.how for each in stands(decision, date(2026, 1, 1)).met] == [LAW]
    later = replace(decision, on=date(2026, 1, 1))
    assert stands(later, date(2026, 12, 31)).active


def test_what_is_ticked_by_hand_counts_from_its_day() -> None:
    tick = Tick("other-change", date(2024, 8, 1), "Brev från Försäkringskassan 2024-08-01")
    decision = refused("other-change", ticks=(tick,))
    assert stands(decision, date(2024, 7, 31)).active
    there = stands(decision, date(2024, 8, 1))
    assert not there.active
    assert [each.how for each in there.met] == [TICKED]
    assert "Brev från Försäkringskassan" in str(there.met[0].because)


@pytest.mark.parametrize(("on", "active"), [(date(2027, 5, 31), True), (date(2027, 6, 1), False)])
def test_granted_without_payment_is_silent_until_its_end_date(on: date, active: bool) -> None:
    grant = Decided(2, SICKNESS, UNPAID, DECIDED, until=date(2027, 6, 1), conditions=_usual(UNPAID))
    assert stands(grant, on).active is active


def test_granted_without_payment_is_silent_until_something_new() -> None:
    grant = Decided(2, SICKNESS, UNPAID, DECIDED, conditions=_usual(UNPAID))
    assert stands(grant, date(2026, 1, 1)).active
    told = Telling("investigation_done_on", "2025-02-01", date(2025, 2, 10), 9)
    assert not stands(grant, date(2026, 1, 1), told).active


def test_a_grant_guards_nothing() -> None:
    grant = Decided(2, SICKNESS, GRANTED, DECIDED, until=date(2027, 6, 1))
    assert not stands(grant, date(2025, 1, 1)).active
    assert "granted" in str(stands(grant, date(2025, 1, 1)).because[0])


def test_the_newest_decision_of_each_kind_counts() -> None:
    """Registered late, an old decision does not come before a newer one; on one day the later registered counts."""
    first = refused("new-diagnosis")
    granted = Decided(2, SICKNESS, GRANTED, date(2025, 1, 1), seq=5)
    assert not stands(granted, date(2025, 6, 1), others=(first,)).active
    assert stands(first, date(2024, 12, 31), others=(granted,)).active
    again = replace(first, id=3, on=granted.on, seq=20)
    assert stands(again, date(2025, 6, 1), others=(granted,)).active
    other = refused("new-diagnosis", kind=ACTIVITY)
    assert set(guard([granted, other], Known((), None, LAW_NOW, date(2025, 6, 1)))) == {SICKNESS, ACTIVITY}


def test_a_person_who_has_applied_is_not_asked_why() -> None:
    """D28: the person's own application can always be registered; prompts stay silent all the same."""
    found = stands(refused("new-diagnosis", applied=date(2024, 9, 1)), date(2024, 10, 1))
    assert found.active
    assert not found.asks
    assert "on their own, 2024-09-01" in str(found.because[-1])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["reduction", "earlier_measures", "new_diagnosis_on"]),
            st.sampled_from([None, 25, "2024-06-01"]),
            st.integers(-40, 400),
        ),
        max_size=8,
    )
)
def test_nothing_told_on_or_before_the_day_of_the_decision_opens_it(told: list[tuple[str, object, int]]) -> None:
    tellings = tuple(
        Telling(fact, value, DECIDED + timedelta(days=days), seq) for seq, (fact, value, days) in enumerate(told)
    )
    found = stands(replace(refused(), conditions=_usual(REFUSED)), date(2026, 1, 1), *tellings)
    new = [each for each in tellings if each.on > DECIDED and each.value is not None]
    assert new or found.active
    assert found.opened is None or found.opened > DECIDED


def _usual(decision: str) -> tuple[Watched, ...]:
    return tuple(Watched(each) for each in usual(decision))


def test_the_registers_name_what_is_there() -> None:
    """Facts, values and provisions that do not exist would be watched in vain."""
    facts = shared_registers()["facts"]
    for each in conditions():
        assert set(each.facts) <= set(facts), each.id
        refs = {ref for found in (*each.ages.values(), *each.law.values()) for ref in found}
        assert refs <= set(LAW_NOW.by_id) | set(LAW_NOW.by_key), each.id
        assert set(each.ages) | set(each.law) <= set(facts["benefit_kind"].data["values"])
        assert each.facts or each.ages or each.law or each.day or each.words, each.id
    for entry in refusal_reasons().values():
        assert set(entry.data.get("law", ())) <= set(LAW_NOW.by_id)
    for register in (guard_reasons(), refusal_reasons(), shared_registers()["conditions"]):
        assert all(entry.title.sv and entry.title.en for entry in register.values())
