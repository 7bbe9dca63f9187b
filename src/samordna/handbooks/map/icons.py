"""Which small signs stand on a map? Drawn with lines, 14 units square, at the given upper left corner."""

from __future__ import annotations

from samordna.handbooks.map.scene import Point
from samordna.handbooks.map.svg import INK, PAPER, el, number

_PATHS = {
    "wait": "M3 1.5H11M3 12.5H11M4 1.5V4L7 7L10 4V1.5M4 12.5V10L7 7L10 10V12.5",
    "clock": "M7 1.2A5.8 5.8 0 1 1 6.99 1.2ZM7 3.8V7.2L9.4 8.8",
    "letter": "M1 2.8H13V11.2H1ZM1 3L7 7.8L13 3",
    "flag": "M3 13V1.5M3 2H11.5L9.3 4.8L11.5 7.6H3",
    "speech": "M1.5 2H12.5V9.5H7L4 12.4V9.5H1.5Z",
    "way": "M1 7H12M8 3L12 7L8 11",
    "back": "M13 9.8H5.2A3.4 3.4 0 0 1 5.2 3H11M8.4 0.8L11 3L8.4 5.4",
    "jump": "M2 2V8.5H11.5M8.3 5L12 8.5L8.3 12",
    "ask": "M1 7H12.4M9 4L12.4 7L9 10",
    "here": "M7 13C3.5 8.7 2.6 7 2.6 5.2A4.4 4.4 0 0 1 11.4 5.2C11.4 7 10.5 8.7 7 13ZM7 6.6A1.3 1.3 0 1 0 6.99 6.6Z",
}


def icon(name: str, at: Point, colour: str = INK, fill: str = "none", size: float = 14) -> str:
    """The sign `name` with its upper left corner at `at`."""
    scale = "" if size == 14 else f" scale({number(size / 14)})"
    return el(
        "path",
        d=_PATHS[name],
        transform=f"translate({number(at[0])} {number(at[1])}){scale}",
        fill=PAPER if fill == "paper" else fill,
        stroke=colour,
        stroke_width="1.5",
        stroke_linejoin="round",
        stroke_linecap="round",
        class_=f"map-icon map-icon-{name}",
        aria_hidden="true",
    )
