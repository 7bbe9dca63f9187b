"""Which types of file are taken, how large, and what can a file be? What the organisation has written, never code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.conf import settings

from samordna.attachments.domain import MIB, Kind
from samordna.documents.sniffing import FileType
from samordna.handbooks.domain import Entry
from samordna.handbooks.queries import shared_registers

TYPES, KINDS = "file-types", "attachment-kinds"


def folder() -> Path:
    """Where the bytes lie: beside the database, outside everything that is served."""
    return Path(settings.FILES_FOLDER)


def types() -> tuple[FileType, ...]:
    """The types that are taken here: those of the register, fewer or smaller where the installation says so."""
    only = {each.strip() for each in settings.FILES_TYPES.split(",") if each.strip()}
    most = int(settings.FILES_MB) * MIB if settings.FILES_MB.isdecimal() else 0
    taken = [_type(entry) for name, entry in shared_registers()[TYPES].items() if not only or name in only]
    return tuple(replace(each, largest=min(each.largest, most)) if most else each for each in taken)


def type_of(type_id: str) -> FileType | None:
    """A type by its id, also when it is no longer taken."""
    entry = shared_registers()[TYPES].get(type_id)
    return _type(entry) if entry else None


def _type(entry: Entry) -> FileType:
    data = entry.data
    return FileType(
        entry.id, entry.title, str(data["mime"]), tuple(data["suffixes"]), int(data["largest_mb"]) * MIB,
        str(data.get("part", "")), str(data.get("declares", "")),
    )  # fmt: skip


def kinds() -> dict[str, Kind]:
    """Everything that a file can be, by id."""
    return {
        name: Kind(name, entry.title, str(entry.data.get("category", "")), bool(entry.data.get("certificate")))
        for name, entry in shared_registers()[KINDS].items()
    }
