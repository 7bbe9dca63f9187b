"""Which plans does a case have, and what stands in them? Always through the filter between spheres (E8, D20)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from samordna.access.queries import shut, visible
from samordna.cases.queries import Seen
from samordna.kernel.decision import Refused
from samordna.measures import queries as measures
from samordna.plans.kept import GoalKept, LinkKept, PlanKept, ResultKept, StepKept
from samordna.plans.kinds import kind_of
from samordna.plans.models import Goal, Instrument, Link, Plan, Points, Step
from samordna.plans.writing import no_plan

M = TypeVar("M", bound=Model)


def of_case(seen: Seen, on: date) -> list[PlanKept]:
    """The plans of a case that the actor may know of, with everything that is open: those that go on first, then the
    newest. Seven queries, however many plans.
    """
    rows = list(visible(Plan.objects.filter(case_id=seen.id), seen.scope, on).order_by("-id"))
    found = _with_everything(rows, seen, on)
    return sorted(found, key=lambda each: not each.open)


def one(seen: Seen, plan: int, on: date) -> PlanKept:
    """One plan of a case. Raises Refused, in the same words whether it is there or not (D21)."""
    rows = list(visible(Plan.objects.filter(case_id=seen.id, pk=plan), seen.scope, on))
    if not rows:
        raise Refused(no_plan())
    return _with_everything(rows, seen, on)[0]


def results(seen: Seen, on: date) -> list[ResultKept]:
    """The results of licensed instruments that the actor may see, the newest first."""
    rows = visible(Instrument.objects.filter(case_id=seen.id), seen.scope, on)
    found = [ResultKept(row.pk, kind_of(row.kind), row.on, row.result, row.sphere_id) for row in rows]
    return sorted(found, key=lambda each: (each.on, each.id), reverse=True)


def _with_everything(rows: Iterable[Plan], seen: Seen, on: date) -> list[PlanKept]:
    every = list(rows)
    ids = [row.pk for row in every]
    open_now: dict[int, dict[str, Any]] = {}
    for each in _seen(Points.objects.filter(plan_id__in=ids), seen, on):
        open_now.setdefault(each.plan_id, {}).update(each.data)
    kinds = {row.pk: {point.category for point in kind_of(row.kind).points} for row in every}
    closed = shut({row.pk: (row.person_id, row.sphere_id, kinds[row.pk]) for row in every}, seen.scope, on)
    goals: dict[int, list[GoalKept]] = {}
    for goal in _seen(Goal.objects.filter(plan_id__in=ids).order_by("pk"), seen, on):
        goals.setdefault(goal.plan_id, []).append(_goal(goal))
    steps: dict[int, list[StepKept]] = {}
    for step in _seen(Step.objects.filter(plan_id__in=ids).order_by("seq", "pk"), seen, on):
        steps.setdefault(step.plan_id, []).append(
            StepKept(
                step.pk, step.what, step.on, step.revision, step.accepted, step.words, step.next_on, step.reason
            )
        )  # fmt: skip
    known = {each.id: each for each in measures.of_case(seen, on)} if goals else {}
    links = _links(seen, on)
    return [
        PlanKept(
            id=row.pk, case=row.case_id, kind=kind_of(row.kind), status=row.status, title=row.title,
            owner_party=row.owner_party, sphere=row.sphere_id, unit=row.unit_id, worker=row.worker_id,
            begun_on=row.begun_on, revision=row.revision, agreed_on=row.agreed_on, follow_up_on=row.follow_up_on,
            no_follow_up=row.no_follow_up, ended_on=row.ended_on, source=row.source, seq=row.seq,
            points=open_now.get(row.pk, {}), goals=tuple(goals.get(row.pk, ())),
            measures=tuple(
                known[each]
                for each in dict.fromkeys(m for goal in goals.get(row.pk, ()) for m in goal.measures)
                if each in known
            ),
            steps=tuple(steps.get(row.pk, ())), links=tuple(links.get(row.pk, ())), closed=row.pk in closed,
        )
        for row in every
    ]  # fmt: skip


def _links(seen: Seen, on: date) -> dict[int, list[LinkKept]]:
    """The links by plan, from both ends; one to a plan that is closed is not there (D21)."""
    rows = list(visible(Link.objects.filter(case_id=seen.id, ended_on=None), seen.scope, on).order_by("pk"))
    ends = {end for row in rows for end in (row.plan_id, row.other_id)}
    there = set(visible(Plan.objects.filter(pk__in=ends), seen.scope, on).values_list("pk", flat=True))
    found: dict[int, list[LinkKept]] = {}
    for row in rows:
        if {row.plan_id, row.other_id} <= there:
            found.setdefault(row.plan_id, []).append(LinkKept(row.pk, row.other_id, row.why, row.on))
            found.setdefault(row.other_id, []).append(LinkKept(row.pk, row.plan_id, row.why, row.on))
    return found


def _seen(rows: QuerySet[M], seen: Seen, on: date) -> Iterable[M]:
    return visible(rows, seen.scope, on)


def _goal(row: Goal) -> GoalKept:
    return GoalKept(
        id=row.pk, plan=row.plan_id, parent=row.parent_id or 0, own_words=row.own_words, wording=row.wording,
        rests_on=row.rests_on, due=row.due, party=row.party, responsible=row.responsible, accepted_on=row.accepted_on,
        status=row.status, status_on=row.status_on, achievement=row.achievement, judged_on=row.judged_on,
        note=row.note, measures=tuple(row.measures),
    )  # fmt: skip
