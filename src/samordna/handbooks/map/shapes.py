"""How big is each card and what stands beside it, and how is it drawn?

`Block` is a card with its leaves, measured at (0, 0): the layout moves it as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.handbooks.geometry import Rect
from samordna.handbooks.map.graph import Card, Leaf
from samordna.handbooks.map.metrics import width, wrap
from samordna.handbooks.map.scene import Label

CARD = 214
BAND = 14.0
TIP = 14.0
TITLE, TITLE_STEP = 15.0, 19.0
SMALL, SMALL_STEP = 12.0, 15.0
LEAF_TITLE, LEAF_STEP = 13.0, 16.0
BESIDE = 38
LEAF = 188
_PAD = 11.0
_LEAF_PAD = 8.0
_LEAF_GAP = 9.0
ICON = 14.0


@dataclass(frozen=True, slots=True)
class LeafBox:
    """A leaf, measured."""

    leaf: Leaf
    rect: Rect
    label: Label | None
    title: Label | None


@dataclass(frozen=True, slots=True)
class Block:
    """A card and its leaves, measured at the origin."""

    card: Card
    rect: Rect
    eyebrow: Label
    title: Label
    leaves: tuple[LeafBox, ...]
    note: Label | None

    @property
    def width(self) -> int:
        """The width of all of it."""
        return CARD + (BESIDE + LEAF if self.leaves else 0)

    @property
    def height(self) -> float:
        """The height of the higher of card and leaves."""
        return max([self.rect.bottom, *(leaf.rect.bottom for leaf in self.leaves)])


def label(lines: tuple[str, ...], x: float, y: float, sizes: tuple[float, float], bold: bool, inside: str) -> Label:
    """The text block whose upper left corner is (x, y); `sizes` is the font size and the distance between lines."""
    wide = max((width(line, sizes[0], bold) for line in lines), default=0)
    return Label(Rect(x, y, wide, sizes[1] * len(lines), f"text:{inside}"), lines, inside)


def block(card: Card, note: str = "", lead: bool = True) -> Block:
    """Measure `card`; `note` is a short remark at its top, such as “you are here”; `lead` shows who leads."""
    key = f"step:{card.id}"
    tip = TIP if card.kind == "decision" else 0.0
    left = BAND + tip + (9 if not tip else 6)
    signs = (ICON + 5) * (card.waits + card.clocks)
    room = CARD - left - max(tip + 4, 12)
    y = _PAD
    noted = None
    if note:
        noted = label((note,), left + ICON + 4, y, (SMALL, SMALL_STEP), True, key)
        y += SMALL_STEP + 5
    number_room = width(card.number, 14, True) + 8
    leading = wrap(card.lead_name, SMALL, room - number_room - signs, most=3) if lead else ()
    eyebrow = label(leading, left + number_room, y, (SMALL, SMALL_STEP), False, key)
    y += max(len(eyebrow.lines) * SMALL_STEP, SMALL_STEP) + 5
    title = label(wrap(card.title, TITLE, room, bold=True), left, y, (TITLE, TITLE_STEP), True, key)
    height = max(title.rect.bottom + _PAD, 62.0)
    return Block(card, Rect(0, 0, CARD, height, key), eyebrow, title, _leaves(card, height), noted)


def _leaves(card: Card, height: float) -> tuple[LeafBox, ...]:
    """The leaves from the top down, rows of a group close together; centred on the card when they are lower than it."""
    boxes: list[LeafBox] = []
    y = 0.0
    for index, leaf in enumerate(card.leaves):
        make = {"ask": _request, "jump": _jump}.get(leaf.group, _leaf)
        boxes.append(make(leaf, f"leaf:{card.id}:{index}", y))
        following = card.leaves[index + 1].group if index + 1 < len(card.leaves) else ""
        y = boxes[-1].rect.bottom + (0 if leaf.group and following == leaf.group else _LEAF_GAP)
    total = y - _LEAF_GAP
    if boxes and total < height:
        boxes = [shifted(box, 0, (height - total) / 2) for box in boxes]
    return tuple(boxes)


def shifted(box: LeafBox, dx: float, dy: float) -> LeafBox:
    """The same leaf somewhere else."""
    texts = (move(text, dx, dy) if text else None for text in (box.label, box.title))
    return LeafBox(box.leaf, box.rect.moved(dx, dy), *texts)


def move(text: Label, dx: float, dy: float) -> Label:
    """The same text somewhere else."""
    return Label(text.rect.moved(dx, dy), text.lines, text.inside)


def _leaf(leaf: Leaf, key: str, y: float) -> LeafBox:
    x = float(CARD + BESIDE)
    left = x + 12 + ICON + 6
    room = LEAF - (12 + ICON + 6) - (18 if leaf.kind in ("process", "step") else 12)
    top = y + _LEAF_PAD
    small = (
        label(wrap(leaf.label, SMALL, room, most=3), left, top, (SMALL, SMALL_STEP), False, key) if leaf.label else None
    )
    title_top = small.rect.bottom + 1 if small else top
    title = label(
        wrap(leaf.title, LEAF_TITLE, room, bold=True, most=4), left, title_top, (LEAF_TITLE, LEAF_STEP), True, key
    )
    return LeafBox(leaf, Rect(x, y, LEAF, title.rect.bottom + _LEAF_PAD - y, key), small, title)


def _request(leaf: Leaf, key: str, y: float) -> LeafBox:
    """A request: its words, and the receiver on a line of its own."""
    x = float(CARD + BESIDE)
    left, room = x + 10 + ICON + 6, LEAF - (10 + ICON + 6) - 8
    top = y + 6
    words = label(wrap(leaf.label or leaf.title, SMALL, room, most=4), left, top, (SMALL, SMALL_STEP), False, key)
    title = None
    if leaf.label and leaf.title:
        lines = wrap(leaf.title, SMALL, room, bold=True, most=3)
        title = label(lines, left, words.rect.bottom, (SMALL, SMALL_STEP), True, key)
    return LeafBox(leaf, Rect(x, y, LEAF, (title or words).rect.bottom + 6 - y, key), words, title)


def _jump(leaf: Leaf, key: str, y: float) -> LeafBox:
    """A way to another box of the map: its words, and the number of the box at the right."""
    x = float(CARD + BESIDE)
    left = x + 10 + ICON + 6
    number = (leaf.title,)
    wide = width(leaf.title, SMALL, True)
    room = LEAF - (10 + ICON + 6) - wide - 22
    words = label(wrap(leaf.label, SMALL, room, most=4), left, y + 6, (SMALL, SMALL_STEP), False, key)
    title = label(number, x + LEAF - 12 - wide, y + 6, (SMALL, SMALL_STEP), True, key)
    return LeafBox(leaf, Rect(x, y, LEAF, max(words.rect.bottom, title.rect.bottom) + 6 - y, key), words, title)
