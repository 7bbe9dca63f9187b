"""Which needs, outcomes and reasons are there, and where do boxes lead? As the organisation has written it (E14)."""

from __future__ import annotations

from samordna.handbooks.domain import Entry, Register, Step
from samordna.handbooks.queries import shared_registers
from samordna.kernel.text import Text


def needs() -> Register:
    """What a measure may answer to."""
    return shared_registers()["measure-needs"]


def need_titles() -> dict[str, Text]:
    """The needs in words, by id."""
    return {each.id: each.title for each in needs().values()}


def outcomes() -> Register:
    """How a measure may have ended."""
    return shared_registers()["measure-outcomes"]


def declines() -> Register:
    """Why a measure may never have begun."""
    return shared_registers()["measure-declines"]


def shows_ability(outcome: str) -> bool:
    """Does a measure with this outcome say something of what the person can do?"""
    entry = outcomes().get(outcome)
    return bool(entry and entry.data.get("tried", True))


def variants() -> Register:
    """The variants of the whole road on two pages."""
    return shared_registers()["gathered"]


def sections() -> Register:
    """What the whole road can be made of."""
    return shared_registers()["gathered-sections"]


def leading(handbook: str, process: str, step: Step) -> list[Entry]:
    """Where a box leads: to the measures of the case, the catalogue, or the whole road."""
    place = f"{handbook}/{process}/{step.id}"
    return [each for each in shared_registers()["measure-places"].values() if _leads(each, place, step)]


def _leads(entry: Entry, place: str, step: Step) -> bool:
    named = set(entry.data.get("forms", ())) & set(step.forms)
    return entry.data.get("phase") == step.phase or place in entry.data.get("boxes", ()) or bool(named)
