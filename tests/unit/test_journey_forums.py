"""How does a team process run? As the registering party's own, one for the case, and without the ball. (D3, D11)

The real Stockholm handbook: processes 1 (social services), 4 (Försäkringskassan) and 7 (Finsamteam).
"""

from __future__ import annotations

import pytest

from samordna.handbooks.journey.moves import Accept, Complete, Consult, Decline, End, Refer, Return, Start
from samordna.handbooks.queries import load
from tests.world import FARID, SARA, TEAM, Case, box, handbook, process, started, way

STOCKHOLM = load("stockholm")


@pytest.fixture
def registered() -> Case:
    """Sara stands in box 13 of her own process and has registered the case with the team."""
    case = Case(STOCKHOLM)
    case.do(Start(process="soc-sjukskriven", party=SARA, steps=("13",)))
    case.do(Refer(position=case.at("13"), referral="finsamteam"))
    return case


def test_a_registration_opens_the_team_process_as_the_registrants_own_run(registered):
    """D11: prefilled from what its own block did already, so it opens in box 4."""
    assert registered.boxes == ["soc-sjukskriven/13", "finsamteam/4"]
    assert [(r.process, r.party) for r in registered.state.open_runs()] == [
        ("soc-sjukskriven", SARA),
        ("finsamteam", SARA),
    ]
    assert registered.ball == SARA
    assert len(registered.state.unanswered()) == 1


def test_the_coordinators_boxes_stay_in_the_run_of_the_registrant(registered):
    """D3, D11: the coordinator owns intake and meeting only, and nothing is handed over."""
    registered.take("finsamteam/4")
    assert (registered.boxes[-1], registered.ball) == ("finsamteam/10", SARA)
    position = registered.state.positions[registered.at("finsamteam/10")]
    assert (position.party, registered.state.runs[position.run].party) == (TEAM, SARA)
    assert not [t for t in registered.state.transfers.values() if t.kind == "handover"]


@pytest.mark.parametrize("by", [SARA, TEAM])
def test_the_coordinator_or_the_registrant_completes_the_coordinators_box(registered, by):
    """D11."""
    registered.take("finsamteam/4")
    exits = STOCKHOLM.step("finsamteam", "10").exits
    here = registered.at("finsamteam/10")
    assert registered.why_not(Complete(position=here, exits=(exits[0].id,), by=by)) == "ok"
    assert registered.why_not(Complete(position=here, exits=(exits[0].id,), by="jobbtorg")) == "not-your-move"


def test_there_is_one_open_run_per_team_and_a_second_registrant_joins(registered):
    """D11: a second registrant joins by own consent; the first keeps driving."""
    registered.do(Start(process="forsakringskassan", party=FARID, steps=("6",), by=SARA, via="letter"))
    registered.do(Refer(position=registered.at("forsakringskassan/6"), referral="finsamteam"))
    runs = [(r.process, r.party) for r in registered.state.open_runs()]
    assert runs.count(("finsamteam", SARA)) == 1
    assert [process for process, _ in runs].count("finsamteam") == 1
    assert registered.boxes == ["soc-sjukskriven/13", "finsamteam/4", "forsakringskassan/6"]
    assert registered.state.positions[registered.at("finsamteam/4")].party == SARA
    joined = max(registered.state.transfers.values())
    assert (joined.sender, joined.to_run) == (FARID, registered.state.run_of("finsamteam", SARA).id)


def test_a_second_start_of_the_team_process_joins_too(registered):
    """D11."""
    registered.do(Start(process="finsamteam", party=FARID, by=SARA, via="phone"))
    assert registered.state.run_of("finsamteam", FARID) is None
    assert registered.boxes == ["soc-sjukskriven/13", "finsamteam/4", "finsamteam/1"]
    assert registered.ball == SARA


def test_a_new_registration_after_the_end_is_a_new_run(registered):
    """D11, D12."""
    registered.do(End(run=registered.state.run_of("finsamteam", SARA).id, reason="togs inte upp"))
    assert registered.state.unanswered() == []
    registered.do(Refer(position=registered.at("13"), referral="finsamteam"))
    assert registered.state.run_of("finsamteam", SARA).n == 2


def test_the_team_can_be_consulted_without_registering():
    """D10: de-identified."""
    case = Case(STOCKHOLM)
    case.do(Start(process="soc-sjukskriven", party=SARA, steps=("13",)))
    case.do(Consult(position=case.at("13"), adviser=TEAM))
    assert (case.boxes, case.sent().kind) == (["soc-sjukskriven/13"], "consultation")


def test_every_partys_way_into_the_team_leaves_the_ball():
    """D3, D11: in each process that registers."""
    for known, step in STOCKHOLM.every_step():
        for asked in step.referrals:
            if not asked.to.startswith("finsamteam/"):
                continue
            case = Case(STOCKHOLM)
            case.do(Start(process=known.id, party=known.starters[0], steps=(step.id,)))
            case.do(Refer(position=case.at(step.id), referral=asked.id))
            assert (case.ball, case.boxes[-1]) == (known.starters[0], asked.to)


def test_a_handed_over_box_that_leads_to_a_forums_box_goes_to_the_party_that_runs_it():
    """D3, D7: Farid works in a box of Sara's run; the forum's box next is Sara's to prepare."""
    steps = (box("1", way("fk", "2")), box("2", way("team", "3"), lead=FARID), box("3", way("vidare", "1"), lead=TEAM))
    case = started("1", handbook(process("soc", (SARA,), *steps)))
    case.take("1")
    case.accept()
    case.take("2")
    assert (case.sent().receiver, case.ball) == (SARA, FARID)
    case.do(Accept(transfer=case.sent().id))
    assert (case.boxes, case.ball) == (["soc/3"], SARA)


def test_a_forum_may_say_no_to_a_request_for_advice(registered):
    """D10."""
    registered.do(Consult(position=registered.at("13"), adviser=TEAM))
    registered.do(Decline(transfer=registered.sent().id, reason="inte en fråga för teamet"))
    assert registered.why_not(Return(position=registered.at("13"), reason="x")) == "no-origin"


def test_one_act_that_leads_two_parties_to_the_team_opens_one_run():
    """D11: one open run per case, also when several boxes of it open at once."""
    team = process("team", (FARID, "jobbtorg"), box("1", lead=FARID), box("2", lead="jobbtorg"), forum=True)
    case = started(
        "1", handbook(process("soc", (SARA,), box("1", way("team", "team/1", "team/2", returns=True))), team)
    )
    case.take("1")
    assert [(r.process, r.party) for r in case.state.open_runs()] == [("soc", SARA), ("team", FARID)]
    assert case.boxes == ["team/1", "team/2"]
