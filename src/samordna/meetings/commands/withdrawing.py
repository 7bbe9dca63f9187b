"""What happens to meetings when a consent is taken back? The seats of that party in coming meetings are gone (D20).

Called by `consents` through its port, inside the same transaction. Nobody's right is asked here: to withdraw is the
person's. Minutes that have not been sent are stopped by themselves: what leaves is asked of consent when it leaves.
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
from samordna.meetings import calling
from samordna.meetings.domain import INVITES, PERSON, PLANNED
from samordna.meetings.models import Called
from samordna.meetings.writing import write


def cancel_seats(*, act: Act, person: int, ways: Iterable[Way]) -> list[int]:
    """Take the seats away that rested on the closed ways, or on a private receiver's consent, one event per case.

    Returns the ids of those called.
    """
    closed = frozenset(ways)
    with one_act():
        rows = Called.objects.filter(
            person_id=person, seat=True, meeting__status=PLANNED, meeting__without_name=False
        ).exclude(who=PERSON)  # fmt: skip
        waiting: dict[int, list[Called]] = {}
        for row in rows.select_related("meeting").order_by("case_id", "pk"):
            if row.to_sphere_id is None or _closed(row, row.to_sphere_id, closed, act):
                waiting.setdefault(row.case_id, []).append(row)
        gone = [_cancel(act, case, seats) for case, seats in waiting.items()]
    return [row.pk for seats in gone for row in seats]


def _closed(row: Called, to: int, closed: frozenset[Way], act: Act) -> bool:
    # Either direction: whoever may not answer has nothing to do there either.
    used = {(row.sphere_id, to), (to, row.sphere_id)} & closed
    return bool(used) and not consents.check(row.person_id, row.sphere_id, to, INVITES, act.on)


def _cancel(act: Act, case: int, waiting: list[Called]) -> list[Called]:
    found = engine.read(case, lock=True)
    # A private receiver has no way: what is open to them by name is asked again.
    seats = [
        row for row in waiting if row.to_sphere_id or calling.not_open(found, row.meeting, [row], act.on)
    ]  # fmt: skip
    if not seats:
        return []
    for row in seats:
        row.seat = False
    mine = replace(act, id=uuid5(act.id, f"meetings/{case}"))
    told = {"meetings": sorted({row.meeting_id for row in seats}), "who": sorted({row.who for row in seats})}
    write(found, mine, "seats-cancelled", seats, told)
    return seats
