"""A decision with a table's advice: one event, kept in the category of the table, never a stop (D17, D22, E7)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from samordna.audit import verifying
from samordna.cases import deciding, queries
from samordna.cases.commands import closing, moving, sending
from samordna.cases.commands import deciding as commands
from samordna.cases.commands.deciding import Decided
from samordna.cases.commands.moving import Left
from samordna.cases.domain import Done
from samordna.cases.facts import WrongFacts
from samordna.cases.models import Fact
from samordna.consents import commands as consents
from samordna.consents.domain import Direction, Paper, Withdrawal
from samordna.journal.append import DoneBefore
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.organisations.models import LocalChoice, PartyUnit
from tests.cases_playing import at, checked, code
from tests.cases_world import START, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.data]
WHOLE = {
    "certificate": "yes", "diagnosis": "yes", "function": "yes", "activity": "yes", "coherent": "yes",
    "caused_by_illness": "yes",
}  # fmt: skip


def judged(world: World, case: int, name: str = "sara", step: str = "8", **more: Any) -> Done:
    """Somebody decides on the certificate in box 8."""
    usual: dict[str, Any] = {"table": "lakarintyg", "on": world.day, "chosen": ("complete",), "given": WHOLE}
    decided = Decided(**{**usual, **more})
    return commands.judge(**world.by(name), case=case, position=at(case, step), decided=decided)


def seen_by(world: World, name: str, case: int, on: date | None = None) -> list[deciding.Judgement]:
    day = on or world.day
    return deciding.judgements(queries.see(world.scope(name, day), case, day), day)


def consent(world: World, case: int, *categories: str) -> None:
    """Kim lets social services tell Jobbtorg some of it."""
    home, there = world.units["oster"].sphere, world.units["torget"].sphere
    person = queries.see(world.scope("sara"), case, world.day).row.person_id
    paper = Paper(
        kind="informationsutbyte", directions=(Direction(home.pk, there.pk, there.name),), categories=categories,
        purpose="Planera", valid=Period(world.day, world.day + timedelta(200)), form="written", evidence="Blankett",
    )  # fmt: skip
    consents.give(**world.by("sara"), person=person, paper=paper)


def test_a_decision_is_one_event_with_its_facts_and_the_judgement_in_the_category_of_the_table(world: World) -> None:
    """E3, E7: the header names neither table nor outcome; the part of health does."""
    case = world.open("sara", "soc-sjukskriven", "8").case
    done = judged(world, case)
    header = Event.objects.get(stream_id=case, seq=done.seq)
    assert (header.kind, header.effect) == ("judged", "")
    said = {row.category: json.loads(row.data) for row in Payload.objects.filter(stream_id=case, seq=done.seq)}
    assert sorted(said) == ["health", "plan"]
    assert said["health"]["facts"] == WHOLE
    assert said["health"]["judgement"]["suggested"] == ["complete"]
    assert said["health"]["judgement"]["law"] == ["sfb:29:2"]
    assert not {"judgement", "facts"} & set(said["plan"])
    assert Fact.objects.filter(case_id=case, category="health").count() == len(WHOLE)
    found = seen_by(world, "sara", case)[0]
    assert (found.chosen, found.followed, found.told, found.version) == (("complete",), True, world.day, "2026.1")


def test_only_what_is_new_is_kept_as_facts(world: World) -> None:
    """A fact that stands already is not told once more; an emptied one is taken away."""
    case = world.open("sara", "soc-sjukskriven", "8").case
    judged(world, case)
    done = judged(
        world, case, given={**WHOLE, "coherent": "no", "function": None}, chosen=("supplement",), code="uncertain-facts"
    )
    said = json.loads(Payload.objects.get(stream_id=case, seq=done.seq, category="health").data)
    assert said["facts"] == {"coherent": "no", "function": None}
    assert Fact.objects.get(case_id=case, fact="function").value is None


def test_whoever_decides_otherwise_says_why_and_is_never_stopped(world: World) -> None:
    """D17: advice. The coded reason is kept beside what was suggested."""
    case = world.open("sara", "soc-sjukskriven", "8").case
    assert code(lambda: judged(world, case, chosen=("supplement",))) == "reason-code"
    assert code(lambda: judged(world, case, chosen=("supplement",), code="other")) == "reason-words"
    assert code(lambda: judged(world, case, chosen=())) == "choose-outcome"
    assert code(lambda: judged(world, case, chosen=("hittat-pa",))) == "choose-outcome"
    assert code(lambda: judged(world, case, chosen=("complete", "supplement"), code="adviser")) == "one-outcome"
    judged(world, case, chosen=("supplement",), code="adviser", words="Förtroendeläkaren vill se mer.")
    (found,) = seen_by(world, "sara", case)
    assert (found.suggested, found.chosen, found.code) == (("complete",), ("supplement",), "adviser")
    assert found.words == "Förtroendeläkaren vill se mer."


def test_without_an_answer_one_may_still_decide(world: World) -> None:
    """D17: facts that are missing, and a day on which the table does not count, stop nothing."""
    case = world.open("sara", "soc-sjukskriven", "8").case
    judged(world, case, given={"certificate": "yes"}, chosen=("supplement",), code="no-answer")
    assert seen_by(world, "sara", case)[0].suggested == ()
    late = world.open("sara", "soc-sjukskriven", "16", person=world.person("Robin")).case
    decided = Decided("ersattning", date(2017, 1, 31), ("wait",), {"birth_date": "1990-05-17"}, "no-answer")
    commands.judge(**world.by("sara"), case=late, position=at(late, "16"), decided=decided)
    assert seen_by(world, "sara", late)[0].suggested == ()


def test_a_fact_that_cannot_be_understood_is_refused_with_how_to_write_it(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "16").case
    given = {"birth_date": "1990-05-17", "reduction": 130, "lasting": "temporary"}
    decided = Decided("ersattning", world.day, ("wait",), given, "no-answer")
    with pytest.raises(WrongFacts) as wrong:
        commands.judge(**world.by("sara"), case=case, position=at(case, "16"), decided=decided)
    assert list(wrong.value.problems) == ["reduction"]
    assert not seen_by(world, "sara", case)


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (date(2026, 6, 30), "none"),
        (date(2026, 7, 1), "sjukersattning-hel"),
        (date(2026, 7, 2), "sjukersattning-hel"),
    ],
)
def test_the_day_that_the_decision_concerns_decides_the_law(world: World, on: date, outcome: str) -> None:
    """The July rule (SFB 33:16), day before, on and after; E11: the day concerned is not the day it was told."""
    case = world.open("sara", "soc-sjukskriven", "16").case
    given = {
        "birth_date": "2007-12-31", "reduction": 100, "lasting": "permanent", "rehabilitation_exhausted": "yes",
    }  # fmt: skip
    decided = Decided("ersattning", on, (outcome,), given)
    commands.judge(**world.by("sara"), case=case, position=at(case, "16"), decided=decided)
    (found,) = seen_by(world, "sara", case)
    assert (found.suggested, found.on, found.told) == ((outcome,), on, world.day)


def test_a_table_that_the_box_does_not_offer_and_a_box_that_is_left_are_refused(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "8").case
    assert code(lambda: judged(world, case, table="behovsgrupp", chosen=("AM1",))) == "no-such-table"
    position = at(case, "8")
    moving.complete(**world.by("sara"), case=case, position=position, left=Left(("ja",)))
    decided = Decided("lakarintyg", world.day, ("complete",), WHOLE)
    with pytest.raises(Refused) as no:
        commands.judge(**world.by("sara"), case=case, position=position, decided=decided)
    assert no.value.decision.code == "no-position"


def test_a_double_click_decides_once(world: World) -> None:
    """E12."""
    case = world.open("sara", "soc-sjukskriven", "8").case
    act, scope = world.act("sara"), world.scope("sara")
    decided = Decided("lakarintyg", world.day, ("complete",), WHOLE)
    position = at(case, "8")
    commands.judge(act=act, scope=scope, case=case, position=position, decided=decided)
    with pytest.raises(DoneBefore):
        commands.judge(act=act, scope=scope, case=case, position=position, decided=decided)
    assert Event.objects.filter(stream_id=case, kind="judged").count() == 1


def test_nobody_decides_in_a_closed_case_or_in_another_units_box(world: World) -> None:
    case = world.open("sara", "soc-sjukskriven", "8").case
    position = at(case, "8")
    decided = Decided("lakarintyg", world.day, ("complete",), WHOLE)
    for name, wanted in (("olle", "not-involved"), ("jonas", "not-involved"), ("ada", "wrong-role")):
        with pytest.raises(Refused) as no:
            commands.judge(**world.by(name), case=case, position=position, decided=decided)
        assert no.value.decision.code == wanted
    run = min(queries.see(world.scope("sara"), case, world.day).state.runs)
    moving.end_run(**world.by("sara"), case=case, run=run)
    closing.close(**world.by("sara"), case=case)
    with pytest.raises(Refused) as no:
        commands.judge(**world.by("sara"), case=case, position=position, decided=decided)
    assert no.value.decision.code == "case-closed"


def test_another_sphere_sees_what_consent_opens_and_nothing_after_it_is_withdrawn(world: World) -> None:
    """D18, D20, D22: planning alone does not open a judgement on illness."""
    case = world.open("sara", "soc-sjukskriven", "11").case
    given = {
        "care_contact_needed": "no",
        "needs_social_services": "no",
        "needs_health_care": "no",
        "other_party": "jobbtorg",
    }
    decided = Decided("samverkansvag", world.day, ("jobbtorg",), given, "knows-more")
    commands.judge(**world.by("sara"), case=case, position=at(case, "11"), decided=decided)
    consent(world, case, "contact", "work", "plan")
    done = sending.refer(**world.by("sara"), case=case, position=at(case, "11"), target="jobbtorg/1")
    sending.accept(**world.by("jonas"), case=case, transfer=done.transfers[0])
    assert seen_by(world, "jonas", case) == []
    consent(world, case, "health")
    (found,) = seen_by(world, "jonas", case)
    assert found.chosen == ("jobbtorg",)
    person = queries.see(world.scope("sara"), case, world.day).row.person_id
    consents.withdraw(**world.by("sara"), person=person, what=Withdrawal(receiver=world.units["torget"].sphere_id))
    assert seen_by(world, "jonas", case) == []


def test_regrouping_in_tranas_is_an_act_of_its_own_that_shows_was_and_now() -> None:
    """Tranås ruta 2: several groups at once, which may change; the log keeps both."""
    world = build("tranas")
    for party in ("socialtjanst", "amie"):
        PartyUnit.objects.get_or_create(
            unit=world.units["oster"], party=party, defaults={"first": True, "valid_from": START}
        )
    case = world.open("sara", "tranas", "2").case
    first = {"support": "some", "addiction": "no", "mental": "no", "physical": "no"}
    then = {"support": "extensive", "addiction": "no", "mental": "yes", "physical": "no"}
    for given, chosen in ((first, ("AM2",)), (then, ("RH2", "AM3"))):
        decided = Decided("behovsgrupp", world.day, chosen, given)
        commands.judge(**world.by("sara"), case=case, position=at(case, "2"), decided=decided)
    # The groups that the case knows are those decided, so that it says the same everywhere.
    before, now = seen_by(world, "sara", case)
    assert (before.was, before.regrouped) == ((), False)
    assert (now.was, now.chosen, now.regrouped) == (("AM2",), ("AM3", "RH2"), True)
    assert now.followed
    assert Fact.objects.get(case_id=case, fact="need_groups").value == ["AM3", "RH2"]
    assert deciding.latest([before, now], world.scope("sara").spheres) == {"behovsgrupp": now}
    assert not verifying.verify(case=case).differences


def test_an_area_that_waits_with_an_unread_rule_keeps_its_routine() -> None:
    """Gävle's routine without certificates, and a requirement that only secondary sources tell of."""
    world = build("gavle")
    PartyUnit.objects.create(unit=world.units["oster"], party="arbos", first=True, valid_from=START)
    case = world.open("sara", "gavle", "t2").case
    asked = Decided("lakarintyg-krav", world.day, ("kontrollera",), {"asking_party": "municipal-activity"})
    commands.judge(**world.by("sara"), case=case, position=at(case, "t2"), decided=asked)
    LocalChoice.objects.create(
        area=world.area, kind="follow", key="sol-2025:12:intyg", value={"follow": False}, valid_from=START
    )
    waits = Decided("lakarintyg-krav", world.day, ("kravs-inte",), {"asking_party": "municipal-activity"})
    commands.judge(**world.by("sara"), case=case, position=at(case, "t2"), decided=waits)
    assert [each.suggested for each in seen_by(world, "sara", case)] == [("kontrollera",), ("kravs-inte",)]


def test_an_empty_set_is_an_answer() -> None:
    """Nobody's support is needed: that is known, not left out."""
    world = build("jonkoping")
    PartyUnit.objects.get_or_create(
        unit=world.units["oster"], party="socialtjanst", defaults={"first": True, "valid_from": START}
    )
    case = world.open("sara", "jonkoping", "arena").case
    given = {"support_from": [], "written_consent": "no"}
    decided = Decided("arena", world.day, ("inte-arena",), given)
    commands.judge(**world.by("sara"), case=case, position=at(case, "arena"), decided=decided)
    assert seen_by(world, "sara", case)[0].suggested == ("inte-arena",)
    assert Fact.objects.get(case_id=case, fact="support_from").value == []
    assert not verifying.verify(case=case).differences


def test_verify_finds_nothing_after_decisions(world: World) -> None:
    """E5: facts and journal agree; nothing else has changed."""
    case = world.open("sara", "soc-sjukskriven", "8").case
    judged(world, case)
    judged(world, case, given={**WHOLE, "activity": "unclear"}, chosen=("supplement",))
    assert not verifying.verify(case=case).differences
    checked(case)
