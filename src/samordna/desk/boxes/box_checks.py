"""What has been ticked in a box's checklist, and what does a form tick anew? It stops nothing (D17)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases import checklist
from samordna.desk.typed import Typed
from samordna.organisations import queries as organisations

if TYPE_CHECKING:
    from samordna.desk.boxes.box_view import Gathered

# The form says with ASKED that it had the list: a box that is not ticked is not sent at all.
FIELD, ASKED = "check", "checks"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the list."""

    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class Checks:
    """The list of a box, and who ticked last on which day ("" and None when nobody has)."""

    points: tuple[Point, ...] = ()
    who: str = ""
    on: date | None = None


NO_CHECKS = Checks()


def of(found: Gathered, writing: Typed | None) -> Checks:
    """The checklist as it is kept, or as it has just been ticked in a form that is shown again."""
    kept = _kept(found)
    done = _ticked(writing) if writing and writing.one(ASKED) else kept.points
    points = tuple(Point(text, n in done) for n, text in enumerate(found.step.checklist))
    if not kept.at:
        return Checks(points)
    names = replace(found.names, workers=organisations.worker_names([kept.by]))
    return Checks(points, names.who(kept.by, kept.unit, kept.sphere), kept.at.date())


def changed(found: Gathered, given: Typed) -> tuple[int, ...] | None:
    """The points that are ticked in the form, when they are others than those kept; else None."""
    if not given.one(ASKED) or not found.step.checklist:
        return None
    ticked = _ticked(given)
    return tuple(sorted(ticked)) if ticked != _kept(found).points else None


def _kept(found: Gathered) -> checklist.Ticked:
    return checklist.latest(found.seen, found.process.id, found.step, found.on)


def _ticked(form: Typed) -> frozenset[int]:
    return frozenset(int(each) for each in form.many(FIELD) if each.isascii() and each.isdigit())
