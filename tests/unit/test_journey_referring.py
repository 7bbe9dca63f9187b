"""How is another party asked while the box stays, and how is advice taken? (D1, D8, D10)"""

from __future__ import annotations

import pytest

from samordna.handbooks.domain import Referral
from samordna.handbooks.journey.moves import Accept, Answer, Consult, Decline, End, Refer, Withdraw
from samordna.kernel.text import Text
from tests.world import FARID, JONAS, KIM, OLLE, SARA, TEAM, VERA, Case, box, handbook, process, started, way


@pytest.fixture
def asked() -> Case:
    """Sara has asked health care from box 2."""
    case = started("2")
    case.do(Refer(position=case.at("2"), referral="begar"))
    return case


def test_a_referral_keeps_the_box_and_the_ball(asked):
    """D8."""
    assert (asked.boxes, asked.status("2"), asked.ball) == (["soc/2"], "open", SARA)
    transfer = asked.sent()
    assert (transfer.kind, transfer.receiver, transfer.categories) == ("referral", VERA, ("health",))


def test_acceptance_opens_a_run_and_leaves_the_ball(asked):
    """D8."""
    asked.accept()
    assert (asked.boxes, asked.ball) == (["soc/2", "vard/2"], SARA)
    assert [(r.process, r.party) for r in asked.state.open_runs()] == [("soc", SARA), ("vard", VERA)]


def test_an_accepted_referral_is_unanswered_until_an_answer_comes(asked):
    """D8, D14."""
    asked.accept()
    assert len(asked.state.unanswered()) == 1
    boxes = asked.boxes
    asked.do(Answer(transfer=max(asked.state.transfers), by=SARA, via="letter", text="Vården fortsätter"))
    assert (asked.boxes, asked.ball, asked.state.unanswered()) == (boxes, SARA, [])


def test_the_box_can_go_on_before_the_answer_comes(asked):
    """D12: no joins."""
    asked.take("2", "klart")
    asked.accept()
    assert asked.boxes == ["soc/4", "vard/2"]


def test_a_declined_or_withdrawn_referral_changes_nothing_in_the_box(asked):
    """D8."""
    other = started("2")
    other.do(Refer(position=other.at("2"), referral="begar"))
    asked.do(Decline(transfer=asked.sent().id, reason="ingen tid", via="phone", by=SARA))
    other.do(Withdraw(transfer=other.sent().id, reason="behövs inte"))
    for case in (asked, other):
        assert (case.status("2"), case.state.unanswered()) == ("open", [])


def test_the_end_of_the_run_that_was_asked_for_answers_it(asked):
    """D8, D14."""
    asked.accept()
    run = asked.state.run_of("vard", VERA)
    asked.do(End(run=run.id, by=SARA, via="letter", reason="Vården är avslutad"))
    assert asked.state.transfers[max(asked.state.transfers)].answer == "Vården är avslutad"
    assert asked.state.unanswered() == []


def test_a_party_without_a_process_here_is_asked_too():
    """D8: and its answer informs."""
    case = started("2")
    case.do(Refer(position=case.at("2"), referral="af"))
    case.accept()
    assert case.boxes == ["soc/2"]
    case.do(Answer(transfer=max(case.state.transfers), by=OLLE, text="Inskriven sedan i våras"))
    assert case.state.unanswered() == []


def test_an_outside_partys_answer_needs_how_it_was_told(asked):
    """D1."""
    transfer = asked.sent().id
    assert asked.why_not(Answer(transfer=transfer, by=SARA, text="Ja")) == "not-your-move"
    assert asked.why_not(Answer(transfer=transfer, by=SARA, via="fax", text="Ja")) == "ok"


def test_a_request_that_the_box_does_not_have_is_refused():
    case = started("2")
    here = case.at("2")
    assert case.why_not(Refer(position=here, referral="hittepa")) == "no-referral"
    assert case.why_not(Refer(position=here, target="vard/99")) == "no-target"
    assert case.why_not(Refer(position=here)) == "no-target"
    assert case.why_not(Refer(position=here, target="outcome:work")) == "no-target"
    assert case.why_not(Refer(position=here, target="party:okand")) == "no-party"


def test_nobody_asks_oneself_or_the_person():
    """D3: waiting for the person is a dated task, not a request."""
    case = started("2")
    here = case.at("2")
    assert case.why_not(Refer(position=here, target="4")) == "same-party"
    assert case.why_not(Refer(position=here, target="party:" + SARA)) == "same-party"
    assert case.why_not(Consult(position=here, adviser=SARA)) == "same-party"
    assert case.why_not(Consult(position=here, adviser=KIM)) == "cannot-receive"
    assert case.why_not(Consult(position=here, adviser="okand")) == "no-party"


def test_another_party_may_be_asked_though_the_box_has_no_such_request():
    """D8, principle 2."""
    case = started("4")
    case.do(Refer(position=case.at("4"), target="jobbtorg/1"))
    assert case.sent().receiver == JONAS
    case.accept()
    assert case.boxes == ["soc/4", "jobbtorg/1"]


def test_a_consultation_touches_neither_ball_nor_boxes():
    """D10: question, adviser, answer."""
    case = started("2")
    before = case.state
    case.do(Consult(position=case.at("2"), adviser=TEAM, question="Passar teamet?"))
    transfer = case.sent()
    assert (transfer.kind, transfer.receiver) == ("consultation", TEAM)
    assert (case.state.positions, case.state.runs, case.ball) == (before.positions, before.runs, before.ball)
    case.do(Answer(transfer=transfer.id, by=SARA, text="Ja"))
    assert case.state.transfers[transfer.id].answer == "Ja"


@pytest.mark.parametrize(("referral", "adviser"), [("rad", VERA), ("rad-fk", FARID)])
def test_a_request_for_advice_is_a_consultation_whatever_it_points_at(referral, adviser):
    """D10."""
    case = started("2")
    event = case.do(Refer(position=case.at("2"), referral=referral))
    assert (event.kind, case.sent().receiver, case.sent().targets) == ("consulted", adviser, ())


@pytest.mark.parametrize("consult", [True, False])
def test_a_process_that_nobody_may_run_cannot_be_asked(consult):
    asking = box(
        "1", way("vidare", "outcome:work"), referrals=(Referral("r", Text("Fråga"), "tom/1", consult=consult),)
    )
    case = started("1", handbook(process("soc", (SARA,), asking), process("tom", (), box("1"))))
    assert case.why_not(Refer(position=case.at("1"), referral="r")) == "no-target"


def test_advice_is_answered_and_never_accepted():
    """D10."""
    case = started("2")
    case.do(Consult(position=case.at("2"), adviser=JONAS))
    assert case.why_not(Accept(transfer=case.sent().id)) == "not-answerable"


def test_a_hand_over_is_not_answered_with_a_text():
    """D7."""
    case = started("2")
    case.take("2", "jobbtorg")
    assert case.why_not(Answer(transfer=case.sent().id, text="Ja")) == "not-answerable"
    assert case.why_not(Answer(transfer=999)) == "no-transfer"


def test_what_is_answered_is_not_answered_again(asked):
    asked.do(Answer(transfer=asked.sent().id, via="letter", by=SARA))
    assert asked.why_not(Answer(transfer=max(asked.state.transfers), via="letter", by=SARA)) == "already-answered"
