"""Where do the boxes stand? Graphviz decides ranks, order and columns; heights and lines are ours (`routing.py`).

Every arrow is cut at every rank it passes, and its label is a small box of its own on the way: so nothing can lie on
top of anything else. Graphviz is asked twice: for the ranks, and then for the columns of boxes, cuts and labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pygraphviz

GAP = 26.0
_CUT = 14.0
_AT_BOXES, _BETWEEN = 8, 4


@dataclass(frozen=True, slots=True)
class Node:
    """A thing to place. Arrows meet its first `port` units of width and leave `depth` units below its top; what hangs
    beside stands to the right of that and may be higher."""

    key: str
    width: int
    height: float
    port: int
    depth: float


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow to draw, with the size of its label (0 when it has none). `weight` keeps important ones straight."""

    tail: str
    head: str
    label_width: float = 0
    label_height: float = 0
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """Where an arrow passes a rank: the middle of its column, and the size of the label that stands there."""

    key: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chain:
    """An arrow as pieces from its upper to its lower end. `upwards` when the arrow head is at the upper end."""

    edge: Edge
    upper: str
    lower: str
    cuts: tuple[Cut, ...]
    upwards: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """The rank of each node and cut (0 at the top), its left edge, and the arrows in pieces."""

    rank: dict[str, int]
    left: dict[str, float]
    chains: tuple[Chain, ...]


def place(nodes: Sequence[Node], edges: Sequence[Edge], widest: float) -> Columns:
    """Ranks and columns of `nodes`, boxes beside each other at most `widest`; the same input gives the same answer."""
    rank = _ranks(nodes, edges, widest)
    chains = tuple(_chain(index, edge, rank) for index, edge in enumerate(edges))
    for chain in chains:
        for offset, cut in enumerate(chain.cuts, 1):
            rank[cut.key] = rank[chain.upper] + offset
    return Columns(rank, _columns(nodes, chains, rank), chains)


def _graph(**attributes: str) -> pygraphviz.AGraph:
    graph = pygraphviz.AGraph(directed=True, strict=False)
    graph.graph_attr.update(nodesep=f"{GAP / 72:.3f}", ranksep="0.3", **attributes)
    graph.node_attr.update(shape="box", fixedsize="true", label="", margin="0")
    return graph


def _add(graph: pygraphviz.AGraph, key: str, width: float, height: float = 20) -> None:
    graph.add_node(key, width=f"{width / 72:.4f}", height=f"{height / 72:.4f}")


def _position(graph: pygraphviz.AGraph, key: str) -> tuple[float, float]:
    x, y = graph.get_node(key).attr["pos"].rstrip("!").split(",")
    return float(x), float(y)


def levels(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, int]:
    """How far down each node stands, 0 at the top: as Graphviz ranks them."""
    graph = _graph()
    for node in nodes:
        _add(graph, node.key, node.width)
    for edge in edges:
        graph.add_edge(edge.tail, edge.head, weight=str(edge.weight))
    graph.layout("dot")
    ys = {node.key: round(_position(graph, node.key)[1]) for node in nodes}
    found = {y: index for index, y in enumerate(sorted(set(ys.values()), reverse=True))}
    return {key: found[y] for key, y in ys.items()}


def _ranks(nodes: Sequence[Node], edges: Sequence[Edge], widest: float) -> dict[str, int]:
    """Even ranks for boxes; the odd ones between are for labels."""
    level = levels(nodes, edges)
    rows = [[key for key in level if level[key] == row] for row in range(max(level.values(), default=-1) + 1)]
    return {key: 2 * row for row, keys in enumerate(_narrowed(rows, nodes, edges, widest)) for key in keys}


def _narrowed(rows: list[list[str]], nodes: Sequence[Node], edges: Sequence[Edge], widest: float) -> list[list[str]]:
    """Split levels that would be too wide for a page: first go down those whose own arrows go furthest down."""
    widths = {node.key: node.width + GAP for node in nodes}
    done: list[list[str]] = []
    waiting = list(rows)
    while waiting:
        level = waiting.pop(0)
        below = {key: depth for depth, keys in enumerate(waiting) for key in keys}
        reach = {
            key: min([below[e.head] for e in edges if e.tail == key and e.head in below], default=-1) for key in level
        }
        order = sorted(level, key=lambda key: (reach[key], level.index(key)))
        kept: list[str] = []
        for key in order:
            if not kept or sum(widths[k] for k in kept) + widths[key] <= widest:
                kept.append(key)
        pushed = [key for key in level if key not in kept]
        if pushed:
            waiting.insert(0, pushed)
        done.append([key for key in level if key in kept])
    return done


def _chain(index: int, edge: Edge, rank: dict[str, int]) -> Chain:
    upwards = rank[edge.tail] > rank[edge.head]
    upper, lower = (edge.head, edge.tail) if upwards else (edge.tail, edge.head)
    count = rank[lower] - rank[upper] - 1
    labelled = count - 1 if upwards else 0
    cuts = tuple(
        Cut(f"cut:{index}:{n}", edge.label_width, edge.label_height)
        if n == labelled and edge.label_width
        else Cut(f"cut:{index}:{n}", _CUT, 0)
        for n in range(count)
    )
    return Chain(edge, upper, lower, cuts, upwards)


def _columns(nodes: Sequence[Node], chains: Sequence[Chain], rank: dict[str, int]) -> dict[str, float]:
    graph = _graph()
    by_rank: dict[int, list[str]] = {}
    for key, level in rank.items():
        by_rank.setdefault(level, []).append(key)
    widths: dict[str, float] = {node.key: node.width for node in nodes}
    for node in nodes:
        graph.add_node(node.key, shape="none", fixedsize="false", label=_table(node))
    for chain in chains:
        for cut in chain.cuts:
            widths[cut.key] = cut.width
            _add(graph, cut.key, cut.width)
    for level in sorted(by_rank):
        graph.add_subgraph(by_rank[level], rank="same")
    for chain in chains:
        _link(graph, chain)
    graph.layout("dot")
    lefts = {key: _position(graph, key)[0] - widths[key] / 2 for key in widths}
    first = min(lefts.values(), default=0)
    return {key: left - first for key, left in lefts.items()}


def _link(graph: pygraphviz.AGraph, chain: Chain) -> None:
    keys = [chain.upper, *(cut.key for cut in chain.cuts), chain.lower]
    for index, (above, below) in enumerate(pairwise(keys)):
        pull = _AT_BOXES if index in (0, len(keys) - 2) else _BETWEEN
        attributes = {"weight": str(chain.edge.weight * pull)}
        if index == 0:
            attributes["tailport"] = "c:s"
        if index == len(keys) - 2:
            attributes["headport"] = "c:n"
        graph.add_edge(above, below, **attributes)


def _table(node: Node) -> str:
    """An HTML-like label whose first cell is the port: Graphviz aims arrows at the card, not at what hangs there."""
    cell = '<TD FIXEDSIZE="TRUE" {port} WIDTH="{width}" HEIGHT="20"></TD>'
    cells = cell.format(port='PORT="c"', width=node.port)
    if node.width > node.port:
        cells += cell.format(port="", width=node.width - node.port)
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>{cells}</TR></TABLE>>'
