"""Who is called to a meeting, by which unit and sphere, and may the invitation reach them? (D5, D10, D18, D19)"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from samordna.cases import engine
from samordna.consents import queries as consents
from samordna.consents.domain import Preview
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.meetings import domain, policy
from samordna.meetings.domain import INVITES, PERSON, TELLS, WAITING
from samordna.meetings.models import Called, Meeting, Record, Task
from samordna.organisations import queries as organisations

MOST = 30
EMAIL = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


def invited(found: engine.Loaded, meeting: Meeting, called: Iterable[domain.Called], on: date) -> list[Called]:
    """A row for each who is called, once; a party with the unit that sits in the case, is chosen, or plays it first."""
    wanted = list({(each.who.strip(), each.name.strip()): each for each in called if each.who.strip()}.values())
    if len(wanted) > MOST:
        raise Refused(refused("too-many", say("Call at most {most} to one meeting.", most=MOST)))
    return [_row(found, meeting, each, on) for each in wanted]


def _address(written: str) -> str:
    """An e-mail address, or the lines of an envelope. Raises Refused for what only looks like the former."""
    plain = written.strip()[:300]
    if "@" in plain and "\n" not in plain and not EMAIL.fullmatch(plain):
        raise Refused(refused("no-address", say("“{what}” is no e-mail address. Write it as name@example.se.",
                                                what=plain[:60])))  # fmt: skip
    return plain


def _row(found: engine.Loaded, meeting: Meeting, called: domain.Called, on: date) -> Called:
    who = called.who.strip()[:120]
    sphere, unit = _where(found, who, called.unit, on)
    return Called(
        meeting=meeting, case_id=found.id, person_id=found.person, sphere_id=meeting.sphere_id,
        category=meeting.category, who=who, name=called.name.strip()[:120], to_sphere_id=sphere, to_unit_id=unit,
        address=_address(called.address), answer=WAITING,
    )  # fmt: skip


def _where(found: engine.Loaded, who: str, chosen: int, on: date) -> tuple[int | None, int | None]:
    """The sphere and the unit of whoever is called; neither for the person and for a private receiver."""
    if who == PERSON or who not in found.handbook.parties:
        return None, None
    seat = found.seats.get(who)
    if seat and chosen in (0, seat.unit):
        return seat.sphere, seat.unit
    playing = list(organisations.units_playing(found.row.area_id, who, on))
    unit = next((each for each in playing if each.pk == chosen), None) if chosen else next(iter(playing), None)
    if unit is None and chosen:
        raise Refused(refused("no-such-unit", say("The unit does not play {party} here.", party=who)))
    return (unit.sphere_id, unit.pk) if unit else (None, None)


def preview(row: Called, categories: Iterable[str], on: date, *, without_name: bool = False) -> Preview | None:
    """What may be told to somebody who is called; None when nobody can stop it: to the person, or without a name."""
    if row.who == PERSON or without_name:
        return None
    to: int | str = row.to_sphere_id or row.name or row.who
    return consents.preview(row.person_id, row.sphere_id, to, categories, on)


def insist_on_consent(row: Called, on: date, *, without_name: bool) -> None:
    """An invitation tells that the person is known here: across spheres that takes a consent or a ground.

    Raises Refused.
    """
    seen = preview(row, INVITES, on, without_name=without_name)
    if seen is None or seen.complete:
        return
    if row.to_sphere_id:
        insisted = consents.check(row.person_id, row.sphere_id, row.to_sphere_id, INVITES, on)
        raise Refused(insisted)
    raise Refused(refused("consent-needed", seen.stopped[0].reason, seen.stopped[0].law))


def not_open(found: engine.Loaded, meeting: Meeting, people: Iterable[Called], on: date) -> list[Called]:
    """Those who were called by us and may no longer be told of it: a consent has been taken back or has ended (D20).

    Whom somebody outside has called, that party has told by itself (D1).
    """
    if convened_outside(found, meeting):
        return []
    called = [each for each in people if each.seat and each.called_on]
    return [each for each in called if not may_know(each, on, without_name=meeting.without_name)]


def may_know(row: Called, on: date, *, without_name: bool) -> bool:
    """May an invitation reach somebody who is called, on the day? What more it tells is another question (`tells`)."""
    seen = preview(row, INVITES, on, without_name=without_name)
    return seen is None or seen.complete


def tells(row: Called, on: date, *, without_name: bool) -> tuple[str, ...]:
    """The categories that an invitation tells somebody on the day: all of them when nothing is open to ask about."""
    seen = preview(row, TELLS, on, without_name=without_name)
    return TELLS if seen is None else tuple(each.category for each in seen.leaves)


def convened_outside(found: engine.Loaded, meeting: Meeting) -> bool:
    """True when somebody who does not sign in calls to the meeting."""
    seat = found.seats.get(meeting.party)
    return not (seat and seat.here)


def content(row: Meeting) -> tuple[str, ...]:
    """The categories that the minutes of a meeting tell of."""
    records = Record.objects.filter(meeting_id=row.pk).order_by("category").values_list("category", "data")
    return policy.leaving(records, Task.objects.filter(meeting_id=row.pk).exists() or bool(row.follow_up_on))
