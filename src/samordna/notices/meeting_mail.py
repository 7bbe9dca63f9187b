"""How does an invitation reach somebody by e-mail? Time, place and reference, with a calendar file (D23)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
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
    called = (each for each in meeting.called if each.seat and each.called_on)
    return _addresses(meeting, called)


def to_free(meeting: MeetingKept) -> dict[int, str]:
    """The same of those who were called, have no seat any more, and have not been told that they need not come."""
    return _addresses(meeting, (each for each in meeting.called if each.to_be_freed))


def _addresses(meeting: MeetingKept, people: Iterable[CalledKept]) -> dict[int, str]:
    found: dict[int, str] = {}
    for each in people:
        own = each.unit and each.unit == meeting.unit
        address = each.address if EMAIL.fullmatch(each.address) else _of_unit(each)
        if address and not own:
            found[each.id] = address
    return found


def send(meeting: MeetingKept, at: datetime, only: Collection[int] = ()) -> list[int]:
    """Send the invitation, its change or its cancellation to those that mail reaches; returns whom it left for.

    Who may be told today is asked by `commands.mail_calendar`, before this.
    """
    to = {called: address for called, address in reachable(meeting).items() if not only or called in only}
    return _sent(to, lambda address: message(meeting, address, at))


def free(meeting: MeetingKept, at: datetime, only: Collection[int]) -> list[int]:
    """Tell those who lost their seat that they need not come; returns whom it left for.

    That they are told is written down by `commands.let_go`, before this.
    """
    to = {called: address for called, address in to_free(meeting).items() if called in only}
    return _sent(to, lambda address: message(meeting, address, at, freed=True))


def _sent(to: Mapping[int, str], make: Callable[[str], EmailMessage]) -> list[int]:
    left = []
    for called, address in to.items():
        try:
            make(address).send()
        except (SMTPException, OSError):
            log.exception("an invitation could not be sent")
            continue
        left.append(called)
    return left


def message(meeting: MeetingKept, address: str, at: datetime, *, freed: bool = False) -> EmailMessage:
    """The letter in Swedish, like the papers: when, where, and the calendar file.

    `freed`: to somebody who need not come any longer, whatever becomes of the meeting.
    """
    spoken = language()
    activate("sv")
    try:
        gone = freed or meeting.status == CANCELLED
        begins = _("You need not come to the meeting any longer.") if freed else _("The meeting is cancelled.")
        starts = meeting.starts
        when = _("{day} at {time}").format(day=starts.date().isoformat(), time=f"{starts:%H:%M}")
        lines = [
            begins if gone else _("You are called to a meeting."),
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
        file = calendar(replace(meeting, status=CANCELLED) if freed else meeting, at, address)
        letter.attach(filename(meeting), file.decode(), kind)
        return letter
    finally:
        activate(spoken)


def _of_unit(called: CalledKept) -> str:
    unit = organisations.find_unit(called.unit) if called.unit else None
    return unit.email if unit else ""
