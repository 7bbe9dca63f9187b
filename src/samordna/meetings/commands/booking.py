"""How is a meeting booked, called to, answered, moved and cancelled? One act, one event (E3).

Booking tells nobody. An invitation leaves when it is called, and only to whom consent or a ground lets it (D18, D19);
in a consultation without a name nothing of the person leaves (D10).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from uuid import uuid5

from django.db.models import Q, QuerySet

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.domain import PLAN
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.meetings import calling, domain, kinds, policy
from samordna.meetings.domain import ANSWERS, CANCELLED, HOW, NEW_TIME, PLANNED, WAITING, Answer, Moved, Wanted
from samordna.meetings.models import Called, Meeting, Slot
from samordna.meetings.writing import Written, own, read, write

LONGEST_DAY = 24 * 60
LINK = re.compile(r"https?://[^\s<>\"]+")


def book(*, act: Act, scope: Scope, case: int, wanted: Wanted) -> Written:
    """A meeting with those who are to be called; nobody is told yet. Raises Refused."""
    with one_act():
        found = read(act, scope, case)
        row = _booked(found, act, scope, wanted)
        people = calling.invited(found, row, wanted.called, act.on)
        if row.called_on:
            # Whoever convenes outside has called them: nothing leaves from here (D1).
            for each in people:
                each.called_on = row.called_on
        done = write(found, act, "meeting-booked", [row, *people], {"kind": row.kind, "party": row.party})
        return Written(done, row.pk)


def take_slot(*, act: Act, scope: Scope, case: int, slot: int, wanted: Wanted) -> Written:
    """A meeting in one of the times that its unit has laid out; nobody else can take it then."""
    return book(act=act, scope=scope, case=case, wanted=replace(wanted, slot=slot))


def call(*, act: Act, scope: Scope, case: int, meeting: int, only: Collection[int] = ()) -> Written:
    """Send the invitations to those who have not been called (of them `only`). Refused where law stops one (D18).

    Each tells what is open to its receiver: when, where and whose meeting it is; and what it is about, with planning.
    """
    with one_act():
        found, row = own(act, scope, case, meeting)
        insist(policy.may_plan(row.status))
        waiting = [each for each in _people(row) if each.seat and each.called_on is None]
        chosen = [each for each in waiting if not only or each.pk in only]
        if not chosen:
            raise Refused(refused("all-called", say("Everybody has been called already.")))
        for each in chosen:
            calling.insist_on_consent(each, act.on, without_name=row.without_name)
            each.called_on = act.on
            each.told_of = list(calling.tells(each, act.on, without_name=row.without_name))
        row.called_on = row.called_on or act.on
        told = {"meeting": row.pk, "kind": row.kind, "called": [each.who for each in chosen]}
        return Written(write(found, act, "meeting-called", [row, *chosen], told), row.pk)


def call_more(*, act: Act, scope: Scope, case: int, meeting: int, called: Sequence[domain.Called]) -> Written:
    """Others too are to be called to a meeting that is booked; nobody is told yet."""
    with one_act():
        found, row = own(act, scope, case, meeting)
        insist(policy.may_plan(row.status))
        there = {(each.who, each.name) for each in _people(row) if each.seat}
        new = [each for each in calling.invited(found, row, called, act.on) if (each.who, each.name) not in there]
        if not new:
            raise Refused(refused("nobody-new", say("Say who else is to be called.")))
        told = {"meeting": row.pk, "kind": row.kind, "called": [each.who for each in new]}
        return Written(write(found, act, "meeting-widened", new, told), row.pk)


def answer(*, act: Act, scope: Scope, case: int, meeting: int, called: int, said: Answer) -> Written:
    """What somebody who is called has answered, as they told it (D1)."""
    with one_act():
        found, row = own(act, scope, case, meeting)
        insist(policy.may_plan(row.status))
        each = _people(row).filter(pk=called, seat=True).first() if said.answer in ANSWERS else None
        if each is None:
            raise Refused(refused("no-answer", say("Say who has answered, and what.")))
        if said.on > act.on:
            raise Refused(refused("coming-day", say("The day lies ahead. Write the day it came.")))
        each.answer, each.answered_on = said.answer, said.on
        each.how = said.how if said.how in HOW else ""
        each.reason = said.reason.strip()
        each.proposed = said.proposed if said.answer == NEW_TIME else None
        each.name = said.name.strip()[:120] or each.name
        told = {"meeting": row.pk, "kind": row.kind, "who": each.who, "answer": each.answer}
        return Written(write(found, act, "meeting-answered", [each], told), row.pk)


def move(*, act: Act, scope: Scope, case: int, meeting: int, to: Moved) -> Written:
    """Another time or place, with a reason when somebody has been called; everybody answers anew."""
    with one_act():
        found, row = own(act, scope, case, meeting)
        insist(policy.may_plan(row.status))
        _insist_on_reason(row, act)
        row.starts_at, row.minutes = to.starts_at, to.minutes or row.minutes
        row.place, row.video_link = to.place.strip()[:200] or row.place, to.video_link.strip()[:300] or row.video_link
        _insist_on_place(row)
        row.reason, row.slot = act.reason, None
        row.sequence += 1
        people = list(_people(row))
        for each in people:
            each.answer, each.answered_on, each.proposed, each.how, each.reason = WAITING, None, None, "", ""
        _take_seats(found, row, people, act)
        told = {"meeting": row.pk, "kind": row.kind, "reason": act.reason}
        return Written(write(found, act, "meeting-moved", [row, *people], told), row.pk)


def cancel(*, act: Act, scope: Scope, case: int, meeting: int) -> Written:
    """It will not be; with a reason when somebody has been called. Those who were called are to be told."""
    with one_act():
        found, row = own(act, scope, case, meeting)
        insist(policy.may_plan(row.status))
        _insist_on_reason(row, act)
        row.status, row.reason = CANCELLED, act.reason
        row.sequence += 1
        gone = _take_seats(found, row, _people(row), act)
        told = {"meeting": row.pk, "kind": row.kind, "reason": act.reason}
        return Written(write(found, act, "meeting-cancelled", [row, *gone], told), row.pk)


def _booked(found: engine.Loaded, act: Act, scope: Scope, wanted: Wanted) -> Meeting:
    """The row of a meeting that is wanted, not saved yet. Raises Refused."""
    if wanted.kind not in kinds.kinds(found.handbook):
        raise Refused(refused("no-kind", say("Say what kind of meeting it is.")))
    outside = _outside(found, act, wanted.party)
    starts_at = wanted.starts_at
    slot = _slot(wanted.slot, scope) if wanted.slot else None
    if slot is not None:
        starts_at = slot.starts_at
    if starts_at is None:
        raise Refused(refused("choose-time", say("Say when the meeting is.")))
    row = Meeting(
        case_id=found.id, person_id=found.person, sphere_id=act.sphere, category=PLAN, unit_id=act.unit,
        kind=wanted.kind, party=wanted.party, status=PLANNED, starts_at=starts_at, slot=slot,
        minutes=slot.minutes if slot else wanted.minutes,
        place=(wanted.place.strip() or (slot.place if slot else ""))[:200],
        video_link=wanted.video_link.strip()[:300], agenda=wanted.agenda.strip(), box=wanted.box[:80],
        without_name=wanted.without_name, uid=uuid5(act.id, "meeting"),
        called_on=(wanted.called_on or act.on) if outside else None, follows_id=wanted.follows or None,
        plan_id=_plan_of(found, wanted.follows),
        worker_id=act.by, seq=0,
    )  # fmt: skip
    _insist_on_place(row)
    return row


def _plan_of(found: engine.Loaded, meeting: int) -> int | None:
    """The plan that an earlier meeting made: this one follows it up."""
    rows = Meeting.objects.filter(case_id=found.id, pk=meeting) if meeting else Meeting.objects.none()
    return rows.values_list("plan_id", flat=True).first()


def _outside(found: engine.Loaded, act: Act, party: str) -> bool:
    """True when somebody who does not sign in convenes. Raises Refused for another unit's party that does."""
    seat = found.seats.get(party)
    if seat is not None and seat.unit == act.unit:
        return False
    if party not in found.handbook.parties:
        raise Refused(refused("choose-convener", say("Say who calls to the meeting.")))
    if seat is not None and seat.here:
        raise Refused(refused("not-your-unit", say("This belongs to another unit.")))
    return True


def _slot(slot: int, scope: Scope) -> Slot:
    free = Slot.objects.select_for_update().filter(pk=slot, unit_id__in=scope.units, closed=False).first()
    if free is None or Meeting.objects.filter(~Q(status=CANCELLED), slot_id=slot).exists():
        raise Refused(refused("slot-taken", say("The time is taken or no longer there. Choose another one.")))
    return free


def _take_seats(found: engine.Loaded, row: Meeting, people: Iterable[Called], act: Act) -> list[Called]:
    """Nothing more is told of the meeting to those who may not be told any longer (D20); returns them."""
    gone = calling.not_open(found, row, people, act.on)
    for each in gone:
        each.seat = False
    return gone


def _insist_on_place(row: Meeting) -> None:
    """It has a length, and its link is an address on the web and nothing else."""
    if not 0 < row.minutes <= LONGEST_DAY:
        raise Refused(refused("choose-length", say("Say how long the meeting is, in minutes.")))
    if row.video_link and not LINK.fullmatch(row.video_link):
        raise Refused(refused("video-link", say("Write the whole address, beginning with https://.")))


def _insist_on_reason(row: Meeting, act: Act) -> None:
    if row.called_on and not act.reason.strip():
        raise Refused(refused("reason-needed", say("Give a reason.")))


def _people(row: Meeting) -> QuerySet[Called]:
    return Called.objects.filter(meeting_id=row.pk).order_by("pk")
