"""How are areas, authorities, units and the people who work there kept? Everything that changes over time has dates."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from samordna.journal.models import Chained


def _ends_after_start(name: str) -> models.CheckConstraint:
    """What is taken back before it came to count ends on the day it starts: it is never removed."""
    return models.CheckConstraint(
        name=name, condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from"))
    )


class Area(Chained):
    """A samverkansområde: which handbook version its new cases follow.

    `loaded` is what its file said when it was last loaded, as JSON: a later file changes only what it says anew.
    """

    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    handbook = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    loaded = models.TextField(default="[]")

    class Meta:
        db_table = "organisations_area"


class Authority(models.Model):
    """A public body, or a private provider: the reach of search and of duplicate checks (D21)."""

    id = models.BigAutoField(primary_key=True)
    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)

    class Meta:
        db_table = "organisations_authority"


class Sphere(models.Model):
    """An authority, or an independent branch of one: what secrecy stands around (OSL 8:1-2, D5)."""

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)

    class Meta:
        db_table = "organisations_sphere"


class Unit(models.Model):
    """Where cases are worked: `here` when its staff sign in, else its answers are registered by others (D1)."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    sphere = models.ForeignKey(Sphere, on_delete=models.PROTECT)
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12)
    here = models.BooleanField(default=False)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "organisations_unit"
        constraints = (
            models.UniqueConstraint(fields=("area", "slug"), name="unit_slug_once_per_area"),
            _ends_after_start("unit_ends_after_it_starts"),
        )


class PartyUnit(models.Model):
    """A unit plays a party of the handbook in its area; one of them is proposed first."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    party = models.CharField(max_length=40)
    first = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "organisations_party_unit"
        constraints = (
            models.UniqueConstraint(fields=("unit", "party", "valid_from"), name="party_once_per_unit_and_day"),
            _ends_after_start("party_unit_ends_after_it_starts"),
        )


class Address(models.Model):
    """Where letters to a unit go, from when to when; `lines` are those of the envelope, one per line."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    lines = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "organisations_address"
        constraints = (_ends_after_start("address_ends_after_it_starts"),)


class Contact(models.Model):
    """Whom to call: a rehab coordinator, an Arena participant, an area's contact person. Not a worker who signs in."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "organisations_contact"
        constraints = (_ends_after_start("contact_ends_after_it_starts"),)


class Workers(BaseUserManager["Worker"]):
    """How accounts are made; used by sign-in."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **more: object) -> Worker:
        """An account; without a password it cannot sign in by one."""
        worker = self.model(username=username, email=self.normalize_email(email), **more)
        worker.set_password(password)
        worker.save(using=self._db)
        return worker


class Worker(AbstractBaseUser):
    """Somebody who signs in. What they may do is in their posts, never here."""

    id = models.BigAutoField(primary_key=True)
    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="sv")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Workers] = Workers()

    class Meta:
        db_table = "organisations_worker"

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A worker has a role in a unit, from when to when."""

    id = models.BigAutoField(primary_key=True)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    role = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "organisations_post"
        constraints = (
            models.UniqueConstraint(fields=("worker", "unit", "role", "valid_from"), name="post_once"),
            _ends_after_start("post_ends_after_it_starts"),
        )
        indexes = (models.Index(fields=("unit", "role"), name="post_by_unit"),)


class Absence(models.Model):
    """A worker is away; `substitute` meets their cases in the meantime, with equal rights (D26)."""

    id = models.BigAutoField(primary_key=True)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(Worker, on_delete=models.PROTECT, null=True, related_name="standing_in")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "organisations_absence"
        constraints = (
            _ends_after_start("absence_ends_after_it_starts"),
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves",
                condition=models.Q(substitute__isnull=True) | ~models.Q(substitute=models.F("worker")),
            ),
        )


class LocalChoice(models.Model):
    """What an area has decided itself, from when to when; `kind` is one of domain.CHOICE_KINDS, `key` says about what.

    `value` is as in domain.ChoicePlan. What somebody changes is told in the event; a period is never removed.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    value = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "organisations_local_choice"
        constraints = (
            models.UniqueConstraint(fields=("area", "kind", "key", "valid_from"), name="choice_once_per_area_and_day"),
            _ends_after_start("choice_ends_after_it_starts"),
        )
