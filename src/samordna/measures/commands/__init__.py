"""What can be done with measures and the catalogue? One function per act; each writes one event (E3)."""

from samordna.measures.commands.catalogue import add_offer, change_offer, check_offer, end_offer, load_catalogue
from samordna.measures.commands.giving import Gathering, give
from samordna.measures.commands.measuring import (
    Application,
    Begun,
    Declined,
    Ending,
    Told,
    Written,
    apply,
    change,
    decline,
    end,
    plan,
    record,
    start,
)

__all__ = [
    "Application",
    "Begun",
    "Declined",
    "Ending",
    "Gathering",
    "Told",
    "Written",
    "add_offer",
    "apply",
    "change",
    "change_offer",
    "check_offer",
    "decline",
    "end",
    "end_offer",
    "give",
    "load_catalogue",
    "plan",
    "record",
    "start",
]
