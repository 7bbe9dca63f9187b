"""How do the minutes reach everybody who took part, and the calendar file those called? As law lets it (D18-D20)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from samordna.access.domain import Scope
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.meetings import calling
from samordna.meetings.domain import HELD, HOW, MAIL, PERSON
from samordna.meetings.models import Called, Meeting
from samordna.meetings.writing import Written, own, write


@dataclass(frozen=True, slots=True)
class Minutes:
    """How the minutes leave, and to whom of those who took part (ids of called; none named: everybody)."""

    how: str
    only: tuple[int, ...] = ()


def send_minutes(*, act: Act, scope: Scope, case: int, meeting: int, given: Minutes) -> Written:
    """Write down that the minutes leave, with the categories that may. Refused when nothing may reach anybody.

    Whoever may be told of nothing gets none; the page says so before (preview), and it can be done again later.
    """
    with one_act():
        found, row = own(act, scope, case, meeting)
        if row.status != HELD:
            raise Refused(refused("meeting-not-held", say("The meeting has not been held yet.")))
        if given.how not in HOW:
            raise Refused(refused("choose-way", say("Say how the minutes leave.")))
        told = calling.content(row)
        sent, stopped = [], []
        for each in _took_part(row, given.only):
            open_now, refusal = _open(each, told, act, row.without_name)
            if refusal is not None and not open_now:
                stopped.append(refusal)
                continue
            each.minutes_on, each.minutes_of = act.on, list(open_now)
            sent.append(each)
        if not sent:
            raise stopped[0] if stopped else Refused(
                refused("nobody-took-part", say("Nobody is noted as having taken part."))
            )  # fmt: skip
        row.minutes_sent_on, row.changed_on = act.on, None
        said = {"meeting": row.pk, "kind": row.kind, "to": [each.who for each in sent], "how": given.how}
        return Written(write(found, act, "minutes-sent", [row, *sent], said), row.pk)


def mail_calendar(*, act: Act, scope: Scope, case: int, meeting: int, to: Collection[int]) -> tuple[int, ...]:
    """Write down that the calendar file leaves by e-mail to some of those called; returns those who may have it.

    It tells time, place and a code (D23), and goes to nobody who may not be told of the meeting today (D20).
    """
    with one_act():
        found, row = own(act, scope, case, meeting)
        if row.status == HELD:
            raise Refused(refused("meeting-held", say("The meeting has been held. Book a new one.")))
        people = Called.objects.filter(meeting_id=row.pk, pk__in=tuple(to), seat=True, called_on__isnull=False)
        sent = [e for e in people.order_by("pk") if calling.may_know(e, act.on, without_name=row.without_name)]
        if not sent:
            raise Refused(refused("nobody-to-mail", say("Nobody who is called may be told of the meeting by e-mail.")))
        told = {"meeting": row.pk, "kind": row.kind, "to": [each.who for each in sent]}
        write(found, act, "calendar-mailed", [], told)
        return tuple(each.pk for each in sent)


def let_go(
    *, act: Act, scope: Scope, case: int, meeting: int, to: Collection[int], how: str = MAIL
) -> tuple[int, ...]:  # fmt: skip
    """Write down that those who have no seat any more are told that they need not come; returns who they are.

    They had been called, so that it tells them nothing new: time, place and a code, and that it is off for them (D23).
    """
    with one_act():
        found, row = own(act, scope, case, meeting)
        if row.status == HELD:
            raise Refused(refused("meeting-held", say("The meeting has been held. Book a new one.")))
        if how not in HOW:
            raise Refused(refused("choose-way", say("Say how they are told.")))
        lost = Called.objects.filter(
            meeting_id=row.pk, pk__in=tuple(to), seat=False, called_on__isnull=False, freed_on=None
        )  # fmt: skip
        gone = list(lost.order_by("pk"))
        if not gone:
            raise Refused(refused("nobody-to-free", say("There is nobody left to tell.")))
        for each in gone:
            each.freed_on = act.on
        told = {"meeting": row.pk, "kind": row.kind, "to": [each.who for each in gone], "how": how}
        write(found, act, "called-off", gone, told)
        return tuple(each.pk for each in gone)


def _took_part(row: Meeting, only: Iterable[int]) -> list[Called]:
    people = Called.objects.filter(meeting_id=row.pk, present=True).order_by("pk")
    return list(people.filter(pk__in=tuple(only)) if only else people)


def _open(
    each: Called, told: tuple[str, ...], act: Act, without_name: bool
) -> tuple[tuple[str, ...], Refused | None]:  # fmt: skip
    """What may be told to somebody, and the refusal of the rest."""
    if each.who == PERSON:
        return told, None
    seen = calling.preview(each, told, act.on, without_name=without_name)
    if seen is None:
        return told, None
    open_now = tuple(found.category for found in seen.leaves)
    if "contact" not in open_now and seen.stopped:
        # Without even that the person is known here, there is nothing to send.
        open_now = ()
    refusal = Refused(refused("consent-needed", seen.stopped[0].reason, seen.stopped[0].law)) if seen.stopped else None
    return open_now, refusal
