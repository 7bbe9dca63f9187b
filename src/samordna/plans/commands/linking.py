"""How are plans tied together, and what is kept of a licensed instrument? One act, one event (E3).

Two linked plans stay two: nothing of one becomes part of the other. Of an instrument the day and the result are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.access.queries import visible
from samordna.cases.held import held
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.plans import kinds, policy
from samordna.plans.kept import RESULT
from samordna.plans.models import Instrument, Link, Plan
from samordna.plans.writing import Written, base, no_plan, write

WHY = 300


@dataclass(frozen=True, slots=True)
class Result:
    """What a licensed instrument came to, on a day."""

    on: date
    result: str


def link(*, act: Act, scope: Scope, case: int, plan: int, other: int, why: str = "") -> Written:
    """Two plans of the case belong together; at least one is one's own, and the other is one that one may see."""
    with one_act():
        found = held(act, scope, case)
        rows = {row.pk: row for row in visible(Plan.objects.filter(case_id=case, pk__in=(plan, other)), scope, act.on)}
        if len(rows) != len({plan, other}) or plan == other or all(r.sphere_id != act.sphere for r in rows.values()):
            raise Refused(no_plan())
        first, second = sorted(rows)
        if Link.objects.filter(plan_id=first, other_id=second, sphere_id=act.sphere, ended_on=None).exists():
            raise Refused(refused("linked-already", say("The plans are linked already.")))
        made = Link(**base(found, act), plan=rows[first], other=rows[second], why=why.strip()[:WHY], on=act.on)
        done = write(found, act, "plan-linked", [made], _kinds(act, rows[plan], rows[other]))
        return Written(done, plan, link=made.pk)


def unlink(*, act: Act, scope: Scope, case: int, link: int) -> Written:
    """The plans do not belong together after all; that they were linked stays in the history."""
    with one_act():
        found = held(act, scope, case)
        row = Link.objects.filter(case_id=case, pk=link, sphere_id=act.sphere, ended_on=None).first()
        if row is None:
            raise Refused(refused("no-link", say("There is no such link for you to see.")))
        row.ended_on = act.on
        told = _kinds(act, row.plan, row.other)
        return Written(write(found, act, "plan-unlinked", [row], told), row.plan_id, link=row.pk)


def note_instrument(*, act: Act, scope: Scope, case: int, kind: str, told: Result) -> Written:
    """An instrument has been used: the day and the result. Raises Refused for a plan that is written here."""
    with one_act():
        found, one = held(act, scope, case), kinds.kind(kind)
        if one.holds != RESULT:
            raise Refused(refused("plan-here", say("Such a plan is written here. Begin it instead.")))
        insist(policy.not_ahead(told.on, act.on))
        if not told.result.strip():
            raise Refused(refused("result-words", say("Write what the instrument came to.")))
        row = Instrument(**base(found, act, one.category), kind=kind, on=told.on, result=told.result.strip()[:1000])
        done = write(found, act, "instrument-noted", [row], {"plan_kind": kind}, one.category)
        return Written(done, 0, result=row.pk)


def _kinds(act: Act, one: Plan, other: Plan) -> dict[str, Any]:
    """Which plans it was, one's own first. Of another authority's not even the kind: whoever may read our events is
    not to learn of it from us (D21).
    """
    mine, theirs = (one, other) if one.sphere_id == act.sphere else (other, one)
    told = {"plan": mine.pk, "plan_kind": mine.kind}
    return {**told, "other_kind": theirs.kind} if theirs.sphere_id == act.sphere else told
