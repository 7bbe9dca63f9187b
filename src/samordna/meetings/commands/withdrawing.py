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
from samordna.meetings.domain import INVITES, PLANNED
from samordna.meetings.models import Called
from samordna.meetings.writing import write


def cancel_seats(*, act: Act, person: int, ways: Iterable[Way]) -> list[int]:
    """Take the seats away that rested on the closed ways, one event per case; returns the ids of those called."""
    closed = frozenset(ways)
    with one_act():
        rows = Called.objects.filter(
            person_id=person, seat=True, to_sphere_id__isnull=False, meeting__status=PLANNED,
            meeting__without_name=False,
        ).order_by("case_id", "pk")  # fmt: skip
        gone: dict[int, list[Called]] = {}
        for row in rows:
            assert row.to_sphere_id is not None
            # Either direction: whoever may not answer has nothing to do there either.
            used = {(row.sphere_id, row.to_sphere_id), (row.to_sphere_id, row.sphere_id)} & closed
            if used and not consents.check(person, row.sphere_id, row.to_sphere_id, INVITES, act.on):
                gone.setdefault(row.case_id, []).append(row)
        for case, seats in gone.items():
            _cancel(act, case, seats)
    return [row.pk for seats in gone.values() for row in seats]


def _cancel(act: Act, case: int, seats: list[Called]) -> None:
    found = engine.read(case, lock=True)
    for row in seats:
        row.seat = False
    mine = replace(act, id=uuid5(act.id, f"meetings/{case}"))
    told = {"meetings": sorted({row.meeting_id for row in seats}), "who": sorted({row.who for row in seats})}
    write(found, mine, "seats-cancelled", seats, told)
