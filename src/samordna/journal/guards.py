"""Who may change what has happened? Nobody: triggers in the database refuse it (E6).

Events: no update, no delete, no truncate. Payloads: no update, and deletion only when a purge row says so. Published
versions of handbooks, which cases are pinned to, and definitions of forms, which forms are (E14): as events.
Django remakes SQLite tables when it migrates and drops their triggers, so they are put back after every migrate and
looked for when the server starts.
"""

from __future__ import annotations

from django.db import connection

HELD, FIXED = "journal is append-only", "a published version never changes"
_PURGED = (
    "SELECT 1 FROM journal_purge p WHERE p.stream_id = OLD.stream_id AND p.seq = OLD.seq "
    "AND p.sphere_id = OLD.sphere_id AND p.category = OLD.category"
)
_SQLITE = {
    "guard_event_update": "BEFORE UPDATE ON journal_event BEGIN SELECT RAISE(ABORT, '{held}'); END",
    "guard_event_delete": "BEFORE DELETE ON journal_event BEGIN SELECT RAISE(ABORT, '{held}'); END",
    "guard_payload_update": "BEFORE UPDATE ON journal_payload BEGIN SELECT RAISE(ABORT, '{held}'); END",
    "guard_payload_delete": "BEFORE DELETE ON journal_payload WHEN NOT EXISTS ({purged}) "
    "BEGIN SELECT RAISE(ABORT, '{held}'); END",
    "guard_purge_update": "BEFORE UPDATE ON journal_purge BEGIN SELECT RAISE(ABORT, '{held}'); END",
    "guard_purge_delete": "BEFORE DELETE ON journal_purge BEGIN SELECT RAISE(ABORT, '{held}'); END",
    "guard_published_update": "BEFORE UPDATE ON handbooks_published BEGIN SELECT RAISE(ABORT, '{fixed}'); END",
    "guard_published_delete": "BEFORE DELETE ON handbooks_published BEGIN SELECT RAISE(ABORT, '{fixed}'); END",
    "guard_definition_update": "BEFORE UPDATE ON forms_definition BEGIN SELECT RAISE(ABORT, '{fixed}'); END",
    "guard_definition_delete": "BEFORE DELETE ON forms_definition BEGIN SELECT RAISE(ABORT, '{fixed}'); END",
}
_FUNCTIONS = """
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{held}'; END $$;
CREATE OR REPLACE FUNCTION journal_refuse_unpurged() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF NOT EXISTS ({purged}) THEN RAISE EXCEPTION '{held}'; END IF; RETURN OLD; END $$;
CREATE OR REPLACE FUNCTION journal_refuse_published() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{fixed}'; END $$;
"""
_ROW, _STATEMENT = "FOR EACH ROW", "FOR EACH STATEMENT"
_POSTGRES = {
    "guard_event": ("journal_event", "UPDATE OR DELETE", _ROW, "journal_refuse"),
    "guard_event_truncate": ("journal_event", "TRUNCATE", _STATEMENT, "journal_refuse"),
    "guard_payload_update": ("journal_payload", "UPDATE", _ROW, "journal_refuse"),
    "guard_payload_delete": ("journal_payload", "DELETE", _ROW, "journal_refuse_unpurged"),
    "guard_payload_truncate": ("journal_payload", "TRUNCATE", _STATEMENT, "journal_refuse"),
    "guard_purge": ("journal_purge", "UPDATE OR DELETE", _ROW, "journal_refuse"),
    "guard_purge_truncate": ("journal_purge", "TRUNCATE", _STATEMENT, "journal_refuse"),
    "guard_published": ("handbooks_published", "UPDATE OR DELETE", _ROW, "journal_refuse_published"),
    "guard_published_truncate": ("handbooks_published", "TRUNCATE", _STATEMENT, "journal_refuse_published"),
    "guard_definition": ("forms_definition", "UPDATE OR DELETE", _ROW, "journal_refuse_published"),
    "guard_definition_truncate": ("forms_definition", "TRUNCATE", _STATEMENT, "journal_refuse_published"),
}


def install() -> None:
    """Put the guards in place; twice does the same as once. Waits until every table to guard exists."""
    if not {"journal_purge", "handbooks_published", "forms_definition"} <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, rule in _SQLITE.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(f"CREATE TRIGGER {name} " + rule.format(held=HELD, fixed=FIXED, purged=_PURGED))
            return
        cursor.execute(_FUNCTIONS.format(held=HELD, fixed=FIXED, purged=_PURGED))
        for name, (table, what, each, function) in _POSTGRES.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} {each} EXECUTE FUNCTION {function}()")


def missing() -> list[str]:
    """The names of guards that are not in place: the server refuses to start while there are any."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = set(_SQLITE)
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
            wanted = set(_POSTGRES)
        return sorted(wanted - {row[0] for row in cursor.fetchall()})
