"""What have invitations and minutes told other spheres about a person? For the list of who has received what (D20)."""

from __future__ import annotations

from collections.abc import Iterator

from samordna.consents.domain import Received
from samordna.meetings.domain import PERSON, TELLS
from samordna.meetings.models import Called
from samordna.organisations import queries as organisations


def about(person: int) -> Iterator[Received]:
    """Every invitation and every sending of minutes across spheres, and to private receivers by name."""
    rows = Called.objects.filter(person_id=person, meeting__without_name=False).exclude(who=PERSON).order_by("pk")
    found = [row for row in rows.select_related("meeting") if row.to_sphere_id != row.sphere_id]
    units = organisations.unit_names({row.to_unit_id for row in found if row.to_unit_id})
    for row in found:
        to = units.get(row.to_unit_id or 0, "") or row.name or row.who
        # What an outside convener sent, it sent itself (D1).
        if row.called_on and row.meeting.unit_id != row.to_unit_id:
            told = tuple(row.told_of) or TELLS
            yield Received(row.called_on, row.sphere_id, row.to_sphere_id, to, told, "sent")
        if row.minutes_on:
            yield Received(row.minutes_on, row.sphere_id, row.to_sphere_id, to, tuple(row.minutes_of), "sent")
