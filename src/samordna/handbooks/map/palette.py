"""How does each party look? A calm colour and a pattern of its own: told apart in black and white and by every eye.

The four authorities that stand in every handbook always look the same; local parties take the rest in their own order.
"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.handbooks.domain import Handbook
from samordna.handbooks.map.svg import el

_FIXED = ("socialtjanst", "halso-sjukvard", "forsakringskassan", "arbetsformedlingen")
_COLOURS = (
    "#1f5f99",
    "#a63d5a",
    "#1d7a5f",
    "#8a5a00",
    "#6a4c93",
    "#b4551d",
    "#3b6e75",
    "#5c6b1f",
    "#7d4a3a",
    "#455a8c",
)
_PATTERNS = ("solid", "dots", "rising", "level", "falling", "grid", "upright", "squares", "cross", "waves")
NOBODY = "#6b7884"
_PALE = "#dde3e8"


@dataclass(frozen=True, slots=True)
class Look:
    """Colour and pattern of a party's band."""

    colour: str
    pattern: str

    @property
    def plain(self) -> str:
        """The colour when the band has no marks, else ""."""
        return {"solid": self.colour, "open": _PALE}.get(self.pattern, "")


def looks(handbook: Handbook) -> dict[str, Look]:
    """The look of every party of the handbook; "" is whoever started the run."""
    local = [party for party in handbook.parties if party not in _FIXED]
    order = [*_FIXED, *local]
    found = {party: Look(_COLOURS[i % len(_COLOURS)], _PATTERNS[i % len(_PATTERNS)]) for i, party in enumerate(order)}
    return {**found, "": Look(NOBODY, "open")}


def pattern(identity: str, look: Look) -> str:
    """The `<pattern>` that fills a band."""
    c, size = look.colour, 7
    ink = {"stroke": "#ffffff", "stroke_width": 1.6, "fill": "none"}
    marks = {
        "dots": el("circle", cx=3.5, cy=3.5, r=1.6, fill="#ffffff"),
        "rising": el("path", d="M-1 1L1 -1M-1 8L8 -1M6 8L8 6", **ink),
        "level": el("path", d="M0 3.5H7", **ink),
        "falling": el("path", d="M-1 6L1 8M-1 -1L8 8M6 -1L8 1", **ink),
        "grid": el("path", d="M0 3.5H7M3.5 0V7", **ink),
        "upright": el("path", d="M3.5 0V7", **ink),
        "squares": el("path", d="M0 0h3.5v3.5h-3.5zM3.5 3.5h3.5v3.5h-3.5z", fill="#ffffff"),
        "cross": el("path", d="M0 0L7 7M7 0L0 7", **ink),
        "waves": el("path", d="M0 5L3.5 2L7 5", **ink),
    }[look.pattern]
    ground = el("rect", width=size, height=size, fill=c)
    return el("pattern", ground, marks, id=identity, width=size, height=size, patternUnits="userSpaceOnUse")
