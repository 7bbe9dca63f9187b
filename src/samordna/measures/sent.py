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
from samordna.organisations import queries as organisations

GIVEN, APPLIED = "gathered-given", "measure-applied"


def about(person: int) -> Iterator[Received]:
    """What we gave to somebody else than the person: the whole road as its events tell it, and our applications."""
    for case in cases_of(person):
        for sphere, data in journal.told(case, GIVEN):
            said = json.loads(data)
            # The parts of the event beside the first hold the words of the paper.
            if said.get("receiver", PERSON) != PERSON:
                yield from _to(case, sphere, said["receiver"], date.fromisoformat(said["on"]), said["categories"])
        # As the application told it: whom the measure is with today may be somebody else.
        for sphere, data in journal.told(case, APPLIED):
            for _table, row in json.loads(data).get("rows", ()):
                if row["applied_by"] == BY_US:
                    receiver, kinds = row["party"] or row["provider"], (CONTACT, row["category"])
                    yield from _to(case, sphere, receiver, date.fromisoformat(row["applied_on"]), kinds)


def _to(case: int, sphere: int, receiver: str, on: date, kinds: Iterable[str]) -> Iterator[Received]:
    """One thing to a party of the case, else to a private receiver by name; nothing within one sphere."""
    seat = engine.read(case).seats.get(receiver)
    if seat and seat.sphere == sphere:
        return
    name = organisations.unit_names({seat.unit}).get(seat.unit, "") if seat else receiver
    yield Received(on, sphere, seat.sphere if seat else None, name, tuple(dict.fromkeys(kinds)), "sent")
