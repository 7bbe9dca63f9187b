"""What happens to meetings when a consent is taken back or narrowed? Seats in coming meetings are gone (D20).

Called by `consents` through its port, inside the same transaction; a consent that ends by itself is found at night.
Nobody's right is asked here: to withdraw is the person's. Minutes that have not been sent are stopped by themselves:
what leaves is asked of consent when it leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid5

from samordna.cases import engine
from samordna.consents import queries as consents
from samordna.consents.domain import Way
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.meetings import calling, seats
from samordna.meetings.domain import INVITES
from samordna.meetings.models import Called


def cancel_seats(*, act: Act, person: int, ways: Iterable[Way]) -> list[int]:
    """Take the seats away that rested on the closed ways, or on a private receiver's consent, one event per case.

    Returns the ids of those called.
    """
    closed = frozenset(ways)
    with one_act():
        waiting: dict[int, list[Called]] = {}
        for row in seats.coming(act.on).filter(person_id=person):
            if row.to_sphere_id is None or _closed(row, row.to_sphere_id, closed, act):
                waiting.setdefault(row.case_id, []).append(row)
        gone = [_cancel(act, case, rows) for case, rows in waiting.items()]
    return [row.pk for rows in gone for row in rows]


def _closed(row: Called, to: int, closed: frozenset[Way], act: Act) -> bool:
    # Either direction: whoever may not answer has nothing to do there either.
    used = {(row.sphere_id, to), (to, row.sphere_id)} & closed
    return bool(used) and not consents.check(row.person_id, row.sphere_id, to, INVITES, act.on)


def _cancel(act: Act, case: int, waiting: list[Called]) -> list[Called]:
    found = engine.read(case, lock=True)
    # A private receiver has no way: what is open to them by name is asked again.
    gone = [
        row for row in waiting if row.to_sphere_id or calling.not_open(found, row.meeting, [row], act.on)
    ]  # fmt: skip
    return seats.take(found, replace(act, id=uuid5(act.id, f"meetings/{case}")), gone, seats.WITHDRAWN)
