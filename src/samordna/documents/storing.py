"""How do bytes lie on the disk? Each file under a name drawn by lot, outside what is served, whole or not at all.

What a file is called and whose it is stands in the database. Here is only a folder: `ab/ab3f…`, readable by its owner
(0600), written beside its place, forced to the disk, and then moved there.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BufferedReader
from pathlib import Path

CHUNK = 2**16
# 128 bits drawn by lot: nobody guesses one, and two are never the same.
NAME = re.compile(r"[0-9a-f]{32}")
_COMING = "coming"


@dataclass(frozen=True, slots=True)
class Stored:
    """What lies on the disk: its name there, the SHA-256 of its bytes in hex, and how many they are."""

    name: str
    digest: str
    size: int


class TooLargeError(ValueError):
    """More came than may; nothing of it is kept."""

    def __init__(self, largest: int) -> None:
        super().__init__(f"more than {largest} bytes")
        self.largest = largest


def store(folder: Path, chunks: Iterable[bytes], largest: int) -> Stored:
    """Keep bytes as they come; on the disk when this returns. Raises TooLargeError as soon as there are too many."""
    name = secrets.token_hex(16)
    place = _place(folder, name)
    draft = folder / _COMING / name
    for needed in (folder, draft.parent, place.parent):
        needed.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        digest, size = _written(draft, chunks, largest)
        draft.replace(place)
        _sync(place.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return Stored(name, digest, size)


def _written(draft: Path, chunks: Iterable[bytes], largest: int) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > largest:
                raise TooLargeError(largest)
            hashed.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return hashed.hexdigest(), size


def opened(folder: Path, name: str) -> BufferedReader:
    """The bytes, to be closed by whoever asked. Raises FileNotFoundError."""
    return _place(folder, name).open("rb")


def digest_of(folder: Path, name: str) -> str:
    """The SHA-256 of the bytes as they lie there now, in hex. Raises FileNotFoundError."""
    with opened(folder, name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(folder: Path, name: str) -> bool:
    """Take the bytes away for good; True when there were any."""
    place = _place(folder, name)
    if not place.exists():
        return False
    place.unlink()
    _sync(place.parent)
    return True


def names(folder: Path, before: date) -> Iterator[str]:
    """The names of what was put into the folder before a day (UTC), in no order."""
    limit = datetime(before.year, before.month, before.day, tzinfo=UTC).timestamp()
    for place in folder.glob("[0-9a-f][0-9a-f]/*"):
        if NAME.fullmatch(place.name) and place.stat().st_mtime < limit:
            yield place.name


def _place(folder: Path, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return folder / name[:2] / name


def _sync(folder: Path) -> None:
    """The name itself is on the disk too, where the system can promise that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
