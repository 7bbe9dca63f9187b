"""How do the plans of a case look: where each stands, whose it is, what is missing, and what has been done?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from samordna.cases.queries import Seen
from samordna.desk.case_names import Names, at, day_words_of
from samordna.desk.plans.plan_goal_view import Option, achievements, measure, statuses, who
from samordna.handbooks.words import party_name
from samordna.plans.history import Done
from samordna.plans.kept import (
    ACTIVE,
    AGREED,
    CONTENT,
    DRAFT,
    ELSEWHERE,
    ENDED,
    FOLLOWED,
    MADE,
    MOVED,
    NO_WISH,
    OTHER,
    REACHED,
    REPLACED,
    Kind,
    PlanKept,
    Point,
    StepKept,
    missing,
)
from samordna.web.i18n import _, render
from samordna.web.templates import day_words


@dataclass(frozen=True, slots=True)
class Card:
    """A plan in the list: how it stands, whose it is, when it is followed up, and the plans it is linked to."""

    href: str
    kind: str
    title: str
    standing: Option
    owner: str
    when: str
    late: bool
    asks: str
    goals: str
    links: tuple[Option, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class PointShown:
    """A point of a plan: its answer, and the measures of the goals that answer it."""

    title: str
    said: str
    measures: tuple[Option, ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """Something that was written down of a plan: the day, what, and in which words."""

    on: date
    what: str
    words: str
    own_words: bool


def title(plan: PlanKept) -> str:
    """What a plan is called: its own title, else its kind."""
    return plan.title or render(plan.kind.title)


def standing(plan: PlanKept) -> Option:
    """How a plan stands in words, and the colour of the tag."""
    if plan.status == DRAFT and plan.revision > 1:
        return _("Written anew, not agreed yet"), "warning"
    return {
        DRAFT: (_("Not agreed yet"), "warning"), AGREED: (_("Agreed"), "success"),
        ELSEWHERE: (_("Kept by its owner"), "neutral"), ENDED: (_("Ended"), "neutral"),
    }[plan.status]  # fmt: skip


def card(names: Names, plan: PlanKept, every: Sequence[PlanKept], on: date) -> Card:
    """One plan in the list."""
    others = {each.id: each for each in every}
    active = sum(each.status == ACTIVE for each in plan.goals)
    return Card(
        at("case-plan", plan.case, plan.id), render(plan.kind.title), title(plan), standing(plan),
        owner(names, plan), when(plan), plan.late(on), asks_follow_up(plan),
        _("{active} of {all} goals are being worked on").format(active=active, all=len(plan.goals))
        if plan.goals else "",
        tuple(
            (at("case-plan", plan.case, each.other), title(others[each.other]))
            for each in plan.links if each.other in others
        ), plan.open,
    )  # fmt: skip


def owner(names: Names, plan: PlanKept) -> str:
    """Whose plan it is; a party outside that has no part in the case by its name in the handbook."""
    party = plan.owner_party
    if party in names.known or party in names.seen.seats:
        return names.party(party)
    return party_name(names.handbook, party) if party in names.handbook.parties else party


def when(plan: PlanKept) -> str:
    """The days of a plan that matter now."""
    if plan.status == ENDED and plan.ended_on:
        return _("ended {day}").format(day=day_words(plan.ended_on))
    if plan.follow_up_on is None:
        return ""
    said = _("next review {day}") if plan.status == ELSEWHERE else _("to be followed up {day}")
    return said.format(day=day_words(plan.follow_up_on))


def asks_follow_up(plan: PlanKept) -> str:
    """What is said when no day for the follow-up is set where one is asked for; "" else (D17)."""
    if not (plan.open and plan.kind.asks_follow_up and plan.follow_up_on is None):
        return ""
    if plan.no_follow_up:
        return _("No day for the follow-up: {reason}").format(reason=plan.no_follow_up)
    return _("No day is set for the follow-up.")


def points(plan: PlanKept) -> list[PointShown]:
    """What the plan says, point by point."""
    left = {each.id for each in missing(plan)}
    own = "\n".join(each.own_words for each in plan.goals if each.own_words and not each.parent)
    return [
        PointShown(
            render(each.title), _answer(each, plan.points.get(each.id), own),
            tuple(measure(plan.case, one) for one in plan.for_point(each)), each.id in left,
        )
        for each in plan.kind.points
    ]  # fmt: skip


def _answer(point: Point, value: object, own_words: str) -> str:
    if value in (None, ""):
        return own_words if point.id == "own_words" else ""
    if point.options:
        return render(point.options[str(value)]) if value in point.options else str(value)
    return f"{value} %" if isinstance(value, int) else str(value)


def end_reasons() -> list[Option]:
    """Why a plan may end."""
    return [
        (REACHED, _("What it was for is reached")), (REPLACED, _("Another plan takes its place")),
        (NO_WISH, _("The person does not want it")), (MOVED, _("The person has moved")),
        (OTHER, _("Something else, in words")),
    ]  # fmt: skip


def owners(seen: Seen, kind: Kind) -> list[Option]:
    """Whose plan it may be, when it can be somebody else's than one's own."""
    found = [(each, party_name(seen.handbook, each)) for each in kind.owners if each in seen.handbook.parties]
    return found if len(found) > 1 else []


def usual_owner(seen: Seen, kind: Kind) -> str:
    """Whose plan it is when nothing else is said."""
    mine = [each for each in seen.own_parties if each in kind.owners]
    return next(iter([*mine, *(each for each in kind.owners if each in seen.handbook.parties)]), "")


def steps(plan: PlanKept) -> list[StepShown]:
    """What has been written down of the plan, the newest first."""
    return [_step(each) for each in reversed(plan.steps)]


def _step(each: StepKept) -> StepShown:
    if each.what == MADE:
        words = (
            _("Agreed, and the person accepts it") if each.accepted else _("Agreed, but the person does not accept it")
        )
    elif each.what == FOLLOWED:
        words = _("Followed up")
        if each.next_on:
            words = _("Followed up; next time {day}").format(day=day_words(each.next_on))
    else:
        words = _("Ended: {reason}").format(reason=dict(end_reasons()).get(each.reason, each.reason))
    return StepShown(each.on, words, each.words, each.what == MADE)


def groups(kinds: Iterable[Kind], seen: Seen) -> tuple[list[Kind], list[Kind], list[Kind]]:
    """The kinds that one's own units make, other kinds with content, and those of which little is kept."""
    own = [each for each in kinds if each.holds == CONTENT]
    mine = [each for each in own if set(each.owners) & set(seen.own_parties)]
    return mine, [each for each in own if each not in mine], [each for each in kinds if each.holds != CONTENT]


def change_words(names: Names, plan: PlanKept, what: str, value: object) -> tuple[str, str]:
    """What was changed, and to what, in words: a point, or a column of a goal."""
    point = plan.kind.point(what)
    if point:
        return render(point.title), _answer(point, value, "") or "–"
    heading = {
        "own_words": _("The person's own words"), "wording": _("The goal"), "rests_on": _("Rests on"),
        "due": _("To be reached"), "party": _("Who is responsible"),
        "responsible": _("Name of the one who is responsible"),
        "accepted_on": _("The person agreed"), "status": _("How far it has come"),
        "achievement": _("How it went"), "note": _("Note"),
    }.get(what, what)  # fmt: skip
    if value in (None, ""):
        return heading, "–"
    said = str(value)
    if what in ("due", "accepted_on"):
        said = day_words_of(said)
    elif what == "party":
        said = who(names, said)
    elif what in ("status", "achievement"):
        said = dict([*statuses(), *achievements()]).get(said, said)
    return heading, said


@dataclass(frozen=True, slots=True)
class ToldShown:
    """One act on a plan: the day, who, what, why, and what was changed as (heading, was, now)."""

    on: date
    who: str
    what: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


def told(names: Names, plan: PlanKept, done: Iterable[Done]) -> list[ToldShown]:
    """What has been done with a plan, the newest first. What was written first is not told as changed."""
    words = {
        "plan-begun": _("began the plan"), "plan-revised": _("wrote the plan anew"),
        "plan-agreed": _("wrote down that it is agreed"), "plan-followed-up": _("followed it up"),
        "plan-day-moved": _("moved the follow-up to another day"),
        "plan-ended": _("ended it"), "plan-elsewhere": _("wrote down its days"), "goal-added": _("wrote a goal"),
        "goal-changed": _("changed a goal"), "goal-judged": _("wrote down how a goal went"),
    }  # fmt: skip
    found = [
        ToldShown(
            each.on, names.who(each.by, each.unit, each.sphere), words.get(each.kind, each.kind), each.reason,
            () if each.kind in ("plan-begun", "goal-added") else tuple(
                (*change_words(names, plan, one.what, one.was), change_words(names, plan, one.what, one.now)[1])
                for one in each.changes
            ),
        )
        for each in done
    ]  # fmt: skip
    return found[::-1]
