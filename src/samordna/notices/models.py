"""Which digests have been sent? One row per worker and day, so that nothing is sent twice (E17)."""

from __future__ import annotations

from django.db import models


class Tick(models.Model):
    """A job has been put in the queue for a day; unique, so that two ticks make one job."""

    id = models.BigAutoField(primary_key=True)
    job = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        db_table = "notices_tick"
        constraints = (models.UniqueConstraint(fields=("job", "day"), name="tick_once_per_day"),)


class Digest(models.Model):
    """A digest for a worker and a day: made when it is about to be sent, `sent_at` when it has been."""

    id = models.BigAutoField(primary_key=True)
    worker = models.ForeignKey("organisations.Worker", on_delete=models.PROTECT)
    day = models.DateField()
    rows = models.IntegerField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_digest"
        constraints = (models.UniqueConstraint(fields=("worker", "day"), name="digest_once_per_day"),)
