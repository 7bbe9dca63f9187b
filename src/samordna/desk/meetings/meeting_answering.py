"""What does a unit answer when it is called to somebody else's meeting, as it is typed on a page, and as it stands?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from samordna.desk.meetings.meeting_booking_pages import starting
from samordna.desk.meetings.meeting_own import own_answer
from samordna.desk.typed import Error, Typed, Wrong
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.meetings import commands
from samordna.meetings.domain import COMES, DECLINES, HERE, NEW_TIME, WAITING, Answer, CalledKept
from samordna.organisations.signed_in import act_of, scope
from samordna.web import day
from samordna.web.i18n import _

# Which field a refusal belongs to.
_FIELDS = {"reason-needed": "field-reason", "time-needed": "field-day", "time-passed": "field-day"}


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """One's own seat: what has been answered, in words, and what stands in the form."""

    id: int
    words: str
    tone: str
    comes: bool
    form: Typed


def shown(seat: CalledKept, form: Typed) -> OwnSeat:
    """The seat with its answer; the form holds what was typed, else who was named before."""
    tone = {COMES: "success", WAITING: "warning"}.get(seat.answer, "neutral")
    filled = form if form.data else Typed({"name": [seat.name]})
    return OwnSeat(seat.id, own_answer(seat), tone, seat.answer == COMES, filled)


def answered(request: HttpRequest, meeting: int, seat: int, form: Typed) -> None:
    """Write the answer down. Raises Wrong, Refused, and DoneBefore on a double click (E12)."""
    said = _said(request.POST.get("do", ""), form)
    _refused_at_field(lambda: commands.answer_own(
        act=act_of(request), scope=scope(request), meeting=meeting, called=seat, said=said
    ))  # fmt: skip
    messages.success(request, _("Your answer stands with whoever calls to the meeting."))


def _said(do: str, form: Typed) -> Answer:
    errors: list[Error] = []
    proposed = None
    if do not in (COMES, NEW_TIME, DECLINES):
        errors.append(("", say("Choose what to answer.")))
    if do == NEW_TIME and (form.one("day") or form.one("time")):
        proposed = starting(form, errors)
    if errors:
        raise Wrong(*errors)
    return Answer(do, day.today(), HERE, form.one("reason")[:300], proposed, form.one("name"))


def _refused_at_field(do: Callable[[], object]) -> None:
    try:
        do()
    except Refused as problem:
        field = _FIELDS.get(problem.decision.code)
        if field and problem.decision.reason:
            raise Wrong((field, problem.decision.reason)) from None
        raise
