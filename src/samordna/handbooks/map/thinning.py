"""Which arrows are drawn as lines, and which are told in the box they leave?

A line that climbs past other boxes, or runs past many, is hard to follow and makes the map wide. Such an arrow becomes
a row beside its box that names the box it leads to; every box keeps at least one line that reaches it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from samordna.handbooks.map.graph import Arrow, Leaf, Picture
from samordna.handbooks.map.layout import Edge, Node, levels

_LONGEST_UP = 1
_BUSY = 4


def thinned(picture: Picture, longest: int) -> Picture:
    """The picture with arrows longer than `longest` ranks told, not drawn; twice, as ranks change when lines go."""
    return _once(_once(picture, longest), longest)


def _once(picture: Picture, longest: int) -> Picture:
    level = levels(
        [Node(card.id, 214, 60, 214, 60) for card in picture.cards], [Edge(a.tail, a.head) for a in picture.arrows]
    )
    arriving = Counter(arrow.head for arrow in picture.arrows)
    starts = {step for step, _words in picture.starts}
    lines: list[Arrow] = []
    told: list[Arrow] = []
    reached = set(starts)
    for arrow in sorted(picture.arrows, key=lambda a: _span(a, level)):
        span = _span(arrow, level)
        most = _LONGEST_UP if level[arrow.head] < level[arrow.tail] else longest - (arriving[arrow.head] >= _BUSY)
        if span > most and arrow.head in reached:
            told.append(arrow)
        else:
            lines.append(arrow)
            if level[arrow.head] > level[arrow.tail]:
                reached.add(arrow.head)
    order = {arrow: index for index, arrow in enumerate(picture.arrows)}
    number = {card.id: card.number for card in picture.cards}
    cards = tuple(
        replace(card, leaves=_leaves(card.leaves, [_jump(a, number) for a in told if a.tail == card.id]))
        for card in picture.cards
    )
    return replace(picture, cards=cards, arrows=tuple(sorted(lines, key=order.__getitem__)))


def _span(arrow: Arrow, level: dict[str, int]) -> int:
    return abs(level[arrow.head] - level[arrow.tail])


def _jump(arrow: Arrow, number: dict[str, str]) -> Leaf:
    return Leaf("jump", arrow.words, number[arrow.head], "", arrow.head, arrow.handover, arrow.returns)


def _leaves(leaves: tuple[Leaf, ...], jumps: list[Leaf]) -> tuple[Leaf, ...]:
    """Exits first, then the way to other boxes here, then requests."""
    exits = [leaf for leaf in leaves if not leaf.request and leaf.kind != "jump"]
    known = [leaf for leaf in leaves if leaf.kind == "jump"]
    return (*exits, *known, *jumps, *(leaf for leaf in leaves if leaf.request))
