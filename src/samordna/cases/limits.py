"""By when should something that came to a unit be taken care of? The handbook says for some kinds (D27)."""

from __future__ import annotations

from datetime import date, timedelta

from samordna.cases import clocks, engine
from samordna.cases.domain import CONTACT, SUMMONS
from samordna.organisations import queries as organisations
from samordna.rules.clocks import reckon
from samordna.rules.limits import INCOMING, Limit

# How long anything else may lie before it has passed the top of the list; for sorting only.
LOOK_WITHIN = timedelta(days=3)
# What starts a time limit of the handbook when it comes to a unit.
STARTS = {CONTACT: "event:contact-attempt", SUMMONS: "event:invitation-received"}


def begins_with(limit: Limit, kind: str) -> bool:
    """True for a time limit that starts when something of this kind comes to a unit."""
    signs = [sign.what for sign in limit.begins if sign.kind == INCOMING]
    return kind in signs if signs else limit.starts == STARTS.get(kind, "-")


def limit(unit: int, kind: str) -> Limit | None:
    """The time limit that the handbook of a unit's area starts when something of this kind comes."""
    area = organisations.unit(unit).area
    known = clocks.limits_of(engine.pinned(area.handbook, area.version)).values()
    return next((each for each in known if begins_with(each, kind)), None)


def due(unit: int, kind: str, on: date, today: date) -> date:
    """By when something that came on the day `on` should have been taken care of, as it is counted `today`."""
    counted = limit(unit, kind)
    area = organisations.unit(unit).area_id
    return (reckon(counted, on, clocks.around(area, today)).due if counted else None) or on + LOOK_WITHIN
