"""How do a run and a case end, and who drives on? (D3, D9, D14)"""

from __future__ import annotations

import pytest

from samordna.handbooks.journey.moves import Accept, Close, End, Refer, ReopenCase, Start, Withdraw
from tests.world import FARID, JONAS, KIM, OLLE, PROV, SARA, TEAM, VERA, Case, handbook, started


def test_the_end_of_a_run_leaves_its_boxes_with_their_visits():
    """D12, D14."""
    case = started("2")
    case.do(End(run=1, reason="klart"))
    assert (case.boxes, case.state.open_runs()) == ([], [])
    assert [(v.position.step, v.how, v.reason) for v in case.state.visits] == [("2", "ended", "klart")]


def test_the_owner_drives_on_when_nobody_is_named():
    """D9."""
    case = started("2")
    case.take("2", "vard")
    case.accept()
    case.do(End(run=case.state.run_of("vard", VERA).id, by=SARA, via="letter"))
    assert case.ball == SARA


def test_whoever_is_named_drives_on():
    """D9: Borås ruta 6, Malmö ruta 5."""
    case = started("2")
    case.do(End(run=1, driver=JONAS))
    assert case.ball == JONAS


@pytest.mark.parametrize(("driver", "code"), [(KIM, "cannot-receive"), (TEAM, "cannot-receive"), ("okand", "no-party")])
def test_neither_the_person_nor_a_forum_nor_a_stranger_drives_on(driver, code):
    """D3."""
    assert started("2").why_not(End(run=1, driver=driver)) == code


def test_a_party_ends_only_its_own_runs():
    """D14."""
    case = started("2")
    assert case.why_not(End(run=1, by=OLLE)) == "not-your-move"
    assert case.why_not(End(run=99)) == "no-run"
    case.do(End(run=1, by=SARA))
    assert case.why_not(End(run=1, by=SARA)) == "no-run"


def test_the_end_of_an_outside_partys_run_is_registered_with_its_source():
    """D1, D14."""
    case = started("2")
    case.take("2", "vard")
    case.accept()
    run = case.state.run_of("vard", VERA).id
    assert case.why_not(End(run=run, by=SARA)) == "not-your-move"
    assert case.why_not(End(run=run, by=SARA, via="in-person")) == "ok"


def test_a_run_with_an_unanswered_hand_over_is_not_ended():
    """D7, D14."""
    case = started("2")
    case.take("2", "fk")
    assert case.why_not(End(run=1)) == "unanswered"
    case.do(Withdraw(transfer=case.sent().id, reason="behövs inte"))
    assert case.why_not(End(run=1)) == "ok"


def test_the_ball_stays_with_a_holder_who_has_work_elsewhere():
    """D3: only what the run's end leaves without a driver is handed on."""
    case = started("2")
    case.take("2", "vard")
    case.accept()
    case.do(End(run=1))
    assert case.ball == VERA


def test_a_holder_whose_box_ends_with_anothers_run_gives_the_ball_to_the_one_who_drives_on():
    """D9: Jonas leads a box in Sara's run."""
    case = started("2")
    case.take("2", "jobbtorg")
    case.accept()
    assert case.ball == JONAS
    case.do(End(run=1))
    assert (case.ball, case.boxes) == (SARA, [])


def test_a_case_with_open_runs_is_not_closed():
    """D14."""
    assert started("2").why_not(Close()) == "runs-open"


def test_a_case_with_an_unanswered_referral_is_not_closed():
    """D14."""
    case = started("2")
    case.do(Refer(position=case.at("2"), referral="af"))
    case.take("2", "klart")
    case.do(End(run=1))
    assert case.why_not(Close()) == "unanswered"
    case.do(Accept(transfer=case.sent().id))
    assert case.why_not(Close()) == "unanswered"


def test_a_case_with_running_clocks_is_not_closed():
    """D14."""
    case = started("2")
    case.do(End(run=1))
    assert case.why_not(Close(clocks_running=2)) == "clocks-running"


def test_a_closed_case_rests_until_it_is_opened_again_with_everything_kept():
    """D14."""
    case = started("2")
    assert case.why_not(ReopenCase()) == "case-open"
    case.take("2", "arbete", degree=100)
    case.do(End(run=1, driver=JONAS))
    case.do(Close())
    before = case.state
    assert before.closed
    assert case.why_not(Start(process="soc", party=SARA)) == "case-closed"
    case.do(ReopenCase(reason="anställningen upphörde"))
    assert not case.state.closed
    assert (case.state.visits, case.state.outcomes, case.state.runs) == (before.visits, before.outcomes, before.runs)
    assert case.ball == SARA
    case.do(Start(process="soc", party=SARA))
    assert case.state.run_of("soc", SARA).n == 2


def test_a_case_follows_its_own_handbook_in_its_own_version():
    """A running case is pinned to its version."""
    case = started("2")
    case.handbook = handbook(*PROV.processes, version="2")
    assert case.why_not(End(run=1)) == "other-version"
    assert Case().state.version == ""


def test_a_run_may_end_while_another_party_has_the_ball():
    """D14."""
    case = started("2")
    case.do(Refer(position=case.at("2"), referral="begar"))
    case.accept()
    case.do(End(run=case.state.run_of("vard", VERA).id, driver=FARID, by=SARA, via="letter"))
    assert (case.ball, case.boxes) == (SARA, ["soc/2"])
