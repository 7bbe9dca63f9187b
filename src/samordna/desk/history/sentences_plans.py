"""How is an act on a plan said in a sentence? Which kind of plan, which goal, and whether the person accepts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from samordna.plans.kinds import kind_of
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told

GOAL = "plans.goal"
LONGEST = 120


def _said(pattern: Callable[[], str]) -> Callable[[Told], str]:
    def sentence(told: Told) -> str:
        part = _part(told)
        holes = {
            "plan": _title(part, "plan_kind"), "other": _title(part, "other_kind"), "goal": _goal(part),
        }  # fmt: skip
        return pattern().format(**holes)

    return sentence


def _agreed(told: Told) -> str:
    said = (
        _("wrote down that the plan “{plan}” is agreed, and that the person accepts it.")
        if _part(told).get("accepted")
        else _("wrote down that the plan “{plan}” is agreed, but that the person does not accept it.")
    )
    return said.format(plan=_title(_part(told), "plan_kind"))


def _part(told: Told) -> Mapping[str, Any]:
    return next((each for each in told.act.said.values() if "plan_kind" in each), {})


def _title(part: Mapping[str, Any], name: str) -> str:
    return render(kind_of(str(part[name])).title) if part.get(name) else _("a plan")


def _goal(part: Mapping[str, Any]) -> str:
    row: Mapping[str, Any] = next((image for label, image in part.get("rows", ()) if label == GOAL), {})
    words = str(row.get("own_words") or row.get("wording") or "").split("\n")[0]
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


SENTENCES: dict[str, Callable[[Told], str]] = {
    "plan-begun": _said(lambda: _("began the plan “{plan}”.")),
    "plan-revised": _said(lambda: _("wrote the plan “{plan}” anew.")),
    "plan-agreed": _agreed,
    "plan-followed-up": _said(lambda: _("followed up the plan “{plan}”.")),
    "plan-day-moved": _said(lambda: _("moved the follow-up of the plan “{plan}” to another day.")),
    "plan-ended": _said(lambda: _("ended the plan “{plan}”.")),
    "plan-elsewhere": _said(lambda: _("wrote down the days of a plan that somebody else keeps: “{plan}”.")),
    "goal-added": _said(lambda: _("wrote the goal “{goal}” in the plan “{plan}”.")),
    "goal-changed": _said(lambda: _("changed the goal “{goal}” in the plan “{plan}”.")),
    "goal-judged": _said(lambda: _("wrote down how the goal “{goal}” has gone.")),
    "plan-linked": _said(lambda: _("linked the plan “{plan}” to the plan “{other}”.")),
    "plan-unlinked": _said(lambda: _("took away the link between the plans “{plan}” and “{other}”.")),
    "instrument-noted": _said(lambda: _("wrote down the result of “{plan}”.")),
}
