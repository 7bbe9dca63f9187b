"""What has been done with a plan, by whom, and how did its earlier revisions read? From its events (E5).

Only what the reader may see: what stood in a closed category is not even counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samordna.cases.queries import Happening
from samordna.cases.together import ACT, made

PLAN, POINTS, GOAL, STEP = "plans.plan", "plans.points", "plans.goal", "plans.step"
Row = Mapping[str, Any]
# What a reader wants to know of a goal that was changed; the rest is columns.
TOLD_OF_A_GOAL = (
    "own_words", "wording", "rests_on", "due", "party", "responsible", "accepted_on", "status", "achievement", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an act changed: a point of the plan (`goal` 0) or a column of a goal, from what to what."""

    what: str
    was: Any
    now: Any
    goal: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """One act on a plan: its kind, the day, who, why, and what it changed."""

    kind: str
    on: date
    by: int
    unit: int
    sphere: int
    reason: str
    revision: int
    changes: tuple[Change, ...]
    goal: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """How a revision of a plan read when it was last written in: its points and its goals (as rows, by id)."""

    number: int
    plan: Row
    points: Mapping[str, Any]
    goals: Mapping[int, Row]


@dataclass(slots=True)
class _Reading:
    plan: dict[str, Any] = field(default_factory=dict)
    points: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    goals: dict[int, Row] = field(default_factory=dict)


def of(happened: Iterable[Happening], plan: int) -> tuple[list[Done], list[Revision]]:
    """Every act on the plan among what the reader sees of the case, and its revisions; oldest first."""
    reading, done = _Reading(), list[Done]()
    revisions: dict[int, Revision] = {}
    for each in happened:
        rows = list(_rows(each, plan))
        if not rows:
            continue
        changes = tuple(change for label, row in rows for change in _changes(reading, label, row))
        goals = {row["id"] for label, row in rows if label == GOAL}
        number = int(reading.plan.get("revision", 1))
        done.append(_done(each, changes, number, next(iter(goals)) if len(goals) == 1 else 0))
        revisions[number] = Revision(
            number, dict(reading.plan), {k: v for part in reading.points.values() for k, v in part.items()},
            dict(reading.goals),
        )  # fmt: skip
    return done, list(revisions.values())


def _rows(each: Happening, plan: int) -> Iterator[tuple[str, Row]]:
    for part in each.said.values():
        for label, row in part.get("rows", ()):
            if (label == PLAN and row["id"] == plan) or (label in (POINTS, GOAL, STEP) and row.get("plan_id") == plan):
                yield label, row


def _changes(reading: _Reading, label: str, row: Row) -> Iterator[Change]:
    """What a row changes, which is then what is known."""
    if label == PLAN:
        reading.plan = dict(row)
    elif label == POINTS:
        before = reading.points.get(row["category"], {})
        yield from (Change(name, was, now) for name, was, now in _differing(before, row["data"]))
        reading.points[row["category"]] = row["data"]
    elif label == GOAL:
        known = reading.goals.get(row["id"], {})
        told = ({name: each.get(name) or None for name in TOLD_OF_A_GOAL} for each in (known, row))
        yield from (Change(name, was, now, row["id"]) for name, was, now in _differing(*told))
        reading.goals[row["id"]] = row


def _differing(before: Row, after: Row) -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)


def _done(each: Happening, changes: tuple[Change, ...], revision: int, goal: int) -> Done:
    parts: Iterable[Mapping[str, Any]] = (*made(each.said), *each.said.values())
    said = next((part for part in parts if "plan_kind" in part), {})
    on = date.fromisoformat(str(said.get("on") or each.on))
    return Done(
        str(said.get(ACT) or each.kind), on, each.by, each.unit, each.sphere, str(said.get("note", "")), revision,
        changes, goal,
    )  # fmt: skip
