"""How are a card, a leaf, a start and an arrow drawn? Each returns SVG for things whose places are known."""

from __future__ import annotations

from samordna.handbooks.geometry import Rect
from samordna.handbooks.map.graph import Arrow, Leaf
from samordna.handbooks.map.icons import icon
from samordna.handbooks.map.scene import Label, Point
from samordna.handbooks.map.shapes import (
    BAND,
    ICON,
    LEAF_STEP,
    LEAF_TITLE,
    SMALL,
    SMALL_STEP,
    TIP,
    TITLE,
    TITLE_STEP,
    Block,
    LeafBox,
)
from samordna.handbooks.map.svg import INK, LINE, MUTED, PAPER, el, number, polygon, rounded, said, text

BEEN = "#e9eef2"
GOAL, GOAL_GROUND = "#2c6a4b", "#eef6f1"
AWAY_GROUND = "#eef2f7"
OFFSET = 4.0


def words(label: Label, size: float, step: float, **attributes: object) -> str:
    """A text block; the first base line lies 0.8 of a size below its top."""
    return text(label.lines, (label.rect.x, label.rect.y + size * 0.8 + (step - size) / 2), size, step, **attributes)


def outline(kind: str, at: Rect, **attributes: object) -> str:
    """The shape of a card: a hexagon decides, a round one is a forum."""
    if kind == "decision":
        return polygon(hexagon(at), **attributes)
    radius = 14 if kind == "forum" else 5
    return el("rect", x=at.x, y=at.y, width=at.width, height=at.height, rx=radius, **attributes)


def hexagon(at: Rect, tip: float = TIP) -> tuple[Point, ...]:
    """The corners of a decision."""
    middle = at.y + at.height / 2
    return (
        (at.x + tip, at.y), (at.right - tip, at.y), (at.right, middle),
        (at.right - tip, at.bottom), (at.x + tip, at.bottom), (at.x, middle),
    )  # fmt: skip


def band(kind: str, at: Rect, fill: str) -> str:
    """The party's band along the left edge of a card."""
    if kind == "decision":
        middle, x = at.y + at.height / 2, at.x
        corners = (
            (x + TIP, at.y), (x + TIP + BAND, at.y), (x + BAND, middle),
            (x + TIP + BAND, at.bottom), (x + TIP, at.bottom), (x, middle),
        )  # fmt: skip
        return polygon(corners, fill=fill, class_="map-band")
    r = 14 if kind == "forum" else 5
    path = (
        f"M{number(at.x + BAND)} {number(at.y)}V{number(at.bottom)}H{number(at.x + r)}"
        f"A{r} {r} 0 0 1 {number(at.x)} {number(at.bottom - r)}V{number(at.y + r)}"
        f"A{r} {r} 0 0 1 {number(at.x + r)} {number(at.y)}Z"
    )
    return el("path", d=path, fill=fill, class_="map-band")


def card(drawn: Block, fill: str, state: str) -> str:
    """A card; `fill` is its party's pattern, `state` is "", "visited" or "current"."""
    kind, at = drawn.card.kind, drawn.rect
    ground = {"fill": BEEN if state == "visited" else PAPER, "stroke": INK if state == "current" else LINE}
    line = 3 if state == "current" else 1.5
    parts = []
    if kind == "many":
        behind = Rect(at.x + OFFSET, at.y + OFFSET, at.width, at.height)
        parts.append(outline(kind, behind, fill=PAPER, stroke=LINE, stroke_width=1.5, class_="map-behind"))
    parts.append(outline(kind, at, **ground, stroke_width=line, class_="map-shape"))
    parts.append(band(kind, at, fill))
    if kind == "forum":
        inner = Rect(at.x + 4, at.y + 4, at.width - 8, at.height - 8)
        parts.append(
            el("rect", x=inner.x, y=inner.y, width=inner.width, height=inner.height, rx=10, fill="none", stroke=LINE)
        )
    parts.append(outline(kind, at, fill="none", stroke=ground["stroke"], stroke_width=line, class_="map-edge"))
    return "".join(parts) + _card_words(drawn)


def _card_words(drawn: Block) -> str:
    eyebrow, title = drawn.eyebrow.rect, drawn.title.rect
    parts = []
    if drawn.note:
        parts.append(icon("here", (title.x, drawn.note.rect.y)))
        parts.append(words(drawn.note, SMALL, SMALL_STEP, font_weight=600, class_="map-here"))
    base = eyebrow.y + SMALL * 0.8 + (SMALL_STEP - SMALL) / 2
    parts.append(text((drawn.card.number,), (title.x, base), 14, 14, font_weight=700, class_="map-number"))
    parts.append(words(drawn.eyebrow, SMALL, SMALL_STEP, fill=MUTED, class_="map-lead"))
    parts.append(words(drawn.title, TITLE, TITLE_STEP, font_weight=600, class_="map-title"))
    x = drawn.rect.right - (TIP + 4 if drawn.card.kind == "decision" else 10) - ICON
    for shown, sign in ((drawn.card.waits, "wait"), (drawn.card.clocks, "clock")):
        if shown:
            parts.append(icon(sign, (x, eyebrow.y), MUTED))
            x -= ICON + 5
    return "".join(parts)


def leaf_shape(leaf: Leaf, at: Rect) -> str:
    """The shape of a leaf: a flag's pill, a chevron towards another process, a dotted box for requests."""
    box = {"x": at.x, "y": at.y, "width": at.width, "height": at.height}
    line = {"stroke_width": 1.5, "class_": "map-shape"}
    if leaf.kind == "outcome":
        return el("rect", **box, rx=min(20.0, at.height / 2), fill=GOAL_GROUND, stroke=GOAL, **line)
    if leaf.kind == "jump":
        return el("rect", **box, rx=9, fill=PAPER, stroke=LINE, **line)
    if leaf.kind in ("process", "step"):
        return polygon(chevron(at), fill=AWAY_GROUND, stroke=LINE, **line)
    if leaf.request:
        return el(
            "rect", **box, rx=9, fill=PAPER, stroke=LINE, stroke_dasharray="1.5 4", stroke_linecap="round", **line
        )
    return el("rect", **box, rx=3, fill=PAPER, stroke=LINE, **line)


def chevron(at: Rect, tip: float = 13) -> tuple[Point, ...]:
    """The corners of a box that points to another process."""
    return (
        (at.x, at.y), (at.right - tip, at.y), (at.right, at.y + at.height / 2),
        (at.right - tip, at.bottom), (at.x, at.bottom),
    )  # fmt: skip


def sign_of(leaf: Leaf) -> str:
    """The small sign in a leaf."""
    if leaf.returns:
        return "back"
    if leaf.handover:
        return "letter"
    return {"outcome": "flag", "referral": "ask", "consult": "speech", "step": "back", "jump": "jump"}.get(
        leaf.kind, "way"
    )


def leaf(box: LeafBox) -> str:
    """A leaf with its words; rows stand in a box that `connectors` draws."""
    at, shown = box.rect, box.leaf
    if shown.group:
        ground = el(
            "rect", x=at.x + 3, y=at.y + 2, width=at.width - 6, height=at.height - 4, rx=6, fill=PAPER, class_="map-row"
        )
        number = _number_ground(box.title.rect) if shown.kind == "jump" and box.title else ""
        return (
            ground
            + icon(sign_of(shown), (at.x + 10, at.y + 6.5), LINE)
            + number
            + _leaf_words(box, SMALL, SMALL_STEP, INK)
        )
    sign = icon(sign_of(shown), (at.x + 12, at.y + (at.height - ICON) / 2), GOAL if shown.kind == "outcome" else LINE)
    return leaf_shape(shown, at) + sign + _leaf_words(box, LEAF_TITLE, LEAF_STEP, MUTED)


def _number_ground(at: Rect) -> str:
    return el(
        "rect",
        x=at.x - 5,
        y=at.y - 1,
        width=at.width + 10,
        height=at.height + 2,
        rx=4,
        fill=AWAY_GROUND,
        class_="map-number-ground",
    )


def _leaf_words(box: LeafBox, size: float, step: float, colour: str) -> str:
    small = words(box.label, SMALL, SMALL_STEP, fill=colour, class_="map-exit") if box.label else ""
    return small + (words(box.title, size, step, font_weight=600, class_="map-title") if box.title else "")


def _ends(drawn: Block) -> list[tuple[Leaf, Rect]]:
    """What the connectors lead to: single leaves, and one box per group of rows."""
    found: list[tuple[Leaf, Rect]] = []
    for box in drawn.leaves:
        at = box.rect
        if box.leaf.group and found and found[-1][0].group == box.leaf.group:
            first, known = found[-1]
            found[-1] = (first, Rect(known.x, known.y, known.width, at.bottom - known.y))
        else:
            found.append((box.leaf, at))
    return found


def connectors(drawn: Block) -> str:
    """The lines from a card to its leaves."""
    at, parts, branch = drawn.rect, [], drawn.rect.y + drawn.rect.height / 2
    trunk = at.right + 15.0
    for shown, rect in _ends(drawn):
        if shown.group:
            parts.append(leaf_shape(shown, rect))
        y = min(rect.y + rect.height / 2, rect.y + 40)
        points: tuple[Point, ...]
        if at.y + 10 <= y <= at.bottom - 10:
            points, branch = ((_right_edge(drawn, y), y), (rect.x, y)), y
        else:
            points = ((_right_edge(drawn, branch), branch), (trunk, branch), (trunk, y), (rect.x, y))
        kind = (
            "ask"
            if shown.request
            else ""
            if shown.group
            else "back"
            if shown.returns
            else "handover"
            if shown.handover
            else ""
        )
        parts.append(stroke(points, kind) + head(points, 6))
    return "".join(parts)


def _right_edge(drawn: Block, y: float) -> float:
    at = drawn.rect
    if drawn.card.kind == "many":
        return at.right + OFFSET
    if drawn.card.kind != "decision":
        return at.right
    return at.right - TIP * abs(y - at.y - at.height / 2) / (at.height / 2)


def stroke(points: tuple[Point, ...], kind: str) -> str:
    """A line: dashed for a hand-over, dotted for a request, double for the way back."""
    path = rounded(points)
    if kind == "back":
        outer = el("path", d=path, fill="none", stroke=LINE, stroke_width=5, class_="map-line map-return")
        return outer + el("path", d=path, fill="none", stroke=PAPER, stroke_width=2, class_="map-line-inside")
    dashes = {"handover": "7 4.5", "ask": "1.5 4"}.get(kind)
    cap = "round" if kind == "ask" else None
    line = {"stroke": LINE, "stroke_width": 1.6, "stroke_dasharray": dashes, "stroke_linecap": cap}
    return el("path", d=path, fill="none", class_=f"map-line map-{kind}" if kind else "map-line", **line)


def head(points: tuple[Point, ...], size: float = 9) -> str:
    """The arrow head at the last point."""
    (ax, ay), (x, y) = points[-2], points[-1]
    dx, dy = (x > ax + 0.1) - (x < ax - 0.1), (y > ay + 0.1) - (y < ay - 0.1)
    half = size * 0.55
    sides = tuple((x - dx * size + side * dy * half, y - dy * size + side * dx * half) for side in (-1, 1))
    return polygon(((x, y), *sides), fill=LINE, class_="map-head")


def arrow(shown: Arrow, points: tuple[Point, ...], title: str) -> str:
    """An arrow between two cards."""
    kind = "back" if shown.returns else "handover" if shown.handover else ""
    return el("g", el("title", said(title)), stroke(points, kind), head(points), class_="map-arrow", role="img")


def arrow_label(shown: Arrow, label: Label, at: Rect) -> str:
    """The words on an arrow, with a letter where it is a hand-over, on a ground that interrupts the line."""
    ground = el("rect", x=at.x, y=at.y, width=at.width, height=at.height, rx=4, fill=PAPER, class_="map-label-ground")
    sign = icon("letter", (at.x + 3, at.y + (at.height - ICON) / 2), LINE, "paper") if shown.handover else ""
    return el("g", ground, sign, words(label, 13, 16, class_="map-label") if label.lines else "", aria_hidden="true")


def start(at: Rect, label: Label) -> str:
    """A start: a dark pill."""
    pill = el(
        "rect", x=at.x, y=at.y, width=at.width, height=at.height, rx=at.height / 2, fill=INK, class_="map-start-shape"
    )
    base = (at.x + at.width / 2, label.rect.y + 13 * 0.8 + 1.5)
    return pill + text(label.lines, base, 13, 16, fill=PAPER, font_weight=600, text_anchor="middle", class_="map-start")
