"""What stands beside a case's journey: who helps with it, and which acts are noted in an authority's own journal?"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.cases.models import CoWorker, Noted
from samordna.cases.queries import Seen


@dataclass(frozen=True, slots=True)
class Helper:
    """A co-worker of a case today, and the unit they work for in it (D2)."""

    worker: int
    unit: int


@dataclass(frozen=True, slots=True)
class Tick:
    """An act's text stands in the journal of `system`; with the person's objection, if there was one (SoL 14:6)."""

    system: str
    objection: str


def helpers(seen: Seen) -> list[Helper]:
    """The co-workers of the actor's own units, in the order they came: other parties keep theirs to themselves."""
    rows = CoWorker.objects.filter(case_id=seen.id, until_seq=None, unit_id__in=seen.scope.units).order_by("id")
    return [Helper(worker, unit) for worker, unit in rows.values_list("worker_id", "unit_id")]


def ticks(seen: Seen) -> dict[int, Tick]:
    """The noted acts of a case by the number of their event; a page shows those of the actor's own acts (D24)."""
    rows = Noted.objects.filter(case_id=seen.id, sphere_id__in=seen.scope.spheres).order_by("seq")
    return {of: Tick(system, objection) for of, system, objection in rows.values_list("of_seq", "system", "objection")}
