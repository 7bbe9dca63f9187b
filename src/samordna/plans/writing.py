"""How do rows of a plan and the event that tells of them come to be? Each row in its category, one event (E3, E5).

The days of the plan that time limits and reminders go by (made, followed up, the goal's day) are told in the same
event as facts of the case, so that nobody types them twice; only those that the handbook knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.domain import PLAN, Done, Extras
from samordna.cases.facts import Answer, category
from samordna.cases.held import held
from samordna.cases.sources import OWN, Source
from samordna.journal.domain import Act
from samordna.kernel.decision import Decision, Refused, insist, refused
from samordna.kernel.text import say
from samordna.plans import policy
from samordna.plans.kept import ACTIVE, ENDED, PARTLY, WHOLLY
from samordna.plans.models import Goal, Instrument, Link, Plan, Points, Step

Row = Plan | Points | Goal | Step | Link | Instrument
MADE_FACT, FOLLOW_FACT, GOAL_FACT, REACHED_FACT = "plan_made", "plan_followup", "goal_date", "goal_reached"
REACHED, GIVEN_UP = "yes", "given-up"
Days = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Written:
    """What was done, and to which plan. `goal`, `link` and `result` are what it made (0: nothing)."""

    done: Done
    plan: int
    goal: int = 0
    link: int = 0
    result: int = 0


def own(act: Act, scope: Scope, case: int, plan: int) -> tuple[engine.Loaded, Plan]:
    """The case and an open plan of one's own authority in it. Raises Refused, whether it is there or not (D21)."""
    found = held(act, scope, case)
    row = Plan.objects.filter(case_id=case, pk=plan).first()
    if row is None or row.sphere_id != act.sphere:
        raise Refused(no_plan())
    insist(policy.may_write(row.status, row.sphere_id, act.sphere))
    return found, row


def no_plan() -> Decision:
    """The same answer for a plan that does not exist and for one that is not ours to know of."""
    return refused("no-plan", say("There is no such plan for you to see."))


def base(found: engine.Loaded, act: Act, into: str = PLAN) -> dict[str, Any]:
    """The columns that every row about a person has (E8)."""
    return {"case_id": found.id, "person_id": found.person, "sphere_id": act.sphere, "category": into}


def write(
    found: engine.Loaded, act: Act, kind: str, rows: Iterable[Row], told: Mapping[str, Any], into: str = PLAN
) -> Done:  # fmt: skip
    """Save the rows as of the next event, and write it: what each row is now, in its category, and the days."""
    before, seq = days(found, act.sphere), found.row.seq + 1
    said: dict[str, dict[str, Any]] = {into: {**told, "rows": []}}
    for row in rows:
        row.seq = seq
        row.save()
        said.setdefault(row.category, {"rows": []})["rows"].append([row._meta.label_lower, image(row)])
    main = said.pop(into)
    answers = changed(found, act.sphere, before, days(found, act.sphere))
    asked = engine.Asked(category=into, kept=said, facts=answers, note=act.reason)
    return engine.note(found, kind, act, Extras(), asked=asked, said=main)


def image(row: Row) -> dict[str, Any]:
    """A row as plain JSON, days as ISO."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def days(found: engine.Loaded, sphere: int) -> Days:
    """What the agreed plans of a sphere say of the days that the case goes by: the next follow-up, the next goal."""
    plans = list(Plan.objects.filter(case_id=found.id, sphere_id=sphere, agreed_on__isnull=False).exclude(status=ENDED))
    goals = list(Goal.objects.filter(plan_id__in=[each.pk for each in plans]))
    active = [each for each in goals if each.status == ACTIVE]
    reached = any(each.achievement in (PARTLY, WHOLLY) for each in goals)
    return {
        MADE_FACT: _last(each.agreed_on for each in plans),
        FOLLOW_FACT: _first(each.follow_up_on for each in plans),
        GOAL_FACT: _first(each.due for each in active),
        REACHED_FACT: None if active or not goals else REACHED if reached else GIVEN_UP,
    }


def changed(found: engine.Loaded, sphere: int, before: Days, after: Days) -> tuple[Answer, ...]:
    """The facts that have become others by the act; what somebody else has told is not taken away."""
    known = found.facts.get(sphere, {})
    answers = []
    for fact, value in after.items():
        entry = found.handbook.entry("facts", fact)
        gone = value is None and before[fact] is not None and known.get(fact) == before[fact]
        if entry and (gone or (value is not None and known.get(fact) != value)):
            answers.append(Answer(fact, category(entry), value, Source(OWN)))
    return tuple(answers)


def _first(found: Iterable[date | None]) -> str | None:
    return min((each.isoformat() for each in found if each), default=None)


def _last(found: Iterable[date | None]) -> str | None:
    return max((each.isoformat() for each in found if each), default=None)
