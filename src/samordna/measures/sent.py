"""To whom has the whole road, or an application for a measure, been given? For the list of who received what (D20)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from samordna.cases import engine
from samordna.cases.sent import cases_of
from samordna.consents.domain import Received
from samordna.handbooks.domain import PERSON
from samordna.journal import queries as journal
from samordna.measures.domain import BY_US
from samordna.measures.leaving import CONTACT
from samordna.measures.models import Measure
from samordna.organisations import queries as organisations

GIVEN = "gathered-given"


def about(person: int) -> Iterator[Received]:
    """What we gave to somebody else than the person: the whole road as its events tell it, and our applications."""
    for case in cases_of(person):
        for sphere, data in journal.told(case, GIVEN):
            said = json.loads(data)
            if said["receiver"] != PERSON:
                yield from _to(case, sphere, said["receiver"], date.fromisoformat(said["on"]), said["categories"])
    for row in Measure.objects.filter(person_id=person, applied_by=BY_US, applied_on__isnull=False).order_by("pk"):
        if row.applied_on:
            yield from _to(
                row.case_id, row.sphere_id, row.party or row.provider, row.applied_on, (CONTACT, row.category)
            )


def _to(case: int, sphere: int, receiver: str, on: date, kinds: Iterable[str]) -> Iterator[Received]:
    """One thing to a party of the case, else to a private receiver by name; nothing within one sphere."""
    seat = engine.read(case).seats.get(receiver)
    if seat and seat.sphere == sphere:
        return
    name = organisations.unit_names({seat.unit}).get(seat.unit, "") if seat else receiver
    yield Received(on, sphere, seat.sphere if seat else None, name, tuple(dict.fromkeys(kinds)), "sent")
