"""Files of a case: kept whole, seen by those whom consent lets, fetched safely, and missed when they are gone.

Sara at social services keeps files for Kim; Jonas is at Jobbtorg in the same case; Olle has nothing to do with it.
"""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samordna.attachments import commands, forgetting, queries
from samordna.attachments.domain import CHANGED, MISSING, STRAY, Upload
from samordna.attachments.models import Attachment
from samordna.audit import verifying
from samordna.audit.domain import Found
from samordna.audit.models import Reading
from samordna.cases import queries as cases
from samordna.cases.commands import incoming
from samordna.cases.commands.incoming import Came
from samordna.consents import commands as consents
from samordna.consents.domain import Withdrawal
from samordna.consents.models import Consent
from samordna.documents import storing
from samordna.forms import commands as forms
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.organisations.models import PartyUnit
from tests.cases_world import START, World, build
from tests.data.test_desk_box import consent, signed_in
from tests.data.test_desk_forms import asked_jobbtorg, words
from tests.unit.test_attachments_files import PDF, docx

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def files(settings, tmp_path: Path) -> Path:
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def world(settings, files: Path) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    return build()


@pytest.fixture
def sara(world: World) -> Client:
    return signed_in(world, "sara")


@pytest.fixture
def case(world: World) -> int:
    return world.open("sara", "soc-sjukskriven", "9").case


def add(client: Client, case: int, data: bytes = PDF, name: str = "Intyg Kim.pdf", **said: str):
    typed = {"kind": "certificate", "category": "health", "sender": "Dr Vik", "form": str(uuid4()), **said}
    where = reverse("case-attachment-new", args=[case])
    return client.post(where, {**typed, "file": SimpleUploadedFile(name, data)})


def fetched(client: Client, case: int, attachment: int):
    """The answer, with what came as its `bytes`."""
    answer = client.get(reverse("case-attachment-file", args=[case, attachment]))
    answer.bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def on_disk(folder: Path) -> list[Path]:
    return [place for place in folder.rglob("*") if place.is_file()]


def test_a_file_is_kept_linked_fetched_and_taken_away(world: World, sara: Client, case: int, files: Path) -> None:
    """E3, E7, E12, E16, D16, D24: one act, one event, in the category it holds; every reading is logged."""
    came = incoming.register(
        **world.by("sara"), came=Came(what="Läkarintyg", sender="Dr Vik", on=world.day, how="letter")
    )
    incoming.link(**world.by("sara"), incoming=came, case=case)
    made = forms.begin(**world.by("sara"), case=case, form="jobbplan", values={"goal": "Arbete"})
    before = Event.objects.filter(stream_id=case).count()
    form = str(uuid4())
    said = {"dated": "2026-11-20", "words": "Halvtid", "incoming": str(came), "document": str(made.document)}
    for _twice in range(2):
        assert add(sara, case, form=form, **said).status_code == 302
    row = Attachment.objects.get()
    assert (row.name, row.type, row.size, row.category) == ("Intyg Kim.pdf", "pdf", len(PDF), "health")
    assert (row.sphere_id, row.incoming_id, row.document_id) == (world.units["oster"].sphere_id, came, made.document)
    assert [place.name for place in on_disk(files)] == [row.stored]
    assert Event.objects.filter(stream_id=case).count() == before + 1
    told = Payload.objects.filter(stream_id=case, seq=row.seq)
    assert [each.category for each in told] == ["health"]

    answer = fetched(sara, case, row.pk)
    assert answer.bytes == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="Intyg Kim.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert Reading.objects.filter(what="document").count() == 1
    where = reverse("case-attachments", args=[case])
    page = words(sara.get(where).content)
    for expected in ("Intyg Kim.pdf", "Medical certificate", "Health", "Dr Vik", "20 November 2026", "Halvtid"):
        assert expected in page
    assert reverse("case-form", args=[case, made.document]) in sara.get(where).content.decode()
    happened = words(sara.get(reverse("case", args=[case])).content)
    assert "kept the file “Intyg Kim.pdf” (Medical certificate, from Dr Vik)" in happened

    refused = sara.post(where, {"form": str(uuid4()), "attachment": row.pk, f"reason-{row.pk}": " "})
    assert refused.status_code == 400
    assert f'href="#field-reason-{row.pk}"' in refused.content.decode()
    sara.post(where, {"form": str(uuid4()), "attachment": row.pk, f"reason-{row.pk}": "Fel ärende"})
    assert "no files in the case" in words(sara.get(where).content)
    assert fetched(sara, case, row.pk).status_code == 403
    assert "Reason Fel ärende" in words(sara.get(reverse("case", args=[case])).content)
    assert len(on_disk(files)) == 1
    assert not forgetting.forget(row.stored)
    assert verifying.verify(case=case).differences == []


def test_what_is_not_taken_is_said_and_what_was_typed_stays(sara: Client, case: int, files: Path, settings) -> None:
    """Type, size and what is lacking, each at its field; nothing lies on the disk afterwards."""
    for data, name, said, place in (
        (b"MZ" + b"\0" * 99, "intyg.pdf", "not taken here", "file"),
        (PDF, "intyg.docx", "ends in “.docx”", "file"),
        (docx(**{"word/vbaProject.bin": b"x"}), "brev.docx", "macro", "file"),
        (b"a" * (2**20 + 1), "brev.txt", "larger than 1 MB", "file"),
    ):
        answer = add(sara, case, data, name, words="Skrivet med möda")
        page = answer.content.decode()
        assert answer.status_code == 400
        assert said in words(answer.content)
        assert f'href="#field-{place}"' in page
        assert "Skrivet med möda" in page
    settings.UPLOADS_LARGEST = 2**18
    typed = {"kind": "", "category": "plan", "sender": "", "came": "i går", "words": "Skrivet med möda"}
    large = add(sara, case, b"%PDF-" + b"a" * 2**19, "stor.pdf", **typed)
    page = large.content.decode()
    for field in ("kind", "sender", "came", "file"):
        assert f'href="#field-{field}"' in page
    assert "larger than 20 MB" in words(large.content)
    assert "Skrivet med möda" in page
    assert 'value="plan" selected' in page
    nothing = sara.post(reverse("case-attachment-new", args=[case]), {"form": str(uuid4())})
    assert "Choose a file." in words(nothing.content)
    wrong = add(sara, case, category="plan")
    assert "is kept as “Health”" in words(wrong.content)
    assert Attachment.objects.count() == 0
    assert on_disk(files) == []


def test_another_party_sees_what_consent_opens_and_nothing_else(world: World, sara: Client, case: int) -> None:
    """D18, D20, D21: by category; not even that there is one; closed again when the consent is taken back."""
    consent(world, case, categories=("contact", "plan"))
    asked_jobbtorg(world, case)
    add(sara, case)
    add(sara, case, name="Plan.pdf", kind="plan", category="plan")
    hidden, open_one = Attachment.objects.order_by("id")
    jonas, olle = signed_in(world, "jonas"), signed_in(world, "olle")
    page = jonas.get(reverse("case-attachments", args=[case])).content.decode()
    assert "Plan.pdf" in page
    assert "Intyg" not in page + jonas.get(reverse("case", args=[case])).content.decode()
    assert fetched(jonas, case, hidden.pk).status_code == fetched(jonas, case, 10**6).status_code == 403
    assert fetched(jonas, case, open_one.pk).status_code == 200
    assert fetched(olle, case, open_one.pk).status_code == 403
    with pytest.raises(Refused):
        commands.discard(**world.by("jonas", "Nej"), case=case, attachment=open_one.pk)
    seen = cases.see(world.scope("jonas"), case, world.day)
    assert queries.content(seen, open_one.pk, world.day) == PDF
    given = tuple(Consent.objects.values_list("pk", flat=True))
    consents.withdraw(**world.by("sara"), person=seen.row.person_id, what=Withdrawal(consents=given))
    assert fetched(jonas, case, open_one.pk).status_code == 403


def test_bytes_that_are_gone_or_changed_are_found_and_never_shown(world: World, sara: Client, case: int, files) -> None:
    """`audit verify` says so, without what the file is called; the page refuses; what nobody points at goes."""
    for name in ("a.pdf", "b.pdf"):
        add(sara, case, name=name)
    changed, gone = Attachment.objects.order_by("id")
    place = files / changed.stored[:2] / changed.stored
    place.write_bytes(PDF.replace(b"obj", b"OBJ"))
    assert storing.remove(files, gone.stored)
    for row in (changed, gone):
        answer = fetched(sara, case, row.pk)
        assert answer.status_code == 403
        assert "is not shown" in words(answer.content)
    stray = storing.store(files, [b"x"], 1)
    found = {(each.what, each.name) for each in queries.broken(before=world.day.replace(year=2999))}
    assert found == {(CHANGED, changed.stored), (MISSING, gone.stored), (STRAY, stray.name)}
    differences = verifying.verify(case=case).differences
    assert [each.found for each in differences] == [Found.FILE_CHANGED, Found.FILE_MISSING]
    assert not any("a.pdf" in str(each.said) for each in differences)
    assert forgetting.forget(stray.name)
    assert not forgetting.forget("../" + stray.name)


def test_where_no_certificates_are_taken_one_is_kept_with_a_reason(settings, files: Path) -> None:
    """D17: Gävle takes in no certificates; the exception is written down, and nothing is stopped for good."""
    settings.SECOND_FACTOR_REQUIRED = False
    world = build("gavle")
    PartyUnit.objects.create(unit=world.units["oster"], party="arbos", first=True, valid_from=START)
    case = world.open("sara", "gavle", "t2").case
    sara = signed_in(world, "sara")
    assert "not taken in here" in words(sara.get(reverse("case-attachment-new", args=[case])).content)
    answer = add(sara, case)
    assert 'href="#field-reason"' in answer.content.decode()
    assert add(sara, case, reason="Hör till ansökan om samordning").status_code == 302
    assert add(sara, case, kind="letter", category="plan", name="brev.pdf").status_code == 302
    event = Event.objects.get(stream_id=case, seq=Attachment.objects.order_by("id")[0].seq)
    assert "Hör till" in Payload.objects.get(stream_id=case, seq=event.seq).data


def test_a_stranger_fills_no_disk(world: World, case: int, files: Path) -> None:
    """D21: refused before a byte is written, in the words of a case that does not exist."""
    upload = Upload(SimpleUploadedFile("a.pdf", PDF), "a.pdf", "letter", "plan", "Kim", came_on=world.day)
    for who, which in (("olle", case), ("sara", case + 10**6)):
        with pytest.raises(Refused) as refusal:
            commands.keep(**world.by(who), case=which, upload=upload)
        assert refusal.value.decision.code == "no-case"
    assert on_disk(files) == []
    assert re.fullmatch("[0-9a-f]{64}", storing.store(files, [PDF], len(PDF)).digest)
