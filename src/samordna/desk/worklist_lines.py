"""How is a row of the worklist said: what it is, who works with it, by when, and what it waits for?

Only status, party, box, worker and date; never why (D22). With protected identity no unit or contact is named (D21).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from samordna.access.domain import Scope
from samordna.cases.domain import FAR
from samordna.cases.engine import pinned
from samordna.cases.limits import STARTS
from samordna.cases.listing import Box, Row, Sent
from samordna.desk.case_names import at, listed, many_at
from samordna.handbooks.domain import Handbook, Step
from samordna.handbooks.journey.routing import Leg, route
from samordna.handbooks.journey.state import ACCEPTED, CONSULTATION, HANDOVER, Run
from samordna.handbooks.words import party_name
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, language, render
from samordna.web.templates import day_words

OVERDUE, TODAY, SOON, LATER, UNDATED = "overdue", "today", "soon", "later", "undated"
COMMON = "remiss-svar"


@dataclass(frozen=True, slots=True)
class Line:
    """One row, in words. `href` is where the work is done ("" when it cannot be opened); `tick` the value of its box
    in a form, "" when it has none."""

    href: str
    number: str
    case_href: str
    name: str
    protected: bool
    place: str
    title: str
    under: str
    party: str
    unit: str
    worker: str
    state: str
    day: str
    due: date | None
    waits: tuple[str, ...] = ()
    ask: str = ""
    marks: tuple[str, ...] = ()
    tick: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What a page of rows is named from, read at once: workers, units, whom to call at a unit, and addresses."""

    scope: Scope
    on: date
    case_at: Callable[..., str]
    box_at: Callable[..., str]
    workers: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    contacts: Mapping[int, str] = field(default_factory=dict)


def names_for(scope: Scope, rows: Sequence[Row], on: date) -> Names:
    """Names of everybody on the page: a fixed number of look-ups."""
    workers: set[int] = set()
    units = set(scope.units)
    for row in rows:
        workers |= {each.worker for each in (row.box, row.arrived) if each}
        units |= {each.unit for each in (row.box, row.arrived) if each}
        units |= {row.about.holder} if row.about else set()
        units |= {row.sent.sender_unit, row.sent.receiver_unit, row.sent.escalated} if row.sent else set()
    late = any(sent.due < on for row in rows for sent in _all_sent(row))
    contacts: dict[int, str] = {}
    if late and scope.post:
        for each in organisations.contacts_in(scope.post.area, on):
            contacts.setdefault(each.unit_id, ", ".join(part for part in (each.name, each.phone) if part))
    return Names(
        scope, on, many_at("case", 1), many_at("case-box", 2),
        organisations.worker_names(workers), organisations.unit_names(units), contacts,
    )  # fmt: skip


def _all_sent(row: Row) -> Iterable[Sent]:
    return (row.sent,) if row.sent else row.box.sent if row.box else ()


def line(row: Row, names: Names, *, all_ticks: bool = False) -> Line:
    """The row in words. With `all_ticks` every box can be ticked, else those that have one way on."""
    if row.arrived:
        return _arrived(row, names)
    if row.box:
        return _box(row, row.box, names, all_ticks)
    return _sent(row, row.sent, names) if row.sent else _elsewhere(row, names)


def _common(row: Row, names: Names) -> dict[str, Any]:
    """What every row about a case begins with."""
    about = row.about
    assert about is not None
    state, words = day_state(row.key.due, names.on)
    return {
        "number": about.number, "name": about.name, "protected": about.protected, "state": state, "day": words,
        "case_href": names.case_at(about.case) if about.readable else "",
        "due": row.key.due if row.key.due != FAR else None,
    }  # fmt: skip


def _book(row: Row) -> Handbook:
    assert row.about is not None
    return pinned(row.about.handbook, row.about.version)


def _unit(row: Row, names: Names, unit: int) -> str:
    hidden = row.about is not None and row.about.protected and unit not in names.scope.units
    return "" if hidden else names.units.get(unit, "")


def _box(row: Row, box: Box, names: Names, all_ticks: bool) -> Line:
    book = _book(row)
    step = book.step(box.process, box.step)
    marks = [_("for {name}").format(name=names.workers.get(box.worker, ""))] if _stood_in(box, names) else []
    tick = all_ticks or (one_way(book, box) and not box.awaits)
    return Line(
        **_common(row, names),
        href=names.box_at(row.key.case, box.no), place=(step.label or step.id) if step else box.step,
        title=_title(book, box, step, names), under="",
        party=party_name(book, box.party), unit=_unit(row, names, box.unit), worker=names.workers.get(box.worker, ""),
        waits=tuple(_waits(book, box, names.on)), ask=next((a for s in box.sent if (a := ask(row, s, names))), ""),
        marks=tuple(marks), tick=f"{row.key.case}-{box.no}" if tick else "",
    )  # fmt: skip


def _title(book: Handbook, box: Box, step: Step | None, names: Names) -> str:
    """What the box is called, on one's own list; in the lists of a unit its number and party are enough (D22)."""
    mine = box.worker == names.scope.worker or _stood_in(box, names)
    return render(step.title) if step and mine else party_name(book, box.party)


def _stood_in(box: Box, names: Names) -> bool:
    return box.worker in names.scope.stands_in_for


def _waits(book: Handbook, box: Box, on: date) -> Iterable[str]:
    if box.until:
        resting = _("Resting until {day}").format(day=near_day(box.until, on))
        yield resting if box.until > on else _("Has rested: time to look at it again")
    for sent in box.sent:
        yield _awaited(book, sent, on)


def _awaited(book: Handbook, sent: Sent, on: date) -> str:
    """What is waited for, from whom, since when."""
    named = {"party": party_name(book, sent.receiver), "day": near_day(sent.on, on)}
    if sent.kind == HANDOVER:
        return _("Handed over to {party}, awaiting an answer since {day}").format(**named)
    # What a team is asked lies in a process of one's own: nobody else has taken it on (D11).
    if sent.status == ACCEPTED and not book.is_forum(sent.receiver):
        return _("{party} has taken it on, asked {day}").format(**named)
    return _("Awaiting an answer from {party} since {day}").format(**named)


def _sent(row: Row, sent: Sent, names: Names) -> Line:
    book = _book(row)
    ours = sent.receiver_unit in names.scope.units and sent.sender_unit not in names.scope.units
    from_us = sent.sender_unit in names.scope.units
    other, unit = (sent.sender, sent.sender_unit) if ours else (sent.receiver, sent.receiver_unit)
    step = book.step(sent.process, sent.step) if from_us else None
    readable = row.about is not None and row.about.readable
    marks = [_("No answer in time: it has come to your unit")] if sent.escalated in names.scope.units else []
    if row.watched and not marks:
        marks = [_("you watch the case")]
    kind = kind_words(sent.kind)
    pattern = _("{kind} from {party}") if ours else _("{kind} to {party}")
    return Line(
        **_common(row, names),
        href=at("transfer", row.key.case, sent.no) if readable else "",
        place=(step.label or step.id) if step else "",
        title=pattern.format(kind=kind, party=party_name(book, other)), under="",
        party=party_name(book, other), unit=_unit(row, names, unit), worker="",
        waits=(_("Sent {day}").format(day=near_day(sent.on, names.on)) if ours else _awaited(book, sent, names.on),),
        ask="" if ours else ask(row, sent, names), marks=tuple(marks),
    )  # fmt: skip


def kind_words(kind: str) -> str:
    """What kind of thing is sent."""
    return {HANDOVER: _("Hand-over"), CONSULTATION: _("Question")}.get(kind, _("Request"))


def _elsewhere(row: Row, names: Names) -> Line:
    about = row.about
    assert about is not None
    party = party_name(_book(row), about.holder_party)
    since = _("With {party} since {day}").format(party=party, day=near_day(about.held_since, names.on))
    return Line(
        **_common(row, names), href=at("case", about.case) if about.readable else "", place="", title=since,
        under="", party=party, unit=_unit(row, names, about.holder), worker="", marks=(_("you watch the case"),),
    )  # fmt: skip


def _arrived(row: Row, names: Names) -> Line:
    came = row.arrived
    assert came is not None
    state, _words = day_state(row.key.due, names.on)
    when = _("Came {day}").format(day=near_day(came.on, names.on))
    limited, kind = came.kind in STARTS, incoming_kind(came.kind)
    mine = came.escalated in names.scope.units
    return Line(
        href=at("incoming", came.id), number="", case_href="", name="", protected=False, place="",
        title=came.what, under=f"{kind}. {when}" if limited else kind, party=came.sender,
        unit=names.units.get(came.unit, ""),
        worker=names.workers.get(came.worker, ""), state=state, due=row.key.due,
        day=_answer_by(row.key.due, names.on) if limited else when,
        marks=(_("No answer in time: it has come to your unit"),) if mine else (),
    )  # fmt: skip


def _answer_by(due: date, on: date) -> str:
    """By when something that came must have been answered; a day that has passed says so first."""
    return day_state(due, on)[1] if due <= on else _("Answer by {day}").format(day=near_day(due, on))


def incoming_kind(kind: str) -> str:
    """What kind of thing came in."""
    return {
        "enquiry": _("Enquiry"), "summons": _("Invitation to a meeting"), "contact": _("Attempt to reach us"),
    }.get(kind, _("Message"))  # fmt: skip


def ask(row: Row, sent: Sent, names: Names) -> str:
    """Whom to ask when an answer is late: by the handbook's own rule for it, else the party that is silent (D27)."""
    if sent.due >= names.on or sent.status == ACCEPTED:
        return ""
    book = _book(row)
    entry = book.entry("deadlines", _limit(book, sent))
    to = str((entry.data.get("missed") or {}).get("to", "")) if entry else ""
    who = party_name(book, to if to in book.parties else sent.receiver)
    contact = "" if row.about and row.about.protected else names.contacts.get(sent.receiver_unit, "")
    return _("Ask {who}: {contact}").format(who=who, contact=contact) if contact else _("Ask {who}").format(who=who)


def _limit(book: Handbook, sent: Sent) -> str:
    """The time limit for the answer: that of the box's request, else the common one."""
    step = book.step(sent.process, sent.step) if sent.step else None
    asked = step.referral(sent.asked) if step and sent.asked else None
    return (asked.escalation if asked else "") or COMMON


# One way on


def one_way(book: Handbook, box: Box) -> bool:
    """True when the box has one exit, to boxes of the same party: nothing to choose, and nothing leaves (D15, D18)."""
    return bool(_ahead(book, box))


def next_boxes(book: Handbook, box: Box) -> str:
    """Where the one way on of a box leads, in words; "" when there is a choice, an outcome or another party."""
    return listed(f"{step.label or step.id} {render(step.title)}" for step in _ahead(book, box))


def _ahead(book: Handbook, box: Box) -> tuple[Step, ...]:
    """The boxes that the one way on leads to. Remembered, because handbooks are frozen."""
    key = ("ahead", box.process, box.step, box.party)
    known: tuple[Step, ...] | None = book.routes.get(key)
    if known is None:
        known = book.routes[key] = _led_to(book, box)
    return known


def _led_to(book: Handbook, box: Box) -> tuple[Step, ...]:
    step = book.step(box.process, box.step)
    if step is None or step.lead or len(step.exits) != 1:
        return ()
    run = Run(0, box.process, box.party)
    legs = [route(book, run, box.party, written) for written in step.exits[0].to]
    own = [leg for leg in legs if isinstance(leg, Leg) and not leg.receiver]
    steps = [book.step(leg.process, leg.step) for leg in own] if len(own) == len(legs) else []
    return tuple(each for each in steps if each)


# Days


def day_state(due: date, on: date) -> tuple[str, str]:
    """How near a date is, and the date in words."""
    if due == FAR:
        return UNDATED, _("No date")
    if due < on:
        return OVERDUE, _("Overdue, {day}").format(day=near_day(due, on))
    if due == on:
        return TODAY, _("Today")
    words = near_day(due, on)
    return (SOON if due <= on + timedelta(days=7) else LATER), f"{words[:1].upper()}{words[1:]}"


def near_day(day: date, on: date) -> str:
    """A day with its weekday when it is near; tomorrow and yesterday by name."""
    away = (day - on).days
    if away == 0:
        return _("today")
    if away == -1:
        return _("yesterday")
    if away == 1:
        return _("tomorrow")
    words = day_words(day) if day.year != on.year else day_words(day).rsplit(" ", 1)[0]
    return f"{weekday(day)} {words}" if abs(away) <= 14 else words


def weekday(day: date) -> str:
    """The name of the weekday."""
    return _weekdays(language())[day.weekday()]


@cache
def _weekdays(_spoken: str) -> tuple[str, ...]:
    return (
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
    )  # fmt: skip
