"""Parties ask, hand over and answer: those who sign in, and registered for those who do not (D1, D5, D7-D11, D27)."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from samordna.access.models import Grant
from samordna.cases.commands import closing, moving, sending
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Involved, Position, Transfer
from samordna.cases.states import folded
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.organisations.models import PartyUnit
from tests.cases_playing import at, checked, code, consented, open_boxes, opened
from tests.cases_world import START, World

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def holder(case: int) -> str:
    return Case.objects.get(pk=case).holder_party


def leave(world: World, case: int, step: str, *exits: str, name: str = "sara", **left: Any) -> Any:
    return moving.complete(**world.by(name), case=case, position=at(case, step), left=Left(exits, **left))


def handed(world: World, case: int, step: str = "12", *exits: str) -> int:
    """A box handed over; the number of what was sent."""
    return leave(world, case, step, *(exits or ("jobbtorg",))).transfers[0]


def sent(case: int, number: int) -> Transfer:
    return Transfer.objects.get(case_id=case, no=number)


# Hand-over to those who sign in


def test_only_acceptance_moves_the_box_and_the_ball(world: World) -> None:
    """D7: until then it awaits, and the sender has the ball."""
    case = opened(world, "12")
    number = handed(world, case)
    assert Position.objects.get(case_id=case, step="12").awaits
    assert holder(case) == "socialtjanst"
    sending.accept(**world.by("jonas"), case=case, transfer=number)
    assert open_boxes(case) == ["jobbtorg/1"]
    assert holder(case) == "jobbtorg"
    assert Position.objects.get(case_id=case, step="1").worker_id == world.workers["jonas"].pk
    checked(case)


def test_a_decline_opens_the_box_again_and_the_party_leaves(world: World) -> None:
    """D7, D21: who was only asked, and said no, has nothing more to do with the case."""
    case = opened(world, "12")
    number = handed(world, case)
    assert code(lambda: sending.decline(**world.by("jonas"), case=case, transfer=number)) == "reason-needed"
    sending.decline(**world.by("jonas", "Fel ålder"), case=case, transfer=number)
    assert (sent(case, number).status, holder(case)) == ("declined", "socialtjanst")
    assert not Position.objects.get(case_id=case, step="12").awaits
    assert not Involved.objects.filter(case_id=case, party="jobbtorg", until_seq=None).exists()
    assert code(lambda: moving.resume(**world.by("jonas"), case=case, position=1)) == "not-involved"
    checked(case)


def test_the_number_given_to_a_party_that_left_is_not_given_again(world: World) -> None:
    """D21: a party that is asked again gets a new number of its own."""
    case = opened(world, "12")
    for _ in range(2):
        sending.decline(**world.by("jonas", "Nej"), case=case, transfer=handed(world, case))
    numbers = list(Involved.objects.filter(case_id=case, party="jobbtorg").values_list("number", flat=True))
    assert len(set(numbers)) == 2
    checked(case)


@pytest.mark.parametrize("name", ["jonas", "sara"])
def test_the_person_says_no(world: World, name: str) -> None:
    """D8: registered by either side; the box stays open with its alternatives."""
    case = opened(world, "12")
    number = handed(world, case)
    sending.decline(**world.by(name, "Kim vill inte"), case=case, transfer=number, person_says_no=True)
    assert (sent(case, number).status, sent(case, number).answer) == ("declined", "person-says-no")
    assert open_boxes(case) == ["soc-sjukskriven/12"]
    checked(case)


def test_what_is_not_answered_can_be_taken_back_by_its_sender(world: World) -> None:
    """D7: and the party that was asked leaves."""
    case = opened(world, "12")
    number = handed(world, case)
    assert code(lambda: sending.withdraw(**world.by("jonas", "Nej"), case=case, transfer=number)) == "not-your-move"
    sending.withdraw(**world.by("sara", "Kim flyttar"), case=case, transfer=number)
    assert sent(case, number).status == "withdrawn"
    assert (
        code(lambda: sending.accept(**world.by("sara"), case=case, transfer=number, via="letter")) == "already-answered"
    )
    assert not Involved.objects.filter(case_id=case, party="jobbtorg", until_seq=None).exists()
    checked(case)


def test_a_return_cannot_be_declined(world: World) -> None:
    """D9: the box and the ball are back at once."""
    case = opened(world, "12")
    sending.accept(**world.by("jonas"), case=case, transfer=handed(world, case))
    box = at(case, "jobbtorg/1")
    assert code(lambda: sending.give_back(**world.by("jonas"), case=case, position=box)) == "reason-needed"
    sending.give_back(**world.by("jonas", "För sjuk just nu"), case=case, position=box)
    assert open_boxes(case) == ["soc-sjukskriven/12"]
    assert holder(case) == "socialtjanst"
    checked(case)


# Law


def test_nothing_is_handed_over_without_consent_or_ground(world: World) -> None:
    """D18, D19, principle 2: refused with the paragraph that keeps it, and nothing is written."""
    case = opened(world, "12", consent=False)
    with pytest.raises(Refused) as no:
        handed(world, case)
    assert no.value.decision.code == "consent-needed"
    assert "osl:26:1" in no.value.decision.law
    assert Event.objects.filter(stream_id=case).count() == 1
    assert not Involved.objects.filter(case_id=case, party="jobbtorg").exists()
    checked(case)


def test_a_consent_to_part_of_it_is_not_enough(world: World) -> None:
    """D18: every category that would be told has to be opened."""
    case = opened(world, "12", consent=False)
    consented(world, Case.objects.get(pk=case).person_id, "torget", categories=("contact", "work", "plan"))
    assert code(lambda: handed(world, case)) == "consent-needed"
    consented(world, Case.objects.get(pk=case).person_id, "torget", categories=("health",))
    assert code(lambda: handed(world, case)) == "ok"


def test_a_consent_to_one_party_opens_nothing_to_another(world: World) -> None:
    """D18: a new party never inherits."""
    case = opened(world, "17", consent=False)
    consented(world, Case.objects.get(pk=case).person_id, "torget")
    assert code(lambda: handed(world, case, "17", "fk")) == "consent-needed"
    assert code(lambda: handed(world, case, "17", "jobbtorg")) == "ok"


def test_what_the_person_carries_needs_nobody_s_leave(world: World) -> None:
    """D19: Försäkringskassan's application is the person's own document (OSL 12:1)."""
    case = opened(world, "17", consent=False)
    done = sending.refer(**world.by("sara"), case=case, position=at(case, "17"), referral="begar-fk")
    assert sent(case, done.transfers[0]).receiver_party == "forsakringskassan"
    assert not Grant.objects.exists()
    checked(case)


# Outside


def test_what_an_outside_party_says_is_registered_with_how_it_was_told(world: World) -> None:
    """D1: by anybody here; without the channel it is not their move."""
    case = opened(world, "17")
    number = handed(world, case, "17", "fk")
    assert code(lambda: sending.accept(**world.by("sara"), case=case, transfer=number)) == "not-your-move"
    assert code(lambda: sending.accept(**world.by("sara"), case=case, transfer=number, via="pigeon")) == "no-channel"
    sending.accept(**world.by("sara"), case=case, transfer=number, via="letter", on=world.day)
    assert holder(case) == "forsakringskassan"
    box = Position.objects.get(case_id=case, process="forsakringskassan", closed_seq=None)
    assert (box.unit_id, box.worker_id) == (world.units["fk"].pk, None)
    assert Involved.objects.get(case_id=case, party="forsakringskassan").number == ""
    assert (
        '"via":"letter"' in Payload.objects.get(stream_id=case, seq=Case.objects.get(pk=case).seq, category="plan").data
    )
    leave(world, case, "forsakringskassan/1", "vidare", via="phone")
    assert open_boxes(case) == ["forsakringskassan/2"]
    checked(case)


def test_an_outside_party_returns_by_letter(world: World) -> None:
    """D1, D9."""
    case = opened(world, "17")
    sending.accept(**world.by("sara"), case=case, transfer=handed(world, case, "17", "fk"), via="sdk")
    box = at(case, "forsakringskassan/1")
    sending.give_back(**world.by("sigge", "Ingen rätt"), case=case, position=box, via="letter")
    assert holder(case) == "socialtjanst"
    assert open_boxes(case) == ["soc-sjukskriven/17"]
    checked(case)


def test_whoever_is_here_answers_for_themselves(world: World) -> None:
    """D1: nobody registers what a party that signs in has said."""
    case = opened(world, "12")
    number = handed(world, case)
    assert code(lambda: sending.accept(**world.by("sara"), case=case, transfer=number, via="phone")) == "not-your-move"


def test_two_parties_played_by_one_unit_make_no_hand_over(world: World) -> None:
    """D5: accepted in the same act; no consent is needed, and there is one event."""
    PartyUnit.objects.filter(party="jobbtorg").delete()
    PartyUnit.objects.create(unit=world.units["oster"], party="jobbtorg", first=True, valid_from=START)
    case = opened(world, "12", consent=False)
    done = leave(world, case, "12", "jobbtorg")
    assert done.seq == 2
    assert open_boxes(case) == ["jobbtorg/1"]
    assert Case.objects.get(pk=case).holder_id == world.units["oster"].pk
    checked(case)


# Referrals, consultations, forums


def test_a_referral_leaves_the_box_and_its_answer_moves_nothing(world: World) -> None:
    """D8."""
    case = opened(world, "17")
    done = sending.refer(
        **world.by("sara"), case=case, position=at(case, "17"), referral="begar-jobbtorg", note="Kan ni?"
    )
    number = done.transfers[0]
    sending.accept(**world.by("jonas"), case=case, transfer=number)
    assert open_boxes(case) == ["soc-sjukskriven/17", "jobbtorg/1"]
    assert holder(case) == "socialtjanst"
    sending.answer(**world.by("jonas"), case=case, transfer=number, text="Plats i mars")
    assert (sent(case, number).status, holder(case)) == ("answered", "socialtjanst")
    assert open_boxes(case) == ["soc-sjukskriven/17", "jobbtorg/1"]
    checked(case)


def test_an_answer_across_spheres_needs_consent_too(world: World) -> None:
    """D18: the way back is a way of its own."""
    case = opened(world, "17", consent=False)
    consented(world, Case.objects.get(pk=case).person_id, "torget", both=False)
    number = sending.refer(**world.by("sara"), case=case, position=at(case, "17"), referral="begar-jobbtorg").transfers[
        0
    ]
    sending.accept(**world.by("jonas"), case=case, transfer=number)
    assert code(lambda: sending.answer(**world.by("jonas"), case=case, transfer=number, text="Ja")) == "consent-needed"


def test_a_question_moves_neither_box_nor_ball(world: World) -> None:
    """D10: and is answered with a text."""
    case = opened(world, "9")
    box = at(case, "9")
    done = sending.consult(
        **world.by("sara"), case=case, position=box, adviser="halso-sjukvard", question="Vad gäller?"
    )
    assert open_boxes(case) == ["soc-sjukskriven/9"]
    number = done.transfers[0]
    assert code(lambda: sending.accept(**world.by("sara"), case=case, transfer=number, via="fax")) == "not-answerable"
    sending.answer(**world.by("sara"), case=case, transfer=number, text="Intyg kommer", via="phone")
    assert sent(case, number).status == "answered"
    checked(case)


def test_a_question_that_names_nobody_needs_no_consent(world: World) -> None:
    """D10: de-identified it is a note, and opens nothing to anybody."""
    case = opened(world, "9", consent=False)
    box = at(case, "9")
    asked = {"adviser": "forsakringskassan", "question": "Hur räknas ferier?"}
    assert code(lambda: sending.consult(**world.by("sara"), case=case, position=box, **asked)) == "consent-needed"
    sending.consult(**world.by("sara"), case=case, position=box, deidentified=True, **asked)
    assert not Transfer.objects.filter(case_id=case).exists()
    assert Involved.objects.filter(case_id=case).count() == 1
    checked(case)


def test_the_team_is_a_forum(world: World) -> None:
    """D3, D11: the run is the registrant's; the team leads its meeting and never has the ball."""
    case = opened(world, "13")
    sending.refer(**world.by("sara"), case=case, position=at(case, "13"), referral="finsamteam")
    assert open_boxes(case) == ["soc-sjukskriven/13", "finsamteam/4"]
    leave(world, case, "finsamteam/4", "vidare")
    box = Position.objects.get(case_id=case, process="finsamteam", closed_seq=None)
    assert (box.step, box.unit_id) == ("10", world.units["teamet"].pk)
    assert holder(case) == "socialtjanst"
    leave(world, case, "finsamteam/10", "ja", name="karin")
    leave(world, case, "finsamteam/5", "vidare", name="karin")
    assert Position.objects.get(case_id=case, step="6", closed_seq=None).unit_id == world.units["oster"].pk
    assert holder(case) == "socialtjanst"
    refused = code(
        lambda: sending.hand_over(
            **world.by("sara", "Ta över"), case=case, position=at(case, "13"), target="finsamteam/10"
        )
    )
    assert refused in ("cannot-receive", "same-party")
    checked(case)


def test_the_team_gets_no_box_without_consent(world: World) -> None:
    """D11, D18: nothing is sent to a forum, and yet its box shows it the case; so that takes consent too."""
    case = opened(world, "13", consent=False)
    sending.refer(**world.by("sara"), case=case, position=at(case, "13"), referral="finsamteam")
    assert code(lambda: leave(world, case, "finsamteam/4", "vidare")) == "consent-needed"
    assert not Involved.objects.filter(case_id=case, party="finsamteam").exists()
    told = ("contact", "social", "work", "health")
    consented(world, Case.objects.get(pk=case).person_id, "teamet", categories=told, both=False)
    assert code(lambda: leave(world, case, "finsamteam/4", "vidare")) == "ok"
    checked(case)


def test_a_second_notification_to_the_team_joins_the_first(world: World) -> None:
    """D11: one open run per person and team."""
    case = opened(world, "13")
    for _ in range(2):
        sending.refer(**world.by("sara"), case=case, position=at(case, "13"), referral="finsamteam")
    assert open_boxes(case).count("finsamteam/4") == 1
    assert (
        len([run for run in folded(case, Case.objects.get(pk=case).seq).open_runs() if run.process == "finsamteam"])
        == 1
    )


# Silence and closing


def test_silence_goes_to_the_next_to_ask_and_moves_nothing(world: World) -> None:
    """D27: the box awaits as before, the next unit sees it."""
    case = opened(world, "12")
    number = handed(world, case)
    sending.escalate(**world.by("sara"), case=case, transfer=number, unit=world.units["vaster"].pk)
    row = sent(case, number)
    assert (row.escalated_unit_id, row.escalated_seq, row.status) == (world.units["vaster"].pk, 3, "sent")
    sending.accept(**world.by("jonas"), case=case, transfer=number)
    late = code(lambda: sending.escalate(**world.by("sara"), case=case, transfer=number, unit=world.units["fk"].pk))
    assert late == "already-answered"
    checked(case)


def test_an_outsider_does_not_learn_whether_anything_was_sent(world: World) -> None:
    """D21: the same refusal whether there is something or not."""
    case = opened(world, "12")
    number = handed(world, case)
    for transfer in (number, 999):
        act = partial(sending.escalate, **world.by("olle"), case=case, unit=world.units["vaster"].pk)
        assert code(partial(act, transfer=transfer)) == "not-involved"


def test_a_case_does_not_close_while_something_is_unanswered(world: World) -> None:
    """D14: a run with an unanswered hand-over cannot end, nor the case close."""
    case = opened(world, "12")
    handed(world, case)
    run = min(folded(case, 2).runs)
    assert code(lambda: moving.end_run(**world.by("sara"), case=case, run=run)) == "unanswered"
    assert code(lambda: closing.close(**world.by("sara"), case=case)) == "runs-open"


def test_the_end_of_an_outside_party_s_process_is_registered(world: World) -> None:
    """D9, D14: with the channel; who drives on is named, else it is the owner."""
    case = opened(world, "17")
    sending.accept(**world.by("sara"), case=case, transfer=handed(world, case, "17", "fk"), via="letter")
    state = folded(case, Case.objects.get(pk=case).seq)
    run = next(r.id for r in state.open_runs() if r.process == "forsakringskassan")
    assert code(lambda: moving.end_run(**world.by("sara"), case=case, run=run)) == "not-your-move"
    moving.end_run(**world.by("sara"), case=case, run=run, via="letter")
    assert holder(case) == "socialtjanst"
    checked(case)
