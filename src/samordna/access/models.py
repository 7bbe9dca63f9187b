"""What has been opened across secrecy spheres? One row per direction and category, written by `consents` (E8)."""

from __future__ import annotations

from django.db import models


class Grant(models.Model):
    """Information about a person, of one category, may go from one sphere to another during [valid_from, valid_to).

    `basis` is "consent" or the id of a named ground (D19); `consent_id` the consent row that opened it.
    A withdrawal shortens `valid_to`; a grant that never came to count is removed by making it empty.
    """

    id = models.BigAutoField(primary_key=True)
    person_id = models.BigIntegerField()
    from_sphere_id = models.BigIntegerField()
    to_sphere_id = models.BigIntegerField()
    category = models.CharField(max_length=10)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    basis = models.CharField(max_length=40)
    consent_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "access_grant"
        constraints = (
            models.CheckConstraint(
                name="grant_ends_after_it_starts",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        )
        indexes = (
            models.Index(fields=("person_id", "to_sphere_id", "from_sphere_id", "category"), name="grant_by_reader"),
            models.Index(fields=("consent_id",), name="grant_by_consent"),
        )
