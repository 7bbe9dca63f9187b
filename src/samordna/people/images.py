"""How does a row stand in an event, so that it can be built again from events alone? (E5)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model

# The chain of a row moves with the event that holds its image; what it is then, the event itself says.
CHAIN = frozenset({"seq", "head"})

Image = list[Any]


def image(row: Model) -> Image:
    """`["people.number", {field: value}]` of a row as it is now: dates as ISO days, plain JSON."""
    values = {
        field.attname: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in CHAIN
    }
    return [row._meta.label_lower, values]


def images(rows: Iterable[Model]) -> dict[str, list[Image]]:
    """What a part of an event holds for these rows."""
    return {"rows": [image(row) for row in rows]}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
