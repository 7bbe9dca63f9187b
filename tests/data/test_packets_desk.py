"""The pages of packets: seal after a preview, take in by upload, open the case, reply, find a paper by its code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samordna.cases.models import Case, Incoming, Transfer
from samordna.documents import keys
from samordna.packets import own
from samordna.packets.models import File, Reply, Sealed, TakenIn
from samordna.people import commands as people
from samordna.people.domain import Details
from tests.cases_world import World
from tests.data.test_desk_box import signed_in
from tests.data.test_packets import acquainted, asked, elsewhere, world

pytestmark = [pytest.mark.django_db, pytest.mark.data]
__all__ = ("acquainted", "asked", "world")
TAKE = "packet-take"


@contextmanager
def over_there(settings: Any) -> Iterator[None]:
    """Elsewhere, where the files of this installation do not lie: the two share a database only in this test."""
    File.objects.all().delete()
    with elsewhere(settings):
        yield
    File.objects.all().delete()


def words(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def posted(client: Client, page: str, *args: int, **typed: Any) -> Any:
    return client.post(reverse(page, args=args), {"form": str(uuid4()), **typed})


def looked_at(client: Client, data: bytes) -> Any:
    return posted(client, TAKE, do="look", file=SimpleUploadedFile("brev.pdf", data, "application/pdf"))


def taken(client: Client, data: bytes) -> Any:
    page = looked_at(client, data).content.decode()
    found = re.search(r'name="hash" value="(\w+)"', page)
    assert found, words(page.encode())
    answer = posted(client, TAKE, do="take", hash=found[1], how="sdk")
    assert answer.status_code == 302, words(answer.content)
    return answer


def test_a_packet_goes_there_and_its_reply_comes_back(
    world: World, asked: tuple[int, int], acquainted: None, settings: Any
) -> None:
    case, transfer = asked
    sara, jonas = signed_in(world, "sara"), signed_in(world, "jonas")
    page = sara.get(reverse("packet-seal", args=[case, transfer])).content
    assert "Nothing leaves by itself" in words(page)
    assert "Praktik" in words(page)
    assert "Försörjningsstöd" not in words(page)
    assert Sealed.objects.count() == 0
    assert posted(sara, "packet-seal", case, transfer).status_code == 302
    listed = sara.get(reverse("case-packets", args=[case])).content.decode()
    assert reverse("packet-seal", args=[case, transfer]) in listed
    where = reverse("packet-file", args=[case, Sealed.objects.get().pk])
    assert where in listed
    answer = sara.get(where)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Kim" not in answer["Content-Disposition"]
    assert signed_in(world, "olle").get(where).status_code in (403, 404)
    with over_there(settings):
        assert "has been changed or damaged" in words(looked_at(jonas, answer.content[:-1] + b"x").content)
        shown = looked_at(jonas, answer.content)
        assert "Not one sign has been changed" in words(shown.content)
        assert TakenIn.objects.count() == 0
        page = jonas.get(taken(jonas, answer.content).url).content.decode()
        assert "Kan ni ta emot?" in page
        assert 'name="given_name" value="Kim"' in page
        row = TakenIn.objects.get()
        assert "has been taken in already" in words(looked_at(jonas, answer.content).content)
        assert posted(jonas, "packet", row.id, answer="answer", text="").status_code == 400
        assert posted(jonas, "packet", row.id, answer="accept").status_code == 302
        reply = jonas.get(reverse("packet-reply", args=[row.id, Reply.objects.get().pk])).content
    assert "the box goes on, in one act" in words(looked_at(sara, reply).content)
    assert taken(sara, reply).url == reverse("case", args=[case])
    assert Transfer.objects.get(case_id=case, no=transfer).status == "accepted"
    assert "sealed a packet to" in words(sara.get(reverse("case", args=[case])).content)
    # What was only looked at is not kept.
    assert File.objects.filter(held_by__isnull=False).count() == 0


def test_the_case_is_opened_with_what_the_packet_says(
    world: World, asked: tuple[int, int], acquainted: None, settings: Any
) -> None:
    """Nobody types the person's number again, and somebody known is asked about."""
    case, transfer = asked
    person = Case.objects.get(pk=case).person_id
    people.change_number(**world.by("sara"), person=person, number="19900101-2385")
    sara = signed_in(world, "sara")
    posted(sara, "packet-seal", case, transfer)
    file = sara.get(reverse("packet-file", args=[case, Sealed.objects.get().pk])).content
    ingrid, there = world.workers["karin"], signed_in(world, "jonas")
    assert ingrid
    with over_there(settings):
        # The same city knows Kim already: the message is about that person.
        page = there.get(taken(there, file).url).content.decode()
        assert f'name="person" value="{person}"' in page
        form = {"incoming": Incoming.objects.get().pk, "said": "yes", "person": person, "place": "jobbtorg/1"}
        opened = posted(there, "open-case", **form)
        assert opened.status_code == 302, words(opened.content)
        new = Case.objects.order_by("-pk")[0]
        assert new.person_id == person
        assert Incoming.objects.get().case_id == new.pk
        row = TakenIn.objects.get()
        assert reverse("case", args=[new.pk]) in there.get(reverse("packet", args=[row.id])).content.decode()
        assert reverse("packet", args=[row.id]) in there.get(reverse("case-packets", args=[new.pk])).content.decode()
        assert posted(there, "packet", row.id, answer="decline", text="Hon bor här.").status_code == 302
        assert "sealed a reply to Stad, Oster" in words(there.get(reverse("case", args=[new.pk])).content)


def test_a_paper_is_found_by_its_code(world: World, asked: tuple[int, int]) -> None:
    case, transfer = asked
    sara = signed_in(world, "sara")
    posted(sara, "packet-seal", case, transfer)
    code = Sealed.objects.get().code
    assert posted(sara, TAKE, do="code", code=code.lower()).url == reverse("transfer", args=[case, transfer])
    for client, typed in ((signed_in(world, "olle"), code), (sara, "2222-2222"), (sara, "")):
        assert posted(client, TAKE, do="code", code=typed).status_code == 400


def test_an_administrator_says_whose_key_it_is(world: World, settings: Any) -> None:
    ada, sara = signed_in(world, "ada"), signed_in(world, "sara")
    with over_there(settings):
        there = own.fingerprint()
    page = sara.get(reverse("packet-keys")).content.decode()
    assert keys.spaced(own.fingerprint()) in page
    assert 'name="fingerprint"' not in page
    assert posted(sara, "packet-keys", fingerprint=there, name="FK").status_code == 400
    assert "40 signs" in words(posted(ada, "packet-keys", fingerprint="abc", name="FK").content)
    fk = world.units["fk"].authority_id
    assert posted(ada, "packet-keys", fingerprint=there, name="FK", authority=fk).status_code == 302
    assert "There works: Fk" in words(sara.get(reverse("packet-keys")).content)
    key = re.search(r'name="distrust" value="(\d+)"', ada.get(reverse("packet-keys")).content.decode())
    assert key
    assert posted(ada, "packet-keys", distrust=key[1]).status_code == 302
    assert "Not trusted since" in words(sara.get(reverse("packet-keys")).content)


def test_details_of_a_protected_person_stay_here(world: World, asked: tuple[int, int], acquainted: None) -> None:
    """Protected identity closes address and phone in the packet too."""
    case, transfer = asked
    person = Case.objects.get(pk=case).person_id
    details = Details(given_name="Kim", family_name="Ek", address="Hemliga gatan 1", phone="070-1")
    people.change_details(**world.by("sara"), person=person, details=details)
    sara = signed_in(world, "sara")
    posted(sara, "packet-seal", case, transfer)
    people.set_protected(**world.by("sara"), person=person, protected=True)
    posted(sara, "packet-seal", case, transfer)
    first, last = (
        sara.get(reverse("packet-file", args=[case, row.pk])).content for row in Sealed.objects.order_by("pk")
    )
    from tests.data.test_packets import data_of

    assert data_of(first).person.address == "Hemliga gatan 1"
    assert data_of(last).person.protected
    assert (data_of(last).person.address, data_of(last).person.phone) == ("", "")
    assert data_of(last).sender.lines == ("Stad",)
