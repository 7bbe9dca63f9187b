"""How do the goals of a plan come to be, change and get judged? The person's own words first. One act, one event (E3).

How clear a goal is (SMARTA) is shown and never stops it (D17).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases import queries as cases
from samordna.handbooks.domain import PERSON
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.measures import queries as measures
from samordna.plans import kinds, policy
from samordna.plans.kept import ACHIEVEMENTS, ACTIVE, GOAL_STATUSES, UNJUDGED, GoalSaid
from samordna.plans.models import Goal, Plan
from samordna.plans.writing import Written, base, own, write

# The texts of a goal, and how much room each has.
TEXTS = {"own_words": 2000, "wording": 2000, "rests_on": 500, "responsible": 120}
NOTE = 1000


@dataclass(frozen=True, slots=True)
class Judged:
    """How far a goal has come, and how it went: two things, said on a day."""

    on: date
    status: str
    achievement: str = UNJUDGED
    note: str = ""


def add_goal(*, act: Act, scope: Scope, case: int, plan: int, said: GoalSaid) -> Written:
    """A goal of a plan, or a part-goal of one of its goals. Raises Refused."""
    with one_act():
        found, row = _plan(act, scope, case, plan)
        parent = _goal(row, said.parent) if said.parent else None
        goal = Goal(**base(found, act), plan=row, parent=parent, status=ACTIVE, achievement=UNJUDGED)
        _fill(found, scope, act, goal, said)
        return _note(found, act, "goal-added", row, goal)


def change_goal(*, act: Act, scope: Scope, case: int, goal: int, said: GoalSaid) -> Written:
    """The goal as it is from now on; what it said before stays in the history. Raises Refused."""
    with one_act():
        found, row, kept = _own(act, scope, case, goal)
        _fill(found, scope, act, kept, said)
        return _note(found, act, "goal-changed", row, kept)


def judge_goal(*, act: Act, scope: Scope, case: int, goal: int, judged: Judged) -> Written:
    """How far it has come and how it went; each with the day it was said. Raises Refused."""
    with one_act():
        found, row, kept = _own(act, scope, case, goal)
        if judged.status not in GOAL_STATUSES:
            raise Refused(refused("goal-status", say("Choose how far the goal has come.")))
        if judged.achievement not in ACHIEVEMENTS:
            raise Refused(refused("goal-achievement", say("Choose how it went.")))
        insist(policy.not_ahead(judged.on, act.on))
        if kept.status != judged.status:
            kept.status, kept.status_on = judged.status, judged.on
        if kept.achievement != judged.achievement:
            kept.achievement, kept.judged_on = judged.achievement, judged.on
        kept.note = judged.note.strip()[:NOTE]
        return _note(found, act, "goal-judged", row, kept)


def _plan(act: Act, scope: Scope, case: int, plan: int) -> tuple[engine.Loaded, Plan]:
    found, row = own(act, scope, case, plan)
    insist(policy.has_content(kinds.kind_of(row.kind), row.status))
    return found, row


def _own(act: Act, scope: Scope, case: int, goal: int) -> tuple[engine.Loaded, Plan, Goal]:
    plan = Goal.objects.filter(case_id=case, pk=goal, sphere_id=act.sphere).values_list("plan_id", flat=True).first()
    if plan is None:
        raise Refused(refused("no-goal", say("There is no such goal for you to see.")))
    found, row = _plan(act, scope, case, plan)
    return found, row, Goal.objects.get(pk=goal)


def _goal(row: Plan, goal: int) -> Goal:
    found = Goal.objects.filter(plan_id=row.pk, pk=goal).first()
    if found is None:
        raise Refused(refused("no-goal", say("There is no such goal for you to see.")))
    return found


def _fill(found: engine.Loaded, scope: Scope, act: Act, goal: Goal, said: GoalSaid) -> None:
    if not said.own_words.strip() and not said.wording.strip():
        raise Refused(refused("goal-words", say("Write the goal, in the person's own words first.")))
    if said.party and said.party != PERSON and said.party not in found.handbook.parties:
        raise Refused(refused("no-party", say("Choose a party of the handbook.")))
    if said.accepted_on:
        insist(policy.not_ahead(said.accepted_on, act.on))
    if set(said.measures) - set(goal.measures):
        # Of another party only what the one who writes may see.
        known = measures.of_case(cases.see(scope, found.id, act.on), act.on)
        insist(policy.own_measures(said.measures, [*goal.measures, *(each.id for each in known)]))
    for name, longest in TEXTS.items():
        setattr(goal, name, str(getattr(said, name)).strip()[:longest])
    goal.party, goal.due, goal.accepted_on = said.party, said.due, said.accepted_on
    goal.measures = sorted(set(said.measures))


def _note(found: engine.Loaded, act: Act, kind: str, row: Plan, goal: Goal) -> Written:
    done = write(found, act, kind, [goal], {"plan": row.pk, "plan_kind": row.kind})
    return Written(done, row.pk, goal=goal.pk)
