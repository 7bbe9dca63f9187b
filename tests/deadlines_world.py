"""Stockholm's handbook with time limits of every sort in box 11, so that each rule of D27 has one to be tried on.

`planen` starts from a fact and may be paused and extended by the owner; `eget` is started by hand; `fast` may not be
changed; `lagen` is a statute and `fks` another authority's, and both say that they may, which is not enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from samordna.cases import engine
from samordna.cases.commands import working
from samordna.cases.models import Position
from samordna.cases.queries import see
from samordna.deadlines import commands, queries
from samordna.deadlines.running import Clock
from samordna.handbooks.domain import Entry, Handbook
from samordna.handbooks.queries import load
from samordna.kernel.text import Text
from samordna.rules.limits import Length
from tests.cases_playing import at
from tests.cases_world import World

LIMITS: Mapping[str, dict[str, Any]] = {
    "planen": {
        "starts": "fact:first_sick_day", "months": 2, "kind": "agreed", "who": ["socialtjanst"], "pausable": True,
        "extendable": ["owner"], "warn": {"days": 14}, "met": [{"fact": "plan_made"}, {"box": "soc-sjukskriven/13"}],
        "missed": {"action": "list", "to": "watcher"},
    },
    "eget": {
        "starts": "event:asked", "weeks": 4, "who": ["holder"], "pausable": True, "extendable": ["holder"],
        "missed": {"action": "reminder"}, "law": ["sol-2025:12:6a"],
    },
    "fast": {"starts": "event:fixed", "local": "snart", "proposal": {"days": 10}, "who": ["socialtjanst"]},
    "lagen": {
        "starts": "event:law", "weeks": 1, "kind": "statute", "who": ["socialtjanst"], "pausable": True,
        "extendable": ["owner"], "law": ["fvl:12"],
    },
    "fks": {
        "starts": "event:sent-to-fk", "days": 30, "kind": "service-target", "who": ["forsakringskassan"],
        "pausable": True, "extendable": ["owner"], "missed": {"action": "query-letter", "to": "forsakringskassan"},
    },
    "besok": {
        "starts": "event:entered", "begins": [{"box": "soc-sjukskriven/11"}], "weeks": 1,
        "met": [{"box": "soc-sjukskriven/12"}],
    },
    "hela": {"starts": "event:whole", "scope": "case", "months": 6, "pausable": True},
    "kontakten": {
        "starts": "event:contact-attempt", "begins": [{"incoming": "contact"}], "weeks": 1, "who": ["socialtjanst"],
    },
    "remiss-svar": {
        "starts": "event:sent", "begins": [{"sent": True}], "days": 14, "pausable": True, "extendable": ["owner"],
        "who": ["receiver"], "missed": {"action": "escalate", "to": "watcher"},
    },
}  # fmt: skip
LISTED = tuple(each for each in LIMITS if each not in ("hela", "remiss-svar"))


def book(limits: Mapping[str, dict[str, Any]] = LIMITS, box: str = "11", listed: tuple[str, ...] = LISTED) -> Handbook:
    """The handbook with these limits beside its own, listed by one box of social services instead of that box's."""
    own = load("stockholm")
    process = own.by_id["soc-sjukskriven"]
    steps = tuple(replace(step, deadlines=listed if step.id == box else ()) for step in process.steps)
    others = tuple(each for each in own.processes if each.id != process.id)
    entries = {each: Entry(each, Text(each.title(), each.title()), data) for each, data in limits.items()}
    registers = {**own.registers, "deadlines": {**own.registers["deadlines"], **entries}}
    return replace(own, processes=(replace(process, steps=steps), *others), registers=registers)


def follow(monkeypatch: pytest.MonkeyPatch, handbook: Handbook) -> None:
    """All cases follow this handbook."""
    monkeypatch.setattr(engine, "pinned", lambda _handbook, _version: handbook)


def tell(world: World, case: int, name: str = "sara", box: str = "11", **typed: Any) -> None:
    """Somebody writes facts in a box."""
    facts = {fact: value.isoformat() if isinstance(value, date) else value for fact, value in typed.items()}
    working.tell(**world.by(name), case=case, position=at(case, box), typed=facts)


def ago(world: World, days: int) -> date:
    """A day so many days back."""
    return world.day - timedelta(days=days)


def clock(world: World, case: int, deadline: str, name: str = "sara") -> Clock | None:
    """The clock as somebody sees it today."""
    seen = see(world.scope(name), case, world.day)
    return next((each for each in queries.of_case(seen, world.day) if each.deadline == deadline), None)


def running(world: World, case: int, deadline: str, name: str = "sara") -> Clock:
    """The same, and it must be there."""
    found = clock(world, case, deadline, name)
    assert found is not None
    return found


def due(case: int, box: str = "11") -> date:
    """The date by which the box is sorted."""
    return Position.objects.get(case_id=case, no=at(case, box)).due


class Hand:
    """Somebody's hand on the clocks of a case: each method is one act."""

    def __init__(self, world: World, case: int, name: str = "sara") -> None:
        self.world, self.case, self.name = world, case, name

    def start(self, deadline: str, on: date) -> Any:
        return commands.start(**self.world.by(self.name), case=self.case, deadline=deadline, on=on)

    def pause(self, deadline: str, since: date, reason: str = "Kim är på sjukhus", key: str = "") -> Any:
        return self._do(commands.pause, deadline, key, since=since, reason=reason)

    def resume(self, deadline: str, on: date, key: str = "") -> Any:
        return self._do(commands.resume, deadline, key, on=on)

    def extend(self, deadline: str, by: Length, reason: str = "Läkaren är borta", key: str = "") -> Any:
        return self._do(commands.extend, deadline, key, by=by, reason=reason)

    def meet(self, deadline: str, on: date, key: str = "") -> Any:
        return self._do(commands.meet, deadline, key, on=on)

    def undo(self, adjustment: int) -> Any:
        return commands.undo(**self.world.by(self.name), case=self.case, adjustment=adjustment)

    def _do(self, act: Callable[..., Any], deadline: str, key: str, **more: Any) -> Any:
        known = key or ("fact" if deadline == "planen" else "own")
        return act(**self.world.by(self.name), case=self.case, deadline=deadline, key=known, **more)
