"""Who has read what? Outside the chain of the case, so that reading never waits for writing (E16)."""

from __future__ import annotations

from django.db import models


class Reading(models.Model):
    """A worker opened something about a case: for which unit, why, and what; one row per quarter of an hour."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    worker_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    authority_id = models.BigIntegerField()
    stream_id = models.BigIntegerField()
    what = models.CharField(max_length=20)
    why = models.CharField(max_length=20)
    reason = models.CharField(max_length=300, blank=True)
    slot = models.BigIntegerField()

    class Meta:
        db_table = "audit_reading"
        constraints = (
            models.UniqueConstraint(
                fields=("worker_id", "stream_id", "what", "unit_id", "slot"), name="reading_once_per_quarter"
            ),
        )
        indexes = (
            models.Index(fields=("stream_id", "at"), name="reading_by_stream"),
            models.Index(fields=("unit_id", "at"), name="reading_by_unit"),
        )


class Review(models.Model):
    """A unit manager has looked at a sample of readings (SoLPUL 10 §) and said what was found."""

    id = models.BigAutoField(primary_key=True)
    unit_id = models.BigIntegerField()
    month = models.CharField(max_length=7)
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT)
    found = models.CharField(max_length=12, default="to-do")
    note = models.CharField(max_length=300, blank=True)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "audit_review"
        constraints = (models.UniqueConstraint(fields=("unit_id", "month", "reading"), name="reviewed_once"),)
