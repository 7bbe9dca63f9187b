"""Which points of a box's checklist have been ticked, by whom and when? A help for memory that stops nothing (D17).

Kept in the planning part of the act that told it, under `KEY`: the box, the version whose points they are, and the
numbers of those that are ticked. What is kept last counts; nothing is kept when nothing has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from samordna.access.queries import visible
from samordna.cases.domain import PLAN
from samordna.cases.queries import Seen
from samordna.handbooks.domain import Handbook, Step
from samordna.journal import queries as journal

KEY = "checked"


@dataclass(frozen=True, slots=True)
class Ticked:
    """The numbers of the points (from 0) and the act that told it: by whom, for which unit, and when."""

    points: frozenset[int] = frozenset()
    by: int = 0
    unit: int = 0
    sphere: int = 0
    at: datetime | None = None


def kept(book: Handbook, process: str, step: Step, points: Iterable[int]) -> Mapping[str, Any]:
    """What an act keeps of the points ticked; numbers that the list does not have are left out."""
    known = sorted({point for point in points if 0 <= point < len(step.checklist)})
    return {KEY: {"box": f"{process}/{step.id}", "version": book.version, "points": known}}


def latest(seen: Seen, process: str, step: Step, on: date) -> Ticked:
    """What was ticked last in a box, as far as the reader may see it. A box without a checklist asks nothing."""
    if not step.checklist:
        return Ticked()
    rows = visible(journal.parts(seen.id), seen.scope, on).filter(category=PLAN, data__contains=f'"{KEY}"')
    for seq, data in rows.order_by("-seq").values_list("seq", "data"):
        told = json.loads(data).get(KEY) or {}
        if told.get("box") == f"{process}/{step.id}" and told.get("version") == seen.row.version:
            header = journal.header(seen.id, seq)
            assert header is not None
            return Ticked(frozenset(told["points"]), header.by_id, header.unit_id, header.sphere_id, header.at)
    return Ticked()
