"""What is a plan of a case, whatever it is called? Kinds are data; plans, goals and links are frozen values.

Kinds are kept apart and linked, never merged. No database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samordna.kernel.period import Period
from samordna.kernel.text import Text
from samordna.measures.domain import MeasureKept
from samordna.plans.domain import Goal

CONTENT, EXISTENCE, RESULT = "content", "existence", "result"
LONG, LINE, CHOICE, PERCENT = "long", "line", "choice", "percent"
DRAFT, AGREED, ELSEWHERE, ENDED = "draft", "agreed", "elsewhere", "ended"
ACTIVE, STOPPED, DONE = "active", "stopped", "done"
UNJUDGED, NOT, PARTLY, WHOLLY = "unjudged", "not", "partly", "wholly"
GOAL_STATUSES, ACHIEVEMENTS = (ACTIVE, STOPPED, DONE), (UNJUDGED, NOT, PARTLY, WHOLLY)
# What is written down of a plan as it goes on.
MADE, FOLLOWED, OVER = "agreed", "followed-up", "ended"
# Why a plan ends, as a code; `OTHER` asks for words.
REACHED, REPLACED, NO_WISH, MOVED, OTHER = "reached", "replaced", "person-declines", "moved", "other"
END_REASONS = (REACHED, REPLACED, NO_WISH, MOVED, OTHER)
NOTHING = Text()
ALWAYS = Period()


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that a plan of a kind says. `statutory` are the numbers of the points of law that it answers.

    `measures_of` are parties whose measures answer it; with `rest` those of everybody whom no other point names.
    """

    id: str
    title: Text
    help: Text = NOTHING
    kind: str = LONG
    category: str = "plan"
    options: Mapping[str, Text] = field(default_factory=dict)
    asked: bool = False
    statutory: tuple[int, ...] = ()
    measures_of: tuple[str, ...] = ()
    rest: bool = False

    @property
    def by_measures(self) -> bool:
        """True when measures answer it too."""
        return self.rest or bool(self.measures_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of plan, from the register `plan-kinds`, whose head explains every key."""

    id: str
    title: Text
    holds: str = CONTENT
    who: Text = NOTHING
    owners: tuple[str, ...] = ()
    handbooks: tuple[str, ...] = ()
    category: str = "plan"
    form: str = ""
    asks_follow_up: bool = False
    consent: str = ""
    switch: str = ""
    first_month: str = ""
    law: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    principals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    valid: Period = ALWAYS
    note: Text = NOTHING
    source: str = ""
    confidence: str = ""

    def point(self, point_id: str) -> Point | None:
        """The point with this id."""
        return next((each for each in self.points if each.id == point_id), None)

    def principal_of(self, party: str) -> str:
        """The principal (kommun, region) that a party belongs to; "" for others."""
        return next((name for name, parties in self.principals.items() if party in parties), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSaid:
    """What a plan is to say. `points` by id; `owner` a party, when another than the usual; `source` how it is known."""

    points: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    owner: str = ""
    follow_up_on: date | None = None
    no_follow_up: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSaid:
    """What a goal or part-goal (`parent`) is to say, the person's own words first. `measures` are ids of measures."""

    own_words: str = ""
    wording: str = ""
    rests_on: str = ""
    due: date | None = None
    party: str = ""
    responsible: str = ""
    accepted_on: date | None = None
    parent: int = 0
    measures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalKept:
    """A goal as a reader may see it. How far it has come (`status`) and how it went (`achievement`) are two things."""

    id: int
    plan: int
    parent: int
    own_words: str
    wording: str
    rests_on: str
    due: date | None
    party: str
    responsible: str
    accepted_on: date | None
    status: str
    status_on: date | None
    achievement: str
    judged_on: date | None
    note: str
    measures: tuple[int, ...]

    def late(self, on: date) -> bool:
        """True when its day has passed and nobody has said how it went."""
        return self.status == ACTIVE and self.due is not None and self.due < on


@dataclass(frozen=True, slots=True)
class StepKept:
    """What was written down of a plan: agreed (did the person accept, and how they say it), followed up, ended."""

    id: int
    what: str
    on: date
    revision: int
    accepted: bool | None
    words: str
    next_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class LinkKept:
    """Another plan of the case that this one is linked to, and why. Both stay what they are."""

    id: int
    other: int
    why: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanKept:
    """A plan of a case as a reader may see it; `closed` when some of its points are in closed categories.

    `goals` are in order, part-goals behind their goal. `measures` are those of the goals that the reader may see.
    """

    id: int
    case: int
    kind: Kind
    status: str
    title: str
    owner_party: str
    sphere: int
    unit: int
    worker: int
    begun_on: date
    revision: int
    agreed_on: date | None = None
    follow_up_on: date | None = None
    no_follow_up: str = ""
    ended_on: date | None = None
    source: str = ""
    seq: int = 0
    points: Mapping[str, Any] = field(default_factory=dict)
    goals: tuple[GoalKept, ...] = ()
    measures: tuple[MeasureKept, ...] = ()
    steps: tuple[StepKept, ...] = ()
    links: tuple[LinkKept, ...] = ()
    closed: bool = False

    @property
    def open(self) -> bool:
        """True until it has ended."""
        return self.status != ENDED

    def late(self, on: date) -> bool:
        """True when the day of its follow-up, or of its next review, has passed."""
        return self.open and self.follow_up_on is not None and self.follow_up_on < on

    def of(self, goal: int) -> tuple[MeasureKept, ...]:
        """The measures of one goal."""
        named = next((each.measures for each in self.goals if each.id == goal), ())
        return tuple(each for each in self.measures if each.id in named)

    def for_point(self, point: Point) -> tuple[MeasureKept, ...]:
        """The measures of the goals that answer a point."""
        if not point.by_measures:
            return ()
        elsewhere = {party for each in self.kind.points for party in each.measures_of}
        return tuple(
            each for each in self.measures
            if each.party in point.measures_of or (point.rest and each.party not in elsewhere)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultKept:
    """The result of a licensed instrument: the day and what it came to. Nothing of the instrument itself."""

    id: int
    kind: Kind
    on: date
    result: str
    sphere: int


def missing(plan: PlanKept) -> tuple[Point, ...]:
    """The points that are asked for and that nothing answers: pointed out, never a stop (D17)."""
    if plan.kind.holds != CONTENT:
        return ()
    words = {"own_words": any(each.own_words for each in plan.goals)}
    return tuple(
        each for each in plan.kind.points
        if each.asked and plan.points.get(each.id) in (None, "") and not plan.for_point(each) and not words.get(each.id)
    )  # fmt: skip


def in_tree(goals: Iterable[GoalKept]) -> list[tuple[int, GoalKept]]:
    """Goals with how deep each lies: a goal, its part-goals, then the next. One whose parent is closed lies on top."""
    every = list(goals)
    known = {each.id for each in every}

    def below(parent: int, depth: int) -> list[tuple[int, GoalKept]]:
        here = [each for each in every if (each.parent if each.parent in known else 0) == parent]
        return [line for each in here for line in ((depth, each), *below(each.id, depth + 1))]

    return below(0, 0)


def as_goal(said: GoalSaid | GoalKept, party: str = "") -> Goal:
    """A goal of a plan as the review reads it; `party` is what the party that is responsible is called."""
    who = said.responsible.strip() or party or said.party
    return Goal(
        text=said.wording or said.own_words, due=said.due, responsible=(who,) if who else (),
        accepted_on=said.accepted_on, own_words=said.own_words, rests_on=said.rests_on,
    )  # fmt: skip
