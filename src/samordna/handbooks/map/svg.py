"""How is SVG written so that it is the same every time, and allowed by a strict content policy?

Only elements, classes and presentation attributes: no `style`, no `<style>`, no script.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from samordna.handbooks.map.scene import Point

FONT = "Inter, 'Source Sans 3', 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
INK = "#1b2a36"
MUTED = "#50606d"
PAPER = "#ffffff"
LINE = "#44576a"
SOFT = "#c3ccd4"


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def el(tag: str, *children: str, **attributes: object) -> str:
    """One element; `_` in names becomes `-`, a trailing `_` is dropped, None is left out."""
    written = [
        f" {name.rstrip('_').replace('__', ':').replace('_', '-')}={quoteattr(_value(value))}"
        for name, value in attributes.items()
        if value is not None
    ]
    inner = "".join(children)
    return f"<{tag}{''.join(written)}>{inner}</{tag}>" if inner else f"<{tag}{''.join(written)}/>"


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)


def said(text: str) -> str:
    """Text content, escaped."""
    return escape(text)


def text(lines: tuple[str, ...], at: Point, size: float, step: float, **attributes: object) -> str:
    """Lines of text; `at` is the start (or the anchor) of the first base line, `step` the distance between lines."""
    x, y = at
    spans = [el("tspan", said(line), x=x, y=y + index * step) for index, line in enumerate(lines)]
    given = {"font_size": size, "fill": INK, **attributes}
    return el("text", *spans, **given)


def rounded(points: tuple[Point, ...], radius: float = 7) -> str:
    """The path of a polyline whose corners are rounded."""
    commands = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(radius, _length(before, corner) / 2, _length(corner, after) / 2)
        into, out = _towards(corner, before, reach), _towards(corner, after, reach)
        commands.append(f"L{_pair(into)}Q{_pair(corner)} {_pair(out)}")
    commands.append(f"L{number(points[-1][0])} {number(points[-1][1])}")
    return "".join(commands)


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _length(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(start: Point, end: Point, distance: float) -> Point:
    whole = _length(start, end) or 1
    return start[0] + (end[0] - start[0]) * distance / whole, start[1] + (end[1] - start[1]) * distance / whole


def polygon(points: tuple[Point, ...], **attributes: object) -> str:
    """A closed shape."""
    return el("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in points), **attributes)
