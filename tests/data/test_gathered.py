"""The whole road on two pages: what has been tried and what is missing, each with day and source, for one receiver.

Sara at social services gathers for Kim; Jonas at Jobbtorg sees what consent opens; health care answers on paper.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from samordna.audit import verifying
from samordna.cases import queries as cases
from samordna.cases.commands import guarding, sending, telling
from samordna.cases.commands.guarding import Outcome
from samordna.cases.sources import CERTIFICATE, Source
from samordna.desk import case_gather
from samordna.desk.papers import gathered_sources, gathered_view
from samordna.forms import commands as forms
from samordna.forms.commands import Given
from samordna.forms.kept import BY_HAND
from samordna.forms.models import Answers, Document
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.measures import commands, gathered_printing, registers
from samordna.measures.commands import Ending, Gathering, Told
from samordna.measures.domain import Wanted
from samordna.measures.gathered import Gathered
from samordna.measures.leaving import To
from samordna.measures.models import Measure
from samordna.web import i18n
from tests.cases_world import World, signed_in
from tests.desk_case_world import consent, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]
PAPER = Source(CERTIFICATE, "Intyg 2026-03-01")
TRAINING = Told(
    wanted=Wanted(title="Arbetsträning", extent=25, adaptations="Paus"), started_on=date(2026, 1, 7),
    ended_on=date(2026, 4, 30), outcome="completed", result="Orkade två timmar",
    source=Source("another-authority", "Arbetsförmedlingen, 2026-05-04"),
)  # fmt: skip


def words(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


@pytest.fixture
def case(world: World) -> int:
    return world.open("sara", "soc-sjukskriven", "9").case


def road(world: World, case: int, name: str = "sara", variant: str = "whole") -> Gathered:
    i18n.activate("en")
    seen = cases.see(world.scope(name), case, world.day)
    about = gathered_sources.around(case_gather.acts(seen, world.day))
    return gathered_view.gather(about, gathered_view.variant(variant))


def missing(world: World, case: int, variant: str = "whole") -> list[str]:
    return [gathered_view.speak(hole.said) for hole in road(world, case, variant=variant).holes]


def tell(world: World, case: int, source: Source | None = None, **typed: object) -> None:
    sources = dict.fromkeys(typed, source) if source else {}
    telling.record(**world.by("sara"), case=case, typed=typed, sources=sources)


def test_each_hole_disappears_when_it_is_filled(world: World, case: int) -> None:
    """What is missing is seen, with what to do; what is written closes it. Every claim has a day and a link."""
    before = missing(world, case)
    for said in (
        "No measure that has been tried is written down.", "No certificate is written down.",
        "Nothing is written of this: Work capacity.",
        "Nobody has written whether the documents show this: Diagnosis, Reduced function, Limited activity.",
    ):  # fmt: skip
        assert said in before
    tell(world, case, PAPER, first_sick_day="2026-01-01", certificate_from="2026-01-01", certificate_to="2026-02-28")
    assert "No certificate covers 1 March 2026 to 22 November 2026." in missing(world, case)
    tell(world, case, PAPER, certificate_from="2026-06-01", certificate_to="2026-12-31")
    assert "No certificate covers 1 March 2026 to 31 May 2026." in missing(world, case)
    tell(world, case, PAPER, diagnosis="yes", function="no", activity="yes", work_capacity="25")
    assert "The documents do not show this: Reduced function." in missing(world, case)
    tell(world, case, prognosis="Bättre till våren")
    assert "No source is written for this: Prognosis from health care." in missing(world, case)
    made = commands.record(**world.by("sara"), case=case, told=TRAINING)
    later = Ending(date(2026, 4, 30), "completed", "", TRAINING.source)
    commands.end(**world.by("sara"), case=case, measure=made.measure, ending=later)
    assert "No result is written for “Arbetsträning”." in missing(world, case)
    commands.end(
        **world.by("sara"), case=case, measure=made.measure, ending=Ending(date(2026, 4, 30), "completed", "Två timmar")
    )
    refusal = Outcome(kind="sjukersattning", decision="refused", on=date(2026, 10, 1), reason="unknown")
    guarding.decide(**world.by("sara"), case=case, outcome=refusal)
    left = missing(world, case)
    assert "Nobody has written why Sickness compensation was refused 1 October 2026." in left
    assert not set(left) & {*before[:1], "No result is written for “Arbetsträning”."}
    claims = [claim for section in road(world, case).sections for claim in section.claims]
    assert {"Arbetsträning", "Certificate", "Sickness compensation"} <= {each.title or each.what for each in claims}
    assert all(claim.href and claim.on for claim in claims)
    # The variants leave out and order what each receiver is for.
    assert [s.id for s in road(world, case, variant="employment").sections] == registers.variants()["employment"].data[
        "sections"
    ]


def test_what_care_answers_on_paper_stands_with_its_day(world: World, case: int) -> None:
    """A form without an answer is a hole; the answer is a claim in the category of what was asked."""
    asked = {"question": "Vad går?"}
    made = forms.begin(**world.by("sara"), case=case, form="rehabiliteringsforfragan", values=asked)
    forms.send(**world.by("sara"), case=case, document=made.document, given=Given(how=BY_HAND, to_person=True))
    assert any("No answer has come" in each for each in missing(world, case))
    came = {"activities": [{"row": "jobbtorg", "extent": 25}], "comments": "Korta pass"}
    forms.answer(**world.by("sara"), case=case, document=made.document, values=came, on=world.day)
    found = next(s for s in road(world, case).sections if s.id == "answers").claims
    assert [(claim.category, claim.on) for claim in found] == [("health", world.day)]
    assert "25 %" in found[0].what
    assert "Korta pass" in found[0].what
    assert not any("No answer has come" in each for each in missing(world, case))


def test_consent_closes_what_is_gathered_and_what_leaves(world: World) -> None:
    """D18–D21: Jonas reads work and not health; Sara hands over her own only, and only what is open to the receiver."""
    person = world.person()
    case = world.open("sara", "soc-sjukskriven", "9", person=person).case
    consent(world, person.pk, "torget", categories=("contact", "plan", "work"))
    sending.refer(**world.by("sara"), case=case, position=the_box(case), target="jobbtorg/1")
    commands.record(**world.by("sara"), case=case, told=TRAINING)
    tell(world, case, PAPER, prognosis="Bättre till våren", work_capacity="25")
    theirs = road(world, case, "jonas")
    told = {claim.what for section in theirs.sections for claim in section.claims}
    assert any("Orkade två timmar" in each for each in told)
    assert not any("Bättre till våren" in each for each in told)
    own = world.units["torget"].sphere_id
    assert (theirs.categories(own), theirs.others(own)) == ((), len(told))
    kinds = road(world, case).categories(world.units["oster"].sphere_id)
    assert set(kinds) == {"work", "health"}

    def give(to: To, variant: str = "whole", categories: tuple[str, ...] = kinds) -> Callable[[], object]:
        gathering = Gathering(variant, to, BY_HAND, categories)
        return lambda: commands.give(**world.by("sara"), case=case, gathering=gathering)

    for to in (To("jobbtorg"), To(name="Bageriet AB")):
        with pytest.raises(Refused) as no:
            give(to)()
        assert no.value.decision.code == "consent-needed"
    give(To("jobbtorg"), "employment", ("work",))()
    give(To(person=True))()
    assert list(Event.objects.filter(stream_id=case).order_by("-seq").values_list("kind", flat=True))[:2] == [
        "gathered-given", "gathered-given",
    ]  # fmt: skip
    assert verifying.verify(case=case).differences == []


def test_the_pages_show_print_hand_over_and_fill_in_the_form(
    world: World, sara: Client, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Read, printed on two tagged pages, previewed before it leaves, and a draft that nobody has to type again."""
    commands.record(**world.by("sara"), case=case, told=TRAINING)
    tell(world, case, PAPER, function="yes", work_capacity="25", prognosis="Bättre till våren")
    page = reverse("case-gathered", args=[case])
    shown = sara.get(page).content.decode()
    assert "Orkade två timmar" in shown
    assert reverse("case-measure-record", args=[case]) not in shown.split("<h2", 1)[0]
    assert "things are missing" in words(shown.encode())
    for variant in registers.variants():
        pdf = sara.get(reverse("case-gathered-paper", args=[case, variant]))
        assert pdf["Content-Type"] == "application/pdf"
        with pikepdf.open(io.BytesIO(pdf.content)) as opened:
            assert opened.Root.MarkInfo.Marked
            assert len(opened.pages) <= 2
    give = reverse("case-gathered-give", args=[case, "summary"])
    form = {"form": str(uuid4()), "to": "other", "name": "Bageriet AB", "how": BY_HAND}
    stopped = sara.post(give, form)
    assert "This stops the hand-over" in words(stopped.content)
    assert 'name="confirm"' not in stopped.content.decode()
    assert sara.post(give, {**form, "to": "other", "name": ""}).status_code == 400
    seen = sara.post(give, {**form, "to": "individ"}).content.decode()
    key = unescape(re.search(r'name="confirm" value="([^"]*)"', seen)[1])  # type: ignore[index]
    # What was confirmed is what was seen: another receiver is previewed anew.
    assert sara.post(give, {**form, "form": str(uuid4()), "confirm": key}).status_code == 200
    assert sara.post(give, {**form, "to": "individ", "confirm": key}).status_code == 302
    event = Event.objects.filter(stream_id=case, kind="gathered-given").get()
    # What left is kept as it was; beside it stands what has been written since.
    given = reverse("case-gathered-given", args=[case, event.seq])
    measure = Measure.objects.get().pk
    later = Ending(date(2026, 4, 30), "completed", "Orkade tre timmar", TRAINING.source)
    commands.end(**world.by("sara"), case=case, measure=measure, ending=later)
    composed: list[str] = []
    compose = gathered_printing.compose
    monkeypatch.setattr(gathered_printing, "compose", lambda paper: composed.append(compose(paper)) or composed[-1])
    for address in (given, f"{given}?as=today"):
        assert sara.get(address).status_code == 200
    assert [("två timmar" in each, "tre timmar" in each) for each in composed] == [(True, False), (False, True)]
    # E7: apart by kind of information in the event, so that a purge or a consent closes what it closes.
    parts = dict(Payload.objects.filter(stream_id=case, seq=event.seq).values_list("category", "data"))
    assert [kind for kind, data in parts.items() if "två timmar" in str(json.loads(data))] == ["work"]
    assert f'href="{given}"' in sara.get(page).content.decode()
    assert verifying.verify(case=case).differences == []
    assert sara.get(reverse("case-gathered-given", args=[case, event.seq - 1])).status_code in (403, 404)
    assert "handed over “Summary after rehabilitation” to the person" in words(
        sara.get(reverse("case", args=[case])).content
    )
    made = sara.post(f"{page}?variant=summary", {"form": str(uuid4())})
    assert made.status_code == 302
    row = Document.objects.get()
    kept = {name: value for each in Answers.objects.filter(document=row) for name, value in each.data.items()}
    assert kept["measures"][0]["what"] == "Arbetsträning"
    assert kept["measures"][0]["when"] == "2026-01-07 – 2026-04-30"
    assert kept["chain"][0]["row"] == "function"
    assert kept["person_name"] == "Kim Ek"
    work = Answers.objects.get(document=row, category="work").data
    assert "Bättre till våren" not in str(work)
    assert signed_in(world, "olle").get(page).status_code in (403, 404)
