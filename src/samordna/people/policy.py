"""May this actor register, change or see this person? (D5, D21)"""

from __future__ import annotations

from samordna.access.domain import CASE_ROLES, Scope
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import say
from samordna.people.domain import Details

# How much room each text has (the columns of the table).
LONGEST = {"given_name": 80, "family_name": 80, "phone": 40, "email": 120, "language": 40, "address": 1000}


def may_register(scope: Scope) -> Decision:
    """A worker who meets cases writes a person down for the authority of the post they act in."""
    if scope.post is None or scope.post.role not in CASE_ROLES:
        return refused("wrong-role", say("Only those who work with cases write a person down."))
    return ALLOWED


def may_change(scope: Scope, authority: int) -> Decision:
    """Only the authority that keeps the row changes it; a reader of another authority never does."""
    if authority not in scope.authorities:
        return refused(
            "not-your-person", say("Another authority keeps these details, and only it may change them."), ("osl:8:1",)
        )
    return ALLOWED


def may_see(scope: Scope, authority: int, opened: bool) -> Decision:
    """One's own authority, and those to whom a grant opens the contact details."""
    if scope.system or authority in scope.authorities or opened:
        return ALLOWED
    return refused(
        "not-opened",
        say("Nothing opens the details about this person to you. That takes consent or a ground in law."),
        ("osl:8:1", "osl:12:2"),
    )


def may_keep(details: Details, protected: bool) -> Decision:
    """With protected identity nothing that tells where the person is gets written down: then nothing can leak."""
    if not details.given_name or not details.family_name:
        return refused("name-missing", say("Write both a given name and a family name."))
    for name, longest in LONGEST.items():
        if len(getattr(details, name)) > longest:
            return refused(
                "details-long", say("A text about the person is longer than {most} characters.", most=longest)
            )
    if protected and details.reaches:
        return refused(
            "protected",
            say("With protected identity no address, phone number or e-mail is kept here. Leave these fields empty."),
            ("osl:21:3", "osl:21:3a"),
        )
    return ALLOWED
