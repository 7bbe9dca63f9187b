"""What else is done every night? Rooms above put their jobs here, in `platform/wiring.py` (E2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

# Each is done once a night and must bear being done again.
nightly: list[Callable[[date], object]] = []
