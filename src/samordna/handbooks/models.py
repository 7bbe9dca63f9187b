"""Where are published versions kept? One row each, which no update and no delete can touch (journal/guards.py, E14)."""

from __future__ import annotations

from django.db import models


class Published(models.Model):
    """A version of a handbook as it was when it was published: `content` is JSON, `digest` its SHA-256 in hex.

    No foreign keys, and no event: the row is its own record (docs/adr/0019). `by_id` is 0 for the terminal.
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
