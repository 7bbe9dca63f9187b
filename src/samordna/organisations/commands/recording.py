"""How does a change to an area become one event on the area's chain? (E3, E5)

The event's part holds the rows as they are after the change. Passwords and sign-in times are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db.models import Model

from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore, append_row, recorded
from samordna.journal.domain import Act, Entry, Part
from samordna.journal.models import Chained
from samordna.organisations.models import Area

# What sign-in owns, and what the chain itself moves on.
NOT_TOLD = frozenset({"password", "last_login", "seq", "head"})
NOBODY, CATEGORY = 0, "area"


class Changes:
    """The rows that an act changes in an area, to be told in its event."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.rows: dict[tuple[str, int], Model] = {}

    def save(self, row: Model) -> None:
        """Write a row and remember to tell it."""
        if isinstance(row, Chained):
            row.save(update_fields=[f.attname for f in row._meta.concrete_fields if f.attname not in ("id", *NOT_TOLD)])
        else:
            row.save()
        self.rows[(row._meta.label_lower, row.pk)] = row

    def entry(self, kind: str) -> Entry:
        """The event: ids in its effect, the rows in its one part, which is about nobody."""
        told = [[label, image(row)] for (label, _), row in self.rows.items()]
        ids: dict[str, list[int]] = {}
        for label, pk in self.rows:
            ids.setdefault(label.partition(".")[2], []).append(pk)
        return Entry(kind=kind, parts=(Part(NOBODY, CATEGORY, {"rows": told}),), effect=ids)


@contextmanager
def changing(area: int, act: Act, kind: str) -> Iterator[Changes]:
    """One act on an area: locks it, and writes one event of `kind` if anything was changed.

    Raises DoneBefore when the act was carried out already (E12).
    """
    with one_act():
        held = Area.objects.select_for_update().get(pk=area)
        before = recorded(held.pk, act)
        if before is not None:
            raise DoneBefore(held.pk, before)
        changes = Changes(held)
        yield changes
        if changes.rows:
            append_row(held, changes.entry(kind), act)


def image(row: Model) -> dict[str, Any]:
    """A row as plain JSON, dates as ISO strings."""
    fields = (f.attname for f in row._meta.concrete_fields if f.attname not in NOT_TOLD)
    return {name: _plain(getattr(row, name)) for name in fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
