"""How are reminders said: what, whose, by when, why just then, and what is proposed? (D22, D23)

On one's own list with the person's name and every reason; in a unit's list only status, party, box number, worker and
date. With protected identity nothing that tells of a place is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from samordna.access.domain import Scope
from samordna.cases.engine import pinned
from samordna.cases.listing import About, abouts
from samordna.deadlines.radar_known import LATE, Thing
from samordna.deadlines.radar_queries import Count, counted
from samordna.deadlines.radar_rules import (
    AGE,
    CLOCK,
    CONSENT,
    FACT,
    INCOMING,
    LINES,
    SILENCE,
    TABLE,
    THEIRS,
    TRANSFER,
    Rule,
    by_id,
)
from samordna.desk.case_names import at, many_at
from samordna.desk.dates.dates_words import anchor, said
from samordna.desk.worklist_lines import day_state, near_day
from samordna.handbooks.domain import Handbook, Step
from samordna.handbooks.words import party_name
from samordna.law.queries import load as load_law
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, render

PAGE = 60
Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One reminder. `what` says which of several, `marks` for whom it is; `href` is where it is taken care of."""

    rule: str
    title: str
    what: str
    state: str
    due: date
    day: str
    number: str
    case_href: str
    name: str
    protected: bool
    place: str
    place_title: str
    party: str
    worker: str
    href: str
    says: str = ""
    next: str = ""
    steps: tuple[str, ...] = ()
    source: str = ""
    confidence: str = ""
    law: tuple[Link, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Reminders that are late, or near."""

    state: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of reminders: the groups, how many there are in all, and from which the next page begins (0: no more)."""

    groups: tuple[Group, ...]
    count: Count
    next: int


def own(scope: Scope, things: Sequence[Thing], on: date, start: int = 0) -> Shown:
    """One's own reminders, with why and what is proposed."""
    page = things[start : start + PAGE]
    known = abouts(scope, {each.case for each in page if each.case}, on)
    workers = organisations.worker_names({each.place.worker for each in page if each.place.worker != scope.worker})
    lines = [_own(each, known.get(each.case), scope, workers, on) for each in page]
    return Shown(tuple(_grouped(lines)), counted(things), _next(things, start))


def of_unit(scope: Scope, things: Sequence[Thing], on: date, start: int = 0) -> Shown:
    """A unit's reminders one by one, as far as a unit may see them so; names of persons are not among what is said."""
    rules = by_id()
    listed = [each for each in things if rules[each.rule].unit == LINES]
    page = listed[start : start + PAGE]
    known = abouts(scope, {each.case for each in page if each.case}, on)
    workers = organisations.worker_names({each.place.worker for each in page})
    lines = [_of_unit(each, known.get(each.case), workers, on) for each in page]
    return Shown(tuple(_grouped(lines)), counted(listed), _next(listed, start))


def _next(things: Sequence[Thing], start: int) -> int:
    return start + PAGE if len(things) > start + PAGE else 0


def _grouped(lines: Sequence[Line]) -> Iterable[Group]:
    for state, title in ((LATE, _("Has passed")), ("near", _("Is near"))):
        found = tuple(each for each in lines if each.state == state)
        if found:
            yield Group(state, title, found)


# One by one


def _own(thing: Thing, about: About | None, scope: Scope, workers: Mapping[int, str], on: date) -> Line:
    rule = by_id()[thing.rule]
    stood_in = thing.place.worker in scope.stands_in_for
    line = _line(thing, rule, about, on)
    return replace(
        line, name=about.name if about else "", says=render(rule.says), next=render(rule.next),
        steps=tuple(said(each.says) for each in thing.because), source=rule.limit.source,
        confidence=rule.confidence, law=tuple(_law(rule)),
        marks=(_("for {name}").format(name=workers.get(thing.place.worker, "")),) if stood_in else (),
        what=_what(thing, rule), worker=workers.get(thing.place.worker, ""),
    )  # fmt: skip


def _what(thing: Thing, rule: Rule) -> str:
    """Which of several: the time limit, who is to answer, or who waits for us."""
    title = render(thing.title) if thing.title else ""
    if not title or rule.kind != TRANSFER:
        return title
    return _("From {party}").format(party=title) if rule.sent == THEIRS else _("To {party}").format(party=title)


def _of_unit(thing: Thing, about: About | None, workers: Mapping[int, str], on: date) -> Line:
    """Status, party, box number, worker and date (D22): neither whose, nor what the box or the time limit is called."""
    line = _line(thing, by_id()[thing.rule], about, on)
    return replace(line, worker=workers.get(thing.place.worker, ""), place_title="")


def _line(thing: Thing, rule: Rule, about: About | None, on: date) -> Line:
    book = pinned(about.handbook, about.version) if about else None
    step = _step(book, thing)
    readable = about is not None and about.readable
    return Line(
        thing.rule, render(rule.title), "", thing.state, thing.due, _day(thing, rule, on),
        about.number if about else "", many_at("case", 1)(thing.case) if readable else "", "",
        bool(about and about.protected), (step.label or step.id) if step else "", render(step.title) if step else "",
        party_name(book, thing.place.party) if book and thing.place.party else "", "",
        _href(thing, rule) if readable or rule.kind == INCOMING else "",
    )  # fmt: skip


def _step(book: Handbook | None, thing: Thing) -> Step | None:
    process, _slash, step = thing.step.partition("/")
    return book.step(process, step) if book and step else None


def _day(thing: Thing, rule: Rule, on: date) -> str:
    """The date in words; for what came to be so on a day, since when."""
    if rule.kind == TABLE:
        return _("Since {day}").format(day=near_day(thing.due, on))
    if rule.kind == AGE and thing.due <= on:
        return _("Reached {day}").format(day=near_day(thing.due, on))
    return day_state(thing.due, on)[1]


def _href(thing: Thing, rule: Rule) -> str:
    """Where it is taken care of: what was sent or came, the consents, the date, the facts, or the box."""
    case = thing.case
    if rule.kind == INCOMING:
        return at("incoming", thing.of)
    if rule.kind == TRANSFER:
        return at("transfer", case, thing.of)
    if rule.kind == CONSENT:
        return at("consents", case)
    if rule.kind == CLOCK:
        deadline, _slash, key = str(thing.of).partition("/")
        return f"{at('case-dates', case)}#{anchor(deadline, key)}"
    if rule.kind in (FACT, TABLE, AGE):
        return at("case-box", case, thing.box) if thing.box else at("case-facts", case)
    return at("case", case) if rule.kind == SILENCE or not thing.box else at("case-box", case, thing.box)


def _law(rule: Rule) -> Iterable[Link]:
    law = load_law()
    for ref in rule.limit.law:
        if ref in law.by_id:
            yield at("provision", ref), law.provision(ref).citation


# How many


@dataclass(frozen=True, slots=True)
class Row:
    """One rule in a unit: how many for each worker, and in all; `late` of them have passed."""

    title: str
    cells: tuple[int, ...]
    all: int
    late: int


@dataclass(frozen=True, slots=True)
class Table:
    """How many reminders of each rule each worker in a unit has; `workers` are the headings."""

    workers: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[int, ...]
    count: Count


def table(things: Sequence[Thing]) -> Table:
    """How many, by rule and worker: those without one stand last."""
    ids = sorted({each.place.worker for each in things})
    names = organisations.worker_names(each for each in ids if each)
    ordered = sorted(ids, key=lambda each: (not each, names.get(each, "")))
    rows = []
    for rule in by_id().values():
        own_things = [each for each in things if each.rule == rule.id]
        if own_things:
            cells = tuple(sum(each.place.worker == worker for each in own_things) for worker in ordered)
            late = sum(each.state == LATE for each in own_things)
            rows.append(Row(render(rule.title), cells, len(own_things), late))
    headings = tuple(names.get(worker, "") or _("nobody yet") for worker in ordered)
    totals = tuple(sum(each.place.worker == worker for each in things) for worker in ordered)
    return Table(headings, tuple(rows), totals, counted(things))
