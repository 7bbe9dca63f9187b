"""Which plans does a demonstration case have: begun, agreed, followed up; goals in the person's own words?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from samordna.plans import commands, kinds
from samordna.plans.commands import Agreed, Elsewhere, FollowedUp, Judged, Result
from samordna.plans.kept import CONTENT, EXISTENCE, GoalSaid, PlanSaid
from samordna.platform.demonstrating.player import Story

DRAFT, FOLLOWED = "draft", "followed-up"


def plan(story: Story, rows: tuple[Mapping[str, Any], ...]) -> None:
    """The plans of a case in their order; one that says so is linked to the one before it."""
    before = 0
    for each in rows:
        story.on = max(story.on, story.today - timedelta(days=each["days"]))
        made = _one(story, each)
        if each.get("linked") and before and made:
            commands.link(**_by(story), plan=made, other=before, why=each["linked"])
        before = made or before


def _one(story: Story, each: Mapping[str, Any]) -> int:
    kind, ahead = kinds.kind(each["kind"]), _day(story, each.get("follow_up"))
    if kind.holds == EXISTENCE:
        told = Elsewhere(story.on, ahead, each.get("source", ""))
        return commands.note_elsewhere(**_by(story), kind=kind.id, told=told).plan
    if kind.holds != CONTENT:
        commands.note_instrument(**_by(story), kind=kind.id, told=Result(story.on, each["result"]))
        return 0
    points = {name: value for name, value in each.get("points", {}).items() if kind.point(name)}
    said = PlanSaid(points=points, follow_up_on=ahead)
    made = commands.begin(**_by(story), kind=kind.id, said=said).plan
    goals = _goals(story, made, each.get("goals", ()))
    if each.get("so_far", DRAFT) == DRAFT:
        return made
    commands.agree(**_by(story), plan=made, said=Agreed(story.on, accepted=True, words=each.get("words", "")))
    if each.get("revised"):
        anew = PlanSaid(points={**points, **each["revised"]}, follow_up_on=ahead)
        commands.revise(**_by(story, each.get("why", "")), plan=made, said=anew)
        commands.agree(**_by(story), plan=made, said=Agreed(story.on, accepted=True))
    if each["so_far"] == FOLLOWED:
        story.on = max(story.on, story.today - timedelta(days=each.get("followed", 0)))
        told_so = FollowedUp(story.on, each.get("seen", ""), ahead)
        commands.follow_up(**_by(story), plan=made, said=told_so)
        _judge(story, goals, each.get("goals", ()))
    return made


def _goals(story: Story, plan: int, rows: Any) -> list[int]:
    made: list[int] = []
    for each in rows:
        said = GoalSaid(
            own_words=each.get("own_words", ""), wording=each.get("wording", ""), rests_on=each.get("rests_on", ""),
            due=_day(story, each.get("due")), party=each.get("party", ""), responsible=each.get("responsible", ""),
            parent=made[0] if each.get("part") and made else 0,
        )  # fmt: skip
        made.append(commands.add_goal(**_by(story), plan=plan, said=said).goal)
    return made


def _judge(story: Story, goals: list[int], rows: Any) -> None:
    for goal, each in zip(goals, rows, strict=True):
        if each.get("achieved"):
            judged = Judged(story.on, each.get("status", "active"), each["achieved"])
            commands.judge_goal(**_by(story), goal=goal, judged=judged)


def _by(story: Story, reason: str = "") -> dict[str, Any]:
    act, scope = story.act(story.worker, reason)
    return {"act": act, "scope": scope, "case": story.case}


def _day(story: Story, days: int | None) -> date | None:
    return story.today + timedelta(days=days) if days is not None else None
