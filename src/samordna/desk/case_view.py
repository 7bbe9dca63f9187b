"""Where is a case, who has the next step, what comes next, and by when? Gathered for one reader, in a few queries.

Everything here has gone through `cases.queries`: what is closed to the reader is not gathered, and so cannot leak.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases.domain import FAR
from samordna.cases.queries import Seen
from samordna.deadlines.domain import AGE as AGE_KEY
from samordna.deadlines.domain import SENT as SENT_KEY
from samordna.deadlines.domain import WAIT as WAIT_KEY
from samordna.deadlines.domain import kind_of, number_of
from samordna.deadlines.queries import of_case
from samordna.deadlines.running import Clock
from samordna.desk.case_names import Names, at, listed
from samordna.desk.dates import dates_words
from samordna.handbooks.domain import Process, Step
from samordna.handbooks.journey.state import ACCEPTED, ANSWERED, CONSULTATION, DECLINED, HANDOVER, PERSON_SAYS_NO, SENT
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

if TYPE_CHECKING:
    from samordna.cases.models import Fact, Position, Transfer


@dataclass(frozen=True, slots=True)
class When:
    """A date that counts, what it is for, how it was derived and where that is told; `late` when it has passed."""

    on: date
    what: str
    derived: str
    late: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class BoxShown:
    """An open box that the reader may see; `mine` when it is theirs, `ours` when their unit's."""

    no: int
    number: str
    title: str
    process: str
    process_id: str
    step: str
    phase: str
    href: str
    party: str
    worker: str
    since: date
    mine: bool
    ours: bool
    awaits: bool
    resting: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, a hand-over or a question: between whom, how it stands, and by when an answer should have come."""

    no: int
    kind: str
    label: str
    sender: str
    receiver: str
    on: date
    status: str
    tone: str
    open: bool
    due: date | None
    late: bool
    to_us: bool
    from_us: bool
    href: str
    box: int
    letter: str
    answer: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The latest answer to a question of the handbook, and whose it is when it is not one's own."""

    title: str
    value: str
    on: date
    whose: str


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do now."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Now:
    """The answer on top of the page."""

    boxes: tuple[BoxShown, ...]
    holder: str
    ours: bool
    holder_worker: str
    holder_is_me: bool
    since: date
    next: Next | None
    also: Next | None
    nearest: When | None
    waiting: tuple[str, ...]
    closed_on: date | None


def boxes(names: Names, rows: Iterable[Position]) -> tuple[BoxShown, ...]:
    """The open boxes, the reader's own first, then their unit's."""
    found = [shown for row in rows if (shown := _box(names, row))]
    return tuple(sorted(found, key=lambda each: (not each.mine, not each.ours, each.no)))


def _box(names: Names, row: Position) -> BoxShown | None:
    place = names.seen.box(row.no)
    if place is None:
        return None
    process, step = place
    ours = row.unit_id in names.seen.scope.units
    own = row.sphere_id in names.seen.scope.spheres
    return BoxShown(
        no=row.no, number=step.label or step.id, title=render(step.title), process=render(process.title),
        process_id=process.id, step=step.id, phase=step.phase, href=at("case-box", names.seen.id, row.no),
        party=names.party(row.party), worker=names.workers.get(row.worker_id or 0, "") if own else "",
        since=row.opened_on, mine=row.worker_id == names.seen.scope.worker, ours=ours, awaits=row.awaits,
        resting=_resting(row, step),
    )  # fmt: skip


def _resting(row: Position, step: Step) -> str:
    if not row.until:
        return ""
    wait = next((render(each.label) for each in step.waits if each.id == row.wait), "")
    words = _("Rests until {day}: {wait}") if wait else _("Rests until {day}")
    return words.format(day=day_words(row.until), wait=wait)


def sent(names: Names, rows: Iterable[Transfer], on: date) -> tuple[Sent, ...]:
    """Requests and hand-overs, those without an answer first, then the newest."""
    found = [_sent(names, row, on) for row in rows]
    return tuple(sorted(found, key=lambda each: (not each.open, not each.to_us, -each.no)))


def _sent(names: Names, row: Transfer, on: date) -> Sent:
    seen = names.seen
    is_open = row.status == SENT or (row.status == ACCEPTED and row.kind != HANDOVER)
    due = row.due if is_open and row.due != FAR else None
    status, tone = _status(row, forum=seen.handbook.is_forum(row.receiver_party))
    from_us = row.sender_unit_id in seen.scope.units
    known = seen.state.transfers.get(row.no)
    receiver = names.receiver(row.sender_party, row.receiver_party, known.targets if known else ())
    return Sent(
        no=row.no, kind=_kind(row.kind), label=label(names, row.no), sender=names.party(row.sender_party),
        receiver=receiver, on=row.sent_on, status=status, tone=tone, open=is_open, due=due,
        late=bool(due and due < on), to_us=row.receiver_unit_id in seen.scope.units and not from_us, from_us=from_us,
        href=at("transfer", seen.id, row.no), box=row.position_no,
        letter=at("letter", seen.id, row.no) if from_us and row.sender_unit_id != row.receiver_unit_id else "",
        answer=known.answer if known and row.status == ANSWERED else "", taken=row.status == ACCEPTED,
    )  # fmt: skip


def _kind(kind: str) -> str:
    return {HANDOVER: _("Hand-over"), CONSULTATION: _("Question for advice")}.get(kind, _("Request"))


def _status(row: Transfer, *, forum: bool) -> tuple[str, str]:
    """How it stands in words, and the colour of the tag."""
    if row.status == SENT or (row.status == ACCEPTED and forum):
        return _("Awaits answer"), "warning"
    if row.status == ACCEPTED:
        return (_("Taken over"), "success") if row.kind == HANDOVER else (_("Accepted, awaits answer"), "info")
    if row.status == ANSWERED:
        return _("Answered"), "success"
    if row.status == DECLINED:
        return (_("The person said no"), "neutral") if row.answer == PERSON_SAYS_NO else (_("Declined"), "danger")
    return _("Taken back"), "neutral"


def label(names: Names, transfer: int) -> str:
    """What the handbook calls what was sent: the request's own words, the exit's, or the box."""
    known = names.seen.state.transfers.get(transfer)
    run = names.seen.state.runs.get(known.from_run) if known else None
    if known is None or run is None:
        return ""
    left = names.seen.state.positions.get(known.position)
    visited = [v.position for v in names.seen.state.visits if v.position.id == known.position]
    position = left or (visited[-1] if visited else None)
    step = names.handbook.step(run.process, position.step) if position else None
    way = (step.referral(known.via_exit) or step.exit(known.via_exit)) if step and known.via_exit else None
    if way:
        return render(way.label)
    return listed(names.box(process, box) for process, box in known.targets)


def now(
    names: Names, shown: Sequence[BoxShown], asked: Sequence[Sent], nearest: When | None, closed_on: date | None
) -> Now:
    """The answer on top: where, who, what next, by when, and what is waited for."""
    seen = names.seen
    holder = seen.seats.get(seen.state.ball)
    known = seen.state.ball in names.known
    own = bool(holder and holder.sphere in seen.scope.spheres)
    first, also = _next(shown, asked)
    waiting = [
        _("Answer from {party}: {what}").format(party=each.receiver, what=each.label) if each.label
        else _("Answer from {party}").format(party=each.receiver)
        for each in asked
        if each.open and each.from_us
    ]  # fmt: skip
    waiting += [f"{number_title(each)}: {each.resting}" for each in shown if each.resting and each.ours]
    return Now(
        boxes=tuple(shown),
        holder=names.party(seen.state.ball) if known else "",
        ours=bool(holder and holder.unit in seen.scope.units),
        holder_worker=names.workers.get(holder.worker or 0, "") if own and holder else "",
        holder_is_me=bool(own and holder and holder.worker == seen.scope.worker),
        since=seen.row.held_since, next=first, also=also, nearest=nearest, waiting=tuple(waiting), closed_on=closed_on,
    )  # fmt: skip


def number_title(box: BoxShown) -> str:
    """A box on one line."""
    return _("Box {number}: {title}").format(number=box.number, title=box.title)


def _next(shown: Sequence[BoxShown], asked: Sequence[Sent]) -> tuple[Next | None, Next | None]:
    """The primary link, and a second thing that waits: what is new to us, our own box, what we have taken on."""
    ours = [each for each in asked if each.open and each.to_us and each.href]
    found = [_to_answer(each) for each in ours if not each.taken]
    waited = sorted(
        (each for each in asked if each.open and each.from_us and each.href), key=lambda each: not each.late
    )
    ready = [each for each in shown if each.ours and not each.awaits and each.href]
    # A box that rests, or from which somebody has been asked, waits; what can be done today comes first.
    asking = {each.box for each in waited}
    ready.sort(key=lambda each: (bool(each.resting), each.no in asking))
    found += [
        Next(_("Go to box {number}: {title}").format(number=each.number, title=each.title), each.href) for each in ready
    ]
    found += [_to_answer(each) for each in ours if each.taken]
    found += [Next(_("See what {party} is to answer").format(party=each.receiver), each.href) for each in waited[:1]]
    return (found[0] if found else None), (found[1] if len(found) > 1 else None)


def _to_answer(asked: Sent) -> Next:
    words = _("Answer {party}: {what}").format(party=asked.sender, what=asked.label or asked.kind)
    return Next(words, asked.href)


def nearest(names: Names, rows: Iterable[Position], asked: Iterable[Sent], on: date) -> When | None:
    """The nearest date of the case, with how it came about."""
    counted, boxes = of_case(names.seen, on), {row.no: row for row in rows}
    found = [when for clock in counted if (when := _when(names, clock, boxes, on))]
    hrefs = {number_of(each.key): _why(each) for each in counted if kind_of(each.key) == SENT_KEY}
    for each in asked:
        if each.due and (each.from_us or each.to_us):
            what = (_("Answer from {party}") if each.from_us else _("Answer to {party}")).format(
                party=each.receiver if each.from_us else each.sender
            )
            derived = _("Sent {day}.").format(day=day_words(each.on))
            found.append(When(each.due, what, derived, each.late, hrefs.get(each.no, "")))
    return min(found, key=lambda when: when.on, default=None)


def _when(names: Names, clock: Clock, boxes: Mapping[int, Position], on: date) -> When | None:
    """A date of a box that the reader sees, or of the whole case. What is sent has words of its own; ages can wait."""
    kind = kind_of(clock.key)
    if clock.due is None or clock.met or kind in (SENT_KEY, AGE_KEY):
        return None
    row = next((boxes[no] for no in clock.boxes if no in boxes), None)
    place = names.seen.box(row.no) if row else None
    if clock.boxes and place is None:
        return None
    what = _resting(row, place[1]) if kind == WAIT_KEY and row and place else render(clock.limit.title)
    derived = " ".join(dates_words.said(step.says) for step in clock.reckoned.because)
    return When(clock.due, what, derived, clock.missed(on), _why(clock))


def _why(clock: Clock) -> str:
    """Where the page of dates tells why a clock ends on its day."""
    return f"{at('case-dates', clock.case)}#{dates_words.anchor(clock.deadline, clock.key)}"


def told(names: Names, facts: Mapping[str, Fact]) -> list[tuple[str, list[Answered]]]:
    """The latest answers by category, in the order of the handbook's categories."""
    groups: dict[str, list[Answered]] = {}
    for fact, row in facts.items():
        own = row.sphere_id in names.seen.scope.spheres
        whose = "" if own else _whose(names, row.sphere_id)
        groups.setdefault(row.category, []).append(
            Answered(names.title("facts", fact), names.value(fact, row.value), row.on, whose)
        )
    order = list(names.handbook.registers.get("categories", {}))
    ranked = sorted(groups, key=lambda each: order.index(each) if each in order else len(order))
    return [(names.title("categories", each), sorted(groups[each], key=lambda a: a.title)) for each in ranked]


def _whose(names: Names, sphere: int) -> str:
    party = next((p for p, seat in names.seen.seats.items() if seat.sphere == sphere), "")
    return names.party(party) if party else _("another party")


def processes(names: Names, shown: Iterable[BoxShown]) -> list[Process]:
    """The processes of the open boxes that the reader sees, then their own earlier ones."""
    ids = dict.fromkeys(each.process_id for each in shown)
    runs = names.seen.state.runs.values()
    ids |= dict.fromkeys(run.process for run in runs if names.seen.sees_party(run.party) and run.party in names.known)
    return [names.handbook.by_id[each] for each in ids if each in names.handbook.by_id]


def visited(seen: Seen, process: str) -> frozenset[str]:
    """The boxes of a process that the case has been in, as far as the reader may see."""
    return frozenset(
        visit.position.step
        for visit in seen.state.visits
        if visit.process == process and seen.sees_party(visit.position.party)
    )
