"""What is a time limit? Read from a handbook's register of deadlines into frozen values; no dates are counted here.

A limit is counted from a start: a fact of the case, or an event that the case knows by itself or somebody registers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samordna.kernel.text import Text
from samordna.law.domain import Law, NoValueError

DAYS, WEEKS, MONTHS, YEARS, WORKING_DAYS = "days", "weeks", "months", "years", "working_days"
UNITS = (DAYS, WEEKS, MONTHS, YEARS, WORKING_DAYS)
AT_MOST, MORE_THAN, AT_LEAST = "at-most", "more-than", "at-least"
STATUTE, AGREED, SERVICE_TARGET, GUIDANCE = "statute", "agreed", "service-target", "guidance"
KINDS = (STATUTE, AGREED, SERVICE_TARGET, GUIDANCE)
FACT, EVENT = "fact", "event"
# How a case knows that a limit begins or is met: a box was entered, something was sent or answered, something came to
# the unit, the box began to rest, or a fact was told.
BOX, SENT, ANSWERED, INCOMING, WAIT = "box", "sent", "answered", "incoming", "wait"
SIGNS = (BOX, SENT, ANSWERED, INCOMING, WAIT, FACT)
NONE, NEXT, PREVIOUS = "none", "next", "previous"
ONLY_IN_BOX, WHOLE_CASE = "box", "case"
UNTITLED = Text()


@dataclass(frozen=True, slots=True)
class Length:
    """So many days, weeks, months, years or working days."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Sign:
    """How a case knows something by itself: `what` is "process/step" for a box, the kind of incoming, or a fact."""

    kind: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """What happens when a limit has passed: an action, to whom, and a note."""

    action: str = ""
    to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit of a handbook (D27). `length`, `value` (a key of the law) or `proposal` says how long.

    `day_one`: the start is itself day 1. `before`: counted backwards from the start. `extendable` are the parties that
    may extend it, "holder" and "owner" among them. `ages` are values of the law that the start, a day of birth, is
    held against. `health`: a date that may only be seen on one's own cases (D22).
    """

    id: str
    title: Text
    kind: str = GUIDANCE
    starts: str = ""
    starts_title: Text = UNTITLED
    begins: tuple[Sign, ...] = ()
    met: tuple[Sign, ...] = ()
    scope: str = ONLY_IN_BOX
    length: Length | None = None
    value: str = ""
    local: str = ""
    proposal: Length | None = None
    ages: tuple[str, ...] = ()
    table: str = ""
    count: str = AT_MOST
    day_one: bool = False
    before: bool = False
    shift: str = NONE
    pausable: bool = False
    extendable: tuple[str, ...] = ()
    warn: Length | None = None
    who: tuple[str, ...] = ()
    missed: Missed = Missed()
    health: bool = False
    law: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    register_id: str = ""

    @property
    def fact(self) -> str:
        """The fact that starts it; empty when an event does."""
        kind, _, what = self.starts.partition(":")
        return what if kind == FACT else ""

    @property
    def event(self) -> str:
        """The event that starts it; empty when a fact does."""
        kind, _, what = self.starts.partition(":")
        return what if kind == EVENT else ""

    @property
    def open(self) -> bool:
        """True when the sources leave it to each area how long it is: by a word of their own, or only a proposal."""
        return bool(self.local or self.proposal) and not (self.length or self.value or self.ages or self.table)


def limit(entry_id: str, title: Text, data: Mapping[str, Any]) -> Limit:
    """A limit from an entry of the register `deadlines` (docs/reference/handbook-format.md)."""
    missed = data.get("missed") or {}
    return Limit(
        id=entry_id, title=title, kind=str(data.get("kind", GUIDANCE)), starts=str(data.get("starts", "")),
        starts_title=_text(data.get("starts_title")), begins=_signs(data.get("begins")), met=_signs(data.get("met")),
        scope=str(data.get("scope", ONLY_IN_BOX)), length=length(data), value=str(data.get("value", "")),
        local=str(data.get("local", "")), proposal=length(data.get("proposal") or {}),
        ages=_listed(data.get("values")), table=str(data.get("table", "")), count=str(data.get("count", AT_MOST)),
        day_one=bool(data.get("day_one")), before=data.get("direction") == "before",
        shift=str(data.get("shift", NONE)), pausable=bool(data.get("pausable")),
        extendable=_listed(data.get("extendable")), warn=length(data.get("warn") or {}), who=_listed(data.get("who")),
        missed=Missed(str(missed.get("action", "")), str(missed.get("to", "")), str(missed.get("note", ""))),
        health=bool(data.get("health")), law=_listed(data.get("law")), source=str(data.get("source", "")),
        note=str(data.get("note", "")), register_id=str(data.get("register_id", "")),
    )  # fmt: skip


def length(data: Mapping[str, Any]) -> Length | None:
    """The first length that is written, such as ``{weeks: 2}``; None when there is none."""
    unit = next((each for each in UNITS if each in data), None)
    return Length(int(data[unit]), unit) if unit else None


def length_on(counted: Limit, law: Law, days: Iterable[Any], local: Length | None = None) -> Length | None:
    """How long the limit is: as the area has decided where that is left to it, as it says itself, by the law on the
    first of `days` that the law has a number for, or as it proposes. None when nothing says how long.
    """
    if local and counted.open:
        return local
    if counted.length:
        return counted.length
    for day in days if counted.value else ():
        try:
            found = law.value(counted.value, day)
        except NoValueError:
            continue
        return Length(found.number, found.unit)
    return counted.proposal


def _signs(data: Any) -> tuple[Sign, ...]:
    return tuple(Sign(kind, "" if what is True else str(what)) for each in data or () for kind, what in each.items())


def _listed(data: Any) -> tuple[str, ...]:
    if not data:
        return ()
    return (data,) if isinstance(data, str) else tuple(str(each) for each in data)


def _text(data: Any) -> Text:
    return Text(str(data.get("sv", "")), str(data.get("en", ""))) if isinstance(data, Mapping) else UNTITLED
