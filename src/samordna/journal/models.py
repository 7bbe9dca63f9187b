"""Where are events kept? Headers that nobody may change, and payload rows that only a purge may remove (E6, E7)."""

from __future__ import annotations

from django.db import models


class Stream(models.Model):
    """An id for everything that has a chain: case, person, area, incoming message. `act` made it; once only (E12)."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12)
    act = models.UUIDField(unique=True, null=True)

    class Meta:
        db_table = "journal_stream"


class Chained(models.Model):
    """A row with a chain: `seq` is the number of its last event and the lock of every act, `head` that event's hash.

    `id` is that of its `Stream`, so one id space serves all events.
    """

    id = models.BigIntegerField(primary_key=True)
    seq = models.IntegerField(default=0)
    head = models.BinaryField(max_length=32, default=bytes(32))

    class Meta:
        abstract = True


class Event(models.Model):
    """The header of one event. No foreign keys: it must outlive everything that it names."""

    pk = models.CompositePrimaryKey("stream_id", "seq")
    stream_id = models.BigIntegerField()
    seq = models.IntegerField()
    act = models.UUIDField()
    kind = models.CharField(max_length=32)
    v = models.SmallIntegerField(default=1)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    sphere_id = models.BigIntegerField()
    effect = models.TextField()
    body = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "journal_event"
        constraints = (models.UniqueConstraint(fields=("act", "stream_id"), name="event_once_per_act_and_stream"),)


class Payload(models.Model):
    """What one event says in one sphere and category; `person_id` is whom it is about (0: nobody)."""

    pk = models.CompositePrimaryKey("stream_id", "seq", "sphere_id", "category")
    stream_id = models.BigIntegerField()
    seq = models.IntegerField()
    sphere_id = models.BigIntegerField()
    category = models.CharField(max_length=10)
    person_id = models.BigIntegerField()
    salt = models.BinaryField(max_length=16)
    data = models.TextField()

    class Meta:
        db_table = "journal_payload"


class Purge(models.Model):
    """The tombstone of a payload row: which hash it had, by which rule and decision it went, and in which report."""

    pk = models.CompositePrimaryKey("stream_id", "seq", "sphere_id", "category")
    stream_id = models.BigIntegerField()
    seq = models.IntegerField()
    sphere_id = models.BigIntegerField()
    category = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=32)
    rule = models.CharField(max_length=80)
    decision = models.CharField(max_length=200)
    report = models.CharField(max_length=80)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        db_table = "journal_purge"
