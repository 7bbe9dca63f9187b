"""Can people read the BPMN diagrams? Shapes keep apart, inside their pools; lines meet their ends and no other box."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from samordna.handbooks import bpmn
from samordna.handbooks.queries import available, load

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
AS_WRITTEN = sorted((Path(__file__).parents[1] / "fixtures" / "as-written").iterdir())
ALL = [*(f"{ref.id}@{ref.version}" for ref in available()), *map(str, AS_WRITTEN)]

Point = tuple[float, float]


class Box(NamedTuple):
    x: float
    y: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Box) -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def crossed(self, a: Point, b: Point) -> bool:
        """True when a level or upright line runs through the inside."""
        line = Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]) + 0.01, max(a[1], b[1]) + 0.01)
        return Box(self.x + 0.5, self.y + 0.5, self.right - 0.5, self.bottom - 0.5).overlaps(line)

    def touches(self, point: Point) -> bool:
        x, y = point
        level = self.x - 0.2 <= x <= self.right + 0.2 and (abs(y - self.y) < 0.2 or abs(y - self.bottom) < 0.2)
        upright = self.y - 0.2 <= y <= self.bottom + 0.2 and (abs(x - self.x) < 0.2 or abs(x - self.right) < 0.2)
        return level or upright


class Drawn(NamedTuple):
    root: ET.Element
    shapes: dict[str, Box]
    lines: dict[str, list[Point]]
    pool_of: dict[str, str]
    hosts: dict[str, str]


@cache
def drawn(ref: str) -> Drawn:
    root = ET.fromstring(bpmn.export(load(ref)))
    shapes = {e.get("bpmnElement", ""): _box(e.find(f"{DC}Bounds")) for e in root.iter(f"{DI}BPMNShape")}
    lines = {
        e.get("bpmnElement", ""): [(float(p.get("x", "")), float(p.get("y", ""))) for p in e.iter(WAYPOINT)]
        for e in root.iter(f"{DI}BPMNEdge")
    }
    pools = {e.get("processRef"): e.get("id", "") for e in root.iter(f"{B}participant")}
    pool_of = {
        e.get("id", ""): pools[p.get("id")] for p in root.iter(f"{B}process") for e in p if e.get("id") in shapes
    }
    hosts = {e.get("id", ""): e.get("attachedToRef", "") for e in root.iter(f"{B}boundaryEvent")}
    return Drawn(root, shapes, lines, pool_of, hosts)


def _box(bounds: ET.Element | None) -> Box:
    assert bounds is not None
    x, y, width, height = (float(bounds.get(key, "")) for key in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)


@pytest.mark.parametrize("ref", ALL)
def test_no_shape_lies_on_another(ref: str) -> None:
    """Only a boundary event overlaps: the edge of its own task."""
    seen = drawn(ref)
    for pool in set(seen.pool_of.values()):
        own = [node for node, its in seen.pool_of.items() if its == pool]
        for a, b in combinations(own, 2):
            if seen.hosts.get(a) != b and seen.hosts.get(b) != a:
                assert not seen.shapes[a].overlaps(seen.shapes[b]), f"{a} on {b}"
    outer = [e.get("id", "") for e in seen.root.iter(f"{B}participant")]
    assert not any(seen.shapes[a].overlaps(seen.shapes[b]) for a, b in combinations(outer, 2))


@pytest.mark.parametrize("ref", ALL)
def test_shapes_stand_in_their_pool_and_lane(ref: str) -> None:
    seen = drawn(ref)
    for node, pool in seen.pool_of.items():
        assert seen.shapes[pool].holds(seen.shapes[node]), node
    for lane in seen.root.iter(f"{B}lane"):
        for inside in lane.iter(f"{B}flowNodeRef"):
            assert seen.shapes[lane.get("id", "")].holds(seen.shapes[inside.text or ""]), inside.text


@pytest.mark.parametrize("ref", ALL)
def test_boundary_events_sit_on_the_edge_of_their_task(ref: str) -> None:
    seen = drawn(ref)
    for event, host in seen.hosts.items():
        at, task = seen.shapes[event], seen.shapes[host]
        assert (at.y + at.bottom) / 2 == pytest.approx(task.bottom)
        assert task.x <= at.x
        assert at.right <= task.right


@pytest.mark.parametrize("ref", ALL)
def test_lines_begin_and_end_at_their_shapes_with_square_corners(ref: str) -> None:
    seen = drawn(ref)
    for tag in ("sequenceFlow", "messageFlow"):
        for flow in seen.root.iter(B + tag):
            points = seen.lines[flow.get("id", "")]
            assert seen.shapes[flow.get("sourceRef", "")].touches(points[0]), flow.get("id")
            assert seen.shapes[flow.get("targetRef", "")].touches(points[-1]), flow.get("id")
            assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow.get("id")


@pytest.mark.parametrize("ref", ALL)
def test_sequence_flows_run_around_the_boxes_and_stay_in_their_pool(ref: str) -> None:
    seen = drawn(ref)
    for flow in seen.root.iter(f"{B}sequenceFlow"):
        points, pool = seen.lines[flow.get("id", "")], seen.pool_of[flow.get("sourceRef", "")]
        for a, b in pairwise(points):
            inside = Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
            assert seen.shapes[pool].holds(inside), flow.get("id")
            for node, its in seen.pool_of.items():
                if its == pool and node not in (flow.get("sourceRef"), flow.get("targetRef")):
                    ours = seen.hosts.get(flow.get("sourceRef", "")) == node
                    assert ours or not seen.shapes[node].crossed(a, b), f"{flow.get('id')} through {node}"


@pytest.mark.parametrize("ref", ALL)
def test_messages_run_around_the_boxes(ref: str) -> None:
    seen = drawn(ref)
    for mail in seen.root.iter(f"{B}messageFlow"):
        for a, b in pairwise(seen.lines[mail.get("id", "")]):
            for node in seen.pool_of:
                if node not in (mail.get("sourceRef"), mail.get("targetRef")):
                    assert not seen.shapes[node].crossed(a, b), f"{mail.get('id')} through {node}"


@pytest.mark.parametrize("ref", ALL)
def test_flows_run_on_top_of_each_other_only_where_they_share_an_end(ref: str) -> None:
    seen = drawn(ref)
    flows = [e for tag in ("sequenceFlow", "messageFlow") for e in seen.root.iter(B + tag)]
    pieces: dict[tuple[str, float], list[tuple[float, float, ET.Element]]] = {}
    for flow in flows:
        for a, b in pairwise(seen.lines[flow.get("id", "")]):
            axis, at, ends = ("level", a[1], (a[0], b[0])) if a[1] == b[1] else ("upright", a[0], (a[1], b[1]))
            pieces.setdefault((axis, at), []).append((min(ends), max(ends), flow))
    for on_line in pieces.values():
        for (low, high, one), (from_, to, two) in combinations(on_line, 2):
            shared = one.get("sourceRef") == two.get("sourceRef") or one.get("targetRef") == two.get("targetRef")
            assert shared or min(high, to) - max(low, from_) < 1, f"{one.get('id')} on {two.get('id')}"
