"""Where does everything on a map stand? Plain geometry, in map units, y downwards; tests read it instead of the SVG."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from samordna.handbooks.geometry import Rect


@dataclass(frozen=True, slots=True)
class Label:
    """A piece of text as drawn: the rectangle it fills, its lines, and the key of the box it stands in (or "")."""

    rect: Rect
    lines: tuple[str, ...]
    inside: str = ""


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow as drawn: its corners from tail to head, and the keys of the boxes at its ends."""

    points: tuple[Point, ...]
    tail: str
    head: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished map. `min_width` is the width in CSS pixels below which its text would be smaller than 12 pixels."""

    svg: str
    width: float
    height: float
    boxes: tuple[Rect, ...]
    labels: tuple[Label, ...]
    lines: tuple[Line, ...]
    summary: str = ""
    min_width: int = 0
    breaks: tuple[float, ...] = ()

    def pages(self, most: float) -> tuple[str, ...]:
        """The map as SVGs of at most `most` units height each, cut between rows of boxes: for paper."""
        ends, top = [0.0], 0.0
        while self.height - top > most:
            top = max((y for y in self.breaks if top < y <= top + most), default=top + most)
            ends.append(top)
        ends.append(self.height)
        whole = f'viewBox="0 0 {self.width:.0f} {self.height:.0f}"'
        return tuple(
            self.svg.replace(whole, f'viewBox="0 {a:.1f} {self.width:.0f} {b - a:.1f}"', 1) for a, b in pairwise(ends)
        )
