"""Which clocks run in a case, when do they end, and which have been met? Derived, never stored (D27, DESIGN 6).

Pure: what the case knows and what dates are counted by come in. Whoever may not see something leaves it out of what is
known, and so cannot be told of a clock that starts from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from samordna.cases.clocks import answer_limit, escalation
from samordna.cases.domain import FAR, PLAN
from samordna.cases.ports import Dates
from samordna.cases.tables import Box, Sent, Told
from samordna.deadlines import domain
from samordna.deadlines.domain import Adjustment
from samordna.deadlines.knowing import KnownCase, begins, comes_by_itself, needs
from samordna.deadlines.running import Clock, stands
from samordna.handbooks.journey.state import ACCEPTED, HANDOVER, SENT
from samordna.kernel.period import Period
from samordna.kernel.text import Text, say
from samordna.rules import clocks
from samordna.rules.clocks import Around, Because, Extension, Pause, Reckoned, moved, reckon, reckon_ages
from samordna.rules.limits import ANSWERED, AT_LEAST, BOX, FACT, INCOMING, Length, Limit

CONTACT = "contact"
# A box that rests without a time limit of the handbook ends its rest on the day that was chosen.
RESTING = Limit(id="wait", title=Text("Rutan vilar till den valda dagen", "The box rests until the chosen day"))


@dataclass(frozen=True, slots=True)
class Start:
    """How a clock began: the day, whose information that is, by which event it was recorded, and what told it.

    `ahead`: the day lies ahead and time is counted back from it, so what comes after the event ends it, whatever day.
    """

    key: str
    on: date
    sphere: int
    category: str = PLAN
    seq: int = 0
    known_by: str = ""
    ahead: bool = False


def clocks_of(known: KnownCase, around: Around) -> tuple[Clock, ...]:
    """The clocks of a case on the day of `around`, the nearest first; none when it is closed."""
    if known.row.closed_seq is not None:
        return ()
    found = [*_counted(known, around), *_waits(known, around), *_answers(known, around)]
    return tuple(sorted(found, key=lambda each: (each.due or FAR, each.limit.id, each.key)))


def dates_of(known: KnownCase, found: Iterable[Clock]) -> Dates:
    """The dates by which the case's boxes and requests are sorted: each box by clocks of its own sphere (E10)."""
    spheres = {box.no: box.sphere_id for box in known.open_boxes}
    boxes: dict[int, date] = {}
    sent: dict[int, date] = {}
    for clock in found:
        kind = domain.kind_of(clock.key)
        if kind == domain.SENT:
            sent[domain.number_of(clock.key)] = clock.due or FAR
        elif kind not in (domain.WAIT, domain.AGE) and clock.due and not clock.met and clock.limit.count != AT_LEAST:
            for no in clock.boxes:
                if spheres.get(no) == clock.sphere:
                    boxes[no] = min(boxes.get(no, FAR), clock.due)
    return Dates(boxes, sent, {box.no: box.due for box in known.open_boxes})


def listed(known: KnownCase) -> dict[str, list[Box]]:
    """The open boxes that list each time limit."""
    found: dict[str, list[Box]] = {}
    for box in known.open_boxes:
        step = known.book.step(box.process, box.step)
        for each in step.deadlines if step else ():
            found.setdefault(each, []).append(box)
    return found


def starts(known: KnownCase, limit: Limit) -> list[Start]:
    """How a time limit has begun: in each sphere from what was recorded last, and from each thing that came.

    Of several things that came, the first that has not been met counts: an authority that asks again does not give more
    time (D27).
    """
    latest: dict[int, Start] = {}
    for start in (*_told(known, limit), *_entered(known, limit), *_by_hand(known, limit)):
        if start.sphere not in latest or start.seq >= latest[start.sphere].seq:
            latest[start.sphere] = start
    return [*latest.values(), *_came(known, limit)]


# One by one


def _counted(known: KnownCase, around: Around) -> Iterator[Clock]:
    """The limits that open boxes list, and those that count for the whole case."""
    boxes = listed(known)
    for each in dict.fromkeys((*boxes, *needs(known.book).whole)):
        limit = known.limits.get(each)
        if limit is None or comes_by_itself(limit):
            continue
        if limit.ages:
            yield from _ages(known, limit, around, boxes.get(each, []))
            continue
        for start in starts(known, limit):
            clock = clock_from(known, limit, start, around, boxes.get(each, []))
            if clock:
                yield clock


def clock_from(
    known: KnownCase, limit: Limit, start: Start, around: Around, boxes: Sequence[Box] = ()
) -> Clock | None:  # fmt: skip
    """The clock that began so; None for a least notice when the day it was about has passed."""
    if limit.before and limit.count == AT_LEAST and around.on > start.on:
        return None
    start = replace(start, ahead=limit.before)
    done = _done(known.adjustments, limit.id, start)
    still = [Pause(Period(each.on, each.until), each.reason) for each in domain.pauses(done)]
    more = [
        Extension(Length(each.number, each.unit), each.reason)
        for each in done
        if each.kind == domain.EXTENDED and each.counts
    ]
    reckoned = reckon(limit, start.on, around, still, more)
    ended, met_on = _met(known, limit, start, done)
    standing = clocks.MET if ended else stands(limit, reckoned, around.on)
    if standing == clocks.MET and not ended:
        met_on = reckoned.due
    return Clock(
        known.id, start.key, limit, reckoned, standing, start.sphere, start.category, tuple(box.no for box in boxes),
        party(known, limit, boxes), met_on, domain.with_ends(done), start.known_by,
    )  # fmt: skip


def _done(rows: Sequence[Adjustment], deadline: str, start: Start) -> tuple[Adjustment, ...]:
    if not rows:
        return ()
    mine = domain.standing(domain.of_clock(rows, deadline, start.key, start.sphere))
    if start.ahead:
        return domain.since(mine, start.seq)
    return domain.this_time(mine, start.on)


def party(known: KnownCase, limit: Limit, boxes: Sequence[Box]) -> str:
    """Who is to act first: the first of `who` that has a part in the case, else the party of the box."""
    special = {"holder": known.row.holder_party, "owner": _owner(known)}
    found = (special.get(each, each) for each in limit.who)
    return next((each for each in found if each in known.book.parties), boxes[0].party if boxes else "")


def _owner(known: KnownCase) -> str:
    seats = known.seats.values()
    return next((seat.party for seat in seats if seat.unit_id == known.row.owner_id), "")


def _ages(known: KnownCase, limit: Limit, around: Around, boxes: Sequence[Box]) -> Iterator[Clock]:
    """The ages that the law sets, from the personal number, else from the day of birth that somebody has written."""
    told = [Start(domain.AGE, known.born.on, known.born.sphere, CONTACT)] if known.born else _told(known, limit)
    for start in told[-1:]:
        for each in reckon_ages(limit, start.on, around):
            past = bool(each.due and each.due <= around.on)
            yield Clock(
                known.id, domain.key(domain.AGE, each.key), limit, each,
                clocks.MET if past else each.standing(around.on), start.sphere, start.category,
                tuple(box.no for box in boxes), party(known, limit, boxes), each.due if past else None,
                start_known_by=limit.fact,
            )  # fmt: skip


def _waits(known: KnownCase, around: Around) -> Iterator[Clock]:
    """A box that rests: the day was chosen, so that nothing is counted (T16)."""
    for box in known.open_boxes:
        if box.until is None:
            continue
        step = known.book.step(box.process, box.step)
        wait = next((each for each in step.waits if each.id == box.wait), None) if step else None
        limit = known.limits.get(wait.review, RESTING) if wait else RESTING
        said = say("The day was chosen when the box was let rest: {day}.", day=box.until)
        warns = moved(box.until, limit.warn, around.calendar, -1) if limit.warn else None
        because = (Because(clocks.START, said, box.until),)
        reckoned = Reckoned(limit, box.opened_on, box.until, because, warns)
        yield Clock(
            known.id, domain.key(domain.WAIT, box.no), limit, reckoned, reckoned.standing(around.on), box.sphere_id,
            boxes=(box.no,), party=box.party, start_known_by=f"{box.process}/{box.step}",
        )  # fmt: skip


def _answers(known: KnownCase, around: Around) -> Iterator[Clock]:
    """What has been sent and not answered."""
    boxes = {box.no: box for box in known.boxes}
    for sent in known.sent:
        if not is_unanswered(sent.status, sent.kind):
            continue
        box = boxes.get(sent.position_no)
        limit = answer_limit(known.book, _names(known, sent), around)
        if limit is None:
            continue
        own = Start(
            domain.key(domain.SENT, sent.no), sent.sent_on, sent.sender_sphere_id, PLAN, sent.sent_seq, sent.asked
        )
        clock = clock_from(known, limit, own, around, [box] if box and box.closed_seq is None else [])
        if clock:
            yield replace(clock, party=sent.receiver_party)


# What a case knows by itself


def _told(known: KnownCase, limit: Limit) -> list[Start]:
    names = {sign.what for sign in begins(limit) if sign.kind == FACT} | {limit.fact}
    return [
        Start(domain.FACT, on, told.sphere_id, told.category, told.seq, told.fact)
        for told in known.facts
        if told.fact in names and (on := day_of(told))
    ]


def _entered(known: KnownCase, limit: Limit) -> list[Start]:
    places = {sign.what for sign in begins(limit) if sign.kind == BOX}
    if not places:
        return []
    return [
        Start(domain.key(domain.BOX, box.no), box.opened_on, box.sphere_id, PLAN, box.opened_seq, _place(box))
        for box in known.boxes
        if _place(box) in places
    ]


def _by_hand(known: KnownCase, limit: Limit) -> list[Start]:
    found = []
    for sphere in {row.sphere for row in known.adjustments if row.deadline == limit.id and row.kind == domain.STARTED}:
        mine = domain.standing(domain.of_clock(known.adjustments, limit.id, domain.OWN, sphere))
        begun = domain.started(mine)
        if begun:
            found.append(Start(domain.OWN, begun.on, sphere, PLAN, begun.seq, domain.OWN))
    return found


def _came(known: KnownCase, limit: Limit) -> list[Start]:
    """For each sphere the first of what came that has not been met; the last when all have."""
    kinds = {sign.what for sign in begins(limit) if sign.kind == INCOMING}
    first: dict[int, tuple[bool, Start]] = {}
    for came in known.came if kinds else ():
        if came.kind not in kinds:
            continue
        known_by = domain.key(domain.INCOMING, came.id)
        start = Start(known_by, came.on, came.sphere_id, came.category, 0, came.kind)
        if came.sphere_id in first and not first[came.sphere_id][0]:
            continue
        first[came.sphere_id] = (_met(known, limit, start, _done(known.adjustments, limit.id, start))[0], start)
    return [start for _met_before, start in first.values()]


# What ends a clock


def _met(known: KnownCase, limit: Limit, start: Start, done: Sequence[Adjustment]) -> tuple[bool, date | None]:
    """Has it been met, and on which day (None: not known)? By hand, or by what the register says ends it."""
    found: list[date | None] = []
    by_hand = domain.met_by_hand(done, date.min if start.ahead else start.on)
    if by_hand:
        found.append(by_hand.on)
    for sign in limit.met:
        if sign.kind == BOX:
            found += _arrived(known, sign.what, start)
        elif sign.kind == FACT:
            found += _since(known, sign.what, start)
        elif sign.kind == ANSWERED:
            found += _answered(known, limit, start)
    days = [day for day in found if day]
    return bool(found), min(days, default=None)


def _arrived(known: KnownCase, place: str, start: Start) -> list[date | None]:
    begun = domain.number_of(start.key) if domain.kind_of(start.key) == domain.BOX else 0
    return [
        box.opened_on
        for box in known.boxes
        if _place(box) == place and box.no > begun and _later(start, box.opened_on, box.opened_seq)
        and known.heard(box.party, box.sphere_id, start.sphere)
    ]  # fmt: skip


def _since(known: KnownCase, fact: str, start: Start) -> list[date | None]:
    """The day that a fact says, else the day it was told; what was so before the clock began does not end it."""
    told = (each for each in known.facts if each.fact == fact and each.sphere_id == start.sphere)
    said = [(day_of(each) or each.on, each.seq) for each in told]
    return [day for day, seq in said if _later(start, day, seq)]


def _later(start: Start, day: date, seq: int) -> bool:
    """Is this after the clock began? What is counted backwards began when its day was told, which lies ahead."""
    return seq >= start.seq if start.ahead else day >= start.on


def _answered(known: KnownCase, limit: Limit, start: Start) -> list[date | None]:
    """An answer to a request that names the limit, to or from the sphere of the clock; which day is not known here."""
    return [
        None
        for sent in known.sent
        if sent.sent_on >= start.on and start.sphere in (sent.sender_sphere_id, sent.receiver_sphere_id)
        and not is_unanswered(sent.status, sent.kind) and _names(known, sent) == limit.id
    ]  # fmt: skip


def _names(known: KnownCase, sent: Sent) -> str:
    """The limit that a request names for its answer."""
    box = next((box for box in known.boxes if box.no == sent.position_no), None)
    return escalation(known.book.step(box.process, box.step) if box else None, sent.asked)


def is_unanswered(status: str, kind: str) -> bool:
    """As the lists have it: a hand-over until it is accepted, anything else until it has an answer."""
    return status == SENT or (status == ACCEPTED and kind != HANDOVER)


def _place(box: Box) -> str:
    return f"{box.process}/{box.step}"


def day_of(told: Told) -> date | None:
    """The date that a fact holds; None for one that is no date."""
    try:
        return date.fromisoformat(told.value) if isinstance(told.value, str) else None
    except ValueError:
        return None
