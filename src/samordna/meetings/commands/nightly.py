"""What do meetings need every night? The seats are taken away whose consent has ended by itself (D20)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid5

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore, MovedOn
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.meetings import calling, seats
from samordna.meetings.models import Called

# The same night is one act for each case, however often it is done (E12).
NIGHT = UUID("0d4b2c7e-51c3-4b4f-9a53-8a2f9d5f3c11")


def cancel_ended(*, scope: Scope, at: datetime) -> list[int]:
    """Take the seats away that nothing opens on the day any longer, as the act of a job; one event per case.

    Returns the ids of those who had been called: a seat to which nobody has been called waits for a consent. Done again
    the same day, it does nothing more.
    """
    coming = seats.coming(scope.on).filter(called_on__isnull=False, case__closed_seq=None)
    waiting: dict[int, list[Called]] = {}
    for row in coming.iterator(chunk_size=500):
        if not calling.may_know(row, scope.on, without_name=row.meeting.without_name):
            waiting.setdefault(row.case_id, []).append(row)
    gone: list[int] = []
    for case, rows in waiting.items():
        # Somebody was at work in the case: the next night is soon enough.
        with suppress(DoneBefore, MovedOn, Refused), one_act():
            gone += [row.pk for row in _cancel(_act(scope, at, case, rows[0]), case, rows)]
    return gone


def _act(scope: Scope, at: datetime, case: int, row: Called) -> Act:
    return Act(
        id=uuid5(NIGHT, f"{case}/{scope.on.isoformat()}"), by=0, at=at, on=scope.on, unit=row.meeting.unit_id,
        sphere=row.meeting.sphere_id,
    )  # fmt: skip


def _cancel(act: Act, case: int, waiting: Iterable[Called]) -> list[Called]:
    found = engine.read(case, act, lock=True)
    # Read again: somebody may have given a consent, or moved the meeting, before the case was held.
    rows = seats.coming(act.on).filter(pk__in=[row.pk for row in waiting])
    gone = [row for row in rows if calling.not_open(found, row.meeting, [row], act.on)]
    return seats.take(found, act, gone, seats.ENDED)
