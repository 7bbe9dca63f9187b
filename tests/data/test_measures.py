"""The measures of a case from plan to result, and the catalogue of an area: a story over a year.

Sara at social services plans with Kim, Jonas is at Jobbtorg, Karin coordinates the Finsam team and keeps the catalogue
with Ada, who administers. Olle has nothing to do with the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.access.domain import Role, system
from samordna.audit import verifying
from samordna.cases import known
from samordna.cases import queries as cases
from samordna.cases.sources import AUTHORITY, CERTIFICATE, Source
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.measures import commands, loading, queries
from samordna.measures.commands import Application, Begun, Declined, Ending, Told
from samordna.measures.commands.catalogue import OfferSaid
from samordna.measures.domain import APPLIED, DECLINED, ENDED, STARTED, MeasureKept, Wanted
from samordna.measures.models import Measure, Offer
from samordna.measures.policy import LOADER
from tests.cases_world import World, signed_in
from tests.desk_case_world import consent, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]
GARDEN = OfferSaid(
    title="Gröna steg", provider="Trädgården Solrosen", provider_kind="private", place="Skärholmen", capacity=1,
    needs=("health", "work-training"), valid_from=date(2026, 1, 1), checked_on=date(2026, 11, 1),
)  # fmt: skip
TOLD_BY_AF = Source(AUTHORITY, "Arbetsförmedlingens sammanställning 2026-09-01")


def opened(world: World) -> tuple[int, int]:
    """A case of Kim's, and Kim."""
    person = world.person()
    return world.open("sara", "soc-sjukskriven", "9", person=person).case, person.pk


def seen_by(world: World, name: str, case: int) -> list[MeasureKept]:
    return queries.of_case(cases.see(world.scope(name), case, world.day), world.day)


def words(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def kinds(case: int) -> list[str]:
    return list(Event.objects.filter(stream_id=case).order_by("seq").values_list("kind", flat=True))


def wrong_offers() -> list[str]:
    """The fields of offers that do not say what the area's chain says."""
    return [each.field for each in verifying.verify().differences if each.table == "measures.offer"]


def code(call: object) -> str:
    assert isinstance(call, pytest.ExceptionInfo)
    assert isinstance(call.value, Refused)
    return call.value.decision.code


def test_a_year_with_three_measures_and_a_refusal(world: World) -> None:
    """Plan, apply, begin, end; one comes to nothing; one is another authority's, with its source (D1). E3, E5."""
    case, _person = opened(world)
    by, day = lambda on: world.by("sara", on=on), world.day
    offer = commands.add_offer(**world.by("karin"), area=world.area.pk, said=GARDEN)
    before = len(kinds(case))
    wanted = Wanted(
        title="Gröna steg", purpose="Få rutiner", needs=("health", "nonsense"), offer=offer, provider=GARDEN.provider,
        extent=25, responsible="Sara", begins_on=date(2026, 2, 1), adaptations="Paus varje timme",
    )  # fmt: skip
    first = commands.plan(**by(date(2026, 1, 10)), case=case, wanted=wanted).measure
    commands.apply(**by(date(2026, 1, 12)), case=case, measure=first, sent=Application(date(2026, 1, 12)))
    # D21: Jobbtorg is another branch of the same authority; what another authority has there is not counted.
    post = replace(world.scope("sara").posts[0], authority=world.units["fk"].authority_id)
    theirs = replace(world.scope("sara"), posts=(post,))
    assert [queries.offer(offer, each).own for each in (world.scope("jonas"), theirs)] == [1, 0]
    commands.start(**by(date(2026, 2, 3)), case=case, measure=first, begun=Begun(date(2026, 2, 2), extent=50))
    training = commands.plan(**by(day), case=case, wanted=Wanted(title="Arbetsträning")).measure
    commands.decline(**by(day), case=case, measure=training, declined=Declined("person"))
    told = Told(
        wanted=Wanted(title="Praktik på lager", provider="Arbetsförmedlingen", extent=50), source=TOLD_BY_AF,
        started_on=date(2025, 3, 1), ended_on=date(2025, 5, 1), outcome="broken-off", result="Klarade en timme i taget",
    )  # fmt: skip
    past = commands.record(**by(day), case=case, told=told).measure
    # What ended before the case was opened changes nothing that was decided with it known (D28).
    assert "measure_ended_on" not in known.answers(cases.see(world.scope("sara"), case, day), day)
    ending = Ending(day, "completed", "Kom tre dagar i veckan", Source(CERTIFICATE, "Intyg från Solrosen"))
    done = commands.end(**by(day), case=case, measure=first, ending=ending).done
    assert kinds(case)[before:] == [
        "measure-planned", "measure-applied", "measure-started", "measure-planned", "measure-declined",
        "measure-recorded", "measure-ended",
    ]  # fmt: skip
    stands = {each.id: each for each in seen_by(world, "sara", case)}
    assert [stands[pk].status for pk in (first, training, past)] == [ENDED, DECLINED, ENDED]
    assert (stands[first].needs, stands[first].extent, stands[first].purpose) == (("health",), 50, "Få rutiner")
    assert stands[past].source_words == TOLD_BY_AF.words
    assert queries.offer(offer, world.scope("sara")).own == 0
    # The end is a fact of the case, with the same source, in the same act: it is what a new application rests on.
    row = known.answers(cases.see(world.scope("sara"), case, day), day)["measure_ended_on"][0]
    assert (row.value, row.seq, row.source.words) == ("2026-11-22", done.seq, "Intyg från Solrosen")
    # A result that comes later is written on the same measure.
    later = Ending(day, "work", "Fick timmar på ett café")
    commands.end(**by(day), case=case, measure=first, ending=later)
    assert Measure.objects.get(pk=first).result == later.result
    assert verifying.verify(case=case).differences == []
    Measure.objects.filter(pk=first).update(result="Något annat")
    assert [d.field for d in verifying.verify(case=case).differences] == ["result"]


def test_what_cannot_be_is_refused_with_what_to_do(world: World) -> None:
    """No step twice, no day ahead or backwards, no unknown code, no other authority's measure."""
    case, _person = opened(world)
    day, sara = world.day, lambda: world.by("sara")
    plan = commands.plan(**sara(), case=case, wanted=Wanted(title="Praktik", extent=100)).measure
    own = {"case": case, "measure": plan}
    for expected, act in {
        "measure-title": lambda: commands.plan(**sara(), case=case, wanted=Wanted(title=" ")),
        "measure-extent": lambda: commands.change(**sara(), **own, wanted=Wanted(title="Praktik", extent=101)),
        "no-party": lambda: commands.change(**sara(), **own, wanted=Wanted(title="Praktik", party="ingen")),
        "no-offer": lambda: commands.change(**sara(), **own, wanted=Wanted(title="Praktik", offer=999)),
        "wrong-step": lambda: commands.end(**sara(), **own, ending=Ending(day, "work")),
        "day-ahead": lambda: commands.start(**sara(), **own, begun=Begun(day + timedelta(days=1))),
        "until-day": lambda: commands.start(**sara(), **own, begun=Begun(day, day - timedelta(days=1))),
        "decline-reason": lambda: commands.decline(**sara(), **own, declined=Declined("trött")),
        "decline-words": lambda: commands.decline(**sara(), **own, declined=Declined("other")),
        "applied-by": lambda: commands.apply(**sara(), **own, sent=Application(day, "nobody")),
        "measure-source": lambda: commands.record(
            **sara(), case=case, told=Told(wanted=Wanted(title="Praktik"), source=Source())
        ),
        "no-case": lambda: commands.plan(**world.by("olle"), case=case + 999, wanted=Wanted(title="X")),
    }.items():  # fmt: skip
        with pytest.raises(Refused) as no:
            act()
        assert code(no) == expected
    commands.start(**sara(), **own, begun=Begun(day))
    for expected, ending in {
        "day-order": Ending(day - timedelta(days=1), "work"), "measure-outcome": Ending(day, "bra"),
    }.items():  # fmt: skip
        with pytest.raises(Refused) as no:
            commands.end(**sara(), **own, ending=ending)
        assert code(no) == expected
    assert Measure.objects.get(pk=plan).status == STARTED


def test_others_see_a_measure_only_as_far_as_consent_opens_its_category(world: World) -> None:
    """D18, D21: a health measure is closed to who may see work; and its end tells no fact of work."""
    case, person = opened(world)
    consent(world, person, "torget", categories=("contact", "plan", "work"))
    from samordna.cases.commands import sending

    sending.refer(**world.by("sara"), case=case, position=the_box(case), target="jobbtorg/1")
    job = commands.plan(**world.by("sara"), case=case, wanted=Wanted(title="Praktik"))
    care = commands.plan(**world.by("sara"), case=case, wanted=Wanted(title="Smärtskola", category="health"))
    commands.start(**world.by("sara"), case=case, measure=care.measure, begun=Begun(world.day))
    commands.end(
        **world.by("sara"), case=case, measure=care.measure, ending=Ending(world.day, "completed", "Mindre ont")
    )
    assert [each.title for each in seen_by(world, "jonas", case)] == ["Praktik"]
    jonas = cases.see(world.scope("jonas"), case, world.day)
    with pytest.raises(Refused) as no:
        queries.one(jonas, care.measure, world.day)
    assert code(no) == "no-measure"
    with pytest.raises(Refused) as no:
        commands.start(**world.by("jonas"), case=case, measure=job.measure, begun=Begun(world.day))
    assert code(no) == "no-measure"
    assert "measure_ended_on" not in known.answers(jonas, world.day)
    closed = Payload.objects.filter(stream_id=case, category="work", data__contains="Smärtskola")
    assert not closed.exists()


def test_our_application_takes_consent_and_the_persons_own_takes_none(world: World) -> None:
    """D18, D19: what we tell a private provider takes a consent that names it; the person tells whom they like."""
    case, _person = opened(world)
    wanted = Wanted(title="Gröna steg", provider="Trädgården Solrosen")
    plan = commands.plan(**world.by("sara"), case=case, wanted=wanted).measure
    client = signed_in(world, "sara")
    where = reverse("case-measure", args=[case, plan])
    sent = {"do": "apply", "applied": world.day.isoformat(), "by": "us"}
    shown = client.post(where, {"form": str(uuid4()), **sent})
    assert "This stops the application" in words(shown.content)
    assert "OSL" in words(shown.content)
    assert 'name="confirm"' not in shown.content.decode()
    forced = client.post(where, {"form": str(uuid4()), **sent, "confirm": "us"})
    assert forced.status_code == 400
    assert Measure.objects.get(pk=plan).applied_on is None
    # A double click writes it once (E12).
    same = str(uuid4())
    for _twice in range(2):
        assert client.post(where, {"form": same, **sent, "by": "person"}).status_code == 302
    assert kinds(case).count("measure-applied") == 1
    assert Measure.objects.get(pk=plan).status == APPLIED


def test_the_catalogue_counts_places_and_names_nobody(world: World) -> None:
    """A full offer warns and stops nobody (D17); kept by coordinators and administrators only, on the area's chain."""
    sara, karin = signed_in(world, "sara"), signed_in(world, "karin")
    assert sara.get(reverse("catalogue-new")).status_code == 403
    form = {
        "title": "Gröna steg", "provider": "Solrosen", "needs": ["health"], "place": "Skärholmen",
        "first": "2026-01-01", "capacity": "1", "provider_kind": "private",
    }  # fmt: skip
    wrong = karin.post(reverse("catalogue-new"), {"form": str(uuid4()), **form, "capacity": "en"})
    assert wrong.status_code == 400
    assert 'href="#field-capacity"' in wrong.content.decode()
    assert 'value="Solrosen"' in wrong.content.decode()
    assert karin.post(reverse("catalogue-new"), {"form": str(uuid4()), **form}).status_code == 302
    offer = Offer.objects.get()
    page = reverse("catalogue-offer", args=[offer.pk])
    case, _person = opened(world)
    other, _other = opened(world)
    for each in (case, other):
        made = commands.plan(**world.by("sara"), case=each, wanted=Wanted(title="Gröna steg", offer=offer.pk))
        commands.apply(**world.by("sara"), case=each, measure=made.measure, sent=Application(world.day))
    shown = words(sara.get(page).content)
    assert "1 place at a time. The provider says how many are free. Your own: 2." in shown
    change = reverse("catalogue-change", args=[offer.pk])
    assert karin.post(change, {"form": str(uuid4()), **form, "free": "2"}).status_code == 400
    told = {**form, "free": "0", "free_on": "2026-11-20"}
    assert karin.post(change, {"form": str(uuid4()), **told, "free_on": "2026-12-20"}).status_code == 400
    assert karin.post(change, {"form": str(uuid4()), **told}).status_code == 302
    shown = words(sara.get(page).content)
    assert "0 were free, the provider told 20 November 2026. Your own: 2." in shown
    assert "No place was free when the provider told" in shown
    assert "Kim" not in words(sara.get(reverse("catalogue")).content)
    assert "Keep the offer right" not in shown
    assert "1 offer" in words(sara.get(reverse("catalogue") + "?needs=health").content)
    assert "0 offers" in words(sara.get(reverse("catalogue") + "?needs=health&room=yes").content)
    assert karin.post(page, {"form": str(uuid4()), "do": "check"}).status_code == 302
    assert karin.post(page, {"form": str(uuid4()), "do": "end", "last": "2026-11-20"}).status_code == 302
    assert "0 offers" in words(sara.get(reverse("catalogue")).content)
    assert Measure.objects.filter(offer=offer).count() == 2
    assert wrong_offers() == []
    Offer.objects.update(capacity=9)
    assert wrong_offers() == ["capacity"]


def test_a_file_brings_its_own_offers_up_to_date(world: World, tmp_path) -> None:
    """Loaded twice nothing changes; what the file no longer has is ended; what pages added is left alone."""
    file = tmp_path / "katalog.yaml"

    def load(*rows: str) -> Iterable[tuple[str, ...]]:
        file.write_text("area: provet\nfrom: 2026-01-01\noffers:\n" + "\n".join(rows), "utf-8")
        data = loading.read_catalogue(str(file))
        act = world.act("ada")
        made = commands.load_catalogue(act=act, scope=system(LOADER, act.on), area=data.area, offers=data.offers)
        return made.added, made.changed, made.ended

    commands.add_offer(**world.by("ada"), area=world.area.pk, said=GARDEN)
    row = "  - {id: praktik, title: Praktik, provider: Jobbtorg, needs: [work-training]}"
    assert load(row) == (("praktik",), (), ())
    events = Event.objects.count()
    assert load(row) == ((), (), ())
    assert Event.objects.count() == events
    assert load(row.replace("title: Praktik", "title: Praktikplats")) == ((), ("praktik",), ())
    assert load("  - {id: sprak, title: Språk, provider: SFI, needs: [language]}") == (("sprak",), (), ("praktik",))
    assert {o.title for o in queries.offers(world.area.pk, world.day, world.scope("ada"))} == {"Gröna steg", "Språk"}
    with pytest.raises(Refused) as no:
        commands.add_offer(**world.by("jonas"), area=world.area.pk, said=GARDEN)
    assert code(no) == "not-keeper"
    assert Role.COORDINATOR in world.scope("karin").roles


def test_the_pages_lead_from_the_box_to_a_measure_and_its_result(world: World, sara: Client) -> None:
    """The road that the source stops at: search, plan, begin, end. Needs stand in no address (D22)."""
    case = world.open("sara", "finsaminsats", "5").case
    commands.add_offer(**world.by("karin"), area=world.area.pk, said=GARDEN)
    box = sara.get(reverse("case-box", args=[case, the_box(case)])).content.decode()
    assert reverse("case-measures", args=[case]) in box
    find = reverse("case-measure-find", args=[case])
    assert find in box
    found = words(sara.post(find, {"needs": ["health"], "place": "skärholmen"}).content)
    assert "Answers the need “Health and daily routines”; Is in Skärholmen" in found
    new = reverse("case-measure-new", args=[case])
    chosen = sara.post(
        new, {"do": "choose", "offer": str(Offer.objects.get().pk), "needs": ["health"]}
    ).content.decode()
    assert 'value="Trädgården Solrosen"' in chosen
    assert Measure.objects.count() == 0
    wrong = sara.post(new, {"form": str(uuid4()), "title": "", "purpose": "Rutiner", "extent": "halv"})
    assert wrong.status_code == 400
    assert "Rutiner" in wrong.content.decode()
    typed = {"title": "Gröna steg", "offer": str(Offer.objects.get().pk), "needs": ["health"], "extent": "25"}
    assert sara.post(new, {"form": str(uuid4()), **typed}).status_code == 302
    one = reverse("case-measure", args=[case, Measure.objects.get().pk])
    for step in (
        {"do": "start", "started": "2026-11-01"},
        {"do": "end", "ended": "2026-11-20", "outcome": "completed", "result": "Kom varje gång"},
    ):
        assert sara.post(one, {"form": str(uuid4()), **step}).status_code == 302
    assert sara.post(one, {"form": str(uuid4()), "do": "start", "started": "2026-11-01"}).status_code == 400
    page = words(sara.get(one).content)
    assert "Kom varje gång" in page
    assert "1 November 2026 to 20 November 2026" in page
    record = reverse("case-measure-record", args=[case])
    told = {"title": "Praktik", "started": "2024-01-01", "ended": "2024-03-01", "outcome": "completed"}
    assert sara.post(record, {"form": str(uuid4()), **told}).status_code == 400
    told |= {"source": "told-by-person", "source_words": "Samtal"}
    assert sara.post(record, {"form": str(uuid4()), **told}).status_code == 302
    assert "Praktik" in words(sara.get(reverse("case-measures", args=[case])).content)
    history = words(sara.get(reverse("case", args=[case])).content)
    assert "wrote down that “Gröna steg” ended on 20 November 2026: Completed as intended." in history
    assert signed_in(world, "olle").get(one).status_code in (403, 404)
