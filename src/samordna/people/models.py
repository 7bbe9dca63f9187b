"""How is a person kept? One row per authority that registered them: there is no shared register (D21)."""

from __future__ import annotations

from django.db import models

from samordna.journal.models import Chained


class Person(Chained):
    """The person as one authority knows them. `category` and `sphere_id` are what the visibility filter reads (E8).

    With `protected`, address, phone and unit are closed everywhere; what is not needed is best not written at all.
    """

    authority_id = models.BigIntegerField()
    sphere_id = models.BigIntegerField()
    category = models.CharField(max_length=10, default="contact")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    address = models.TextField(blank=True)
    language = models.CharField(max_length=40, blank=True)
    interpreter = models.BooleanField(default=False)
    protected = models.BooleanField(default=False)

    class Meta:
        db_table = "people_person"
        indexes = (models.Index(fields=("authority_id", "family_name", "given_name"), name="person_by_name"),)


class Number(models.Model):
    """A personal number or samordningsnummer, from when to when: it can change, and the old one still finds."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="numbers")
    authority_id = models.BigIntegerField()
    digits = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "people_number"
        constraints = (
            models.UniqueConstraint(
                fields=("authority_id", "digits"),
                condition=models.Q(valid_to__isnull=True),
                name="number_once_per_authority",
            ),
            models.CheckConstraint(
                name="number_ends_after_it_starts",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        )
        indexes = (models.Index(fields=("digits",), name="number_by_digits"),)


class Representative(models.Model):
    """Somebody who may speak for the person: god man, förvaltare, fullmakt, with its extent and dates."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="representatives")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    extent = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "people_representative"
