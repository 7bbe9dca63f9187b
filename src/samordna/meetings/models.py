"""How is a meeting kept? A row for it, one for each who is called, what was said apart by category, and tasks."""

from __future__ import annotations

from django.db import models

from samordna.cases.models import OfCase
from samordna.journal.models import Chained


class Slot(Chained):
    """A time that a unit has laid out for meetings. It is taken when a meeting that is not cancelled stands in it."""

    unit_id = models.BigIntegerField()
    sphere_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.IntegerField()
    place = models.CharField(max_length=200, blank=True)
    closed = models.BooleanField(default=False)

    class Meta:
        db_table = "meetings_slot"
        indexes = (models.Index(fields=("unit_id", "starts_at"), name="slot_by_unit"),)


class Meeting(OfCase):
    """A meeting of a case: `party` convenes it, `sphere_id` keeps it. Times are UTC; `uid` is its lasting id outside.

    `sequence` counts how often it has been moved. `minutes_document` is the form that its record filled, `plan_id` the
    plan.
    """

    unit_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    party = models.CharField(max_length=40)
    status = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    minutes = models.IntegerField()
    place = models.CharField(max_length=200, blank=True)
    video_link = models.CharField(max_length=300, blank=True)
    agenda = models.TextField(blank=True)
    box = models.CharField(max_length=80, blank=True)
    without_name = models.BooleanField(default=False)
    called_on = models.DateField(null=True)
    uid = models.UUIDField(unique=True)
    sequence = models.IntegerField(default=0)
    held_on = models.DateField(null=True)
    follow_up_on = models.DateField(null=True)
    no_follow_up = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, related_name="+")
    follows_id = models.BigIntegerField(null=True)
    plan_id = models.BigIntegerField(null=True)
    minutes_document = models.BigIntegerField(null=True)
    minutes_sent_on = models.DateField(null=True)
    changed_on = models.DateField(null=True)
    worker_id = models.BigIntegerField()

    class Meta:
        db_table = "meetings_meeting"
        constraints = (
            models.UniqueConstraint(
                fields=("slot",), condition=~models.Q(status="cancelled"), name="one_meeting_per_slot"
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "starts_at"), name="meeting_by_unit"),
            models.Index(fields=("case",), name="meeting_by_case"),
        )


class Called(OfCase):
    """Somebody who is called to a meeting, what they answered, whether they came, and what was sent to them after."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="called")
    who = models.CharField(max_length=120)
    name = models.CharField(max_length=120, blank=True)
    to_sphere_id = models.BigIntegerField(null=True)
    to_unit_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=300, blank=True)
    called_on = models.DateField(null=True)
    answer = models.CharField(max_length=10)
    answered_on = models.DateField(null=True)
    how = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    proposed = models.DateTimeField(null=True)
    present = models.BooleanField(default=False)
    seat = models.BooleanField(default=True)
    minutes_on = models.DateField(null=True)
    minutes_of = models.JSONField(default=list)
    told_of = models.JSONField(default=list)
    freed_on = models.DateField(null=True)

    class Meta:
        db_table = "meetings_called"
        indexes = (models.Index(fields=("to_unit_id",), name="called_by_unit"),)


class Record(OfCase):
    """What was said at a meeting in one category: the unit of consent, of reading and of purging (E7)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="records")
    data = models.JSONField()

    class Meta:
        db_table = "meetings_record"
        constraints = (models.UniqueConstraint(fields=("meeting", "category"), name="record_once_per_category"),)


class Task(OfCase):
    """Something that somebody is to do, most often since a meeting. `unit_id` is the unit here that plays the party."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="tasks")
    unit_id = models.BigIntegerField(null=True)
    text = models.TextField()
    party = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True)
    status = models.CharField(max_length=10)
    done_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        db_table = "meetings_task"
        indexes = (models.Index(fields=("case", "status"), name="task_by_case"),)
