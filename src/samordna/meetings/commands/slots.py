"""How does a unit lay out times for meetings, and take one away? Acts of the unit: each time has a chain of its own."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid5

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.cases.domain import PLAN
from samordna.journal.acts import one_act
from samordna.journal.append import append_row, begin
from samordna.journal.domain import Act, Entry, Part
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.meetings.domain import CANCELLED, Offered
from samordna.meetings.models import Meeting, Slot
from samordna.meetings.writing import image

MOST = 60


def offer_slots(*, act: Act, scope: Scope, offered: Offered) -> list[int]:
    """Lay out several times at once; those that the unit already has are left as they are. Returns their ids.

    Raises Refused, and DoneBefore on a double click (E12).
    """
    insist(may(scope, Action.LAY_OUT_TIMES, About(unit=offered.unit)))
    times = sorted(set(offered.starts_at))
    if not times or len(times) > MOST or offered.minutes <= 0:
        raise Refused(refused("choose-time", say("Choose between one and {most} times.", most=MOST)))
    with one_act():
        there = Slot.objects.filter(unit_id=offered.unit, starts_at__in=times, closed=False)
        known = set(there.values_list("starts_at", flat=True))
        made = []
        for n, starts_at in enumerate(each for each in times if each not in known):
            each = act if n == 0 else replace(act, id=uuid5(act.id, starts_at.isoformat()))
            row = Slot.objects.create(
                id=begin("slot", each), unit_id=offered.unit, sphere_id=act.sphere, starts_at=starts_at,
                minutes=offered.minutes, place=offered.place.strip()[:200],
            )  # fmt: skip
            _write(row, "slot-offered", each)
            made.append(row.pk)
        return made


def close_slot(*, act: Act, scope: Scope, slot: int) -> None:
    """Take a time away that nobody has taken."""
    with one_act():
        row = Slot.objects.select_for_update().filter(pk=slot, closed=False).first()
        if row is None or row.unit_id not in scope.units:
            raise Refused(refused("no-slot", say("There is no such time for you to see.")))
        insist(may(scope, Action.LAY_OUT_TIMES, About(unit=row.unit_id)))
        if Meeting.objects.filter(slot_id=slot).exclude(status=CANCELLED).exists():
            raise Refused(refused("slot-taken", say("Somebody has the time. Move or cancel the meeting first.")))
        row.closed = True
        _write(row, "slot-closed", act)


def _write(row: Slot, kind: str, act: Act) -> None:
    told = {key: value for key, value in image(row).items() if key not in ("seq", "head")}
    data = {"rows": [[row._meta.label_lower, told]], "on": act.on.isoformat()}
    append_row(row, Entry(kind=kind, parts=(Part(act.sphere, PLAN, data),)), act)
    row.save()
