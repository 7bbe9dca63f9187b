"""What rests on what changes: which boxes, decision tables and time limits, and how many running cases?

Plain data for the terminal, `--json` and the page; a key is never renamed or left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from samordna.law import ports
from samordna.law.domain import Change
from samordna.law.ports import BOX, CLOCK, TABLE, Running, User

Answer = dict[str, Any]


def refs(changes: Iterable[Change]) -> frozenset[str]:
    """The ids of what changes."""
    return frozenset(change.id for change in changes)


def users(change: Change) -> list[User]:
    """What rests on the provision or value that changes."""
    return list(ports.resting_on(change.id))


def running(changes: Iterable[Change], authorities: Collection[int] | None = None) -> Running | None:
    """How many running cases the changes touch; None when there is no database to ask."""
    return ports.running_under(refs(changes), authorities)


def as_data(found: Iterable[User]) -> Answer:
    """What rests on a change, as JSON: boxes, tables and clocks."""
    listed = list(found)
    return {
        "boxes": [
            {"handbook": each.handbook, "process": each.process, "box": each.id, **_titled(each)}
            for each in listed if each.kind == BOX
        ],
        "tables": [{"id": each.id, **_titled(each)} for each in listed if each.kind == TABLE],
        "clocks": [
            {"handbook": each.handbook, "id": each.id, **_titled(each)} for each in listed if each.kind == CLOCK
        ],
    }  # fmt: skip


def running_as_data(found: Running | None) -> Answer | None:
    """Numbers of running cases as JSON; null when there is no database."""
    if found is None:
        return None
    return {
        "cases": found.cases,
        "boxes": [
            {"handbook": each.handbook, "version": each.version, "process": each.process, "box": each.box,
             "cases": each.cases}
            for each in found.boxes
        ],
        "clocks": [
            {"handbook": each.handbook, "version": each.version, "clocks": list(each.clocks), "cases": each.cases}
            for each in found.clocks
        ],
    }  # fmt: skip


def _titled(each: User) -> Answer:
    return {"title": {"sv": each.title.sv, "en": each.title.en}}
