"""What is an act, and what does its event look like before it is stored? (E3-E5, E7)

An act is one thing done by one worker for one unit at one moment; it writes one event to each stream that it changes.
A stream is a case, a person, an area or an incoming message: whatever has a chain of its own. The event's header holds
ids, kind, times and hashes only; what happened stands in payload parts, one per secrecy sphere and category, because
that is the unit of reading, of consent and of purging.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

HASH = hashlib.sha256
SALT_BYTES = 16
GENESIS = b"\0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does what is done now: worker, the unit acted for, the moment (aware, UTC), why, and the act's own id.

    `id` is the id of the form that was sent, so that a double click is recognised (E12).
    """

    id: UUID
    by: int
    at: datetime
    on: date
    unit: int = 0
    sphere: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What an event says in one sphere and category. `data` is plain JSON; `salt` hides short values from guessing."""

    sphere: int
    category: str
    data: Mapping[str, Any]
    salt: bytes = b""
    text: str = field(default="", compare=False)

    @property
    def written(self) -> str:
        """The JSON that is stored and hashed; made once when `text` holds it."""
        return self.text or canonical(self.data)

    @property
    def digest(self) -> bytes:
        """32 bytes: the salted hash that the header keeps for ever, also after the part is purged."""
        return digest(self.salt, self.written)


@dataclass(frozen=True, slots=True)
class Header:
    """An event's header: everything but what happened. `effect` holds ids only, as JSON."""

    stream: int
    seq: int
    act: UUID
    kind: str
    v: int
    at: datetime
    by: int
    unit: int
    sphere: int
    effect: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a command hands to the journal: the kind of event, ids that it changes, and its parts."""

    kind: str
    parts: tuple[Part, ...] = ()
    effect: Mapping[str, Any] = field(default_factory=dict)
    person: int = 0
    v: int = 1


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def canonical(data: Mapping[str, Any]) -> str:
    """One way to write JSON, so that the same data always has the same hash."""
    return _encode(data)


def digest(salt: bytes, written: str) -> bytes:
    """The salted hash of a stored part."""
    return HASH(salt + written.encode()).digest()


def body(digests: Iterable[tuple[int, str, bytes]]) -> bytes:
    """The hash of all parts of an event, from (sphere, category, digest), in the order of their keys."""
    joined = HASH()
    for sphere, category, each in sorted(digests):
        joined.update(f"{sphere}:{category}:".encode() + each)
    return joined.digest()


def link(previous: bytes, header: Header) -> bytes:
    """The hash of an event: over the one before and everything in the header."""
    at = header.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = "|".join(
        (
            str(header.stream),
            str(header.seq),
            header.act.hex,
            header.kind,
            str(header.v),
            at,
            str(header.by),
            str(header.unit),
            str(header.sphere),
            header.effect,
        )
    )
    return HASH(previous + said.encode() + header.body).digest()
