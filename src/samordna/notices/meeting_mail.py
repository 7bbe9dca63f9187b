"""How does an invitation reach somebody by e-mail? Time, place and reference, with a calendar file (D23)."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from smtplib import SMTPException

from django.core.mail import EmailMessage

from samordna.meetings.calling import EMAIL
from samordna.meetings.domain import CANCELLED, CalledKept, MeetingKept
from samordna.meetings.invitations import CANCEL, REQUEST, calendar, filename, summary
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, activate, language

log = logging.getLogger(__name__)


def reachable(meeting: MeetingKept) -> dict[int, str]:
    """Those who have been called and have an e-mail address: their own, else that of the unit. By id of the called."""
    found: dict[int, str] = {}
    for each in meeting.called:
        if each.called_on is None or not each.seat or (each.unit and each.unit == meeting.unit):
            continue
        address = each.address if EMAIL.fullmatch(each.address) else _of_unit(each)
        if address:
            found[each.id] = address
    return found


def send(meeting: MeetingKept, at: datetime, only: Collection[int] = ()) -> list[int]:
    """Send the invitation, its change or its cancellation to those that mail reaches; returns whom it left for.

    Who may be told today is asked by `commands.mail_calendar`, before this.
    """
    left = []
    for called, address in reachable(meeting).items():
        if only and called not in only:
            continue
        try:
            message(meeting, address, at).send()
        except (SMTPException, OSError):
            log.exception("an invitation could not be sent")
            continue
        left.append(called)
    return left


def message(meeting: MeetingKept, address: str, at: datetime) -> EmailMessage:
    """The letter in Swedish, like the papers: when, where, and the calendar file."""
    spoken = language()
    activate("sv")
    try:
        gone = meeting.status == CANCELLED
        starts = meeting.starts
        when = _("{day} at {time}").format(day=starts.date().isoformat(), time=f"{starts:%H:%M}")
        lines = [
            _("The meeting is cancelled.") if gone else _("You are called to a meeting."),
            _("When: {when}").format(when=when),
            *([_("Where: {place}").format(place=meeting.place)] if meeting.place else []),
            *([_("Video: {link}").format(link=meeting.video_link)] if meeting.video_link else []),
            _("The code of the meeting is {reference}. Everything else comes by letter or by phone.").format(
                reference=meeting.reference
            ),
        ]
        letter = EmailMessage(summary(meeting), "\n".join(lines) + "\n", None, [address])
        method = CANCEL if gone else REQUEST
        kind = f"text/calendar; method={method}; charset=utf-8"
        letter.attach(filename(meeting), calendar(meeting, at, address).decode(), kind)
        return letter
    finally:
        activate(spoken)


def _of_unit(called: CalledKept) -> str:
    unit = organisations.find_unit(called.unit) if called.unit else None
    return unit.email if unit else ""
