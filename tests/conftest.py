"""What every test stands on: one day, Swedish, no secrets of the machine, and parts that are never silently missing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import settings

from samordna.journal import guards
from samordna.web import i18n

DAY = "2026-11-22"
# Seconds that one worker waits for what another one makes.
PATIENCE = 180
# A busy machine is not a failure: performance is measured by bench, never by a test.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is asked once is not asked of the second database."""
    if connection.vendor != "sqlite":
        skip = {item.nodeid for item in items if item.get_closest_marker("once")}
        items[:] = [item for item in items if item.nodeid not in skip]


def pytest_configure(config: pytest.Config) -> None:
    """Markers of our own, and the day on which pages and commands are asked."""
    config.addinivalue_line("markers", "browser: needs Chromium and a served site")
    config.addinivalue_line("markers", "data: is about what is kept, and runs on both databases")
    config.addinivalue_line("markers", "once: would say the same of any database, and runs on SQLite only")
    os.environ.setdefault("SAMORDNA_TODAY", DAY)


@pytest.fixture(autouse=True)
def _swedish_again():
    """A page or command asked in English leaves the process speaking it."""
    yield
    i18n.activate("sv")


def lacking(part: str, command: str) -> NoReturn:
    """A part of the machine that a test needs is not there: skip, saying how to get it; fail under `CI=true` (E23)."""
    said = f"{part} is missing; install it with: {command}"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as users have it, so that tests meet the same locks; PostgreSQL as DATABASE_URL says."""
    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session", autouse=True)
def _files_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test meets the files of whoever runs it."""
    django_settings.FILES_FOLDER = tmp_path_factory.mktemp("files")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker to want it makes, for all of them; whoever writes in it takes a copy.

    A making that fails leaves what there is, so that each test that rests on it says what is lacking.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / name, shared / f"{name}-made"
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + PATIENCE
        while not done.exists() and time.monotonic() < until:
            time.sleep(0.1)
        return folder
    try:
        make(folder)
    finally:
        done.touch()
    return folder


_flush = BaseDatabaseOperations.execute_sql_flush


def _flush_without_guards(self: BaseDatabaseOperations, sql_list: Any) -> None:
    """Between tests the journal is emptied; only here are its guards lifted, and put back at once (E6)."""
    lift_guards()
    _flush(self, sql_list)
    guards.install()


BaseDatabaseOperations.execute_sql_flush = _flush_without_guards  # type: ignore[method-assign]


def lift_guards() -> None:
    """Take the guards of the journal away: for the flush between tests, and to try tampering."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'")
        else:
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
                "WHERE NOT tgisinternal AND tgname LIKE 'guard_%'"
            )
        for name, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
