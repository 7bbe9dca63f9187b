"""What does a plan fill in of its form, so that nobody types it twice? Pure; also for meetings that make a plan.

A point fills the field with its id, goals fill the words of the goal and tables of part-goals, measures tables of who
does what. Nothing crosses an information category.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from samordna.forms.domain import CHOICE, DAY, LONG, PERCENT, ROWS, WORDS, Field, Form
from samordna.measures.domain import MeasureKept
from samordna.plans.kept import STOPPED, GoalKept, PlanKept, Point, in_tree

Names = Callable[[str], str]
# How a line of a text was written by a meeting: what – who – by when.
_PARTED = re.compile(r"\s+–\s+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
TABLES_OF_GOALS = ("part_goals", "steps")


def form_values(plan: PlanKept, form: Form, names: Names) -> dict[str, Any]:
    """The answers that a plan gives to a form, by field. `names` tells what a party is called on paper."""
    found: dict[str, Any] = {}
    for field in form.fields.values():
        value = _of_point(plan, form, field, names)
        if value in (None, "", []):
            value = _of_plan(plan, field, names)
        if value not in (None, "", []) and _fits(field, value):
            found[field.id] = value
    return found


def goals_in_words(plan: PlanKept) -> tuple[str, str]:
    """The goals on top: in the person's own words, and as they are put together."""
    top = [goal for depth, goal in in_tree(plan.goals) if depth == 0 and goal.status != STOPPED]
    own = "\n".join(goal.own_words for goal in top if goal.own_words)
    return own, "\n".join(goal.wording or goal.own_words for goal in top)


def _of_point(plan: PlanKept, form: Form, field: Field, names: Names) -> Any:
    """The point with the field's id, with the measures that answer it; nothing from another category."""
    point = plan.kind.point(field.id)
    if point is None or form.category_of(field) != point.category:
        return None
    value = plan.points.get(point.id)
    if field.kind != ROWS:
        lines = [_line(each, names) for each in plan.for_point(point)] if isinstance(value, str | None) else []
        return "\n".join([*([value] if value else []), *lines]) if lines else value
    rows = [_measure(plan, field, each, names) for each in _measures(plan, point, form, field)]
    goals = _goal_rows(plan, field, names) if field.id in TABLES_OF_GOALS else []
    return [*goals, *rows, *written_rows(field, str(value or ""))]


def _measures(plan: PlanKept, point: Point, form: Form, field: Field) -> Iterable[MeasureKept]:
    """The measures of the point that may stand in the field: work belongs with planning, health does not."""
    open_to = {"plan", "work", form.category_of(field)}
    return (each for each in plan.for_point(point) if each.category in open_to)


def _of_plan(plan: PlanKept, field: Field, names: Names) -> Any:
    """What the plan itself knows: its goals, its day, its next follow-up."""
    own, worded = goals_in_words(plan)
    made = plan.agreed_on or plan.begun_on
    known: Mapping[str, Callable[[], Any]] = {
        "own_words": lambda: own,
        "goal": lambda: own or worded,
        "change": lambda: own or worded,
        "date": lambda: made.isoformat(),
        "follow_up": lambda: plan.follow_up_on.isoformat() if plan.follow_up_on else "",
        "no_follow_up": lambda: plan.no_follow_up,
        **{name: lambda: _goal_rows(plan, field, names) for name in TABLES_OF_GOALS},
    }
    make = known.get(field.id)
    return make() if make else None


def _goal_rows(plan: PlanKept, field: Field, names: Names) -> list[dict[str, str]]:
    """The part-goals; where there are none, the goals."""
    tree = [(depth, goal) for depth, goal in in_tree(plan.goals) if goal.status != STOPPED]
    parts = [goal for depth, goal in tree if depth] or [goal for _depth, goal in tree]
    return [_cells(field, _goal_cells(plan, each, names)) for each in parts] if field.kind == ROWS else []


def _goal_cells(plan: PlanKept, goal: GoalKept, names: Names) -> dict[str, str]:
    what = goal.wording or goal.own_words
    return {
        "what": what, "goal": what, "how": ", ".join(each.title for each in plan.of(goal.id)),
        "party": names(goal.party) if goal.party else "",
        "who": goal.responsible or (names(goal.party) if goal.party else ""),
        "when": goal.due.isoformat() if goal.due else "",
    }  # fmt: skip


def _measure(plan: PlanKept, field: Field, each: MeasureKept, names: Names) -> dict[str, Any]:
    """A measure as a row. Its adaptations may tell of health, and only stand where such things do."""
    principal = plan.kind.principal_of(each.party)
    answers = plan.kind.point("overall")
    title = answers.options.get(principal) if answers else None
    by = each.until or each.begins_on
    return _cells(field, {
        "what": each.title, "how": each.purpose, "party": names(each.party) if each.party else each.provider,
        "principal": title.sv if title else "", "who": each.responsible or (names(each.party) if each.party else ""),
        "when": by.isoformat() if by else "", "extent": each.extent,
    })  # fmt: skip


def _line(each: MeasureKept, names: Names) -> str:
    who = ", ".join(filter(None, (names(each.party) if each.party else each.provider, each.responsible)))
    return " – ".join(filter(None, (each.title, who)))


def written_rows(field: Field, text: str) -> list[dict[str, str]]:
    """The lines of a text as rows: what stands between dashes is what, who and, when it is a day, by when."""
    rows = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = _PARTED.split(line)
        when = parts.pop() if len(parts) > 1 and _DAY.fullmatch(parts[-1]) else ""
        cells = {"what": parts[0], "goal": parts[0], "who": ", ".join(parts[1:]), "when": when}
        rows.append(_cells(field, cells))
    return rows


def _cells(field: Field, known: Mapping[str, Any]) -> dict[str, Any]:
    made = {column.id: known.get(column.id) for column in field.columns}
    return {name: value for name, value in made.items() if value not in (None, "")}


def _fits(field: Field, value: Any) -> bool:
    """Is this an answer that the field can hold?"""
    if field.kind == ROWS:
        return isinstance(value, list) and all(value)
    if field.kind == CHOICE:
        return value in {option.id for option in field.options}
    if field.kind == PERCENT:
        return isinstance(value, int)
    return field.kind in (WORDS, LONG, DAY) and isinstance(value, str)
