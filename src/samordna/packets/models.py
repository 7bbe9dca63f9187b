"""How are packets kept? Those sealed here, those taken in, the replies to these, the keys trusted, and the files."""

from __future__ import annotations

from django.db import models

from samordna.cases.models import OfCase
from samordna.journal.models import Chained


class File(models.Model):
    """The bytes of a packet, by SHA-256. Whoever holds it looks at it without taking it in: gone with the next one."""

    hash = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()
    held_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "packets_file"


class Sealed(OfCase):
    """A packet that was sealed here for what a case has sent: to whom, and which categories it tells of."""

    unit_id = models.BigIntegerField()
    uid = models.UUIDField(unique=True)
    code = models.CharField(max_length=9)
    transfer = models.IntegerField()
    receiver = models.CharField(max_length=120)
    receiver_sphere_id = models.BigIntegerField()
    receiver_key = models.CharField(max_length=40, blank=True)
    categories = models.JSONField()
    forms = models.JSONField()
    by_person = models.BooleanField()
    hash = models.CharField(max_length=64)
    sealed_on = models.DateField()
    worker_id = models.BigIntegerField()

    class Meta:
        db_table = "packets_sealed"
        indexes = (models.Index(fields=("code",), name="sealed_by_code"),)


class TakenIn(Chained):
    """A packet from somewhere else, once only: a hand-over (`incoming`), or the reply to one of ours (`sealed`)."""

    unit_id = models.BigIntegerField()
    sphere_id = models.BigIntegerField()
    category = models.CharField(max_length=10, default="contact")
    person_id = models.BigIntegerField()
    uid = models.UUIDField(unique=True)
    kind = models.CharField(max_length=12)
    sender = models.CharField(max_length=250)
    key = models.CharField(max_length=40)
    hash = models.CharField(max_length=64)
    how = models.CharField(max_length=20)
    on = models.DateField()
    worker_id = models.BigIntegerField()
    incoming = models.ForeignKey("cases.Incoming", on_delete=models.PROTECT, null=True, related_name="+")
    sealed = models.ForeignKey(Sealed, on_delete=models.PROTECT, null=True, related_name="replies")
    answer = models.CharField(max_length=16, blank=True)

    class Meta:
        db_table = "packets_taken_in"


class Reply(models.Model):
    """What was answered to a packet that was taken in, as the sealed file that goes back."""

    id = models.BigAutoField(primary_key=True)
    taken_in = models.ForeignKey(TakenIn, on_delete=models.PROTECT, related_name="replied")
    person_id = models.BigIntegerField()
    sphere_id = models.BigIntegerField()
    category = models.CharField(max_length=10, default="contact")
    uid = models.UUIDField(unique=True)
    hash = models.CharField(max_length=64)
    answer = models.CharField(max_length=16)
    by_person = models.BooleanField()
    on = models.DateField()
    worker_id = models.BigIntegerField()

    class Meta:
        db_table = "packets_reply"


class TrustedKey(Chained):
    """The key of another installation: whose it is, as an administrator has made sure, and which authorities are there.

    `until` is set when it is trusted no longer; what was taken in before stays.
    """

    fingerprint = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    authorities = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "packets_trusted_key"
