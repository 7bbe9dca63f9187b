"""What is a consent, how may it be narrowed, and how does it stand on a day? (D18-D20)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import permutations

from samordna.kernel.period import Period
from samordna.kernel.text import Message, Text, say

SELF = "self"
# The least there is to tell: that the person is known here (D21).
CONTACT = "contact"
# A consent that ends within so many days is shown as about to end.
SOON = timedelta(days=14)

TO_PERSON, WITHIN_SPHERE, FK_REQUEST = "to-person", "within-sphere", "fk-request"
PERSON = "person"

# (from sphere, to sphere)
Way = tuple[int, int]


class Form(StrEnum):
    """How the person said it. `ground` marks a row that rests on law instead of consent (D19)."""

    WRITTEN = "written"
    ORAL = "oral"
    E_SIGN = "e-sign"
    GROUND = "ground"


@dataclass(frozen=True, slots=True)
class Direction:
    """From one sphere to one named receiver; without `to_sphere` the receiver is private (OSL 12:2).

    `categories` narrows this direction; empty means those of the form.
    """

    from_sphere: int
    to_sphere: int | None
    receiver: str
    reservation: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the person has signed or said: one form makes all its directions (D18).

    `evidence` says where it can be seen: the paper, or the note in the authority's own journal.
    `given_by` is "self", or a name with its capacity ("Ann Ek, god man"). A period without a start begins today.
    """

    kind: str
    directions: tuple[Direction, ...]
    categories: tuple[str, ...]
    purpose: str
    valid: Period
    form: str
    evidence: str
    given_by: str = SELF

    def opens(self, direction: Direction) -> tuple[str, ...]:
        """The categories of one direction, each once."""
        return tuple(dict.fromkeys(direction.categories or self.categories))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A named ground in law for telling somebody without consent (D19), with its recorded test or request."""

    ground: str
    from_sphere: int
    to_sphere: int | None
    categories: tuple[str, ...]
    test: str
    valid: Period
    requested_on: date | None = None
    receiver: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What the person takes back: consents by id, or all that goes to one receiver (a sphere, or a private name).

    `told_by` is for consents that another authority keeps: how, when and by whom that authority told us.
    """

    consents: tuple[int, ...] = ()
    receiver: int | str | None = None
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a consent opens: categories, during a period."""

    categories: frozenset[str]
    valid: Period

    def within(self, other: Extent) -> bool:
        """True when everything this opens, on every day, the other opens too."""
        mine, theirs = self.valid, other.valid
        starts = theirs.start is None or (mine.start is not None and mine.start >= theirs.start)
        ends = theirs.end is None or (mine.end is not None and mine.end <= theirs.end)
        return self.categories <= other.categories and starts and ends


class Status(StrEnum):
    """How a consent stands on a day."""

    COMING = "coming"
    GIVEN = "given"
    NARROWED = "narrowed"
    EXPIRES = "expires"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def in_force(self) -> bool:
        """True when it opens something on the day."""
        return self in (Status.GIVEN, Status.NARROWED, Status.EXPIRES)


WORDS: Mapping[Status, Message] = {
    Status.COMING: say("Begins later"),
    Status.GIVEN: say("Given"),
    Status.NARROWED: say("Narrowed"),
    Status.EXPIRES: say("Ends soon"),
    Status.EXPIRED: say("Has ended"),
    Status.WITHDRAWN: say("Withdrawn"),
}


def status(valid: Period, narrowed_on: date | None, withdrawn_on: date | None, on: date) -> Status:
    """How a consent stands on the day `on`. A withdrawal counts from its own day, whatever the period says."""
    if withdrawn_on and withdrawn_on <= on:
        return Status.WITHDRAWN
    if valid.end and valid.end <= on:
        return Status.EXPIRED
    if valid.start and valid.start > on:
        return Status.COMING
    if valid.end and valid.end <= on + SOON:
        return Status.EXPIRES
    return Status.NARROWED if narrowed_on and narrowed_on <= on else Status.GIVEN


def pairs(spheres: Mapping[int, str]) -> tuple[Direction, ...]:
    """Every pair of the named spheres, both ways: what the form of a Finsam team opens (D18)."""
    return tuple(Direction(sender, receiver, spheres[receiver]) for sender, receiver in permutations(spheres, 2))


@dataclass(frozen=True, slots=True)
class Received:
    """Somebody has been told, or could read, something about the person: `how` is "opened" or "sent".

    `on` is the first day, `until` the first day it no longer could be read (None: still, or not applicable).
    """

    on: date
    from_sphere: int
    to_sphere: int | None
    receiver: str
    categories: tuple[str, ...]
    how: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """A category that may leave, on what basis ("consent", a ground, "within-sphere"), why and by which law."""

    category: str
    title: Text
    basis: str
    reason: Message
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stopped:
    """A category that may not leave, why and by which law."""

    category: str
    title: Text
    reason: Message
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave from one sphere to one receiver on a day, and what is stopped; `reservation` limits its use."""

    sender: str
    receiver: str
    leaves: tuple[Leaving, ...]
    stopped: tuple[Stopped, ...]
    reservation: str = ""

    @property
    def complete(self) -> bool:
        """True when nothing is stopped."""
        return not self.stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One consent or ground on the consent page. `evidence` is empty for readers outside its keeper's sphere."""

    id: int
    set: str
    kind: str
    title: Text
    ground: str
    from_sphere: int
    to_sphere: int | None
    sender: str
    receiver: str
    reservation: str
    categories: tuple[Text, ...]
    purpose: str
    given_by: str
    form: str
    evidence: str
    valid: Period
    narrowed_on: date | None
    withdrawn_on: date | None
    status: Status
    law: tuple[str, ...]

    @property
    def words(self) -> Message:
        """The status in words."""
        return WORDS[self.status]

    @property
    def revocable(self) -> bool:
        """True when the person can take it back: a consent that has not ended. A ground rests on law, not on them."""
        return not self.ground and self.status not in (Status.WITHDRAWN, Status.EXPIRED)
