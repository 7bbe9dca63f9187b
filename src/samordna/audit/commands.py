"""How is a reading logged, and how is a sample of them reviewed? (D26, E16; SoLPUL 10 §)"""

from __future__ import annotations

from datetime import datetime

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.audit import queries
from samordna.audit.domain import Share, drawn
from samordna.audit.models import Reading, Review
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say

# Seconds in which the same reading is one row (E16).
SLOT = 15 * 60
LONGEST = 300


def log_reading(*, scope: Scope, at: datetime, stream: int, what: str, why: str, reason: str = "") -> None:
    """Log that the actor reads `what` of a stream, before it is shown; once per quarter of an hour.

    `why` is how the right was come by (assigned, substitute, inbox, asked), `reason` what the actor wrote when asked.
    """
    post = scope.post
    assert post is not None, "a reading is done in a post"
    key = {
        "worker_id": scope.worker, "stream_id": stream, "what": what, "unit_id": post.unit,
        "slot": int(at.timestamp()) // SLOT,
    }  # fmt: skip
    # Asked first, so that a page read again does not wait for whoever writes.
    if Reading.objects.filter(**key).exists():
        return
    with one_act():
        Reading.objects.bulk_create(
            [Reading(at=at, authority_id=post.authority, why=why, reason=reason.strip()[:LONGEST], **key)],
            ignore_conflicts=True,
        )


def draw_sample(*, act: Act, scope: Scope, unit: int, month: str, share: Share) -> int:
    """Draw what is to be looked at of a unit's readings in a month that is over; returns how many there are.

    The same month gives the same sample, whoever draws it. Drawn once, it stays as it is. Raises Refused.
    """
    insist(may(scope, Action.REVIEW_LOG, About(unit=unit)))
    try:
        _first, after = queries.month_days(month)
    except ValueError:
        raise Refused(refused("no-month", say("Write the month as YYYY-MM, for example 2026-10."))) from None
    if after > act.on:
        raise Refused(refused("month-not-over", say("The month is not over. Draw the sample when it is.")))
    with one_act():
        known = Review.objects.filter(unit_id=unit, month=month)
        if not known.exists():
            chosen = drawn(unit, month, queries.in_month(unit, month), share)
            Review.objects.bulk_create(
                [Review(unit_id=unit, month=month, reading_id=pk) for pk in chosen], ignore_conflicts=True
            )
        return known.count()


def review(*, act: Act, scope: Scope, drawn_id: int, found: str, note: str = "") -> None:
    """Say of a drawn reading that it was fine, or that it is to be followed up, which needs a note. Raises Refused."""
    row = Review.objects.filter(pk=drawn_id).first()
    if row is None or not may(scope, Action.REVIEW_LOG, About(unit=row.unit_id)):
        raise Refused(refused("no-review", say("There is no such reading for you to review.")))
    if found not in (queries.FINE, queries.FOLLOW_UP):
        raise Refused(refused("no-finding", say("Say whether it was fine or is to be followed up.")))
    if found == queries.FOLLOW_UP and not note.strip():
        raise Refused(refused("note-needed", say("Write what is to be followed up.")))
    row.found, row.note, row.by_id, row.at = found, note.strip()[:LONGEST], act.by, act.at
    with one_act():
        row.save(update_fields=["found", "note", "by_id", "at"])
