"""Is the database as it must be before anybody is served? There, migrated, and with the journal's guards (E6, E15)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from samordna.journal import guards
from samordna.kernel.text import say
from samordna.web.terminal import QuestionError

MIGRATE = "samordna migrate"
# Seconds.
PATIENCE = 5


def objections(workers: int) -> Iterator[QuestionError]:
    """What speaks against serving from this database; the first that is found hides what would follow from it."""
    if connection.vendor == "sqlite" and workers > 1:
        yield QuestionError(
            say("SQLite is written by one process, and {count} were asked for.", count=workers),
            say("Leave out --workers, or set DATABASE_URL to a PostgreSQL database."),
        )
    if connection.vendor == "sqlite" and not database_file().exists():
        yield QuestionError(
            say("There is no database yet; it would be {file}.", file=database_file()),
            say("Make it: {command}", command=MIGRATE),
        )
        return
    try:
        _reach()
        yield from _unready()
    except (DatabaseError, psycopg.Error, OSError) as problem:
        yield QuestionError(
            say("The database cannot be reached: {why}.", why=str(problem).strip().splitlines()[0].rstrip(".")),
            say("Check DATABASE_URL, or SAMORDNA_DATA for SQLite, and that the database is running."),
        )


def _reach() -> None:
    """Ask once and directly: a pool would go on trying, and complain at length. Raises psycopg.Error."""
    if connection.vendor == "postgresql":
        wanted = {**connection.get_connection_params(), "connect_timeout": PATIENCE}
        psycopg.connect(**wanted).close()


def _unready() -> Iterator[QuestionError]:
    count = len(unapplied())
    if count:
        yield QuestionError(
            say("The database lacks {count} changes that this version needs.", count=count),
            say("Take a backup, then write: {command}", command=MIGRATE),
        )
        return
    missing = guards.missing()
    if missing:
        yield QuestionError(
            say("The journal could be changed: its guards are not in place ({names}).", names=", ".join(missing)),
            say("Find out why, then write: {command}", command=MIGRATE),
        )


def unapplied() -> list[str]:
    """The migrations that this version needs and the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def migrate(verbosity: int = 0) -> list[str]:
    """Bring the database up to this version, with its guards; returns what was applied."""
    make_folder()
    applied = unapplied()
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=0)
    return applied


def database_file() -> Path:
    """Where SQLite's file is."""
    return Path(str(connection.settings_dict["NAME"]))


def make_folder() -> None:
    """SQLite makes a file, not the folder that it lies in; nobody else on the machine may look into it."""
    if connection.vendor == "sqlite" and not database_file().parent.exists():
        database_file().parent.mkdir(parents=True, mode=0o700)
