"""Where on the page does everything stand? Pools below each other, lanes in them, and the corners of every line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from samordna.handbooks.bpmn.grid import arrange
from samordna.handbooks.bpmn.model import Diagram, Flow, MessageFlow, Pool
from samordna.handbooks.bpmn.shapes import ask_key, ask_x, lane_numbers, shaped
from samordna.handbooks.bpmn.tracks import Channel, Leg, Tracks, offsets, sizes_by
from samordna.handbooks.geometry import Rect

Point = tuple[float, float]
_BAND, _PAD, _STEP, _GAP, _LEAST, _BOX = 30.0, 14.0, 9.0, 40.0, 1000.0, 60.0


@dataclass(slots=True)
class Places:
    """The diagram interchange: rectangles of pools, lanes and nodes, of their words, and the corners of every line."""

    shapes: dict[str, Rect] = field(default_factory=dict)
    words: dict[str, Rect] = field(default_factory=dict)
    lines: dict[str, tuple[Point, ...]] = field(default_factory=dict)


def place(diagram: Diagram) -> Places:
    """Places for everything in `diagram`; the same input gives the same answer."""
    places = Places()
    at = [_Placing(pool, diagram.message_flows) for pool in diagram.pools]
    width = max((each.width for each in at), default=0)
    y = 0.0
    for each in at:
        each.put(places, y, width)
        y += each.height + _GAP
    _carry(diagram, at, places, width)
    return places


class _Placing:
    """One pool: its own layout, not yet knowing where on the page it will be."""

    def __init__(self, pool: Pool, mails: Sequence[MessageFlow]) -> None:
        self.pool, self.y = pool, 0.0
        self.left = _BAND * (2 if pool.lanes else 1)
        numbers = lane_numbers([lane.id for lane in pool.lanes])
        self.group_of = {node.id: group.key for group in pool.groups for node in group.nodes}
        self.group_of |= {h.event.id: group.key for group in pool.groups for h in group.hanging}
        tasks = [node.id for group in pool.groups for node in group.nodes if node.tag == "userTask"]
        self.asks = {task: [mail for mail in mails if mail.source == task] for task in tasks}
        self.shaped = {g.key: shaped(g, numbers[g.lane], self._ask_words(g.key)) for g in pool.groups}
        self.kept = {h.end.id for group in pool.groups for h in group.hanging if h.end}
        self.neighbours = {(a.id, b.id) for g in pool.groups for a, b in zip(g.nodes, g.nodes[1:], strict=False)}
        self.hanging = {h.event.id for group in pool.groups for h in group.hanging}
        flows = [flow for flow in pool.flows if not self._inside(flow)]
        links = dict.fromkeys((leg.tail, leg.head) for flow in flows for leg in self.legs(flow) if leg.tail != leg.head)
        self.grid = arrange([s.item for s in self.shaped.values()], list(links))
        outer = [leg for mail in mails for end in (mail.source, mail.target) if (leg := self.mail_leg(mail, end))]
        inner = [leg for flow in flows for leg in self.legs(flow)]
        self.tracks = Tracks(self.grid, list(dict.fromkeys([*inner, *outer])))
        self._measure()

    def _ask_words(self, key: str) -> list[str]:
        tasks = [node for node, group in self.group_of.items() if group == key and node in self.asks]
        return [mail.name for node in tasks for mail in self.asks[node]]

    def _measure(self) -> None:
        grid, tracks = self.grid, self.tracks
        items = {key: each.item for key, each in self.shaped.items()}
        widths = sizes_by(grid.column, {key: item.width for key, item in items.items()}, grid.columns)
        above = sizes_by(grid.row, {key: item.above for key, item in items.items()}, grid.rows)
        below = sizes_by(grid.row, {key: item.below for key, item in items.items()}, grid.rows)
        heights = [up + down for up, down in zip(above, below, strict=True)]
        counts = [tracks.down_count(column) for column in range(grid.columns + 1)]
        self.downs, self.lefts, inner = offsets(counts, widths, _PAD, _STEP)
        self.levels, tops, self.height = offsets([c.count for c in tracks.level], heights, _PAD, _STEP)
        self.bases = [top + up for top, up in zip(tops, above, strict=True)]
        self.width = max(self.left + inner, _LEAST)
        if not self.pool.process:
            self.height = _BOX

    def legs(self, flow: Flow) -> list[Leg]:
        """The lines of a flow between groups, in order."""
        tail, head = self.group_of[flow.source], self.group_of[flow.target]
        first: Leg = Leg("drop" if flow.source in self.hanging else "flow", tail, flow.via or head)
        return [first, Leg("flow", flow.via, head)] if flow.via else [first]

    def mail_leg(self, mail: MessageFlow, end: str) -> Leg | None:
        """The line of a message between a node of this pool and the right edge."""
        group = self.group_of.get(end)
        if group is None:
            return None
        return Leg("out-above" if end in self.asks else "out-below", group, mail.target)

    def _inside(self, flow: Flow) -> bool:
        """True for a flow within a group."""
        return flow.target in self.kept or (flow.source, flow.target) in self.neighbours

    def origin(self, key: str) -> Point:
        """Where the flow line of a group begins, on the page."""
        return self.left + self.lefts[self.grid.column[key]], self.y + self.bases[self.grid.row[key]]

    def put(self, places: Places, y: float, width: float) -> None:
        """Write the places of this pool, whose top is at y."""
        self.y = y
        places.shapes[self.pool.id] = Rect(0, y, width, self.height)
        for lane, (first, last) in zip(self.pool.lanes, self.grid.lanes, strict=False):
            top = 0.0 if first == 0 else self.levels[first]
            bottom = self.height if last == self.grid.rows else self.levels[last]
            places.shapes[lane.id] = Rect(_BAND, y + top, width - _BAND, bottom - top)
        for key, each in self.shaped.items():
            dx, dy = self.origin(key)
            places.shapes |= {node: rect.moved(dx, dy) for node, rect in each.nodes.items()}
            places.words |= {node: rect.moved(dx, dy) for node, rect in each.words.items() if node in each.nodes}
        for flow in self.pool.flows:
            places.lines[flow.id] = self._line(places, flow)
            if flow.name:
                key = flow.via or self.group_of[flow.target]
                places.words[flow.id] = self.shaped[key].words[""].moved(*self.origin(key))
        for mails in self.asks.values():
            for index, mail in enumerate(mails):
                key = self.group_of[mail.source]
                places.words[mail.id] = self.shaped[key].words[ask_key(index)].moved(*self.origin(key))

    def _line(self, places: Places, flow: Flow) -> tuple[Point, ...]:
        source, target = places.shapes[flow.source], places.shapes[flow.target]
        if flow.target in self.kept:
            return (source.middle[0], source.bottom), (target.middle[0], target.y)
        end = (target.x, target.middle[1])
        hanging = flow.source in self.hanging
        start = (source.middle[0], source.bottom) if hanging else (source.right, source.middle[1])
        points = [start]
        if not self._inside(flow):
            for leg in self.legs(flow):
                goal = end if leg.head == self.group_of[flow.target] else self.origin(leg.head)
                self._follow(points, leg)
                points.append((points[-1][0], goal[1]))
        return _plain([*points, end])

    def _follow(self, points: list[Point], leg: Leg) -> None:
        """Add the corners of a leg."""
        for hop in self.tracks.hops(leg):
            shift = _PAD + self.tracks.number(hop) * _STEP
            x, y = points[-1]
            if hop.down:
                x = self.left + self.downs[hop.channel] + shift
            else:
                y = self.y + self.levels[hop.channel] + shift
            points.append((x, y))

    def way_out(self, places: Places, mail: MessageFlow, end: str, edge: float) -> list[Point]:
        """The line of a message from a node of this pool to the right edge."""
        rect, leg = places.shapes[end], self.mail_leg(mail, end)
        if leg is None:
            return []
        points = [(rect.middle[0], rect.bottom)]
        if end in self.asks:
            mails = self.asks[end]
            points = [(ask_x(rect, mails.index(mail), len(mails)), rect.y)]
        self._follow(points, leg)
        return [*points, (edge, points[-1][1])]


def _carry(diagram: Diagram, at: Sequence[_Placing], places: Places, edge: float) -> None:
    """Messages run between pools on the right of all of them; those to the same receiver share a line there."""
    bus = Channel()
    ways: dict[str, tuple[list[Point], list[Point]]] = {}
    for mail in diagram.message_flows:
        sender = next(each for each in at if mail.source in each.group_of)
        receiver = next((each for each in at if mail.target in each.group_of), None)
        start = sender.way_out(places, mail, mail.source, edge)
        door = [_door(places.shapes[mail.target], edge)] if receiver is None else []
        end = receiver.way_out(places, mail, mail.target, edge) if receiver else door
        ways[mail.id] = start, end
        bus.use(mail.target, int(start[-1][1]), int(end[-1][1]))
    bus.assign()
    for mail in diagram.message_flows:
        start, end = ways[mail.id]
        x = edge + _PAD + bus.track[mail.target] * _STEP
        places.lines[mail.id] = _plain([*start, (x, start[-1][1]), (x, end[-1][1]), *reversed(end)])


def _door(pool: Rect, edge: float) -> Point:
    """Where messages meet a whole pool."""
    return edge, pool.y + min(pool.height / 2, _BOX / 2)


def _plain(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without corners that are no corners."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _in_line(a: Point, b: Point, c: Point) -> bool:
    return (a[0] == b[0] == c[0] and (b[1] - a[1]) * (c[1] - b[1]) >= 0) or (
        a[1] == b[1] == c[1] and (b[0] - a[0]) * (c[0] - b[0]) >= 0
    )
