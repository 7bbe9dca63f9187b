"""What can be done to a case? One value per act (D6-D16). `by` is the acting party; empty means the party whose move
it is. `via` says how an outside party told a worker who is here (letter, phone, fax, sdk, in-person; D1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What every act may carry: who, when it happened (ISO date), why, and how it was told."""

    by: str = ""
    on: str = ""
    reason: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Move):
    """Open a run of `process` by `party`, at `steps` (default its first start), earlier boxes in `before` (D15)."""

    process: str
    party: str
    steps: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    outside: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(Move):
    """Leave a box by its exits; `to` names the receiver when several parties could receive."""

    position: int
    exits: tuple[str, ...] = ()
    to: str = ""
    degree: int = 0
    since: str = ""
    driver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip(Complete):
    """Leave a box without doing it; needs a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump(Move):
    """Leave a box for any other box, with a reason."""

    position: int
    target: str
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Move):
    """Hand over a box to a party that no exit of the box names, with a reason (D7)."""

    position: int
    target: str
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer(Move):
    """Ask another party while the box stays (D8), by a referral of the box or to any `target`.

    What a referral of the box would share the handbook says; `categories` are for any other target.
    """

    position: int
    referral: str = ""
    target: str = ""
    to: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(Move):
    """Ask for advice without handing anything over (D10)."""

    position: int
    adviser: str
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Move):
    """The receiver takes a hand-over or a referral."""

    transfer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(Move):
    """The receiver, or the person (`answer="person-says-no"`), says no; needs a reason."""

    transfer: int
    answer: str = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Move):
    """The sender takes back what is not yet answered; needs a reason."""

    transfer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Move):
    """An answer to a referral or a consultation; it informs and moves nothing by itself (D8)."""

    transfer: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Move):
    """Back to the party that handed over; cannot be declined, needs a reason (D9)."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Park(Move):
    """Let a box rest until a review date (ISO), for a wait of the box or a reason (T16)."""

    position: int
    until: str
    wait: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Move):
    """Take up a resting box again."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Move):
    """Open a box of a run again as a new visit, with a reason (D12)."""

    run: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(Move):
    """Undo a leaving of a box, visibly, as long as nothing has been built on it; `seq` is the event to correct."""

    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Move):
    """End one's own run; `driver` says who drives on when the run holds the ball, else the case owner (D9, D14)."""

    run: int
    driver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Move):
    """Close the case: no run open, nothing unanswered, no clock running (D14)."""

    clocks_running: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenCase(Move):
    """Open a closed case again; everything is kept and the owner has the ball."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrate(Move):
    """Move the case to the version of the handbook given; `mapping` says where positions go whose box is gone."""

    mapping: Mapping[int, str] = field(default_factory=dict)
