"""What moves when a record gets another day for the follow-up? The plan's day and the next meeting, unless they have
been given days of their own since.

Each moves by the command of its own, in the same transaction as the change of the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.facts import Answer as Fact
from samordna.cases.facts import category
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.meetings.commands.booking import move
from samordna.meetings.domain import CANCELLED, PLANNED, SWEDEN, Kind, Moved, moment
from samordna.meetings.models import Meeting
from samordna.meetings.writing import Written
from samordna.plans import commands as plans
from samordna.plans.commands import NextDay

# The day on which a plan is followed up, which time limits and reminders know (deadlines, radar).
FOLLOWED = "plan_followup"
# What became of something that had the day: moved, left because it has another one, because the new one has passed,
# or because there is none; for the meeting, that none is booked.
MOVED, OTHER, PASSED, NO_DAY, UNBOOKED = "moved", "other", "passed", "no-day", "unbooked"


@dataclass(frozen=True, slots=True)
class Changed(Written):
    """What a changed record did to the day of its plan and to the next meeting; "" where there was nothing to do."""

    plan_day: str = ""
    next_day: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """The day that the record gave, the one that it gives now, and why there is none."""

    was: date | None
    now: date | None
    why_none: str = ""

    @property
    def same(self) -> bool:
        """True when nothing has to move."""
        return self.was == self.now


def move_plan(*, act: Act, scope: Scope, row: Meeting, days: Days) -> str:
    """The plan gets the new day, when it still has the one that the record gave. A plan that has ended is let be."""
    if days.same or not row.plan_id:
        return ""
    if days.now and days.now <= act.on:
        return PASSED
    said = NextDay(days.was, days.now, days.why_none)
    try:
        plans.move_follow_up(act=act, scope=scope, case=row.case_id, plan=row.plan_id, day=said)
    except Refused as problem:
        return OTHER if problem.decision.code == "plan-other-day" else ""
    return MOVED


def move_next(*, act: Act, scope: Scope, row: Meeting, days: Days) -> str:
    """The next meeting gets the new day and keeps its time, when it still has the day that the record gave."""
    after = [] if days.same else list(Meeting.objects.filter(follows_id=row.pk).exclude(status=CANCELLED))
    coming = [each for each in after if each.status == PLANNED]
    if days.same or not coming:
        return UNBOOKED if days.now and not days.same and not after else ""
    if days.now is None:
        return NO_DAY
    if days.now < act.on:
        return PASSED
    same = [each for each in coming if each.starts_at.astimezone(SWEDEN).date() == days.was]
    for each in same:
        _move(act, scope, each, days.now)
    return MOVED if same else OTHER


def _move(act: Act, scope: Scope, row: Meeting, day: date) -> None:
    if row.called_on and not act.reason.strip():
        raise Refused(
            refused("next-reason", say("Those who are called to the next meeting are called to another day. Say why."))
        )
    to = Moved(moment(day, row.starts_at.astimezone(SWEDEN).time()))
    move(act=act, scope=scope, case=row.case_id, meeting=row.pk, to=to)


def told(*, act: Act, found: engine.Loaded, kind: Kind, days: Days) -> list[Fact]:
    """The day as a fact, when the fact is still the one that the record gave; nothing when it is right already."""
    entry = found.handbook.entry("facts", FOLLOWED)
    if entry is None or days.same or not kind.plan:
        return []
    was, now = (each.isoformat() if each else None for each in (days.was, days.now))
    known = found.facts.get(act.sphere, {}).get(FOLLOWED)
    return [Fact(FOLLOWED, category(entry), now)] if known in (None, was) and known != now else []
