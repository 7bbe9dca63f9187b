"""What can be wrong with what is kept, and how is that said? Which readings are looked at? (E4, D26)

A difference never holds what a row says: whoever runs the program reads no case content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

from samordna.kernel.text import Message, say


class Found(StrEnum):
    """What `verify` can find."""

    EVENT_MISSING = "event-missing"
    EVENT_CHANGED = "event-changed"
    EVENT_EXTRA = "event-extra"
    SAID_CHANGED = "said-changed"
    HEAD = "head-differs"
    STREAM_LOST = "stream-lost"
    ROW_MISSING = "row-missing"
    ROW_EXTRA = "row-extra"
    FIELD = "field-differs"
    UNREADABLE = "cannot-rebuild"
    DUE = "due-differs"
    DIGEST = "digest-differs"
    DIGEST_CHANGED = "digest-changed"
    DIGEST_MISSING = "digest-missing"
    VERSION = "version-changed"
    COUNTER = "counter-differs"
    FILE_MISSING = "file-missing"
    FILE_CHANGED = "file-changed"
    FILE_EXTRA = "file-unknown"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the events say: which chain, event, table, row (its key there) and field."""

    found: Found
    stream: int = 0
    seq: int = 0
    table: str = ""
    row: str = ""
    field: str = ""
    day: str = ""

    @property
    def said(self) -> Message:
        """What differs."""
        names = ("stream", "seq", "table", "row", "field", "day")
        return Message(SAID[self.found].template, {name: getattr(self, name) for name in names})

    @property
    def mend(self) -> Message:
        """What to do about it."""
        return MENDS[self.found]


_CHANGED_UNDER_US = say(
    "The program cannot do this: somebody has changed the database itself. Keep a copy of the database as it is, find "
    "out who had access to it, and restore it from the latest backup that can be verified."
)
_LIST_DIFFERS = say(
    "The events are the truth and the lists follow them. Keep a copy of the database, restore the table from the "
    "latest backup that can be verified, or report a fault in the program."
)
_DIGEST = say(
    "Compare with the copy of the folder “heads” that is kept elsewhere. If the signing key has been changed, put the "
    "old one among the former keys."
)
_FILE = say(
    "Put the file back from a copy of the folder “files”. Find out who had access to the folder; what has changed in "
    "it is shown to nobody."
)
SAID: Mapping[Found, Message] = {
    Found.EVENT_MISSING: say("Chain {stream}: event {seq} is missing."),
    Found.EVENT_CHANGED: say("Chain {stream}: event {seq} has been changed after it was written."),
    Found.EVENT_EXTRA: say("Chain {stream}: event {seq} comes after the last one that the record knows."),
    Found.SAID_CHANGED: say(
        "Chain {stream}: what event {seq} says has been changed, added to, or removed without a decision to purge it."
    ),
    Found.HEAD: say("Chain {stream}: the record does not stand at its last event."),
    Found.STREAM_LOST: say("Chain {stream}: there are events, but the record that they are about is gone."),
    Found.ROW_MISSING: say("Chain {stream}: the row {row} of {table} is missing."),
    Found.ROW_EXTRA: say("Chain {stream}: no event tells of the row {row} of {table}."),
    Found.FIELD: say("Chain {stream}: {field} of the row {row} of {table} is not what the events say."),
    Found.UNREADABLE: say("Chain {stream}: event {seq} cannot be read, so the lists cannot be compared."),
    Found.DUE: say("Chain {stream}: the date by which the row {row} of {table} is sorted is not the computed one."),
    Found.DIGEST: say("Chain {stream}: event {seq} is not the one in the digest of {day}."),
    Found.DIGEST_CHANGED: say("The digest of {day} has been changed, or was signed with another key."),
    Found.DIGEST_MISSING: say("A digest before the one of {day} is missing."),
    Found.VERSION: say("The published version {row} has been changed after it was published."),
    Found.COUNTER: say("The counter {row} of {table} does not stand at the last number that was given."),
    Found.FILE_MISSING: say("Chain {stream}: the file {row} is missing."),
    Found.FILE_CHANGED: say("Chain {stream}: the file {row} has been changed after it was kept."),
    Found.FILE_EXTRA: say("The file {row} belongs to no case."),
}
MENDS: Mapping[Found, Message] = {
    **dict.fromkeys(Found, _CHANGED_UNDER_US),
    **dict.fromkeys((Found.ROW_MISSING, Found.ROW_EXTRA, Found.FIELD, Found.UNREADABLE), _LIST_DIFFERS),
    **dict.fromkeys((Found.DIGEST_CHANGED, Found.DIGEST_MISSING), _DIGEST),
    **dict.fromkeys((Found.FILE_MISSING, Found.FILE_CHANGED), _FILE),
    Found.FILE_EXTRA: say(
        "An upload was broken off, or the database is older than the folder “files”. If it is the right database, "
        "remove the file."
    ),
    Found.DUE: say("It is for sorting only. The nightly job puts it right; look whether “samordna worker” is running."),
}


@dataclass(slots=True)
class Report:
    """What was looked at and what was found. `purged` chains have parts that a decision has removed."""

    chains: int = 0
    events: int = 0
    purged: int = 0
    digests: int = 0
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of a month's readings is looked at, in percent: of all, and of those that gave a reason of their own."""

    of_all: float
    of_asked: float
    least: int
    most: int

    def wanted(self, count: int, percent: float) -> int:
        """How many of `count` a percentage is; a part counts as one."""
        return ceil(count * percent / 100)


def drawn(unit: int, month: str, readings: Iterable[tuple[int, bool]], share: Share) -> list[int]:
    """The ids to look at among (id, asked). Anybody can draw them again; nobody can choose them."""
    known = sorted(readings, key=lambda reading: _lot(unit, month, reading[0]))
    asked = [pk for pk, was_asked in known if was_asked]
    chosen = dict.fromkeys(asked[: share.wanted(len(asked), share.of_asked)])
    number = min(max(share.wanted(len(known), share.of_all), share.least, len(chosen)), share.most)
    for pk, _ in known:
        if len(chosen) >= number:
            break
        chosen.setdefault(pk)
    return sorted(list(chosen)[:number])


def _lot(unit: int, month: str, reading: int) -> bytes:
    return hashlib.sha256(f"{unit}/{month}/{reading}".encode()).digest()
