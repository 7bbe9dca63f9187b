"""How is a fact known, and for which time does it count? A code, the worker's own words, and a period.

What was told before sources were kept has none: it is read as an empty one (E5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.kernel.text import Message, say

PERSON, CERTIFICATE, DECISION, AUTHORITY, OWN, OTHER = (
    "told-by-person", "certificate", "decision", "another-authority", "own-assessment", "other",
)  # fmt: skip
SOURCES: Mapping[str, Message] = {
    PERSON: say("The person has told it"),
    CERTIFICATE: say("Certificate or other medical document"),
    DECISION: say("A decision"),
    AUTHORITY: say("Another authority has told it"),
    OWN: say("Our own assessment"),
    OTHER: say("Something else"),
}
# An answer taken over from another party of the case: the code is this with the party's id behind.
PARTY = "party:"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Source:
    """`code` is one of SOURCES, or "party:ID"; `words` name the document and its day; `since` and `until` are the
    first and the last day that the fact concerns. All may be missing.
    """

    code: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None

    def plain(self) -> dict[str, str]:
        """As JSON keeps it; what is missing is left out."""
        said = {
            "code": self.code, "words": self.words, "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}

    @property
    def party(self) -> str:
        """The party that it was taken over from; "" for none."""
        return self.code.removeprefix(PARTY) if self.code.startswith(PARTY) else ""

    @property
    def problem(self) -> tuple[str, Message] | None:
        """What is wrong with it: the field, and what to write instead."""
        if self.code and self.code not in SOURCES and not self.party:
            return "code", say("Choose how it is known.")
        if len(self.words) > LONGEST:
            return "words", say("Write at most {most} characters.", most=LONGEST)
        if self.since and self.until and self.until < self.since:
            return "until", say("The last day lies before the first.")
        return None


NOWHERE = Source()


def read(data: Mapping[str, Any] | None) -> Source:
    """What `plain` wrote; an event that says nothing of it, as older ones do, has an empty source."""
    if not data:
        return NOWHERE
    return Source(str(data.get("code", "")), str(data.get("words", "")), _day(data, "since"), _day(data, "until"))


def _day(data: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(data[name]) if data.get(name) else None
