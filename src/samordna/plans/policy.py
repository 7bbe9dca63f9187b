"""May this be done with this plan now? Only what law or another owner forbids is stopped (D17, D29)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from samordna.access.domain import Role, Scope
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import say
from samordna.plans.kept import (
    CHOICE,
    CONTENT,
    DRAFT,
    ELSEWHERE,
    ENDED,
    EXISTENCE,
    PERCENT,
    RESULT,
    Kind,
)

WHOLE = 100
LONGEST = 10_000
KEEPERS = frozenset({Role.LOCAL_ADMIN, Role.COORDINATOR})


def may_hold(kind: Kind, points: Mapping[str, Any]) -> Decision:
    """Content only in plans that are made here; of one owned elsewhere its existence and date, of an instrument its
    result (D29).
    """
    if kind.holds == EXISTENCE:
        return refused(
            "plan-elsewhere",
            say("The plan is kept by its owner. Write only that it exists, its day and its next review here."),
        )
    if kind.holds == RESULT:
        return refused("plan-licensed", say("Of a licensed instrument only the day and the result are written down."))
    return sound(kind, points)


def sound(kind: Kind, points: Mapping[str, Any]) -> Decision:
    """Are these answers to the points of the kind? The overall responsible of a SIP is the region or the kommun."""
    for name, value in points.items():
        point = kind.point(name)
        if point is None:
            return refused("no-point", say("The plan has no point “{point}”.", point=name))
        if value in (None, ""):
            continue
        if point.kind == CHOICE and value not in point.options:
            law = kind.law if point.statutory else ()
            return refused("point-choice", say("{point}: choose among the answers.", point=point.title), law)
        if point.kind == PERCENT and not (isinstance(value, int) and 0 <= value <= WHOLE):
            return refused("point-percent", say("{point}: write a whole number from 0 to 100.", point=point.title))
        if isinstance(value, str) and len(value) > LONGEST:
            return refused(
                "point-long", say("{point}: write at most {most} characters.", point=point.title, most=LONGEST)
            )
    return ALLOWED


def may_write(status: str, sphere: int, acting: int) -> Decision:
    """One's own authority's plan, while it has not ended; one that is owned elsewhere has no content to write."""
    if sphere != acting:
        return refused("not-your-plan", say("The plan is written by another authority, which changes it."))
    if status == ENDED:
        return refused("plan-ended", say("The plan has ended and is kept as it was. Begin a new one."))
    return ALLOWED


def has_content(kind: Kind, status: str) -> Decision:
    """Only a plan with content has goals, is agreed and is followed up here."""
    return may_hold(kind, {}) if kind.holds != CONTENT or status == ELSEWHERE else ALLOWED


def may_agree(status: str) -> Decision:
    """Once for each revision."""
    if status != DRAFT:
        return refused("plan-agreed", say("The plan is agreed already. Write it anew to change it."))
    return ALLOWED


def not_ahead(on: date, today: date) -> Decision:
    """What is said to have happened has."""
    if on > today:
        return refused("day-ahead", say("The day lies ahead. Write the day it happened."))
    return ALLOWED


def ahead(follow_up: date | None, after: date) -> Decision:
    """The next follow-up comes after what it follows up."""
    if follow_up and follow_up <= after:
        return refused("follow-up-day", say("The next follow-up must come after {day}.", day=after))
    return ALLOWED


def may_keep_links(scope: Scope, area: int) -> Decision:
    """The link library of an area is kept by its coordinators and local administrators."""
    if scope.system or any(post.area == area and post.role in KEEPERS for post in scope.posts):
        return ALLOWED
    return refused("not-keeper", say("Only the coordinators and local administrators of the area keep its links."))


def own_measures(wanted: Iterable[int], known: Iterable[int]) -> Decision:
    """Only measures of the same case that the one who writes the goal may see."""
    if set(wanted) - set(known):
        return refused("no-measure", say("There is no such measure for you to see."))
    return ALLOWED
