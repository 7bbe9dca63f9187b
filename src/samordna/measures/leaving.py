"""To whom would an application or a gathered paper go, what may it tell them, and what is stopped? (D18, D19)

One computation for the preview on the page and for the command that insists on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from samordna.cases.domain import Seat
from samordna.consents import queries as consents
from samordna.consents.domain import Preview
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say

CONTACT = "contact"
LETTER, BY_HAND, FAX, SDK = "letter", "by-hand", "fax", "sdk"
WAYS = (BY_HAND, LETTER, FAX, SDK)


@dataclass(frozen=True, slots=True)
class To:
    """A receiver: a party of the case by id, else a private one by name, or the person (D19)."""

    party: str = ""
    name: str = ""
    person: bool = False

    @property
    def words(self) -> str:
        """How the receiver is kept in what happened."""
        return "individ" if self.person else self.party or self.name


def receiver(seats: Mapping[str, Seat], to: To) -> int | str:
    """The receiver's sphere, or a private receiver's name. Raises Refused when nobody is named."""
    seat = seats.get(to.party)
    if seat:
        return seat.sphere
    if not to.name.strip():
        raise Refused(refused("choose-receiver", say("Say who receives it.")))
    return to.name.strip()


def preview(person: int, sphere: int, to: int | str, categories: Iterable[str], on: date) -> Preview:
    """What may leave a sphere for the receiver on the day, and what is stopped."""
    return consents.preview(person, sphere, to, tuple(dict.fromkeys((CONTACT, *categories))), on)


def insist(found: Preview) -> None:
    """Raises Refused when anything of it is stopped."""
    if found.stopped:
        first = found.stopped[0]
        raise Refused(refused("consent-needed", first.reason, first.law))


def open_categories(found: Preview) -> frozenset[str]:
    """The categories that may leave."""
    return frozenset(each.category for each in found.leaves)
