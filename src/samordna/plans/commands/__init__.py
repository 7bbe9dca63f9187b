"""What can be done with a plan? Begun, agreed, followed up, ended; its goals; its links; and the pages outside."""

from __future__ import annotations

from samordna.plans.commands.goals import Judged, add_goal, change_goal, judge_goal
from samordna.plans.commands.library import add_link, change_link, check_link, remove_link
from samordna.plans.commands.linking import Result, link, note_instrument, unlink
from samordna.plans.commands.planning import (
    Agreed,
    Elsewhere,
    Ended,
    FollowedUp,
    NextDay,
    agree,
    begin,
    end,
    follow_up,
    move_follow_up,
    note_elsewhere,
    revise,
)
from samordna.plans.writing import Written

__all__ = [
    "Agreed", "Elsewhere", "Ended", "FollowedUp", "Judged", "NextDay", "Result", "Written", "add_goal", "add_link",
    "agree", "begin", "change_goal", "change_link", "check_link", "end", "follow_up", "judge_goal", "link",
    "move_follow_up", "note_elsewhere", "note_instrument", "remove_link", "revise", "unlink",
]  # fmt: skip
