"""How does a command that needs the database get one? Django is set up late, because most commands do without."""

from __future__ import annotations

import os

from samordna.kernel.text import say
from samordna.web.terminal import fail

SETTINGS = "DJANGO_SETTINGS_MODULE"


def django_ready() -> None:
    """Read the settings and fill the ports; twice does the same as once."""
    os.environ.setdefault(SETTINGS, "samordna.platform.settings")
    import django

    django.setup()


def database_ready(*, as_json: bool) -> None:
    """Django, and the tables as this program wants them, before anything is asked or written; else says what to do."""
    django_ready()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as problem:
        why = str(problem).split("\n")[0]
        fail(say("The database cannot be reached: {why}.", why=why), say("Check DATABASE_URL."), as_json=as_json)
    if waiting:
        said = say("The database has not been made, or is older than the program.")
        fail(said, say("Run “{command}” first.", command="samordna migrate"), as_json=as_json)
