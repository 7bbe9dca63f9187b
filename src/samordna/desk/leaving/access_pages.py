"""Who may do what? The access matrix, made from the rules that are asked, so that it cannot say anything else (E8)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from samordna.access.domain import Role
from samordna.access.rules import (
    ADMINISTERED,
    INVOLVED,
    MANAGED,
    MATRIX,
    OWN_AUTHORITY,
    OWN_UNIT,
    OWNER,
    Action,
    Rule,
)
from samordna.kernel.text import Message, say
from samordna.law.queries import load as load_law
from samordna.web.i18n import _
from samordna.web.i18n import render as words

# Each rule as a condition; a rule that is not here fails the page and its test.
CONDITIONS: tuple[tuple[Rule, Message], ...] = (
    (INVOLVED, say("Your unit has something to do with the case.")),
    (OWN_UNIT, say("It belongs to your unit.")),
    (OWNER, say("Your unit owns the case.")),
    (OWN_AUTHORITY, say("It belongs to your authority.")),
    (ADMINISTERED, say("You administer the authority.")),
    (MANAGED, say("You lead the unit.")),
)


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A condition: what must hold, what is said when it does not, and (address, citation) of what it rests on."""

    code: str
    holds: str
    said: Message
    law: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ActionShown:
    """A row of the matrix: the action, the roles that may, and the rules that must hold besides."""

    id: str
    title: Message
    roles: frozenset[Role]
    rules: tuple[RuleShown, ...]


@require_GET
def access(request: HttpRequest) -> HttpResponse:
    """The matrix of actions and roles; for everybody. The person signs in nowhere, so has no column."""
    data = {"rows": matrix(), "roles": [(role, role_words(role)) for role in Role if role is not Role.PERSON]}
    return render(request, "desk/access.html", data)


def matrix() -> list[ActionShown]:
    """Every action with its roles and rules, as `access.rules` has them."""
    return [
        ActionShown(
            action.value, known.title, known.roles,
            tuple(_rule(rule) for rule in known.rules),
        )
        for action, known in ((action, MATRIX[action]) for action in Action)
    ]  # fmt: skip


def _rule(rule: Rule) -> RuleShown:
    holds = next(said for known, said in CONDITIONS if known is rule)
    return RuleShown(rule.code, words(holds), rule.said, tuple(map(_cited, rule.law)))


def _cited(ref: str) -> tuple[str, str]:
    versions = load_law().by_id.get(ref, ())
    return (reverse("provision", args=[ref]), versions[-1].citation) if versions else ("", ref)


def role_words(role: Role) -> str:
    """A role as people call it."""
    return {
        Role.CASE_WORKER: _("Case worker"), Role.UNIT_MANAGER: _("Unit manager"), Role.COORDINATOR: _("Coordinator"),
        Role.LOCAL_ADMIN: _("Local administrator"), Role.HANDBOOK_OWNER: _("Handbook owner"),
        Role.AUDITOR: _("Auditor"), Role.PERSON: _("The person"),
    }[role]  # fmt: skip


urls: list[URLPattern] = [path("access/", access, name="access")]
