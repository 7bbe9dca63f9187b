"""Nobody is sent to apply again in vain: three years of one case in Borås, and who sees what of it (D28, D21, E5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from samordna.access.queries import opened
from samordna.audit import verifying
from samordna.cases import dating, guard, queries
from samordna.cases.commands import guarding, moving, telling, working
from samordna.cases.commands.guarding import Chosen, Outcome
from samordna.cases.commands.moving import Left
from samordna.cases.models import Benefit, Case, Fact, Position
from samordna.cases.sources import CERTIFICATE, Source
from samordna.consents import commands as consents
from samordna.consents.domain import Direction, Paper
from samordna.journal.append import DoneBefore
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.rules.guard import GRANTED, REFUSED, UNPAID
from tests.cases_world import World, build
from tests.telling_world import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.data]

SICKNESS, ACTIVITY = "sjukersattning", "aktivitetsersattning"
REFUSED_ON = date(2024, 3, 15)
NEW = (Chosen("new-investigation"), Chosen("tried-measure"))
WHY = "person-decides"


@pytest.fixture
def world() -> World:
    return build("boras")


def box(case: int) -> tuple[str, int]:
    """The newest open box: its number in the handbook and in the case."""
    row = Position.objects.filter(case_id=case, closed_seq=None).order_by("-no")[0]
    return row.step, row.no


def on(world: World, day: date) -> World:
    world.day = day
    return world


def seen(world: World, case: int, name: str = "sara") -> queries.Seen:
    return queries.see(world.scope(name), case, world.day)


def quiet(world: World, case: int, name: str = "sara") -> set[str]:
    return set(guard.silenced(seen(world, case, name), world.day))


def leave(world: World, case: int, *exits: str, why: str = "", **more: Any) -> None:
    moving.complete(**world.by("sara"), case=case, position=box(case)[1], left=Left(exits, guard=why, **more))


def refusal(day: date = REFUSED_ON, kind: str = SICKNESS, *conditions: Chosen, **more: Any) -> Outcome:
    more = {"reason": "documents-insufficient", **more}
    return Outcome(kind=kind, decision=REFUSED, on=day, conditions=conditions or NEW, **more)


def decide(world: World, case: int, outcome: Outcome, name: str = "sara") -> int:
    guarding.decide(**world.by(name), case=case, outcome=outcome)
    return Benefit.objects.filter(case_id=case).order_by("-id")[0].pk


def code(do: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no:
        do()
    return no.value.decision.code


def refused_in_2024(world: World) -> int:
    """Kim applied in January, and it was refused in March."""
    on(world, date(2024, 1, 10))
    case = world.open("sara", "boras", "8").case
    working.tell(
        **world.by("sara"), case=case, position=box(case)[1],
        typed={"benefit_kind": SICKNESS, "benefit_application_sent": "2024-01-10", "reduction": "50"},
    )  # fmt: skip
    on(world, date(2024, 3, 20))
    decide(world, case, refusal())
    leave(world, case, "avslag")
    assert box(case)[0] == "9b"
    return case


def verified(case: int) -> None:
    assert list(verifying.verify(case=case).differences) == []


def test_three_years_of_one_case(world: World) -> None:
    """Refused, pushed in vain, opened by something new, granted without payment, renewed, and the person's own way."""
    tell_all(world)
    case = refused_in_2024(world)
    assert quiet(world, case) == {SICKNESS}
    first = guard.of(seen(world, case), world.day).guarded[SICKNESS]
    assert first.since == REFUSED_ON
    assert {each.watched.condition.id for each in first.conditions} == {
        "new-investigation", "tried-measure", "age-reached"
    }  # fmt: skip

    # Autumn 2024: pushed to apply again with nothing new. It is never stopped, but it has to be explained.
    on(world, date(2024, 10, 1))
    assert code(lambda: leave(world, case, "forhallanden-andrade")) == "guard-reason"
    assert code(lambda: leave(world, case, "forhallanden-andrade", why="for-fun")) == "guard-reason"
    assert code(lambda: leave(world, case, "forhallanden-andrade", why="other")) == "guard-words"
    assert box(case)[0] == "9b"
    leave(world, case, "forhallanden-andrade", why=f"{WHY}: Har fått veta det")
    assert box(case)[0] == "8"
    # One reason for each time the box is opened; what came of it goes to the decision's box.
    on(world, date(2024, 12, 5))
    decide(world, case, refusal(date(2024, 12, 1)))
    leave(world, case, "avslag")

    # The person applies on their own in between: nobody asks why, and nobody prompts.
    on(world, date(2025, 2, 1))
    guarding.person_applies(**world.by("sara"), case=case, kind=SICKNESS, on=date(2025, 1, 28))
    assert quiet(world, case) == {SICKNESS}
    assert not guard.of(seen(world, case), world.day).guarded[SICKNESS].asks
    on(world, date(2025, 3, 1))
    decide(world, case, refusal(date(2025, 2, 20)))
    assert guard.of(seen(world, case), world.day).guarded[SICKNESS].asks

    # 2025: a new investigation opens it, from the day it is told.
    on(world, date(2025, 9, 1))
    telling.record(
        **world.by("sara"), case=case, typed={"investigation_done_on": "2025-08-20"},
        sources={"investigation_done_on": Source(CERTIFICATE, "Utlåtande 2025-08-20")},
    )  # fmt: skip
    assert quiet(world, case) == set()
    leave(world, case, "forhallanden-andrade")
    assert box(case)[0] == "8"

    # Granted without payment: silent until something new, or its end date.
    on(world, date(2025, 12, 1))
    decide(world, case, Outcome(kind=SICKNESS, decision=UNPAID, on=date(2025, 11, 20), until=date(2027, 6, 1)))
    leave(world, case, "beviljad")
    assert box(case)[0] == "9a"
    assert quiet(world, case) == {SICKNESS}
    on(world, date(2027, 5, 31))
    assert quiet(world, case) == {SICKNESS}
    on(world, date(2027, 6, 1))
    assert quiet(world, case) == set()
    assert Benefit.objects.filter(case_id=case).count() == 4
    verified(case)


def test_a_grant_raises_its_renewal(world: World) -> None:
    """D28: its end date is the fact from which the renewal is counted; four months before, for want of a local rule."""
    case = refused_in_2024(world)
    on(world, date(2025, 1, 10))
    leave(world, case, "forhallanden-andrade", why=WHY)
    grant = Outcome(kind=SICKNESS, decision=GRANTED, on=date(2025, 1, 2), until=date(2027, 6, 30))
    decide(world, case, grant)
    leave(world, case, "beviljad")
    assert Fact.objects.get(case_id=case, fact="benefit_until").value == "2027-06-30"
    assert Position.objects.get(case_id=case, no=box(case)[1]).due == date(2027, 2, 28)
    assert quiet(world, case) == set()
    # A decision without an end takes the date away again.
    decide(world, case, Outcome(kind=SICKNESS, decision=GRANTED, on=date(2025, 1, 9)))
    assert Fact.objects.get(case_id=case, fact="benefit_until").value is None
    assert list(dating.outdated([case], world.day)) == []
    verified(case)


@pytest.mark.parametrize(
    ("born", "kind", "day"),
    [("2006-11-03", ACTIVITY, date(2025, 7, 1)), ("1995-05-20", SICKNESS, date(2025, 5, 1))],
)
def test_turning_nineteen_or_thirty_opens_it(world: World, born: str, kind: str, day: date) -> None:
    """The age is always watched, also when no change was expected."""
    on(world, date(2024, 3, 20))
    case = world.open("sara", "boras", "9b").case
    telling.record(**world.by("sara"), case=case, typed={"birth_date": born})
    guarding.decide(
        **world.by("sara"), case=case,
        outcome=Outcome(kind=kind, decision=REFUSED, on=REFUSED_ON, reason="age", unchanging=True),
    )  # fmt: skip
    on(world, day - timedelta(days=1))
    assert quiet(world, case) == {kind}
    assert guard.of(seen(world, case), world.day).guarded[kind].opens == day
    on(world, day)
    assert quiet(world, case) == set()
    leave(world, case, "forhallanden-andrade")
    assert box(case)[0] == "8"


def test_only_the_box_where_the_benefit_is_applied_for_is_guarded(world: World) -> None:
    """A refused coordination never guards a benefit, and a benefit no coordination."""
    case = refused_in_2024(world)
    leave(world, case, "ingen-forandring")
    assert box(case)[0] == "2b"


def test_another_benefit_is_free(world: World) -> None:
    """Keyed by kind: what is known to be applied for counts, in the act itself too."""
    case = refused_in_2024(world)
    telling.record(**world.by("sara"), case=case, typed={"benefit_kind": ACTIVITY})
    leave(world, case, "forhallanden-andrade")
    assert box(case)[0] == "8"


def test_every_way_into_the_box_is_asked_and_none_is_closed(world: World) -> None:
    """D17: jumps, reopened boxes and new processes too; skipping the box asks nothing."""
    case = refused_in_2024(world)
    place = box(case)[1]
    run = Position.objects.get(case_id=case, no=place).run_no
    by = world.by("sara", "Ett skäl")
    assert code(lambda: moving.jump(**by, case=case, position=place, target="8")) == "guard-reason"
    reopen = {"case": case, "run": run, "step": "8"}
    assert code(lambda: moving.reopen_box(**world.by("sara", "Ett skäl"), **reopen)) == "guard-reason"
    moving.reopen_box(**world.by("sara", "Ett skäl"), **reopen, guard=WHY)
    assert box(case)[0] == "8"
    moving.skip(**world.by("sara", "not-needed"), case=case, position=box(case)[1], left=Left(("avslag",)))
    moving.jump(
        **world.by("sara", "Ett skäl"), case=case, position=box(case)[1], target="8", left=Left(guard="other-benefit")
    )
    assert box(case)[0] == "8"
    verified(case)


def test_an_old_decision_asks_when_the_box_is_left_as_done(world: World) -> None:
    """The box was open before anybody wrote the refusal down: then leaving it is going on."""
    on(world, date(2026, 1, 10))
    case = world.open("sara", "boras", "8").case
    decide(world, case, refusal())
    assert code(lambda: leave(world, case, "avslag")) == "guard-reason"
    leave(world, case, "avslag", why="decision-on-application")
    last = Event.objects.filter(stream_id=case).order_by("-seq")[0]
    said = json.loads(Payload.objects.get(stream_id=case, seq=last.seq, category="decision").data)
    assert said["guard"] == {"kinds": [SICKNESS], "reason": "decision-on-application"}
    verified(case)


def test_a_decision_of_the_same_day_as_the_box_is_what_came_of_it(world: World) -> None:
    on(world, date(2026, 1, 10))
    case = world.open("sara", "boras", "8").case
    decide(world, case, refusal(date(2026, 1, 10)))
    leave(world, case, "avslag")
    assert box(case)[0] == "9b"


def test_the_facts_of_the_box_alone_guard_it_too(world: World) -> None:
    """Whoever only answers the box's questions is reminded all the same; what has changed is told in box 9b."""
    on(world, date(2026, 1, 10))
    case = world.open("sara", "boras", "8").case
    leave(world, case, "avslag", typed={"benefit_kind": SICKNESS, "benefit_decision": REFUSED})
    assert quiet(world, case) == {SICKNESS}
    on(world, date(2026, 2, 1))
    assert code(lambda: leave(world, case, "forhallanden-andrade")) == "guard-reason"
    on(world, date(2026, 2, 2))
    working.tell(**world.by("sara"), case=case, position=box(case)[1], typed={"circumstances": "changed"})
    leave(world, case, "forhallanden-andrade")
    assert box(case)[0] == "8"


def test_the_persons_own_application_is_registered_where_only_facts_tell_of_a_refusal(world: World) -> None:
    on(world, date(2026, 1, 10))
    case = world.open("sara", "boras", "8").case
    leave(world, case, "avslag", typed={"benefit_kind": SICKNESS, "benefit_decision": REFUSED})
    on(world, date(2026, 2, 1))
    guarding.person_applies(**world.by("sara"), case=case, kind=SICKNESS, on=world.day)
    leave(world, case, "forhallanden-andrade")
    assert box(case)[0] == "8"
    assert Fact.objects.get(case_id=case, fact="benefit_application_sent").source == "told-by-person"
    verified(case)


def test_conditions_are_ticked_by_hand_and_the_tick_taken_away(world: World) -> None:
    case = refused_in_2024(world)
    on(world, date(2024, 6, 1))
    number = decide(world, case, refusal(REFUSED_ON, SICKNESS, Chosen("other-change", words="Nytt utlåtande")))
    by = {"case": case, "benefit": number, "condition": "other-change"}
    letter = "Brev 2024-05-30"

    def tick(day: date, words: str = letter, **more: Any) -> None:
        guarding.mark_met(**world.by("sara"), **{**by, **more}, on=day, words=words)

    assert code(lambda: tick(REFUSED_ON)) == "met-day"
    assert code(lambda: tick(date(2024, 6, 2))) == "met-day"
    assert code(lambda: tick(world.day, " ")) == "met-words"
    assert code(lambda: tick(world.day, condition="day-passed")) == "no-condition"
    tick(date(2024, 5, 30))
    assert quiet(world, case) == set()
    guarding.mark_unmet(**world.by("sara"), **by)
    assert quiet(world, case) == {SICKNESS}
    assert code(lambda: guarding.mark_unmet(**world.by("sara"), **by)) == "not-ticked"
    verified(case)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": "bostadsbidrag"}, "bad-benefit"),
        ({"decision": "maybe"}, "bad-decision"),
        ({"on": date(2024, 3, 21)}, "decided-day"),
        ({"until": date(2024, 1, 1)}, "until-day"),
        ({"until": date(2025, 1, 1)}, "until-day"),
        ({"reason": ""}, "refusal-reason"),
        ({"conditions": ()}, "conditions-needed"),
        ({"conditions": (Chosen("day-passed"),)}, "condition-day"),
        ({"conditions": (Chosen("day-passed", REFUSED_ON),)}, "condition-day"),
        ({"conditions": (Chosen("other-change"),)}, "condition-words"),
        ({"conditions": (Chosen("luck"),)}, "no-condition"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(world: World, change: dict[str, Any], expected: str) -> None:
    on(world, date(2024, 3, 20))
    case = world.open("sara", "boras", "8").case
    said: dict[str, Any] = {"kind": SICKNESS, "decision": REFUSED, "on": REFUSED_ON, "reason": "not-lasting",
                            "conditions": NEW, **change}  # fmt: skip
    assert code(lambda: decide(world, case, Outcome(**said))) == expected
    assert not Benefit.objects.exists()
    assert Case.objects.get(pk=case).seq == 1


def test_an_unknown_reason_watches_what_usually_matters(world: World) -> None:
    on(world, date(2024, 3, 20))
    case = world.open("sara", "boras", "8").case
    decide(world, case, Outcome(kind=SICKNESS, decision=REFUSED, on=REFUSED_ON, reason="unknown"))
    watched = {each["id"] for each in Benefit.objects.get().conditions}
    assert {"new-diagnosis", "new-investigation", "age-reached"} <= watched
    assert "other-change" not in watched
    assert Fact.objects.get(case_id=case, fact="refusal_reason_known").value == "no"


def test_the_table_on_a_new_application_is_prefilled(world: World) -> None:
    case = refused_in_2024(world)
    known = guard.prefilled(guard.of(seen(world, case), world.day))
    assert known == {"benefit_decision": REFUSED, "refusal_reason_known": "yes", "circumstances": "may-change"}
    on(world, date(2025, 9, 1))
    telling.record(**world.by("sara"), case=case, typed={"investigation_done_on": "2025-08-20"})
    assert guard.prefilled(guard.of(seen(world, case), world.day))["circumstances"] == "changed"


def test_a_double_click_is_one_decision(world: World) -> None:
    """E12."""
    on(world, date(2024, 3, 20))
    case = world.open("sara", "boras", "8").case
    form = uuid4()
    guarding.decide(**world.by("sara", form=form), case=case, outcome=refusal())
    with pytest.raises(DoneBefore):
        guarding.decide(**world.by("sara", form=form), case=case, outcome=refusal())
    assert Benefit.objects.count() == 1


@pytest.mark.once
def test_many_cases_are_read_in_as_many_queries_as_one(
    world: World, django_assert_max_num_queries: Any
) -> None:  # fmt: skip
    cases = [refused_in_2024(world) for _ in range(3)]
    world.open("sara", "boras", "8")
    on(world, date(2026, 1, 1))
    every = list(Case.objects.values_list("pk", flat=True))
    scope = world.scope("sara")
    with django_assert_max_num_queries(5):
        found = guard.silenced_in(every, scope, world.day)
    assert found == dict.fromkeys(cases, frozenset({SICKNESS}))


# Who may see it


def consented(world: World, person: int, *categories: str) -> None:
    ours, theirs = world.units["oster"].sphere, world.units["torget"].sphere
    paper = Paper(
        kind="informationsutbyte", directions=(Direction(ours.pk, theirs.pk, theirs.name),), categories=categories,
        purpose="Planera", evidence="Blankett", valid=Period(None, date(2030, 1, 1)), form="written",
    )  # fmt: skip
    consents.give(**world.by("sara"), person=person, paper=paper)


def test_another_sphere_sees_a_decision_only_when_decisions_are_open_to_it(world: World) -> None:
    """D21: to whom decisions are closed nothing is guarded, nothing is named, and no act is counted."""
    case = refused_in_2024(world)
    person = Case.objects.get(pk=case).person_id
    consented(world, person, "contact", "plan", "work")
    jonas = _looking(world, case)
    assert guard.of(jonas, world.day) == guard.NOTHING
    kinds = {each.kind for each in queries.happenings(jonas, world.day)}
    assert "benefit-decided" not in kinds
    consented(world, person, "decision")
    jonas = _looking(world, case)
    assert set(guard.silenced(jonas, world.day)) == {SICKNESS}
    assert "benefit-decided" in {each.kind for each in queries.happenings(jonas, world.day)}


def _looking(world: World, case: int) -> queries.Seen:
    """Jonas at Jobbtorg, as if he had a part in the case: what he sees then is up to consents alone."""
    ours = seen(world, case)
    scope = world.scope("jonas")
    return replace(ours, scope=scope, open=frozenset(opened(ours.row.person_id, scope.spheres, world.day)))


def test_what_opens_it_elsewhere_opens_it_only_for_those_who_may_know(world: World) -> None:
    """A health fact of another sphere counts for those to whom it is open."""
    case = refused_in_2024(world)
    on(world, date(2025, 1, 10))
    telling.record(**world.by("sara"), case=case, typed={"investigation_done_on": "2025-01-05"})
    person = Case.objects.get(pk=case).person_id
    consented(world, person, "decision")
    assert set(guard.silenced(_looking(world, case), world.day)) == {SICKNESS}
    consented(world, person, "health")
    assert set(guard.silenced(_looking(world, case), world.day)) == set()
    assert quiet(world, case) == set()
