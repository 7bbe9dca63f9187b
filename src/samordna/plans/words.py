"""Which words does the review of goals know? From the register, read once."""

from __future__ import annotations

from functools import cache

from samordna.handbooks.queries import shared_registers
from samordna.plans.domain import Words

REGISTER = "goal-words"


@cache
def known() -> Words:
    """The words of the register, in lower case."""
    entries = shared_registers()[REGISTER]
    found = {name: tuple(str(each).lower() for each in entries[name].data["stems"]) for name in Words.__slots__}
    return Words(**found)
