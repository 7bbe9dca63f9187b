"""In which column and row does each group of a pool stand? Graphviz ranks and orders; lanes and rows are ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pygraphviz

_ROW = 70.0


@dataclass(frozen=True, slots=True)
class Item:
    """Something to place: its lane (from 0, downwards), and its size around the line that flows run on."""

    key: str
    lane: int
    width: float
    above: float
    below: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Column (from the left) and row (from the top) of each item; `lanes` are the rows of each lane, from and to."""

    column: Mapping[str, int]
    row: Mapping[str, int]
    lanes: tuple[tuple[int, int], ...]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return max(self.column.values(), default=-1) + 1

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return max(self.row.values(), default=-1) + 1


def arrange(items: Sequence[Item], links: Sequence[tuple[str, str]]) -> Grid:
    """One cell of its own for each item; links lead to the right where they can. The same input gives the same grid."""
    if not items:
        return Grid({}, {}, ())
    places = _ranked(items, links)
    ranks = {x: index for index, x in enumerate(sorted({x for x, _y in places.values()}))}
    column = {key: ranks[x] for key, (x, _y) in places.items()}
    row: dict[str, int] = {}
    lanes: list[tuple[int, int]] = []
    count = 0
    for lane in range(max(item.lane for item in items) + 1):
        own = [item.key for item in items if item.lane == lane]
        first, count = count, _rows(own, column, {key: places[key][1] for key in own}, row, count)
        lanes.append((first, count))
    return Grid(column, row, tuple(lanes))


def _ranked(items: Sequence[Item], links: Sequence[tuple[str, str]]) -> dict[str, tuple[int, float]]:
    """Where Graphviz would put them: x by rank, y downwards."""
    graph = pygraphviz.AGraph(directed=True, strict=False)
    graph.graph_attr.update(rankdir="LR", nodesep="0.2", ranksep="0.3")
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    for item in items:
        graph.add_node(item.key, width=f"{item.width / 72:.3f}", height=f"{(item.above + item.below) / 72:.3f}")
    for tail, head in links:
        graph.add_edge(tail, head)
    graph.layout("dot")
    found = {}
    for item in items:
        x, y = graph.get_node(item.key).attr["pos"].split(",")
        found[item.key] = (round(float(x)), -float(y))
    return found


def _rows(
    own: Sequence[str], column: Mapping[str, int], y: Mapping[str, float], row: dict[str, int], first: int
) -> int:
    """Give each item of a lane a row, from `first` on: those near in height share one. Returns the next free row."""
    current, top, taken = first - 1, 0.0, set[int]()
    for key in sorted(own, key=lambda k: (y[k], column[k])):
        if current < first or column[key] in taken or y[key] - top > _ROW:
            current, top, taken = current + 1, y[key], set()
        row[key] = current
        taken.add(column[key])
    return current + 1
