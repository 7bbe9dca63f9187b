"""How is something that came in taken care of? Registered in three fields, then linked, opened or put away (D16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.cases import arranging, engine, limits
from samordna.cases.domain import CHANNELS, CONTACT, ENQUIRY, MESSAGE, SUMMONS
from samordna.cases.models import Incoming
from samordna.cases.policy import about
from samordna.journal.acts import one_act
from samordna.journal.append import append_row, begin
from samordna.journal.domain import Act, Entry, Part
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say

KINDS = (MESSAGE, ENQUIRY, SUMMONS, CONTACT)
NEW, LINKED, PUT_AWAY = "new", "linked", "put-away"


@dataclass(frozen=True, slots=True)
class Came:
    """What came: from whom, when, how; about whom if known. An enquiry is a relative's contact, no case yet (D2).

    `meets` is the day of the meeting that a summons is to.
    """

    what: str
    sender: str
    on: date
    how: str
    kind: str = MESSAGE
    person: int | None = None
    meets: date | None = None


def register(*, act: Act, scope: Scope, came: Came) -> int:
    """Register something in the acting unit's inbox; returns its id. Raises DoneBefore on a double click."""
    insist(may(scope, Action.REGISTER_INCOMING, About(unit=act.unit)))
    if not came.what.strip() or not came.sender.strip():
        raise Refused(refused("incoming-empty", say("Say what came and from whom.")))
    if came.how not in CHANNELS:
        raise Refused(refused("no-channel", say("Say how it came: by letter, phone, fax, SDK or in person.")))
    if came.on > act.on:
        raise Refused(refused("coming-day", say("The day lies ahead. Write the day it came.")))
    with one_act():
        row = Incoming.objects.create(
            id=begin("incoming", act), unit_id=act.unit, sphere_id=act.sphere, person_id=came.person,
            kind=came.kind if came.kind in KINDS else MESSAGE, what=came.what.strip()[:200],
            sender=came.sender.strip()[:120], on=came.on, how=came.how,
            due=limits.due(act.unit, came.kind, came.on, act.on), meets=came.meets,
        )  # fmt: skip
        append_row(row, _entry("incoming-registered", row, act), act)
        row.save(update_fields=["seq", "head"])
        return row.id


def escalate(*, act: Act, scope: Scope, incoming: int, unit: int) -> None:
    """Nobody has taken care of it in time: the handbook's next one to ask sees it too (D27)."""
    if not scope.system:
        insist(may(scope, Action.REGISTER_INCOMING, About(unit=act.unit)))
    with one_act():
        row = Incoming.objects.filter(pk=incoming, status=NEW, escalated_unit=None).first()
        if not scope.system and (row is None or row.unit_id not in scope.units):
            raise Refused(refused("no-incoming", say("There is no such message for you to see.")))
        if row is None:
            raise Refused(refused("incoming-done", say("It has been taken care of already.")))
        row.escalated_unit_id = unit
        _save(row, "incoming-escalated", act)


def link(*, act: Act, scope: Scope, incoming: int, case: int) -> None:
    """It belongs to this case: both remember it."""
    with one_act():
        row = _own(scope, incoming)
        found = engine.read(case, act, lock=True)
        insist(may(scope, Action.MOVE_CASE, about(found.seats, act.unit)))
        row.case_id, row.person_id, row.status = case, found.person, LINKED
        said = {"incoming": row.id, "what": row.what, "sender": row.sender, "how": row.how, "came": row.on.isoformat()}
        _save(row, "incoming-linked-here", act)
        extras = arranging.again(found, "incoming-linked", act, engine.Asked())
        engine.note(found, "incoming-linked", act, extras, said=said)


def put_away(*, act: Act, scope: Scope, incoming: int) -> None:
    """Taken care of without a case: an enquiry where the person says no, a matter for somebody else. Needs a reason."""
    if not act.reason:
        raise Refused(refused("reason-needed", say("Give a reason.")))
    with one_act():
        row = _own(scope, incoming)
        row.status = PUT_AWAY
        _save(row, "incoming-put-away", act)


def appoint(*, act: Act, scope: Scope, incoming: int, worker: int) -> None:
    """Somebody in the unit takes care of it: an invitation without a known worker must have a representative (D27)."""
    with one_act():
        row = _own(scope, incoming)
        insist(may(scope, Action.REGISTER_INCOMING, About(unit=row.unit_id)))
        row.worker_id = worker
        _save(row, "incoming-appointed", act)


def _own(scope: Scope, incoming: int) -> Incoming:
    mine = Q(unit_id__in=scope.units) | Q(escalated_unit_id__in=scope.units)
    row = Incoming.objects.filter(mine, pk=incoming).first()
    if row is None:
        raise Refused(refused("no-incoming", say("There is no such message for you to see.")))
    if row.status != NEW:
        raise Refused(refused("incoming-done", say("It has been taken care of already.")))
    return row


def _save(row: Incoming, kind: str, act: Act) -> None:
    append_row(row, _entry(kind, row, act), act)
    row.save()


def _entry(kind: str, row: Incoming, act: Act) -> Entry:
    after: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            "id",
            "unit_id",
            "escalated_unit_id",
            "sphere_id",
            "category",
            "person_id",
            "case_id",
            "kind",
            "what",
            "sender",
            "how",
            "status",
        )
    }
    after |= {"on": row.on.isoformat(), "due": row.due.isoformat(), "worker_id": row.worker_id}
    after["meets"] = row.meets.isoformat() if row.meets else None
    data = {"rows": [["cases.incoming", after]], **({"reason": act.reason} if act.reason else {})}
    return Entry(kind=kind, parts=(Part(act.sphere, row.category, data),), person=row.person_id or 0)
