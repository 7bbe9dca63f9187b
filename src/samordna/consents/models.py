"""How is a consent kept? One directed row per sender and named receiver; one form makes a whole set (D18)."""

from __future__ import annotations

from django.db import models


class Consent(models.Model):
    """The person lets one party tell one named receiver certain categories, for a purpose and a period.

    `to_sphere_id` is empty for a private receiver (employer, relative, provider), then `receiver` names it and
    `reservation` limits what it may do with it (OSL 12:2). `set_id` joins the rows that one form made.
    `ground` is empty for consent; else the named ground (D19), and `evidence` holds its recorded test.
    Valid during [valid_from, valid_to); a withdrawal sets `withdrawn_on`, the latest
    narrowing `narrowed_on`; nothing is ever removed.
    """

    id = models.BigAutoField(primary_key=True)
    set_id = models.UUIDField()
    person_id = models.BigIntegerField()
    sphere_id = models.BigIntegerField()
    category = models.CharField(max_length=10, default="decision")
    case_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    ground = models.CharField(max_length=40, blank=True)
    from_sphere_id = models.BigIntegerField()
    to_sphere_id = models.BigIntegerField(null=True)
    receiver = models.CharField(max_length=120)
    reservation = models.CharField(max_length=300, blank=True)
    categories = models.JSONField()
    purpose = models.CharField(max_length=300)
    given_by = models.CharField(max_length=120, default="self")
    form = models.CharField(max_length=10)
    evidence = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    narrowed_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    registered_by_id = models.BigIntegerField()
    registered_unit_id = models.BigIntegerField()

    class Meta:
        db_table = "consents_consent"
        constraints = (
            models.CheckConstraint(
                name="consent_ends_after_it_starts",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(name="consent_names_its_receiver", condition=~models.Q(receiver="")),
            models.UniqueConstraint(fields=("set_id", "from_sphere_id", "receiver"), name="consent_once_per_form"),
        )
        indexes = (models.Index(fields=("person_id", "from_sphere_id"), name="consent_by_person"),)
