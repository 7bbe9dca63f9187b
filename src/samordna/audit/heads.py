"""Where did every chain stand on a day? A signed digest outside the database, one file a day (E4).

Whoever changes the database and recomputes all hashes is found by these files, if a copy of them lies out of reach.
A file holds only chains that have moved since the one before, and the signature of that one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from samordna.audit import reading
from samordna.audit.domain import Difference, Found
from samordna.journal.domain import canonical

SALT = "samordna.audit.heads"
CHUNK = 200
Heads = dict[int, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Digest:
    """One day's file: chains with the seq and the head (hex) they had, the signature before, and its own."""

    day: str
    previous: str
    heads: Heads
    mac: str

    @property
    def written(self) -> str:
        """What is signed."""
        return canonical({"day": self.day, "previous": self.previous, "heads": _plain(self.heads)})


def folder() -> Path | None:
    """Where the files lie; none when the installation has no lasting key to sign with."""
    place = getattr(settings, "SAMORDNA_HEADS", None)
    return Path(place) if place else None


def keep(day: date) -> Path | None:
    """Write the day's digest, once; none when there is nowhere to. What has been written is never written again."""
    place = folder()
    if place is None:
        return None
    file = place / f"{day.isoformat()}.json"
    if file.exists():
        return file
    known: Heads = {}
    previous = ""
    for digest in digests():
        known |= digest.heads
        previous = digest.mac
    moved = {pk: at for pk, at in now() if known.get(pk) != at}
    unsigned = Digest(day.isoformat(), previous, moved, "")
    data = {**json.loads(unsigned.written), "mac": _signature(unsigned.written, settings.SECRET_KEY)}
    place.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".half")
    half.write_text(canonical(data), "utf-8")
    os.replace(half, file)
    return file


def now() -> Iterator[tuple[int, tuple[int, str]]]:
    """Where every chain stands."""
    for model in reading.chained():
        rows = model._default_manager.filter(seq__gt=0).values_list("pk", "seq", "head")
        for pk, seq, head in rows.iterator():
            yield pk, (seq, bytes(head).hex())


def digests() -> Iterator[Digest]:
    """Every file, oldest first; what cannot be read has no signature."""
    place = folder()
    for file in sorted(place.glob("*.json")) if place else ():
        try:
            data = json.loads(file.read_text("utf-8"))
            heads = {int(pk): (int(seq), str(head)) for pk, (seq, head) in data["heads"].items()}
            yield Digest(data["day"], data["previous"], heads, data["mac"])
        except (ValueError, KeyError, TypeError, AttributeError):
            yield Digest(file.stem, "", {}, "")


def compared(case: int | None = None) -> tuple[int, list[Difference]]:
    """How many digests there are, and where the chains are not as they say; only `case` when it is given."""
    count, previous, found = 0, "", list[Difference]()
    for digest in digests():
        count += 1
        if not _signed(digest):
            found.append(Difference(Found.DIGEST_CHANGED, day=digest.day))
        elif digest.previous != previous:
            found.append(Difference(Found.DIGEST_MISSING, day=digest.day))
        previous = digest.mac
        wanted = digest.heads if case is None else {pk: at for pk, at in digest.heads.items() if pk == case}
        found += _differing(digest.day, wanted)
    return count, found


def _differing(day: str, heads: Heads) -> Iterator[Difference]:
    rest, events = iter(heads.items()), reading.table("journal.event").objects
    while chunk := dict(islice(rest, CHUNK)):
        keys = [(pk, seq) for pk, (seq, _) in chunk.items()]
        stored = {
            (pk, seq): bytes(hashed).hex()
            for pk, seq, hashed in events.filter(pk__in=keys).values_list("stream_id", "seq", "hash")
        }
        for pk, (seq, head) in chunk.items():
            if stored.get((pk, seq)) != head:
                yield Difference(Found.DIGEST, pk, seq, day=day)


def _signed(digest: Digest) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(_signature(digest.written, str(key)), digest.mac) for key in keys)


def _signature(written: str, key: str) -> str:
    return salted_hmac(SALT, written, secret=key, algorithm="sha256").hexdigest()


def _plain(heads: Heads) -> dict[str, list[object]]:
    return {str(pk): [seq, head] for pk, (seq, head) in heads.items()}
