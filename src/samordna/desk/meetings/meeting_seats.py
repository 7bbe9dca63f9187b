"""Who can call to a meeting, who is usually called, and what would keep them from being told? For a booking.

A missing consent is shown with the way to register it; too short a notice with its reason. Neither stops the booking.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from samordna.cases.queries import Seen
from samordna.consents import queries as consents
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.handbooks.domain import Handbook
from samordna.handbooks.words import party_name
from samordna.meetings import dating
from samordna.meetings.domain import CONTACT, PERSON, TELLS, YES, Kind
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SeatShown:
    """Somebody to call: a party or the person; `state` says whether the invitation may tell them, and why not."""

    who: str
    name: str
    usual: bool
    state: str = ""
    tone: str = "neutral"
    consent: str = ""


def convening(seen: Seen, kind: Kind) -> list[str]:
    """The parties that may call: those of one's own that usually do, one's own, and others that usually do."""
    own = [each for each in seen.own_parties if not _elsewhere(seen, each)]
    usual = [each for each in kind.convener if each in own]
    there = [each for each in kind.convener if each in seen.handbook.parties]
    others = [each for each in there if each not in own and not _here(seen, each)]
    return list(dict.fromkeys((*usual, *(others if not usual else ()), *own, *others)))


def _elsewhere(seen: Seen, party: str) -> bool:
    """True when another of the actor's posts is in the unit."""
    unit = seen.scope.post.unit if seen.scope.post else 0
    return seen.seats[party].unit != unit


def _here(seen: Seen, party: str) -> bool:
    """True for a party whose staff sign in and call by themselves."""
    seat = seen.seats.get(party)
    return seat is not None and seat.here


def conveners(read: Read, kind: Kind) -> list[Option]:
    """The same as a choice of the form."""
    return [(each, read.names.party(each) if each in read.names.known else party_name(read.seen.handbook, each))
            for each in convening(read.seen, kind)]  # fmt: skip


def proposed(seen: Seen, kind: Kind) -> str:
    """Who calls, unless something else is chosen."""
    return next(iter(convening(seen, kind)), "")


def usual(seen: Seen, kind: Kind) -> tuple[str, ...]:
    """Who is ticked from the beginning: those whom the kind names."""
    named = [each for each in kind.parties if each == PERSON or each in seen.handbook.parties]
    if kind.person == YES and PERSON not in named:
        named.insert(0, PERSON)
    return tuple(named)


def seats(read: Read, kind: Kind, ticked: Collection[str]) -> list[SeatShown]:
    """The person and the parties: the usual ones first, then those of the case that are known, then others."""
    seen = read.seen
    book = seen.handbook
    first = usual(seen, kind)
    known = [each for each in seen.seats if each in read.names.known]
    order = dict.fromkeys((PERSON, *first, *known, *book.parties))
    wanted = [each for each in order if each == PERSON or (each in book.parties and not book.is_forum(each))]
    return [_seat(read, each, first, kind.consent if each in ticked or each in first else None) for each in wanted]


def _seat(read: Read, who: str, first: Collection[str], kind: str | None) -> SeatShown:
    """One to call; `kind` is the consent that is asked for, None for somebody who is not called."""
    seen = read.seen
    if who == PERSON:
        return SeatShown(who, _("The person"), who in first)
    name = read.names.party(who) if who in read.names.known else party_name(seen.handbook, who)
    sphere, own = _sphere(seen, who), seen.scope.post.sphere if seen.scope.post else 0
    if kind is None or sphere == own:
        return SeatShown(who, name, who in first)
    if not sphere:
        return SeatShown(who, name, who in first, _("No unit in the area"), "neutral")
    found = consents.preview(seen.row.person_id, own, sphere, TELLS, read.on)
    if not found.stopped:
        return SeatShown(who, name, who in first, _("May be told"), "success")
    href = consent_address(seen, sphere, [each.category for each in found.stopped], kind)
    known = any(each.category == CONTACT for each in found.leaves)
    state, tone = (_("May be told when and where only"), "info") if known else (_("Consent is missing"), "warning")
    return SeatShown(who, name, who in first, state, tone, href)


def _sphere(seen: Seen, party: str) -> int:
    """The sphere of the unit that would be called; 0 when nobody plays the party."""
    seat = seen.seats.get(party)
    if seat:
        return seat.sphere
    unit = organisations.units_playing(seen.row.area_id, party, seen.scope.on).first()
    return unit.sphere_id if unit else 0


def consent_address(seen: Seen, sphere: int, categories: Collection[str], kind: str = "", meeting: int = 0) -> str:
    """The page where a missing consent is registered, filled in, with the way back to the meeting's invitations."""
    asked = [("kind", kind)] if kind and seen.handbook.entry("consents", kind) else []
    asked += [("to", str(sphere)), *(("category", each) for each in categories)]
    asked += [("meeting", str(meeting))] if meeting else []
    return f"{at('consent-new', seen.id)}?{urlencode(asked)}"


def notice(seen: Seen, kind: Kind, wanted: date | None, on: date) -> tuple[str, bool, str] | None:
    """The shortest notice of the handbook: heading, whether the wanted day is too near, and the earliest day with why.

    None when the handbook has none for this kind.
    """
    limit = dating.notice(seen.handbook, kind)
    earliest = dating.earliest(seen.handbook, kind, seen.row.area_id, on)
    if limit is None or earliest is None:
        return None
    near = bool(wanted and wanted < earliest)
    heading = _("The day is near") if near else _("Call in good time")
    words = _("Called today, the meeting should be {day} at the earliest: {why}. It warns and stops nothing.").format(
        day=day_words(earliest), why=_source(seen.handbook, kind.notice, render(limit.title))
    )
    return heading, near, words


def _source(book: Handbook, deadline: str, title: str) -> str:
    entry = book.entry("deadlines", deadline)
    source = str(entry.data.get("source", "")) if entry else ""
    return f"{title} ({source})" if source else title
