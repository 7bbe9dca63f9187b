"""What has happened stands in plain words, newest first, with its text for the journal (D1, D12, D24)."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from samordna.cases import beside, queries
from samordna.cases.commands import moving, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.queries import see
from samordna.consents.commands import withdraw
from samordna.consents.domain import Withdrawal
from samordna.desk import case_gather
from samordna.desk.history import timeline
from samordna.desk.history.timeline import Line, Wanted
from samordna.web import i18n
from tests.cases_world import World
from tests.desk_case_world import asked, consent, go_on, mapped, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.urls("tests.case_page_urls")]


def told(world: World, case: int, name: str = "sara", lang: str = "en") -> list[Line]:
    """The lines that somebody sees, oldest first."""
    i18n.activate(lang)
    read = case_gather.acts(see(world.scope(name), case, world.day), world.day)
    every = timeline.Shown(tuple(timeline.lines(read.names, read.happened, read.ticks)))
    return list(timeline.with_corrections(every, read.names).lines)


def words(world: World, case: int, name: str = "sara") -> list[str]:
    """Who and what, line by line."""
    return [each.what if each.whole else f"{each.who} {each.what}" for each in told(world, case, name)]


def test_moves_are_told_by_the_titles_of_the_handbook(world: World) -> None:
    done = mapped(world)
    assert words(world, done.case) == [
        "Sara opened the case in box 3 “Mapping”.",
        "Sara went on from box 3 “Mapping” to box 4 “Change plan”.",
    ]


def test_a_skip_a_jump_and_a_rest(world: World) -> None:
    done = mapped(world)
    moving.skip(**world.by("sara", "Finns redan"), case=done.case, position=the_box(done.case))
    moving.jump(**world.by("sara", "Annan väg"), case=done.case, position=the_box(done.case), target="11")
    moving.park(
        **world.by("sara", "Semester"), case=done.case, position=the_box(done.case), until=world.day.replace(day=30)
    )
    moving.resume(**world.by("sara"), case=done.case, position=the_box(done.case))
    assert words(world, done.case)[2:] == [
        "Sara left box 4 “Change plan” undone and went on to box 5 “Is there a medical certificate?”.",
        "Sara went from box 5 “Is there a medical certificate?” directly to box 11 “"
        + words(world, done.case)[3].rsplit("“", 1)[1],
        words(world, done.case)[4],
        words(world, done.case)[5],
    ]
    rests, again = words(world, done.case)[4:]
    assert rests.startswith("Sara lets box 11")
    assert rests.endswith("rest until 30 November 2026.")
    assert again.endswith("again.")
    assert [each.reason for each in told(world, done.case)[2:]] == ["Finns redan", "Annan väg", "Semester", ""]


def test_an_outcome_and_the_end_of_a_process(world: World) -> None:
    """D13, D14."""
    done = world.open("sara", "soc-sjukskriven", "2")
    go_on(world, done.case, "nej")
    run = see(world.scope("sara"), done.case, world.day).state.open_runs()[0]
    moving.end_run(**world.by("sara"), case=done.case, run=run.id)
    left, ended = words(world, done.case)[1:]
    assert left.startswith("Sara finished box 2")
    assert "Outcome: Continues in ordinary planning." in left
    assert ended == "Sara ended Social services, on sick leave."


def test_a_request_and_its_answer(world: World) -> None:
    """D8."""
    done = asked(world)
    sent = done.transfers[0]
    sending.accept(**world.by("jonas"), case=done.case, transfer=sent)
    # What Jobbtorg does is Jobbtorg's; that it has accepted has reached the asker.
    assert words(world, done.case)[1] == (
        "Sara asked Jobbtorg Stockholm, Torget in box 17 “Cooperation with another party”: Ask Jobbtorg to take part."
    )
    accepted = "Jobbtorg Stockholm, Torget accepted the request from Social services, Oster."
    assert words(world, done.case)[2:] == [accepted]
    assert words(world, done.case, "jonas")[-1] == f"{accepted} Opened box 1 “Referred by social services”."


def test_what_an_outside_party_said_tells_how_and_who_wrote_it_down(world: World) -> None:
    """D1."""
    person = world.person()
    done = world.open("sara", "soc-sjukskriven", "17", person=person)
    consent(world, person.pk, "varden")
    refer = world.by("sara", "Behöver vård.")
    sent = sending.refer(**refer, case=done.case, position=the_box(done.case), referral="begar-vard").transfers[0]
    sending.decline(**world.by("sara", "Hör inte hit"), case=done.case, transfer=sent, via="phone")
    line = told(world, done.case)[-1]
    assert line.what == "Health care declined; Social services, Oster goes on."
    assert (line.whole, line.who, line.via, line.reason) == (True, "Sara", "by phone", "Hör inte hit")


def test_the_person_says_no(world: World) -> None:
    done = asked(world)
    by = world.by("sara", "Vill vänta")
    sending.decline(**by, case=done.case, transfer=done.transfers[0], person_says_no=True)
    assert words(world, done.case)[-1] == ("The person said no to Jobbtorg Stockholm; Social services, Oster goes on.")


def test_who_works_with_it_is_each_units_own(world: World) -> None:
    """D21: Jobbtorg reads the plan, not who works with it."""
    done = asked(world)
    working.give_to(**world.by("sara"), case=done.case, worker=world.workers["sigge"].pk)
    working.add_co_worker(**world.by("sigge"), case=done.case, worker=world.workers["sara"].pk)
    assert words(world, done.case)[-2:] == [
        "Sara gave the case to Sigge, who also keeps watch over it.",
        "Sara works in the case too.",
    ]
    assert {each.kind for each in told(world, done.case, "jonas")} == {"started", "referred"}
    assert "Sara" not in {each.who for each in told(world, done.case, "jonas")}


def test_a_step_of_ones_own_and_a_question_that_names_nobody(world: World) -> None:
    done = mapped(world)
    working.add_step(**world.by("sara"), case=done.case, title="Besökte en studiecirkel")
    by = world.by("sara")
    sending.consult(
        **by, case=done.case, position=the_box(done.case), adviser="Läkare", question="Hur läses ett DFA-intyg?",
        deidentified=True,
    )  # fmt: skip
    step, question = words(world, done.case)[-2:]
    assert step == "Sara added a step of their own: Besökte en studiecirkel"
    assert question == (
        "Sara asked Läkare for advice, without saying whom it is about. The question: Hur läses ett DFA-intyg?"
    )


def test_advice_of_a_party_is_told_by_its_name(world: World) -> None:
    done = mapped(world)
    sending.consult(
        **world.by("sara"), case=done.case, position=the_box(done.case), adviser="forsakringskassan",
        question="Hur lång är er handläggning?", deidentified=True,
    )  # fmt: skip
    assert words(world, done.case)[-1].startswith("Sara asked Försäkringskassan for advice")


def test_a_coded_reason_is_told_in_words(world: World) -> None:
    """D15."""
    done = mapped(world)
    by = world.by("sara", "done-before: i våras")
    moving.skip(**by, case=done.case, position=the_box(done.case))
    line = told(world, done.case)[-1]
    assert line.reason == "It has been done already, here or by somebody else: i våras"
    assert "done-before" not in line.text
    assert told(world, done.case, lang="sv")[-1].reason.endswith(": i våras")


def test_a_withdrawn_consent_says_what_it_cancelled(world: World) -> None:
    """D20."""
    done = asked(world)
    person = see(world.scope("sara"), done.case, world.day).row.person_id
    withdraw(**world.by("sara"), person=person, what=Withdrawal(receiver=world.units["torget"].sphere_id))
    line = told(world, done.case)[-1]
    assert line.what == "A consent was taken back. What was sent to Jobbtorg Stockholm is cancelled."
    assert line.whole
    assert not line.reason


def test_an_answer_that_was_taken_away_is_told(world: World) -> None:
    done = mapped(world)
    working.tell(**world.by("sara"), case=done.case, position=the_box(done.case), typed={"earlier_measures": None})
    line = told(world, done.case)[-1]
    assert line.facts == (("Earlier measures", "the answer was taken away"),)


def test_what_was_corrected_is_struck_through_and_can_not_be_corrected_twice(world: World) -> None:
    """User-asks 13: visible, never silent."""
    done = mapped(world)
    wrong = go_on(world, done.case)
    assert told(world, done.case)[-1].correctable
    right = moving.correct(**world.by("sara", "Fel ruta"), case=done.case, seq=wrong.seq)
    before, after = told(world, done.case)[-2:]
    assert (before.undone_by, before.correctable) == (right.seq, False)
    assert after.what == "undid a step that was wrong: box 4 “Change plan” is open again."


def test_only_the_last_leaving_can_be_undone(world: World) -> None:
    done = mapped(world)
    go_on(world, done.case)
    go_on(world, done.case, "ja")
    assert [each.correctable for each in told(world, done.case)] == [False, False, False, True]


def test_the_text_for_the_journal_holds_everything_once(world: World) -> None:
    """D24."""
    line = told(world, mapped(world).case)[-1]
    assert line.text == (
        "2026-11-22. Sara went on from box 3 “Mapping” to box 4 “Change plan”.\n"
        "Ville veta mer om praktik.\n"
        "Earlier measures: Praktik våren 2025"
    )


def test_when_it_happened_is_told_and_when_it_was_written_down(world: World) -> None:
    """E11."""
    done = mapped(world)
    left = Left(on=world.day.replace(day=20))
    moving.complete(**world.by("sara"), case=done.case, position=the_box(done.case), left=left)
    line = told(world, done.case)[-1]
    assert timeline.when(line) == "20 November 2026 (written down 22 November 2026)"


def test_newest_first_by_pages_and_by_kind(world: World) -> None:
    done = mapped(world)
    for n in range(25):
        working.add_step(**world.by("sara"), case=done.case, title=f"Steg {n}")
    found = told(world, done.case)
    first = timeline.chosen(found, Wanted())
    assert [first.lines[0].seq, first.lines[-1].seq, first.older] == [27, 8, 8]
    then = timeline.chosen(found, Wanted(before=first.older))
    assert ([each.seq for each in then.lines], then.older) == ([7, 6, 5, 4, 3, 2, 1], 0)
    case = timeline.chosen(found, Wanted(group=timeline.CASE))
    assert [each.kind for each in case.lines] == ["started"]
    assert not timeline.chosen(found, Wanted(party="jobbtorg")).lines


def test_every_kind_of_event_has_a_sentence_and_a_group() -> None:
    from samordna.desk.history.sentences import _SENTENCES

    grouped = [kind for kinds in timeline.GROUPS.values() for kind in kinds]
    assert sorted(grouped) == sorted(_SENTENCES)


# On the page


def test_the_page_strikes_through_and_filters(client: Client, world: World) -> None:
    done = mapped(world)
    wrong = go_on(world, done.case)
    moving.correct(**world.by("sara", "Fel ruta"), case=done.case, seq=wrong.seq)
    client.force_login(world.workers["sara"])
    html = client.get(f"/cases/{done.case}/?lang=en").content.decode()
    assert re.search(r"<s>\s*<strong>Sara</strong> went on from box 4", html)
    some = client.get(f"/cases/{done.case}/?kind=case").content.decode()
    assert "opened the case" in some
    assert "went on from" not in some


def test_a_tick_says_where_it_stands_and_what_the_person_objects_to(client: Client, world: World) -> None:
    """D24, SoL 14:6."""
    done = mapped(world)
    client.force_login(world.workers["sara"])
    sent = {"of": "2", "system": "Treserva", "objection": "Praktiken var 2024", "form": str(uuid4())}
    for _twice in range(2):
        answer = client.post(f"/cases/{done.case}/tick/", sent)
        assert answer.status_code == 302
        assert answer["Location"] == f"/cases/{done.case}/#act-2"
    html = client.get(f"/cases/{done.case}/?lang=en").content.decode()
    assert "✓ Stands in Treserva" in html
    assert "The person objects: Praktiken var 2024" in html
    seen = see(world.scope("sara"), done.case, world.day)
    assert beside.ticks(seen)[2].system == "Treserva"
    assert len(queries.happenings(seen, world.day)) == 3


def test_a_tick_without_a_system_asks_for_it(client: Client, world: World) -> None:
    done = mapped(world)
    client.force_login(world.workers["sara"])
    answer = client.post(f"/cases/{done.case}/tick/", {"of": "2", "system": " ", "form": str(uuid4())}, follow=True)
    assert "Treserva" in answer.content.decode()
    assert not beside.ticks(see(world.scope("sara"), done.case, world.day))


def test_another_partys_act_cannot_be_ticked_off(client: Client, world: World) -> None:
    done = asked(world)
    client.force_login(world.workers["jonas"])
    answer = client.post(f"/cases/{done.case}/tick/", {"of": "2", "system": "Cosmic", "form": str(uuid4())})
    assert answer.status_code == 403


def test_one_act_has_a_page_to_copy_print_and_correct(client: Client, world: World) -> None:
    done = mapped(world)
    wrong = go_on(world, done.case)
    client.force_login(world.workers["sara"])
    address = f"/cases/{done.case}/events/{wrong.seq}/"
    assert "Undo: it was wrong" in client.get(f"{address}?lang=en").content.decode()
    empty = client.post(address, {"reason": "", "form": str(uuid4())})
    assert empty.status_code == 400
    assert 'id="errors"' in empty.content.decode()
    mended = client.post(address, {"reason": "Fel ruta", "form": str(uuid4())})
    assert mended.status_code == 302
    assert told(world, done.case)[-1].kind == "corrected"


def test_a_refusal_to_correct_keeps_what_was_typed(client: Client, world: World) -> None:
    done = mapped(world)
    client.force_login(world.workers["sara"])
    answer = client.post(f"/cases/{done.case}/events/1/", {"reason": "Ångrar mig", "form": str(uuid4())})
    assert answer.status_code == 400


def test_an_act_that_one_may_not_see_is_not_there(client: Client, world: World) -> None:
    """D21."""
    done = asked(world)
    sending.accept(**world.by("jonas"), case=done.case, transfer=done.transfers[0])
    client.force_login(world.workers["sara"])
    state = see(world.scope("jonas"), done.case, world.day).state
    theirs = next(each for each in state.positions.values() if each.step == "1")
    working.take(**world.by("jonas"), case=done.case, position=theirs.id)
    hidden, nowhere = client.get(f"/cases/{done.case}/events/4/"), client.get(f"/cases/{done.case}/events/99/")
    assert hidden.status_code == nowhere.status_code == 403
