"""Which meetings does a demonstration case have: booked, called to, answered, held, told of? And a team's times?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases import queries as cases
from samordna.consents import commands as consents
from samordna.consents import queries as consented
from samordna.consents.domain import Paper, pairs
from samordna.journal.domain import Act
from samordna.kernel.period import Period
from samordna.meetings import commands, queries
from samordna.meetings.domain import (
    LETTER,
    PHONE,
    TELLS,
    Answer,
    Called,
    Held,
    MeetingKept,
    Offered,
    TaskSaid,
    Wanted,
)
from samordna.meetings.domain import moment as at
from samordna.organisations import queries as organisations
from samordna.platform.demonstrating.player import Story

YEAR = timedelta(days=365)
SOCIAL = ("social", "work")
# What the plan leaves out (schema.MeetingIn, HeldIn, TaskIn).
MEETING: Mapping[str, Any] = {
    "time": "13:00", "booked": 0, "place": "", "agenda": "", "called": (), "answers": {}, "without_name": False,
    "held": None,
}  # fmt: skip
HELD: Mapping[str, Any] = {
    "points": {}, "tasks": (), "missing": (), "follow_up": 0, "no_follow_up": "", "told": False,
}  # fmt: skip


def meet(story: Story, planned: Mapping[str, Any]) -> None:
    """One meeting of the case, from booking as far as it has come."""
    each = {**MEETING, **planned}
    day = _working(story.today + timedelta(days=each["day"]))
    story.on = max(story.on, min(day, story.today) - timedelta(days=each["booked"]))
    who = tuple(Called(**called) for called in each["called"])
    wanted = Wanted(
        kind=each["kind"], party=each["party"], starts_at=at(day, _clock(each["time"])), place=each["place"],
        agenda=each["agenda"], called=who, without_name=each["without_name"],
    )  # fmt: skip
    act, scope = story.act(story.worker)
    meeting = commands.book(act=act, scope=scope, case=story.case, wanted=wanted).meeting
    _agree(story, meeting)
    if _waiting(_kept(story, meeting)):
        act, scope = story.act(story.worker)
        commands.call(act=act, scope=scope, case=story.case, meeting=meeting)
    _answers(story, meeting, each["answers"])
    if each["held"]:
        _hold(story, meeting, max(day, story.on), {**HELD, **each["held"]})
    story.on = max(story.on, min(day, story.today))


def _hold(story: Story, meeting: int, day: date, each: Mapping[str, Any]) -> None:
    story.on = max(story.on, min(day, story.today))
    kept = _kept(story, meeting)
    tasks = tuple(
        TaskSaid(task["text"], task.get("party", ""), task.get("name", ""), story.today + timedelta(days=task["due"]))
        for task in each["tasks"]
    )
    follow_up = _working(story.today + timedelta(days=each["follow_up"])) if each["follow_up"] else None
    said = Held(
        story.on, tuple(called.id for called in kept.called if called.who not in each["missing"]),
        points=each["points"], tasks=tasks, follow_up_on=follow_up, no_follow_up=each["no_follow_up"],
    )  # fmt: skip
    act, scope = story.act(story.worker)
    commands.hold(act=act, scope=scope, case=story.case, meeting=meeting, said=said)
    if each["told"]:
        act, scope = story.act(story.worker)
        given = commands.Minutes(LETTER)
        commands.send_minutes(act=act, scope=scope, case=story.case, meeting=meeting, given=given)


def _answers(story: Story, meeting: int, answers: Mapping[str, str]) -> None:
    for called in _kept(story, meeting).called:
        if called.who in answers:
            act, scope = story.act(story.worker)
            said = Answer(answers[called.who], story.on, PHONE)
            commands.answer(act=act, scope=scope, case=story.case, meeting=meeting, called=called.id, said=said)


def _agree(story: Story, meeting: int) -> None:
    """The person has consented to everybody who is called."""
    kept = _kept(story, meeting)
    found = engine.read(story.case)
    for called in kept.called:
        if kept.without_name or called.called_on or not called.sphere:
            continue
        if consented.check(found.person, kept.sphere, called.sphere, TELLS, story.on):
            continue
        act, scope = story.act(story.worker)
        paper = Paper(
            kind=kept.kind.consent or "informationsutbyte",
            directions=pairs(organisations.sphere_names((kept.sphere, called.sphere))),
            categories=(*TELLS, *SOCIAL), purpose="Möten och en gemensam planering.", form="written",
            valid=Period(story.on, story.on + YEAR), evidence="Blanketten finns i akten.",
        )  # fmt: skip
        consents.give(act=act, scope=scope, person=found.person, paper=paper, case=story.case)


def offer(act: Act, scope: Scope, each: Mapping[str, Any]) -> None:
    """The times that a team has laid out in the coming weeks."""
    days = [_working(act.on + timedelta(days=n)) for n in each["days"]]
    times = tuple(at(day, _clock(clock)) for day in days for clock in each["times"])
    unit = scope.post.unit if scope.post else 0
    commands.offer_slots(act=act, scope=scope, offered=Offered(unit, times, each["minutes"], each["place"]))


def _kept(story: Story, meeting: int) -> MeetingKept:
    _act, scope = story.act(story.worker)
    return queries.one(cases.see(scope, story.case, story.on), meeting, story.on)


def _waiting(kept: MeetingKept) -> list[int]:
    return [called.id for called in kept.called if called.called_on is None]


def _clock(written: str) -> time:
    return time.fromisoformat(written)


def _working(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def lay_out(plans: Iterable[Mapping[str, Any]], acting: Any, today: date) -> None:
    """Every team's times, by whoever lays them out."""
    for index, each in enumerate(plans):
        act, scope = acting(f"times-{index}", each["worker"], today)
        offer(act, scope, each)
