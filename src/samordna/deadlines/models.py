"""How is what is done by hand to clocks kept? One table that only grows; dates are derived and stand nowhere (E10)."""

from __future__ import annotations

from django.db import models

from samordna.cases.models import OfCase


class Adjustment(OfCase):
    """A start, pause, end of a pause, extension or end of a clock of a case; or one of them taken back (`of_id`).

    `deadline`, `key` and `sphere_id` say which clock (see `domain`). `on` is when it happened, `seq` the event.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(max_length=10, default="plan")
    deadline = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    on = models.DateField()
    number = models.IntegerField(default=0)
    unit = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    of_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField()

    class Meta:
        db_table = "deadlines_adjustment"
        constraints = (
            models.UniqueConstraint(fields=("case", "seq"), name="adjustment_once_per_event"),
            models.UniqueConstraint(fields=("of_id",), name="adjustment_taken_back_once"),
        )
