"""How does a running case move to another version of its handbook, and what would that change?

`dry_run` tells beforehand, box by box; `migrate` does it. Nothing is lost: visits, outcomes, runs and the ball stay,
and every open box either stays where it is or goes where the mapping says. Moving back is the undo.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from samordna.handbooks.domain import Handbook, Step
from samordna.handbooks.journey import refusals, routing
from samordna.handbooks.journey.building import Draft
from samordna.handbooks.journey.moves import Migrate
from samordna.handbooks.journey.state import AWAITING, MIGRATED, SENT, Event, Position, State, Transfer, Visit
from samordna.kernel.decision import Decision

# Two boxes are suggested for each other when their titles, or what they ask for, are this alike (0 to 1).
ALIKE = 0.6
SUGGESTED = 3
_SHARED = ("forms", "tables", "meetings", "deadlines", "asks", "law")


@dataclass(frozen=True, slots=True)
class Box:
    """An open box in a dry run: what differs in the new version (fields of `Step`), or which boxes could replace it."""

    position: int
    process: str
    step: str
    changes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """What moving a case would mean. Every open box is in exactly one of `kept`, `changed` and `vanished`.

    `new` are boxes that only the new version has, as "process/step"; `unanswered` are ids of hand-overs and requests
    that await an answer in a box that is gone: they are answered or withdrawn before the move. `parties` take part in
    the case but not in the new version.
    """

    kept: tuple[Box, ...]
    changed: tuple[Box, ...]
    vanished: tuple[Box, ...]
    new: tuple[str, ...]
    unanswered: tuple[int, ...] = ()
    parties: tuple[str, ...] = ()

    @property
    def needs_mapping(self) -> bool:
        """True when somebody must say where a box goes."""
        return bool(self.vanished)

    @property
    def possible(self) -> bool:
        """True when the move can be made, once every vanished box is mapped."""
        return not self.unanswered and not self.parties


def dry_run(old: Handbook, new: Handbook, state: State) -> MigrationPlan:
    """What would happen to every open box of `state` if the case moved from `old` to `new`. Changes nothing."""
    kept: list[Box] = []
    changed: list[Box] = []
    vanished: list[Box] = []
    for position in state.positions.values():
        process = state.runs[position.run].process
        before, after = old.step(process, position.step), new.step(process, position.step)
        if after is None:
            suggested = _suggestions(new, process, before)
            vanished.append(Box(position.id, process, position.step, suggestions=suggested))
            continue
        differs = _changes(before, after) if before else ()
        (changed if differs else kept).append(Box(position.id, process, position.step, differs))
    known = {(p.id, s.id) for p, s in old.every_step()}
    return MigrationPlan(
        tuple(kept),
        tuple(changed),
        tuple(vanished),
        tuple(f"{p.id}/{s.id}" for p, s in new.every_step() if (p.id, s.id) not in known),
        tuple(t.id for t, _ in _lost_targets(new, state)),
        tuple(_lost_parties(new, state)),
    )


def _changes(before: Step, after: Step) -> tuple[str, ...]:
    """The names of the fields that differ; where it stands in a file does not count."""
    names = (f.name for f in fields(Step) if f.name != "place")
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _suggestions(new: Handbook, process: str, gone: Step | None) -> tuple[str, ...]:
    """Boxes of the new version that could take over, the likest first; boxes it led to come last."""
    there = new.by_id.get(process)
    if gone is None or there is None:
        return ()
    alike = [(_likeness(gone, step), step.id) for step in there.steps]
    best = [step for likeness, step in sorted(alike, key=lambda pair: -pair[0]) if likeness >= ALIKE]
    onward = [target for way in gone.exits for target in way.to if target in there.by_id]
    return tuple(dict.fromkeys([*best, *onward]))[:SUGGESTED]


def _likeness(one: Step, other: Step) -> float:
    """How alike two boxes are, 0 to 1: the better of their titles and of what they ask for."""
    titles = SequenceMatcher(None, one.title.sv.casefold(), other.title.sv.casefold()).ratio()
    mine, theirs = _traits(one), _traits(other)
    shared = len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0
    return max(titles, shared)


def _traits(step: Step) -> set[tuple[str, str]]:
    return {(name, str(item)) for name in _SHARED for item in getattr(step, name)}


def _lost_targets(new: Handbook, state: State) -> list[tuple[Transfer, str]]:
    """What awaits an answer in a box that the new version does not have."""
    sent = [(t, target) for t in state.transfers.values() if t.status == SENT for target in t.targets]
    return [(t, step) for t, (process, step) in sent if new.step(process, step) is None]


def _lost_parties(new: Handbook, state: State) -> list[str]:
    """Parties that have something in the case but are not in the new version."""
    involved = [state.ball, state.owner, *(r.party for r in state.runs.values())]
    involved += [p.party for p in state.positions.values()]
    involved += [p for t in state.transfers.values() if t.status == SENT for p in (t.sender, t.receiver)]
    return [party for party in dict.fromkeys(involved) if party not in new.parties]


def migrate(handbook: Handbook, state: State, move: Migrate) -> Event | Decision:
    """Move the case to `handbook`, another version of its own; open boxes keep their ids or go where `mapping` says."""
    refusal = _refusal(handbook, state, move.mapping)
    if refusal is not None:
        return refusal
    draft = Draft(handbook, state)
    taken: set[tuple[int, str]] = set()
    for position in state.positions.values():
        step = move.mapping.get(position.id, position.step)
        merges = (position.run, step) in taken
        taken.add((position.run, step))
        if merges or step != position.step:
            process = state.runs[position.run].process
            draft.visit(Visit(draft.seq, position, process, MIGRATED, (step,), move.reason))
        if merges:
            draft.leave(position)
        elif step != position.step:
            draft.put(position._replace(step=step, party=_lead(handbook, state, position, step)))
    draft.case(handbook.id, handbook.version, state.owner, tuple(sorted(state.outside)))
    return draft.event(MIGRATED, move)


def _lead(handbook: Handbook, state: State, position: Position, step_id: str) -> str:
    """Who leads the box in the new version, unless that would hand it over: then whoever has it keeps it."""
    run = state.runs[position.run]
    step = handbook.step(run.process, step_id)
    lead = (step.lead if step else "") or run.party
    same = routing.responsible(handbook, run, lead) == routing.responsible(handbook, run, position.party)
    return lead if same else position.party


def _refusal(handbook: Handbook, state: State, mapping: Mapping[int, str]) -> Decision | None:
    if state.handbook != handbook.id:
        return refusals.other_handbook(state.handbook, handbook)
    if state.version == handbook.version:
        return refusals.same_version(state.version)
    unknown = next((p for p in mapping if p not in state.positions), None)
    if unknown is not None:
        return refusals.no_position(unknown)
    parties = _lost_parties(handbook, state)
    if parties:
        return refusals.parties_vanished(", ".join(parties))
    after = [(p, mapping.get(p.id, p.step)) for p in state.positions.values()]
    gone = [step for p, step in after if handbook.step(state.runs[p.run].process, step) is None]
    gone += [step for _, step in _lost_targets(handbook, state)]
    if gone:
        return refusals.vanished(", ".join(gone))
    return _bad_merge(after)


def _bad_merge(after: Iterable[tuple[Position, str]]) -> Decision | None:
    """Boxes that become one are one position; what awaits an answer cannot be folded into another."""
    seen: dict[tuple[int, str], Position] = {}
    for position, step in after:
        other = seen.setdefault((position.run, step), position)
        if other is not position and AWAITING in (position.status, other.status):
            return refusals.awaiting_merge(step)
    return None
