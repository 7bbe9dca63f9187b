"""What is a file of a case: what kind, whose, of which information, from whom and when? Frozen values; no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from samordna.kernel.text import Text

KEPT, DISCARDED = "kept", "discarded"
MISSING, CHANGED, STRAY = "missing", "changed", "stray"
LONGEST_WORDS, LONGEST_SENDER = 200, 120
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: a certificate, a decision … `category` is filled for kinds that always tell of one thing."""

    id: str
    title: Text
    category: str = ""
    certificate: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to keep and what is said about it. `file` can be read from its beginning more than once.

    `dated` is the day on the paper, `came_on` when it came here. `incoming` is the message that it came with,
    `document` the form that it answers, `fact` the answer that rests on it; each of them is optional.
    """

    file: BinaryIO
    name: str
    kind: str
    category: str
    sender: str
    came_on: date
    dated: date | None = None
    words: str = ""
    incoming: int | None = None
    document: int | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentKept:
    """A file of a case as it is kept. `size` is in bytes, `digest` the SHA-256 of them in hex, `type` what it is."""

    id: int
    case: int
    name: str
    kind: str
    type: str
    size: int
    digest: str
    category: str
    sphere: int
    unit: int
    worker: int
    sender: str
    came_on: date
    kept_on: date
    dated: date | None = None
    words: str = ""
    incoming: int | None = None
    document: int | None = None
    fact: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """Bytes that are not as they were kept, or that nobody knows: what is wrong, of which file of which case."""

    what: str
    name: str
    case: int = 0
    attachment: int = 0
