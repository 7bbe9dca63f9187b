"""Is every event chained to the one before, written once, and refused when somebody was faster? (E3-E5, E12, E18)"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore, MovedOn, append, append_row, begin, event_values, sealed
from samordna.journal.domain import GENESIS, Act, Entry, Header, Part, body, canonical, digest, link
from samordna.journal.models import Event, Payload, Stream
from samordna.organisations.models import Area

pytestmark = [pytest.mark.django_db, pytest.mark.data]
AT = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)
PARTS = (Part(4, "work", {"rows": [["x", {"å": 1}]]}), Part(3, "health", {"text": "“ö”"}), Part(3, "contact", {}))


def an_act(act_id: UUID | None = None, **more: object) -> Act:
    """An act of worker 7 for unit 5."""
    return Act(id=act_id or uuid4(), by=7, at=AT, on=date(2026, 11, 22), unit=5, sphere=3, **more)  # type: ignore[arg-type]


def entry(kind: str = "tried", **more: object) -> Entry:
    return Entry(kind=kind, parts=PARTS, effect={"b": 2, "a": [1]}, person=9, **more)  # type: ignore[arg-type]


@pytest.fixture
def area() -> Area:
    """A chained row without events."""
    return Area.objects.create(id=begin("area"), slug="a", name="A", handbook="boras", version="2026.1")


def header_of(event: Event) -> Header:
    """The header as it stands in the database, read through the ORM."""
    return Header(
        event.stream_id, event.seq, event.act, event.kind, event.v, event.at, event.by_id, event.unit_id,
        event.sphere_id, event.effect, bytes(event.body),
    )  # fmt: skip


def test_every_event_carries_the_hash_of_the_one_before(area: Area) -> None:
    with one_act():
        for _n in range(3):
            append_row(area, entry(), an_act())
    head = GENESIS
    for event in Event.objects.filter(stream_id=area.pk).order_by("seq"):
        parts = Payload.objects.filter(stream_id=area.pk, seq=event.seq)
        told = [(p.sphere_id, p.category, digest(bytes(p.salt), p.data)) for p in parts]
        assert body(told) == bytes(event.body)
        assert link(head, header_of(event)) == bytes(event.hash)
        head = bytes(event.hash)
    area.refresh_from_db()
    assert (area.seq, bytes(area.head)) == (3, head)


def test_the_same_event_written_through_the_orm_is_the_same_row(area: Area) -> None:
    """E18: raw SQL is allowed because the ORM would have written nothing else."""
    act = an_act()
    header, hashed, parts = sealed(area.pk, 0, GENESIS, entry(), act)
    with one_act():
        append(Area, area.pk, 0, GENESIS, entry(), act)
    raw = Event.objects.values().get()
    assert {k: v for k, v in raw.items() if k not in ("body", "hash")} == {
        "stream_id": header.stream, "seq": 1, "act": act.id, "kind": "tried", "v": 1, "at": AT, "by_id": 7,
        "unit_id": 5, "sphere_id": 3, "effect": '{"a":[1],"b":2}',
    }  # fmt: skip
    other = Area.objects.create(id=begin("area"), slug="b", name="B", handbook="boras", version="2026.1")
    names = ("stream_id", "seq", "act", "kind", "v", "at", "by_id", "unit_id", "sphere_id", "effect", "body", "hash")
    reference = Event.objects.create(
        stream_id=other.pk, seq=1, act=act.id, kind=header.kind, v=header.v, at=header.at, by_id=header.by,
        unit_id=header.unit, sphere_id=header.sphere, effect=header.effect, body=header.body, hash=hashed,
    )  # fmt: skip
    with connection.cursor() as cursor:  # as the database holds them, before any conversion
        cursor.execute(f"SELECT {', '.join(names)} FROM journal_event ORDER BY stream_id")
        first, second = ([bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall())
    same = [n for n, a, b in zip(names, first, second, strict=True) if a == b]
    assert set(names) - set(same) == {"stream_id", "body", "hash"}  # the stream differs, and the salt is new
    assert reference.at == AT
    for part in parts:
        stored = Payload.objects.get(stream_id=area.pk, sphere_id=part.sphere, category=part.category)
        assert (stored.data, stored.person_id, len(bytes(stored.salt))) == (canonical(part.data), 9, 16)


def test_values_for_the_database_have_the_form_that_it_stores() -> None:
    header = Header(1, 1, uuid4(), "k", 1, AT.replace(microsecond=0), 7, 5, 3, "", bytes(32))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    at = event_values(header, bytes(32))[5]
    assert at == ("2026-11-22 09:30:15.000000" if connection.vendor == "sqlite" else header.at)


def test_a_header_holds_no_word_of_what_happened(area: Area) -> None:
    """E7: facts and text stand in payload rows, so that a purge takes them along."""
    with one_act():
        append_row(area, entry(), an_act(reason="hon mår sämre"))
    event = Event.objects.get()
    told = " ".join(str(getattr(event, f.attname)) for f in event._meta.concrete_fields)
    for word in ("“ö”", "health", "sämre", "text", "å"):
        assert word not in told


def test_the_same_act_is_done_once(area: Area) -> None:
    """E12: a form that is sent twice."""
    act = an_act()
    with one_act():
        append_row(area, entry(), act)
    with pytest.raises(DoneBefore) as told, one_act():
        append_row(area, entry(), act)
    assert (told.value.stream, told.value.seq) == (area.pk, 1)
    assert Event.objects.count() == 1


def test_an_act_makes_one_new_stream_however_often_it_is_sent() -> None:
    act = an_act()
    first = begin("person", act)
    with pytest.raises(DoneBefore) as told:
        begin("person", act)
    assert told.value.stream == first
    assert Stream.objects.count() == 1


def test_an_act_may_change_several_streams_once_each(area: Area) -> None:
    """E3: one event per case that it changes."""
    other = Area.objects.create(id=begin("area"), slug="b", name="B", handbook="boras", version="2026.1")
    act = an_act()
    with one_act():
        append_row(area, entry(), act)
        append_row(other, entry(), act)
    assert Event.objects.filter(act=act.id).count() == 2


def test_who_comes_second_is_told_and_writes_nothing(area: Area) -> None:
    """E4: `seq` is the lock; both read the row before either wrote."""
    mine, theirs = Area.objects.get(pk=area.pk), Area.objects.get(pk=area.pk)
    with one_act():
        append_row(theirs, entry(), an_act())
    with pytest.raises(MovedOn) as told, one_act():
        append_row(mine, entry(), an_act())
    assert told.value.stream == area.pk
    assert (Event.objects.count(), Payload.objects.count()) == (1, len(PARTS))
    area.refresh_from_db()
    assert area.seq == 1


def _fails_after(area: Area) -> None:
    """An act that has done its inner part when it fails."""
    with one_act():
        with one_act():
            append_row(area, entry(), an_act())
        raise RuntimeError


def test_an_act_that_fails_half_way_leaves_nothing(area: Area) -> None:
    with pytest.raises(RuntimeError):
        _fails_after(area)
    area.refresh_from_db()
    assert (area.seq, Event.objects.count(), Payload.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_an_act_is_a_fault(area: Area) -> None:
    with pytest.raises(AssertionError):
        append_row(area, entry(), an_act())


def test_changing_anything_in_a_header_changes_its_hash() -> None:
    from dataclasses import fields, replace

    header = Header(1, 2, uuid4(), "k", 1, AT, 7, 5, 3, "{}", bytes(32))
    for field in fields(Header):
        old = getattr(header, field.name)
        new = (
            uuid4() if field.name == "act"
            else old + timedelta(microseconds=1) if field.name == "at"
            else bytes([1] * 32) if field.name == "body"
            else old + ("x" if isinstance(old, str) else 1)
        )  # fmt: skip
        assert link(GENESIS, replace(header, **{field.name: new})) != link(GENESIS, header), field.name
    assert link(bytes([1] * 32), header) != link(GENESIS, header)


def test_one_transaction_is_open_within_an_act() -> None:
    with one_act():
        assert connection.in_atomic_block
        with transaction.atomic():
            pass
