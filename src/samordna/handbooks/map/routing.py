"""How do the lines run? Straight down, across in the channel between two ranks, and down again; corners only.

Each channel is as high as its tracks need. Two lines that would run on top of each other get different tracks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samordna.handbooks.geometry import Rect
from samordna.handbooks.map.layout import Chain, Columns, Node
from samordna.handbooks.map.scene import Point

TRACK = 13.0
_ABOVE = 12.0
_BELOW = 16.0
_NEAR = 11.0
_EDGE = 22.0
_STEP = 9.0
_APART = 17.0


@dataclass(slots=True)
class _Net:
    """One line in one channel: from `top` (x) to `bottom` (x), on `track` when it has to go across."""

    chain: int
    top: float
    bottom: float
    track: int = 0

    @property
    def straight(self) -> bool:
        return abs(self.top - self.bottom) < 0.5


@dataclass(frozen=True, slots=True)
class Routed:
    """Places of nodes, of labels (by arrow) and the corners of every arrow from tail to head.

    `breaks` are heights at which only lines that run straight down are cut: where a page may end.
    """

    nodes: dict[str, Rect]
    labels: dict[int, Rect]
    lines: tuple[tuple[Point, ...], ...]
    width: float
    height: float
    breaks: tuple[float, ...] = ()


def route(nodes: Sequence[Node], columns: Columns) -> Routed:
    """Heights and lines for nodes whose columns are known."""
    ends = _ports(nodes, columns)
    middles = {c.key: columns.left[c.key] + c.width / 2 for chain in columns.chains for c in chain.cuts}
    _straighten(columns, middles, ends)
    xs = [_xs(index, chain, middles, ends) for index, chain in enumerate(columns.chains)]
    ranks = max(columns.rank.values(), default=0) + 1
    channels = [_channel(rank, columns, xs) for rank in range(ranks - 1)]
    tops, heights = _tops(nodes, columns, channels, ranks)
    node_rects = {n.key: Rect(columns.left[n.key], tops[columns.rank[n.key]], n.width, n.height, n.key) for n in nodes}
    starts = {n.key: (node_rects[n.key].y, node_rects[n.key].y + n.depth) for n in nodes}
    lines = tuple(
        _line(index, chain, columns, starts, channels, (tops, heights)) for index, chain in enumerate(columns.chains)
    )
    width = max((rect.right for rect in node_rects.values()), default=0)
    labels = {}
    for index, chain in enumerate(columns.chains):
        for cut in chain.cuts:
            width = max(width, middles[cut.key] + cut.width / 2)
            if cut.height:
                level = columns.rank[cut.key]
                y = tops[level] + (heights[level] - cut.height) / 2
                labels[index] = Rect(middles[cut.key] - cut.width / 2, y, cut.width, cut.height, f"label:{index}")
    breaks = tuple(tops[rank] + heights[rank] + 5 for rank in range(0, ranks - 1, 2))
    return Routed(node_rects, labels, lines, width, tops[-1] + heights[-1] if tops else 0, breaks)


def _ports(nodes: Sequence[Node], columns: Columns) -> dict[tuple[int, str], float]:
    """Where on each box its arrows begin and end: as straight below their way as the others allow."""
    ends: dict[tuple[int, str], float] = {}
    for node in nodes:
        for side in ("upper", "lower"):
            wishes = []
            for index, chain in enumerate(columns.chains):
                if getattr(chain, side) == node.key:
                    cut = chain.cuts[0 if side == "upper" else -1]
                    wishes.append((columns.left[cut.key] + cut.width / 2, index))
            low, high = columns.left[node.key] + _EDGE, columns.left[node.key] + node.port - _EDGE
            for (_x, index), place in zip(sorted(wishes), _spread(sorted(wishes), low, high), strict=True):
                ends[index, side] = place
    return ends


def _spread(wishes: list[tuple[float, int]], low: float, high: float) -> list[float]:
    """Places in [low, high] near the wishes, in their order, apart from each other as far as there is room."""
    if not wishes:
        return []
    apart = min(_APART, (high - low) / max(len(wishes) - 1, 1))
    places = [min(max(x, low), high) for x, _ in wishes]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + apart)
    places[-1] = min(places[-1], high)
    for i in range(len(places) - 2, -1, -1):
        places[i] = min(places[i], places[i + 1] - apart)
    return places


def _straighten(columns: Columns, middles: dict[str, float], ends: dict[tuple[int, str], float]) -> None:
    """Small steps in a line become none: cuts move to where the line arrives; their columns leave room for that."""
    for index, chain in enumerate(columns.chains):
        below = ends[index, "lower"]
        for cut in reversed(chain.cuts):
            if abs(below - middles[cut.key]) <= _STEP:
                middles[cut.key] = below
            below = middles[cut.key]
        above = ends[index, "upper"]
        for cut in chain.cuts:
            if not 0 < abs(above - middles[cut.key]) <= _STEP or cut.height:
                break
            middles[cut.key] = above


def _xs(index: int, chain: Chain, middles: dict[str, float], ends: dict[tuple[int, str], float]) -> list[float]:
    return [ends[index, "upper"], *(middles[cut.key] for cut in chain.cuts), ends[index, "lower"]]


def _channel(rank: int, columns: Columns, xs: list[list[float]]) -> list[_Net]:
    nets = []
    for index, chain in enumerate(columns.chains):
        start = columns.rank[chain.upper]
        if start <= rank < columns.rank[chain.lower]:
            nets.append(_Net(index, xs[index][rank - start], xs[index][rank - start + 1]))
    _assign([net for net in nets if not net.straight])
    return nets


def _assign(nets: list[_Net]) -> None:
    """Give each net a track, from the top: first those that others must stay below."""
    waiting = sorted(nets, key=lambda n: (n.bottom < n.top, -n.top if n.bottom > n.top else n.top))
    placed: list[_Net] = []
    while waiting:
        free = [n for n in waiting if not any(_above(other, n) for other in waiting if other is not n)]
        net = (free or waiting)[0]
        waiting.remove(net)
        blocked = [p.track for p in placed if _share(p, net) or _above(p, net)]
        net.track = max(blocked, default=-1) + 1
        placed.append(net)


def _above(a: _Net, b: _Net) -> bool:
    """True when `a` must run above `b`: it leaves its column at the top where `b` comes down at the bottom."""
    return abs(a.top - b.bottom) < _NEAR


def _share(a: _Net, b: _Net) -> bool:
    """True when the two run across the same columns."""
    low_a, high_a = sorted((a.top, a.bottom))
    low_b, high_b = sorted((b.top, b.bottom))
    return low_a < high_b + _NEAR and low_b < high_a + _NEAR


def _tops(
    nodes: Sequence[Node], columns: Columns, channels: list[list[_Net]], ranks: int
) -> tuple[list[float], list[float]]:
    heights = [0.0] * ranks
    for node in nodes:
        heights[columns.rank[node.key]] = max(heights[columns.rank[node.key]], node.height)
    for chain in columns.chains:
        for cut in chain.cuts:
            heights[columns.rank[cut.key]] = max(heights[columns.rank[cut.key]], cut.height)
    tops, y = [], 0.0
    for rank in range(ranks):
        tops.append(y)
        if rank < ranks - 1:
            y += heights[rank] + _depth(channels[rank])
    return tops, heights


def _tracks(nets: list[_Net]) -> int:
    return max((net.track + 1 for net in nets if not net.straight), default=0)


def _depth(nets: list[_Net]) -> float:
    tracks = _tracks(nets)
    return _ABOVE + _BELOW + (tracks - 1) * TRACK if tracks else _BELOW


def _line(
    index: int,
    chain: Chain,
    columns: Columns,
    starts: dict[str, tuple[float, float]],
    channels: list[list[_Net]],
    levels: tuple[list[float], list[float]],
) -> tuple[Point, ...]:
    tops, heights = levels
    start, end = columns.rank[chain.upper], columns.rank[chain.lower]
    points: list[Point] = []
    for rank in range(start, end):
        net = next(n for n in channels[rank] if n.chain == index)
        y = tops[rank] + heights[rank] + _ABOVE + net.track * TRACK
        points += [] if net.straight else [(net.top, y), (net.bottom, y)]
        first, last = net.top, net.bottom
        if rank == start:
            points.insert(0, (first, starts[chain.upper][1]))
    points.append((last, starts[chain.lower][0]))
    return tuple(reversed(points)) if chain.upwards else tuple(points)
