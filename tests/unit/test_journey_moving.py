"""What happens when a box is left within one party's own work? (D6, D12, D15, D17)"""

from __future__ import annotations

from samordna.handbooks.journey import fold
from samordna.handbooks.journey.moves import Complete, Jump, Skip, Start
from tests.world import JONAS, OLLE, SARA, started


def test_an_exit_to_an_own_box_moves_there_at_once():
    """D6."""
    case = started("1")
    event = case.take("1", "vidare")
    assert case.boxes == ["soc/2"]
    assert event.kind == "completed"
    assert case.state.visits[-1].exits == ("vidare",)
    assert case.ball == SARA


def test_a_box_with_one_exit_completes_without_naming_it():
    """D15."""
    case = started("1")
    case.take("1")
    assert case.boxes == ["soc/2"]


def test_a_box_with_several_exits_asks_which():
    case = started("4")
    ruling = case.ask(Complete(position=case.at("4")))
    assert ruling.decision.code == "choose-exit"
    assert "vidare, tillbaka, dubbelt" in str(ruling.decision.reason)


def test_an_exit_that_is_not_there_is_refused_with_those_that_are():
    case = started("4")
    ruling = case.ask(Complete(position=case.at("4"), exits=("hittepa",)))
    assert ruling.decision.code == "no-exit"
    assert "vidare" in str(ruling.decision.reason)


def test_one_exit_is_taken_where_only_one_may_be():
    case = started("4")
    assert case.why_not(Complete(position=case.at("4"), exits=("vidare", "tillbaka"))) == "one-exit"
    assert case.why_not(Complete(position=case.at("4"), exits=("vidare", "vidare"))) == "ok"


def test_several_exits_open_several_boxes_where_any_may_be_chosen():
    """D6: the targets are added."""
    case = started("2")
    case.take("2", "klart", "om")
    assert case.boxes == ["soc/4", "soc/1"]


def test_one_exit_may_lead_to_several_boxes():
    """D6."""
    case = started("4")
    case.take("4", "dubbelt")
    assert case.boxes == ["soc/1", "soc/2"]


def test_arriving_where_one_already_is_merges():
    """D6, D12: there are no joins; every visit is kept."""
    case = started("4")
    case.take("4", "dubbelt")
    second = case.at("2")
    case.take("1", "vidare")
    assert case.boxes == ["soc/2"]
    assert case.at("2") == second
    assert [v.position.step for v in case.state.visits] == ["4", "1"]
    assert case.state.visits[-1].merged == (second,)


def test_a_box_may_lead_back_to_itself_as_a_new_visit():
    """D12."""
    case = started("1")
    before = case.at("1")
    case.do(Jump(position=before, target="1", reason="ny bedömning"))
    assert case.boxes == ["soc/1"]
    assert case.at("1") != before


def test_a_late_arrival_at_a_finished_box_opens_it_again():
    """D12."""
    case = started("1")
    case.take("1")
    case.take("2", "om")
    assert case.boxes == ["soc/1"]
    assert [v.position.step for v in case.state.visits] == ["1", "2"]


def test_a_box_that_is_left_cannot_be_left_again():
    """The same worker sees that it is done already (E12)."""
    case = started("1")
    first = case.at("1")
    case.take("1")
    assert case.why_not(Complete(position=first)) == "no-position"


def test_a_box_without_exits_says_so():
    case = started("7")
    assert case.why_not(Complete(position=case.at("7"))) == "dead-end"


def test_skipping_needs_a_reason():
    """Principle 2: the handbook advises."""
    case = started("1")
    assert case.why_not(Skip(position=case.at("1"))) == "reason-needed"
    event = case.do(Skip(position=case.at("1"), reason="redan gjort"))
    assert (event.kind, event.reason, case.boxes) == ("skipped", "redan gjort", ["soc/2"])


def test_jumping_needs_a_reason_and_a_box():
    """Principle 2."""
    case = started("1")
    here = case.at("1")
    assert case.why_not(Jump(position=here, target="4")) == "reason-needed"
    assert case.why_not(Jump(position=here, target="99", reason="x")) == "no-target"
    assert case.why_not(Jump(position=here, target="", reason="x")) == "no-target"
    assert case.why_not(Jump(position=here, target="outcome:work", reason="x")) == "no-target"
    case.do(Jump(position=here, target="4", reason="mötet är redan hållet"))
    assert case.boxes == ["soc/4"]
    assert case.state.visits[-1].how == "jumped"


def test_a_jump_to_another_partys_box_is_a_hand_over():
    """D7: it awaits an answer like any other."""
    case = started("1")
    case.do(Jump(position=case.at("1"), target="5", reason="bråttom"))
    assert (case.boxes, case.status("1"), case.sent().receiver) == (["soc/1"], "awaiting", JONAS)


def test_to_names_a_receiver_that_may_run_the_process():
    """D4."""
    case = started("2")
    assert case.why_not(Complete(position=case.at("2"), exits=("vard",), to=OLLE)) == "not-a-starter"


def test_two_runs_keep_their_own_boxes():
    """D4: a run belongs to its starter."""
    case = started("1")
    case.do(Start(process="jobbtorg", party=JONAS))
    case.take("soc/1")
    assert case.boxes == ["jobbtorg/1", "soc/2"]
    assert fold(case.events) == case.state
