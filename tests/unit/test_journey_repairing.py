"""How does a box rest, open again, or get corrected? (D12, D15)"""

from __future__ import annotations

import pytest

from samordna.handbooks.journey import fold
from samordna.handbooks.journey.moves import Complete, Correct, End, Migrate, Park, Refer, Reopen, Resume, Return, Start
from tests.world import CARE, FARID, JOBBTORG, JONAS, OLLE, SARA, SOC, TEAM, Case, box, handbook, process, started, way


def test_a_rest_needs_a_review_date():
    """A wait has a date for when it is looked at again."""
    case = started("2")
    here = case.at("2")
    for until in ("", "snart", "2027", "20270101", "2027-02-30"):
        assert case.why_not(Park(position=here, until=until, wait="for-sjuk")) == "review-date-needed"
    case.do(Park(position=here, until="2027-02-01", wait="for-sjuk"))
    assert (case.state.positions[here].until, case.state.positions[here].wait) == ("2027-02-01", "for-sjuk")
    assert case.boxes == ["soc/2"]


def test_a_rest_is_one_of_the_box_or_has_a_reason():
    case = started("2")
    here = case.at("2")
    assert case.why_not(Park(position=here, until="2027-02-01")) == "reason-needed"
    assert case.why_not(Park(position=here, until="2027-02-01", wait="hittepa", reason="x")) == "no-wait"
    assert case.why_not(Park(position=here, until="2027-02-01", reason="bortrest")) == "ok"


def test_a_resting_box_is_taken_up_again():
    case = started("2")
    here = case.at("2")
    assert case.why_not(Resume(position=here)) == "not-resting"
    case.do(Park(position=here, until="2027-02-01", wait="for-sjuk"))
    case.do(Resume(position=here))
    assert (case.state.positions[here].until, case.state.positions[here].wait) == ("", "")


def test_a_resting_box_that_is_handed_over_rests_no_more():
    """D7."""
    case = started("2")
    case.do(Park(position=case.at("2"), until="2027-02-01", wait="for-sjuk"))
    case.take("2", "fk")
    assert case.state.positions[case.at("2")].until == ""


def test_a_box_is_opened_again_as_a_new_visit_with_a_reason():
    """D12."""
    case = started("1")
    case.take("1")
    assert case.why_not(Reopen(run=1, step="1")) == "reason-needed"
    case.do(Reopen(run=1, step="1", reason="nya uppgifter"))
    assert case.boxes == ["soc/2", "soc/1"]
    assert len(case.state.visits) == 1


def test_what_cannot_be_opened_again_says_why():
    case = started("1")
    assert case.why_not(Reopen(run=1, step="1", reason="x")) == "already-open"
    assert case.why_not(Reopen(run=1, step="99", reason="x")) == "no-step"
    assert case.why_not(Reopen(run=99, step="1", reason="x")) == "no-run"
    assert case.why_not(Reopen(run=1, step="4", reason="x", by=OLLE)) == "not-your-move"
    assert case.why_not(Reopen(run=1, step="5", reason="x", by=SARA)) == "not-your-move"
    case.do(End(run=1))
    assert case.why_not(Reopen(run=1, step="1", reason="x")) == "no-run"


def test_a_leaving_is_corrected_visibly():
    """D12: the visit stays, the box is open again."""
    case = started("1")
    seq = case.take("1").seq
    first = case.state.visits[-1].position
    assert case.why_not(Correct(seq=seq)) == "reason-needed"
    case.do(Correct(seq=seq, reason="fel ruta"))
    assert (case.boxes, case.state.positions[first.id]) == (["soc/1"], first)
    assert [e.kind for e in case.events] == ["started", "completed", "corrected"]
    assert fold(case.events) == case.state


def test_a_corrected_leaving_is_not_corrected_again():
    case = started("1")
    seq = case.take("1").seq
    case.do(Correct(seq=seq, reason="fel ruta"))
    assert case.why_not(Correct(seq=seq, reason="x")) == "already-open"


def test_a_correction_takes_back_the_outcome():
    """D13."""
    case = started("2")
    seq = case.take("2", "arbete", degree=50).seq
    case.do(Correct(seq=seq, reason="anställningen blev inte av"))
    assert (case.state.outcomes, case.boxes) == ((), ["soc/2"])
    assert case.why_not(Correct(seq=seq, reason="x")) == "already-open"


def test_a_correction_withdraws_what_is_not_answered():
    """D7."""
    case = started("2")
    seq = case.take("2", "fk").seq
    case.do(Correct(seq=seq, reason="samtycke saknas"))
    assert (case.status("2"), case.state.unanswered()) == ("open", [])
    assert case.state.transfers[max(case.state.transfers)].status == "withdrawn"


def built(case: Case, how: str) -> None:
    """Something happens to box 2 after box 1 was left into it."""
    here = case.at("2")
    if how == "left":
        case.take("2", "klart")
    if how == "handed over":
        case.take("2", "fk")
    if how == "asked from":
        case.do(Refer(position=here, referral="begar"))
    if how == "rested":
        case.do(Park(position=here, until="2027-02-01", wait="for-sjuk"))
    if how == "arrived in":
        case.do(Reopen(run=1, step="4", reason="x"))
        case.take("4", "tillbaka")


@pytest.mark.parametrize("how", ["left", "handed over", "asked from", "rested", "arrived in"])
def test_what_has_been_built_upon_is_not_corrected(how):
    """D12: the box is opened again instead."""
    case = started("1")
    seq = case.take("1").seq
    built(case, how)
    assert case.why_not(Correct(seq=seq, reason="x")) == "built-upon"


def test_an_accepted_hand_over_is_not_corrected():
    """D7, D9: it is returned."""
    case = started("2")
    seq = case.take("2", "fk").seq
    case.accept()
    assert case.why_not(Correct(seq=seq, reason="x")) == "built-upon"


def test_only_the_leaving_of_a_box_is_corrected():
    case = Case()
    start = case.do(Start(process="soc", party=SARA, steps=("2",), before=("1",))).seq
    asked = case.do(Refer(position=case.at("2"), referral="begar")).seq
    for seq in (start, asked, 99):
        assert case.why_not(Correct(seq=seq, reason="x")) == "nothing-to-correct"


def test_one_corrects_ones_own_leavings():
    """D4."""
    case = started("1")
    seq = case.take("1").seq
    assert case.why_not(Correct(seq=seq, reason="x", by=OLLE)) == "not-your-move"


def test_the_end_of_a_run_is_not_corrected():
    """D12: a new attempt is a new run."""
    case = started("1")
    seq = case.do(End(run=1)).seq
    assert case.why_not(Correct(seq=seq, reason="x")) == "built-upon"


def test_a_correction_of_a_return_gives_the_ball_back():
    """D9."""
    case = started("2")
    case.take("2", "fk")
    case.accept()
    seq = case.take("3", "ater").seq
    assert case.ball == SARA
    case.do(Correct(seq=seq, reason="fel knapp"))
    assert (case.boxes, case.ball) == (["soc/3"], FARID)


def test_a_correction_of_a_return_leaves_a_ball_that_has_moved_on():
    """D3, D9: it is taken back only from where the return put it."""
    case = started("2")
    case.take("2", "fk", "om")
    case.accept()
    seq = case.take("3", "ater").seq
    case.take("1")
    case.take("2", "jobbtorg")
    case.accept()
    case.do(Correct(seq=seq, reason="fel knapp"))
    assert (sorted(case.boxes), case.ball) == (["soc/3", "soc/5"], JONAS)


def test_a_correction_of_a_return_opens_the_referral_that_it_answered():
    """D8, D9."""
    case = started("2")
    case.do(Refer(position=case.at("2"), target="jobbtorg/1"))
    case.accept()
    seq = case.do(Return(position=case.at("jobbtorg/1"), reason="klart")).seq
    case.do(Correct(seq=seq, reason="för tidigt"))
    assert (case.boxes, [t.status for t in case.state.unanswered()]) == (["soc/2", "jobbtorg/1"], ["accepted"])


def test_a_correction_ends_the_run_that_was_opened_by_mistake():
    """D11, D14: else the case could not be closed."""
    team = process("team", (SARA, FARID), box("1"), forum=True)
    case = started("1", handbook(process("soc", (SARA,), box("1", way("team", "team/1"))), team))
    seq = case.take("1").seq
    assert len(case.state.open_runs()) == 2
    case.do(Correct(seq=seq, reason="teamet behövs inte"))
    assert ([r.process for r in case.state.open_runs()], case.boxes) == (["soc"], ["soc/1"])


def test_a_box_that_the_new_version_lacks_is_not_put_back():
    case = started("1")
    seq = case.take("1").seq
    case.handbook = handbook(process("soc", (SARA,), *SOC.steps[1:]), CARE, JOBBTORG, version="2")
    case.do(Migrate())
    assert case.why_not(Correct(seq=seq, reason="x")) == "no-step"
    assert case.why_not(Complete(position=case.at("2"), exits=("om",))) == "no-target"


def test_a_forums_box_is_opened_again_by_the_party_that_runs_it():
    """D11."""
    case = started("1", handbook(process("soc", (SARA,), box("1", way("vidare", "1")), box("2", lead=TEAM))))
    case.do(Reopen(run=1, step="2", reason="nytt möte", by=SARA))
    assert (case.boxes, case.ball) == (["soc/1", "soc/2"], SARA)
