"""What stays of a form: its code, its definition, its versions, its letterhead, and nothing of what consent closed?

Sara at social services sends forms for Kim on paper and writes down what comes back; Jonas is at Jobbtorg in the same
case; Olle works in another unit. Health care is outside.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from samordna.audit import verifying
from samordna.audit.models import Reading
from samordna.cases.models import Case
from samordna.consents import commands as consents
from samordna.consents.domain import Withdrawal
from samordna.consents.models import Consent
from samordna.forms import codes, commands, data, definitions, documents, printing, queries
from samordna.forms.commands import Given
from samordna.forms.kept import ANSWERED, BY_HAND, DRAFT, LETTER, PRINTED, SENT
from samordna.forms.models import Definition, Document
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.organisations.models import Address
from tests.cases_world import START, World, signed_in
from tests.conftest import lift_guards
from tests.data.test_desk_box import colleague, consent
from tests.data.test_desk_forms import ENQUIRY, asked_jobbtorg, hand_over, page_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def case(world: World) -> int:
    return world.open("sara", "soc-sjukskriven", "9").case


def begun(world: World, case: int, form: str = ENQUIRY, **values: object) -> Document:
    made = commands.begin(**world.by("sara"), case=case, form=form, values=values)
    return Document.objects.get(pk=made.document)


def sent(world: World, case: int, **values: object) -> Document:
    row = begun(world, case, **(values or {"question": "Vad går?"}))
    commands.send(**world.by("sara"), case=case, document=row.pk, given=Given(how=BY_HAND, to_person=True))
    return row


def post(client: Client, where: str, **typed: str):
    return client.post(where, {"form": str(uuid4()), **typed})


def text_of(pdf: bytes) -> str:
    """Everything that a PDF says, to people and to programs, as far as pikepdf tells."""
    said = str(data.read(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as meta:
        return said + str(meta)


def test_a_paper_that_comes_back_is_found_by_its_code_and_written_down_in_two_clicks(
    world: World, sara: Client, case: int
) -> None:
    """D21: one's own authority only, and the same words for what is not there and what is another's. D23: no names."""
    row = sent(world, case)
    assert codes.read(row.code) == row.code
    paper = sara.get(page_of("case-form-paper", case, row.pk))
    assert data.read(paper.content)["code"] == codes.shown(row.code)
    assert row.code in paper["Content-Disposition"]
    where = reverse("form-by-code")
    found = sara.get(where, {"code": f" {codes.shown(row.code).lower()} "})
    assert (found.status_code, found["Location"]) == (302, page_of("case-form-answer", case, row.pk))
    assert Reading.objects.filter(stream_id=case, what="search").count() == 1
    other = codes.make([1] * codes.DRAWN)
    mine, nobodys = sara.get(where, {"code": other}), signed_in(world, "olle").get(where, {"code": row.code})
    assert mine.status_code == nobodys.status_code == 404
    assert "No form at your authority has that code" in words(mine.content)
    assert words(nobodys.content).count("No form at your authority has that code") == 1
    assert "not a code of a form" in words(sara.get(where, {"code": row.code[:-1] + "?"}).content)
    # From the case page one click leads to the part that waits, and one more writes it down.
    page = sara.get(reverse("case", args=[case])).content.decode()
    links = re.findall(r'href="([^"]*/answer/\?part=[^"]*)"', page)
    assert links == [f"{page_of('case-form-answer', case, row.pk)}?part={p}" for p in ("aktiviteter", "care-answer")]
    shown = sara.get(links[1]).content.decode()
    assert 'name="answered_by"' in shown
    assert 'name="adaptations"' not in shown
    assert post(sara, links[1], came=world.day.isoformat(), answered_by="Dr Vik").status_code == 302
    row.refresh_from_db()
    assert (row.status, row.revision) == (ANSWERED, 1)
    page = sara.get(reverse("case", args=[case])).content.decode()
    assert "part=aktiviteter" in page
    assert "part=care-answer" not in page
    for place in (reverse("case-forms", args=[case]), reverse("incoming-new")):
        assert 'name="code"' in sara.get(place).content.decode()


def test_what_came_back_is_corrected_with_a_reason_and_both_versions_stay(
    world: World, sara: Client, case: int
) -> None:
    """More may come without a word; another word for the same takes a reason; what was sent stays as it left."""
    row = sent(world, case)
    where = page_of("case-form-answer", case, row.pk)
    came = {"came": world.day.isoformat()}
    assert post(sara, where, **came, adaptations="Pauser", answered_by="Dr Vik").status_code == 302
    assert (
        post(sara, where, **came, adaptations="Pauser", answered_by="Dr Vik", comments="Se bilaga").status_code == 302
    )
    refused = post(sara, where, **came, adaptations="Korta pass", comments="Se bilaga")
    assert refused.status_code == 400
    assert 'href="#field-correction"' in refused.content.decode()
    assert "Korta pass" in refused.content.decode()
    answer = post(sara, where, **came, adaptations="Korta pass", comments="Se bilaga", correction="Läste fel")
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.revision == 2
    assert documents.stored(row.pk) == {"question": "Vad går?", "adaptations": "Korta pass", "comments": "Se bilaga"}
    shown = words(sara.get(page_of("case-form", case, row.pk)).content)
    assert "Version 2 of the answer." in shown
    assert "corrected the answer: it is version 2 now. Reason: Läste fel" in shown
    assert "Pauser → Korta pass" in shown
    assert "Dr Vik → not answered" in shown
    assert "Reason: Läste fel" in words(sara.get(reverse("case", args=[case])).content)
    with pytest.raises(Refused) as stopped:
        commands.answer(
            **world.by("sara", "Ändrar frågan"), case=case, document=row.pk, values={"question": "Annat"}, on=world.day
        )
    assert stopped.value.decision.code == "form-sent"
    assert verifying.verify(case=case).differences == []


def test_printing_is_written_down_and_stops_nothing(world: World, sara: Client, case: int) -> None:
    """Draft, printed, sent, answered: what is written after printing is a draft again."""
    row = begun(world, case, question="Vad går?")
    where = page_of("case-form", case, row.pk)
    answer = post(sara, where, do="print")
    assert answer["Location"] == page_of("case-form-paper", case, row.pk)
    row.refresh_from_db()
    assert (row.status, row.printed_on) == (PRINTED, world.day)
    assert "Printed 22 November 2026" in words(sara.get(where).content)
    assert "printed 22 November 2026" in words(sara.get(reverse("case-forms", args=[case])).content)
    before = Event.objects.filter(stream_id=case).count()
    checked = post(sara, where, do="check", question="Ny fråga")
    assert "These are asked for" in words(checked.content)
    assert "Ny fråga" in checked.content.decode()
    assert Event.objects.filter(stream_id=case).count() == before
    assert post(sara, where, do="save", question="Ny fråga").status_code == 302
    row.refresh_from_db()
    assert (row.status, row.printed_on) == (DRAFT, world.day)
    assert hand_over(sara, case, row.pk, to="individ", how=LETTER).status_code == 302
    row.refresh_from_db()
    assert row.status == SENT
    assert post(sara, where, do="print").status_code == 400
    assert verifying.verify(case=case).differences == []
    # What is missing can be asked for before anything is kept.
    begin = reverse("case-form-begin", args=[case, "sip-plan"])
    asked = post(sara, begin, do="check", goal="Arbete")
    assert "Day of follow-up" in words(asked.content)
    assert Document.objects.count() == 1


def test_a_form_is_read_as_it_was_begun_whatever_the_files_say_later(
    world: World, sara: Client, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E14: pinned by digest. A form that is not in use on the day is not begun, and says so; one begun goes on."""
    row = begun(world, case, question="Vad går?")
    now = queries.load(ENQUIRY)
    assert row.definition_id == now.digest
    part = replace(now.parts[2], fields=now.parts[2].fields[:1])
    later = replace(now, version="2", digest="0" * 64, parts=(part,), valid=Period(world.day + timedelta(days=9)))
    real = queries.load
    for module in (queries, commands):
        monkeypatch.setattr(module, "load", lambda form: later if form == ENQUIRY else real(form))
    monkeypatch.setattr(queries, "load_all", lambda: tuple(queries.load(each) for each in queries.ids()))
    page = sara.get(page_of("case-form", case, row.pk)).content.decode()
    assert 'name="question"' in page
    assert data.read(sara.get(page_of("case-form-paper", case, row.pk)).content)["form"]["version"] == "1"
    commands.save(**world.by("sara"), case=case, document=row.pk, values={"question": "Nu?"})
    listed = sara.get(reverse("case-forms", args=[case])).content.decode()
    assert f"/forms/begin/{ENQUIRY}/" not in listed
    assert "The form is used from 1 December 2026" in words(listed.encode())
    assert sara.get(reverse("case-form-begin", args=[case, ENQUIRY]))["Location"] == reverse("case-forms", args=[case])
    with pytest.raises(Refused) as stopped:
        commands.begin(**world.by("sara"), case=case, form=ENQUIRY, values={})
    assert stopped.value.decision.code == "form-not-valid"
    assert definitions.altered() == []
    # E6: the database refuses it, on both; and what is changed all the same is told.
    tries: list[Callable[[], object]] = [
        lambda: Definition.objects.update(version="2"),
        lambda: connection.cursor().execute("DELETE FROM forms_definition"),
    ]
    if connection.vendor == "postgresql":
        due = "SET CONSTRAINTS ALL IMMEDIATE"
        tries.append(lambda: connection.cursor().execute(f"{due}; TRUNCATE forms_definition CASCADE"))
    for attempt in tries:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            attempt()
    lift_guards()
    Definition.objects.update(content=Definition.objects.get().content.replace("Vad", "Hur", 1))
    assert definitions.altered() == [f"{ENQUIRY}@1"]


def test_the_letterhead_is_that_of_the_unit_and_closed_with_the_identity(world: World, sara: Client, case: int) -> None:
    """The sender's unit with its address and phone, the receiver's unit of the day; protected: the authority alone."""
    oster, care = world.units["oster"], world.units["varden"]
    oster.phone = "08-100"
    oster.save()
    for unit, lines in ((oster, "Oster\nBox 1\n111 11 Staden"), (care, "Vårdcentralen\nGatan 2\n222 22 Staden")):
        Address.objects.create(unit=unit, lines=lines, valid_from=START)
    row = begun(world, case, question="Vad går?")
    said = data.read(sara.get(page_of("case-form-paper", case, row.pk)).content)
    assert said["sender"] == ["Stad", "Oster", "Box 1", "111 11 Staden", "08-100"]
    assert said["reference"].startswith("OST-")
    person = Case.objects.get(pk=case).person_id
    type(world.person()).objects.filter(pk=person).update(protected=True, address="Hemliga gatan 1")
    commands.send(**world.by("sara"), case=case, document=row.pk, given=Given(how=BY_HAND, to_person=True))
    said = data.read(sara.get(page_of("case-form-paper", case, row.pk)).content)
    assert (said["sender"], said["receiver"]) == (["Stad"], ["Kim Ek"])


MARKED = {
    "contact": {"person_name": "Markkontakt"}, "social": {"situation": "Marksocial"}, "health": {"health": "Markhalsa"},
    "work": {"work": "Markarbete", "earlier": [{"what": "Markinsats", "source": "Markkalla"}]},
    "plan": {"question": "Markplan"},
}  # fmt: skip


def marks(categories: tuple[str, ...]) -> set[str]:
    return set(re.findall(r"Mark\w+", str([MARKED[each] for each in categories])))


def test_nothing_of_a_closed_category_leaves_by_page_paper_data_or_history(
    world: World, sara: Client, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D18, D20: what Jonas meets, by every way out, is what consents open just then; after withdrawal nothing."""
    consent(world, case, categories=tuple(MARKED))
    asked_jobbtorg(world, case)
    row = begun(
        world, case, "informationssammanstallning", **{k: v for each in MARKED.values() for k, v in each.items()}
    )
    jonas = colleague(world, case, "jonas")
    composed: list[str] = []
    real = printing.compose
    monkeypatch.setattr(printing, "compose", lambda paper: composed.append(real(paper)) or composed[-1])
    kept = Consent.objects.get(to_sphere_id=world.units["torget"].sphere_id)
    left = list(MARKED)
    person = Case.objects.get(pk=case).person_id
    while left:
        page = jonas.get(page_of("case-form", case, row.pk)).content.decode()
        paper = jonas.get(page_of("case-form-paper", case, row.pk)).content
        ways = (page, composed[-1], text_of(paper), str(data.read(paper)))
        for way in ways:
            assert set(re.findall(r"Mark\w+", way)) == marks(tuple(left)), left
        # The form has room for economy, which nothing opens: that is said, never whether anything is written (D21).
        assert "You see what consent opens" in page
        # What is left is taken away one by one, the form's own category last.
        left.remove(next((each for each in left if each != "plan"), "plan"))
        if left:
            consents.narrow(**world.by("sara"), person=person, consent=kept.pk, categories=left)
    consents.withdraw(**world.by("sara"), person=person, what=Withdrawal(consents=(kept.pk,)))
    seen_now = [
        jonas.get(page_of(name, case, row.pk)) for name in ("case-form", "case-form-paper", "case-form-answer")
    ] + [
        jonas.get(reverse("case-forms", args=[case])), jonas.get(reverse("case", args=[case])),
        jonas.get(reverse("worklist")), jonas.get(reverse("form-by-code"), {"code": row.code}),
    ]  # fmt: skip
    for answer in seen_now:
        body = answer.content.decode()
        assert "Mark" not in body
        assert queries.load("informationssammanstallning").title.en not in body.partition("<details")[0]
    assert [answer.status_code for answer in seen_now[:3]] == [403, 403, 403]
    # What the receiver's sphere was told of by events is closed with it.
    assert not Payload.objects.filter(sphere_id=world.units["torget"].sphere_id, data__contains="Mark").exists()


def test_a_form_is_stopped_by_any_one_category_that_is_closed(world: World, case: int) -> None:
    """Every category with an answer is looked at, one by one: none slips through beside an open one (D18)."""
    consent(world, case)
    asked_jobbtorg(world, case)
    (kept,) = Consent.objects.filter(to_sphere_id=world.units["torget"].sphere_id)
    person = Case.objects.get(pk=case).person_id
    consents.narrow(**world.by("sara"), person=person, consent=kept.pk, categories=("contact", "plan"))
    asked_to = Given("jobbtorg", how=LETTER)
    for category, values in MARKED.items():
        made = begun(world, case, "informationssammanstallning", **values)
        if category in ("contact", "plan"):
            commands.send(**world.by("sara"), case=case, document=made.pk, given=asked_to)
            continue
        with pytest.raises(Refused) as stopped:
            commands.send(**world.by("sara"), case=case, document=made.pk, given=asked_to)
        assert stopped.value.decision.code == "consent-needed"
        assert stopped.value.decision.law
