"""Where are published versions kept, and that somebody has reviewed one? One row each, written once (E14)."""

from __future__ import annotations

from django.db import models


class Published(models.Model):
    """A version of a handbook as it was when it was published: `content` is JSON, `digest` its SHA-256 in hex.

    No update and no delete can touch it (journal/guards.py). No foreign keys, and no event: the row is its own record
    (docs/adr/0019). `by_id` is 0 for the terminal.
    """

    id = models.BigAutoField(primary_key=True)
    handbook = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    act = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    content = models.TextField()

    class Meta:
        db_table = "handbooks_published"
        constraints = (models.UniqueConstraint(fields=("handbook", "version"), name="version_published_once"),)


class Review(models.Model):
    """Somebody has gone through a version, also when nothing was changed: when, who, and who checked it beside them.

    `who` and `reviewer` are names as they were written. The row is its own record, as a published version is; a later
    review is another row. `links` says that every link of the handbook was tried.
    """

    id = models.BigAutoField(primary_key=True)
    handbook = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    on = models.DateField()
    who = models.CharField(max_length=120)
    reviewer = models.CharField(max_length=120, blank=True)
    unchanged = models.BooleanField()
    links = models.BooleanField()
    note = models.TextField(blank=True)
    act = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        db_table = "handbooks_review"
        indexes = (models.Index(fields=("handbook", "version", "on"), name="review_by_version"),)
