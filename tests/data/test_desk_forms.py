"""A form of a case: is it filled in from what is known, frozen when it has left, and stopped only by law?

Sara at social services fills in forms for Kim; Jonas is at Jobbtorg in the same case; health care is outside.
"""

from __future__ import annotations

import io
import re
from html import unescape
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from samordna.access.domain import Scope
from samordna.audit import verifying
from samordna.cases import queries as cases
from samordna.cases.commands import moving, sending, working
from samordna.cases.models import Case
from samordna.consents import commands as consents
from samordna.consents.models import Consent
from samordna.desk.closing_notices import TO_PARTY, TO_PERSON
from samordna.forms import commands, documents, queries
from samordna.forms.commands import Given
from samordna.forms.kept import ANSWERED, BY_HAND, DRAFT, LETTER, SENT
from samordna.forms.models import Answers, Document
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from tests.cases_world import World, signed_in
from tests.data.test_desk_box import colleague, consent, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]
ENQUIRY = "rehabiliteringsforfragan"


@pytest.fixture
def case(world: World) -> int:
    return world.open("sara", "soc-sjukskriven", "9").case


def words(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def begin(client: Client, case: int, form: str = ENQUIRY, **values: object):
    where = reverse("case-form-begin", args=[case, form])
    return client.post(where, {"form": str(uuid4()), "do": "save", **values})


def the_form() -> Document:
    return Document.objects.order_by("-pk")[0]


def page_of(name: str, case: int, document: int) -> str:
    return reverse(name, args=[case, document])


def asked_jobbtorg(world: World, case: int) -> None:
    """Jobbtorg comes into the case by a request that consent lets Sara send."""
    sending.refer(**world.by("sara"), case=case, position=the_box(case), target="jobbtorg/1")


def hand_over(client: Client, case: int, document: int, **chosen: str):
    """Previewed and then confirmed."""
    where = page_of("case-form-hand-over", case, document)
    shown = client.post(where, {"form": str(uuid4()), **chosen})
    found = re.search(r'name="confirm" value="([^"]*)"', shown.content.decode())
    if not found:
        return shown
    return client.post(where, {"form": str(uuid4()), "confirm": unescape(found[1]), **chosen})


def test_the_list_names_the_forms_of_the_open_boxes_first(sara: Client, case: int) -> None:
    """And every other form can be begun too (D17)."""
    page = sara.get(reverse("case-forms", args=[case])).content.decode()
    assert page.count("/forms/begin/") == len(queries.ids())
    assert page.index(f"/forms/begin/{ENQUIRY}/") < page.index("<details")


def test_what_is_known_is_filled_in_beforehand(world: World, sara: Client, case: int) -> None:
    """Nobody types anything twice; what another party has told is not ours to write."""
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed={"adaptations": "Pauser varje timme"})
    page = sara.get(reverse("case-form-begin", args=[case, ENQUIRY])).content.decode()
    assert 'value="Kim Ek"' in page
    assert 'value="Sara"' in page
    # The adaptations are care's to fill in, and are shown there as what is known.
    assert "Pauser varje timme" in page


def test_a_form_is_kept_by_category_in_one_event(world: World, sara: Client, case: int) -> None:
    """E3, E7: one act, one event; each category apart, in the sphere of the unit."""
    before = Event.objects.filter(stream_id=case).count()
    answer = begin(sara, case, person_name="Kim Ek", question="Går språkkurs?", background="Bor ensam")
    assert answer.status_code == 302
    row = the_form()
    assert (row.form, row.status, row.sphere_id) == (ENQUIRY, DRAFT, world.units["oster"].sphere_id)
    assert Event.objects.filter(stream_id=case).count() == before + 1
    event = Event.objects.filter(stream_id=case).order_by("-seq")[0]
    kept = {each.category: each.data for each in Answers.objects.filter(document=row)}
    assert kept == {
        "contact": {"person_name": "Kim Ek"}, "health": {"question": "Går språkkurs?"},
        "social": {"background": "Bor ensam"},
    }  # fmt: skip
    told = set(Payload.objects.filter(stream_id=case, seq=event.seq).values_list("category", flat=True))
    assert told == {"contact", "health", "social"}
    assert verifying.verify(case=case).differences == []


def test_the_closing_is_told_to_whom_it_may_be(world: World, sara: Client, case: int) -> None:
    """D14, D18: after the closing too, prefilled and previewed; whom consent closes is listed as not told."""
    consent(world, case, to="fk")
    consent(world, case)
    by = {"case": case, "position": the_box(case)}
    targets = ("forsakringskassan/1", "jobbtorg/1")
    asked = [sending.refer(**world.by("sara"), **by, target=each).transfers[0] for each in targets]
    sending.accept(**world.by("sara"), case=case, transfer=asked[0], via="letter")
    sending.accept(**world.by("jonas"), case=case, transfer=asked[1])
    runs = cases.see(world.scope("jonas"), case, world.day).state.open_runs()
    moving.end_run(**world.by("jonas"), case=case, run=next(run.id for run in runs if run.party == "jobbtorg"))
    person = Case.objects.get(pk=case).person_id
    for kept in Consent.objects.order_by("-pk")[:2]:
        consents.narrow(**world.by("sara"), person=person, consent=kept.pk, categories=["contact", "work"])
    where = reverse("case-close", args=[case])
    for run in cases.see(world.scope("sara"), case, world.day).state.open_runs():
        sara.post(where, {"form": str(uuid4()), "do": "end", "run": run.id, "via": "unknown", "driver": ""})
    assert sara.post(where, {"form": str(uuid4()), "do": "close", "reason": "Klart"}).status_code == 302
    page = words(sara.get(where).content)
    told, not_told = page[: page.index("Not told")], page[page.index("Not told") :]
    assert ("Försäkringskassan, Fk" in told, "Torget" in told) == (True, False)
    assert "Torget Plan: " in not_told
    assert sara.post(where, {"form": str(uuid4()), "do": "notice", "to": "jobbtorg"}).status_code == 400
    goes_on = "Social services, Oster, from 22 November 2026."
    for party, says in (("individ", "get in touch with Social services"), ("forsakringskassan", goes_on)):
        form = sara.post(where, {"form": str(uuid4()), "do": "notice", "to": party})["Location"]
        shown = unescape(sara.get(form).content.decode())
        assert f'value="{world.day.isoformat()}"' in shown
        assert says in shown
        document = the_form().pk
        chosen = sara.get(page_of("case-form-hand-over", case, document)).content.decode()
        assert f'name="to" value="{party}" checked' in chosen
        assert hand_over(sara, case, document, to=party, how=LETTER).status_code == 302
    kinds = [(row.form, row.receiver, row.status) for row in Document.objects.order_by("pk")]
    assert kinds == [(TO_PERSON, "individ", SENT), (TO_PARTY, "forsakringskassan", SENT)]
    assert words(sara.get(where).content).count("Open the notice") == 2
    with pytest.raises(Refused) as stopped:
        commands.begin(**world.by("sara"), case=case, form=ENQUIRY, values={})
    assert stopped.value.decision.code == "case-closed"
    # Opened again and closed once more, the closing is told once more.
    assert sara.post(where, {"form": str(uuid4()), "do": "reopen", "reason": "Ny ansökan"}).status_code == 302
    assert sara.post(where, {"form": str(uuid4()), "do": "close", "reason": "Klart"}).status_code == 302
    assert "Open the notice" not in words(sara.get(where).content)
    assert sara.post(where, {"form": str(uuid4()), "do": "notice", "to": "individ"}).status_code == 302
    assert verifying.verify(case=case).differences == []


def test_a_double_click_makes_one_form(sara: Client, case: int) -> None:
    """E12."""
    same = str(uuid4())
    for _twice in range(2):
        where = reverse("case-form-begin", args=[case, ENQUIRY])
        answer = sara.post(where, {"form": same, "do": "save", "question": "En gång"})
        assert answer.status_code == 302
    assert Document.objects.count() == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(sara: Client, case: int) -> None:
    """The page comes back with what was typed and a way to the field."""
    answer = begin(sara, case, "fk-samordning-ansokan", why_not_work="Ryggen", medical="finns-inte")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#field-medical-0"' in page
    assert "Ryggen" in page
    assert Document.objects.count() == 0


def test_saving_again_keeps_the_history_and_what_is_missing_never_stops(world: World, sara: Client, case: int) -> None:
    """D17: soft. Every save is an event with the answers as they stood."""
    begin(sara, case, question="Ett", background="Två")
    row = the_form()
    page = sara.get(page_of("case-form", case, row.pk))
    assert "Not answered yet" in words(page.content)
    where = page_of("case-form", case, row.pk)
    sara.post(where, {"form": str(uuid4()), "do": "save", "question": "Tre"})
    assert {each.category: each.data for each in Answers.objects.all()} == {
        "health": {"question": "Tre"}, "social": {},
    }  # fmt: skip
    kinds = list(Event.objects.filter(stream_id=case).order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["form-begun", "form-saved"]
    assert verifying.verify(case=case).differences == []


def test_a_form_goes_by_the_person_without_consent_and_is_then_frozen(world: World, sara: Client, case: int) -> None:
    """D19: to the person; OSL 12:1. The paper stays as it was."""
    begin(sara, case, question="Går språkkurs?")
    row = the_form()
    answer = hand_over(sara, case, row.pk, to="individ", how=BY_HAND)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.status, row.receiver, row.how, row.sent_on) == (SENT, "individ", BY_HAND, world.day)
    again = sara.post(page_of("case-form", case, row.pk), {"form": str(uuid4()), "do": "save", "question": "Nytt"})
    assert again.status_code == 400
    assert "kept as it was" in words(again.content)
    assert Answers.objects.get(document=row, category="health").data == {"question": "Går språkkurs?"}


def test_another_party_gets_it_only_with_consent_for_every_category(world: World, sara: Client, case: int) -> None:
    """D18: the preview says what is stopped and cites the paragraph; with consent it leaves."""
    begin(sara, case, "jobbplan", goal="Arbete på halvtid", strengths="Vill arbeta")
    row = the_form()
    # Jobbtorg has come into the case by being asked.
    consent(world, case)
    asked_jobbtorg(world, case)
    where = page_of("case-form-hand-over", case, row.pk)
    shown = words(sara.post(where, {"form": str(uuid4()), "to": "jobbtorg", "how": LETTER}).content)
    assert "This stops the hand-over" not in shown
    assert hand_over(sara, case, row.pk, to="jobbtorg", how=LETTER).status_code == 302
    begin(sara, case, "livssituation", social="Bor ensam")
    row = the_form()
    stopped = sara.post(page_of("case-form-hand-over", case, row.pk), {"form": "", "to": "jobbtorg", "how": LETTER})
    assert "This stops the hand-over" in words(stopped.content)
    assert "OSL" in words(stopped.content)
    with pytest.raises(Refused) as refusal:
        commands.send(**world.by("sara"), case=case, document=row.pk, given=Given("jobbtorg", how=LETTER))
    assert refusal.value.decision.code == "consent-needed"
    row.refresh_from_db()
    assert row.status == DRAFT


def test_a_private_receiver_needs_a_consent_that_names_them(world: World, sara: Client, case: int) -> None:
    """D18: receivers may be private; nothing opens one that nobody has named."""
    begin(sara, case, "jobbplan", goal="Arbete")
    row = the_form()
    with pytest.raises(Refused):
        commands.send(**world.by("sara"), case=case, document=row.pk, given=Given(name="Bageriet AB", how=LETTER))


def test_another_receiver_than_the_previewed_one_is_previewed_anew(sara: Client, case: int) -> None:
    """What was confirmed is what was seen."""
    begin(sara, case, question="Vad går?")
    row = the_form()
    where = page_of("case-form-hand-over", case, row.pk)
    seen = sara.post(where, {"form": str(uuid4()), "to": "individ", "how": BY_HAND}).content.decode()
    key = unescape(re.search(r'name="confirm" value="([^"]*)"', seen)[1])
    sara.post(where, {"form": str(uuid4()), "to": "other", "name": "Bageriet", "how": BY_HAND, "confirm": key})
    row.refresh_from_db()
    assert row.status == DRAFT


def test_an_answer_on_paper_is_written_down_part_by_part(world: World, sara: Client, case: int) -> None:
    """Care's part comes back on paper; more can come later; the sender's own part stays as it left."""
    begin(sara, case, question="Vad går?")
    row = the_form()
    hand_over(sara, case, row.pk, to="individ", how=BY_HAND)
    where = page_of("case-form-answer", case, row.pk)
    page = sara.get(where).content.decode()
    assert 'name="activities-jobbtorg-extent"' in page
    assert 'name="question"' not in page
    typed = {"came": world.day.isoformat(), "activities-jobbtorg-extent": "25", "answered_by": "Dr Vik"}
    assert sara.post(where, {"form": str(uuid4()), **typed}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.answered_on) == (ANSWERED, world.day)
    kept = {name: value for each in Answers.objects.filter(document=row) for name, value in each.data.items()}
    assert kept["activities"] == [{"row": "jobbtorg", "extent": 25}]
    assert kept["question"] == "Vad går?"
    shown = words(sara.get(page_of("case-form", case, row.pk)).content)
    assert "Dr Vik" in shown
    assert "25 %" in shown
    assert verifying.verify(case=case).differences == []


@pytest.mark.parametrize("came", ["2026-11-21", "2026-11-23", "i går"])
def test_an_answer_comes_between_the_handing_over_and_today(sara: Client, case: int, came: str) -> None:
    """Boundary days: the day before and the day after are refused, with what to do."""
    begin(sara, case, question="Vad går?")
    row = the_form()
    hand_over(sara, case, row.pk, to="individ", how=BY_HAND)
    answer = sara.post(page_of("case-form-answer", case, row.pk), {"form": str(uuid4()), "came": came})
    assert answer.status_code == 400
    row.refresh_from_db()
    assert row.status == SENT


def test_a_form_that_has_not_left_can_be_thrown_away(sara: Client, case: int) -> None:
    """It is gone from the lists; its history stays."""
    begin(sara, case, question="Nej")
    row = the_form()
    sara.post(page_of("case-form", case, row.pk), {"form": str(uuid4()), "do": "discard"})
    assert "No form has been begun" in words(sara.get(reverse("case-forms", args=[case])).content)
    assert sara.get(page_of("case-form", case, row.pk)).status_code in (403, 404)
    assert verifying.verify(case=case).differences == []


def seen_by(world: World, name: str, case: int) -> list[documents.Kept]:
    who: Scope = world.scope(name)
    return documents.of_case(cases.see(who, case, world.day), world.day)


def test_others_see_a_form_only_as_far_as_consent_opens_it(world: World, sara: Client, case: int) -> None:
    """D18, D21: without consent Jobbtorg does not know of it; with it, only the categories that are open."""
    consent(world, case, categories=("contact", "plan"))
    asked_jobbtorg(world, case)
    begin(sara, case, "jobbplan", goal="Arbete", strengths="Stark", person_name="Kim Ek")
    begin(sara, case, question="Hälsa")
    assert len(seen_by(world, "sara", case)) == 2
    theirs = seen_by(world, "jonas", case)
    assert [each.form.id for each in theirs] == ["jobbplan"]
    assert theirs[0].values == {"goal": "Arbete", "person_name": "Kim Ek"}
    assert theirs[0].closed
    assert theirs[0].sphere == world.units["oster"].sphere_id


def test_the_paper_holds_the_answers(sara: Client, case: int) -> None:
    """Golden: what goes in comes out of the PDF; tagged (PDF/UA-1)."""
    begin(sara, case, person_name="Kim Ek", question="Går språkkurs?")
    answer = sara.get(page_of("case-form-paper", case, the_form().pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    with pikepdf.open(io.BytesIO(answer.content)) as opened:
        assert opened.Root.MarkInfo.Marked


def test_the_timeline_says_what_was_done_with_a_form(sara: Client, case: int) -> None:
    """In plain words, in both languages."""
    begin(sara, case, question="Går språkkurs?")
    hand_over(sara, case, the_form().pk, to="individ", how=BY_HAND)
    page = words(sara.get(reverse("case", args=[case])).content)
    assert "handed over the form “Rehabilitation enquiry to a doctor” to the person" in page


def test_only_those_of_the_unit_write_in_it(world: World, sara: Client, case: int) -> None:
    """A colleague in the unit may; Olle of another unit does not even find the case (D21)."""
    begin(sara, case, question="Går språkkurs?")
    where = page_of("case-form", case, the_form().pk)
    sigge = colleague(world, case)
    assert sigge.post(where, {"form": str(uuid4()), "do": "save", "question": "Mer"}).status_code == 302
    assert signed_in(world, "olle").get(where).status_code in (403, 404)


def test_a_closed_identity_keeps_place_off_the_paper(world: World, sara: Client) -> None:
    """Protected identity closes address, unit and phone everywhere."""
    person = world.person()
    person.protected = True
    person.address = "Hemliga gatan 1"
    person.save()
    case = world.open("sara", "soc-sjukskriven", "9", person=person).case
    page = sara.get(reverse("case-form-begin", args=[case, ENQUIRY])).content.decode()
    assert "Hemliga" not in page
    assert 'value="Oster"' not in page


def test_the_box_begins_the_forms_that_it_names(sara: Client, case: int) -> None:
    """One step from the box to the form; the handbook's own page shows it to those without a case."""
    page = sara.get(reverse("case-box", args=[case, the_box(case)])).content.decode()
    assert reverse("case-form-begin", args=[case, ENQUIRY]) in page
