"""How large is each group, and where in it stand its nodes and words? The line that flows run on is y = 0.

Words are measured by a rough width of letters: tools that open the file wrap them again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from samordna.handbooks.bpmn.grid import Item
from samordna.handbooks.bpmn.model import Group, Hanging, Node
from samordna.handbooks.geometry import Rect

TASK_WIDTH, TASK_HEIGHT, GATEWAY, EVENT = 160.0, 80.0, 50.0, 36.0
_SLOT, _GAP, _WORDS = 160.0, 24.0, 130.0
_LETTER, _LINE = 6.2, 14.0
_ASK = "ask:"


@dataclass(slots=True)
class Shaped:
    """A group with its shapes and words (by node id, and the group's own by "")."""

    item: Item
    nodes: dict[str, Rect] = field(default_factory=dict)
    words: dict[str, Rect] = field(default_factory=dict)
    out: float = 0


def height(words: str, width: float) -> float:
    """How high words stand when they are wrapped."""
    return _LINE * len(textwrap.wrap(words, max(int(width / _LETTER), 4))) if words else 0


def shaped(group: Group, lane: int, asks: Sequence[str] = ()) -> Shaped:
    """The shapes of a group; `asks` are the words of the requests that leave its task upwards."""
    made = Shaped(Item(group.key, lane, 0, 0, 0))
    x = 0.0
    if group.words:
        high = height(group.words, _WORDS)
        made.words[""] = Rect(0, -high - 3, _WORDS, high)
        x = _WORDS + 10 if group.nodes else _WORDS
    for node in group.nodes:
        x = _place(made, node, group, x, asks)
    made.out = made.nodes[group.nodes[-1].id].right if group.nodes else x
    rects = (*made.nodes.values(), *made.words.values())
    above = max((-rect.y for rect in rects), default=0)
    below = max((rect.bottom for rect in rects), default=0)
    words = (rect.right for key, rect in made.words.items() if not key.startswith(_ASK))
    wide = max([made.out, *(rect.right for rect in made.nodes.values()), *words])
    made.item = Item(group.key, lane, wide, max(above, 18), max(below, 18))
    return made


def ask_key(index: int) -> str:
    """Where the words of a task's request are kept."""
    return f"{_ASK}{index}"


def ask_x(task: Rect, index: int, count: int) -> float:
    """Where on the upper edge of a task its requests leave."""
    return task.x + task.width * (index + 1) / (count + 1)


def _place(made: Shaped, node: Node, group: Group, x: float, asks: Sequence[str]) -> float:
    """Put one node at x; returns where the next may stand."""
    if node.tag == "userTask":
        count = len(group.hanging)
        rect = made.nodes[node.id] = Rect(x, -TASK_HEIGHT / 2, max(TASK_WIDTH, count * _SLOT), TASK_HEIGHT)
        for index, hanging in enumerate(group.hanging):
            _hang(made, hanging, rect.x + index * rect.width / count, rect.width / count)
        y = rect.y - 6
        for index, words in enumerate(asks):
            high = height(words, _WORDS)
            y -= high + 4
            made.words[ask_key(index)] = Rect(ask_x(rect, index, len(asks)) + 4, y, _WORDS, high)
        return rect.right + _GAP
    if node.tag == "endEvent":
        made.nodes[node.id] = Rect(x, -EVENT / 2, EVENT, EVENT)
        high = height(node.name, 110)
        made.words[node.id] = Rect(x + EVENT + 6, -high / 2, 110, high)
        return x + EVENT + 120
    if node.tag == "startEvent":
        high = height(node.name, 110)
        made.nodes[node.id] = Rect(x + 37, -EVENT / 2, EVENT, EVENT)
        made.words[node.id] = Rect(x, -EVENT / 2 - high - 4, 110, high)
        return x + 110
    return _gateway(made, node, x)


def _gateway(made: Shaped, node: Node, x: float) -> float:
    if not node.name:
        made.nodes[node.id] = Rect(x, -GATEWAY / 2, GATEWAY, GATEWAY)
        return x + GATEWAY + _GAP
    high = height(node.name, _WORDS)
    made.nodes[node.id] = Rect(x + 24, -GATEWAY / 2, GATEWAY, GATEWAY)
    made.words[node.id] = Rect(x - 16, -GATEWAY / 2 - high - 4, _WORDS, high)
    return x + 24 + GATEWAY + _GAP


def _hang(made: Shaped, hanging: Hanging, x: float, room: float) -> None:
    """A boundary event on the lower edge of the task, its words to the right of it, and its end below."""
    left, top = x + 6, TASK_HEIGHT / 2 - EVENT / 2
    made.nodes[hanging.event.id] = Rect(left, top, EVENT, EVENT)
    width = room - EVENT - 14
    high = height(hanging.event.name, width)
    made.words[hanging.event.id] = Rect(left + EVENT + 4, TASK_HEIGHT / 2 + 4, width, high)
    if hanging.end:
        y = top + EVENT + max(24, high - 4)
        made.nodes[hanging.end.id] = Rect(left, y, EVENT, EVENT)
        made.words[hanging.end.id] = Rect(left + EVENT + 4, y + 10, width, _LINE)


def lane_numbers(lanes: Sequence[str]) -> Mapping[str, int]:
    """Lanes from the top; pools without lanes have one, called ""."""
    return {lane: index for index, lane in enumerate(lanes or ("",))}
