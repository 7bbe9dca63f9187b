"""What is known of a case: asked once, with its source, period, owner and history; and it moves the dates (E5, E10)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from samordna.access.models import Grant
from samordna.access.queries import opened
from samordna.audit import verifying
from samordna.cases import known, queries
from samordna.cases.commands import telling, working
from samordna.cases.facts import WrongFacts
from samordna.cases.models import Fact, Position
from samordna.cases.sources import CERTIFICATE, LONGEST, NOWHERE, OWN, SOURCES, Source, read
from samordna.handbooks.queries import load
from samordna.journal.models import Payload
from samordna.kernel.decision import Refused
from tests.cases_commands import elsewhere
from tests.cases_world import World
from tests.desk_case_world import consent, the_box
from tests.telling_world import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.data]

LETTER = Source(CERTIFICATE, "Intyg 2026-11-01", date(2026, 11, 1), date(2027, 1, 31))


def seen(world: World, case: int, name: str = "sara") -> queries.Seen:
    """The case as somebody sees it; Jonas as if he had a part in it, so that consents alone decide."""
    ours = queries.see(world.scope("sara"), case, world.day)
    if name == "sara":
        return ours
    scope = world.scope(name)
    return replace(ours, scope=scope, open=frozenset(opened(ours.row.person_id, scope.spheres, world.day)))


def record(world: World, case: int, name: str = "sara", source: Source = LETTER, **typed: object) -> None:
    telling.record(**world.by(name), case=case, typed=typed, sources=dict.fromkeys(typed, source))


def test_a_fact_keeps_its_source_its_time_and_its_history(world: World) -> None:
    tell_all(world)
    case = world.open("sara", "soc-sjukskriven", "5").case
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed={"certificate_to": "2026-12-24"})
    record(world, case, certificate_to="2027-01-31")
    (row,) = Fact.objects.filter(case_id=case)
    assert (row.value, row.source, row.words) == ("2027-01-31", CERTIFICATE, "Intyg 2026-11-01")
    assert (row.since, row.until) == (date(2026, 11, 1), date(2027, 1, 31))
    found = known.answers(seen(world, case), world.day)
    assert [(each.value, each.source) for each in found["certificate_to"]] == [("2027-01-31", LETTER)]
    past = known.history(seen(world, case), world.day)["certificate_to"]
    assert [(each.value, each.source) for each in past] == [("2027-01-31", LETTER), ("2026-12-24", NOWHERE)]
    assert [each.by for each in past] == [world.workers["sara"].pk] * 2
    assert verifying.verify(case=case).differences == []


def test_an_event_from_before_sources_were_kept_is_read(world: World) -> None:
    """E5: what older events do not say is empty; nothing stored is changed."""
    case = world.open("sara", "soc-sjukskriven", "5").case
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed={"certificate_to": "2026-12-24"})
    part = json.loads(Payload.objects.filter(stream_id=case, category="health").get().data)
    assert "sources" not in part
    assert read(part.get("sources")) == NOWHERE
    assert verifying.verify(case=case).differences == []


def test_an_answer_that_is_taken_away_loses_its_source_and_keeps_its_history(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    record(world, case, certificate_to="2027-01-31")
    telling.record(**world.by("sara"), case=case, typed={"certificate_to": None})
    row = Fact.objects.get(case_id=case)
    assert (row.value, row.source, row.words, row.until) == (None, "", "", None)
    past = known.history(seen(world, case), world.day)["certificate_to"]
    assert [each.value for each in past] == [None, "2027-01-31"]
    assert verifying.verify(case=case).differences == []


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (Source("rumour"), "code"),
        (Source(OWN, "x" * (LONGEST + 1)), "words"),
        (Source(OWN, since=date(2026, 2, 1), until=date(2026, 1, 31)), "until"),
    ],
)
def test_a_source_that_cannot_be_is_refused_at_its_field(world: World, source: Source, place: str) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    with pytest.raises(WrongFacts) as wrong:
        record(world, case, source=source, certificate_to="2027-01-31")
    assert set(wrong.value.problems) == {f"certificate_to:{place}"}
    assert not Fact.objects.exists()


def test_everything_wrong_is_said_at_once(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    with pytest.raises(WrongFacts) as wrong:
        record(world, case, source=Source("rumour"), certificate_to="i vår")
    assert set(wrong.value.problems) == {"certificate_to", "certificate_to:code"}


def test_a_source_is_the_same_after_it_has_been_written_down() -> None:
    for code in ("", *SOURCES, "party:jobbtorg"):
        source = Source(code, "Ord", date(2026, 1, 1), date(2026, 2, 1))
        assert read(json.loads(json.dumps(source.plain()))) == source
        assert source.problem is None


def test_a_corrected_day_moves_the_dates_of_every_box_that_counts_from_it(world: World) -> None:
    """E10: the fact is told beside the boxes, and the box that counts from it is sorted anew in the same act."""
    world.area.handbook = "boras"
    world.area.save()
    case = world.open("sara", "boras", "2c").case
    record(world, case, first_sick_day="2026-11-01")
    first = Position.objects.get(case_id=case, no=the_box(case)).due
    record(world, case, first_sick_day="2026-10-20")
    moved = Position.objects.get(case_id=case, no=the_box(case)).due
    assert (first, moved) == (date(2027, 1, 1), date(2026, 12, 20))
    assert verifying.verify(case=case).differences == []


# Other parties


def test_another_partys_answer_is_theirs_until_it_is_taken_over(world: World) -> None:
    """D8, D20: it becomes one's own with them as its source, and stays so whatever they say later."""
    person = world.person()
    case = world.open("sara", "soc-sjukskriven", "5", person=person).case
    record(world, case, earlier_measures="Praktik 2025")
    consent(world, person.pk, "torget")
    jonas = seen(world, case, "jonas")
    (theirs,) = known.answers(jonas, world.day)["earlier_measures"]
    assert theirs.sphere == world.units["oster"].sphere_id
    assert [each.source for each in known.history(jonas, world.day)["earlier_measures"]] == [LETTER]


def test_taking_over_copies_value_category_and_time_and_names_the_party(world: World) -> None:
    stage = elsewhere(world)
    case = stage.case
    telling.record(
        **world.by("jonas"), case=case, typed={"earlier_measures": "Kurs 2024"},
        sources={"earlier_measures": replace(LETTER, code=OWN)},
    )  # fmt: skip
    with pytest.raises(Refused) as closed:
        telling.take_over(**world.by("sara"), case=case, fact="earlier_measures", party="socialtjanst")
    assert closed.value.decision.code == "nothing-to-take"
    telling.take_over(**world.by("sara"), case=case, fact="earlier_measures", party="jobbtorg")
    ours = Fact.objects.get(case_id=case, fact="earlier_measures", sphere_id=world.units["oster"].sphere_id)
    assert (ours.value, ours.source, ours.category) == ("Kurs 2024", "party:jobbtorg", "work")
    assert (ours.words, ours.since, ours.until) == (LETTER.words, LETTER.since, LETTER.until)
    telling.record(**world.by("jonas"), case=case, typed={"earlier_measures": "Något annat"})
    ours.refresh_from_db()
    assert ours.value == "Kurs 2024"
    assert verifying.verify(case=case).differences == []


def test_what_is_closed_cannot_be_taken_over(world: World) -> None:
    """D21: the same answer as when there is nothing."""
    case = elsewhere(world).case
    record(world, case, "jonas", addiction="yes")
    Grant.objects.all().delete()
    with pytest.raises(Refused) as closed:
        telling.take_over(**world.by("sara"), case=case, fact="addiction", party="jobbtorg")
    assert closed.value.decision.code == "nothing-to-take"
    assert "addiction" not in known.answers(seen(world, case), world.day)
    assert "addiction" not in known.history(seen(world, case), world.day)


def test_what_open_boxes_ask_for_and_nobody_has_answered(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "5").case
    step = seen(world, case).box(the_box(case))
    assert step
    asked = dict(known.unanswered(seen(world, case), [the_box(case)], ()))
    assert list(asked) == list(dict.fromkeys(step[1].asks))
    record(world, case, certificate_to="2027-01-31")
    answered = known.answers(seen(world, case), world.day)
    assert "certificate_to" not in dict(known.unanswered(seen(world, case), [the_box(case)], answered))


def test_every_box_that_asks_for_a_fact_is_named() -> None:
    book = load("boras")
    asking = known.asking(book)
    for process, step in book.every_step():
        assert all((process.id, step.id) in asking[fact] for fact in step.asks)
