"""Kinds of plans, what is missing in one, and what it fills in of its form: nobody types anything twice (B11, D17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from samordna.forms import queries as forms
from samordna.handbooks import queries as handbooks
from samordna.kernel.decision import Refused
from samordna.kernel.text import Text
from samordna.law import queries as laws
from samordna.measures.domain import STARTED, MeasureKept
from samordna.plans import kinds, policy
from samordna.plans.domain import LETTERS, Goal
from samordna.plans.filling import form_values, written_rows
from samordna.plans.kept import (
    ACTIVE,
    CONTENT,
    DRAFT,
    EXISTENCE,
    RESULT,
    STOPPED,
    UNJUDGED,
    GoalKept,
    PlanKept,
    as_goal,
    in_tree,
    missing,
)
from samordna.plans.smarta import review, score
from samordna.plans.words import known

DAY = date(2026, 11, 22)


def goal(id_: int, words: str, parent: int = 0, **more: object) -> GoalKept:
    made = {
        "rests_on": "", "due": None, "party": "", "responsible": "", "accepted_on": None, "status": ACTIVE,
        "status_on": None, "achievement": UNJUDGED, "judged_on": None, "note": "", "measures": (), **more,
    }  # fmt: skip
    return GoalKept(id=id_, plan=1, parent=parent, own_words=words, wording="", **made)  # type: ignore[arg-type]


def measure(id_: int, title: str, party: str, **more: object) -> MeasureKept:
    return MeasureKept(
        id=id_, case=1, title=title, status=STARTED, category="work", sphere=1, unit=1, worker=1, planned_on=DAY,
        party=party, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def plan(kind: str, **more: object) -> PlanKept:
    return PlanKept(
        id=1, case=1, kind=kinds.kind(kind), status=DRAFT, title="", owner_party="socialtjanst", sphere=1, unit=1,
        worker=1, begun_on=DAY, revision=1, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_every_kind_says_whose_it_is_and_fills_a_form_that_can_hold_it() -> None:
    """Each owner is a party of some handbook; every switch and value is law; a form takes what the plan gives."""
    law, parties = laws.load(), set()
    for book in ("stockholm", "malmo", "boras", "tranas", "gavle", "jonkoping"):
        parties |= set(handbooks.load(book).parties)
    every = kinds.kinds()
    assert {each.holds for each in every.values()} == {CONTENT, EXISTENCE, RESULT}
    for each in every.values():
        assert set(each.owners) <= parties
        assert all(law.versions(ref) for ref in each.law)
        assert all(law.values(key) for key in (each.switch, each.first_month) if key)
        assert (each.holds == CONTENT) == bool(each.points)
        if each.holds == CONTENT and each.form in forms.ids():
            fields = forms.load(each.form).fields
            assert {"follow_up"} & set(fields), each.form
    with pytest.raises(Refused):
        kinds.kind("ingen")
    assert {each.id for each in kinds.here(handbooks.load("malmo"))} >= {"sip", "genomforandeplan", "af-plan"}
    assert "jobbplan" not in {each.id for each in kinds.here(handbooks.load("malmo"))}


def test_the_plan_of_the_activity_requirement_counts_when_the_rule_does() -> None:
    """Dated law, unread: from the first month of the rule, and not in an area that waits with it."""
    one, law = kinds.kind("aktivitetsplan"), laws.load()
    first = kinds.first_day(one, law, DAY)
    assert first is not None
    assert first <= DAY
    assert kinds.counts(one, law, DAY)
    assert kinds.counts(one, law, date(first.year, first.month - 1, 28)).code == "plan-not-yet"
    assert kinds.counts(one, laws.following({one.switch: False}), DAY).code == "plan-switched-off"
    assert one.confidence == "secondary"


def test_only_the_region_or_the_municipality_is_responsible_for_a_sip() -> None:
    """D29, with the paragraph; what is owned elsewhere and what is licensed has no content."""
    sip = kinds.kind("sip")
    assert policy.may_hold(sip, {"overall": "region", "measures": "Läkarbesök"})
    wrong = policy.may_hold(sip, {"overall": "forsakringskassan"})
    assert (wrong.code, wrong.law) == ("point-choice", sip.law)
    assert policy.may_hold(sip, {"finns-inte": "x"}).code == "no-point"
    assert policy.may_hold(kinds.kind("vardplanering"), {}).code == "plan-elsewhere"
    assert policy.may_hold(kinds.kind("fia"), {}).code == "plan-licensed"
    assert policy.may_hold(kinds.kind("jobbplan"), {"extent": 150}).code == "point-percent"
    assert [each.statutory for each in sip.points if each.statutory] == [(1, 2), (3,), (4,)]
    assert [each.statutory for each in kinds.kind("rehabiliteringsplan").points] == [(1,), (2,), (3,), (4,)]


def test_measures_and_goals_answer_points_and_fill_the_paper() -> None:
    """Softly missing (D17); a measure stands once, under whom it concerns; a stopped goal is not on the paper."""
    own = goal(1, "Jag vill jobba halvtid", measures=(7, 8))
    part = goal(2, "Jag går till Solrosen", 1, due=date(2027, 2, 1), party="jobbtorg", responsible="Jonas")
    made = plan(
        "sip", goals=(own, part, goal(3, "Nej", status=STOPPED)), follow_up_on=date(2027, 3, 1),
        points={"overall": "kommun", "others": "Anpassar program – Arbetsförmedlingen – 2027-01-15"},
        measures=(measure(7, "Arbetsträning", "jobbtorg"), measure(8, "Samordning", "forsakringskassan")),
    )  # fmt: skip
    assert missing(made) == ()
    empty = plan("sip")
    assert [each.id for each in missing(empty)] == ["own_words", "measures", "others", "overall"]
    assert missing(plan("vardplanering")) == ()
    values = form_values(made, forms.load("sip-plan"), str.title)
    assert values["own_words"] == values["goal"] == "Jag vill jobba halvtid"
    assert values["measures"] == [{"what": "Arbetsträning", "principal": "Kommunen", "who": "Jobbtorg"}]
    assert values["others"] == [
        {"what": "Samordning", "who": "Forsakringskassan"},
        {"what": "Anpassar program", "who": "Arbetsförmedlingen", "when": "2027-01-15"},
    ]
    assert (values["overall"], values["follow_up"], values["date"]) == ("kommun", "2027-03-01", "2026-11-22")
    job = form_values(replace(made, kind=kinds.kind("jobbplan"), points={}), forms.load("jobbplan"), str.title)
    assert job["part_goals"] == [{"goal": "Jag går till Solrosen", "who": "Jonas", "when": "2027-02-01"}]
    assert "adaptations" not in job
    field = forms.load("sip-plan").fields["others"]
    assert written_rows(field, "Ringer – Sara\n\n") == [{"what": "Ringer", "who": "Sara"}]


def test_part_goals_lie_below_their_goal_and_a_review_is_counted() -> None:
    """A part-goal whose goal is closed lies on top; the score is what follow-up counts."""
    tree = in_tree([goal(1, "a"), goal(2, "b"), goal(3, "c", 1), goal(4, "d", 3), goal(9, "e", 77)])
    assert [(depth, each.id) for depth, each in tree] == [(0, 1), (1, 3), (2, 4), (0, 2), (0, 9)]
    clear = as_goal(goal(1, "Jag arbetstränar två timmar om dagen", due=DAY, party="jobbtorg"), "Jobbtorg")
    assert clear == Goal(text=clear.text, due=DAY, responsible=("Jobbtorg",), own_words=clear.text)
    counted = score(review(clear, known()))
    assert (counted.holds, counted.of) == (4, len(LETTERS))
    assert counted.unclear == ("accepted", "realistic")
    assert isinstance(kinds.kind_of("borta").title, Text)
