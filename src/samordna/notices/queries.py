"""Who is to be told today, and how much is on their list? Counts only, and never of what kind (D22, D23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.access.domain import CASE_ROLES
from samordna.cases.worklist import Sought, View, listed
from samordna.deadlines import radar_queries as radar
from samordna.organisations import queries as organisations

# Nobody is helped by a larger number.
MANY = 500


@dataclass(frozen=True, slots=True)
class Count:
    """What a worker has to do today: rows of their own list, and how many of them are past their date.

    `near` and `passed` are how many reminders there are, whatever they rest on: a number tells nothing of anybody.
    """

    worker: int
    email: str
    language: str
    rows: int
    late: int
    near: int = 0
    passed: int = 0

    @property
    def any(self) -> bool:
        """True when there is something to tell."""
        return bool(self.rows or self.near or self.passed)


def to_be_told(on: date) -> list[int]:
    """Workers who meet cases on the day, have an address and are not away."""
    found = organisations.workers_on(on, CASE_ROLES)
    reachable = [worker.pk for worker in found if worker.email]
    away = organisations.away(reachable, on)
    return [pk for pk in reachable if pk not in away]


def count_for(worker: int, on: date) -> Count:
    """How much is on the worker's own list and among their reminders; with those of whom they stand in for (D26)."""
    row = organisations.worker_by_id(worker)
    scope = organisations.scope_of(row, on)
    rows = listed(scope, Sought(view=View.MINE, size=MANY), on).rows
    due = [each for each in rows if not (each.box and each.box.awaits)]
    late = sum(each.key.due < on for each in due)
    reminders = radar.counted(radar.own(scope, on))
    return Count(worker, row.email, row.language, len(due), late, reminders.near, reminders.late)
