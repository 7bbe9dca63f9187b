"""What is in a packet: who hands what over to whom, about whom, and how is it answered? Frozen values; no database.

The shape is published: `docs/reference/packet-format.md`. A change that an older program would misread gets a new
VERSION; below OLDEST nothing is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

FORMAT, VERSION, OLDEST = "samordna-packet", 1, 1
DATA = "samordna-packet.json"
HANDOVER, REFERRAL, CONSULTATION, REPLY = "handover", "referral", "consultation", "reply"
ACCEPT, DECLINE, SAYS_NO, ANSWER = "accept", "decline", "person-says-no", "answer"
# What may be said in a reply to which kind: a question is answered, a hand-over taken or not (D7, D8, D10).
REPLIES = {
    HANDOVER: (ACCEPT, DECLINE, SAYS_NO), REFERRAL: (ACCEPT, ANSWER, DECLINE, SAYS_NO),
    CONSULTATION: (ANSWER, DECLINE, SAYS_NO),
}  # fmt: skip
_STRICT = {"extra": "forbid"}
Kind = Literal["handover", "referral", "consultation", "reply"]
Answer = Literal["accept", "decline", "person-says-no", "answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The sender or the receiver: names, lines of the envelope, whom to ask, its own reference, its key if known."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    authority: str
    unit: str = ""
    lines: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    reference: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """The person. Where they live and can be called is empty when that is not told, or their identity is protected."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    given_name: str
    family_name: str
    number: str = ""
    language: str = ""
    interpreter: bool = False
    protected: bool = False
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box that the hand-over leads to, by the ids of the handbook that both follow, and its title."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    process: str
    step: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is handed over or asked, in the words of the handbook and the sender's own, and by when to answer."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    label: str = ""
    note: str = ""
    sent_on: date
    answer_by: date | None = None
    handbook: str
    version: str
    boxes: tuple[Box, ...] = ()
    categories: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer to a question of the handbook: the value for programs, and what it says in words."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    fact: str
    category: str
    title: str
    value: Any
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A form that goes with it: its answers here, and its pages in the attached file of that name."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    form: str
    version: str
    title: str
    file: str
    sha256: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A reply: to which packet, by uid and SHA-256 of the file, what is answered, and words if they may leave."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    uid: UUID
    hash: str
    answer: Answer
    text: str = ""
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """Everything that a packet says. A reply names nobody: `person` and `asked` are empty, `reply` is filled."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    format: Literal["samordna-packet"] = "samordna-packet"
    version: int = VERSION
    uid: UUID
    kind: Kind
    code: str
    sealed_on: date
    sender: Side
    receiver: Side
    person: Whom | None = None
    asked: Asked | None = None
    told: tuple[Told, ...] = ()
    papers: tuple[Paper, ...] = ()
    reply: Answered | None = None

    @property
    def whole(self) -> bool:
        """True when it has what its kind needs."""
        if self.kind == REPLY:
            return self.reply is not None and self.person is None and self.asked is None
        return self.reply is None and self.person is not None and self.asked is not None


@dataclass(frozen=True, slots=True)
class Opened:
    """A packet that has been verified: what it says, the key's fingerprint and its name here, and the file's hash."""

    packet: Packet
    fingerprint: str
    key_name: str
    hash: str
    files: dict[str, bytes]
