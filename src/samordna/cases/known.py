"""What is known of a case, by whom and from what; what was known before; and what do open boxes still ask for?

Only what the reader may see: what is closed is neither named nor counted (D21).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from samordna.access.queries import visible
from samordna.cases import sources
from samordna.cases.models import Fact
from samordna.cases.queries import Seen
from samordna.cases.sources import Source
from samordna.handbooks.domain import Handbook
from samordna.journal import queries as journal


@dataclass(frozen=True, slots=True)
class Answered:
    """A sphere's latest answer to a fact; value None when it was taken away."""

    fact: str
    category: str
    value: Any
    sphere: int
    on: date
    seq: int
    source: Source


@dataclass(frozen=True, slots=True)
class Earlier:
    """One telling of a fact, as its event has it: who told what, when, and from what."""

    fact: str
    value: Any
    sphere: int
    on: date
    seq: int
    at: datetime
    by: int
    unit: int
    source: Source


def answers(seen: Seen, on: date) -> dict[str, list[Answered]]:
    """The latest answers by fact, one's own sphere's first; those that were taken away among them."""
    found: dict[str, list[Answered]] = {}
    rows = visible(Fact.objects.filter(case_id=seen.id), seen.scope, on).order_by("-seq")
    for row in sorted(rows, key=lambda row: row.sphere_id not in seen.scope.spheres):
        source = Source(row.source, row.words, row.since, row.until)
        found.setdefault(row.fact, []).append(
            Answered(row.fact, row.category, row.value, row.sphere_id, row.on, row.seq, source)
        )
    return found


def history(seen: Seen, on: date) -> dict[str, list[Earlier]]:
    """Every telling of every fact, the newest first. Events from before sources were kept have empty ones (E5)."""
    rows = visible(journal.parts(seen.id).filter(data__contains='"facts"'), seen.scope, on)
    said = [(seq, sphere, json.loads(data)) for seq, sphere, data in rows.values_list("seq", "sphere_id", "data")]
    headers = journal.headers(seen.id, {seq for seq, _sphere, _data in said})
    acts = {seq: (at, by, unit) for seq, at, by, unit in headers.values_list("seq", "at", "by_id", "unit_id")}
    found: dict[str, list[Earlier]] = {}
    for seq, sphere, data in sorted(said, key=lambda each: -each[0]):
        at, by, unit = acts[seq]
        known = data.get("sources") or {}
        for fact, value in (data.get("facts") or {}).items():
            day = date.fromisoformat(data["on"])
            source = sources.read(known.get(fact))
            found.setdefault(fact, []).append(Earlier(fact, value, sphere, day, seq, at, by, unit, source))
    return found


def asking(book: Handbook) -> dict[str, list[tuple[str, str]]]:
    """By fact, the boxes that ask for it: (process, step), in the order of the handbook."""
    found: dict[str, list[tuple[str, str]]] = {}
    for process, step in book.every_step():
        for fact in dict.fromkeys(step.asks):
            found.setdefault(fact, []).append((process.id, step.id))
    return found


def unanswered(seen: Seen, open_boxes: Iterable[int], answered: Iterable[str]) -> list[tuple[str, list[int]]]:
    """The facts that open boxes ask for and nobody has answered, as far as the reader sees; with those boxes."""
    known = frozenset(answered)
    found: dict[str, list[int]] = {}
    for no in open_boxes:
        place = seen.box(no)
        for fact in place[1].asks if place else ():
            if fact not in known and seen.handbook.entry("facts", fact):
                found.setdefault(fact, []).append(no)
    return list(found.items())
