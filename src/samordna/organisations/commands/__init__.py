"""What can be done to an area? One function per act; each writes one event on the area's chain (E3)."""

from samordna.organisations.commands.choosing import close_days, decide_length, end_choice, follow_rule
from samordna.organisations.commands.loading import Loaded, load_area
from samordna.organisations.commands.staff import Who, appoint, end_absence, end_post, set_absence
from samordna.organisations.commands.units import (
    NewContact,
    NewUnit,
    add_contact,
    add_unit,
    close_unit,
    end_contact,
    rename_unit,
    set_address,
)

__all__ = [
    "Loaded",
    "NewContact",
    "NewUnit",
    "Who",
    "add_contact",
    "add_unit",
    "appoint",
    "close_days",
    "close_unit",
    "decide_length",
    "end_absence",
    "end_choice",
    "end_contact",
    "end_post",
    "follow_rule",
    "load_area",
    "rename_unit",
    "set_absence",
    "set_address",
]
