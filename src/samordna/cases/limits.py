"""By when should something that came to a unit be taken care of? The handbook says for some kinds (D27)."""

from __future__ import annotations

from datetime import date, timedelta

from samordna.cases import clocks, engine
from samordna.cases.domain import CONTACT, SUMMONS
from samordna.handbooks.domain import Entry
from samordna.organisations import queries as organisations

# How long anything else may lie before it has passed the top of the list; for sorting only.
LOOK_WITHIN = timedelta(days=3)
# What starts a time limit of the handbook when it comes to a unit.
STARTS = {CONTACT: "event:contact-attempt", SUMMONS: "event:invitation-received"}


def limit(unit: int, kind: str) -> Entry | None:
    """The time limit that the handbook of a unit's area starts when something of this kind comes."""
    area = organisations.unit(unit).area
    entries = engine.pinned(area.handbook, area.version).registers.get("deadlines", {}).values()
    return next((entry for entry in entries if entry.data.get("starts") == STARTS.get(kind, "-")), None)


def due(unit: int, kind: str, on: date) -> date:
    """By when something that came on a day should have been taken care of."""
    known = limit(unit, kind)
    return (clocks.due(known, on) if known else None) or on + LOOK_WITHIN
