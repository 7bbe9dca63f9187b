"""What speaks against applying for a benefit again, in words; for its own page and for the boxes that lead there (D28).

A decision that is closed to the reader is not gathered, and so cannot leak (D21).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases import guard, guard_registers
from samordna.cases.guard import KIND, Read
from samordna.cases.queries import Seen
from samordna.desk.case_names import at
from samordna.desk.typed import Typed
from samordna.handbooks import published
from samordna.handbooks.domain import Handbook, Step
from samordna.handbooks.pages import wording
from samordna.handbooks.pages.wording import Link
from samordna.kernel.text import Message, Text
from samordna.law.domain import Law
from samordna.law.queries import load as load_law
from samordna.rules.guard import DECISIONS, GRANTED, REFUSED, TICKED, UNPAID, Condition, Decided, Guarded, Standing
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

if TYPE_CHECKING:
    from samordna.desk.boxes.box_view import Gathered
    from samordna.desk.boxes.box_ways import Way
    from samordna.desk.boxes.deciding_box import Tables
    from samordna.desk.case_view import Now

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """Something that has to change: whether it has, why in words, and which facts would show it (address, title).

    `tickable`: only time or the law can show it otherwise.
    """

    id: str
    title: str
    how: str
    met: bool
    ticked: bool
    tickable: bool
    because: str
    coming: date | None
    law: tuple[Link, ...]
    facts: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision in words; `own` when the reader's own sphere registered it."""

    id: int
    on: date
    what: str
    reason: str
    until: date | None
    own: bool


@dataclass(frozen=True, slots=True)
class KindShown:
    """A benefit kind: how its newest decision stands, why, what has to change, and the earlier decisions."""

    kind: str
    title: str
    active: bool
    asks: bool
    state: str
    tone: str
    because: tuple[str, ...]
    conditions: tuple[ConditionShown, ...]
    opens: date | None
    opened: date | None
    last: DecisionShown
    earlier: tuple[DecisionShown, ...]
    law: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class BoxGuard:
    """What a box shows: the kinds that speak against going on, in the box itself or where its ways lead."""

    kinds: tuple[KindShown, ...]
    here: bool
    asks: bool
    reasons: tuple[Option, ...]
    href: str
    register: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A condition to choose when a decision is registered."""

    id: str
    title: str
    day: bool
    words: bool
    always: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """The page of a case's decisions on benefits."""

    case: int
    number: str
    closed: bool
    kinds: list[KindShown]
    benefits: list[Option]
    decisions: list[Option]
    reasons: list[Option]
    choices: list[Choice]
    box: int
    typed: Typed = field(default_factory=Typed)
    errors: list[tuple[str, Message]] = field(default_factory=list)
    do: str = ""


def page(seen: Seen, on: date, box: int = 0) -> PageView:
    """Everything on the page."""
    found, book = guard.of(seen, on), seen.handbook
    choices = [
        Choice(each.id, render(each.title), each.day, each.words, each.always) for each in guard_registers.conditions()
    ]
    return PageView(
        seen.id, seen.number, seen.state.closed, kinds_shown(seen, found, on), benefits(book),
        [(each, decision_words(book, each)) for each in DECISIONS],
        [(each.id, render(each.title)) for each in guard_registers.refusal_reasons().values()],
        choices, box if box in seen.state.positions else 0,
    )  # fmt: skip


def kinds_shown(seen: Seen, found: Read, on: date, only: Iterable[str] | None = None) -> list[KindShown]:
    """The kinds with a decision, as the handbook orders them."""
    wanted = found.guarded if only is None else {kind: found.guarded[kind] for kind in only if kind in found.guarded}
    order = [kind for kind, _title in benefits(seen.handbook)]
    ranked = sorted(wanted, key=lambda kind: order.index(kind) if kind in order else len(order))
    law = load_law()
    return [_kind(seen, found, wanted[kind], law, on) for kind in ranked]


def _kind(seen: Seen, found: Read, stands: Guarded, law: Law, on: date) -> KindShown:
    state, tone = _state(stands)
    every = [each for each in found.decisions if each.kind == stands.kind]
    return KindShown(
        stands.kind, title(seen.handbook, stands.kind), stands.active, stands.asks, state, tone,
        tuple(spoken(each) for each in stands.because),
        tuple(_condition(seen, each, law, on) for each in stands.conditions), stands.opens, stands.opened,
        _decided(seen, stands.decision),
        tuple(_decided(seen, each) for each in reversed(every) if each is not stands.decision),
        tuple(wording.citations(law, stands.law, on)),
    )  # fmt: skip


def _state(stands: Guarded) -> tuple[str, str]:
    """In a few words, and the colour of the tag."""
    if stands.decision.decision == GRANTED:
        return (_("The decision has ended"), "warning") if stands.opened else (_("Granted"), "success")
    if stands.active:
        return _("Do not urge a new application"), "danger"
    return _("Something has changed: a new application can be tried"), "success"


def _condition(seen: Seen, each: Standing, law: Law, on: date) -> ConditionShown:
    condition: Condition = each.watched.condition
    facts = [(fact, seen.handbook.entry("facts", fact)) for fact in condition.facts]
    where = at("case-facts", seen.id)
    return ConditionShown(
        condition.id, spoken(each.watched.title), render(condition.how), each.met is not None, each.how == TICKED,
        not (condition.ages or condition.law or condition.day), spoken(each.because),
        each.coming, tuple(wording.citations(law, each.law, on)),
        tuple((f"{where}?add={fact}#about-{fact}", render(entry.title)) for fact, entry in facts if entry),
    )  # fmt: skip


def _decided(seen: Seen, each: Decided) -> DecisionShown:
    entry = guard_registers.refusal_reasons().get(each.reason)
    reason = ". ".join(part for part in (render(entry.title) if entry else "", each.words) if part)
    return DecisionShown(
        each.id, each.on, decision_words(seen.handbook, each.decision), reason, each.until, bool(each.id)
    )


def decision_words(book: Handbook, code: str) -> str:
    known = {
        GRANTED: _("Granted with payment"), UNPAID: _("Granted without payment"), REFUSED: _("Refused")
    }  # fmt: skip
    return _value(book, guard.DECISION, code) or known.get(code, code)


def benefits(book: Handbook) -> list[Option]:
    """The kinds of benefit that the handbook knows, by title."""
    entry = book.entry("facts", KIND)
    return [(kind, title(book, kind)) for kind in (entry.data.get("values") or ())] if entry else []


def title(book: Handbook, kind: str) -> str:
    """The name of a kind of benefit."""
    return _value(book, KIND, kind) or kind


def _value(book: Handbook, fact: str, code: str) -> str:
    entry = book.entry("facts", fact)
    said = (entry.data.get("values") or {}).get(code) if entry else None
    if isinstance(said, Mapping):
        said = Text(str(said.get("sv", "")), str(said.get("en", "")))
    return render(said) if isinstance(said, Text) else str(said or "")


def spoken(said: Message) -> str:
    """The sentence with its days as people say them."""
    return render(_spoken(said))


def _spoken(said: Message) -> Message:
    return replace(said, params={name: _word(value) for name, value in said.params.items()})


def _word(value: object) -> object:
    if isinstance(value, date):
        return day_words(value)
    return _spoken(value) if isinstance(value, Message) else value


# The box


def for_box(found: Gathered, do: str = "") -> BoxGuard | None:
    """What the page of a box says of benefits; None when nothing speaks against going on from it.

    With `do` a jump or a box that is opened again, every kind of the case counts: it may lead anywhere.
    """
    seen, read = found.seen, found.guard
    own = guard.narrowed(found.step, read.latest)
    ahead = {kind for step in led_to(found) for kind in guard.narrowed(step, read.latest)}
    everywhere = set(read.guarded) if do in ("jump", "reopen") else set()
    active = guard.quiet(read.guarded) & ({*own} | ahead | everywhere)
    where = f"{at('case-benefits', seen.id)}?box={found.place.id}"
    shown = tuple(kinds_shown(seen, read, found.on, active))
    if not shown and not found.step.guards:
        return None
    reasons = tuple((each.id, render(each.title)) for each in guard_registers.guard_reasons().values())
    return BoxGuard(shown, bool(active & set(own)), any(each.asks for each in shown), reasons, where)


def led_to(found: Gathered) -> list[Step]:
    """The boxes that the ways of a box lead to, where a benefit is applied for."""
    book = found.seen.handbook
    steps = [_step(book, found.process.id, written) for way in found.step.exits for written in way.to]
    return [step for step in steps if step and step.guards]


def silent_exits(found: Gathered) -> frozenset[str]:
    """The ways that nothing is to propose: they lead to an application that a decision speaks against."""
    quiet = guard.quiet(found.guard.guarded)
    book = found.seen.handbook
    return frozenset(
        way.id
        for way in found.step.exits
        for written in way.to
        if (step := _step(book, found.process.id, written)) and quiet & set(guard.narrowed(step, found.guard.latest))
    )


def silence(found: Gathered, offered: Tables, made: Iterable[Way]) -> Tables:
    """What tables say, without anything that prompts towards such an application; what they say of decisions stays."""
    quiet = silent_exits(found)
    labels = {way.label for way in made if way.id in quiet}
    here = bool(guard.quiet(found.guard.guarded) & set(guard.narrowed(found.step, found.guard.latest)))
    if not quiet and not here:
        return offered
    book = found.seen.handbook
    shown = []
    for use, each in zip(found.step.tables, offered.suggestions, strict=True):
        about_decisions = guard.DECISION in published.table(book.id, book.version, use.table).fact_by_id
        prompts = each.way in labels or (here and not about_decisions)
        shown.append(replace(each, answer="", way="") if prompts else each)
    return replace(offered, suggestions=shown, exits=tuple(each for each in offered.exits if each not in quiet))


def _step(book: Handbook, process: str, written: str) -> Step | None:
    target = book.target(process, written)
    return book.step(target.process, target.step) if target.kind == "step" else None


def hushed(now: Now, seen: Seen, on: date) -> Now:
    """The answer on top of the case, where no link sends anybody on to an application in vain."""
    places = {box.href: place[1] for box in now.boxes if (place := seen.box(box.no)) and place[1].guards}
    if not places:
        return now
    read = guard.of(seen, on)
    quiet = guard.quiet(read.guarded)
    silent = {href for href, step in places.items() if quiet & set(guard.narrowed(step, read.latest))}
    words = _("See why a new application is not urged")
    first, also = (
        replace(each, words=words) if each and each.href in silent else each for each in (now.next, now.also)
    )
    return replace(now, next=first, also=also)
