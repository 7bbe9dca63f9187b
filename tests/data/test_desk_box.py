"""A worker works in a box: answers, goes on, previews what leaves, keeps drafts, meets a colleague (D6-D10, E12)."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.audit import verifying
from samordna.cases import drafts, reasons
from samordna.cases.commands import moving, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Draft, Fact, Position, Transfer
from samordna.consents import commands as consents
from samordna.consents.domain import Direction, Paper
from samordna.desk.boxes.entering import REASONS
from samordna.journal.models import Event, Payload
from samordna.kernel.period import Period
from samordna.organisations.models import Address, PartyUnit, Unit
from tests.cases_world import START, World, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.data]
REFERRED = ("contact", "work", "health", "plan")


def colleague(world: World, case: int, name: str = "sigge") -> Client:
    """One who is not assigned and has said why they read the case (D26)."""
    client = signed_in(world, name)
    session = client.session
    session[REASONS] = {str(case): "Hjälper till"}
    session.save()
    return client


def at(case: int) -> str:
    """The address of the newest open box."""
    return reverse("case-box", args=[case, the_box(case)])


def the_box(case: int) -> int:
    return Position.objects.filter(case_id=case, closed_seq=None).order_by("-no").values_list("no", flat=True)[0]


def steps(case: int) -> list[str]:
    return list(Position.objects.filter(case_id=case, closed_seq=None).order_by("no").values_list("step", flat=True))


def send(client: Client, where: str, do: str, **more):
    return client.post(where, {"form": str(uuid4()), "do": do, **more})


def consent(world: World, case: int, to: str = "torget", categories: tuple[str, ...] = REFERRED) -> None:
    ours, theirs = world.units["oster"].sphere, world.units[to].sphere
    ways = (Direction(ours.pk, theirs.pk, theirs.name), Direction(theirs.pk, ours.pk, ours.name))
    paper = Paper(
        kind="informationsutbyte", directions=ways, categories=categories, purpose="Planera", evidence="Blankett",
        valid=Period(None, date(2027, 6, 1)), form="written",
    )  # fmt: skip
    consents.give(**world.by("sara"), person=Case.objects.get(pk=case).person_id, paper=paper, case=case)


def test_the_page_shows_guidance_facts_ways_and_law(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    page = sara.get(at(case)).content.decode()
    assert "Is there a current medical certificate?" in page
    assert 'name="fact-certificate_from"' in page
    assert 'type="date"' in page
    assert "Review the medical certificate" in page
    assert "SoL (2025:400) 12 kap. 3 §" in page
    swedish = signed_in(world, "sara", "sv").get(at(case)).content.decode()
    assert "Finns ett aktuellt läkarintyg?" in swedish


def test_the_title_and_the_address_name_nobody_and_no_illness(world: World, sara: Client) -> None:
    """D22: the title has the number of the box only."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    page = sara.get(at(case)).content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert "Box 5" in title
    assert not {"Kim", "Ek", "certificate"} & set(title.split())


def test_continue_keeps_the_answers_and_opens_the_next_box(world: World, sara: Client) -> None:
    """D6, D15."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    answer = send(
        sara,
        at(case),
        "complete",
        exit="ja",
        then="box",
        note="Sett intyget",
        **{"fact-certificate_from": "2026-11-01"},
    )
    assert steps(case) == ["7"]
    assert answer.headers["Location"] == at(case)
    assert Fact.objects.get(case_id=case).value == "2026-11-01"


def test_a_box_with_one_way_completes_in_one_click_from_the_case_page(world: World, sara: Client) -> None:
    """D15."""
    case = world.open().case
    answer = send(sara, at(case), "complete")
    assert answer.headers["Location"] == reverse("case", args=[case])
    assert steps(case) == ["2"]


def test_without_a_choice_the_page_says_so_and_keeps_what_was_typed(world: World, sara: Client) -> None:
    """User asks 10 and 18: error summary with links, title, nothing lost."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    answer = send(sara, at(case), "complete", note="Skrivet med möda", **{"fact-certificate_to": "2026-12-24"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "<title>Error: " in page
    assert 'href="#exits"' in page
    assert 'id="exits"' in page
    assert "Skrivet med möda" in page
    assert 'value="2026-12-24"' in page
    assert steps(case) == ["5"]


def test_a_wrong_answer_points_at_its_field(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "12").case
    page = send(sara, at(case), "tell", **{"fact-participation_extent": "150"}).content.decode()
    assert 'href="#fact-participation_extent"' in page
    assert 'value="150"' in page
    assert not Fact.objects.filter(case_id=case).exists()


def test_saving_stays_and_tells_only_what_is_new(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "12").case
    send(sara, at(case), "tell", **{"fact-participation_extent": "50", "fact-adaptations_needed": "Lugnt"})
    answer = send(sara, at(case), "tell", **{"fact-participation_extent": "50", "fact-adaptations_needed": "Paus"})
    assert answer.headers["Location"] == at(case)
    last = Payload.objects.filter(stream_id=case, category="health").order_by("-seq").first()
    assert last
    assert "participation_extent" not in last.data
    assert "Paus" in last.data


def test_an_emptied_answer_is_taken_away_and_stays_in_what_has_happened(world: World, sara: Client) -> None:
    """A field that showed one's own answer and was emptied; an empty one that showed nothing changes nothing."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    where = at(case)
    send(sara, where, "tell", **{"fact-certificate_from": "2026-11-01"})
    kept = Fact.objects.get(case_id=case)
    assert f'name="held-certificate_from" value="{kept.seq}"' in sara.get(where).content.decode()
    send(sara, where, "tell", **{"fact-certificate_from": ""})
    assert Fact.objects.get(case_id=case).value == "2026-11-01"
    send(sara, where, "tell", **{"fact-certificate_from": "", "held-certificate_from": str(kept.seq)})
    assert Fact.objects.get(case_id=case).value is None
    assert "held-certificate_from" not in sara.get(where).content.decode()
    shown = sara.get(reverse("case", args=[case])).content.decode()
    assert "the answer was taken away" in shown
    assert "1 November 2026</dd>" in shown
    assert "Nothing has been recorded yet." in shown
    assert verifying.verify(case=case).differences == []


def test_an_answer_that_a_colleague_emptied_is_not_brought_back_unseen(world: World, sara: Client) -> None:
    """E12."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    where = at(case)
    send(sara, where, "tell", **{"fact-certificate_from": "2026-11-01"})
    seq = Case.objects.get(pk=case).seq
    working.tell(**world.by("sigge"), case=case, position=the_box(case), typed={"certificate_from": None})
    again = send(sara, where, "tell", seq=seq, **{"fact-certificate_from": "2026-11-01"})
    assert again.status_code == 409
    assert "Two answers to the same question" in again.content.decode()


def test_a_refusal_names_parties_and_never_their_ids(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "3").case
    Unit.objects.filter(pk=world.units["torget"].pk).update(here=True)
    PartyUnit.objects.filter(party="jobbtorg").delete()
    wanted = {"hand-over-target": "jobbtorg/1", "hand-over-reason": "Redo"}
    page = send(sara, at(case), "hand-over", confirm="yes", **wanted).content.decode()
    assert "No unit in the area plays Jobbtorg Stockholm. Ask your local administrator." in page


def test_a_team_is_told_nothing_before_it_has_been_shown(world: World, sara: Client) -> None:
    """D11, D18: the coordinator's box opens the case to the team."""
    case = world.open("sara", "soc-sjukskriven", "13").case
    sending.refer(**world.by("sara"), case=case, position=the_box(case), referral="finsamteam")
    where = at(case)
    shown = send(sara, where, "complete", exit=_first_way(sara, where)).content.decode()
    assert "To The Finsam team" in shown
    assert "May not leave" in shown


def _first_way(client: Client, where: str) -> str:
    found = re.search(r'name="exit" value="([^"]+)"', client.get(where).content.decode())
    return found[1] if found else ""


def test_an_error_at_radios_leads_to_them(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "3").case
    page = send(sara, at(case), "end").content.decode()
    assert 'href="#field-end-outcome"' in page
    assert page.count('id="field-end-outcome"') == 1


def test_a_draft_is_kept_for_its_writer_only_and_is_no_event(world: World, sara: Client) -> None:
    """User asks 10: kept explicitly, seen by nobody else, never counted."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    before = Event.objects.filter(stream_id=case).count()
    send(sara, at(case), "draft", note="Halvfärdigt", exit="nej")
    mine = sara.get(at(case)).content.decode()
    assert "Halvfärdigt" in mine
    assert 'value="nej" checked' in mine
    assert "Halvfärdigt" not in colleague(world, case).get(at(case)).content.decode()
    assert Event.objects.filter(stream_id=case).count() == before
    send(sara, at(case), "discard")
    assert not Draft.objects.exists()


def test_leaving_the_box_uses_up_the_draft(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    where = at(case)
    send(sara, where, "draft", note="Halvfärdigt")
    send(sara, where, "complete", exit="ja", note="Färdigt")
    assert not Draft.objects.exists()


def test_a_hand_over_is_previewed_and_stopped_with_its_paragraph(world: World, sara: Client) -> None:
    """D18: nothing leaves before consent; the refusal names the law."""
    case = world.open("sara", "soc-sjukskriven", "12").case
    page = send(sara, at(case), "complete", exit="jobbtorg", note="Till verkstaden").content.decode()
    assert "Before it leaves" in page
    assert "May not leave" in page
    assert "OSL (2009:400) 26 kap. 1 §" in page
    assert "Confirm and send" not in page
    assert 'value="Till verkstaden"' in page
    assert not Transfer.objects.exists()
    forced = send(sara, at(case), "complete", exit="jobbtorg", confirm="yes")
    assert forced.status_code == 403
    assert not Transfer.objects.exists()


def test_the_way_to_the_consent_and_back_loses_nothing(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "12").case
    answer = send(sara, at(case), "complete", exit="jobbtorg", note="Till verkstaden", confirm="consent")
    form = answer.headers["Location"]
    page = sara.get(form).content.decode()
    assert f'value="{world.units["torget"].sphere_id}" checked' in page
    assert 'value="health" checked' in page
    back = sara.post(form, {
        "form": str(uuid4()), "kind": "informationsutbyte", "to-sphere": world.units["torget"].sphere_id,
        "ways": "both", "category": REFERRED, "purpose": "Planera", "form-given": "written", "evidence": "Blankett",
        "giver": "self",
    })  # fmt: skip
    assert back.headers["Location"] == at(case)
    assert "Till verkstaden" in sara.get(at(case)).content.decode()


def test_a_preview_says_what_leaves_on_which_basis_to_whom_and_how(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "12").case
    consent(world, case)
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed={"adaptations_needed": "Lugn plats"})
    form = str(uuid4())
    page = sara.post(at(case), {"form": form, "do": "complete", "exit": "jobbtorg"}).content.decode()
    for words in (
        "Health",
        "Lugn plats",
        "The person has consented",
        "Torget",
        "Signs in here",
        "Confirm and send",
        form,
    ):
        assert words in page
    assert not Transfer.objects.exists()
    where, sent = at(case), {"form": form, "do": "complete", "exit": "jobbtorg", "confirm": "yes"}
    sara.post(where, sent)
    twice = sara.post(where, sent)
    assert twice.status_code == 302
    assert Transfer.objects.filter(case_id=case).count() == 1
    assert "awaiting an answer" in sara.get(where).content.decode()


def test_an_outside_receiver_gets_a_letter_to_its_address(world: World, sara: Client) -> None:
    """D1, D23."""
    case = world.open("sara", "soc-sjukskriven", "16").case
    Address.objects.create(unit=world.units["varden"], lines="Vårdcentralen\n123 45 Provet", valid_from=START)
    consent(world, case, "varden", ("contact", "health"))
    page = send(sara, at(case), "refer", referral="prognos", **{"refer-note": "När?"}).content.decode()
    assert "By letter" in page
    assert "123 45 Provet" in page
    send(sara, at(case), "refer", referral="prognos", confirm="yes", **{"refer-note": "När?"})
    assert Transfer.objects.get(case_id=case).status == "sent"
    assert steps(case) == ["16"]


def test_what_the_person_carries_needs_no_consent(world: World, sara: Client) -> None:
    """D19: the application is the person's own document."""
    case = world.open("sara", "soc-sjukskriven", "14").case
    page = send(sara, at(case), "refer", referral="ansokan-fk").content.decode()
    assert "Through the person" in page
    assert "OSL (2009:400) 12 kap. 1 §" in page
    send(sara, at(case), "refer", referral="ansokan-fk", confirm="yes")
    assert Transfer.objects.get(case_id=case).receiver_party == "forsakringskassan"


def test_one_of_several_units_is_chosen(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "12").case
    torget = world.units["torget"]
    other = Unit.objects.create(
        area=world.area, authority=torget.authority, sphere=torget.sphere, slug="norra", name="Norra torget",
        prefix="NOR", here=True, valid_from=START,
    )  # fmt: skip
    PartyUnit.objects.create(unit=other, party="jobbtorg", valid_from=START)
    consent(world, case)
    assert "Norra torget" in send(sara, at(case), "complete", exit="jobbtorg").content.decode()
    send(sara, at(case), "complete", exit="jobbtorg", confirm="yes", **{"unit-jobbtorg": other.pk})
    assert Transfer.objects.get(case_id=case).receiver_unit_id == other.pk


def test_a_question_that_points_at_nobody_needs_no_consent(world: World, sara: Client) -> None:
    """D10."""
    case = world.open("sara", "soc-sjukskriven", "12").case
    asked = {"adviser": "forsakringskassan", "consult-question": "Vad gäller vid halv nedsättning?"}
    assert "May not leave" in send(sara, at(case), "consult", **asked).content.decode()
    send(sara, at(case), "consult", deidentified="yes", **asked)
    assert Event.objects.filter(stream_id=case).latest("seq").kind == "consulted-openly"
    assert not Transfer.objects.exists()


def test_not_relevant_takes_a_coded_reason(world: World, sara: Client) -> None:
    """D15."""
    case = world.open("sara", "soc-sjukskriven", "3").case
    where = at(case)
    page = send(sara, where, "skip").content.decode()
    assert 'href="#field-skip-code"' in page
    assert '<details class="ds-details fold" id="skip" open>' in page
    send(sara, where, "skip", **{"skip-code": "done-before", "skip-reason": "i våras"})
    assert steps(case) == ["4"]
    told = Payload.objects.filter(stream_id=case, category="plan").latest("seq").data
    assert "done-before: i våras" in told
    assert reasons.read("done-before: i våras") == (reasons.SKIP["done-before"], "i våras")


def test_a_rest_has_a_day_and_is_taken_up_again(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "16").case
    where = at(case)
    assert 'href="#field-until"' in send(sara, where, "park", wait="for-sjuk").content.decode()
    send(sara, where, "park", wait="for-sjuk", until="2027-02-01")
    assert "Resting" in sara.get(where).content.decode()
    send(sara, where, "resume")
    assert Position.objects.get(case_id=case, closed_seq=None).until is None


def test_one_goes_to_another_box_with_a_reason(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "3").case
    where = at(case)
    assert send(sara, where, "jump", **{"jump-target": "soc-sjukskriven/8"}).status_code == 400
    send(sara, where, "jump", **{"jump-target": "soc-sjukskriven/8", "jump-reason": "Kartlagd förut"})
    assert steps(case) == ["8"]


def test_a_left_box_shows_what_happened_and_can_be_undone(world: World, sara: Client) -> None:
    """D12."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    where = at(case)
    moving.complete(**world.by("sara"), case=case, position=the_box(case), left=Left(("nej",)))
    assert "This box has been left" in sara.get(where).content.decode()
    seq = Case.objects.get(pk=case).seq
    wrong = send(sara, where, "correct", **{"correct-seq": seq})
    assert wrong.status_code == 400
    send(sara, where, "correct", **{"correct-seq": seq, "correct-reason": "Fel svar"})
    assert steps(case) == ["5"]


def test_an_earlier_box_is_opened_again(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    moving.complete(**world.by("sara"), case=case, position=the_box(case), left=Left(("ja",)))
    moving.complete(**world.by("sara"), case=case, position=the_box(case))
    run = Position.objects.filter(case_id=case).first().run_no
    send(sara, at(case), "reopen", **{"reopen-target": f"{run}/5", "reopen-reason": "Nytt intyg"})
    assert set(steps(case)) == {"8", "5"}


def test_the_second_worker_sees_what_the_first_did_and_keeps_the_text(world: World, sara: Client) -> None:
    """E12, user asks 11."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    where = at(case)
    seq = Case.objects.get(pk=case).seq
    send(colleague(world, case), where, "complete", exit="ja")
    late = send(sara, where, "complete", exit="nej", note="Min långa text", seq=seq)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Sigge" in page
    assert "Min långa text" in page
    assert steps(case) == ["7"]


def test_the_same_worker_is_told_that_it_is_done(world: World, sara: Client) -> None:
    """E12: the back button is safe."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    where = at(case)
    send(sara, where, "complete", exit="ja")
    again = send(sara, where, "complete", exit="nej")
    assert again.headers["Location"] == reverse("case", args=[case])
    assert steps(case) == ["7"]


def test_two_answers_to_one_question_are_shown_side_by_side(world: World, sara: Client) -> None:
    case = world.open("sara", "soc-sjukskriven", "12").case
    seq = Case.objects.get(pk=case).seq
    working.tell(**world.by("sigge"), case=case, position=the_box(case), typed={"participation_extent": "25"})
    late = send(sara, at(case), "tell", seq=seq, **{"fact-participation_extent": "75"})
    assert late.status_code == 409
    assert "25 %" in late.content.decode()
    send(sara, at(case), "tell", seq=seq, confirm="over", **{"fact-participation_extent": "75"})
    assert Fact.objects.get(case_id=case).value == 75


def test_an_outside_box_is_registered_with_how_it_was_told(world: World, sara: Client) -> None:
    """D1."""
    case = world.open("sara", "soc-sjukskriven", "14").case
    sent = sending.refer(**world.by("sara"), case=case, position=the_box(case), referral="ansokan-fk")
    sending.accept(**world.by("sara"), case=case, transfer=sent.transfers[0], via="letter")
    consent(world, case, "fk", ("contact", "plan"))
    theirs = Position.objects.get(case_id=case, party="forsakringskassan", closed_seq=None)
    where = reverse("case-box", args=[case, theirs.no])
    assert "does not sign in here" in sara.get(where).content.decode()
    assert 'href="#field-via"' in send(sara, where, "complete").content.decode()
    send(sara, where, "complete", via="phone", on="2026-11-20")
    assert not Position.objects.filter(case_id=case, no=theirs.no, closed_seq=None).exists()


def test_nobody_else_sees_the_box(world: World) -> None:
    """D21."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    for name in ("olle", "jonas"):
        assert signed_in(world, name).get(at(case)).status_code == 403
        assert send(signed_in(world, name), at(case), "complete", exit="ja").status_code == 403
    assert Client().get(at(case)).status_code == 302


def test_a_draft_of_one_box_is_no_draft_of_another(world: World, sara: Client) -> None:
    one, two = (world.open("sara", "soc-sjukskriven", "5").case for _ in range(2))
    send(sara, at(one), "draft", note="Bara här")
    assert "Bara här" not in sara.get(at(two)).content.decode()
    assert drafts.kept(world.scope("sara"), two, drafts.box_key(the_box(two))) is None


def test_the_page_asks_the_database_a_fixed_number_of_times(
    world: World, sara: Client, django_assert_max_num_queries
) -> None:
    case = world.open("sara", "soc-sjukskriven", "11").case
    sara.get(at(case))
    with django_assert_max_num_queries(32):
        sara.get(at(case))
