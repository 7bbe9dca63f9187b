"""How are the offers of an area and the measures of a case kept? An offer is about nobody; a measure is about one."""

from __future__ import annotations

from django.db import models

from samordna.cases.models import OfCase


class Offer(models.Model):
    """Something to apply for in an area. `needs` are ids of the register; `slug` is set for one from a file.

    `free` is how many places the provider has told are free, on the day `free_on`: only the provider sees them all.
    From `valid_from` it can be applied for, from `valid_to` no longer. It is ended, never removed: measures name it.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("organisations.Area", on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=2000, blank=True)
    provider = models.CharField(max_length=120)
    provider_kind = models.CharField(max_length=10)
    party = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=10)
    target = models.CharField(max_length=400, blank=True)
    needs = models.JSONField(default=list)
    place = models.CharField(max_length=120, blank=True)
    capacity = models.IntegerField(null=True)
    free = models.IntegerField(null=True)
    free_on = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    how_to_apply = models.CharField(max_length=1000, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True)

    class Meta:
        db_table = "measures_offer"
        constraints = (
            models.UniqueConstraint(
                fields=("area", "slug"), condition=~models.Q(slug=""), name="offer_slug_once_per_area"
            ),
        )


class Measure(OfCase):
    """A measure of a case, from the plan to the result. `outcome`, `reason` and `source` are codes.

    What it tells lies in one category: it is open or closed as a whole (E7). The days are those it happened (E11).
    """

    unit_id = models.BigIntegerField()
    worker_id = models.BigIntegerField()
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=120)
    status = models.CharField(max_length=10)
    purpose = models.CharField(max_length=1000, blank=True)
    needs = models.JSONField(default=list)
    provider = models.CharField(max_length=120, blank=True)
    party = models.CharField(max_length=40, blank=True)
    responsible = models.CharField(max_length=120, blank=True)
    ordered_by = models.CharField(max_length=120, blank=True)
    extent = models.IntegerField(null=True)
    begins_on = models.DateField(null=True)
    until = models.DateField(null=True)
    adaptations = models.CharField(max_length=2000, blank=True)
    planned_on = models.DateField()
    applied_on = models.DateField(null=True)
    applied_by = models.CharField(max_length=20, blank=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    result = models.CharField(max_length=4000, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=60, blank=True)
    source_words = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "measures_measure"
        indexes = (models.Index(fields=("offer", "status"), name="measure_by_offer"),)
