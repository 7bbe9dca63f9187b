"""Where is what is kept? SQLite on this machine by default; PostgreSQL when DATABASE_URL says so (E15)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import dj_database_url
from platformdirs import user_data_path

VARIABLE, FOLDER = "DATABASE_URL", "SAMORDNA_DATA"
# Every acknowledged act is on disk; a writer waits its turn for up to 20 s.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
    # Else INSERT OR REPLACE would delete an event without asking its guard (E6).
    "PRAGMA recursive_triggers=ON;",
}
POSTGRES = {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}, "prepare_threshold": 2}


def folder() -> Path:
    """The folder for the embedded database and what belongs to it."""
    return Path(os.environ.get(FOLDER) or user_data_path("samordna", appauthor=False))


def configured(url: str = "") -> dict[str, Any]:
    """Django's setting for the one database, from an address such as postgres://user:password@host/name."""
    address = url or os.environ.get(VARIABLE, "")
    if not address:
        return sqlite(folder() / "samordna.sqlite3")
    if urlsplit(address).scheme == "sqlite":
        return sqlite(Path(urlsplit(address).path[1:] or "samordna.sqlite3"))
    found: dict[str, Any] = dict(dj_database_url.parse(address))
    # A pool gives the connection back after each request, so Django must not keep it (E15).
    found["CONN_MAX_AGE"] = 0
    asked = dict(parse_qsl(urlsplit(address).query))
    found["OPTIONS"] = {**asked, **POSTGRES}
    return found


def sqlite(file: Path) -> dict[str, Any]:
    """A SQLite database in `file`, in write-ahead mode."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": dict(SQLITE),
        # A file, not memory, so that tests meet the same locks and the same WAL as users do.
        "TEST": {"NAME": str(file.with_name(f"test-{os.getpid()}-{file.name}"))},
    }
