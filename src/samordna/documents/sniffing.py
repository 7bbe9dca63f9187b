"""What is this file, whatever it is called? Its content decides, and what could harm is refused.

A name and what a browser says of a file are the sender's words. The first bytes are looked at by `puremagic`; a file
that is a zip inside (Word, OpenDocument) is opened, within limits, to see what it holds and that it holds no program.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from samordna.kernel.text import Message, Text, say

# What puremagic is shown; every head that it knows lies within.
HEAD = 8192
LONGEST_NAME = 120
ZIP = b"PK\x03\x04"
# A document of hundreds of pages with pictures has far less of each; a zip made to fill a disk has more.
MOST_PARTS, LARGEST_UNPACKED, MOST_TIMES_LARGER = 3000, 300 * 2**20, 200
# Where programs lie in a Word file and in an OpenDocument file.
PROGRAMS = re.compile(r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml|activex/)|^(?:basic|scripts)/.", re.IGNORECASE)
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file that is taken. `part` and `declares` are for zips: a part it has, and what its list of parts says.

    `largest` is in bytes. The first of `suffixes` is put on a name that has none.
    """

    id: str
    title: Text
    mime: str
    suffixes: tuple[str, ...]
    largest: int
    part: str = ""
    declares: str = ""

    @property
    def is_text(self) -> bool:
        """Plain text has no head to know it by."""
        return self.mime == "text/plain"


class NotTakenError(ValueError):
    """A file that is not taken; `said` tells why, and what to do instead."""

    def __init__(self, said: Message) -> None:
        super().__init__(str(said))
        self.said = said


def examined(file: BinaryIO, name: str, types: Iterable[FileType]) -> FileType:
    """Which of `types` a file is, by what it holds. `file` is left at its beginning. Raises NotTakenError."""
    known = tuple(types)
    try:
        found = _type_of(file, known)
    finally:
        file.seek(0)
    if found is None:
        titles = [each.title for each in known]
        raise NotTakenError(
            say(
                "The file is of a type that is not taken here, whatever it is called. Save it as: {types}.",
                types=titles,
            )
        )
    suffix = suffix_of(name)
    if suffix and suffix not in found.suffixes:
        raise NotTakenError(
            say(
                "The name ends in “.{suffix}”, but the file is: {type}. Give it its right name, or save it anew.",
                suffix=suffix, type=found.title,
            )
        )  # fmt: skip
    return found


def _type_of(file: BinaryIO, types: tuple[FileType, ...]) -> FileType | None:
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise NotTakenError(say("The file is empty. Choose it again; perhaps it was not saved."))
    if head.startswith(ZIP):
        return _zipped(file, [each for each in types if each.part])
    looks = _looks_like(head)
    found = next((each for each in types if not each.part and looks & set(each.suffixes)), None)
    if found is not None:
        return found
    text = next((each for each in types if each.is_text), None)
    return text if text is not None and _is_text(file) else None


def _looks_like(head: bytes) -> frozenset[str]:
    """The suffixes of everything that the head could be."""
    try:
        return frozenset(match.extension.lstrip(".").casefold() for match in puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return frozenset()


def _is_text(file: BinaryIO) -> bool:
    """UTF-8 throughout (as UTF-16 nobody saves by mistake), without control signs."""
    file.seek(0)
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(2**16):
            if _CONTROLS & set(chunk):
                return False
            reader.decode(chunk)
        reader.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _zipped(file: BinaryIO, types: list[FileType]) -> FileType | None:
    """Which type a zip is; one that could harm whoever opens it is refused."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            _insist_on_harmless(packed)
            return next((each for each in types if _is(packed, each)), None)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        raise NotTakenError(
            say("The file is damaged and cannot be opened. Save it anew, or make a PDF of it.")
        ) from None


def _insist_on_harmless(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)
    squeezed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or unpacked / squeezed > MOST_TIMES_LARGER:
        raise NotTakenError(say("The file unpacks to far more than it is. Save it as PDF instead."))
    if any(part.flag_bits & 1 for part in parts):
        raise NotTakenError(say("The file is locked with a password. Take the password away, and choose it again."))
    if any(PROGRAMS.search(part.filename) for part in parts):
        raise NotTakenError(
            say("The document holds a program (a macro), and such are not taken. Save it without macros, or as PDF.")
        )


def _is(packed: zipfile.ZipFile, wanted: FileType) -> bool:
    names = set(packed.namelist())
    if wanted.part not in names:
        return False
    listed = "mimetype" if "mimetype" in names else "[Content_Types].xml"
    if listed not in names:
        return False
    with packed.open(listed) as opened:
        return wanted.declares.encode() in opened.read(2**20)


def shown_name(name: str, kind: FileType) -> str:
    """What a file is called on pages and when it is fetched: the sender's name without anything that could mislead.

    No folders, no signs that are not seen or that turn the direction of writing, at most 120 signs, and a suffix.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(" " if each.isspace() else each for each in last if each.isspace() or _is_seen(each))
    plain = re.sub(r"[\"<>|:*?]", "_", " ".join(plain.split())).strip(". ")
    suffix = suffix_of(plain) if suffix_of(plain) in kind.suffixes else ""
    stem = plain[: -len(suffix) - 1] if suffix else plain
    ending = suffix or kind.suffixes[0]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip('. ') or 'fil'}.{ending}"


def _is_seen(sign: str) -> bool:
    """Controls, signs of direction, and those that have no meaning are not."""
    return not unicodedata.category(sign).startswith("C")


def suffix_of(name: str) -> str:
    """What stands after the last point, in small letters: at most eight letters and digits, else ""."""
    found = re.search(r"[^.]\.([0-9A-Za-z]{1,8})\s*$", name)
    return found[1].casefold() if found else ""
