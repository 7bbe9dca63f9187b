"""What does a page say of a provision, a value, an act or a change? Plain rows, shaped once for all templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from samordna.kernel.text import Message, Text
from samordna.law import answers
from samordna.law.domain import Change, Confidence, Law, Provision, Status, Value
from samordna.law.searching import search
from samordna.law.wording import days_of, of_value

NO_VALUE = "–"


@dataclass(frozen=True, slots=True)
class Told:
    """A value as a page says it: words, or the provision that it names, with its id."""

    words: Message | Text | str
    provision: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. `told` is what a value is on the day; `confidence` is None for an act."""

    ref: str
    name: str
    title: Text
    status: Status
    confidence: Confidence | None
    days: Message
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a provision, or one period of a value; `now` when it is the one that the page shows."""

    status: Status
    now: bool
    days: Message
    confidence: Confidence
    source: str
    note: str
    title: Text
    told: Told | None = None
    provision: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to one thing on a day: kind is begins, changes or ends."""

    kind: str
    ref: str
    name: str
    title: Text
    was: Told | None
    now: Told | None
    confidence: Confidence


def acts(law: Law, on: date) -> list[tuple[Row, int, int]]:
    """Every act, with how many of its provisions that we hold, and how many of them are in force on the day."""
    rows = []
    for ref in law.acts:
        held = answers.provisions_of(law, ref)
        rows.append((_act(law, ref, on), len(held), sum(law.in_force(each, on) for each in held)))
    return rows


def provisions(law: Law, act_id: str, on: date) -> list[Row]:
    """The provisions of an act, each as it stands on the day."""
    return [_provision(law, ref, on) for ref in answers.provisions_of(law, act_id)]


def values(law: Law, on: date) -> list[Row]:
    """Every value, as it counts on the day."""
    return [_value(law, key, on) for key in law.by_key]


def hits(law: Law, wanted: str, on: date) -> list[Row]:
    """What a search finds, each as it stands on the day: the id itself first, then what is in force, best first."""
    found = [row(law, ref, on) for ref in search(law, wanted)]
    return sorted(found, key=lambda each: (each.ref != wanted.casefold(), each.status is not Status.IN_FORCE))


def row(law: Law, ref: str, on: date) -> Row:
    """A provision, value or act as one line. KeyError when nothing has the id."""
    if ref in law.by_id:
        return _provision(law, ref, on)
    return _value(law, ref, on) if ref in law.by_key else _act(law, ref, on)


def versions(law: Law, ref: str, on: date) -> list[Version]:
    """All versions of a provision or periods of a value, oldest first."""
    if ref in law.by_key:
        return [_version(v, on, on in v.valid, told(law, v), v.provision) for v in law.by_key[ref]]
    near = answers.on_or_near(law, ref, on)
    return [_version(p, on, p is near) for p in law.versions(ref)]


def turns(law: Law, since: date) -> list[tuple[date, list[Turn]]]:
    """What begins, changes or ends from a day on, day by day."""
    found = ((change.on, _turn(law, change)) for change in answers.changed(law, since))
    return [(day, [turn for _day, turn in same]) for day, same in groupby(found, key=lambda each: each[0])]


def told(law: Law, value: Value) -> Told:
    """A value in words; one that names a provision as its citation."""
    if value.unit == "provision" and str(value.value) in law.by_id:
        return Told(law.provision(str(value.value)).citation, str(value.value))
    return Told(of_value(value))


def _act(law: Law, ref: str, on: date) -> Row:
    act = law.acts[ref]
    return Row(ref, f"{act.short} ({act.sfs})", act.name, answers.standing(act.valid, on), None, days_of(act.valid))


def _provision(law: Law, ref: str, on: date) -> Row:
    near = answers.on_or_near(law, ref, on)
    return Row(ref, near.citation, near.title, law.status(ref, on), near.confidence, days_of(near.valid))


def _value(law: Law, key: str, on: date) -> Row:
    periods = law.by_key[key]
    now = next((value for value in periods if on in value.valid), None)
    near = now or next((v for v in periods if v.valid.start and on < v.valid.start), periods[-1])
    status = answers.standing(near.valid, on)
    shown = told(law, now) if now else Told(NO_VALUE)
    return Row(key, key, near.title, status, near.confidence, days_of(near.valid), shown)


def _version(of: Provision | Value, on: date, now: bool, said: Told | None = None, provision: str = "") -> Version:
    status = answers.standing(of.valid, on)
    return Version(status, now, days_of(of.valid), of.confidence, of.source, of.note, of.title, said, provision)


def _turn(law: Law, change: Change) -> Turn:
    item = next(_present(change))
    was, now = (told(law, each) if isinstance(each, Value) else None for each in (change.was, change.now))
    name = item.citation if isinstance(item, Provision) else ""
    return Turn(change.kind, change.id, name, item.title, was, now, item.confidence)


def _present(change: Change) -> Iterator[Provision | Value]:
    """What there is of a change: how it becomes, else how it was."""
    yield from (each for each in (change.now, change.was) if each is not None)
