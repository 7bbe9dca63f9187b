"""What is a measure of a case, and what is an offer of the catalogue? Frozen values and how they follow one another.

A measure is planned, perhaps applied for, begun and ended, or it never begins. An offer is what an area has to apply
for. Neither is a list of anybody's illness (D22): the needs are those that a worker and the person name together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import Message, say

PLANNED, APPLIED, STARTED, ENDED, DECLINED = "planned", "applied", "started", "ended", "declined"
STATUSES = (PLANNED, APPLIED, STARTED, ENDED, DECLINED)
# A place is taken from the application on, until the measure has ended or come to nothing.
TAKING = (APPLIED, STARTED)
# What a measure may tell of: as much of it as its category says is closed to those to whom that is closed.
WORK, HEALTH, SOCIAL, ECONOMY = "work", "health", "social", "economy"
CATEGORIES = (WORK, HEALTH, SOCIAL, ECONOMY)
# Who provides what is offered: a public body, a unit of the area, or somebody private (D18).
AUTHORITY, UNIT, PRIVATE = "authority", "unit", "private"
PROVIDERS = (AUTHORITY, UNIT, PRIVATE)
APPLY, START, END, DECLINE, CHANGE = "apply", "start", "end", "decline", "change"
# Who applied: the person, or we for them.
BY_PERSON, BY_US = "person", "us"
# From where each step can be taken. A result can be written anew after the end: it often comes later.
FROM: Mapping[str, tuple[str, ...]] = {
    APPLY: (PLANNED,), START: (PLANNED, APPLIED), END: (STARTED, ENDED), DECLINE: (PLANNED, APPLIED),
    CHANGE: (PLANNED, APPLIED, STARTED),
}  # fmt: skip
WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is planned: `purpose` is what it is to lead to, `begins_on` and `until` the days that are meant.

    `offer` is an offer's id (0: none), `party` and `responsible` who sees to it, `ordered_by` who asked for it,
    `extent` per cent of full time. `adaptations` says what has to be arranged, never why.
    """

    title: str
    category: str = WORK
    purpose: str = ""
    needs: tuple[str, ...] = ()
    offer: int = 0
    provider: str = ""
    party: str = ""
    responsible: str = ""
    ordered_by: str = ""
    extent: int | None = None
    begins_on: date | None = None
    until: date | None = None
    adaptations: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureKept:
    """A measure of a case as a reader may see it. `outcome` and `reason` are codes; `source` says how it is known."""

    id: int
    case: int
    title: str
    status: str
    category: str
    sphere: int
    unit: int
    worker: int
    planned_on: date
    purpose: str = ""
    needs: tuple[str, ...] = ()
    offer: int = 0
    provider: str = ""
    party: str = ""
    responsible: str = ""
    ordered_by: str = ""
    extent: int | None = None
    begins_on: date | None = None
    until: date | None = None
    adaptations: str = ""
    applied_on: date | None = None
    applied_by: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    outcome: str = ""
    result: str = ""
    reason: str = ""
    words: str = ""
    source: str = ""
    source_words: str = ""
    seq: int = 0

    @property
    def tried(self) -> bool:
        """True when the person has taken part in it, or does."""
        return self.status in (STARTED, ENDED)

    @property
    def last(self) -> date:
        """The newest day that is known of it."""
        return self.ended_on or self.started_on or self.applied_on or self.planned_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """Something to apply for: `capacity` is how many places there are at a time (None: nobody counts).

    `free` is how many the provider told are free on the day `free_on`; `own` how many of one's own authority have
    applied or take part. Others' are not counted: that they are there is theirs to tell (D21).
    It can be applied for from `valid_from`, and no longer from `valid_to`. `checked_on` is the day when somebody last
    made sure that it is right.
    """

    id: int
    area: int
    slug: str
    title: str
    provider: str
    valid_from: date
    description: str = ""
    provider_kind: str = AUTHORITY
    party: str = ""
    category: str = WORK
    target: str = ""
    needs: tuple[str, ...] = ()
    place: str = ""
    capacity: int | None = None
    free: int | None = None
    free_on: date | None = None
    valid_to: date | None = None
    how_to_apply: str = ""
    contact: str = ""
    checked_on: date | None = None
    own: int = 0

    def open_on(self, on: date) -> bool:
        """Can it be applied for on the day?"""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a measure as far as they are known."""

    applied: date | None = None
    started: date | None = None
    ended: date | None = None
    until: date | None = None


def may_step(step: str, status: str) -> Decision:
    """Can this be done with a measure that stands like that?"""
    if status in FROM[step]:
        return ALLOWED
    said: dict[str, Message] = {
        APPLY: say("Only a measure that is planned can be applied for."),
        START: say("The measure has begun already, or came to nothing."),
        END: say("Only a measure that has begun can end. Write down that it came to nothing instead."),
        DECLINE: say("The measure has begun. Write down how it ended instead."),
        CHANGE: say("The measure is over, and is kept as it was."),
    }
    return refused("wrong-step", said[step])


def days_in_order(days: Days, on: date) -> Decision:
    """Nothing can have happened after the day `on`, nor the end before the beginning."""
    happened = [day for day in (days.applied, days.started, days.ended) if day]
    if any(day > on for day in happened):
        return refused("day-ahead", say("The day lies ahead. Write the day it happened."))
    if happened != sorted(happened):
        return refused("day-order", say("The days are in the wrong order: first applied for, then begun, then ended."))
    if days.until and days.started and days.until < days.started:
        return refused("until-day", say("The last day lies before the first."))
    return ALLOWED


def sound(wanted: Wanted) -> Decision:
    """Is there enough to keep, and can it be so?"""
    if not wanted.title.strip():
        return refused("measure-title", say("Write what the measure is."))
    if wanted.category not in CATEGORIES:
        return refused("measure-category", say("Choose what kind of information the measure is."))
    if wanted.extent is not None and not 1 <= wanted.extent <= WHOLE:
        return refused("measure-extent", say("Write the extent as a whole number from 1 to 100."))
    if wanted.begins_on and wanted.until and wanted.until < wanted.begins_on:
        return refused("until-day", say("The last day lies before the first."))
    return ALLOWED


def beside(one: MeasureKept, every: Iterable[MeasureKept]) -> list[MeasureKept]:
    """The measures that go on at the same time as one that has begun."""
    return [each for each in every if each.id != one.id and one.tried and each.tried and _meet(one, each)]


def _meet(one: MeasureKept, other: MeasureKept) -> bool:
    first, last = one.started_on or one.planned_on, one.ended_on or date.max
    return (other.started_on or other.planned_on) <= last and (other.ended_on or date.max) >= first


def extent_now(every: Iterable[MeasureKept]) -> int:
    """How many per cent the measures that go on make together."""
    return sum(each.extent or 0 for each in every if each.status == STARTED)
