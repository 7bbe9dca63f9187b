"""How is a case kept? Projections of its events, for lists and locks; they can be rebuilt from the events (E18).

`no` is the id that the journey gave the row within its case. Parties are the handbook's; units are those that play
them in this case. Nothing here is the truth but the events: `audit verify` compares.
"""

from __future__ import annotations

from django.db import models

from samordna.journal.models import Chained


class Case(Chained):
    """One person's way through one handbook. Exactly one holder, always (D3); exactly one watcher while open (D2)."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    area = models.ForeignKey("organisations.Area", on_delete=models.PROTECT)
    handbook = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    owner = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT, related_name="+")
    watcher = models.ForeignKey("organisations.Worker", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT, related_name="+")
    holder_party = models.CharField(max_length=40)
    held_since = models.DateField()
    opened_on = models.DateField()
    closed_seq = models.IntegerField(null=True)

    class Meta:
        db_table = "case_"
        indexes = (
            models.Index(fields=("person",), name="case_by_person"),
            models.Index(fields=("owner", "closed_seq"), name="case_by_owner"),
            models.Index(fields=("watcher",), condition=models.Q(closed_seq__isnull=True), name="case_by_watcher"),
            models.Index(fields=("holder",), condition=models.Q(closed_seq__isnull=True), name="case_by_holder"),
        )


class OfCase(models.Model):
    """What every row of content of a case says, in whichever room: whose sphere and which category it is (E8).

    `seq` is the event of the case that wrote the row last; with its after-image the row can be built again (E5).
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    sphere_id = models.BigIntegerField()
    category = models.CharField(max_length=10)
    seq = models.IntegerField()

    class Meta:
        abstract = True


class Involved(models.Model):
    """A unit plays a party in a case, with a number of its own for it (D21) and perhaps a responsible worker."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="involved")
    party = models.CharField(max_length=40)
    unit = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT)
    sphere = models.ForeignKey("organisations.Sphere", on_delete=models.PROTECT)
    worker = models.ForeignKey("organisations.Worker", on_delete=models.PROTECT, null=True)
    number = models.CharField(max_length=30)
    since_seq = models.IntegerField()
    until_seq = models.IntegerField(null=True)

    class Meta:
        db_table = "case_involved"
        constraints = (
            models.UniqueConstraint(
                fields=("case", "party"),
                condition=models.Q(until_seq__isnull=True),
                name="one_unit_per_party_and_case",
            ),
            models.UniqueConstraint(
                fields=("unit", "number"), condition=~models.Q(number=""), name="number_once_per_unit"
            ),
        )
        indexes = (models.Index(fields=("unit", "case"), name="involved_by_unit"),)


class Counter(models.Model):
    """The last number a unit has given to a case in a year."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "case_counter"
        constraints = (models.UniqueConstraint(fields=("unit", "year"), name="counter_once_per_year"),)


class CoWorker(models.Model):
    """A worker with equal rights in a case beside the responsible one (medhandläggare, D2)."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="co_workers")
    worker = models.ForeignKey("organisations.Worker", on_delete=models.PROTECT)
    unit = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT)
    since_seq = models.IntegerField()
    until_seq = models.IntegerField(null=True)

    class Meta:
        db_table = "case_co_worker"
        constraints = (
            models.UniqueConstraint(
                fields=("case", "worker", "unit"),
                condition=models.Q(until_seq__isnull=True),
                name="co_worker_once",
            ),
        )


class Run(models.Model):
    """One party's way through one process; at most one open per process and unit in a case (D12)."""

    pk = models.CompositePrimaryKey("case_id", "no")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)  # the key begins with it
    no = models.IntegerField()
    process = models.CharField(max_length=40)
    party = models.CharField(max_length=40)
    unit_id = models.BigIntegerField()
    sphere_id = models.BigIntegerField()
    n = models.SmallIntegerField()
    ended_seq = models.IntegerField(null=True)

    class Meta:
        db_table = "case_run"
        constraints = (
            models.UniqueConstraint(
                fields=("case", "process", "unit_id", "party"),
                condition=models.Q(ended_seq__isnull=True),
                name="one_open_run_per_process_and_unit",
            ),
        )


class Position(models.Model):
    """A box that is open, or was. `awaits` says that it is handed over; `until` that it rests until a review date.

    `due` is for sorting only (E10): the nearest date, `until` included; far away when there is none.
    """

    pk = models.CompositePrimaryKey("case_id", "no")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)  # the key begins with it
    no = models.IntegerField()
    run_no = models.IntegerField()
    process = models.CharField(max_length=40)
    step = models.CharField(max_length=20)
    party = models.CharField(max_length=40)
    unit_id = models.BigIntegerField()
    sphere_id = models.BigIntegerField()
    worker_id = models.BigIntegerField(null=True)
    awaits = models.BooleanField(default=False)
    until = models.DateField(null=True)
    wait = models.CharField(max_length=40, blank=True)
    due = models.DateField()
    opened_seq = models.IntegerField()
    opened_on = models.DateField()
    closed_seq = models.IntegerField(null=True)

    class Meta:
        db_table = "case_position"
        constraints = (
            models.UniqueConstraint(
                fields=("case", "run_no", "step"),
                condition=models.Q(closed_seq__isnull=True),
                name="one_open_position_per_step_and_run",
            ),
        )
        indexes = (
            models.Index(
                fields=("unit_id", "due", "case", "no"),
                condition=models.Q(closed_seq__isnull=True),
                name="open_by_unit_and_date",
            ),
            models.Index(
                fields=("worker_id", "due", "case", "no"),
                condition=models.Q(closed_seq__isnull=True),
                name="open_by_worker_and_date",
            ),
            models.Index(
                fields=("sphere_id", "due", "case", "no"),
                condition=models.Q(closed_seq__isnull=True),
                name="open_by_sphere_and_date",
            ),
        )


class Transfer(models.Model):
    """Something sent to another party, and how it was answered: a hand-over, a referral or a consultation (D7-D10)."""

    pk = models.CompositePrimaryKey("case_id", "no")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)  # the key begins with it
    no = models.IntegerField()
    kind = models.CharField(max_length=14)
    position_no = models.IntegerField()
    from_run = models.IntegerField()
    sender_party = models.CharField(max_length=40)
    sender_unit_id = models.BigIntegerField()
    sender_sphere_id = models.BigIntegerField()
    receiver_party = models.CharField(max_length=40)
    receiver_unit_id = models.BigIntegerField()
    receiver_sphere_id = models.BigIntegerField()
    asked = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=12)
    answer = models.CharField(max_length=20, blank=True)
    sent_seq = models.IntegerField()
    sent_on = models.DateField()
    due = models.DateField()
    answered_seq = models.IntegerField(null=True)
    escalated_seq = models.IntegerField(null=True)
    escalated_unit_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "case_transfer"
        indexes = (
            models.Index(
                fields=("receiver_unit_id", "due", "case", "no"),
                condition=models.Q(status="sent"),
                name="inbox_by_unit_and_date",
            ),
            models.Index(
                fields=("sender_unit_id", "due", "case", "no"),
                condition=models.Q(status__in=("sent", "accepted")),
                name="waiting_by_unit_and_date",
            ),
            models.Index(
                fields=("escalated_unit_id", "due", "case", "no"),
                condition=models.Q(status="sent", escalated_unit_id__isnull=False),
                name="escalated_by_unit_and_date",
            ),
        )


class Fact(OfCase):
    """What was asked in a box and answered: the latest value; the history stands in the events.

    `source` is how it is known (`cases.sources`), `words` name the document; `since` and `until` the time it concerns.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="facts")
    fact = models.CharField(max_length=60)
    value = models.JSONField()
    source = models.CharField(max_length=60, blank=True, default="")
    words = models.CharField(max_length=200, blank=True, default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    on = models.DateField()

    class Meta:
        db_table = "case_fact"
        constraints = (models.UniqueConstraint(fields=("case", "sphere_id", "fact"), name="fact_once_per_sphere"),)


class Benefit(OfCase):
    """A decision on a benefit, and what has to change before it is worth applying again (D28).

    `conditions` are [{id, day?, words?}], `met` those ticked by hand, [{id, on, words}]. `applied` is the day of the
    person's own application since then. The newest decision of each kind counts; older ones are the history.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="benefits")
    category = models.CharField(max_length=10, default="decision")
    kind = models.CharField(max_length=40)
    decision = models.CharField(max_length=30)
    decided_on = models.DateField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=2000, blank=True)
    conditions = models.JSONField(default=list)
    met = models.JSONField(default=list)
    applied = models.DateField(null=True)

    class Meta:
        db_table = "case_benefit"
        indexes = (models.Index(fields=("case", "kind"), name="benefit_by_case"),)


class Incoming(Chained):
    """Something that came to a unit: a summons, a certificate, a call; perhaps for a case, perhaps an enquiry (D16).

    `meets` is the day of the meeting that a summons is to. `escalated_unit` is asked when the unit was silent (D27).
    """

    unit = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT)
    sphere_id = models.BigIntegerField()
    category = models.CharField(max_length=10, default="contact")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=20)
    what = models.CharField(max_length=200)
    sender = models.CharField(max_length=120)
    on = models.DateField()
    how = models.CharField(max_length=20)
    status = models.CharField(max_length=12, default="new")
    worker = models.ForeignKey("organisations.Worker", on_delete=models.PROTECT, null=True)
    due = models.DateField()
    meets = models.DateField(null=True)
    escalated_unit = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "case_incoming"
        indexes = (
            models.Index(fields=("unit", "due", "id"), condition=models.Q(status="new"), name="incoming_by_unit"),
            models.Index(
                fields=("escalated_unit", "due", "id"),
                condition=models.Q(status="new", escalated_unit__isnull=False),
                name="incoming_escalated",
            ),
        )


class Noted(models.Model):
    """The tick that an act's text stands in the journal of the authority that ticks (D24)."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="noted")
    of_seq = models.IntegerField()
    sphere_id = models.BigIntegerField()
    system = models.CharField(max_length=60)
    objection = models.CharField(max_length=300, blank=True)
    seq = models.IntegerField()

    class Meta:
        db_table = "case_noted"
        constraints = (models.UniqueConstraint(fields=("case", "of_seq", "sphere_id"), name="noted_once"),)


class Draft(models.Model):
    """What somebody was writing in a box, kept on request; seen only by its writer, never counted or shared."""

    id = models.BigAutoField(primary_key=True)
    worker = models.ForeignKey("organisations.Worker", on_delete=models.CASCADE)
    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    key = models.CharField(max_length=60)
    data = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "case_draft"
        constraints = (models.UniqueConstraint(fields=("worker", "case", "key"), name="draft_once"),)
