"""Which rows would a case have if only its events were left? The fold that wrote the lists, again; pure (E5, E18)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samordna.audit.chains import Chain, Key, Spoken
from samordna.cases.domain import Extras, Seat
from samordna.cases.rows import Changes, Row, changes
from samordna.cases.sources import read as source_of
from samordna.handbooks.journey.codec import event_from_json
from samordna.handbooks.journey.state import EMPTY, Effect, Event, State, apply

NOTHING = Effect()


class Unreadable(Exception):
    """An event whose own part is gone or cannot be read: what comes after it cannot be rebuilt."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"event {seq} cannot be read")
        self.seq = seq


@dataclass(slots=True)
class Tables:
    """The rows of one case, by their keys within it; facts by (sphere, fact)."""

    case: Row = field(default_factory=lambda: {"closed_seq": None})
    runs: dict[int, Row] = field(default_factory=dict)
    positions: dict[int, Row] = field(default_factory=dict)
    transfers: dict[int, Row] = field(default_factory=dict)
    involved: dict[tuple[str, int], Row] = field(default_factory=dict)
    facts: dict[tuple[int, str], Row] = field(default_factory=dict)


def rebuilt(chain: Chain) -> Tables:
    """The rows that the events of a case make. Raises Unreadable."""
    tables, state, seats = Tables(), EMPTY, dict[str, Seat]()
    for header, _ in chain.headers:
        parts = {key: (part, _json(part, header.seq)) for key, part in chain.said.get(header.seq, {}).items()}
        said = next((data for _, data in parts.values() if "extras" in data), None)
        if said is None:
            raise Unreadable(header.seq)
        try:
            extras, event = Extras.read(said["extras"]), _event(said, header.seq, header.kind)
            on = date.fromisoformat(said["on"])
            seats |= {party: Seat(unit, sphere) for party, (unit, sphere, _) in extras.seats.items()}
            _put(tables, header.seq, changes(state, event, extras, seats, on))
        except (KeyError, TypeError, ValueError):
            raise Unreadable(header.seq) from None
        _tell(tables, header.seq, parts)
        for party in extras.left:
            seats.pop(party, None)
        state = _after(state, event, header.seq)
    return tables


def _json(part: Spoken, seq: int) -> dict[str, Any]:
    try:
        data = json.loads(part.data)
    except ValueError:
        raise Unreadable(seq) from None
    if not isinstance(data, dict):
        raise Unreadable(seq)
    return data


def _event(said: Mapping[str, Any], seq: int, kind: str) -> Event:
    return event_from_json(said["journey"]) if "journey" in said else Event(seq, kind, NOTHING)


def _after(state: State, event: Event, seq: int) -> State:
    return apply(state._replace(seq=seq - 1), event) if event.effect is not NOTHING else state._replace(seq=seq)


def _put(tables: Tables, seq: int, made: Changes) -> None:
    """What the gate does with rows in the database, done in memory."""
    tables.case |= made.case
    for kept, changed in (
        (tables.runs, made.runs), (tables.positions, made.positions), (tables.transfers, made.transfers)
    ):  # fmt: skip
        for no, row in changed.items():
            if no in kept:
                kept[no] |= row
    for kept, new in (
        (tables.runs, made.new_runs), (tables.positions, made.new_positions), (tables.transfers, made.new_transfers)
    ):  # fmt: skip
        kept |= {row["no"]: dict(row) for row in new}
    sitting = [row for row in tables.involved.values() if row["until_seq"] is None]
    for row in sitting:
        if row["party"] in made.left:
            row["until_seq"] = seq
    for seat in made.seats:
        tables.involved[(seat["party"], seq)] = {**seat, "worker_id": None, "until_seq": None}
    for row in tables.involved.values():
        if row["until_seq"] is None and row["party"] in made.responsible:
            row["worker_id"] = made.responsible[row["party"]]


def _tell(tables: Tables, seq: int, parts: Mapping[Key, tuple[Spoken, dict[str, Any]]]) -> None:
    """The latest value of every fact, per sphere."""
    for (sphere, category), (part, data) in parts.items():
        sources = data.get("sources") or {}
        for fact, value in (data.get("facts") or {}).items():
            known = source_of(sources.get(fact))
            tables.facts[(sphere, fact)] = {
                "person_id": part.person, "sphere_id": sphere, "category": category, "fact": fact, "value": value,
                "on": data["on"], "seq": seq, "source": known.code, "words": known.words, "since": known.since,
                "until": known.until,
            }  # fmt: skip


def images(chain: Chain) -> Iterable[tuple[int, str, Row]]:
    """(seq, label, row) of every after-image that a chain's events hold, in their order."""
    for header, _ in chain.headers:
        for _, part in sorted(chain.said.get(header.seq, {}).items()):
            try:
                told = json.loads(part.data).get("rows", ())
            except (ValueError, AttributeError):
                continue
            for label, row in told:
                yield header.seq, label, row
