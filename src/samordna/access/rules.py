"""Which actions are there, and who may do each of them? The one rule set, for checks, filters and the matrix (E8).

A rule is a code, the law it rests on, `holds(facts, scope)` for one thing and `where(scope)` for a list of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from samordna.access.domain import CASE_ROLES, Role, Scope
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import Message, say


@dataclass(frozen=True, slots=True)
class About:
    """Plain facts about the thing asked for: units and authorities that have to do with it."""

    involved: frozenset[int] = frozenset()
    unit: int = 0
    owner: int = 0
    authority: int = 0
    area: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of an action. `field` names of `where` are those of the table that the list is of."""

    code: str
    said: Message
    law: tuple[str, ...]
    holds: Callable[[About, Scope], bool]
    where: Callable[[Scope], Q]


INVOLVED = Rule(
    "not-involved",
    say("Your unit has nothing to do with this case."),
    ("osl:26:1",),
    lambda about, scope: bool(about.involved & scope.units),
    lambda scope: Q(involved__unit_id__in=scope.units, involved__until_seq__isnull=True),
)
OWN_UNIT = Rule(
    "not-your-unit",
    say("This belongs to another unit."),
    (),
    lambda about, scope: about.unit in scope.units,
    lambda scope: Q(unit_id__in=scope.units),
)
OWNER = Rule(
    "not-the-owner",
    say("Only the unit that owns the case can do this."),
    (),
    lambda about, scope: about.owner in scope.units,
    lambda scope: Q(owner_id__in=scope.units),
)
OWN_AUTHORITY = Rule(
    "not-your-authority",
    say("This belongs to another authority."),
    ("osl:8:1",),
    lambda about, scope: about.authority in scope.authorities,
    lambda scope: Q(authority_id__in=scope.authorities),
)
ADMINISTERED = Rule(
    "not-your-area",
    say("You administer another authority."),
    (),
    lambda about, scope: any(p.role == Role.LOCAL_ADMIN and p.authority == about.authority for p in scope.posts),
    lambda scope: Q(authority_id__in={p.authority for p in scope.posts if p.role == Role.LOCAL_ADMIN}),
)
MANAGED = Rule(
    "not-your-unit",
    say("You lead another unit."),
    (),
    lambda about, scope: scope.has(Role.UNIT_MANAGER, about.unit),
    lambda scope: Q(unit_id__in={p.unit for p in scope.posts if p.role == Role.UNIT_MANAGER}),
)


class Action(StrEnum):
    """Everything that somebody may be allowed to do."""

    READ_CASE = "read-case"
    MOVE_CASE = "move-case"
    OPEN_CASE = "open-case"
    CLOSE_CASE = "close-case"
    ASSIGN = "assign"
    HAND_OUT = "hand-out"
    REGISTER_INCOMING = "register-incoming"
    REGISTER_CONSENT = "register-consent"
    SEARCH_PEOPLE = "search-people"
    READ_LOG = "read-log"
    REVIEW_LOG = "review-log"
    ADMINISTER = "administer"
    PUBLISH_HANDBOOK = "publish-handbook"
    VERIFY = "verify"
    LAY_OUT_TIMES = "lay-out-times"
    ANSWER_CALL = "answer-call"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may do an action: the roles, and the rules that must all hold."""

    title: Message
    roles: frozenset[Role]
    rules: tuple[Rule, ...] = ()


_WORKERS = frozenset({Role.CASE_WORKER, Role.UNIT_MANAGER})
MATRIX: dict[Action, Allowed] = {
    Action.READ_CASE: Allowed(say("Read a case"), CASE_ROLES, (INVOLVED,)),
    Action.MOVE_CASE: Allowed(say("Work in a box"), CASE_ROLES, (INVOLVED, OWN_UNIT)),
    Action.OPEN_CASE: Allowed(say("Open a case"), _WORKERS, (OWN_UNIT,)),
    Action.CLOSE_CASE: Allowed(say("Close or reopen a case, move it to a new version"), _WORKERS, (INVOLVED, OWNER)),
    Action.ASSIGN: Allowed(say("Give work to a colleague in the unit"), CASE_ROLES, (INVOLVED, OWN_UNIT)),
    Action.HAND_OUT: Allowed(
        say("Hand out many cases at once"), frozenset({Role.UNIT_MANAGER, Role.COORDINATOR}), (OWN_UNIT,)
    ),
    Action.REGISTER_INCOMING: Allowed(say("Register what has come in"), CASE_ROLES, (OWN_UNIT,)),
    Action.REGISTER_CONSENT: Allowed(say("Register, narrow or withdraw a consent"), CASE_ROLES, (INVOLVED,)),
    Action.SEARCH_PEOPLE: Allowed(say("Search for a person"), CASE_ROLES, (OWN_AUTHORITY,)),
    Action.READ_LOG: Allowed(say("See who has read a case"), CASE_ROLES, (INVOLVED,)),
    Action.REVIEW_LOG: Allowed(say("Review the reading log of the unit"), frozenset({Role.UNIT_MANAGER}), (MANAGED,)),
    Action.ADMINISTER: Allowed(
        say("Change units, addresses, contacts and posts"), frozenset({Role.LOCAL_ADMIN}), (ADMINISTERED,)
    ),
    Action.PUBLISH_HANDBOOK: Allowed(say("Publish a handbook version"), frozenset({Role.HANDBOOK_OWNER})),
    Action.VERIFY: Allowed(say("Verify that nothing has been changed afterwards"), frozenset({Role.AUDITOR})),
    Action.LAY_OUT_TIMES: Allowed(say("Lay out times for meetings of the unit"), CASE_ROLES, (OWN_UNIT,)),
    Action.ANSWER_CALL: Allowed(say("Answer when the unit is called to a meeting"), CASE_ROLES, (OWN_UNIT,)),
}


def may(scope: Scope, action: Action, about: About | None = None) -> Decision:
    """May this actor do this, to this? The refusal carries its reason and the law it rests on."""
    if scope.system:
        return ALLOWED
    known = MATRIX[action]
    if not scope.roles & known.roles:
        return refused("wrong-role", say("Your role does not include this: {action}.", action=known.title))
    for rule in known.rules:
        if not rule.holds(about or About(), scope):
            return refused(rule.code, rule.said, rule.law)
    return ALLOWED


def where(scope: Scope, action: Action) -> Q:
    """The same rule as a filter: the rows of a list that the actor may do this to."""
    if scope.system:
        return Q()
    known = MATRIX[action]
    if not scope.roles & known.roles:
        return Q(pk__in=())
    found = Q()
    for rule in known.rules:
        found &= rule.where(scope)
    return found
