"""Who subscribes to their dates in a calendar of their own, and what does that calendar hold? (D23)

Days and case numbers, and of meetings when and where: no name, no kind of matter, no box, no authority. The address is
a secret that is shown once; what is kept of it is a hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from samordna.access.domain import Scope
from samordna.journal.acts import one_act
from samordna.kernel.months import add_months
from samordna.notices import meeting_dates
from samordna.notices.models import Feed, FeedDay
from samordna.notices.own_dates import OwnDate, own_dates
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, activate, language

BYTES = 32
MONTHS_AHEAD = 12
# How often calendars may ask again; most ask less often whatever is said.
AGAIN = timedelta(hours=4)


def renew(worker: int, on: date) -> str:
    """Make a calendar for a worker, or give the one there is a new address; returns the secret of the address.

    It is known only now. A second click makes another one: the address that is shown last is the one that counts.
    """
    secret = secrets.token_urlsafe(BYTES)
    with one_act():
        Feed.objects.update_or_create(
            worker_id=worker,
            defaults={"secret_hash": _hash(secret), "made_on": on},
            create_defaults={"secret_hash": _hash(secret), "made_on": on, "salt": secrets.token_urlsafe(BYTES)},
        )
    return secret


def remove(worker: int) -> None:
    """Take the address away; nothing is left that could answer to it."""
    with one_act():
        FeedDay.objects.filter(feed__worker_id=worker).delete()
        Feed.objects.filter(worker_id=worker).delete()


def made_on(worker: int) -> date | None:
    """The day on which the worker's address was made; None when there is none."""
    return Feed.objects.filter(worker_id=worker).values_list("made_on", flat=True).first()


def calendar(secret: str, on: date) -> bytes | None:
    """The calendar behind a secret on a day; None when nothing answers to it (any more), whatever the reason.

    Without a post that meets cases, or with a closed account, it stops. Who is away gets an empty one: it comes back.
    """
    feed = Feed.objects.filter(secret_hash=_hash(secret)).select_related("worker").first()
    if feed is None or not feed.worker.is_active:
        return None
    scope = organisations.scope_of(feed.worker, on)
    if not scope.units:
        return None
    away = bool(organisations.away([feed.worker_id], on))
    return _written(feed, [] if away else within(scope, on), on, [] if away else meeting_dates.events(scope, on))


def within(scope: Scope, on: date) -> list[OwnDate]:
    """The dates of the worker's own list from today and twelve months ahead; those that have passed stand today."""
    last = add_months(on, MONTHS_AHEAD)
    found = [*own_dates(scope, on), *meeting_dates.task_dates(scope, on)]
    return [each for each in found if each.due <= last and each.number]


def _hash(secret: str) -> str:
    """The secret is long and random, so that nothing is gained by hashing it slowly."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _written(feed: Feed, dates: Iterable[OwnDate], on: date, meetings: Iterable[Event] = ()) -> bytes:
    spoken = language()
    activate(feed.worker.language if feed.worker.language in ("sv", "en") else "sv")
    try:
        made = Calendar()
        made.add("prodid", "-//Samordna//Samordna//SV")
        made.add("version", "2.0")
        made.add("method", "PUBLISH")
        made.add("x-wr-calname", "Samordna")
        made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT4H")
        for told in _numbered(feed, dates, on):
            made.add_component(_event(told, on))
        for each in meetings:
            made.add_component(each)
        return bytes(made.to_ical())
    finally:
        activate(spoken)


@dataclass(frozen=True, slots=True)
class _Told:
    """One entry of a calendar: its lasting id, its day, how many times the day has moved, and the case number."""

    uid: str
    day: date
    sequence: int
    number: str


def _numbered(feed: Feed, dates: Iterable[OwnDate], on: date) -> list[_Told]:
    """The entries. One whose day is another than last time gets the next number, so that calendars move it."""
    wanted = {_uid(feed, each): (max(each.due, on), each.number) for each in dates}
    known = {uid: (day, n) for uid, day, n in FeedDay.objects.filter(feed=feed).values_list("uid", "day", "sequence")}
    new = [FeedDay(feed=feed, uid=uid, day=day) for uid, (day, _number) in wanted.items() if uid not in known]
    moved = [uid for uid, (day, _number) in wanted.items() if uid in known and known[uid][0] != day]
    if new or moved:
        with one_act():
            FeedDay.objects.bulk_create(new, ignore_conflicts=True)
            for uid in moved:
                rows = FeedDay.objects.filter(feed=feed, uid=uid, sequence=known[uid][1])
                rows.update(day=wanted[uid][0], sequence=known[uid][1] + 1)
    numbers = {uid: known[uid][1] + (uid in moved) if uid in known else 0 for uid in wanted}
    return [_Told(uid, day, numbers[uid], number) for uid, (day, number) in wanted.items()]


def _event(told: _Told, on: date) -> Event:
    made = Event()
    made.add("uid", f"{told.uid}@samordna")
    made.add("dtstamp", datetime.combine(on, time.min, tzinfo=UTC))
    made.add("sequence", told.sequence)
    made.add("dtstart", told.day)
    made.add("dtend", told.day + timedelta(days=1))
    made.add("summary", _("Date to watch, {number}").format(number=told.number))
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")
    return made


def _uid(feed: Feed, each: OwnDate) -> str:
    """The same for the same time limit of the same case, and telling nobody which that is."""
    what = f"{each.case}:{each.deadline}:{each.key}".encode()
    return hmac.new(feed.salt.encode(), what, hashlib.sha256).hexdigest()[:32]
