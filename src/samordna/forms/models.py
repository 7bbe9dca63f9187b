"""How is a form of a case kept? One row says how far it has come; its answers stand apart by information category."""

from __future__ import annotations

from django.db import models

from samordna.cases.models import OfCase


class Definition(models.Model):
    """What a form asked when it was begun: `content` is JSON, `digest` its SHA-256 in hex and its name (E14)."""

    digest = models.CharField(max_length=64, primary_key=True)
    form = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    content = models.TextField()

    class Meta:
        db_table = "forms_definition"


class Document(OfCase):
    """A form that is filled in for a case. What it asks stands in its definition, in the version named here.

    `code` is on its paper: who has the paper finds the form by it. `revision` counts corrections of what came back.
    `receiver` is whom it was given to, in words; `receiver_sphere_id` when that is a party of the case.
    """

    unit_id = models.BigIntegerField()
    form = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=10)
    worker_id = models.BigIntegerField()
    receiver = models.CharField(max_length=120, blank=True)
    receiver_sphere_id = models.BigIntegerField(null=True)
    how = models.CharField(max_length=20, blank=True)
    began_on = models.DateField()
    printed_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    revision = models.IntegerField(default=0)

    class Meta:
        db_table = "forms_document"
        constraints = (models.UniqueConstraint(fields=("code",), condition=~models.Q(code=""), name="form_code_once"),)


class Answers(OfCase):
    """The answers of a form in one category: the unit of consent, of reading and of purging (E7)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="answers")
    data = models.JSONField()

    class Meta:
        db_table = "forms_answers"
        constraints = (models.UniqueConstraint(fields=("document", "category"), name="answers_once_per_category"),)
