"""Where do lines run so that none lies on another and none crosses a box? In channels between columns and rows.

Every channel has tracks. Lines with the same key (they have an end in common) may share one, others never do where
they run side by side. Coordinates count cells: column or row n is 2n + 1, and the channel before it is 2n.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from samordna.handbooks.bpmn.grid import Grid

LegKind = Literal["flow", "drop", "out-below", "out-above"]


@dataclass(frozen=True, slots=True)
class Leg:
    """A line to route: from `tail` to `head` on the flow line, from below `tail` to `head`, or from `tail` out of the
    pool to the right (`head` is then any name: legs with the same name share a track)."""

    kind: LegKind
    tail: str
    head: str


@dataclass(frozen=True, slots=True)
class Hop:
    """A piece of a line that runs along a channel: `down` channels stand before a column, others lie above a row."""

    down: bool
    channel: int
    key: str


@dataclass(slots=True)
class Channel:
    """Who uses a channel from where to where, and who must run before whom."""

    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    after: dict[str, set[str]] = field(default_factory=dict)
    track: dict[str, int] = field(default_factory=dict)

    def use(self, key: str, start: int, end: int) -> None:
        """Key runs along the channel between two coordinates."""
        low, high = self.spans.get(key, (start, start))
        self.spans[key] = (min(low, start, end), max(high, start, end))

    def assign(self) -> None:
        """Tracks from 0 on: the first that is free all along, after those that must come before."""
        for key in sorted(self.spans, key=lambda k: (self.spans[k], k)):
            self._give(key, frozenset())

    def _give(self, key: str, above: frozenset[str]) -> None:
        if key in self.track:
            return
        before = [k for k in sorted(self.after.get(key, ())) if k in self.spans and k not in above and k != key]
        for each in before:
            self._give(each, above | {key})
        track = max((self.track[k] + 1 for k in before if k in self.track), default=0)
        low, high = self.spans[key]
        while any(t == track and self.spans[k][0] <= high and low <= self.spans[k][1] for k, t in self.track.items()):
            track += 1
        self.track[key] = track

    @property
    def count(self) -> int:
        """How many tracks are used."""
        return max(self.track.values(), default=-1) + 1


class Tracks:
    """The hops of every leg, and the number of tracks in every channel."""

    def __init__(self, grid: Grid, legs: Sequence[Leg]) -> None:
        self.grid = grid
        self.leaving = [Channel() for _ in range(grid.columns + 1)]
        self.coming = [Channel() for _ in range(grid.columns + 1)]
        self.level = [Channel() for _ in range(grid.rows + 1)]
        self._cells = {(grid.column[key], grid.row[key]): key for key in grid.column}
        self._reserved: set[tuple[int, int]] = set()
        self._heads: dict[str, set[str]] = {}
        for leg in legs:
            if leg.kind == "flow":
                self._heads.setdefault(leg.tail, set()).add(leg.head)
        self._hops = {leg: self._plan(leg) for leg in legs}
        self._keep_apart(legs)
        for channel in (*self.leaving, *self.coming, *self.level):
            channel.assign()

    def hops(self, leg: Leg) -> list[Hop]:
        """The pieces of a leg, in order."""
        return self._hops[leg]

    def down_count(self, column: int) -> int:
        """Tracks in the channel before a column."""
        return self.leaving[column].count + self.coming[column].count

    def number(self, hop: Hop) -> int:
        """On which track of its channel a hop runs, from the left or from the top."""
        if not hop.down:
            return self.level[hop.channel].track[hop.key]
        if hop.key in self.leaving[hop.channel].track:
            return self.leaving[hop.channel].track[hop.key]
        return self.leaving[hop.channel].count + self.coming[hop.channel].track[hop.key]

    def _plan(self, leg: Leg) -> list[Hop]:
        column, row = self.grid.column[leg.tail], self.grid.row[leg.tail]
        if leg.kind in ("out-below", "out-above"):
            channel = row + 1 if leg.kind == "out-below" else row
            self.level[channel].use(f"out:{leg.head}", 2 * column + 1, 2 * self.grid.columns + 1)
            return [Hop(False, channel, f"out:{leg.head}")]
        if leg.kind == "drop":
            return self._across(leg, row + 1, 2 * column + 1)
        return self._flow(leg, column, row)

    def _flow(self, leg: Leg, column: int, row: int) -> list[Hop]:
        to_column, to_row = self.grid.column[leg.head], self.grid.row[leg.head]
        if row == to_row and self._clear(column, to_column, row):
            return []
        out = Hop(True, column + 1, self._stem(leg.tail))
        if to_column == column + 1:
            self.leaving[column + 1].use(out.key, 2 * row + 1, 2 * to_row + 1)
            return [out]
        channel = to_row if row < to_row else to_row + 1
        self.leaving[column + 1].use(out.key, 2 * row + 1, 2 * channel)
        return [out, *self._across(leg, channel, 2 * (column + 1))]

    def _stem(self, tail: str) -> str:
        """Lines from one tail run together until they part; where a tail has one line, it joins others to its head."""
        heads = self._heads.get(tail, set())
        return f"only:{next(iter(heads))}" if len(heads) == 1 else f"from:{tail}"

    def _across(self, leg: Leg, channel: int, start: int) -> list[Hop]:
        """Along a level channel to the column of the head, then up or down to it."""
        to_column, to_row = self.grid.column[leg.head], self.grid.row[leg.head]
        key = f"to:{leg.head}"
        self.level[channel].use(key, start, 2 * to_column)
        self.coming[to_column].use(key, 2 * channel, 2 * to_row + 1)
        return [Hop(False, channel, key), Hop(True, to_column, key)]

    def _clear(self, column: int, to_column: int, row: int) -> bool:
        """True when a straight line can run along the row; it then keeps the cells it passes."""
        between = {(c, row) for c in range(column + 1, to_column)}
        if to_column <= column or any(cell in self._cells or cell in self._reserved for cell in between):
            return False
        self._reserved |= between
        return True

    def _keep_apart(self, legs: Sequence[Leg]) -> None:
        """A line that comes in on a row runs to the right of the line that goes out on that row."""
        for leg in legs:
            hops = self._hops[leg]
            if leg.kind != "flow" or len(hops) != 1:
                continue
            column = self.grid.column[leg.tail]
            beside = self._cells.get((column, self.grid.row[leg.head]))
            if beside and beside != leg.tail:
                self.leaving[column + 1].after.setdefault(hops[0].key, set()).add(self._stem(beside))


def offsets(
    counts: Sequence[int], sizes: Sequence[float], pad: float, step: float
) -> tuple[list[float], list[float], float]:
    """Where channels and cells begin when channel n (with `counts[n]` tracks) stands before cell n, and the total."""
    channels, cells, at = [], [], 0.0
    for index, count in enumerate(counts):
        channels.append(at)
        at += 2 * pad + max(count - 1, 0) * step
        if index < len(sizes):
            cells.append(at)
            at += sizes[index]
    return channels, cells, at


def sizes_by(cells: Mapping[str, int], sizes: Mapping[str, float], count: int) -> list[float]:
    """The largest size in each column or row."""
    largest = [0.0] * count
    for key, index in cells.items():
        largest[index] = max(largest[index], sizes[key])
    return largest
