"""How is the map of a process shown with the case in it? Where it is, where it has been, and every box a link.

The layout depends only on the boxes where the case is now, so it is kept; the rest is written into the drawing.
Without asking for the whole, a window around the open boxes is shown: the map of a process can be tall.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from samordna.handbooks.domain import Process
from samordna.handbooks.map import Drawing, Highlight, Rect
from samordna.handbooks.pages import drawing
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.pages.wording import address

# How much of the map is shown around the open boxes (less to the left, so that they are seen first on a narrow screen),
# and how tall a map may be without a window.
AROUND, LEFT, RIGHT, TALL = 230.0, 110.0, 480.0, 760.0
_LINK = re.compile(r'<a href="([^"]*)" class="map-(box|leaf)[^"]*"')


@dataclass(frozen=True, slots=True)
class Shown:
    """A map for a page: the SVG, the width under which it scrolls, what it says in words, and whether it is cut."""

    svg: str
    width: int
    summary: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is in a process: boxes open now, with the page of each, and boxes visited before."""

    current: Mapping[str, str]
    visited: frozenset[str] = frozenset()
    role: str = ""


def shown(found: Book, process: Process, place: Place, *, whole: bool) -> Shown:
    """The map of `process` with the case in it."""
    made = drawing.drawing(found, process, place.role, Highlight(frozenset(place.current)))
    steps = {address("box", found.ref, process.id, step, as_=place.role): step for step in process.by_id}
    window = None if whole else _window(made, place)
    svg = _LINK.sub(_Linking(made, steps, place, window), made.svg)
    if window is None:
        return Shown(svg, made.min_width, made.summary, False)
    box = f'viewBox="0 0 {made.width:.0f} {made.height:.0f}"'
    svg = svg.replace(box, f'viewBox="{window.x:.0f} {window.y:.0f} {window.width:.0f} {window.height:.0f}"', 1)
    return Shown(svg, round(window.width), made.summary, True)


def _window(made: Drawing, place: Place) -> Rect | None:
    """The part of the map around the open boxes; None when it may as well be shown whole."""
    here = [box for box in made.boxes if box.key.removeprefix("step:") in place.current]
    if made.height <= TALL or not here:
        return None
    top, bottom = max(0.0, min(b.y for b in here) - AROUND), min(made.height, max(b.bottom for b in here) + AROUND)
    left, right = max(0.0, min(b.x for b in here) - LEFT), min(made.width, max(b.right for b in here) + RIGHT)
    return Rect(left, top, right - left, bottom - top) if bottom - top < made.height * 0.8 else None


class _Linking:
    """Rewrites the links of a map: open boxes lead to the case, visited ones are marked, and what a window hides is
    hidden from the keyboard too."""

    def __init__(self, made: Drawing, steps: Mapping[str, str], place: Place, window: Rect | None) -> None:
        self.steps, self.place, self.window = steps, place, window
        self.rects = {box.key.removeprefix("step:"): box for box in made.boxes if box.key.startswith("step:")}
        self.hidden = False

    def __call__(self, link: re.Match[str]) -> str:
        tag, (href, kind) = link[0], link.groups()
        step = self.steps.get(href.replace("&amp;", "&"), "") if kind == "box" else ""
        if kind == "box":
            self.hidden = self._outside(step)
        if self.place.current.get(step):
            tag = tag.replace(href, self.place.current[step], 1)
        elif step in self.place.visited:
            tag = tag.replace('class="map-box', 'class="map-visited map-box', 1)
        return f'{tag} tabindex="-1" aria-hidden="true"' if self.hidden else tag

    def _outside(self, step: str) -> bool:
        rect = self.rects.get(step)
        if self.window is None or rect is None:
            return False
        return not self.window.overlaps(rect)
