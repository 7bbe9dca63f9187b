"""How is an event written? Raw SQL, because this is the hot path; proven equal to an ORM reference in tests (E4, E18).

`append` locks by `seq`: the update of the chained row must hit exactly one row, else somebody else was first.
"""

from __future__ import annotations

import os
from datetime import UTC
from typing import Any

from django.db import connection

from samordna.journal.domain import SALT_BYTES, Act, Entry, Header, Part, body, canonical, link
from samordna.journal.models import Chained, Event, Stream

EVENT = (
    "INSERT INTO journal_event (stream_id, seq, act, kind, v, at, by_id, unit_id, sphere_id, effect, body, hash) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
PAYLOAD = (
    "INSERT INTO journal_payload (stream_id, seq, sphere_id, category, person_id, salt, data) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


class MovedOn(Exception):
    """Somebody else changed the stream since it was read: nothing was written."""

    def __init__(self, stream: int) -> None:
        super().__init__(f"stream {stream} has moved on")
        self.stream = stream


class DoneBefore(Exception):
    """The same act has been recorded: a double click, or a page sent again (E12)."""

    def __init__(self, stream: int, seq: int) -> None:
        super().__init__(f"the act is event {seq} of stream {stream}")
        self.stream, self.seq = stream, seq


def begin(kind: str, act: Act | None = None) -> int:
    """The id of a new stream; with `act`, once only. Raises DoneBefore when the act has made one already."""
    if act is not None:
        known = Stream.objects.filter(act=act.id).values_list("id", flat=True).first()
        if known is not None:
            raise DoneBefore(known, 1)
    return Stream.objects.create(kind=kind, act=act.id if act else None).pk


def sealed(stream: int, seq: int, head: bytes, entry: Entry, act: Act) -> tuple[Header, bytes, list[Part]]:
    """The header, its hash and the salted parts of the event that comes after `seq` with `head`. Pure but for salt."""
    parts = [Part(p.sphere, p.category, p.data, os.urandom(SALT_BYTES), p.written) for p in entry.parts]
    header = Header(
        stream, seq + 1, act.id, entry.kind, entry.v, act.at.astimezone(UTC), act.by, act.unit, act.sphere,
        canonical(entry.effect) if entry.effect else "", body((p.sphere, p.category, p.digest) for p in parts),
    )  # fmt: skip
    return header, link(head, header), parts


def append(model: type[Chained], stream: int, seq: int, head: bytes, entry: Entry, act: Act) -> tuple[int, bytes]:
    """Write one event after `seq` and move the chained row on; returns the new seq and head.

    Raises MovedOn when the row is no longer at `seq`. Must be called inside the act's transaction.
    """
    assert connection.in_atomic_block, "an event is written in the transaction of its act (E3)"
    header, hashed, parts = sealed(stream, seq, bytes(head), entry, act)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET seq = %s, head = %s WHERE id = %s AND seq = %s",
            (header.seq, hashed, stream, seq),
        )
        if cursor.rowcount != 1:
            raise MovedOn(stream)
        write(cursor, header, hashed, parts, entry.person)
    return header.seq, hashed


def write(cursor: Any, header: Header, hashed: bytes, parts: list[Part], person: int) -> None:
    """Insert the header and its parts."""
    cursor.execute(EVENT, event_values(header, hashed))
    for part in parts:
        cursor.execute(
            PAYLOAD, (header.stream, header.seq, part.sphere, part.category, person, part.salt, part.written)
        )


def event_values(header: Header, hashed: bytes) -> tuple[Any, ...]:
    """The header as the database takes it: SQLite has neither UUIDs nor moments of its own."""
    plain = connection.vendor == "sqlite"
    return (
        header.stream,
        header.seq,
        header.act.hex if plain else header.act,
        header.kind,
        header.v,
        header.at.replace(tzinfo=None).isoformat(" ", "microseconds") if plain else header.at,
        header.by,
        header.unit,
        header.sphere,
        header.effect,
        header.body,
        hashed,
    )


def recorded(stream: int, act: Act) -> int | None:
    """The seq of the event that this act wrote to the stream before, or None."""
    return Event.objects.filter(act=act.id, stream_id=stream).values_list("seq", flat=True).first()


def append_row(row: Chained, entry: Entry, act: Act) -> None:
    """`append` for a row that was read through the ORM; the row is brought up to date. Refuses a repeat (E12)."""
    before = recorded(row.id, act)
    if before is not None:
        raise DoneBefore(row.id, before)
    row.seq, row.head = append(type(row), row.id, row.seq, bytes(row.head), entry, act)
