"""How do the goals of a plan look: a tree, with how far each has come, how it went, and how clear it is written?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from samordna.desk.case_names import Names, at, listed
from samordna.desk.measures import measure_view
from samordna.handbooks.domain import PERSON, Handbook
from samordna.handbooks.words import party_name
from samordna.kernel.text import Message
from samordna.measures.domain import MeasureKept
from samordna.plans.domain import LETTERS, Goal, Remark, Score
from samordna.plans.kept import (
    ACTIVE,
    DONE,
    NOT,
    PARTLY,
    STOPPED,
    UNJUDGED,
    WHOLLY,
    GoalKept,
    PlanKept,
    as_goal,
    in_tree,
)
from samordna.plans.smarta import review, score
from samordna.plans.words import known
from samordna.web.i18n import _
from samordna.web.templates import day_words

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """What one letter of SMARTA says of a goal."""

    letter: str
    holds: bool
    why: Message
    suggests: Message | None


@dataclass(frozen=True, slots=True)
class GoalShown:
    """A goal in the tree, `depth` steps below a goal on top."""

    id: int
    depth: int
    href: str
    part_href: str
    own_words: str
    wording: str
    facts: tuple[Option, ...]
    standing: Option
    achievement: str
    late: bool
    measures: tuple[Option, ...]
    score: Score
    unclear: str


def measure(case: int, each: MeasureKept) -> Option:
    """A measure as a link: its address, and its title with how it stands."""
    words = _("{measure} ({state})").format(measure=each.title, state=measure_view.state(each)[0].lower())
    return at("case-measure", case, each.id), words


def goals(names: Names, plan: PlanKept, on: date) -> list[GoalShown]:
    """The goals as a tree, each with how clear it is written."""
    return [_goal(names, plan, depth, each, on) for depth, each in in_tree(plan.goals)]


def _goal(names: Names, plan: PlanKept, depth: int, each: GoalKept, on: date) -> GoalShown:
    found = score(review(as_goal(each, who(names, each.party)), known()))
    responsible = ", ".join(filter(None, (who(names, each.party), each.responsible)))
    facts = (
        (_("Who is responsible"), responsible),
        (_("To be reached"), day_words(each.due) if each.due else ""),
        (_("Rests on"), each.rests_on),
        (_("The person agreed"), day_words(each.accepted_on) if each.accepted_on else ""),
        (_("Note"), each.note),
    )
    return GoalShown(
        each.id, depth, at("case-goal", plan.case, plan.id, each.id),
        f"{at('case-goal-new', plan.case, plan.id)}?parent={each.id}", each.own_words, each.wording,
        tuple(pair for pair in facts if pair[1]), goal_standing(each), achieved(each), each.late(on),
        tuple(measure(plan.case, one) for one in plan.of(each.id)), found,
        listed(letters()[letter].lower() for letter in found.unclear),
    )  # fmt: skip


def goal_standing(each: GoalKept) -> Option:
    """How far a goal has come, and the colour of the tag."""
    words = dict(statuses())[each.status]
    if each.status_on:
        words = _("{status} {day}").format(status=words, day=day_words(each.status_on))
    return words, {ACTIVE: "info", STOPPED: "neutral", DONE: "success"}[each.status]


def achieved(each: GoalKept) -> str:
    """How a goal went, once somebody has said so."""
    if each.achievement == UNJUDGED or each.judged_on is None:
        return ""
    words = dict(achievements())[each.achievement]
    return _("{achievement}, said {day}").format(achievement=words, day=day_words(each.judged_on))


def statuses() -> list[Option]:
    """How far a goal may have come."""
    return [(ACTIVE, _("Is being worked on")), (STOPPED, _("Counts no longer")), (DONE, _("Is done with"))]


def achievements() -> list[Option]:
    """How a goal may have gone."""
    return [
        (UNJUDGED, _("Not judged yet")), (WHOLLY, _("Goal reached")), (PARTLY, _("Reached in part")),
        (NOT, _("Not reached")),
    ]  # fmt: skip


def letters() -> dict[str, str]:
    """The letters of SMARTA in words."""
    words = (_("Specific"), _("Measurable"), _("Accepted"), _("Realistic"), _("Timed"), _("Responsible"))
    return dict(zip(LETTERS, words, strict=True))


def remarks(goal: Goal) -> list[RemarkShown]:
    """What the review says of a goal, letter by letter."""
    titles = letters()
    return [_remark(titles, each) for each in review(goal, known())]


def _remark(titles: Mapping[str, str], each: Remark) -> RemarkShown:
    plain = {hole: day_words(v) if isinstance(v, date) else v for hole, v in each.why.params.items()}
    return RemarkShown(titles[each.letter], each.holds, Message(each.why.template, plain), each.suggests)


def who(names: Names, party: str) -> str:
    """Somebody who is responsible: the person, or a party by the name that who wrote the goal gave it."""
    if not party:
        return ""
    if party == PERSON:
        return _("The person")
    return names.party(party) if party in names.known else party_name(names.handbook, party)


def parties(book: Handbook) -> list[Option]:
    """Who can be responsible for a goal: the person, or one party; not a forum, which meets and does nothing."""
    found = [(each, party_name(book, each)) for each in book.parties if each != PERSON and not book.is_forum(each)]
    return [("", _("Choose")), (PERSON, _("The person")), *found]
