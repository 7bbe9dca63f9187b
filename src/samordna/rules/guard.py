"""Is there any use in applying for a benefit again, after the last decision on it? Pure; it warns, never blocks (D28).

A refusal keeps the guard up until one of the conditions that have to change is met; a grant without payment until
something new is told or its end date comes. What is told counts when it is told on a later day than the decision, and
says something else than what was known on the day of the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from samordna.kernel.text import Message, Text, say
from samordna.law.ages import STARTS
from samordna.law.domain import Law, NoValueError, Value

GRANTED, UNPAID, REFUSED = "granted", "granted-without-payment", "refused"
DECISIONS = (GRANTED, UNPAID, REFUSED)
# How a condition was met: something told, an age or a day reached, the law changed, or ticked by hand.
TOLD, AGE, DAY, LAW, TICKED = "told", "age", "day", "law", "ticked"
ONE_DAY = timedelta(days=1)
NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that may change: which facts show it, which ages of the law, or which provisions, by benefit kind.

    `value`: only when a fact is told to be just that. `dated`: the fact is a day, which must lie after the decision.
    `day` and `words`: whoever chooses it says which day, or what. `always`: watched whether anybody chooses it or not.
    `usual`: the decisions for which it is watched when nobody has chosen any.
    """

    id: str
    title: Text
    how: Text = NO_TEXT
    facts: tuple[str, ...] = ()
    value: str = ""
    dated: bool = False
    ages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    law: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day: bool = False
    words: bool = False
    always: bool = False
    usual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watched:
    """A condition as it was chosen with a decision: with the day or the words that belong to it."""

    condition: Condition
    day: date | None = None
    words: str = ""

    @property
    def title(self) -> Message:
        """What it is, with the words that were chosen with it."""
        if self.words:
            return say("{what} ({words})", what=self.condition.title, words=self.words)
        return say("{what}", what=self.condition.title)


@dataclass(frozen=True, slots=True)
class Tick:
    """A condition that somebody has ticked as met: when it was, and how that is known."""

    condition: str
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on a benefit. `until` is its last day; `applied` the day of the person's own application since then.

    `seq` is its place among what has been told in the case; `id` 0 for one that only facts tell of.
    """

    id: int
    kind: str
    decision: str
    on: date
    until: date | None = None
    reason: str = ""
    words: str = ""
    conditions: tuple[Watched, ...] = ()
    ticks: tuple[Tick, ...] = ()
    applied: date | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact was told (value None: taken away) on a day, as event `seq`, by a secrecy sphere."""

    fact: str
    value: Any
    on: date
    seq: int = 0
    sphere: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a condition stands: met on a day and how, or not, with why in words; `coming` is a day that is known."""

    watched: Watched
    because: Message
    met: date | None = None
    how: str = ""
    coming: date | None = None
    law: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guarded:
    """A benefit kind with its newest decision. `active`: nothing speaks for applying again; prompts stay silent.

    `opened` is the day on which the guard opened, `opens` a coming day that is known to open it.
    """

    kind: str
    decision: Decided
    active: bool
    conditions: tuple[Standing, ...]
    because: tuple[Message, ...]
    opened: date | None = None
    opens: date | None = None
    law: tuple[str, ...] = ()

    @property
    def since(self) -> date:
        """The day of the decision."""
        return self.decision.on

    @property
    def asks(self) -> bool:
        """Does going on ask for a reason? Not when the person has applied: that is theirs to decide."""
        return self.active and self.decision.applied is None

    @property
    def met(self) -> tuple[Standing, ...]:
        """The conditions that are met."""
        return tuple(each for each in self.conditions if each.met)


@dataclass(frozen=True, slots=True)
class Known:
    """What a decision is held against: what has been told, in its order; the day of birth; the law; and the day."""

    tellings: tuple[Telling, ...]
    born: date | None
    law: Law
    on: date


def guard(decisions: Iterable[Decided], known: Known) -> dict[str, Guarded]:
    """By benefit kind, how the newest decision stands on the day. A kind without a decision is left out."""
    newest: dict[str, Decided] = {}
    for each in decisions:
        last = newest.get(each.kind)
        if each.on <= known.on and (last is None or (each.on, each.seq) >= (last.on, last.seq)):
            newest[each.kind] = each
    return {kind: _guarded(each, known) for kind, each in newest.items()}


def _guarded(decision: Decided, known: Known) -> Guarded:
    standings = tuple(_standing(decision, each, known) for each in decision.conditions)
    met = [each.met for each in standings if each.met]
    over = decision.until if decision.decision != REFUSED and decision.until else None
    ended = over if over and over <= known.on else None
    opened = min([*met, *([ended] if ended else [])], default=None)
    active = decision.decision != GRANTED and opened is None
    coming = [each.coming for each in standings if each.coming]
    coming += [over] if over and over > known.on else []
    law = dict.fromkeys(ref for each in standings for ref in each.law)
    return Guarded(
        decision.kind, decision, active, standings, tuple(_because(decision, standings, active, ended)), opened,
        min(coming, default=None) if active else None, tuple(law),
    )  # fmt: skip


def _because(
    decision: Decided, standings: tuple[Standing, ...], active: bool, ended: date | None
) -> Iterator[Message]:  # fmt: skip
    """The explanation: what was decided, and what has or has not changed since."""
    said = {
        GRANTED: say("It was granted by a decision of {day}.", day=decision.on),
        UNPAID: say("It was granted without payment by a decision of {day}.", day=decision.on),
        REFUSED: say("It was refused by a decision of {day}.", day=decision.on),
    }
    yield said[decision.decision]
    for each in standings:
        if each.met:
            yield each.because
    if ended:
        yield say("The decision counts until {day}.", day=ended)
    if active and decision.decision == REFUSED:
        yield say("None of what has to change has changed: a new application would most likely get the same answer.")
    elif active:
        yield say("The right is there although nothing is paid: a new application changes nothing.")
    if active and decision.applied:
        yield say("The person has applied on their own, {day}. Register the decision when it comes.",
                  day=decision.applied)  # fmt: skip


def _standing(decision: Decided, watched: Watched, known: Known) -> Standing:
    """The condition on the day: the first way in which it is met, else why it is not."""
    condition = watched.condition
    ticks = [tick for tick in decision.ticks if tick.condition == condition.id and tick.on <= known.on]
    if ticks:
        first = min(ticks, key=lambda tick: tick.on)
        said = say("{what}: ticked as met on {day} ({source}).", what=watched.title, day=first.on, source=first.words)
        return Standing(watched, said, first.on, TICKED)
    if condition.ages:
        return _by_age(decision, watched, known)
    if condition.law:
        return _by_law(decision, watched, known)
    if watched.day:
        said = say("{what}: {day}.", what=watched.title, day=watched.day)
        if watched.day <= known.on:
            return Standing(watched, said, watched.day, DAY)
        return Standing(watched, said, coming=watched.day)
    new = _newest_telling(decision, condition, known)
    if new:
        said = say("{what}: told on {day}, after the decision.", what=watched.title, day=new.on)
        return Standing(watched, said, new.on, TOLD)
    return Standing(watched, say("{what}: nothing new since the decision.", what=watched.title))


def _newest_telling(decision: Decided, condition: Condition, known: Known) -> Telling | None:
    """The first fact that now says something which was not known on the day of the decision."""
    found = [
        each for fact in condition.facts for each in _new(decision, fact, known) if _counts(decision, condition, each)
    ]
    return min(found, key=lambda each: (each.on, each.seq), default=None)


def _new(decision: Decided, fact: str, known: Known) -> Iterator[Telling]:
    """The latest answers, one from each sphere, that were told after the decision and are not the old ones."""
    told = [each for each in known.tellings if each.fact == fact and each.on <= known.on]
    before = {each.sphere: each.value for each in told if each.on <= decision.on}
    for each in {each.sphere: each for each in told}.values():
        if each.on > decision.on and each.value is not None and each.value not in before.values():
            yield each


def _counts(decision: Decided, condition: Condition, told: Telling) -> bool:
    if condition.value:
        return bool(told.value == condition.value)
    if not condition.dated:
        return True
    try:
        return date.fromisoformat(str(told.value)) > decision.on
    except ValueError:
        return False


def _by_age(decision: Decided, watched: Watched, known: Known) -> Standing:
    """An age that the law asks for, reached after the decision. What had been reached before changes nothing."""
    title = watched.title
    if known.born is None:
        return Standing(watched, say("{what}: the date of birth is not known here.", what=title))
    days = [
        (day, value)
        for key in watched.condition.ages.get(decision.kind, ())
        if (value := _value(known.law, key, known.on)) and (day := _reached(value, known.born)) > decision.on
    ]
    if not days:
        return Standing(watched, say("{what}: no age limit lies ahead.", what=title))
    past = [each for each in days if each[0] <= known.on]
    day, value = max(past, key=lambda each: each[0]) if past else min(days, key=lambda each: each[0])
    said = say("{what}: {limit}, {day}.", what=title, limit=value.title, day=day)
    law = (value.provision,) if value.provision else ()
    if past:
        return Standing(watched, said, min(each[0] for each in past), AGE, law=law)
    return Standing(watched, said, coming=day, law=law)


def _value(law: Law, key: str, on: date) -> Value | None:
    try:
        found = law.value(key, on)
    except NoValueError:
        return None
    return found if found.unit in STARTS else None


def _reached(value: Value, born: date) -> date:
    return STARTS[value.unit](born, value.number)


def _by_law(decision: Decided, watched: Watched, known: Known) -> Standing:
    """Something that the decision rests on counts otherwise since then."""
    refs = frozenset(watched.condition.law.get(decision.kind, ()))
    changes = [
        each for each in known.law.changed_since(decision.on + ONE_DAY) if each.id in refs and each.on <= known.on
    ]
    title = watched.title
    if not changes:
        cited = tuple(sorted(ref for ref in refs if ref in known.law.by_id))
        return Standing(watched, say("{what}: not since the decision.", what=title), law=cited)
    first = changes[0]
    changed = first.now or first.was
    said = say("{what}: {rule}, {day}.", what=title, rule=changed.title if changed else first.id, day=first.on)
    rule = changed.provision if isinstance(changed, Value) else first.id
    return Standing(watched, said, first.on, LAW, law=(rule,) if rule else ())
