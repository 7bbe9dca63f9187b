"""How are a case's event and its rows written together? The gated write of the hot path, in raw SQL (E4, E18).

The update of `case_` at `seq - 1` is the gate: it hits one row or nothing at all is written. Proven equal to a
reference through the ORM in tests. What most acts do, leaving one box for one other, is a single prepared statement on
PostgreSQL and needs no transaction around it; everything else is written in one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections

from samordna.cases.domain import CaseRow
from samordna.cases.rows import Changes, Row
from samordna.journal.acts import TakesMore
from samordna.journal.append import EVENT, PAYLOAD, MovedOn, event_values, write
from samordna.journal.domain import Header, Part

RUN, POSITION, TRANSFER, INVOLVED = "case_run", "case_position", "case_transfer", "case_involved"
CASE_FIELDS = tuple(each.name for each in fields(CaseRow))
# The case, the event that this very act may have written before, the facts told and who sits where, in one go.
_READ = (
    f"SELECT {', '.join(f'c.{name}' for name in CASE_FIELDS)}, "
    "(SELECT e.seq FROM journal_event e WHERE e.act = %s AND e.stream_id = c.id), "
    "(SELECT {facts} FROM case_fact f WHERE f.case_id = c.id), "
    "i.party, i.unit_id, i.sphere_id, u.here, i.worker_id FROM case_ c "
    "LEFT JOIN case_involved i ON i.case_id = c.id AND i.until_seq IS NULL "
    "LEFT JOIN organisations_unit u ON u.id = i.unit_id WHERE c.id = %s ORDER BY i.id"
)
READ = {
    "sqlite": _READ.format(facts="json_group_array(json_array(f.sphere_id, f.fact, json(f.value)))"),
    "postgresql": _READ.format(facts="json_agg(json_build_array(f.sphere_id, f.fact, f.value))::text"),
}
LOCK = "SELECT 1 FROM case_ WHERE id = %s FOR UPDATE"
OPENED = (
    "no", "run_no", "process", "step", "party", "unit_id", "sphere_id", "worker_id", "awaits", "until", "wait", "due",
    "opened_seq", "opened_on", "closed_seq",
)  # fmt: skip
_OPENED_AS = (
    "int", "int", "text", "text", "text", "bigint", "bigint", "bigint", "bool", "date", "text", "date", "int", "date",
    "int",
)  # fmt: skip
PASS = "UPDATE case_ SET seq = %s, head = %s WHERE id = %s AND seq = %s"
CLOSE = f"UPDATE {POSITION} SET closed_seq = %s WHERE case_id = %s AND no = %s"
OPEN = f"INSERT INTO {POSITION} (case_id, {', '.join(OPENED)}) VALUES (%s{', %s' * len(OPENED)})"
# Closed before opened, because a box may be left for itself: the new row is made from the one that was closed.
MOVE = (
    f"WITH c AS ({PASS} RETURNING id), "
    f"p AS (UPDATE {POSITION} SET closed_seq = %s FROM c WHERE case_id = c.id AND no = %s RETURNING case_id), "
    f"n AS (INSERT INTO {POSITION} (case_id, {', '.join(OPENED)}) "
    f"SELECT p.case_id, {', '.join(f'%s::{kind}' for kind in _OPENED_AS)} FROM p), "
    "b AS (INSERT INTO journal_payload (stream_id, seq, sphere_id, category, person_id, salt, data) "
    "SELECT c.id, %s, %s, %s::text, %s, %s, %s::text FROM c) "
    "INSERT INTO journal_event (stream_id, seq, act, kind, v, at, by_id, unit_id, sphere_id, effect, body, hash) "
    "SELECT c.id, %s, %s, %s::text, %s, %s, %s, %s, %s, %s::text, %s, %s FROM c"
)


def database() -> Any:
    """The connection itself, opened: Django's own name for it looks it up anew at every word."""
    found = connections[DEFAULT_DB_ALIAS]
    if found.connection is None:
        found.ensure_connection()
    return found


def hot(on: Any, sql: str, values: Sequence[Any]) -> Any:
    """Run a statement of the hot path and return its cursor: prepared once, without Django's rewriting."""
    with on.wrap_database_errors:
        if on.vendor == "sqlite":
            return on.connection.execute(_marked(sql), values)
        from psycopg import Cursor

        # Whoever has a pooler that cannot keep prepared statements has set prepare_threshold to None (E15).
        prepare = on.connection.prepare_threshold is not None or None
        return Cursor(on.connection).execute(sql, values, prepare=prepare)


@cache
def _marked(sql: str) -> str:
    """The statement as SQLite wants it."""
    return sql.replace("%s", "?")


def fetch(case: int, act: UUID | None, *, lock: bool) -> list[tuple[Any, ...]]:
    """One row per seat: CASE_FIELDS, the act's earlier event, facts, party, unit, sphere, here, worker; none: no case.

    With `lock` nobody else can change the case until the transaction ends; what is read is read after that.
    """
    on = database()
    plain = on.vendor == "sqlite"
    if lock and not plain:
        hot(on, LOCK, (case,))
    rows: list[tuple[Any, ...]] = hot(on, READ[on.vendor], (act.hex if act and plain else act, case)).fetchall()
    return rows


def hold(cases: Iterable[int]) -> None:
    """Take several cases, in the order of their ids, before anything else is taken (E3)."""
    on = database()
    for case in sorted(set(cases)) if on.vendor != "sqlite" else ():
        hot(on, LOCK, (case,))


def facts(told: str | None) -> dict[int, dict[str, Any]]:
    """The latest answers to facts in a case, each sphere's own, as `fetch` got them."""
    found: dict[int, dict[str, Any]] = {}
    if told in (None, "[]"):
        return found
    for sphere, fact, value in json.loads(told):
        found.setdefault(sphere, {})[fact] = value
    return found


def alone() -> bool:
    """True when there is no transaction begun, so that the gate's own write can be the whole act."""
    return not connections[DEFAULT_DB_ALIAS].in_atomic_block


def begun() -> None:
    """Whatever writes beside the gate calls this first. Raises TakesMore when there is no transaction to write in."""
    if not connection.in_atomic_block:
        raise TakesMore


def pass_through(case: int, header: Header, hashed: bytes, parts: list[Part], person: int, made: Changes) -> None:
    """Write everything that one event changes in a case. Raises MovedOn when somebody else was first."""
    moved = made.moved if len(parts) == 1 else None
    if moved is None:
        begun()
        _everything(case, header, hashed, parts, person, made)
        return
    closed, row = moved
    on = database()
    write = _in_steps if on.vendor == "sqlite" else _at_once
    write(on, header, hashed, (parts[0], person), (closed, row))


def _at_once(
    on: Any, header: Header, hashed: bytes, said: tuple[Part, int], moved: tuple[int, Row]
) -> None:  # fmt: skip
    """One box closed and one opened, on PostgreSQL: one statement."""
    (closed, row), (part, person) = moved, said
    values = (
        header.seq, hashed, header.stream, header.seq - 1, header.seq, closed, *(row[name] for name in OPENED),
        header.seq, part.sphere, part.category, person, part.salt, part.written, *event_values(header, hashed)[1:],
    )  # fmt: skip
    if hot(on, MOVE, values).rowcount != 1:
        raise MovedOn(header.stream)


def _in_steps(
    on: Any, header: Header, hashed: bytes, said: tuple[Part, int], moved: tuple[int, Row]
) -> None:  # fmt: skip
    """The same on SQLite: five statements, and nothing to wait for between them."""
    (closed, row), (part, person), case = moved, said, header.stream
    if hot(on, PASS, (header.seq, hashed, case, header.seq - 1)).rowcount != 1:
        raise MovedOn(case)
    hot(on, CLOSE, (header.seq, case, closed))
    opened = [row[name] for name in OPENED]
    hot(on, OPEN, (case, *(each.isoformat() if isinstance(each, date) else each for each in opened)))
    hot(on, EVENT, event_values(header, hashed))
    hot(on, PAYLOAD, (case, header.seq, part.sphere, part.category, person, part.salt, part.written))


def _everything(
    case: int, header: Header, hashed: bytes, parts: list[Part], person: int, made: Changes
) -> None:  # fmt: skip
    with connection.cursor() as cursor:
        changed = {"seq": header.seq, "head": hashed, **made.case}
        cursor.execute(
            f"UPDATE case_ SET {_assigned(changed)} WHERE id = %s AND seq = %s",
            [*map(_plain, changed.values()), case, header.seq - 1],
        )
        if cursor.rowcount != 1:
            raise MovedOn(case)
        # Close before opening: a box may be left for itself.
        for table, rows in ((RUN, made.runs), (POSITION, made.positions), (TRANSFER, made.transfers)):
            for no, row in rows.items():
                _set(cursor, table, case, no, row)
        for table, new in ((RUN, made.new_runs), (POSITION, made.new_positions), (TRANSFER, made.new_transfers)):
            for row in new:
                insert(cursor, table, {"case_id": case, **row})
        _seats(cursor, case, header.seq, made)
        write(cursor, header, hashed, parts, person)


def _seats(cursor: Any, case: int, seq: int, made: Changes) -> None:
    for party in made.left:
        cursor.execute(
            f"UPDATE {INVOLVED} SET until_seq = %s WHERE case_id = %s AND party = %s AND until_seq IS NULL",
            [seq, case, party],
        )
    for row in made.seats:
        insert(cursor, INVOLVED, {"case_id": case, **row})
    for party, worker in made.responsible.items():
        cursor.execute(
            f"UPDATE {INVOLVED} SET worker_id = %s WHERE case_id = %s AND party = %s AND until_seq IS NULL",
            [worker, case, party],
        )


def insert(cursor: Any, table: str, row: Mapping[str, Any]) -> None:
    """Insert one row; names come from the program, never from a page."""
    cursor.execute(
        f"INSERT INTO {table} ({_names(row)}) VALUES ({', '.join(['%s'] * len(row))})",
        list(map(_plain, row.values())),
    )


def _set(cursor: Any, table: str, case: int, no: int, row: Row) -> None:
    cursor.execute(
        f"UPDATE {table} SET {_assigned(row)} WHERE case_id = %s AND no = %s",
        [*map(_plain, row.values()), case, no],
    )


def _assigned(row: Row) -> str:
    return ", ".join(f'"{name}" = %s' for name in row)


def _names(row: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in row)


def _plain(value: Any) -> Any:
    """SQLite keeps dates as text, and warns when it is given one."""
    return value.isoformat() if connection.vendor == "sqlite" and hasattr(value, "isoformat") else value
