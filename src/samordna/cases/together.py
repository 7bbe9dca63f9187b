"""How do several rooms write one event? What the inner ones say is taken in by the event of the act itself (E3).

Writing down a meeting begins a form and a plan, each by the command of its own room, which asks whether it may be done,
saves its rows and notes what it did. While rows are gathered, such notes wait here. The event of the act then takes
them in: their rows before its own, so that the tables can be rebuilt in order; and what each of them was under "made",
so that the history of a form or a plan can still tell how it began.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from samordna.cases.facts import Answer

MADE, ROWS, ACT = "made", "rows", "act"
Parts = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Gathered:
    """What the commands inside an act would have written: parts as (category, what it says), and answers to facts."""

    case: int
    parts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    facts: list[Answer] = field(default_factory=list)

    def take(self, kind: str, said: Mapping[str, Mapping[str, Any]], facts: Iterable[Answer]) -> None:
        """Keep what a command says, by category, until the event is written."""
        self.parts += [(category, {**told, ACT: kind}) for category, told in said.items()]
        self.facts += facts

    def answers(self, own: Iterable[Answer]) -> tuple[Answer, ...]:
        """Every answer once; what the act itself says of a fact counts."""
        return tuple({each.fact: each for each in (*self.facts, *own)}.values())

    def into(self, data: Parts) -> None:
        """Add it to what the event says."""
        before: dict[str, list[Any]] = {}
        for category, told in self.parts:
            part = data.setdefault(category, {})
            before.setdefault(category, []).extend(told.pop(ROWS, ()))
            if told.keys() - {ACT}:
                part.setdefault(MADE, []).append(told)
        for category, rows in before.items():
            data[category][ROWS] = [*rows, *data[category].get(ROWS, ())]


_open: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gather(case: int) -> Iterator[Gathered]:
    """While this is open, what is noted in the case waits for the event of the act."""
    assert _open.get() is None, "an act has one event, so nothing is gathered inside what is gathered"
    found = Gathered(case)
    token = _open.set(found)
    try:
        yield found
    finally:
        _open.reset(token)


def gathering(case: int) -> Gathered | None:
    """Where what is noted in the case now goes; None when it is an event of its own."""
    found = _open.get()
    return found if found is not None and found.case == case else None


def made(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What an event took in, of what its parts say: each with what it would have been called by itself under "act"."""
    return [each for part in said.values() for each in part.get(MADE, ())]
