"""What do rooms above know of a case's dates? Typed ports, filled only in `platform/wiring.py` (E2, E10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases.domain import Seats
from samordna.cases.facts import Answer
from samordna.cases.rows import Changes
from samordna.handbooks.domain import Handbook

if TYPE_CHECKING:
    from samordna.cases.engine import Loaded


@dataclass(frozen=True, slots=True)
class Coming:
    """An act that is about to be written: the rows it changes, what it tells in which sphere, and on which day.

    `listed` are the time limits of the boxes that are open after it; `renewed` when the case comes to follow another
    version of its handbook. `on` is when it happened, `today` when it is
    recorded.
    """

    case: Loaded
    book: Handbook
    seats: Seats
    changes: Changes
    answers: tuple[Answer, ...]
    listed: frozenset[str]
    renewed: bool
    sphere: int
    on: date
    today: date


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates for sorting, by number: the nearest running clock of each open box that has one, and of each answer.

    `kept` are the dates that open boxes have now, as far as they were read.
    """

    boxes: Mapping[int, date] = field(default_factory=dict)
    sent: Mapping[int, date] = field(default_factory=dict)
    kept: Mapping[int, date] = field(default_factory=dict)


# The dates after an act, and those of cases as they stand (a fixed number of queries). One function in each.
after: list[Callable[[Coming], Dates]] = []
standing: list[Callable[[Sequence[int], date], Mapping[int, Dates]]] = []
