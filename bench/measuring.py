"""How fast is each contender beside the others, on whatever machine this is, however busy it is?

All contenders run once in every round, so that a slow moment of the machine hits all of them; what is printed is the
median of the ratios within rounds, with the lowest and highest, never a bare time alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

Work = Callable[[], int]


@dataclass(frozen=True)
class Row:
    """One contender: units of work a second in every round."""

    name: str
    rates: tuple[float, ...]

    @property
    def rate(self) -> float:
        """The median rate."""
        return median(self.rates)


def alternate(contenders: Mapping[str, Work], rounds: int) -> dict[str, Row]:
    """Run every contender once a round; a contender returns how many units it did."""
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for work in contenders.values():
        work()
    for _ in range(rounds):
        for name, work in contenders.items():
            began = time.perf_counter()
            done = work()
            rates[name].append(done / (time.perf_counter() - began))
    return {name: Row(name, tuple(values)) for name, values in rates.items()}


def ratio(over: Row, under: Row) -> tuple[float, float, float]:
    """How many times faster: median, lowest and highest of the rounds."""
    ratios = [a / b for a, b in zip(over.rates, under.rates, strict=True)]
    return median(ratios), min(ratios), max(ratios)
