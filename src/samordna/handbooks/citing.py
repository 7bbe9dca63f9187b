"""Which boxes and time limits of a handbook rest on a provision or a value of the law, and where does a limit count?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from samordna.handbooks.domain import Entry, Handbook, Process, Step
from samordna.rules.limits import WHOLE_CASE

Place = tuple[Process, Step]
_CITED = "cited"


@dataclass(slots=True)
class Resting:
    """What rests on one provision or value: boxes, each once, and the time limits that count somewhere."""

    boxes: list[Place] = field(default_factory=list)
    limits: list[Entry] = field(default_factory=list)


def resting(book: Handbook) -> Mapping[str, Resting]:
    """What rests on each provision and value that the handbook names; read once for each handbook."""
    known = book.routes.get(_CITED)
    if known is None:
        known = book.routes[_CITED] = _read(book)
    return cast(Mapping[str, Resting], known)


def using(book: Handbook, tables: Collection[str]) -> Iterator[Place]:
    """The boxes that offer one of these decision tables."""
    for process, step in book.every_step():
        if any(use.table in tables for use in step.tables):
            yield process, step


def counts_in(book: Handbook, deadline: str) -> Iterator[Place]:
    """The boxes in which a time limit counts: named there, the end of a wait, or the time for an answer."""
    for process, step in book.every_step():
        if deadline in _limits_of(step):
            yield process, step


def _read(book: Handbook) -> dict[str, Resting]:
    found: dict[str, Resting] = {}
    for process, step in book.every_step():
        for ref in dict.fromkeys((*step.law, *(need.law for need in step.needs if need.law))):
            found.setdefault(ref, Resting()).boxes.append((process, step))
    used = {deadline for _, step in book.every_step() for deadline in _limits_of(step)}
    for entry in book.registers.get("deadlines", {}).values():
        # What the shared register has and no box uses is no clock of this handbook.
        counts = entry.id in used or entry.data.get("scope") == WHOLE_CASE
        for ref in dict.fromkeys(_named(entry)) if counts else ():
            found.setdefault(ref, Resting()).limits.append(entry)
    return found


def _limits_of(step: Step) -> tuple[str, ...]:
    waits = (wait.review for wait in step.waits)
    return (*step.deadlines, *waits, *(asked.escalation for asked in step.referrals))


def _named(entry: Entry) -> Iterator[str]:
    law = entry.data.get("law") or ()
    yield from (law,) if isinstance(law, str) else law
    yield from (value for value in (entry.data.get("value"), *entry.data.get("values", ())) if value)
