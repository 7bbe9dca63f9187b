"""Do the handbooks count and guard where their models need it: at every application, and nowhere else (D27, D28)?"""

from __future__ import annotations

import pytest

from samordna.handbooks.queries import available, load
from samordna.rules.limits import BOX, STATUTE, WHOLE_CASE, limit

NAMES = sorted({each.id for each in available()})
BOTH = ("sjukersattning", "aktivitetsersattning")
# Where sickness or activity compensation is applied for, by the sources' own boxes.
GUARDED = {
    "boras": {"boras/8"},
    "gavle": {"gavle/5"},
    "jonkoping": {"jonkoping/fk"},
    "jonkopings-lan": set(),
    "malmo": {"malmo/2b"},
    "stockholm": {f"{process}/slut" for process in (
        "soc-sjukskriven", "soc-ej-sjukskriven", "forsakringskassan", "arbetsformedlingen", "jobbtorg")},
    "tranas": {"tranas/5"},
}  # fmt: skip
# What is waited for at Försäkringskassan, and the two times that the law gives the person (FvL 12 §).
AWAITED = {
    "fk-beslut-vantas": {"fvl-drojsmal-samordning", "fvl-svar-samordning"},
    "fk-handlaggning": {"fvl-drojsmal-samordning", "fvl-svar-samordning"},
    "ersattning-beslut-vantas": {"fvl-drojsmal-ersattning", "fvl-svar-ersattning"},
}


def boxes(name):
    return {f"{process.id}/{step.id}": step for process, step in load(name).every_step()}


def limits(name):
    return {key: limit(each.id, each.title, each.data) for key, each in load(name).registers["deadlines"].items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_boxes_where_a_benefit_is_applied_for_are_guarded_and_no_others(name):
    """D28: coordination is never guarded, so that a box where only that is applied for has no guard."""
    assert {place for place, step in boxes(name).items() if step.guards} == GUARDED[name]
    for place in GUARDED[name]:
        assert boxes(name)[place].guards == BOTH
        assert {"benefit_kind", "benefit_application_sent", "benefit_decision"} <= set(boxes(name)[place].asks)


@pytest.mark.parametrize("name", NAMES)
def test_where_an_application_is_waited_for_the_law_on_delay_is_counted(name):
    for place, step in boxes(name).items():
        names = {wait.review for wait in step.waits} | {asked.escalation for asked in step.referrals}
        for awaited in names & set(AWAITED):
            assert {awaited, *AWAITED[awaited]} <= set(step.deadlines), place


@pytest.mark.parametrize("name", NAMES)
def test_what_starts_or_ends_a_listed_time_limit_is_asked_for_somewhere(name):
    """A date that nobody is asked for would never be counted."""
    asked = {fact for step in boxes(name).values() for fact in step.asks}
    listed = {deadline for step in boxes(name).values() for deadline in step.deadlines}
    for key in listed:
        found = limits(name)[key]
        ends = {sign.what for sign in found.met if sign.kind == "fact"}
        assert {found.fact} - {""} <= asked, key
        assert not ends or ends & asked or any(sign.kind != "fact" for sign in found.met), key


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_that_a_box_begins_can_be_seen_when_it_has_begun(name):
    """It counts for the whole case, or is listed in the box that begins it or in one that comes after."""
    listed = {deadline for step in boxes(name).values() for deadline in step.deadlines}
    for key, found in limits(name).items():
        if any(sign.kind == BOX for sign in found.begins):
            assert found.scope == WHOLE_CASE or key in listed, key


@pytest.mark.parametrize("name", NAMES)
def test_only_days_of_the_law_are_moved_by_holidays_and_cite_the_act_that_moves_them(name):
    """The act (1930:173) section 2; a service target or an agreement stays where it is."""
    for found in limits(name).values():
        if found.shift != "none":
            assert found.kind == STATUTE
            assert "tidsberakning:2" in found.law
