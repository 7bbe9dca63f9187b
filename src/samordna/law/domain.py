"""Which rule counted on a given day, how sure are we of it, and what has taken its place?

A provision id is act and place: ``sol-2025:10:8`` is SoL (2025:400) 10 kap. 8 §, ``fvl:11`` is FvL (2017:900) 11 §.
One id may have several versions, each with its own period. Nothing here reads a file or the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from samordna.kernel.period import Period
from samordna.kernel.text import Text
from samordna.law.ages import ENDS, STARTS, Way

ALWAYS = Period()
NO_TEXT = Text()
NEAR = 8

Plain = int | str | bool | tuple[int, ...] | tuple[str, ...]


class Confidence(StrEnum):
    """What we have read: the statute, an authority's page, somebody else's account, or only the source document."""

    STATUTE = "statute"
    AUTHORITY_PAGE = "authority-page"
    SECONDARY = "secondary"
    SOURCE_ONLY = "source-only"


# What an organisation may wait with: nobody has read the text of the law.
UNREAD = frozenset({Confidence.SECONDARY, Confidence.SOURCE_ONLY})


class Status(StrEnum):
    """How a provision stands on a day."""

    IN_FORCE = "in-force"
    REPEALED = "repealed"
    NOT_YET = "not-yet"
    UNKNOWN = "unknown"


class UnknownProvisionError(LookupError):
    """No such provision id, or no version of it in force on the day asked about."""


class NoValueError(LookupError):
    """No such value, or none that counts on the day asked about."""


@dataclass(frozen=True, slots=True)
class Act:
    """A statute or ordinance: its number in Svensk författningssamling and when it is in force."""

    id: str
    sfs: str
    name: Text
    short: str
    valid: Period = ALWAYS
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provision:
    """One version of one paragraph. `says` is a paraphrase in our own words, never the text of the law."""

    id: str
    act: str
    citation: str
    title: Text
    says: Text
    valid: Period
    confidence: Confidence
    source: str
    replaced_by: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A number or word that the rules use, for a period; `unit` says what it counts, and for ages how (`law.ages`)."""

    key: str
    value: Plain
    unit: str
    valid: Period
    confidence: Confidence
    source: str
    provision: str = ""
    title: Text = NO_TEXT
    note: str = ""

    @property
    def number(self) -> int:
        """The value as a whole number; TypeError when it is something else."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise TypeError(f"the value {self.key} is {self.value!r}, not a number")
        return self.value


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a provision or value on a day: kind is begins, changes or ends."""

    on: date
    kind: str
    id: str
    was: Provision | Value | None = None
    now: Provision | Value | None = None


@dataclass(frozen=True)
class Law:
    """The library: acts, provisions and values, each with every version in order of time."""

    acts: Mapping[str, Act] = field(default_factory=dict)
    provisions: tuple[Provision, ...] = ()
    rule_values: tuple[Value, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, tuple[Provision, ...]]:
        """Every version of each provision, oldest first."""
        return _grouped((p.id, p) for p in self.provisions)

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Value, ...]]:
        """Every period of each value, oldest first."""
        return _grouped((v.key, v) for v in self.rule_values)

    def versions(self, provision_id: str) -> tuple[Provision, ...]:
        """All versions of a provision, oldest first. Raises `UnknownProvisionError` with ids that look alike."""
        try:
            return self.by_id[provision_id]
        except KeyError:
            hint = ", ".join(self.near(provision_id) or self.acts)
            raise UnknownProvisionError(f"no provision {provision_id!r}; there are, for example: {hint}") from None

    def near(self, wanted: str) -> tuple[str, ...]:
        """Ids and keys that look like `wanted`, best first."""
        known = (*self.by_id, *self.by_key, *self.acts)
        act = [known_id for known_id in self.by_id if known_id.startswith(f"{wanted.partition(':')[0]}:")]
        return tuple(dict.fromkeys([*get_close_matches(wanted, known, n=3), *act]))[:NEAR]

    def provision(self, provision_id: str, on: date | None = None) -> Provision:
        """The version in force on the day; without a day the latest. `UnknownProvisionError` when there is none."""
        versions = self.versions(provision_id)
        if on is None:
            return versions[-1]
        found = _at(versions, on)
        if found is None:
            raise UnknownProvisionError(
                f"{versions[-1].citation} is not in force on {on} ({self.status(provision_id, on)})"
            )
        return found

    def in_force(self, provision_id: str, on: date) -> bool:
        """True when a version of the provision counts on the day."""
        return _at(self.by_id.get(provision_id, ()), on) is not None

    def status(self, provision_id: str, on: date) -> Status:
        """How the provision stands on the day; `UNKNOWN` for an id that the library does not have."""
        versions = self.by_id.get(provision_id, ())
        if not versions:
            return Status.UNKNOWN
        if _at(versions, on):
            return Status.IN_FORCE
        first = versions[0].valid.start
        return Status.NOT_YET if first and on < first else Status.REPEALED

    def successors(self, provision_id: str, on: date) -> tuple[str, ...]:
        """Ids of what stands in the place of a provision on the day; empty while it is itself in force."""
        if self.in_force(provision_id, on):
            return ()
        found: dict[str, None] = {}
        seen, ahead = {provision_id}, list(self._replaced_by(provision_id))
        while ahead:
            candidate = ahead.pop(0)
            if candidate in seen:
                continue
            seen.add(candidate)
            if self.in_force(candidate, on):
                found[candidate] = None
            else:
                ahead += self._replaced_by(candidate)
        return tuple(found)

    def _replaced_by(self, provision_id: str) -> tuple[str, ...]:
        versions = self.by_id.get(provision_id, ())
        return versions[-1].replaced_by if versions else ()

    def values(self, key: str) -> tuple[Value, ...]:
        """All periods of a value, oldest first; `NoValueError` when the key is unknown."""
        try:
            return self.by_key[key]
        except KeyError:
            near = [other for other in self.by_key if other.partition(".")[0] == key.partition(".")[0]]
            raise NoValueError(
                f"no value {key!r} in the law; known: {', '.join(near or sorted(self.by_key))}"
            ) from None

    def value(self, key: str, on: date) -> Value:
        """The value that counts on the day; `NoValueError` that says which periods there are when none does."""
        periods = self.values(key)
        found = _at(periods, on)
        if found is None:
            known = ", ".join(f"{v.valid.start or '…'} to {v.valid.last or '…'}" for v in periods)
            raise NoValueError(f"no value {key!r} counts on {on}; there is one for {known}")
        return found

    def window(self, birth_date: date, from_key: str, to_key: str, on: date) -> Period:
        """The days [start, end) of the right age: lower limit of the day `on`, upper limit as it counts for the person.

        Raises `NoValueError` when there is no limit yet on the day.
        """
        known = [value for value in self.values(to_key) if value.valid.start is None or value.valid.start <= on]
        upper = limit(birth_date, known) if known else self.value(to_key, on)
        return age_window(birth_date, self.value(from_key, on), upper)

    def following(self, follows: Mapping[str, bool]) -> Law:
        """The law as somebody follows it who has switched off rules whose text nobody has read: False by key or id.

        A rule goes with what rests on it: a value with its unread provision, a provision with its unread values. What
        counted before goes on counting. What has been read stays, whatever `follows` says.
        """
        off = self.resting_on(ref for ref, follow in follows.items() if not follow)
        if not off:
            return self
        provisions = [p for ref, found in self.by_id.items() for p in (_without_unread(found) if ref in off else found)]
        values = [v for key, found in self.by_key.items() for v in (_without_unread(found) if key in off else found)]
        return Law(self.acts, tuple(provisions), tuple(values))

    def resting_on(self, refs: Iterable[str]) -> frozenset[str]:
        """These unread values and provisions, with the unread ones that stand and fall with them."""
        found: set[str] = set()
        ahead = [ref for ref in refs if self.is_unread(ref)]
        while ahead:
            ref = ahead.pop()
            if ref in found:
                continue
            found.add(ref)
            ahead += [v.provision for v in _coming(self.by_key.get(ref, ())) if self.is_unread(v.provision)]
            ahead += [key for key, all_of in self.by_key.items() if any(v.provision == ref for v in _coming(all_of))]
        return frozenset(found)

    def is_unread(self, ref: str) -> bool:
        """True when what a value or provision comes to last rests on somebody else's account."""
        return bool(_coming(self.by_key.get(ref, ())) or _coming(self.by_id.get(ref, ())))

    def changed_since(self, day: date) -> tuple[Change, ...]:
        """What begins, changes or ends on `day` or later, provisions and values, in order of time."""
        found = [change for versions in self.by_id.values() for change in _changes(versions[0].id, versions, day)]
        found += [change for periods in self.by_key.values() for change in _changes(periods[0].key, periods, day)]
        return tuple(sorted(found, key=lambda c: (c.on, c.id)))


def age_window(birth_date: date, from_value: Value, to_value: Value) -> Period:
    """The days [start, end) in which the person is of the age that two values ask for; empty when there are none.

    Raises ValueError when a unit does not say how to count an age, or stands at the wrong end.
    """
    start = _age_day(birth_date, from_value, STARTS)
    return Period(start, max(start, _age_day(birth_date, to_value, ENDS)))


def limit(birth_date: date, periods: Sequence[Value]) -> Value:
    """Which of several successive upper limits counts for this person; `periods` oldest first.

    A raised limit does not reopen what has closed: who came to the old limit while it counted keeps it
    (SFB 2 kap. 10 c §).
    """
    for value in periods[:-1]:
        if value.valid.end and _age_day(birth_date, value, ENDS) < value.valid.end:
            return value
    return periods[-1]


def _age_day(birth_date: date, value: Value, ways: Mapping[str, Way]) -> date:
    way = ways.get(value.unit)
    if way is None:
        raise ValueError(f"the unit of {value.key} is {value.unit!r}: write one of {', '.join(ways)}")
    return way(birth_date, value.number)


T = TypeVar("T", Provision, Value)


def _grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for key, item in pairs:
        groups.setdefault(key, []).append(item)
    return {key: tuple(sorted(items, key=lambda i: i.valid.start or date.min)) for key, items in groups.items()}


def _at(versions: Iterable[T], on: date) -> T | None:
    return next((version for version in versions if on in version.valid), None)


def unread(item: Provision | Value) -> bool:
    """True for a version whose text has not been read in the law or at an authority."""
    return item.confidence in UNREAD


def _coming(versions: tuple[T, ...]) -> tuple[T, ...]:
    """The versions at the end that nobody has read."""
    read = max((place for place, each in enumerate(versions, 1) if not unread(each)), default=0)
    return versions[read:]


def _without_unread(versions: tuple[T, ...]) -> tuple[T, ...]:
    """The versions up to the last that has been read, which goes on counting."""
    kept = len(versions) - len(_coming(versions))
    if kept == len(versions):
        return versions
    return tuple(_open_ended(each) if place == kept else each for place, each in enumerate(versions[:kept], 1))


def _open_ended(item: T) -> T:
    return replace(item, valid=Period(item.valid.start))


def _changes(item_id: str, versions: tuple[T, ...], since: date) -> Iterable[Change]:
    """One change for each day, from `since` on, when another version counts than the day before."""
    days = {d for v in versions for d in (v.valid.start, v.valid.end) if d and d >= since}
    for day in sorted(days):
        was, now = _at(versions, day - timedelta(days=1)), _at(versions, day)
        kind = "changes" if was and now else "begins" if now else "ends"
        if was is not now:
            yield Change(day, kind, item_id, was, now)
