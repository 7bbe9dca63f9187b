"""What is a form of a case, and how far has it come? Frozen values; no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samordna.forms.domain import Form

DRAFT, PRINTED, SENT, ANSWERED, DISCARDED = "draft", "printed", "sent", "answered", "discarded"
OPEN = (DRAFT, PRINTED, SENT, ANSWERED)
# While nothing of it has left; a printed form that is written in again is a draft.
UNSENT = (DRAFT, PRINTED)
# How a form leaves: by hand to the person among them.
LETTER, BY_HAND, FAX, SDK = "letter", "by-hand", "fax", "sdk"
WAYS = (BY_HAND, LETTER, FAX, SDK)


@dataclass(frozen=True, slots=True)
class Kept:
    """A form of a case with the answers that the reader may see; `closed` when it has fields in closed categories.

    `code` stands on its paper. `revision` is 1 for the answer that came, and one more for each correction of it.
    """

    id: int
    case: int
    form: Form
    status: str
    sphere: int
    unit: int
    worker: int
    began_on: date
    seq: int
    receiver: str = ""
    receiver_sphere: int = 0
    how: str = ""
    sent_on: date | None = None
    answered_on: date | None = None
    code: str = ""
    printed_on: date | None = None
    revision: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    closed: bool = False

    @property
    def editable(self) -> bool:
        """True while nothing of it has left."""
        return self.status in UNSENT
