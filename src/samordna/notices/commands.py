"""How does a day's work get into the queue once, and a digest out of the house once? (D23, E17)"""

from __future__ import annotations

import logging
from datetime import date, datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from samordna.access.domain import system
from samordna.cases.commands import nightly as cases
from samordna.journal.acts import one_act
from samordna.notices import ports, queries
from samordna.notices.models import Digest, Tick
from samordna.rules.calendars import swedish
from samordna.web.i18n import _, activate, language, ngettext
from samordna.web.templates import page_if_any

NIGHTLY, DIGESTS = "nightly", "digests"
# From which hour a job may begin, in Sweden: at night, and before the first coffee.
HOURS = {NIGHTLY: 2, DIGESTS: 6}
log = logging.getLogger(__name__)


def tick_all(day: date, now: datetime) -> None:
    """Put whatever is due in the queue; asked every minute. `now` is in Swedish time."""
    for job, hour in HOURS.items():
        if now.hour >= hour and (job != DIGESTS or working_day(day)):
            tick(day, job)


def tick(day: date, job: str) -> bool:
    """Put a day's job in the queue, unless it has been put there before; in one transaction. True when it was new."""
    from samordna.notices.tasks import JOBS  # tasks call the commands below

    if Tick.objects.filter(job=job, day=day).exists():
        return False
    with one_act():
        _row, made = Tick.objects.get_or_create(job=job, day=day)
        if made:
            JOBS[job].enqueue(day.isoformat())
    return made


def working_day(day: date) -> bool:
    """True when Swedish offices work on the day."""
    return swedish(day.year, day.year).is_open(day)


def night(day: date, at: datetime) -> None:
    """The night's work: silence goes on to the next one, dates are put right, and what other rooms have asked for."""
    escalated = cases.escalate_silence(scope=system(NIGHTLY, day), at=at)
    came = cases.escalate_incoming(scope=system(NIGHTLY, day), at=at)
    dates = cases.put_dates_right(day)
    log.info("night: %s unanswered escalated, %s dates put right", len(escalated) + came, dates)
    for job in ports.nightly:
        job(day)


def send_digests(day: date) -> int:
    """Tell everybody who has something on their list; returns how many were told. Again, it tells only the others."""
    if not working_day(day):
        return 0
    return sum(send_digest(worker, day) for worker in queries.to_be_told(day))


def send_digest(worker: int, day: date) -> bool:
    """Tell one worker, once a day, if there is anything to tell. True when a message was sent.

    It is noted as sent before it is: a message that may be lost is better than one that comes twice. What the mail
    server refuses is noted as not sent, for the next try.
    """
    if Digest.objects.filter(worker_id=worker, day=day, sent_at__isnull=False).exists():
        return False
    count = queries.count_for(worker, day)
    if not count.any:
        return False
    with one_act():
        row, _made = Digest.objects.get_or_create(worker_id=worker, day=day, defaults={"rows": count.rows})
        mine = Digest.objects.filter(pk=row.pk, sent_at=None).update(sent_at=timezone.now(), rows=count.rows)
    if not mine:
        return False
    try:
        message(count).send()
    except (SMTPException, OSError):
        log.exception("a digest could not be sent")
        Digest.objects.filter(pk=row.pk).update(sent_at=None)
        return False
    return True


def message(count: queries.Count) -> EmailMessage:
    """The message in the worker's own language: how many, and a link. No name, no case, no kind of matter (D23)."""
    spoken = language()
    activate(count.language if count.language in ("sv", "en") else "sv")
    try:
        rows = ngettext(
            "You have {count} thing on your list.", "You have {count} things on your list.", count.rows
        ).format(count=count.rows)
        late = ngettext("{count} is past its date.", "{count} are past their date.", count.late)
        said = [rows] if count.rows else []
        said += [late.format(count=count.late)] if count.late else []
        said += _reminders(count)
        address = getattr(settings, "SAMORDNA_URL", "").rstrip("/")
        link = f"{address}{page_if_any('worklist') or '/'}" if address else ""
        body = [" ".join(said), *([link] if link else []), _("You get this message once each working day.")]
        return EmailMessage(_("Your list today"), "\n\n".join(body) + "\n", None, [count.email])
    finally:
        activate(spoken)


def _reminders(count: queries.Count) -> list[str]:
    """How many reminders have passed and how many are near; never of what kind (D22, D23)."""
    passed = ngettext("{count} reminder has passed.", "{count} reminders have passed.", count.passed)
    near = ngettext("{count} reminder is near.", "{count} reminders are near.", count.near)
    found = ((passed, count.passed), (near, count.near))
    return [words.format(count=number) for words, number in found if number]
