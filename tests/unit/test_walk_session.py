"""A rehearsal: choose, go back, jump, answer; the focus follows what happens."""

from __future__ import annotations

from datetime import date

import pytest

from samordna.handbooks.journey import fold
from samordna.handbooks.walk.session import Refused, Session
from tests.world import FARID, JONAS, PROV, SARA, VERA

DAY = date(2026, 11, 22)


@pytest.fixture
def session() -> Session:
    """A rehearsal of social services' process, in box 2."""
    made = Session(PROV, DAY)
    made.start("soc", SARA, "2")
    return made


def here(session: Session) -> str:
    """The box in front of us."""
    process, step = session.box()
    return f"{process.id}/{step.id}"


def test_a_rehearsal_begins_at_the_first_start_or_in_the_middle():
    """D15."""
    first = Session(PROV, DAY)
    first.start("soc", SARA)
    assert here(first) == "soc/1"
    with pytest.raises(Refused, match="no box 99"):
        Session(PROV, DAY).start("soc", SARA, "99")


def test_a_choice_leads_to_the_next_box(session):
    session.choose("klart")
    assert here(session) == "soc/4"


def test_several_exits_are_chosen_with_a_plus(session):
    session.choose("om+klart")
    assert session.state.boxes() == ["soc/1", "soc/4"]
    assert here(session) == "soc/1"


def test_a_degree_follows_an_equals_sign(session):
    """D13."""
    with pytest.raises(Refused, match="degree as a number"):
        session.choose("arbete=halv")
    session.choose("arbete=50")
    assert [(o.outcome, o.degree) for o in session.state.outcomes] == [("work", 50)]


def test_a_wrong_choice_changes_nothing_and_says_why(session):
    before = session.state
    with pytest.raises(Refused, match="has no exit"):
        session.choose("hittepa")
    assert session.state == before
    assert len(session.events) == 1


def test_back_takes_back_the_last_act_until_the_beginning(session):
    session.choose("klart")
    session.choose("vidare")
    assert session.back()
    assert here(session) == "soc/4"
    assert session.back()
    assert here(session) == "soc/2"
    assert not session.back()
    assert session.state == fold(session.events)


def test_a_jump_needs_only_the_box(session):
    """A rehearsal gives its own reason."""
    session.choose("jump:7")
    assert here(session) == "soc/7"
    with pytest.raises(Refused, match="leads nowhere"):
        session.choose("jump:")


def test_skipping_follows_an_exit(session):
    session.choose("skip:klart")
    assert (here(session), session.events[-1].kind) == ("soc/4", "skipped")


def test_a_hand_over_is_accepted_as_if_by_letter(session):
    """D1, D7."""
    session.choose("fk")
    assert session.awaiting().receiver == FARID
    event = session.choose("accept")
    assert (event.via, here(session), session.state.ball) == ("letter", "soc/3", FARID)


def test_a_hand_over_is_declined_and_the_box_is_in_front_of_us_again(session):
    """D7."""
    session.choose("jobbtorg")
    assert session.awaiting().receiver == JONAS
    session.choose("decline")
    assert (here(session), session.awaiting(), session.state.ball) == ("soc/2", None, SARA)


def test_a_referral_keeps_the_box_in_front_of_us_until_it_is_accepted(session):
    """D8."""
    session.choose("refer:begar")
    assert here(session) == "soc/2"
    session.choose("accept")
    assert here(session) == "vard/2"


def test_advice_is_answered_and_not_accepted(session):
    """D10: an earlier hand-over is what accept and decline are about."""
    session.choose("refer:rad")
    assert session.awaiting() is None
    with pytest.raises(Refused, match="Nothing awaits"):
        session.choose("accept")
    session.choose("answer")
    assert session.state.unanswered() == []
    with pytest.raises(Refused, match="Nothing awaits"):
        session.choose("answer")


def test_a_wait_proposes_a_review_date(session):
    session.choose("wait:for-sjuk")
    assert session.current().until == "2027-02-20"
    with pytest.raises(Refused, match="has no wait"):
        session.choose("wait:hittepa")


def test_the_focus_can_be_turned_to_another_open_box(session):
    session.choose("om+klart")
    other = max(session.state.positions)
    session.look_at(other)
    assert here(session) == "soc/4"


def test_when_no_box_is_open_a_choice_says_so(session):
    session.choose("arbete")
    assert session.current() is None
    for choice in ("klart", "jump:1"):
        with pytest.raises(Refused, match="No box is open"):
            session.choose(choice)
    with pytest.raises(Refused, match="No box is open"):
        session.box()


def test_the_same_choices_give_the_same_events():
    """The rehearsal and a real case are one journey."""
    told = []
    for _ in range(2):
        session = Session(PROV, DAY)
        session.start("soc", SARA)
        for choice in ("vidare", "vard", "accept", "ater", "tillbaka", "arbete=75"):
            session.choose(choice)
        told.append(session.events)
    assert told[0] == told[1]
    assert VERA in {t.receiver for t in session.state.transfers.values()}
