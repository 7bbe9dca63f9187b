"""Which number does a unit give to a case? Its own, so that no two authorities share one (D21)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F

from samordna.cases.models import Counter
from samordna.organisations import queries as organisations

if TYPE_CHECKING:
    from samordna.organisations.models import Unit


def hold(areas: Iterable[int], on: date) -> None:
    """Take the counters of every unit here in these areas, in the order of the units' ids, until the act is done.

    For an act that gives numbers in one case after another: each case takes its counters in order, but several cases
    together would not, and two such acts could wait for each other for ever. On SQLite there is one writer at a time.
    """
    if connection.vendor == "sqlite":
        return
    units = sorted(unit.pk for area in areas for unit in organisations.units_of(area, on) if unit.here)
    known = Counter.objects.filter(unit_id__in=units, year=on.year)
    if known.count() == len(units):
        list(known.select_for_update().order_by("unit_id"))
        return
    for unit in units:
        Counter.objects.get_or_create(unit_id=unit, year=on.year, defaults={"last": 0})
        list(known.select_for_update().filter(unit_id=unit))


def give(unit: Unit, on: date) -> str:
    """The unit's next number, such as ÖM-2026-0017; "" for an outside unit, which has numbers of its own."""
    if not unit.here:
        return ""
    counter, made = Counter.objects.get_or_create(unit=unit, year=on.year, defaults={"last": 1})
    if not made:
        Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
        counter.refresh_from_db()
    return f"{unit.prefix}-{on.year}-{counter.last:04d}"
