"""What does organisations need to be told by rooms above it? Ports that only `platform/wiring.py` fills (E2)."""

from __future__ import annotations

from collections.abc import Callable

# How many open cases a unit takes part in: a unit that has any is not closed.
open_cases: list[Callable[[int], int]] = []


def open_cases_of(unit: int) -> int:
    """The number of open cases in which a unit plays a party; 0 when nobody knows."""
    return sum(count(unit) for count in open_cases)
