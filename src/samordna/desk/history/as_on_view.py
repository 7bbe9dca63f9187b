"""How did a case stand at the end of a day that has passed, and what is known to change until a day to come?

The past is the fold of what had been written down by then, seen with the eyes of today: what consent has closed since
is closed in the past too. The future is what rules, law and periods say; nobody's acts are guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from samordna.cases import engine, states
from samordna.cases.queries import Happening, Seen
from samordna.consents import queries as consents
from samordna.desk import case_view
from samordna.desk.case_gather import Read
from samordna.desk.case_names import Names, at
from samordna.desk.case_view import Answered, Sent
from samordna.desk.history import timeline
from samordna.desk.history.timeline import Line
from samordna.handbooks.domain import Handbook, Step
from samordna.handbooks.journey import EMPTY, State
from samordna.handbooks.journey.codec import event_from_json
from samordna.handbooks.journey.state import AWAITING, PERSON_SAYS_NO, Position
from samordna.handbooks.pages import wording
from samordna.handbooks.pages.wording import Link
from samordna.journal import queries as journal
from samordna.law import shown as law_shown
from samordna.law.domain import Change, Confidence, Law, Provision, Value
from samordna.law.wording import MARK
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.cases.models import Transfer
    from samordna.consents.domain import Standing

# How many of the latest acts are told of a day that has passed.
LATEST = 5


@dataclass(frozen=True, slots=True)
class BoxThen:
    """A box that was open at the end of the day; `since` is None when what opened it is closed to the reader."""

    number: str
    title: str
    process: str
    party: str
    since: date | None
    awaits: bool
    until: str


@dataclass(frozen=True)
class Past:
    """The case at the end of a day. `opened` is False when it had not been opened yet: then nothing else is told."""

    opened: bool
    closed: bool = False
    boxes: tuple[BoxThen, ...] = ()
    holder: str = ""
    sent: tuple[Sent, ...] = ()
    facts: Sequence[tuple[str, list[Answered]]] = ()
    acts: tuple[Line, ...] = ()
    later: tuple[Line, ...] = ()


def past(read: Read, day: date) -> Past:
    """The case as it stood at the end of `day`, from what had been written down by then."""
    state = _state_at(read.seen, day)
    if not state.handbook:
        return Past(False)
    # Read anew with the seats of today: what the reader may see of the past is what they may see now.
    seen = replace(read.seen, state=state, handbook=engine.pinned(state.handbook, state.version))
    names = replace(read.names, seen=seen)
    happened = [each for each in read.happened if each.seq <= state.seq]
    lines = timeline.lines(read.names, read.happened, read.ticks)
    told = [line for line in lines if line.seq <= state.seq and line.kind != timeline.NOTED]
    return Past(
        opened=True, closed=state.closed, boxes=tuple(_boxes(names, happened)),
        holder=names.party(state.ball) if state.ball in names.known else "",
        sent=case_view.sent(names, _sent_then(read.sent, state), day), facts=_facts(names, happened),
        acts=tuple(reversed(told[-LATEST:])),
        later=tuple(line for line in lines if line.seq > state.seq and line.on <= day),
    )  # fmt: skip


def _state_at(seen: Seen, day: date) -> State:
    """The fold of the events recorded up to the end of the day, in Sweden."""
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_current_timezone())
    last = journal.headers(seen.id).filter(at__lt=end).order_by("-seq").values_list("seq", flat=True).first()
    return states.folded(seen.id, last) if last else EMPTY


def _boxes(names: Names, happened: Iterable[Happening]) -> Iterator[BoxThen]:
    """The boxes that were open, as far as the reader may see them; their own units' first."""
    seen = names.seen
    opened: dict[int, date] = {}
    for each in happened:
        for position in event_from_json(each.journey).effect.positions if each.journey else ():
            opened.setdefault(position.id, date.fromisoformat(each.on))
    found = [each for each in seen.state.positions.values() if _sees(seen, each)]
    for position in sorted(found, key=lambda each: (each.party not in seen.own_parties, each.id)):
        place = seen.box(position.id)
        if place:
            process, step = place
            yield BoxThen(
                step.label or step.id, render(step.title), render(process.title), names.party(position.party),
                opened.get(position.id), position.status == AWAITING, position.until,
            )  # fmt: skip


def _sees(seen: Seen, position: Position) -> bool:
    """The same rule as for the boxes of today: one's own spheres', and what something opens or is registered here."""
    run = seen.state.runs.get(position.run)
    # A forum without a unit of its own sits with whoever drives the process (D11).
    seat = seen.seats.get(position.party) or (seen.seats.get(run.party) if run else None)
    return bool(seat and (seen.sees(seat.sphere) or seen.registers(position.party)))


def _sent_then(rows: Iterable[Transfer], state: State) -> Iterator[Transfer]:
    """What had been sent by then, with the answer it had then."""
    for row in rows:
        known = state.transfers.get(row.no)
        if known:
            then = copy(row)
            then.status = known.status
            then.answer = PERSON_SAYS_NO if known.answer == PERSON_SAYS_NO else ""
            yield then


def _facts(names: Names, happened: Iterable[Happening]) -> list[tuple[str, list[Answered]]]:
    """The answers that stood, by category; one's own sphere's before others', as on the page of today."""
    latest: dict[tuple[bool, str], tuple[str, Happening, object]] = {}
    for each in happened:
        own = each.sphere in names.seen.scope.spheres
        for category, part in each.said.items():
            for fact, value in (part.get("facts") or {}).items():
                latest[own, fact] = (category, each, value)
    chosen: dict[str, tuple[str, Happening, object]] = {}
    for (_own, fact), answer in sorted(latest.items(), key=lambda pair: pair[0][0]):
        if answer[2] is not None:
            chosen[fact] = answer
    groups: dict[str, list[Answered]] = {}
    for fact, (category, each, value) in chosen.items():
        own = each.sphere in names.seen.scope.spheres
        whose = "" if own else names.who(0, each.unit, each.sphere)
        told = Answered(names.title("facts", fact), names.value(fact, value), date.fromisoformat(each.on), whose)
        groups.setdefault(category, []).append(told)
    order = list(names.handbook.registers.get("categories", {}))
    ranked = sorted(groups, key=lambda each: order.index(each) if each in order else len(order))
    return [(names.title("categories", each), sorted(groups[each], key=lambda a: a.title)) for each in ranked]


# What is known of the days to come


@dataclass(frozen=True, slots=True)
class Turn:
    """A provision or a value that changes: when, how, and what it will say; `mark` when we are less than sure."""

    on: date
    kind: str
    what: Link
    was: str
    says: str
    mark: str
    boxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rests:
    """A box that has rested until its day by then."""

    box: str
    until: date
    href: str


def consents_ended(read: Read, day: date) -> list[Standing]:
    """Consents and grounds in force today that will have ended by the day, the first to end first."""
    found = consents.standing(read.seen.row.person_id, read.on, read.seen.scope)
    ended = [each for each in found if each.status.in_force and each.valid.end and each.valid.end <= day]
    return sorted(ended, key=lambda each: each.valid.end or day)


def rests(read: Read, day: date) -> list[Rests]:
    """Open boxes whose review date comes until the day."""
    found = []
    for row in read.boxes:
        place = read.seen.box(row.no)
        if row.until and read.on < row.until <= day and place:
            found.append(Rests(read.names.box(row.process, row.step), row.until, at("case-box", read.seen.id, row.no)))
    return sorted(found, key=lambda each: each.until)


def turns(read: Read, law: Law, day: date) -> list[Turn]:
    """What changes, until the day, in the law that the open boxes cite or count by."""
    citing: dict[str, list[str]] = {}
    for row in read.boxes:
        place = read.seen.box(row.no)
        for ref in cited(read.seen.handbook, place[1]) if place else ():
            citing.setdefault(ref, []).append(read.names.box(row.process, row.step))
    coming = law.changed_since(read.on + timedelta(days=1))
    return [_turn(law, each, tuple(citing[each.id])) for each in coming if each.on <= day and each.id in citing]


def cited(book: Handbook, step: Step) -> set[str]:
    """The provisions and values that a box rests on: its own, its needs', and those of its time limits."""
    found = {*step.law, *(need.law for need in step.needs if need.law)}
    for each in step.deadlines:
        entry = book.entry("deadlines", each)
        if entry:
            found |= {*wording.listed(entry.data.get("law")), *wording.listed(entry.data.get("values"))}
            found |= {str(entry.data["value"])} if entry.data.get("value") else set()
    return found


def _turn(law: Law, change: Change, boxes: tuple[str, ...]) -> Turn:
    item = change.now or change.was
    assert item is not None, "a change has a before or an after"
    if isinstance(item, Provision):
        words, was = wording.Link(item.citation, wording.address("provision", item.id)), _says(change.was)
    else:
        words = wording.Link(render(item.title) or item.key, wording.address("provision", item.key))
        was = _counts(law, change.was)
    says = _says(change.now) or _counts(law, change.now)
    mark = MARK.get(item.confidence)
    return Turn(
        change.on, {"begins": _("begins to count"), "changes": _("changes"), "ends": _("ceases to count")}[change.kind],
        words, was, says, render(mark) if mark and item.confidence is not Confidence.STATUTE else "",
        tuple(dict.fromkeys(boxes)),
    )  # fmt: skip


def _says(item: Provision | Value | None) -> str:
    return (render(item.says) or render(item.title)) if isinstance(item, Provision) else ""


def _counts(law: Law, item: Provision | Value | None) -> str:
    return render(law_shown.told(law, item).words) if isinstance(item, Value) else ""
