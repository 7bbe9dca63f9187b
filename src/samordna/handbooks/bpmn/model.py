"""What is drawn and run in BPMN? Pools with nodes, flows and messages: words and kinds, no places and no XML.

A `Group` is what stands together on one line of the diagram: a box with its gateways and timers, a way out with its
label and end, or a way in. `placing.py` moves groups, never single nodes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Tag = Literal[
    "startEvent", "endEvent", "boundaryEvent", "userTask", "exclusiveGateway", "inclusiveGateway", "parallelGateway"
]


def xml_id(kind: str, *parts: str) -> str:
    """An id that is safe in XML (an ASCII NCName) and tells which part of the handbook it is: `task_jobbtorg_6a`.

    Different parts never give the same id: `_` only separates, any other odd character is written as `.hex.`.
    """
    return "_".join((kind, *("".join(map(_safe, part)) for part in parts)))


def _safe(letter: str) -> str:
    return letter if letter.isascii() and (letter.isalnum() or letter == "-") else f".{ord(letter):x}."


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. `message` is the id of the message it sends or waits for, `duration` an ISO 8601 length."""

    id: str
    tag: Tag
    name: str = ""
    documentation: str = ""
    message: str = ""
    duration: str = ""
    attached: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Hanging:
    """A boundary event and, when it only reminds, the end right below it."""

    event: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes on one line from left to right; `hanging` below the task; `words` stand where flows pass through."""

    key: str
    lane: str
    nodes: tuple[Node, ...] = ()
    hanging: tuple[Hanging, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `via` is the group with its words on the way, when it has any."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    via: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """What goes between pools. `target` is a node, or a whole pool when nobody says which box receives it."""

    id: str
    source: str
    target: str
    name: str = ""
    message: str = ""
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The boxes that one party leads (D4)."""

    id: str
    name: str


@dataclass(slots=True)
class Pool:
    """A process of the handbook, or, with no `process`, a party that has none here."""

    id: str
    name: str
    process: str = ""
    documentation: str = ""
    lanes: list[Lane] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def nodes(self) -> list[Node]:
        """All nodes in the order they are written."""
        found: list[Node] = []
        for group in self.groups:
            found += group.nodes
            for hanging in group.hanging:
                found.append(hanging.event)
                if hanging.end:
                    found.append(hanging.end)
        return found


@dataclass(slots=True)
class Diagram:
    """A handbook as one collaboration. `messages` are (id, name)."""

    id: str
    name: str
    documentation: str
    pools: list[Pool] = field(default_factory=list)
    messages: list[tuple[str, str]] = field(default_factory=list)
    message_flows: list[MessageFlow] = field(default_factory=list)
