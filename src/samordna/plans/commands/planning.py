"""How is a plan begun, written anew, agreed, followed up and ended? One act, one event (E3).

Kinds are kept apart: a plan never takes over another's content. One that is owned elsewhere has none here (D29).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.deciding import law_of
from samordna.cases.domain import PLAN
from samordna.cases.held import held
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.plans import kinds, policy
from samordna.plans.kept import (
    AGREED,
    DRAFT,
    ELSEWHERE,
    END_REASONS,
    ENDED,
    EXISTENCE,
    FOLLOWED,
    MADE,
    OTHER,
    OVER,
    Kind,
    PlanSaid,
)
from samordna.plans.models import Goal, Plan, Points, Step
from samordna.plans.writing import Row, Written, base, own, write

WORDS = 2000


@dataclass(frozen=True, slots=True)
class Agreed:
    """The day it was agreed; whether the person accepts it, and how they say it."""

    on: date
    accepted: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """The day it was followed up, what was seen, and when next; or why no day is set (asked softly, D17)."""

    on: date
    seen: str = ""
    next_on: date | None = None
    no_next: str = ""


@dataclass(frozen=True, slots=True)
class NextDay:
    """The day of the next follow-up that a record gave, the one that it gives now, and why there is none."""

    was: date | None
    now: date | None
    no_next: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """The day it ended, a code, and words."""

    on: date
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is known of a plan that somebody else owns: its day, its next review, and how that is known (D29)."""

    on: date
    review_on: date | None = None
    source: str = ""
    owner: str = ""


def begin(*, act: Act, scope: Scope, case: int, kind: str, said: PlanSaid) -> Written:
    """A plan of a kind, as far as it is known. Nothing is agreed yet. Raises Refused."""
    with one_act():
        found, one = held(act, scope, case), kinds.kind(kind)
        insist(policy.may_hold(one, said.points))
        insist(kinds.counts(one, law_of(found.row.area_id, act.on), act.on))
        row = _new(found, act, one, said.owner, DRAFT)
        _fill(row, said, act.on)
        row.save()
        return _note(found, act, "plan-begun", row, _points(row, one, said.points))


def revise(*, act: Act, scope: Scope, case: int, plan: int, said: PlanSaid) -> Written:
    """The plan as it is from now on. One that was agreed becomes a new revision, to be agreed; the earlier one stays
    readable in the history of the case. Raises Refused.
    """
    with one_act():
        found, row = own(act, scope, case, plan)
        one = kinds.kind_of(row.kind)
        insist(policy.has_content(one, row.status))
        insist(policy.sound(one, said.points))
        if row.status == AGREED:
            row.status, row.revision = DRAFT, row.revision + 1
        if said.owner:
            row.owner_party = _owner(found, one, said.owner, act.unit)
        _fill(row, said, act.on)
        return _note(found, act, "plan-revised", row, _points(row, one, said.points))


def agree(*, act: Act, scope: Scope, case: int, plan: int, said: Agreed) -> Written:
    """The plan counts from the day; the goals that the person has not accepted before are accepted with it."""
    with one_act():
        found, row = own(act, scope, case, plan)
        insist(policy.has_content(kinds.kind_of(row.kind), row.status))
        insist(policy.may_agree(row.status))
        insist(policy.not_ahead(said.on, act.on))
        row.status, row.agreed_on = AGREED, said.on
        step = _step(found, act, row, MADE, said.on)
        step.accepted, step.words = said.accepted, said.words.strip()[:WORDS]
        goals = list(Goal.objects.filter(plan_id=row.pk, accepted_on=None)) if said.accepted else []
        for goal in goals:
            goal.accepted_on = said.on
        return _note(found, act, "plan-agreed", row, [step, *goals], {"accepted": said.accepted})


def follow_up(*, act: Act, scope: Scope, case: int, plan: int, said: FollowedUp) -> Written:
    """It has been followed up: what was seen, and when next. Raises Refused."""
    with one_act():
        found, row = own(act, scope, case, plan)
        insist(policy.has_content(kinds.kind_of(row.kind), row.status))
        insist(policy.not_ahead(said.on, act.on))
        insist(policy.ahead(said.next_on, said.on))
        row.follow_up_on, row.no_follow_up = said.next_on, said.no_next.strip()[:300]
        step = _step(found, act, row, FOLLOWED, said.on)
        step.words, step.next_on = said.seen.strip()[:WORDS], said.next_on
        return _note(found, act, "plan-followed-up", row, [step])


def move_follow_up(*, act: Act, scope: Scope, case: int, plan: int, day: NextDay) -> Written:
    """The record that set the day of the next follow-up gives another. Refused for a plan that has got another since;
    what it says and that it is agreed stay.
    """
    with one_act():
        found, row = own(act, scope, case, plan)
        insist(policy.has_content(kinds.kind_of(row.kind), row.status))
        insist(policy.ahead(day.now, act.on))
        if row.follow_up_on != day.was:
            raise Refused(refused("plan-other-day", say("The plan has got another day for its follow-up since.")))
        row.follow_up_on, row.no_follow_up = day.now, day.no_next.strip()[:300]
        return _note(found, act, "plan-day-moved", row, [])


def end(*, act: Act, scope: Scope, case: int, plan: int, said: Ended) -> Written:
    """The plan counts no more; it stays readable as it was. Raises Refused without a reason."""
    with one_act():
        found, row = own(act, scope, case, plan)
        insist(policy.not_ahead(said.on, act.on))
        if said.reason not in END_REASONS:
            raise Refused(refused("plan-end-reason", say("Choose why the plan ends.")))
        if said.reason == OTHER and not said.words.strip():
            raise Refused(refused("plan-end-words", say("Write the reason in your own words.")))
        row.status, row.ended_on = ENDED, said.on
        step = _step(found, act, row, OVER, said.on)
        step.words, step.reason = said.words.strip()[:WORDS], said.reason
        return _note(found, act, "plan-ended", row, [step])


def note_elsewhere(*, act: Act, scope: Scope, case: int, kind: str, told: Elsewhere, plan: int = 0) -> Written:
    """There is a plan that somebody else owns: its day and its next review, and nothing of what it says (D29).

    `plan` is one that was written down before, whose days are others now.
    """
    with one_act():
        one = kinds.kind(kind)
        if one.holds != EXISTENCE:
            raise Refused(refused("plan-here", say("Such a plan is written here. Begin it instead.")))
        found, row = own(act, scope, case, plan) if plan else (held(act, scope, case), None)
        if row is None:
            row = _new(found, act, one, told.owner, ELSEWHERE)
        elif row.kind != kind:
            raise Refused(refused("plan-kind", say("A plan stays of its kind. Write down a new one.")))
        insist(policy.not_ahead(told.on, act.on))
        insist(policy.ahead(told.review_on, told.on))
        row.begun_on, row.follow_up_on, row.source = told.on, told.review_on, told.source.strip()[:200]
        row.save()
        return _note(found, act, "plan-elsewhere", row, [])


def _new(found: engine.Loaded, act: Act, one: Kind, owner: str, status: str) -> Plan:
    """A plan that has not been saved; the one who saves it does so before rows that name it."""
    return Plan(
        **base(found, act), unit_id=act.unit, worker_id=act.by, kind=one.id, status=status, begun_on=act.on,
        owner_party=_owner(found, one, owner, act.unit), seq=found.row.seq + 1,
    )  # fmt: skip


def _owner(found: engine.Loaded, one: Kind, wanted: str, unit: int) -> str:
    """Whose plan it is: the party named, else one's own if such plans are its, else the first that there is."""
    if wanted and wanted not in found.handbook.parties:
        raise Refused(refused("no-party", say("Choose a party of the handbook.")))
    mine = [party for party, seat in found.seats.items() if seat.unit == unit and party in one.owners]
    there = [party for party in one.owners if party in found.handbook.parties]
    return wanted or next(iter([*mine, *there, *one.owners]))


def _fill(row: Plan, said: PlanSaid, on: date) -> None:
    # A day that has been set and has passed since may stand: it is what the radar tells of.
    if said.follow_up_on != row.follow_up_on:
        insist(policy.ahead(said.follow_up_on, on))
    row.title, row.source = said.title.strip()[:120], said.source.strip()[:200]
    row.follow_up_on, row.no_follow_up = said.follow_up_on, said.no_follow_up.strip()[:300]


def _points(row: Plan, one: Kind, points: Mapping[str, Any]) -> list[Row]:
    """The points apart by category; a category that has nothing left is kept empty, so that its history shows it."""
    apart: dict[str, dict[str, Any]] = {}
    for point in one.points:
        value = points.get(point.id)
        if value not in (None, ""):
            apart.setdefault(point.category, {})[point.id] = value
    before = {each.category: each for each in Points.objects.filter(plan_id=row.pk)}
    rows: list[Row] = []
    for each in dict.fromkeys((*apart, *before)):
        data, known = apart.get(each, {}), before.get(each)
        if known and known.data == data:
            continue
        kept = known or Points(
            plan=row, case_id=row.case_id, person_id=row.person_id, sphere_id=row.sphere_id, category=each
        )
        kept.data = data
        rows.append(kept)
    return rows


def _step(found: engine.Loaded, act: Act, row: Plan, what: str, on: date) -> Step:
    return Step(**base(found, act), plan=row, what=what, on=on, revision=row.revision)


def _note(
    found: engine.Loaded, act: Act, kind: str, row: Plan, rows: list[Any], more: Mapping[str, Any] | None = None
) -> Written:  # fmt: skip
    told = {"plan": row.pk, "plan_kind": row.kind, **(more or {})}
    return Written(write(found, act, kind, [row, *rows], told, PLAN), row.pk)
