"""What does the radar know of a case, and what does it find there? Plain values, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from samordna.cases.tables import Box, Sent, Told
from samordna.deadlines.running import Clock
from samordna.handbooks.domain import Handbook
from samordna.kernel.text import Text
from samordna.rules.clocks import Because

NEAR, LATE = "near", "late"


class Came(NamedTuple):
    """Something that has come in and that nobody has taken care of."""

    id: int
    unit: int
    worker: int
    due: date


class Ends(NamedTuple):
    """A consent that ends: its id and its last day."""

    id: int
    last: date


class Place(NamedTuple):
    """The reader's own place in a case: a unit, the party that it plays, and who is responsible there (0: nobody)."""

    unit: int = 0
    party: str = ""
    worker: int = 0


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Watched:
    """A case as the radar reads it. `last` is when something last happened that the reader may see.

    `phases` are those in which a box was entered, `boxes` the open ones, `sent` what has no answer. `silenced`: the
    re-application guard asks for no new application. `coordinator`: only what the team's own boxes give (D11).
    """

    case: int
    book: Handbook
    place: Place = NOWHERE
    facts: Mapping[str, Told] = field(default_factory=dict)
    born: date | None = None
    phases: frozenset[str] = frozenset()
    boxes: tuple[Box, ...] = ()
    sent: tuple[Sent, ...] = ()
    came: tuple[Came, ...] = ()
    ends: tuple[Ends, ...] = ()
    clocks: tuple[Clock, ...] = ()
    units: frozenset[int] = frozenset()
    last: date | None = None
    silenced: bool = False
    coordinator: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to do: by which rule, in which case, by when, whether that is near or late, where, and why then.

    `box` is the number of the box in the case and `step` the box itself ("process/step"); 0 and "" when it is in none.
    `of` is what it is about: a fact, a key of the law, a clock, or the id of something sent, come in or agreed.
    `title` says which of several, `health` that it may only be seen on one's own cases (D22).
    """

    rule: str
    case: int
    due: date
    state: str
    place: Place
    box: int = 0
    step: str = ""
    of: str | int = ""
    because: tuple[Because, ...] = ()
    title: Text | None = None
    health: bool = False
