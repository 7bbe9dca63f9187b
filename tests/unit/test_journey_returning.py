"""How does a box come back to the party that handed it over? At once, and never declined. (D9)"""

from __future__ import annotations

from samordna.handbooks.journey.moves import (
    Accept,
    Answer,
    Complete,
    Decline,
    End,
    HandOver,
    Migrate,
    Refer,
    Return,
    Start,
)
from tests.world import (
    CARE,
    FARID,
    JOBBTORG,
    JONAS,
    OLLE,
    SARA,
    SOC,
    TEAM,
    VERA,
    Case,
    box,
    handbook,
    process,
    started,
    way,
)


def handed(exit_id: str) -> Case:
    """Box 2 has been handed over and accepted."""
    case = started("2")
    case.take("2", exit_id)
    case.accept()
    return case


def test_a_return_exit_moves_the_ball_at_once_to_the_named_box():
    """D9: in the same process the handbook names the box."""
    case = handed("fk")
    case.take("3", "ater")
    assert (case.boxes, case.ball) == (["soc/4"], SARA)
    assert case.state.unanswered() == []


def test_a_return_from_another_process_goes_where_it_was_handed_over_from():
    """D9: the exit names soc/4, but Jobbtorg's own box is where it came from."""
    case = Case()
    case.do(Start(process="jobbtorg", party=JONAS))
    case.do(HandOver(position=case.at("jobbtorg/1"), target="vard/1", reason="vårdfråga"))
    case.accept()
    assert (case.boxes, case.ball) == (["vard/1"], VERA)
    case.take("vard/1", "ater")
    assert (case.boxes, case.ball) == (["jobbtorg/1"], JONAS)


def test_a_return_exit_into_the_process_it_came_from_goes_to_the_box_it_names():
    """D9."""
    case = handed("vard")
    case.take("vard/1", "ater")
    assert (case.boxes, case.ball) == (["soc/4"], SARA)


def test_without_an_origin_a_return_exit_goes_to_the_box_it_names():
    """D9, D15: the case was started at health care."""
    case = Case()
    case.do(Start(process="vard", party=VERA))
    case.take("vard/1", "ater")
    assert (case.boxes, case.ball) == (["soc/4"], SARA)


def test_a_return_by_a_party_without_the_ball_leaves_the_ball():
    """D3, D9."""
    case = started("2")
    case.do(Refer(position=case.at("2"), referral="begar"))
    case.accept()
    case.take("vard/2", "ater")
    assert case.ball == SARA


def test_a_return_answers_the_referral_it_came_by():
    """D8, D9."""
    case = started("2")
    case.do(Refer(position=case.at("2"), target="jobbtorg/1"))
    case.accept()
    case.do(Return(position=case.at("jobbtorg/1"), reason="klart"))
    assert (case.boxes, case.state.unanswered()) == (["soc/2"], [])
    assert case.state.transfers[max(case.state.transfers)].answer == "returned"


def test_a_return_on_a_referral_opens_a_box_that_has_been_left_since():
    """D12: a late arrival at a finished box reopens it as a new visit."""
    case = started("2")
    case.do(Refer(position=case.at("2"), target="jobbtorg/1"))
    case.accept()
    case.take("2", "klart")
    case.do(Return(position=case.at("jobbtorg/1"), reason="klart"))
    assert case.boxes == ["soc/4", "soc/2"]


def test_work_that_came_by_a_referral_goes_home_though_an_answer_came_before():
    """D9: an answer informs; it does not change where the work came from."""
    case = Case()
    case.do(Start(process="jobbtorg", party=JONAS))
    case.do(Refer(position=case.at("jobbtorg/1"), target="vard/1"))
    case.accept()
    case.do(Answer(transfer=max(case.state.transfers), text="tid är bokad", via="letter", by=JONAS))
    case.take("vard/1", "ater")
    assert case.boxes == ["jobbtorg/1"]


def test_a_return_that_no_exit_names_needs_a_reason():
    """D9: with reason and a task."""
    case = handed("vard")
    here = case.at("vard/1")
    assert case.why_not(Return(position=here)) == "reason-needed"
    event = case.do(Return(position=here, reason="fel mottagare"))
    assert (case.boxes, case.ball, event.kind) == (["soc/2"], SARA, "returned")


def test_nothing_is_returned_that_nobody_handed_over():
    """D9."""
    case = started("2")
    assert case.why_not(Return(position=case.at("2"), reason="x")) == "no-origin"


def test_a_referral_to_a_forum_in_ones_own_run_is_not_where_work_came_from():
    """D9, D11."""
    steps = (box("1", way("vidare", "1")), box("2", way("vidare", "1"), lead=TEAM))
    case = started("1", handbook(process("soc", (SARA,), *steps)))
    case.do(Refer(position=case.at("1"), target="2"))
    assert case.boxes == ["soc/1", "soc/2"]
    assert case.why_not(Return(position=case.at("1"), reason="x")) == "no-origin"


def test_a_return_opens_a_new_run_when_the_home_run_has_ended():
    """D9, D12."""
    case = handed("vard")
    case.do(End(run=1, reason="klart hos oss"))
    case.do(Return(position=case.at("vard/1"), reason="behöver socialtjänsten"))
    assert (case.boxes, case.ball) == (["soc/2"], SARA)
    assert [(r.process, r.n, r.ended) for r in case.state.runs.values()] == [
        ("soc", 1, True), ("vard", 1, False), ("soc", 2, False),
    ]  # fmt: skip


def test_a_return_exit_too_opens_a_new_run_when_the_home_run_has_ended():
    """D9, D12."""
    case = handed("vard")
    case.do(End(run=1, reason="klart hos oss"))
    case.take("vard/1", "ater")
    assert (case.boxes, case.ball) == (["soc/4"], SARA)
    assert case.state.run_of("soc", SARA).n == 2


def test_the_box_goes_to_the_party_that_ran_the_process_and_not_to_its_first_starter():
    """D4, D9: Borås has two equal starters."""
    home = process("hem", (SARA, OLLE), box("1", way("jobbtorg", "jobbtorg/1"), way("vidare", "2")), box("2"))
    away = process("jobbtorg", (JONAS,), box("1", way("ater", "hem/2", returns=True)))
    case = Case(handbook(home, away))
    case.do(Start(process="hem", party=OLLE))
    case.take("hem/1", "jobbtorg")
    case.accept()
    case.take("jobbtorg/1", "ater")
    assert (case.boxes, case.ball) == (["hem/2"], OLLE)
    assert case.state.positions[case.at("2")].party == OLLE


def test_a_return_to_a_box_that_a_forum_leads_gives_the_ball_to_the_party_that_runs_it():
    """D3: forums never have the ball."""
    home = process("hem", (SARA,), box("1", way("jobbtorg", "jobbtorg/1"), lead=TEAM), box("2", lead=TEAM))
    away = process("jobbtorg", (JONAS,), box("1", way("ater", "hem/2", returns=True)))
    for move in (
        lambda c: c.take("jobbtorg/1", "ater"),
        lambda c: c.do(Return(position=c.at("jobbtorg/1"), reason="x")),
    ):
        case = Case(handbook(home, away))
        case.do(Start(process="hem", party=SARA))
        case.take("hem/1", "jobbtorg")
        case.accept()
        assert case.ball == JONAS
        move(case)
        assert case.ball == SARA


def test_a_receiver_that_returns_while_others_are_asked_leaves_the_box_to_be_opened_again():
    """D7, D9: what was returned is not lost when the others accept."""
    case = started("2")
    case.take("2", "bada")
    to_fk, to_jobbtorg = case.state.transfers
    case.do(Accept(transfer=to_jobbtorg))
    case.do(Return(position=case.at("5"), reason="inte för oss"))
    assert (case.boxes, case.status("2"), case.ball) == (["soc/2"], "awaiting", SARA)
    case.do(Accept(transfer=to_fk))
    assert (case.boxes, case.status("2"), case.ball) == (["soc/2", "soc/3"], "open", FARID)


def test_a_return_cannot_be_declined():
    """D9: nothing is sent, so there is nothing to decline."""
    case = handed("fk")
    case.take("3", "ater")
    assert case.why_not(Decline(transfer=max(case.state.transfers), reason="x")) == "already-answered"


def test_a_return_to_a_box_that_the_new_version_lacks_is_refused():
    """D9: said, and not opened in a box that is not there."""
    case = handed("vard")
    steps = tuple(step for step in SOC.steps if step.id != "2")
    case.handbook = handbook(process("soc", (SARA,), *steps), CARE, JOBBTORG, version="2")
    case.do(Migrate())
    assert case.why_not(Return(position=case.at("vard/1"), reason="x")) == "home-vanished"
    assert case.why_not(Complete(position=case.at("vard/1"), exits=("ater",))) == "ok"
