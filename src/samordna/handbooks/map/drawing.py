"""From handbook and process to a finished map: measure, place, route, paint."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from samordna.handbooks.domain import Handbook, Process
from samordna.handbooks.geometry import Rect
from samordna.handbooks.map import frame, paint
from samordna.handbooks.map.graph import Arrow, Card, Leaf, Picture, picture
from samordna.handbooks.map.layout import Edge, Node, place
from samordna.handbooks.map.metrics import width as text_width
from samordna.handbooks.map.metrics import wrap
from samordna.handbooks.map.palette import Look, looks, pattern
from samordna.handbooks.map.routing import Routed, route
from samordna.handbooks.map.scene import Drawing, Label, Line
from samordna.handbooks.map.shapes import ICON, Block, LeafBox, block, label, move, shifted
from samordna.handbooks.map.svg import FONT, PAPER, el, said
from samordna.handbooks.map.thinning import thinned
from samordna.web import i18n
from samordna.web.i18n import _

BOX_HREF, PROCESS_HREF = "#box-{step}", "#{process}-box-{step}"
MARGIN = 24.0
_LABEL, _LABEL_STEP, _LABEL_ROOM = 13.0, 16.0, 128.0
_START = 13.0
_LEAST = 660.0
_GOOD = 820.0
_TRIES = tuple((longest, (940.0, 720.0, 560.0)) for longest in (3, 2, 1))


@dataclass(frozen=True, slots=True)
class Hrefs:
    """Where the links of a map lead; `{step}` and `{process}` are filled in. An empty pattern makes no link."""

    box: str = BOX_HREF
    process: str = PROCESS_HREF

    def to(self, pattern: str, process: str, step: str) -> str:
        """The address of a box."""
        return pattern.format(process=quote(process), step=quote(step))


@dataclass(frozen=True, slots=True)
class Highlight:
    """Boxes to point out: where the case is now, and where it has been."""

    current: frozenset[str] = frozenset()
    visited: frozenset[str] = frozenset()

    def state(self, step: str) -> str:
        """ "current", "visited" or ""."""
        return "current" if step in self.current else "visited" if step in self.visited else ""


def draw(
    handbook: Handbook,
    process: Process,
    lang: str = "sv",
    hrefs: Hrefs = Hrefs(),
    highlight: Highlight = Highlight(),
) -> Drawing:
    """The map of `process` with words in `lang` ("sv" or "en"). The same input gives the same bytes."""
    before = i18n.language()
    i18n.activate(lang)
    try:
        whole = picture(handbook, process, lang)
        tries = (_Map(handbook, shown, hrefs, highlight, widest) for shown, widest in _shown(whole))
        return _narrowest(tries).drawing()
    finally:
        i18n.activate(before)


def _shown(whole: Picture) -> Iterator[tuple[Picture, float]]:
    """The picture with ever fewer lines, each in widths that may suit it."""
    for longest, widths in _TRIES:
        shown = thinned(whole, longest)
        yield from ((shown, widest) for widest in widths)


def _narrowest(tries: Iterable[_Map]) -> _Map:
    """The first that is narrow enough, else the handiest."""
    best: _Map | None = None
    for each in tries:
        if each.routed.width <= _GOOD:
            return each
        best = each if best is None or each.cost < best.cost else best
    assert best is not None
    return best


@dataclass(frozen=True, slots=True)
class _Mark:
    """A start, measured."""

    step: str
    label: Label
    width: int
    height: float


class _Map:
    """One map on its way."""

    def __init__(self, handbook: Handbook, shown: Picture, hrefs: Hrefs, highlight: Highlight, widest: float) -> None:
        self.picture, self.hrefs, self.highlight = shown, hrefs, highlight
        self.looks = looks(handbook)
        here, leads = _("You are here"), len(shown.parties) > 1
        self.blocks = {c.id: block(c, here if c.id in highlight.current else "", leads) for c in shown.cards}
        self.marks = [_mark(step, words) for step, words in shown.starts]
        self.labels = [_arrow_label(arrow) for arrow in shown.arrows]
        self.id = f"map-{shown.process}"
        nodes = [*map(_mark_node, self.marks), *map(_block_node, self.blocks.values())]
        self.routed = route(nodes, place(nodes, self._edges(), widest))

    @property
    def cost(self) -> float:
        """How unhandy the map is on a narrow screen or a sheet of paper."""
        return max(self.routed.width, _GOOD) + self.routed.height / 12

    def drawing(self) -> Drawing:
        """Paint what is placed."""
        routed = self.routed
        inner = math.ceil(max(routed.width, _LEAST))
        head, head_labels, y = frame.heading(self.picture, inner)
        phases, phase_labels, boxes = frame.strip(self.picture.phases, inner, y)
        y += frame.strip_height(self.picture.phases)
        dx = (inner - routed.width) / 2
        body, body_boxes, body_labels, lines = self._body(routed, dx, y)
        key, key_labels, bottom = frame.legend(self.picture, self._fills(), inner, y + routed.height + 44)
        labels = (*head_labels, *phase_labels, *body_labels, *key_labels)
        content = el("g", head, phases, body, key, transform=f"translate({MARGIN:.0f} {MARGIN:.0f})")
        width, height = inner + 2 * MARGIN, math.ceil(bottom + 2 * MARGIN)
        return Drawing(
            svg=self._document(content, width, height),
            width=width,
            height=height,
            boxes=(*boxes, *body_boxes),
            labels=labels,
            lines=lines,
            summary=self._summary(),
            min_width=int(width),
            breaks=tuple(MARGIN + y + each for each in (*routed.breaks, routed.height + 20)),
        )

    def _edges(self) -> list[Edge]:
        starts = [Edge(f"start:{m.step}", f"step:{m.step}", weight=4) for m in self.marks]
        return starts + [
            Edge(f"step:{a.tail}", f"step:{a.head}", rect.width, rect.height)
            for a, (_words, rect) in zip(self.picture.arrows, self.labels, strict=True)
        ]

    def _look(self, lead: str) -> Look:
        return self.looks.get(lead, self.looks[""])

    def _fills(self) -> dict[str, str]:
        """What fills each party's band; a plain one needs no pattern, whose tiles show as seams on paper."""
        return {
            lead: self._look(lead).plain or f"url(#{self.id}-p{index})"
            for index, (lead, _name) in enumerate(self.picture.parties)
        }

    def _body(self, routed: Routed, dx: float, dy: float) -> tuple[str, list[Rect], list[Label], tuple[Line, ...]]:
        """Arrows below, boxes above them, words of arrows on top."""
        boxes: list[Rect] = []
        labels: list[Label] = []
        lines = tuple(self._line(i, routed, dx, dy) for i in range(len(routed.lines)))
        parts = [self._arrow(i, line) for i, line in enumerate(lines)]
        for mark in self.marks:
            at = routed.nodes[f"start:{mark.step}"].moved(dx, dy)
            words = move(mark.label, at.x, at.y)
            parts.append(el("g", paint.start(at, words), class_="map-start-mark"))
            boxes.append(at)
            labels.append(words)
        for drawn in self.blocks.values():
            at = routed.nodes[f"step:{drawn.card.id}"]
            here = _shifted(drawn, at.x + dx, at.y + dy)
            parts.append(self._block(here))
            boxes += [here.rect, *(leaf.rect for leaf in here.leaves)]
            labels += _texts(here)
        for index, rect in routed.labels.items():
            at = rect.moved(dx, dy)
            arrow = self.picture.arrows[index - len(self.marks)]
            words = move(self.labels[index - len(self.marks)][0], at.x, at.y)
            parts.append(paint.arrow_label(arrow, words, at))
            labels.append(Label(at, words.lines))
        return el("g", *parts, class_="map-body"), boxes, labels, lines

    def _line(self, index: int, routed: Routed, dx: float, dy: float) -> Line:
        points = tuple((x + dx, y + dy) for x, y in routed.lines[index])
        if index < len(self.marks):
            step = self.marks[index].step
            return Line(points, f"start:{step}", f"step:{step}")
        arrow = self.picture.arrows[index - len(self.marks)]
        return Line(points, f"step:{arrow.tail}", f"step:{arrow.head}", f"label:{index}")

    def _arrow(self, index: int, line: Line) -> str:
        if index < len(self.marks):
            return el(
                "g", paint.stroke(line.points, ""), paint.head(line.points), class_="map-arrow", aria_hidden="true"
            )
        arrow = self.picture.arrows[index - len(self.marks)]
        return paint.arrow(arrow, line.points, _arrow_title(arrow, self._number(arrow.tail), self._number(arrow.head)))

    def _number(self, step: str) -> str:
        return self.blocks[step].card.number

    def _block(self, drawn: Block) -> str:
        shown = drawn.card
        state = self.highlight.state(shown.id)
        address = self.hrefs.to(self.hrefs.box, self.picture.process, shown.id)
        name = el("title", said(_card_title(shown, state)))
        body = paint.card(drawn, self._fills()[shown.lead], state)
        link = _link(address, name + body, f"map-box map-{shown.kind}{f' map-{state}' if state else ''}")
        return el("g", paint.connectors(drawn), link, *(self._leaf(leaf) for leaf in drawn.leaves))

    def _leaf(self, box: LeafBox) -> str:
        shown = box.leaf
        here = shown.process in ("", self.picture.process)
        pattern = self.hrefs.box if here else self.hrefs.process
        leads = bool(pattern and shown.step and shown.kind != "outcome")
        address = self.hrefs.to(pattern, shown.process or self.picture.process, shown.step) if leads else ""
        return _link(address, el("title", said(_leaf_title(shown))) + paint.leaf(box), f"map-leaf map-{shown.kind}")

    def _document(self, content: str, width: float, height: float) -> str:
        used = enumerate(self._look(lead) for lead, _name in self.picture.parties)
        fills = [pattern(f"{self.id}-p{index}", look) for index, look in used if not look.plain]
        return el(
            "svg",
            el("title", said(_("Map of {process}").format(process=self.picture.title)), id=f"{self.id}-title"),
            el("desc", said(self._summary()), id=f"{self.id}-desc"),
            el("defs", *fills),
            el("rect", width=width, height=height, fill=PAPER, class_="map-paper"),
            content,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width:.0f} {height:.0f}",
            width="100%",
            class_="map",
            role="graphics-document document",
            aria_labelledby=f"{self.id}-title {self.id}-desc",
            lang=self.picture.lang,
            font_family=FONT,
            data_min_width=int(width),
        )

    def _summary(self) -> str:
        """The map in words."""
        shown = self.picture
        counts = (
            i18n.ngettext("{count} box", "{count} boxes", len(shown.cards)).format(count=len(shown.cards)),
            i18n.ngettext("{count} start", "{count} starts", len(shown.starts)).format(count=len(shown.starts)),
            i18n.ngettext("{count} outcome", "{count} outcomes", shown.outcomes).format(count=shown.outcomes),
        )
        leads = ", ".join(name for _lead, name in shown.parties)
        return _("The process has {boxes}, {starts} and {outcomes}. Led by: {parties}.").format(
            boxes=counts[0], starts=counts[1], outcomes=counts[2], parties=leads
        )


def _link(address: str, content: str, classes: str) -> str:
    return el("a", content, href=address, class_=classes) if address else el("g", content, class_=classes)


def _mark(step: str, words: str) -> _Mark:
    lines = wrap(words, _START, 190, bold=True)
    wide = math.ceil(max(text_width(line, _START, True) for line in lines)) + 32
    return _Mark(step, label(lines, 16, 7, (_START, 16), True, f"start:{step}"), wide, 14 + 16 * len(lines))


def _mark_node(mark: _Mark) -> Node:
    return Node(f"start:{mark.step}", mark.width, mark.height, mark.width, mark.height)


def _block_node(drawn: Block) -> Node:
    extra = paint.OFFSET if drawn.card.kind == "many" else 0
    return Node(drawn.rect.key, drawn.width, drawn.height + extra, int(drawn.rect.width), drawn.rect.height + extra)


def _arrow_label(arrow: Arrow) -> tuple[Label, Rect]:
    """The words of an arrow at the origin and the room they take, with the letter of a hand-over; none, no room."""
    left = 4 + (ICON + 4 if arrow.handover else 0)
    lines = wrap(arrow.label, _LABEL, _LABEL_ROOM) if arrow.label else ()
    words = label(lines, left, 3, (_LABEL, _LABEL_STEP), False, "")
    if not lines and not arrow.handover:
        return words, Rect(0, 0, 0, 0)
    return words, Rect(0, 0, math.ceil(left + words.rect.width + 4), max(len(lines) * _LABEL_STEP, ICON) + 6)


def _shifted(drawn: Block, dx: float, dy: float) -> Block:
    leaves = tuple(shifted(leaf, dx, dy) for leaf in drawn.leaves)
    note = move(drawn.note, dx, dy) if drawn.note else None
    return Block(
        drawn.card, drawn.rect.moved(dx, dy), move(drawn.eyebrow, dx, dy), move(drawn.title, dx, dy), leaves, note
    )


def _texts(drawn: Block) -> list[Label]:
    found = [drawn.note, drawn.eyebrow, drawn.title, *(t for leaf in drawn.leaves for t in (leaf.label, leaf.title))]
    return [each for each in found if each]


def _card_title(card: Card, state: str) -> str:
    """What a screen reader says about a box."""
    parts = [_("Box {number}: {title}").format(number=card.number, title=card.title)]
    parts.append(_("Led by {party}").format(party=card.lead_name))
    if card.kind == "decision":
        parts.append(_("Question to decide"))
    if card.waits:
        parts.append(_("May rest here until a set date"))
    if card.clocks:
        parts.append(_("Has a time limit"))
    if state:
        parts.append(_("You are here") if state == "current" else _("Already visited"))
    return " ".join(part if part.endswith(("?", ".", "!")) else f"{part}." for part in parts)


def _leaf_title(leaf: Leaf) -> str:
    if leaf.kind == "jump":
        return _("To box {number}").format(number=leaf.title) + (f": {leaf.label}" if leaf.label else "")
    kinds = {"outcome": _("Outcome"), "referral": _("Request"), "consult": _("Consultation")}
    kind = _("Hand-over") if leaf.handover else kinds.get(leaf.kind, _("Goes on in another process"))
    words = f"{leaf.title} ({leaf.label})" if leaf.title and leaf.label else leaf.title or leaf.label
    return f"{kind}: {words}"


def _arrow_title(arrow: Arrow, tail: str, head: str) -> str:
    words = _("From box {tail} to box {head}").format(tail=tail, head=head)
    kind = _("back to the party that handed over") if arrow.returns else _("hand-over") if arrow.handover else ""
    return ": ".join(filter(None, [words, ", ".join(filter(None, [arrow.words, kind]))]))
