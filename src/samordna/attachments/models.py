"""How is a file of a case kept? What is known of it stands here; its bytes lie in a folder, under `stored`."""

from __future__ import annotations

from django.db import models

from samordna.cases.models import OfCase


class Attachment(OfCase):
    """A file that came to a case. The authority of the unit that kept it owns it, in one category (E8).

    `name` is what people call it; `stored` was drawn by lot and says nothing. `digest` is the SHA-256 of its bytes.
    """

    unit_id = models.BigIntegerField()
    worker_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    words = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=20)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    stored = models.CharField(max_length=32, unique=True)
    sender = models.CharField(max_length=120)
    dated = models.DateField(null=True)
    came_on = models.DateField()
    kept_on = models.DateField()
    incoming = models.ForeignKey("cases.Incoming", on_delete=models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey("forms.Document", on_delete=models.PROTECT, null=True, related_name="+")
    fact = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10)
    discarded_on = models.DateField(null=True)

    class Meta:
        db_table = "attachments_attachment"
        indexes = (models.Index(fields=("case", "id"), name="attachment_by_case"),)
