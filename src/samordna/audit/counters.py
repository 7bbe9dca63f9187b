"""Does every unit's counter stand at the last number that it has given to a case? Else one may be given twice (D21)."""

from __future__ import annotations

import re

from samordna.audit import reading

Counters = dict[tuple[int, int], int]
_NUMBER = re.compile(r".*-(?P<year>\d{4})-(?P<n>\d{4,9})")


def wrong() -> list[str]:
    """Counters, as unit/year, that stand elsewhere than at the highest number of the unit's cases in that year.

    A unit with a number that is none is left out: that its row was changed is told by its case.
    """
    # Others may be at work: a number that is given meanwhile lies between what stood before and what stands after.
    before, (given, strange), after = _kept(), _given(), _kept()
    years = sorted(before.keys() | given.keys() | after.keys())
    return [
        f"{unit}/{year}"
        for unit, year in years
        if unit not in strange
        and not before.get((unit, year), 0) <= given.get((unit, year), 0) <= after.get((unit, year), 0)
    ]


def _kept() -> Counters:
    rows = reading.table("cases.counter")._default_manager.values_list("unit_id", "year", "last")
    return {(unit, year): last for unit, year, last in rows}


def _given() -> tuple[Counters, set[int]]:
    """The highest number of every unit and year, and the units of which some number is none."""
    found: Counters = {}
    strange: set[int] = set()
    rows = reading.table("cases.involved")._default_manager.exclude(number="").values_list("unit_id", "number")
    for unit, written in rows.iterator():
        number = _NUMBER.fullmatch(written)
        if number is None:
            strange.add(unit)
            continue
        key = (unit, int(number["year"]))
        found[key] = max(found.get(key, 0), int(number["n"]))
    return found, strange
