"""How does a running case move to another version of its handbook, and back?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from samordna.handbooks.domain import Handbook, Party, Step
from samordna.handbooks.journey import fold
from samordna.handbooks.journey.migrating import dry_run
from samordna.handbooks.journey.moves import Complete, Consult, Decline, End, Migrate, Refer, Reopen, Start
from samordna.kernel.text import Text
from tests.world import CARE, JOBBTORG, JONAS, PROV, SARA, SOC, Case, box, handbook, process, started, way


def version(*steps: Step, number: str = "2") -> Handbook:
    """The next version, with these boxes in social services' process."""
    return handbook(process("soc", (SARA,), *steps), CARE, JOBBTORG, version=number)


def without(*gone: str) -> tuple[Step, ...]:
    """The boxes of social services' process, less some."""
    return tuple(step for step in SOC.steps if step.id not in gone)


RENAMED = version(*without("4"), replace(SOC.by_id["4"], id="4b"))


def moved(case: Case, to: Handbook, **mapping: str) -> Case:
    """The case after it has moved, with a mapping by box: `b4="4b"`."""
    positions = {case.at(box_id.removeprefix("b")): target for box_id, target in mapping.items()}
    case.handbook = to
    case.do(Migrate(mapping=positions, reason="ny version"))
    return case


def test_a_case_moves_with_its_boxes_where_they_are():
    case = started("4")
    here = case.at("4")
    moved(case, version(*SOC.steps))
    assert (case.state.version, case.boxes, case.at("4"), case.ball) == ("2", ["soc/4"], here, SARA)
    assert case.why_not(Complete(position=here, exits=("vidare",))) == "ok"


def test_a_box_that_is_gone_needs_a_mapping():
    case = started("4")
    case.handbook = RENAMED
    ruling = case.ask(Migrate())
    assert ruling.decision.code == "box-vanished"
    assert "4" in str(ruling.decision.reason)
    assert case.why_not(Migrate(mapping={case.at("4"): "99"})) == "box-vanished"


def test_a_mapping_says_where_a_box_goes_and_the_visit_is_kept():
    case = started("4")
    here = case.at("4")
    moved(case, RENAMED, b4="4b")
    assert (case.boxes, case.at("4b")) == (["soc/4b"], here)
    assert [(v.position.step, v.how, v.exits) for v in case.state.visits] == [("4", "migrated", ("4b",))]
    assert fold(case.events) == case.state


def test_moving_back_is_the_undo():
    case = moved(started("4"), RENAMED, b4="4b")
    case.handbook = PROV
    case.do(Migrate(mapping={case.at("4b"): "4"}, reason="ångrat"))
    assert (case.boxes, case.state.version, case.ball) == (["soc/4"], "1", SARA)


def test_two_boxes_that_become_one_merge_and_both_visits_are_kept():
    """D6."""
    case = started("1")
    case.do(Reopen(run=1, step="4", reason="x"))
    moved(case, version(*without("4")), b4="1")
    assert case.boxes == ["soc/1"]
    assert [v.position.step for v in case.state.visits] == ["4"]


def test_what_awaits_an_answer_is_not_folded_into_another_box():
    """D7."""
    case = started("2")
    case.do(Reopen(run=1, step="4", reason="x"))
    case.take("2", "vard")
    here, other = case.at("2"), case.at("4")
    case.handbook = version(*without("2"))
    assert case.why_not(Migrate(mapping={here: "4"})) == "unanswered"
    assert case.why_not(Migrate(mapping={here: "1", other: "1"})) == "unanswered"
    assert case.why_not(Migrate(mapping={here: "1"})) == "ok"


def test_an_unanswered_hand_over_into_a_box_that_is_gone_stops_the_move():
    """D7: it is answered or withdrawn first."""
    case = started("2")
    case.take("2", "jobbtorg")
    case.handbook = version(*without("5"))
    assert case.why_not(Migrate()) == "box-vanished"
    case.handbook = PROV
    case.do(Decline(transfer=case.sent().id, reason="inte nu"))
    case.handbook = version(*without("5"))
    assert case.why_not(Migrate()) == "ok"


def test_a_party_that_is_gone_stops_the_move():
    """D3: somebody known always has the ball."""
    case = started("2")
    case.do(Consult(position=case.at("2"), adviser=JONAS))
    parties = {party.id: party for party in PROV.parties.values() if party.id != JONAS}
    case.handbook = replace(version(*SOC.steps), parties=parties)
    ruling = case.ask(Migrate())
    assert (ruling.decision.code, JONAS in str(ruling.decision.reason)) == ("party-vanished", True)


def test_a_case_moves_only_to_another_version_of_its_own_handbook():
    case = started("2")
    assert case.why_not(Migrate()) == "same-version"
    case.handbook = replace(PROV, id="annan", version="2")
    assert case.why_not(Migrate()) == "other-handbook"
    case.handbook = version(*SOC.steps)
    assert case.why_not(Migrate(mapping={999: "1"})) == "no-position"
    assert case.why_not(Complete(position=case.at("2"), exits=("om",))) == "other-version"


def test_a_move_hands_nothing_over():
    """D7: a box whose lead is another in the new version stays with the one who has it."""
    case = started("4")
    moved(case, version(*without("4"), box("4b", way("vidare", "1"), lead=JONAS)), b4="4b")
    assert (case.state.positions[case.at("4b")].party, case.ball) == (SARA, SARA)


def test_work_is_returned_to_the_box_under_its_new_name():
    """D9."""
    case = Case()
    case.do(Start(process="jobbtorg", party=JONAS))
    case.do(Refer(position=case.at("jobbtorg/1"), target="vard/1"))
    case.accept()
    renamed = replace(JOBBTORG, steps=(replace(JOBBTORG.steps[0], id="1b"),), starts=("1b",))
    here = case.at("jobbtorg/1")
    case.handbook = handbook(SOC, CARE, renamed, version="2")
    case.do(Migrate(mapping={here: "1b"}))
    case.take("jobbtorg/1b", "klar")
    case.take("vard/1", "ater")
    assert case.boxes == ["jobbtorg/1b"]


def test_a_dry_run_lists_every_open_box_once_and_changes_nothing():
    case = started("4")
    for step in ("1", "7"):
        case.do(Reopen(run=1, step=step, reason="x"))
    before = case.state
    changed = replace(SOC.by_id["1"], title=Text("Kartläggning"), checklist=("Nytt",))
    new = version(changed, *without("1", "4"), replace(SOC.by_id["4"], id="4b"), box("8"))
    plan = dry_run(PROV, new, case.state)
    assert [(b.step, b.changes) for b in plan.kept] == [("7", ())]
    assert [(b.step, b.changes) for b in plan.changed] == [("1", ("title", "checklist"))]
    assert [(b.step, b.suggestions[0]) for b in plan.vanished] == [("4", "4b")]
    assert plan.new == ("soc/4b", "soc/8")
    assert (plan.needs_mapping, plan.possible, plan.unanswered, plan.parties) == (True, True, (), ())
    assert case.state == before


def test_a_box_that_is_gone_gets_suggestions_by_what_it_asks_for_and_where_it_led():
    old = version(
        box("1", way("vidare", "2"), forms=("anmalan",), law=("osl:10:1",)), box("2", way("vidare", "1")), number="1"
    )
    new = version(
        Step("a", Text("Något helt annat"), forms=("anmalan",), law=("osl:10:1",)), box("2", way("vidare", "2"))
    )
    case = started("1", old)
    plan = dry_run(old, new, case.state)
    assert set(plan.vanished[0].suggestions) == {"a", "2"}


@pytest.mark.parametrize(("exit_id", "gone"), [("jobbtorg", "5"), ("fk", "3")])
def test_a_dry_run_tells_what_must_be_answered_first(exit_id, gone):
    """D7."""
    case = started("2")
    case.take("2", exit_id)
    plan = dry_run(PROV, version(*without(gone)), case.state)
    assert (plan.unanswered, plan.possible) == ((case.sent().id,), False)


def test_a_dry_run_tells_which_parties_are_gone():
    """D3."""
    case = started("2")
    new = replace(version(*SOC.steps), parties={JONAS: Party(JONAS, Text("Jobbtorg"), Text(""))})
    plan = dry_run(PROV, new, case.state)
    assert (plan.parties, plan.possible) == ((SARA,), False)


def test_a_whole_process_may_be_gone():
    case = started("2")
    case.do(Start(process="jobbtorg", party=JONAS))
    new = handbook(SOC, CARE, version="2")
    plan = dry_run(PROV, new, case.state)
    assert [(b.process, b.suggestions) for b in plan.vanished] == [("jobbtorg", ())]
    case.do(End(run=case.state.run_of("jobbtorg", JONAS).id))
    assert not dry_run(PROV, new, case.state).needs_mapping
    moved(case, new)
    assert case.boxes == ["soc/2"]
