"""May this version be published, or be noted as reviewed, and if not, why not?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from samordna.access.domain import Scope
from samordna.access.rules import Action, may
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.finding import Finding
from samordna.kernel.text import say

# The named system scope of the terminal (`samordna publish`).
PUBLISHER = "publish"
UNSOUND, TAKEN, UNNAMED = "doctor-errors", "version-taken", "not-a-name"
# An id and a version stand in addresses, and in the columns of every table that names them.
_ID, _VERSION = re.compile(r"[\w.-]{1,40}"), re.compile(r"[\w.-]{1,20}")


def may_publish(scope: Scope) -> Decision:
    """May this actor publish? Handbook owners may, and the terminal."""
    return may(scope, Action.PUBLISH_HANDBOOK)


def may_review(scope: Scope) -> Decision:
    """May this actor see what needs review, and register that a handbook has been reviewed? Handbook owners may."""
    return may(scope, Action.PUBLISH_HANDBOOK)


def may_be_reviewed(on: date, today: date, before: date | None) -> Decision:
    """May a review be registered for the day `on`, when the latest known is that of `before`?"""
    if on > today:
        return refused("not-yet", say("A review is registered when it has been made, not before."))
    if before and on < before:
        said = say("The handbook has been reviewed later, on {day}. Write that day or a later one.",
                   day=before.isoformat())  # fmt: skip
        return refused("reviewed-later", said)
    return ALLOWED


def is_named(handbook: str, version: str) -> Decision:
    """Can the id and the version stand in an address?"""
    for name, pattern in ((handbook, _ID), (version, _VERSION)):
        if not pattern.fullmatch(name):
            said = say("“{name}” is too long, or holds more than letters, digits, “.”, “-” and “_”.", name=name)
            return refused(UNNAMED, said)
    return ALLOWED


def is_sound(findings: Iterable[Finding]) -> Decision:
    """Is nothing wrong that stops cases from following it? Warnings may be lived with."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return ALLOWED
    first = errors[0]
    said = say(
        "The doctor finds {count} errors. The first: {place}: {message}",
        count=len(errors), place=first.place, message=first.message,
    )  # fmt: skip
    return refused(UNSOUND, said)


def may_stand(version: str, known: str, digest: str) -> Decision:
    """May this content be the version that was published with the digest `known`? Only when it is the same."""
    if known == digest:
        return ALLOWED
    said = say("Version {version} is published already, with other content. Raise the version.", version=version)
    return refused(TAKEN, said)
