"""How does an invitation reach a calendar, and tell it nothing but when and where? iCalendar, RFC 5545/5546 (D23).

Time, place, video link and a reference: no name, no kind of matter, no authority. The same id for ever, and a number
that grows with every change, so that calendars move the entry instead of adding one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from icalendar import Alarm, Calendar, Event, vCalAddress

from samordna.meetings.domain import CANCELLED, MeetingKept
from samordna.web.i18n import _

REQUEST, CANCEL = "REQUEST", "CANCEL"


def calendar(meeting: MeetingKept, at: datetime, attendee: str = "") -> bytes:
    """The calendar file of a meeting as it stands: a request, with every change a new one, at last a cancellation.

    `at` is when it is made (aware), `attendee` an e-mail address. The organizer is the address that all letters leave
    from: it says nothing of who convenes.
    """
    return invitation(meeting, at, str(settings.DEFAULT_FROM_EMAIL), attendee)


def invitation(meeting: MeetingKept, at: datetime, organizer: str, attendee: str = "") -> bytes:
    """The same, with the organizer's address given."""
    gone = meeting.status == CANCELLED
    made = Calendar()
    made.add("prodid", "-//Samordna//Samordna//SV")
    made.add("version", "2.0")
    made.add("method", CANCEL if gone else REQUEST)
    made.add_component(_event(meeting, at, organizer, attendee))
    return bytes(made.to_ical())


def filename(meeting: MeetingKept) -> str:
    """What the file is called: by its reference."""
    return f"{meeting.reference}.ics"


def summary(meeting: MeetingKept) -> str:
    """What the calendar shows: that it is a meeting, and its reference."""
    return _("Meeting {reference}").format(reference=meeting.reference)


def entry(meeting: MeetingKept, at: datetime) -> Event:
    """The meeting as it stands in a calendar: when, where, its code."""
    made = Event()
    made.add("uid", f"{meeting.uid}@samordna")
    made.add("dtstamp", at.astimezone(UTC))
    made.add("sequence", meeting.sequence)
    # In UTC, which every calendar reads without a table of time zones.
    made.add("dtstart", meeting.starts_at.astimezone(UTC))
    made.add("dtend", meeting.starts_at.astimezone(UTC) + timedelta(minutes=meeting.minutes))
    made.add("summary", summary(meeting))
    made.add("class", "PRIVATE")
    made.add("status", "CANCELLED" if meeting.status == CANCELLED else "CONFIRMED")
    where = ", ".join(each for each in (meeting.place, meeting.video_link) if each)
    if where:
        made.add("location", where)
    if meeting.video_link:
        made.add("url", meeting.video_link)
    return made


def _event(meeting: MeetingKept, at: datetime, organizer: str, attendee: str) -> Event:
    made = entry(meeting, at)
    made["organizer"] = _address(organizer, "Samordna")
    if attendee:
        guest = _address(attendee)
        guest.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
        made.add("attendee", guest, encode=False)
    if meeting.status != CANCELLED:
        made.add_component(_reminder(meeting))
    return made


def _address(email: str, name: str = "") -> vCalAddress:
    made = vCalAddress(f"mailto:{email}")
    if name:
        made.params["CN"] = name
    return made


def _reminder(meeting: MeetingKept) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", summary(meeting))
    made.add("trigger", timedelta(days=-1))
    return made
