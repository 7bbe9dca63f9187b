"""What does a case know beside its journey? Who sits where, who works with what, and by when (D1-D5, E10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

# No date at all; sorts last. Never shown.
FAR = date(9999, 12, 31)
# The category of what the journey itself says: boxes, exits, reasons.
PLAN = "plan"
LETTER, PHONE, FAX, SDK, IN_PERSON = "letter", "phone", "fax", "sdk", "in-person"
CHANNELS = (LETTER, PHONE, FAX, SDK, IN_PERSON)
# What comes to a unit (D16): a contact is another party's attempt to reach somebody, which may start a clock.
MESSAGE, ENQUIRY, SUMMONS, CONTACT = "message", "enquiry", "summons", "contact"


class Seat(NamedTuple):
    """The unit that plays a party in a case, its sphere, whether its staff sign in, and its responsible worker."""

    unit: int
    sphere: int
    here: bool = True
    worker: int | None = None


Seats = Mapping[str, Seat]


@dataclass(slots=True)
class CaseRow:
    """The row of a case as commands and pages read it: plain values, no queries behind them."""

    id: int
    seq: int
    head: bytes
    person_id: int
    area_id: int
    handbook: str
    version: str
    owner_id: int
    watcher_id: int
    holder_id: int
    holder_party: str
    held_since: date
    opened_on: date
    closed_seq: int | None

    @property
    def pk(self) -> int:
        """The case."""
        return self.id


@dataclass(frozen=True, slots=True)
class Extras:
    """What an event says beside the journey's effect: everything the lists need and a handbook cannot know.

    `seats` are parties that come in with this act, as (unit, sphere, number); `left` those that go out. `workers` and
    `dues` are by position, `sent_due` by transfer; dates are ISO. `opened` is the row of a new case.
    """

    seats: Mapping[str, tuple[int, int, str]] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    workers: Mapping[int, int | None] = field(default_factory=dict)
    dues: Mapping[int, str] = field(default_factory=dict)
    sent_due: Mapping[int, str] = field(default_factory=dict)
    responsible: Mapping[str, int | None] = field(default_factory=dict)
    watcher: int = 0
    owner: str = ""
    opened: Mapping[str, Any] = field(default_factory=dict)
    escalated: Mapping[int, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it; what is empty is left out."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: {str(k): v for k, v in value.items()} if isinstance(value, Mapping) else value
            for name, value in found.items()
            if value
        }

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Extras:
        """What `plain` wrote."""
        numbered = ("workers", "dues", "sent_due", "escalated")
        known: dict[str, Any] = {
            name: {int(k): v for k, v in value.items()} if name in numbered else value for name, value in data.items()
        }
        if "seats" in known:
            known["seats"] = {party: tuple(seat) for party, seat in known["seats"].items()}
        if "left" in known:
            known["left"] = tuple(known["left"])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Done:
    """What a command on a case did: its event, and where the worker goes on (0: nowhere in particular)."""

    case: int
    seq: int
    kind: str
    position: int = 0
    transfers: tuple[int, ...] = ()


class Overtaken(Exception):
    """The box has been left since the page was read, by event `seq` of `by` (E12)."""

    def __init__(self, case: int, seq: int, by: int) -> None:
        super().__init__(f"event {seq} of case {case} came first")
        self.case, self.seq, self.by = case, seq, by
