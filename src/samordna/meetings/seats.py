"""Which seats in meetings to come rest on a consent, and how is one taken away? (D20)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django.db.models import QuerySet

from samordna.cases import engine
from samordna.journal.domain import Act
from samordna.meetings.domain import PERSON, PLANNED, moment
from samordna.meetings.models import Called
from samordna.meetings.writing import write_to_keepers

# Why: a consent was taken back or narrowed, or has ended by itself.
WITHDRAWN, ENDED = "withdrawn", "ended"


def coming(on: date) -> QuerySet[Called]:
    """Everybody but the person who has a seat in a meeting to come, that day or later, that names the person.

    Who was called to a meeting whose day has passed may have been there, whether it is written down yet or not.
    """
    rows = Called.objects.filter(
        seat=True, meeting__status=PLANNED, meeting__without_name=False, meeting__starts_at__gte=moment(on, time.min)
    ).exclude(who=PERSON)  # fmt: skip
    return rows.select_related("meeting").order_by("case_id", "pk")


def take(found: engine.Loaded, act: Act, seats: list[Called], why: str) -> list[Called]:
    """Take seats of one case away, one event; each authority is told of those in its own meetings. Returns them."""
    if not seats:
        return []
    for row in seats:
        row.seat = False

    def tell(mine: Sequence[Called]) -> dict[str, Any]:
        meetings, who = sorted({row.meeting_id for row in mine}), sorted({row.who for row in mine})
        return {"meetings": meetings, "who": who, "why": why, "keeper": mine[0].sphere_id}

    write_to_keepers(found, act, "seats-cancelled", seats, tell)
    return seats
