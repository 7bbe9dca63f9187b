"""How are the plans of a case kept? A plan, its points by category and revision, its goals, and what became of it."""

from __future__ import annotations

from django.db import models

from samordna.cases.models import OfCase


class Plan(OfCase):
    """A plan of a case. One that is owned elsewhere has a date and a next review, and nothing else (D29).

    `revision` is raised when an agreed plan is written anew. `owner_party` is whose plan it is: a party of the
    handbook, which may be outside (D1). The days are those it happened (E11).
    """

    unit_id = models.BigIntegerField()
    worker_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=120, blank=True)
    owner_party = models.CharField(max_length=40)
    status = models.CharField(max_length=10)
    revision = models.IntegerField(default=1)
    begun_on = models.DateField()
    agreed_on = models.DateField(null=True)
    follow_up_on = models.DateField(null=True)
    no_follow_up = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "plans_plan"


class Points(OfCase):
    """What a plan says now in one category: the unit of consent, of reading and of purging (E7)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()

    class Meta:
        db_table = "plans_points"
        constraints = (models.UniqueConstraint(fields=("plan", "category"), name="points_once_per_category"),)


class Goal(OfCase):
    """A goal or part-goal: the person's own words first. How far it has come and how it went are two fields.

    `measures` are ids of measures of the case. `status_on` and `judged_on` are the days that those two were said.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    own_words = models.CharField(max_length=2000, blank=True)
    wording = models.CharField(max_length=2000, blank=True)
    rests_on = models.CharField(max_length=500, blank=True)
    due = models.DateField(null=True)
    party = models.CharField(max_length=40, blank=True)
    responsible = models.CharField(max_length=120, blank=True)
    accepted_on = models.DateField(null=True)
    status = models.CharField(max_length=10)
    status_on = models.DateField(null=True)
    achievement = models.CharField(max_length=10)
    judged_on = models.DateField(null=True)
    note = models.CharField(max_length=1000, blank=True)
    measures = models.JSONField(default=list)

    class Meta:
        db_table = "plans_goal"


class Step(OfCase):
    """What was written down of a plan: agreed, followed up or ended. `words` are the person's own, or what was seen."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)
    on = models.DateField()
    revision = models.IntegerField()
    accepted = models.BooleanField(null=True)
    words = models.CharField(max_length=2000, blank=True)
    next_on = models.DateField(null=True)
    reason = models.CharField(max_length=30, blank=True)

    class Meta:
        db_table = "plans_step"


class Link(OfCase):
    """Two plans of a case that belong together and stay two; `plan` is the one with the lower id."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "plans_link"
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "other", "sphere_id"), condition=models.Q(ended_on=None), name="linked_once"
            ),
        )


class Instrument(OfCase):
    """The result of a licensed instrument: which, when, and what it came to. Nothing of the instrument itself."""

    kind = models.CharField(max_length=60)
    on = models.DateField()
    result = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "plans_instrument"


class LinkCheck(models.Model):
    """What an area knows of a page outside: its own address for it, or its own page, and when somebody looked."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("organisations.Area", on_delete=models.PROTECT, related_name="+")
    link = models.CharField(max_length=200)
    title = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=400, blank=True)
    checked_on = models.DateField(null=True)
    removed_on = models.DateField(null=True)

    class Meta:
        db_table = "plans_linkcheck"
        constraints = (models.UniqueConstraint(fields=("area", "link"), name="link_once_per_area"),)
