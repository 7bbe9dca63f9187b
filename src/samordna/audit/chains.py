"""Does every event of a chain follow from the one before, and say what it said? Pure (E4, E7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from samordna.audit.domain import Difference, Found
from samordna.journal.domain import GENESIS, Header, body, digest, link

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stored part of an event: whom it is about, its salt and its text."""

    person: int
    salt: bytes
    data: str


@dataclass(slots=True)
class Chain:
    """Everything stored of one stream. `at` is (seq, head) of the record, none when there is no record.

    `said` holds the parts of each event by (sphere, category), `purged` the digests that tombstones keep.
    """

    stream: int
    at: tuple[int, bytes] | None = None
    headers: list[tuple[Header, bytes]] = field(default_factory=list)
    said: dict[int, dict[Key, Spoken]] = field(default_factory=dict)
    purged: dict[int, dict[Key, bytes]] = field(default_factory=dict)


def check(chain: Chain) -> Iterator[Difference]:
    """Everything wrong with a chain, each event once: a broken link does not blame those after it."""
    head, seq = GENESIS, 0
    for header, stored in chain.headers:
        for gone in range(seq + 1, header.seq):
            yield Difference(Found.EVENT_MISSING, chain.stream, gone)
        if header.seq == seq + 1 and link(head, header) != stored:
            yield Difference(Found.EVENT_CHANGED, chain.stream, header.seq)
        if not _says_the_same(header, chain.said.get(header.seq, {}), chain.purged.get(header.seq, {})):
            yield Difference(Found.SAID_CHANGED, chain.stream, header.seq)
        head, seq = stored, header.seq
    for stray in sorted(set(chain.said) - {header.seq for header, _ in chain.headers}):
        yield Difference(Found.SAID_CHANGED, chain.stream, stray)
    yield from _record(chain, seq, head)


def _record(chain: Chain, seq: int, head: bytes) -> Iterator[Difference]:
    """The record must stand at the last event."""
    if chain.at is None:
        if chain.headers:
            yield Difference(Found.STREAM_LOST, chain.stream)
        return
    known, known_head = chain.at
    for gone in range(seq + 1, known + 1):
        yield Difference(Found.EVENT_MISSING, chain.stream, gone)
    for header, _ in chain.headers:
        if header.seq > known:
            yield Difference(Found.EVENT_EXTRA, chain.stream, header.seq)
    if known == seq and known_head != head:
        yield Difference(Found.HEAD, chain.stream, known)


def _says_the_same(header: Header, said: Mapping[Key, Spoken], purged: Mapping[Key, bytes]) -> bool:
    """The parts that are there, and the tombstones of those that are not, make the hash that the header keeps."""
    there = {key: digest(part.salt, part.data) for key, part in said.items()}
    if any(there.get(key, gone) != gone for key, gone in purged.items()):
        return False
    return body(_keyed({**purged, **there})) == header.body


def _keyed(digests: Mapping[Key, bytes]) -> Iterable[tuple[int, str, bytes]]:
    return ((sphere, category, each) for (sphere, category), each in digests.items())
