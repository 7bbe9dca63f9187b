"""What stands round the drawing? The heading with the phase arrow above it, the legend below."""

from __future__ import annotations

from collections.abc import Sequence

from samordna.handbooks.geometry import Rect
from samordna.handbooks.map import paint
from samordna.handbooks.map.graph import Arrow, Leaf, Picture
from samordna.handbooks.map.icons import icon
from samordna.handbooks.map.metrics import wrap
from samordna.handbooks.map.scene import Label
from samordna.handbooks.map.shapes import SMALL, SMALL_STEP, label
from samordna.handbooks.map.svg import INK, LINE, MUTED, PAPER, SOFT, el, polygon
from samordna.web.i18n import _

_TITLE, _TITLE_STEP = 21.0, 27.0
_STRIP = 46.0
_POINT = 9.0
_COLUMN = 216.0
_SWATCH = 32.0


def heading(picture: Picture, width: float) -> tuple[str, list[Label], float]:
    """The title of the process: its SVG, its labels and its height."""
    lines = wrap(picture.title, _TITLE, width, bold=True)
    shown = label(lines, 0, 0, (_TITLE, _TITLE_STEP), True, "")
    return (
        paint.words(shown, _TITLE, _TITLE_STEP, font_weight=700, class_="map-heading"),
        [shown],
        shown.rect.height + 12,
    )


def strip(phases: Sequence[tuple[str, bool]], width: float, top: float) -> tuple[str, list[Label], list[Rect]]:
    """The phases as an arrow of chevrons; those that the process has are filled."""
    parts, labels, boxes = [], [], []
    each = (width - _POINT) / max(len(phases), 1)
    for index, (name, present) in enumerate(phases):
        x = index * each
        room = each - _POINT - 12
        lines = wrap(name, SMALL, room, bold=True, most=2)
        text_top = top + (_STRIP - len(lines) * SMALL_STEP) / 2
        shown = label(
            lines, x + _POINT + (1 if index == 0 else 5), text_top, (SMALL, SMALL_STEP), True, f"phase:{index}"
        )
        notch = 0.0 if index == 0 else _POINT
        corners = (
            (x, top), (x + each - 4, top), (x + each + _POINT - 4, top + _STRIP / 2),
            (x + each - 4, top + _STRIP), (x, top + _STRIP), (x + notch, top + _STRIP / 2),
        )  # fmt: skip
        look = (
            {"fill": "#dfe8f0", "stroke": "#8aa0b4"}
            if present
            else {"fill": PAPER, "stroke": SOFT, "stroke_dasharray": "3 3"}
        )
        words = {"font_weight": 600, "fill": INK} if present else {"fill": MUTED}
        parts.append(
            polygon(corners, stroke_width=1.2, class_="map-phase" if present else "map-phase map-phase-absent", **look)
        )
        parts.append(paint.words(shown, SMALL, SMALL_STEP, **words))
        labels.append(shown)
        boxes.append(Rect(x, top, each, _STRIP, f"phase:{index}"))
    return el("g", *parts, class_="map-phases"), labels, boxes


def strip_height(phases: Sequence[tuple[str, bool]]) -> float:
    """How high the phase arrow is with the space below it."""
    return _STRIP + 26 if phases else 0


def legend(picture: Picture, fills: dict[str, str], width: float, top: float) -> tuple[str, list[Label], float]:
    """Parties and shapes that the map uses: SVG, labels, and where it ends."""
    columns = max(1, int((width + 12) // (_COLUMN + 12)))
    head = label((_("How to read the map"),), 0, top, (13, 16), True, "")
    parts = [paint.words(head, 13, 16, font_weight=700)]
    labels, y = [head], top + 16 + 10
    items = [*((_party(fills[key]), name) for key, name in picture.parties), *_kinds(picture)]
    for row in range(0, len(items), columns):
        bottom = y + 20
        for column, (swatch, words) in enumerate(items[row : row + columns]):
            x = column * (_COLUMN + 12)
            shown = label(
                wrap(words, SMALL, _COLUMN - _SWATCH - 10), x + _SWATCH + 10, y + 2.5, (SMALL, SMALL_STEP), False, ""
            )
            parts.append(el("g", swatch, transform=f"translate({x:.0f} {y:.1f})"))
            parts.append(paint.words(shown, SMALL, SMALL_STEP))
            labels.append(shown)
            bottom = max(bottom, shown.rect.bottom)
        y = bottom + 8
    rule = el("path", d=f"M0 {top - 14:.1f}H{width:.0f}", stroke=SOFT, stroke_width=1, fill="none")
    return el("g", rule, *parts, class_="map-legend", font_size=SMALL), labels, y


def _party(fill: str) -> str:
    return el("rect", x=0, y=1, width=_SWATCH, height=18, rx=3, fill=fill, stroke=LINE)


def _kinds(picture: Picture) -> list[tuple[str, str]]:
    """The shapes and signs that the map uses, with what they mean."""
    at = Rect(0.5, 1, _SWATCH - 1, 18)
    line = {"fill": PAPER, "stroke": LINE, "stroke_width": 1.5}
    cards, leaves = {card.kind for card in picture.cards}, [leaf for card in picture.cards for leaf in card.leaves]
    box = el("rect", x=at.x, y=at.y, width=at.width, height=at.height, rx=4, **line)
    behind = el("rect", x=3.5, y=4, width=at.width - 4, height=15, rx=4, **line)
    front = el("rect", x=0.5, y=1, width=at.width - 4, height=15, rx=4, **line)
    forum = el("rect", x=0.5, y=1, width=31, height=18, rx=8, **line) + el(
        "rect", x=3, y=3.5, width=26, height=13, rx=6, **line
    )
    moves: list[Arrow | Leaf] = [*picture.arrows, *leaves]
    found = [
        ("task" in cards, box, _("Task")),
        ("many" in cards, behind + front, _("Task with several parties")),
        ("decision" in cards, polygon(paint.hexagon(at, 8), **line), _("Question to decide")),
        ("forum" in cards, forum, _("Forum: a meeting of parties")),
        (bool(picture.starts), el("rect", x=0, y=2, width=32, height=16, rx=8, fill=INK), _("Start")),
        (_has(leaves, "outcome"), _leaf("outcome", "flag", paint.GOAL), _("Outcome: the box ends here")),
        (_has(leaves, "process", "step"), _leaf("process", "way"), _("Goes on in another process")),
        (_has(leaves, "jump"), _leaf("jump", "jump"), _("To the box with this number")),
        (
            any(m.handover for m in moves),
            _line("handover") + icon("letter", (9, 3), LINE, "paper"),
            _("Hand-over: the receiver must accept"),
        ),
        (any(m.returns for m in moves), _line("back"), _("Back to the party that handed over")),
        (_has(leaves, "referral"), _leaf("referral", "ask"), _("Request: the box stays open")),
        (_has(leaves, "consult"), _leaf("consult", "speech"), _("Consultation: advice only")),
        (any(c.waits for c in picture.cards), icon("wait", (9, 3), MUTED), _("May rest here until a set date")),
        (any(c.clocks for c in picture.cards), icon("clock", (9, 3), MUTED), _("Has a time limit")),
    ]
    return [(swatch, words) for used, swatch, words in found if used]


def _has(leaves: list[Leaf], *kinds: str) -> bool:
    return any(leaf.kind in kinds for leaf in leaves)


def _leaf(kind: str, sign: str, colour: str = LINE) -> str:
    shape = paint.leaf_shape(Leaf(kind, "", ""), Rect(0.5, 1, _SWATCH - 1, 18))  # type: ignore[arg-type]
    return shape + icon(sign, (7, 3), colour)


def _line(kind: str) -> str:
    points = ((0.0, 10.0), (_SWATCH, 10.0))
    return paint.stroke(points, kind) + paint.head(points, 7)
