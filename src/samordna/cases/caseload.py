"""Whose cases are they: one worker's own, or a unit's? And what has come to a unit that nobody has taken? (D2, D16)"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from samordna.access.domain import Scope
from samordna.cases.models import Case, CoWorker, Incoming, Involved, Position

NEW = "new"


class Arrived(NamedTuple):
    """Something that has come in and that nobody has taken care of. `case` is 0 for what belongs to none."""

    id: int
    case: int
    unit: int
    worker: int
    due: date


def own(scope: Scope) -> list[int]:
    """The open cases that the worker, or whom they stand in for, watches, is responsible for or works in (D2, D26).

    As far as one of the worker's own units still has to do with them.
    """
    workers, units = {scope.worker, *scope.stands_in_for}, scope.units
    found = {
        *Case.objects.filter(watcher_id__in=workers, closed_seq=None).values_list("pk", flat=True),
        *Position.objects.filter(worker_id__in=workers, closed_seq=None).values_list("case_id", flat=True),
        *Involved.objects.filter(worker_id__in=workers, unit_id__in=units, until_seq=None).values_list(
            "case_id", flat=True
        ),
        *CoWorker.objects.filter(worker_id__in=workers, until_seq=None).values_list("case_id", flat=True),
    }
    return sorted(found)


def heads(cases: Collection[int]) -> tuple[tuple[int, bytes], ...]:
    """The open cases with the hash of their last event: another one when something has happened in them."""
    rows = Case.objects.filter(pk__in=cases, closed_seq=None).order_by("pk").values_list("pk", "head")
    return tuple((pk, bytes(head)) for pk, head in rows)


def of_units(units: Collection[int]) -> list[int]:
    """The open cases in which one of the units plays a party."""
    rows = Involved.objects.filter(unit_id__in=units, until_seq=None, case__closed_seq=None)
    return sorted(set(rows.values_list("case_id", flat=True)))


def arrived(units: Collection[int], until: date) -> list[Arrived]:
    """What has come to the units, or gone on to them, and should be taken care of by a day up to `until`."""
    rows = Incoming.objects.filter(
        Q(unit_id__in=units) | Q(escalated_unit_id__in=units), status=NEW, due__lte=until
    ).order_by("due", "id")
    found = rows.values_list("id", "case_id", "unit_id", "escalated_unit_id", "worker_id", "due")
    return [
        Arrived(pk, case or 0, unit if unit in units else escalated, worker or 0, due)
        for pk, case, unit, escalated, worker, due in found
    ]
