"""Which versions are published, and what does one say? Their content never changes, so it is read once (E14)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import DatabaseError

from samordna.content.reading import ContentError, Json
from samordna.handbooks.domain import Handbook
from samordna.handbooks.freezing import digest, thaw, thaw_table
from samordna.handbooks.models import Published
from samordna.handbooks.queries import load, version_key
from samordna.kernel.text import say
from samordna.rules.domain import Table
from samordna.rules.queries import packaged

_NAME = re.compile(r"[\w.-]{1,40}")


@dataclass(frozen=True, slots=True)
class Edition:
    """A published version: what it is, when (aware, UTC) and by whom it was published, in which act."""

    handbook: str
    version: str
    digest: str
    at: datetime
    by: int
    act: UUID


_FIELDS = ("handbook", "version", "digest", "at", "by_id", "act")


def editions(handbook: str = "") -> list[Edition]:
    """The published versions (of one handbook), by handbook, oldest version first; no content is read."""
    rows = Published.objects.filter(handbook=handbook) if handbook else Published.objects.all()
    found = [Edition(*row) for row in rows.values_list(*_FIELDS)]
    return sorted(found, key=lambda e: (e.handbook, version_key(e.version)))


@cache
def pinned(handbook: str, version: str) -> Handbook:
    """The version that a case follows: as it was published, else as it is packaged.

    Read once for each version and process. Raises ContentError when there is no such version.
    """
    return _frozen(handbook, version) or load(f"{handbook}@{version}")


@cache
def table(handbook: str, version: str, table_id: str) -> Table:
    """A decision table as the version has it; a packaged one when the version is not published or lacks it."""
    content = _content(handbook, version)
    return (thaw_table(content, table_id) if content else None) or packaged(table_id)


def forget() -> None:
    """Read everything anew: a version that was packaged only may have been published."""
    pinned.cache_clear()
    table.cache_clear()
    _thawed.clear()


def altered() -> list[Edition]:
    """Published versions whose content no longer has its digest: somebody got past the database's guards."""
    rows = Published.objects.values_list(*_FIELDS, "content").iterator(chunk_size=1)
    return [Edition(*row[:-1]) for row in rows if digest(row[-1]) != row[2]]


_thawed: dict[tuple[str, str], Handbook] = {}


def _frozen(handbook: str, version: str) -> Handbook | None:
    """What was published, read once; what was not is asked for again, for it may come."""
    known = _thawed.get((handbook, version))
    if known is None:
        content = _content(handbook, version)
        known = thaw(content) if content else None
        if known:
            _thawed[handbook, version] = known
    return known


def _content(handbook: str, version: str) -> Json | None:
    """What was published; None when it was not. Raises ContentError when it has been changed afterwards."""
    row = Published.objects.filter(handbook=handbook, version=version).values_list("digest", "content").first()
    if row is None:
        return None
    if digest(row[1]) != row[0]:
        raise ContentError(
            f"{handbook}@{version}",
            0,
            say("The published version {version} of {handbook} has been changed afterwards.",
                version=version, handbook=handbook),
            say("Restore the database from a backup."),
        )  # fmt: skip
    found: Json = json.loads(row[1])
    return found


# For public pages, which also work where there is no database yet.


def seen(handbook: str) -> list[Edition]:
    """The published versions of a handbook, oldest first; none where there is no database or no table."""
    try:
        return editions(handbook) if _NAME.fullmatch(handbook) else []
    except DatabaseError:
        return []


def shown(handbook: str, version: str = "") -> Handbook | None:
    """A handbook as it was published, in this or its newest version; None when it was not."""
    if not version:
        version = next((each.version for each in reversed(seen(handbook))), "")
    if not (_NAME.fullmatch(handbook) and _NAME.fullmatch(version)):
        return None
    try:
        return _frozen(handbook, version)
    except DatabaseError:
        return None
