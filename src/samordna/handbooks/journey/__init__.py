"""The journey of a case: `decide(handbook, state, move)` and a total `fold(events)` (E5)."""

from samordna.handbooks.journey.deciding import Ruling, decide
from samordna.handbooks.journey.state import EMPTY, Event, State, apply, fold

__all__ = ["EMPTY", "Event", "Ruling", "State", "apply", "decide", "fold"]
