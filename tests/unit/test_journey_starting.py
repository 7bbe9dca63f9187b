"""How does a case begin, and who has it then? (D1, D2, D3, D15)"""

from __future__ import annotations

from samordna.handbooks.journey.moves import Accept, Close, Complete, End, Start
from tests.world import FARID, JONAS, KIM, OLLE, PROV, SARA, TEAM, VERA, Case, box, handbook, process, started, way


def test_the_first_run_gives_its_party_the_case_and_the_ball():
    """D2, D3."""
    case = Case()
    event = case.do(Start(process="soc", party=SARA, on="2026-11-22"))
    assert case.boxes == ["soc/1"]
    assert (case.state.owner, case.ball) == (SARA, SARA)
    assert (event.kind, event.on, event.seq) == ("started", "2026-11-22", 1)


def test_a_case_may_start_in_the_middle_with_earlier_boxes_as_before():
    """D15: earlier boxes are before Samordna, and no reasons are asked."""
    case = Case()
    case.do(Start(process="soc", party=SARA, steps=("4",), before=("1", "2")))
    assert case.boxes == ["soc/4"]
    assert [(v.position.step, v.how) for v in case.state.visits] == [("1", "before"), ("2", "before")]


def test_a_case_may_start_in_several_boxes_at_once():
    """D15."""
    case = Case()
    case.do(Start(process="soc", party=SARA, steps=("1", "4", "1")))
    assert case.boxes == ["soc/1", "soc/4"]


def test_care_may_open_a_case_and_then_owns_it():
    """D2: the unit that opens a case owns it, whichever authority it is."""
    case = Case()
    case.do(Start(process="vard", party=VERA, outside=()))
    assert (case.state.owner, case.ball, case.state.outside) == (VERA, VERA, frozenset())


def test_the_handbook_says_who_is_outside_unless_the_area_does():
    """D1."""
    assert started().state.outside == {FARID, VERA}


def test_a_second_run_of_the_same_process_is_refused_while_one_is_open():
    """D12: at most one open run per process and unit."""
    case = started()
    assert case.why_not(Start(process="soc", party=SARA)) == "run-open"


def test_a_new_attempt_after_an_end_is_a_new_numbered_run():
    """D12."""
    case = started()
    case.do(End(run=1, reason="klart"))
    case.do(Start(process="soc", party=SARA))
    assert [(run.n, run.ended) for run in case.state.runs.values()] == [(1, True), (2, False)]


def test_a_second_run_by_another_party_leaves_owner_and_ball():
    """D2, D3: only the first run gives them."""
    case = started()
    case.do(Start(process="jobbtorg", party=JONAS))
    assert (case.state.owner, case.ball) == (SARA, SARA)
    assert case.boxes == ["soc/2", "jobbtorg/1"]


def test_only_a_starter_may_run_a_process():
    """D4."""
    assert Case().why_not(Start(process="soc", party=JONAS)) == "not-a-starter"


def test_a_process_or_a_box_that_is_not_there_is_refused():
    assert Case().why_not(Start(process="nope", party=SARA)) == "no-process"
    assert Case().why_not(Start(process="soc", party=SARA, steps=("99",))) == "no-step"
    assert Case().why_not(Start(process="soc", party=SARA, before=("99",))) == "no-step"


def test_neither_the_person_nor_a_forum_nor_a_stranger_can_run_a_process():
    """D3: they never have the ball, so they never start with it."""
    book = handbook(process("p", (KIM, TEAM, "okand"), box("1", way("vidare", "1"))))
    for party, code in ((KIM, "cannot-receive"), (TEAM, "cannot-receive"), ("okand", "no-party")):
        assert Case(book).why_not(Start(process="p", party=party)) == code


def test_nothing_can_be_done_before_something_is_started():
    for move in (Complete(position=1), Accept(transfer=1), End(run=1), Close()):
        assert Case().why_not(move) == "no-case"


def test_another_party_does_not_start_a_run_for_one_that_is_here():
    """D1, D4."""
    case = started()
    assert case.why_not(Start(process="jobbtorg", party=JONAS, by=SARA, via="phone")) == "not-your-move"
    assert case.why_not(Start(process="jobbtorg", party=JONAS, by=JONAS)) == "ok"


def test_the_run_of_an_outside_party_is_registered_with_how_it_was_told():
    """D1: an outside party's acts are registered by a worker who is here, with the source."""
    case = started()
    assert case.why_not(Start(process="vard", party=VERA, by=SARA)) == "not-your-move"
    assert case.do(Start(process="vard", party=VERA, by=SARA, via="letter")).via == "letter"


def test_somebody_outside_cannot_register_what_another_outside_party_said():
    """D1: the worker who registers is here."""
    assert started().why_not(Start(process="vard", party=VERA, by=FARID, via="letter")) == "not-your-move"


def test_a_box_of_one_party_is_not_moved_by_another():
    """D1, D4."""
    case = started()
    assert case.why_not(Complete(position=case.at("2"), exits=("om",), by=OLLE)) == "not-your-move"
    assert case.why_not(Complete(position=case.at("2"), exits=("om",), by=SARA)) == "ok"


def test_an_actor_that_the_handbook_does_not_know_is_refused():
    case = started()
    assert case.why_not(Complete(position=case.at("2"), exits=("om",), by="nobody")) == "no-party"
    assert PROV.parties.keys() >= {SARA, OLLE}
