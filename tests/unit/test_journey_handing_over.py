"""How does a box go to another party, and what if it does not? (D1, D3, D7, D8)"""

from __future__ import annotations

import pytest

from samordna.handbooks.journey.moves import Accept, Complete, Decline, HandOver, Park, Withdraw
from samordna.handbooks.journey.state import PERSON_SAYS_NO
from tests.world import FARID, JONAS, KIM, SARA, VERA, Case, box, handbook, process, started, way


@pytest.fixture
def sent() -> Case:
    """Box 2 is handed over to Farid and awaits his answer."""
    case = started("2")
    case.take("2", "fk")
    return case


def test_a_hand_over_leaves_box_and_ball_until_it_is_answered(sent):
    """D7: the source position becomes handed over, awaiting answer."""
    assert (sent.boxes, sent.status("2"), sent.ball) == (["soc/2"], "awaiting", SARA)
    transfer = sent.sent()
    assert (transfer.kind, transfer.sender, transfer.receiver) == ("handover", SARA, FARID)
    assert (transfer.categories, transfer.basis) == (("health",), "informationsutbyte")


def test_acceptance_moves_the_box_and_the_ball(sent):
    """D7."""
    sent.accept()
    assert (sent.boxes, sent.ball) == (["soc/3"], FARID)
    assert sent.state.positions[sent.at("3")].party == FARID


def test_an_outside_partys_acceptance_is_registered_with_how_it_was_told(sent):
    """D1."""
    transfer = sent.sent().id
    assert sent.why_not(Accept(transfer=transfer, by=SARA)) == "not-your-move"
    event = sent.do(Accept(transfer=transfer, by=SARA, via="phone", on="2026-12-01"))
    assert (event.by, event.via, event.on) == (SARA, "phone", "2026-12-01")


def test_somebody_else_cannot_accept_for_a_party_that_is_here():
    """D1: only an outside party's answer is registered by others."""
    case = started("2")
    case.take("2", "jobbtorg")
    transfer = case.sent().id
    assert case.why_not(Accept(transfer=transfer, by=SARA, via="phone")) == "not-your-move"
    assert case.why_not(Accept(transfer=transfer, by=JONAS)) == "ok"


def test_a_box_that_awaits_an_answer_cannot_be_moved(sent):
    """D7."""
    here = sent.at("2")
    assert sent.why_not(Complete(position=here, exits=("om",))) == "awaiting-answer"
    assert sent.why_not(Park(position=here, until="2027-01-01", wait="for-sjuk")) == "awaiting-answer"


def test_a_decline_restores_the_box_with_its_reason(sent):
    """D7."""
    transfer = sent.sent().id
    assert sent.why_not(Decline(transfer=transfer, by=SARA, via="letter")) == "reason-needed"
    event = sent.do(Decline(transfer=transfer, by=SARA, via="letter", reason="underlaget räcker inte"))
    assert (sent.status("2"), sent.ball, event.reason) == ("open", SARA, "underlaget räcker inte")
    assert sent.state.transfers[transfer].status == "declined"


def test_the_sender_may_take_back_what_is_not_answered(sent):
    """D7."""
    transfer = sent.sent().id
    assert sent.why_not(Withdraw(transfer=transfer, by=SARA)) == "reason-needed"
    assert sent.why_not(Withdraw(transfer=transfer, by=JONAS, reason="x")) == "not-your-move"
    sent.do(Withdraw(transfer=transfer, by=SARA, reason="fel mottagare"))
    assert (sent.status("2"), sent.state.transfers[transfer].status) == ("open", "withdrawn")


def test_the_person_says_no_is_registered_by_either_side(sent):
    """D8: it keeps the box open with the alternatives."""
    transfer = sent.sent().id
    no = Decline(transfer=transfer, by=SARA, answer=PERSON_SAYS_NO, reason="Kim vill inte")
    assert sent.why_not(Decline(transfer=transfer, by=SARA, reason="x")) == "not-your-move"
    sent.do(no)
    assert (sent.status("2"), sent.state.transfers[transfer].answer) == ("open", PERSON_SAYS_NO)


def test_an_answer_is_given_once(sent):
    sent.accept()
    for move in (Accept, Decline, Withdraw):
        assert sent.why_not(move(transfer=max(sent.state.transfers), reason="x")) == "already-answered"
    assert sent.why_not(Accept(transfer=999)) == "no-transfer"


def test_a_restored_box_can_be_handed_over_again(sent):
    """D7."""
    sent.do(Decline(transfer=sent.sent().id, via="letter", by=SARA, reason="x"))
    sent.take("2", "jobbtorg")
    sent.accept()
    assert (sent.boxes, sent.ball) == (["soc/5"], JONAS)


def test_a_box_for_several_receivers_goes_when_all_have_accepted():
    """D7: the first that accepts has the ball."""
    case = started("2")
    case.take("2", "bada")
    to_fk, to_jobbtorg = case.state.transfers
    case.do(Accept(transfer=to_jobbtorg))
    assert (case.boxes, case.status("2"), case.ball) == (["soc/2", "soc/5"], "awaiting", JONAS)
    case.do(Accept(transfer=to_fk))
    assert (case.boxes, case.ball) == (["soc/5", "soc/3"], JONAS)


@pytest.mark.parametrize("no_first", [True, False])
def test_a_box_for_several_receivers_opens_again_when_one_declined(no_first):
    """D7: whatever order the answers come in."""
    case = started("2")
    case.take("2", "bada")
    to_fk, to_jobbtorg = case.state.transfers
    yes, no = Accept(transfer=to_jobbtorg), Decline(transfer=to_fk, reason="inte nu")
    for move in (no, yes) if no_first else (yes, no):
        case.do(move)
    assert (case.boxes, case.status("2")) == (["soc/2", "soc/5"], "open")


def test_one_receiver_gets_one_hand_over_for_all_boxes_on_the_same_ground():
    """D7, D18: and the categories of all the exits."""
    book = handbook(
        process(
            "soc",
            (SARA,),
            box(
                "1",
                way("a", "2", categories=("health",), consent="c"),
                way("b", "3", categories=("work",), consent="c"),
                way("d", "3", ground="to-person"),
                choose="any",
            ),
            box("2", lead=JONAS),
            box("3", lead=JONAS),
        )
    )
    case = started("1", book)
    case.take("1", "a", "b")
    assert [(t.targets, t.categories) for t in case.state.transfers.values()] == [
        ((("soc", "2"), ("soc", "3")), ("health", "work"))
    ]
    other = started("1", book)
    other.take("1", "a", "d")
    assert [t.basis for t in other.state.transfers.values()] == ["c", "to-person"]


def test_own_boxes_open_at_once_while_the_hand_over_waits():
    """D6, D7."""
    case = started("2")
    case.take("2", "klart", "fk")
    assert (case.boxes, case.status("2"), case.status("4")) == (["soc/2", "soc/4"], "awaiting", "open")


def test_a_box_that_both_hands_over_and_leads_to_itself_is_open_once():
    """D6: at most one position in a box."""
    book = handbook(process("soc", (SARA,), box("1", way("b", "1", "2")), box("2", lead=JONAS)))
    case = started("1", book)
    case.take("1", "b")
    assert (case.boxes, case.status("1")) == (["soc/1"], "awaiting")


def test_the_ball_moves_only_from_the_one_who_has_it():
    """D3: a party without the ball hands over its own box only."""
    case = started("4")
    case.take("4", "dubbelt")
    case.take("2", "jobbtorg")
    case.accept()
    assert case.ball == JONAS
    case.take("1", "vidare")
    case.take("2", "fk")
    case.accept()
    assert (case.ball, case.state.positions[case.at("3")].party) == (JONAS, FARID)


def test_an_exit_into_another_partys_process_opens_that_partys_run_on_acceptance():
    """D4, D7."""
    case = started("2")
    case.take("2", "vard")
    assert [r.party for r in case.state.open_runs()] == [SARA]
    case.accept()
    assert [(r.process, r.party) for r in case.state.open_runs()] == [("soc", SARA), ("vard", VERA)]
    assert (case.boxes, case.ball) == (["vard/1"], VERA)


def test_a_hand_over_that_no_exit_names_needs_a_reason_and_another_party():
    """D7, principle 2."""
    case = started("2")
    here = case.at("2")
    assert case.why_not(HandOver(position=here, target="5")) == "reason-needed"
    assert case.why_not(HandOver(position=here, target="4", reason="x")) == "same-party"
    assert case.why_not(HandOver(position=here, target="party:" + VERA, reason="x")) == "no-target"
    case.do(HandOver(position=here, target="jobbtorg/1", reason="brådskande"))
    case.accept()
    assert (case.boxes, case.ball) == (["jobbtorg/1"], JONAS)


def test_neither_the_person_nor_a_stranger_can_be_handed_a_box():
    """D3."""
    steps = (box("1", way("a", "2"), way("b", "3")), box("2", lead=KIM), box("3", lead="okand"))
    case = started("1", handbook(process("soc", (SARA,), *steps)))
    assert case.why_not(Complete(position=case.at("1"), exits=("a",))) == "cannot-receive"
    assert case.why_not(Complete(position=case.at("1"), exits=("b",))) == "no-party"


def test_a_box_whose_lead_has_changed_can_be_handed_to_its_new_lead():
    """D7: the box goes to the receiver and is not lost on the way."""
    case = started("2")
    stays = case.state.positions[case.at("2")]._replace(step="5")
    case.state = case.state._replace(positions={stays.id: stays})
    case.do(HandOver(position=stays.id, target="5", reason="Jobbtorg leder rutan nu"))
    case.accept()
    assert (case.boxes, case.ball, case.state.positions[case.at("5")].party) == (["soc/5"], JONAS, JONAS)
