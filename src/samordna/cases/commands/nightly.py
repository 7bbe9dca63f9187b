"""What does a case need every night? Dates for sorting put right, and silence passed on to the next one (E10, D27)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID, uuid5

from samordna.access.domain import Scope
from samordna.cases import clocks, dating, engine, limits
from samordna.cases.commands import incoming
from samordna.cases.commands.sending import escalate
from samordna.cases.domain import Done, Overtaken
from samordna.cases.models import Incoming, Position, Transfer
from samordna.handbooks.journey.state import SENT
from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore, MovedOn
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.organisations import queries as organisations

ESCALATE, WATCHER = "escalate", "watcher"
# Escalating the same silence twice is one act, whichever night it is (E12).
SILENCE = UUID("5b0c6d0e-27c1-4c8e-9d53-6d1f2f0a5d27")


def put_dates_right(on: date) -> int:
    """Write the computed date of everything open where another one stands; returns how many. Tells nobody: it sorts."""
    last, count = 0, 0
    while cases := dating.open_cases(last):
        last = cases[-1]
        for each in list(dating.outdated(cases, on)):
            with one_act():
                count += _put_right(each)
    return count + _put_incoming_right(on)


def _put_incoming_right(on: date) -> int:
    """The same for what has come and nobody has taken care of: what the area has decided may have changed since."""
    rows = Incoming.objects.filter(status=incoming.NEW).order_by("id")
    count = 0
    for pk, unit, kind, came, was in rows.values_list("id", "unit_id", "kind", "on", "due"):
        due = limits.due(unit, kind, came, on)
        if due != was:
            with one_act():
                count += Incoming.objects.filter(pk=pk, due=was).update(due=due)
    return count


def _put_right(each: dating.Outdated) -> int:
    if each.table == dating.SENT:
        return Transfer.objects.filter(case_id=each.case, no=each.no, due=each.was).update(due=each.due)
    box = Position.objects.filter(case_id=each.case, no=each.no, due=each.was, closed_seq=None)
    return box.update(due=each.due)


def escalate_silence(*, scope: Scope, at: datetime) -> list[Done]:
    """What nobody has answered in time goes to whom the handbook names; once for each. `scope` is the job's own."""
    done = []
    for sent in list(_silent(scope.on)):
        try:
            found = _escalated(sent, scope, at)
        except (DoneBefore, MovedOn, Overtaken, Refused):
            # Somebody was at work in the case: the next night is soon enough.
            continue
        if found:
            done.append(found)
    return done


def escalate_incoming(*, scope: Scope, at: datetime) -> int:
    """What came and nobody has taken care of in time goes to whom the handbook names (D27); returns how many."""
    count = 0
    rows = Incoming.objects.filter(status=incoming.NEW, due__lt=scope.on, escalated_unit=None).select_related("unit")
    for row in list(rows.order_by("id")):
        limit = limits.limit(row.unit_id, row.kind)
        if limit is None or limit.missed.action != ESCALATE:
            continue
        playing = organisations.units_playing(row.unit.area_id, limit.missed.to, scope.on)
        units = [unit.pk for unit in playing]
        if not units:
            continue
        act = Act(
            id=uuid5(SILENCE, f"incoming/{row.pk}"), by=0, at=at, on=scope.on, unit=row.unit_id, sphere=row.sphere_id
        )  # fmt: skip
        with suppress(DoneBefore, MovedOn, Refused):
            incoming.escalate(
                act=act, scope=scope, incoming=row.pk, unit=row.unit_id if row.unit_id in units else units[0]
            )
            count += 1
    return count


def _silent(on: date) -> Iterator[Transfer]:
    rows = Transfer.objects.filter(status=SENT, due__lt=on, escalated_seq=None, case__closed_seq=None)
    yield from rows.order_by("case_id", "no").iterator()


def _escalated(sent: Transfer, scope: Scope, at: datetime) -> Done | None:
    found = engine.read(sent.case_id)
    if sent.no not in found.state.transfers:
        return None
    left = Position.objects.filter(case_id=sent.case_id, no=sent.position_no).first()
    step = found.handbook.step(left.process, left.step) if left else None
    around = clocks.around(found.row.area_id, scope.on)
    limit = clocks.answer_limit(found.handbook, clocks.escalation(step, sent.asked), around)
    if limit is None or limit.missed.action != ESCALATE:
        return None
    unit = _next(found, sent, limit.missed.to, scope.on)
    if not unit:
        return None
    seat = next((seat for seat in found.seats.values() if seat.unit == sent.sender_unit_id and seat.here), None)
    seat = seat or next((seat for seat in found.seats.values() if seat.unit == found.row.owner_id), None)
    if seat is None:
        return None
    act = Act(
        id=uuid5(SILENCE, f"{sent.case_id}/{sent.no}"), by=0, at=at, on=scope.on, unit=seat.unit, sphere=seat.sphere
    )  # fmt: skip
    return escalate(act=act, scope=scope, case=sent.case_id, transfer=sent.no, unit=unit)


def _next(found: engine.Loaded, sent: Transfer, party: str, on: date) -> int:
    """The unit that is asked next: the watcher's, or the one that plays the party beside the silent one."""
    if party == WATCHER:
        return int(found.row.owner_id)
    seat = found.seats.get(party)
    if seat:
        return seat.unit
    playing = [unit.pk for unit in organisations.units_playing(found.row.area_id, party, on)]
    beside = (unit for unit in (sent.receiver_unit_id, sent.sender_unit_id) if unit in playing)
    return next(beside, playing[0] if playing else 0)
