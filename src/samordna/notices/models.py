"""Which digests have been sent, once per worker and day (E17), and who has a calendar to subscribe to?"""

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


class Feed(models.Model):
    """A worker's calendar: one at most, found by the hash of its secret; the secret itself is kept nowhere.

    `salt` makes the ids of its dates, so that they say nothing and stay the same when the address is renewed.
    """

    id = models.BigAutoField(primary_key=True)
    worker = models.OneToOneField("organisations.Worker", on_delete=models.PROTECT)
    secret_hash = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=43)
    made_on = models.DateField()

    class Meta:
        db_table = "notices_feed"


class FeedDay(models.Model):
    """The day that a calendar last told of one of its dates, so that a day that has moved gets a higher number."""

    id = models.BigAutoField(primary_key=True)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT)
    uid = models.CharField(max_length=64)
    day = models.DateField()
    sequence = models.IntegerField(default=0)

    class Meta:
        db_table = "notices_feed_day"
        constraints = (models.UniqueConstraint(fields=("feed", "uid"), name="feed_day_once"),)
