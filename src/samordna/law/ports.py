"""What does law need to be told by rooms above it? Ports that only `platform/` fills (E2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from samordna.kernel.text import Text

BOX, TABLE, CLOCK = KINDS = ("box", "table", "clock")


@dataclass(frozen=True, slots=True)
class User:
    """Something that rests on a provision or value: `label` in the language spoken, `address` of its page.

    For a box and a time limit `handbook` is the handbook's id; `process` is filled for a box only.
    """

    kind: str
    id: str
    title: Text
    label: str
    address: str
    handbook: str = ""
    process: str = ""


@dataclass(frozen=True, slots=True)
class InBox:
    """How many running cases stand in a box of a version; `title` is the box's."""

    handbook: str
    version: str
    process: str
    box: str
    title: Text
    cases: int


@dataclass(frozen=True, slots=True)
class UnderClocks:
    """How many running cases follow a version whose time limits (by id) are affected."""

    handbook: str
    version: str
    clocks: tuple[str, ...]
    cases: int


@dataclass(frozen=True, slots=True)
class Running:
    """Numbers of running cases, never which: in all, in affected boxes, and under affected time limits.

    A case may stand in several boxes; in `cases` it counts once.
    """

    cases: int
    boxes: tuple[InBox, ...] = ()
    clocks: tuple[UnderClocks, ...] = ()


# What rests on a provision, act or value, by its id.
users: list[Callable[[str], list[User]]] = []
# How many running cases are touched when these ids change, of some authorities or (None) of all; None when there is
# no database to ask.
running: list[Callable[[Collection[str], Collection[int] | None], Running | None]] = []


def resting_on(ref: str) -> Iterator[User]:
    """Everything that rests on `ref`: boxes, then tables, then time limits."""
    for find in users:
        yield from find(ref)


def citing(ref: str) -> Iterator[tuple[str, str]]:
    """Everything that cites `ref`, as (label, address)."""
    for user in resting_on(ref):
        yield user.label, user.address


def running_under(refs: Collection[str], authorities: Collection[int] | None = None) -> Running | None:
    """How many running cases are touched when these ids change; None when nobody can say."""
    for count in running:
        return count(refs, authorities)
    return None
