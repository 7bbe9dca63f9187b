"""How much of the reading log is looked at? What the organisation has written, never code (E14)."""

from __future__ import annotations

from samordna.audit.domain import Share
from samordna.handbooks.queries import shared_registers

MONTHLY = "monthly"


def share() -> Share:
    """The share of a month's readings that a unit manager looks at."""
    data = shared_registers()["log-review"][MONTHLY].data
    return Share(of_all=data["of_all"], of_asked=data["of_asked"], least=data["least"], most=data["most"])


def law() -> tuple[str, ...]:
    """The provisions that the review rests on."""
    return tuple(shared_registers()["log-review"][MONTHLY].data["law"])
