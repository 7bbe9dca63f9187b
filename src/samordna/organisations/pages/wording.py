"""What are roles and kinds of contacts called on a page?"""

from __future__ import annotations

from datetime import date

from samordna.access.domain import Role
from samordna.handbooks.domain import PERSON
from samordna.handbooks.queries import load
from samordna.kernel.text import Message, Text, say
from samordna.organisations.pages.forms import ONE_DAY
from samordna.web.i18n import _, render

ROLES = {
    Role.CASE_WORKER: say("Case worker"),
    Role.UNIT_MANAGER: say("Unit manager"),
    Role.COORDINATOR: say("Coordinator"),
    Role.LOCAL_ADMIN: say("Local administrator"),
    Role.HANDBOOK_OWNER: say("Handbook owner"),
    Role.AUDITOR: say("Auditor"),
    Role.PERSON: say("The person"),
}
CONTACTS = {
    "rehab-coordinator": say("Rehabilitation coordinator"),
    "arena": say("Arena participant"),
    "contact-person": say("Contact person"),
    "other": say("Other contact"),
}


def role(code: str) -> str:
    """The name of a role."""
    return render(ROLES[Role(code)])


def contact_kind(code: str) -> str:
    """The name of a kind of contact."""
    return render(CONTACTS.get(code, CONTACTS["other"]))


def party_names(handbook: str, version: str) -> dict[str, Text]:
    """The parties of a handbook by id, without the person."""
    book = load(f"{handbook}@{version}")
    return {party.id: party.name for party in book.parties.values() if party.id != PERSON}


def handbook_title(handbook: str, version: str) -> Text:
    """What a handbook is called."""
    return load(f"{handbook}@{version}").title


def last_day(end: date | None) -> date | None:
    """The last day that counts, from the first that does not."""
    return end - ONE_DAY if end else None


def standing(start: date, end: date | None, on: date) -> Message | None:
    """What to say of a period that does not simply count on the day: that it comes, or that it is over."""
    if start > on:
        return say("to come")
    return say("over") if end is not None and end <= on else None


def choose(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Options with an empty one first, so that nothing is chosen by accident."""
    return [("", _("Choose …")), *options]
