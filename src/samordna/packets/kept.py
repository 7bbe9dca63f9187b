"""What is known of a packet that was sealed or taken in here? Frozen values for pages; no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.packets.domain import ACCEPT, ANSWER, REFERRAL, REPLIES


@dataclass(frozen=True, slots=True)
class SealedKept:
    """A packet sealed for a case. `open` is false when something in it may leave no more: then it is not given out."""

    id: int
    case: int
    code: str
    transfer: int
    receiver: str
    categories: tuple[str, ...]
    forms: tuple[int, ...]
    by_person: bool
    sealed_on: date
    worker: int
    open: bool
    own: bool
    replies: tuple[TakenKept, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenKept:
    """A packet that came. `incoming` is the message that it stands as in the inbox; `answer` is filled for a reply."""

    id: int
    kind: str
    sender: str
    key: str
    on: date
    how: str
    hash: str
    incoming: int = 0
    case: int = 0
    person: int = 0
    answer: str = ""
    replied: tuple[ReplyKept, ...] = ()

    @property
    def can_say(self) -> tuple[str, ...]:
        """What can be answered now, after what has been answered before (D7, D8)."""
        said = [each.answer for each in self.replied]
        if not said:
            return REPLIES.get(self.kind, ())
        return (ANSWER,) if said == [ACCEPT] and self.kind == REFERRAL else ()


@dataclass(frozen=True, slots=True)
class ReplyKept:
    """A reply that was sealed here."""

    id: int
    answer: str
    on: date
    by_person: bool


@dataclass(frozen=True, slots=True)
class KeyKept:
    """A key that is trusted, or was."""

    id: int
    fingerprint: str
    name: str
    authorities: tuple[int, ...]
    since: date
    until: date | None
