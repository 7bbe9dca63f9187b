"""What does an outcome do? It ends its position, carries its degree, and closes nothing. (D13)"""

from __future__ import annotations

import pytest

from samordna.handbooks.journey.moves import Complete
from samordna.handbooks.queries import shared_registers
from tests.world import JONAS, KIM, SARA, TEAM, started


def test_an_outcome_ends_its_position_only():
    """D13: it never closes by itself."""
    case = started("2")
    case.take("2", "arbete", "klart", degree=50, since="2026-12-01")
    assert (case.boxes, case.ball, case.state.closed) == (["soc/4"], SARA, False)
    (reached,) = case.state.outcomes
    assert (reached.outcome, reached.degree, reached.since, reached.driver) == ("work", 50, "2026-12-01", SARA)


def test_several_outcomes_may_coexist():
    """D13: part work, part benefit."""
    case = started("2")
    case.take("2", "arbete", "ersattning", degree=50)
    assert [(o.outcome, o.degree) for o in case.state.outcomes] == [("work", 50), ("sjukersattning", 50)]
    assert len(case.state.open_runs()) == 1


@pytest.mark.parametrize("degree", [25, 50, 75, 100])
def test_a_degree_lies_in_the_range_of_its_outcome(degree):
    """D13: 25-100 %."""
    case = started("2")
    assert case.why_not(Complete(position=case.at("2"), exits=("arbete",), degree=degree)) == "ok"


@pytest.mark.parametrize("degree", [-50, 1, 24, 101])
def test_a_degree_outside_the_range_is_refused_with_the_range(degree):
    """D13."""
    case = started("2")
    ruling = case.ask(Complete(position=case.at("2"), exits=("arbete",), degree=degree))
    assert ruling.decision.code == "bad-degree"
    assert "between 25 and 100" in str(ruling.decision.reason)


def test_an_outcome_without_degrees_has_none():
    """D13: the degree belongs to the outcome beside it."""
    case = started("2")
    case.take("2", "arbete", "soker", degree=75)
    assert [(o.outcome, o.degree) for o in case.state.outcomes] == [("work", 75), ("job-seeking", 0)]


@pytest.mark.parametrize("box_id", ["1", "2", "4", "7"])
def test_moved_and_the_like_may_end_any_box(box_id):
    """D13: every handbook also has moved, deceased, declined by the person, transferred."""
    case = started(box_id)
    case.take(box_id, "outcome:moved")
    assert (case.boxes, [o.outcome for o in case.state.outcomes]) == ([], ["moved"])


def test_other_outcomes_need_an_exit_to_them():
    """D13."""
    case = started("1")
    assert case.why_not(Complete(position=case.at("1"), exits=("outcome:work",))) == "no-exit"
    assert case.why_not(Complete(position=case.at("1"), exits=("outcome:okand",))) == "no-exit"


def test_the_shared_register_has_the_four_that_end_any_box_and_the_degrees():
    """D13."""
    outcomes = shared_registers()["outcomes"]
    assert {o.id for o in outcomes.values() if o.data.get("everywhere")} == {
        "moved",
        "deceased",
        "declined",
        "transferred",
    }
    assert outcomes["work"].data["degree"] == {"from": 25, "to": 100}


def test_who_drives_on_is_somebody_who_can():
    """D3, D13."""
    case = started("2")
    here = case.at("2")
    for party, code in ((KIM, "cannot-receive"), (TEAM, "cannot-receive"), ("okand", "no-party"), (JONAS, "ok")):
        assert case.why_not(Complete(position=here, exits=("arbete",), driver=party)) == code
