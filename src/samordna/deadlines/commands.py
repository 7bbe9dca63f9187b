"""How is a clock started, paused, resumed, extended, met, or one of these taken back? (D27, E3)

Every act is one event in the case's chain and one row that is never changed. The dates by which lists are sorted are
written in the same act (E10).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.domain import FAR, Done, Extras
from samordna.cases.held import held
from samordna.deadlines import domain, policy
from samordna.deadlines.around import around
from samordna.deadlines.deriving import clocks_of, dates_of
from samordna.deadlines.domain import Adjustment
from samordna.deadlines.knowing import KnownCase
from samordna.deadlines.loading import known
from samordna.deadlines.models import Adjustment as Row
from samordna.deadlines.running import Clock
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.rules.limits import Length

LABEL = "deadlines.adjustment"
LONGEST = 500


def start(*, act: Act, scope: Scope, case: int, deadline: str, on: date) -> Done:
    """Register that a clock began: the day of an event that the case does not know by itself."""
    with one_act():
        found, knows = _read(act, scope, case)
        insist(policy.may_start(knows.limits.get(deadline), on, act.on))
        insist(policy.may_count(knows, deadline, act.sphere))
        insist(policy.may_restart(_one(knows, act, deadline, domain.OWN)))
        return _write(found, knows, act, Adjustment(0, deadline, domain.OWN, domain.STARTED, on, act.sphere))


def pause(*, act: Act, scope: Scope, case: int, deadline: str, key: str, since: date, reason: str) -> Done:
    """Let a clock stand still from a day on, with a reason."""
    with one_act():
        found, knows, clock = _clock(act, scope, case, deadline, key)
        insist(policy.may_pause(clock, knows, act.sphere, since, act.on))
        _reason(reason)
        return _write(found, knows, act, _done(clock, domain.PAUSED, since, reason))


def resume(*, act: Act, scope: Scope, case: int, deadline: str, key: str, on: date) -> Done:
    """Let a paused clock go on from a day: the days on which it stood still are added."""
    with one_act():
        found, knows, clock = _clock(act, scope, case, deadline, key)
        insist(policy.may_resume(clock, knows, act.sphere, on, act.on))
        return _write(found, knows, act, _done(clock, domain.RESUMED, on, act.reason))


def extend(*, act: Act, scope: Scope, case: int, deadline: str, key: str, by: Length, reason: str) -> Done:
    """Give more time, with a reason; only those whom the register names."""
    with one_act():
        found, knows, clock = _clock(act, scope, case, deadline, key)
        parties = frozenset(party for party, seat in found.seats.items() if seat.unit == act.unit)
        insist(policy.may_extend(clock, knows, parties, act.sphere, by.number))
        _reason(reason)
        more = replace(_done(clock, domain.EXTENDED, act.on, reason), number=by.number, unit=by.unit)
        return _write(found, knows, act, more)


def meet(*, act: Act, scope: Scope, case: int, deadline: str, key: str, on: date, reason: str = "") -> Done:
    """Register that what the time limit is about has been done."""
    with one_act():
        found, knows, clock = _clock(act, scope, case, deadline, key)
        insist(policy.may_meet(clock, on, act.on))
        return _write(found, knows, act, _done(clock, domain.MET, on, reason))


def undo(*, act: Act, scope: Scope, case: int, adjustment: int) -> Done:
    """Take back one of the above: the date is what it was without it."""
    with one_act():
        found, knows = _read(act, scope, case)
        mine = [row for row in knows.adjustments if row.sphere == act.sphere]
        row = next((row for row in mine if row.id == adjustment and row.kind != domain.UNDONE), None)
        if row is None:
            raise Refused(refused("no-adjustment", say("There is nothing to take back.")))
        if any(each.of == adjustment for each in mine):
            raise Refused(refused("undone-already", say("It has been taken back already.")))
        back = Adjustment(0, row.deadline, row.key, domain.UNDONE, act.on, act.sphere, reason=act.reason, of=row.id)
        return _write(found, knows, act, back)


def _read(act: Act, scope: Scope, case: int) -> tuple[engine.Loaded, KnownCase]:
    """The case, locked, and what it knows; only for those whose unit works in it."""
    return held(act, scope, case), known((case,), births=False)[case]


def _clock(act: Act, scope: Scope, case: int, deadline: str, key: str) -> tuple[engine.Loaded, KnownCase, Clock]:
    found, knows = _read(act, scope, case)
    clock = _one(knows, act, deadline, key)
    if clock is None:
        # The same answer whether it does not run or is another party's: nothing is told of what is closed (D21).
        raise Refused(
            refused("no-clock", say("No such time limit runs from what your unit has recorded. Register its start."))
        )
    return found, knows, clock


def _one(knows: KnownCase, act: Act, deadline: str, key: str) -> Clock | None:
    """The clock that is of the acting sphere, or of a party that somebody here writes for (D1)."""
    counted = clocks_of(knows, around(knows.row.area_id, act.on))
    outside = {seat.sphere_id for seat in knows.seats.values() if not seat.here}
    mine = [each for each in counted if (each.deadline, each.key) == (deadline, key)]
    own = [each for each in mine if each.sphere == act.sphere]
    return next(iter(own or [each for each in mine if each.sphere in outside]), None)


def _reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(refused("reason-needed", say("Give a reason.")))


def _done(clock: Clock, kind: str, on: date, reason: str) -> Adjustment:
    return Adjustment(0, clock.deadline, clock.key, kind, on, reason=reason)


def _write(found: engine.Loaded, knows: KnownCase, act: Act, done: Adjustment) -> Done:
    """The row, the event, and the dates by which lists are sorted, in one act."""
    row = Row.objects.create(
        case_id=found.id, person_id=found.person, sphere_id=act.sphere, deadline=done.deadline, key=done.key,
        kind=done.kind, on=done.on, number=done.number, unit=done.unit, reason=done.reason.strip()[:LONGEST],
        of_id=done.of or None, by_id=act.by, seq=found.row.seq + 1,
    )  # fmt: skip
    kept = replace(done, id=row.pk, sphere=act.sphere, seq=row.seq, by=act.by)
    image = {
        "id": row.pk, "case_id": found.id, "person_id": found.person, "sphere_id": act.sphere, "category": row.category,
        "deadline": row.deadline, "key": row.key, "kind": row.kind, "on": row.on.isoformat(), "number": row.number,
        "unit": row.unit, "reason": row.reason, "of_id": row.of_id, "by_id": row.by_id, "seq": row.seq,
    }  # fmt: skip
    said: dict[str, Any] = {"rows": [[LABEL, image]], "deadline": row.deadline, "key": row.key}
    extras = _dates(knows, replace(knows, adjustments=(*knows.adjustments, kept)), act.on)
    return engine.note(found, f"clock-{done.kind}", act, extras, said=said)


def _dates(before: KnownCase, after: KnownCase, on: date) -> Extras:
    """The dates that the act moves: of boxes, and of what is waited for."""
    dates = dates_of(after, clocks_of(after, around(after.row.area_id, on)))
    sent = {each.no: day for each in before.sent if (day := dates.sent.get(each.no)) and day != each.due}
    waits: dict[int, date] = {}
    for each in after.sent:
        if each.no in dates.sent:
            waits[each.position_no] = min(waits.get(each.position_no, FAR), dates.sent[each.no])
    dues = {}
    for box in after.open_boxes:
        due = min(box.until or FAR, dates.boxes.get(box.no, FAR), waits.get(box.no, FAR))
        if due != box.due:
            dues[box.no] = due.isoformat()
    return Extras(dues=dues, sent_due={no: day.isoformat() for no, day in sent.items()})
