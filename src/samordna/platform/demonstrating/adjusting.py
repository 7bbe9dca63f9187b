"""What has been done by hand to the time limits of a demonstration case: started, paused, resumed, extended, done?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from samordna.deadlines import commands, domain
from samordna.deadlines.around import around
from samordna.deadlines.deriving import clocks_of
from samordna.deadlines.loading import known
from samordna.deadlines.running import Clock
from samordna.platform.demonstrating.player import Story
from samordna.rules.limits import WEEKS, Length


def adjust(story: Story, each: Mapping[str, Any]) -> None:
    """Do one thing to one time limit, on a day so long ago; nothing when the case has no such limit running."""
    day = story.today - timedelta(days=each["days"])
    story.on = max(story.on, day)
    act, scope = story.act(story.worker)
    which: dict[str, Any] = {"act": act, "scope": scope, "case": story.case, "deadline": each["deadline"]}
    if each["do"] == "start":
        commands.start(**which, on=day)
        return
    clock = _clock(story, each["deadline"], act.sphere)
    if clock is None:
        return
    which["key"] = clock.key
    if each["do"] == "pause":
        commands.pause(**which, since=day, reason=each["reason"])
    elif each["do"] == "resume":
        commands.resume(**which, on=day)
    elif each["do"] == "extend":
        commands.extend(**which, by=Length(each["weeks"], WEEKS), reason=each["reason"])
    else:
        commands.meet(**which, on=day, reason=each["reason"])


def _clock(story: Story, deadline: str, sphere: int) -> Clock | None:
    """The running clock of a time limit that the owner's sphere knows the start of."""
    case = known((story.case,))[story.case]
    counted = clocks_of(case, around(case.row.area_id, story.on))
    mine = (each for each in counted if each.deadline == deadline and each.sphere == sphere and not each.met)
    return next((each for each in mine if domain.kind_of(each.key) != domain.AGE), None)
