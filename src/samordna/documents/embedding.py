"""Which files lie in a PDF beside its pages, and how are they put there? For programs, what people read on paper.

Typst puts them in (PDF/A-3, `pdf.attach`); pikepdf takes them out again. What comes from outside is bounded: a damaged
or oversized file is refused with the reason, and nothing is unpacked beyond its limit.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import Any

import pikepdf

from samordna.documents.markup import call, string
from samordna.kernel.text import Message, say

JSON = "application/json"
# Enough for a form of a hundred pages or a packet with its files; too little to fill a disk or the memory.
LARGEST, LARGEST_PART, MOST = 50_000_000, 20_000_000, 100
# What a name tree of a sound file never has.
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file to put into a PDF. `relationship` is PDF/A-3's: data (the same as the pages), source or supplement."""

    name: str
    data: bytes
    mime: str = JSON
    description: str = ""
    relationship: str = "data"


class DamagedPdfError(ValueError):
    """A file that is no PDF, or is damaged, locked or too large; `said` tells it in the reader's words."""

    def __init__(self, said: Message) -> None:
        super().__init__(str(said))
        self.said = said


def attach(file: Embedded) -> str:
    """The typst source that puts the file of this name into the PDF."""
    return call(
        "pdf.attach", relationship=string(file.relationship), mime_type=string(file.mime),
        description=string(file.description or file.name),
    ).replace("#pdf.attach(", f"#pdf.attach({string(file.name)}, ", 1)  # fmt: skip


def embedded(pdf: bytes) -> dict[str, bytes]:
    """The files in a PDF by name; none when it has none. Raises DamagedPdfError."""
    if len(pdf) > LARGEST:
        raise DamagedPdfError(say("The file is larger than {most} MB.", most=LARGEST // 1_000_000))
    if not pdf.startswith(b"%PDF-"):
        raise DamagedPdfError(say("The file is not a PDF."))
    try:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as opened:
            found = _specifications(opened)
            return {name: _bytes(spec) for name, spec in found.items()}
    except pikepdf.PasswordError:
        raise DamagedPdfError(say("The file is locked with a password.")) from None
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as problem:
        if isinstance(problem, DamagedPdfError):
            raise
        raise DamagedPdfError(say("The file is damaged: it cannot be read to its end.")) from problem


def _specifications(opened: pikepdf.Pdf) -> dict[str, Any]:
    """The file specifications of the name tree of attachments."""
    tree = opened.Root.get("/Names", pikepdf.Dictionary()).get("/EmbeddedFiles")
    found: dict[str, Any] = {}
    waiting = [(tree, 0)] if tree is not None else []
    while waiting:
        node, deep = waiting.pop()
        names = node.get("/Names", ())
        for index in range(0, len(names) - 1, 2):
            found[str(names[index])] = names[index + 1]
        waiting += [(kid, deep + 1) for kid in node.get("/Kids", ())]
        if deep > DEEPEST or len(found) > MOST or len(waiting) > MOST:
            raise DamagedPdfError(say("There are more than {most} files in the PDF.", most=MOST))
    return found


def _bytes(spec: Any) -> bytes:
    stream = spec["/EF"]["/F"]
    packed = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(each) for each in filters or ()]
    if names not in ([], ["/FlateDecode"]) or stream.get("/DecodeParms") is not None:
        raise DamagedPdfError(say("A file in the PDF is packed in a way that is not read here."))
    return _unpacked(packed) if names else _within(packed)


def _unpacked(packed: bytes) -> bytes:
    """Unpacked up to the limit and no further: a small file can hold a very large one."""
    reader = zlib.decompressobj()
    try:
        made = reader.decompress(packed, LARGEST_PART + 1)
    except zlib.error as problem:
        raise ValueError(str(problem)) from problem
    if not reader.eof and len(made) <= LARGEST_PART:
        raise ValueError("a packed file ends too early")
    return _within(made)


def _within(data: bytes) -> bytes:
    if len(data) > LARGEST_PART:
        raise DamagedPdfError(say("A file in the PDF is larger than {most} MB.", most=LARGEST_PART // 1_000_000))
    return data
