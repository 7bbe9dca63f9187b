"""Which number does a unit give to a case? Its own, so that no two authorities share one (D21)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F

from samordna.cases.models import Counter

if TYPE_CHECKING:
    from samordna.organisations.models import Unit


def give(unit: Unit, on: date) -> str:
    """The unit's next number, such as ÖM-2026-0017; "" for an outside unit, which has numbers of its own."""
    if not unit.here:
        return ""
    counter, made = Counter.objects.get_or_create(unit=unit, year=on.year, defaults={"last": 1})
    if not made:
        Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
        counter.refresh_from_db()
    return f"{unit.prefix}-{on.year}-{counter.last:04d}"
