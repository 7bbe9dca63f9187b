"""Where is a case, and how did it get there? State is the fold of events; an event carries its whole effect (E5).

Named tuples, not dataclasses: the same immutability at a third of the cost, on a path that runs 100 000 times a second.
Every row in an effect is an after-image, so that folding never reads a handbook and never fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

OPEN, AWAITING = "open", "awaiting"
SENT, ACCEPTED, ANSWERED, DECLINED, WITHDRAWN = "sent", "accepted", "answered", "declined", "withdrawn"
HANDOVER, REFERRAL, CONSULTATION = "handover", "referral", "consultation"
PERSON_SAYS_NO = "person-says-no"
# Codes of an answer and of a way of leaving that later acts look for.
RETURNED, MIGRATED, BEFORE = "returned", "migrated", "before"


class Run(NamedTuple):
    """One party's way through one process (D4). `n` counts attempts (D12)."""

    id: int
    process: str
    party: str
    n: int = 1
    ended: bool = False


class Position(NamedTuple):
    """An open box of a run. `party` leads it; `until` is the review date (ISO) while it rests (T16)."""

    id: int
    run: int
    step: str
    party: str
    status: str = OPEN
    until: str = ""
    wait: str = ""


class Transfer(NamedTuple):
    """Something sent to another party: a hand-over, a referral or a consultation, and how it was answered.

    `targets` are (process, step) pairs, empty for a party without a process here; `to_run` is the run it led into.
    """

    id: int
    kind: str
    position: int
    from_run: int
    sender: str
    receiver: str
    targets: tuple[tuple[str, str], ...] = ()
    categories: tuple[str, ...] = ()
    basis: str = ""
    via_exit: str = ""
    status: str = SENT
    to_run: int = 0
    opened: int = 0
    answer: str = ""

    @property
    def is_unanswered(self) -> bool:
        """Sent and not finally answered: a hand-over until it is accepted, a request until it has an answer."""
        return self.status == SENT or (self.status == ACCEPTED and self.kind != HANDOVER)


class Visit(NamedTuple):
    """One leaving of a box: which, how, by which exits, why, and what it led to (kept for ever, D12).

    `ball` is who had the ball before, when the leaving moved it; `merged` are open boxes that it arrived in (D6).
    When `how` is migrated, `exits` holds the box that it became in the new version.
    """

    seq: int
    position: Position
    process: str
    how: str
    exits: tuple[str, ...] = ()
    reason: str = ""
    led: tuple[int, ...] = ()
    sent: tuple[int, ...] = ()
    ball: str = ""
    merged: tuple[int, ...] = ()


class Reached(NamedTuple):
    """An outcome (D13): it ends its position only."""

    seq: int
    run: int
    outcome: str
    degree: int = 0
    since: str = ""
    driver: str = ""


class Effect(NamedTuple):
    """What an event changes: after-images of rows, ids of positions removed, and the ball from and to."""

    runs: tuple[Run, ...] = ()
    positions: tuple[Position, ...] = ()
    removed: tuple[int, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    visits: tuple[Visit, ...] = ()
    outcomes: tuple[Reached, ...] = ()
    ball: tuple[str, str] | None = None
    undone: int = 0
    closed: bool | None = None
    case: tuple[str, str, str, tuple[str, ...]] | None = None


class Event(NamedTuple):
    """One act on a case. `on` is when it happened (ISO), `by` the acting party, `via` how an outside party told us."""

    seq: int
    kind: str
    effect: Effect
    by: str = ""
    on: str = ""
    reason: str = ""
    via: str = ""
    v: int = 1


class State(NamedTuple):
    """A case at one moment. `case` data: handbook id, version, owner party; `outside` are the parties not here (D1)."""

    handbook: str = ""
    version: str = ""
    owner: str = ""
    outside: frozenset[str] = frozenset()
    seq: int = 0
    next_id: int = 1
    ball: str = ""
    closed: bool = False
    runs: Mapping[int, Run] = {}
    positions: Mapping[int, Position] = {}
    transfers: Mapping[int, Transfer] = {}
    visits: tuple[Visit, ...] = ()
    outcomes: tuple[Reached, ...] = ()

    def open_runs(self) -> list[Run]:
        """Runs that have not ended."""
        return [run for run in self.runs.values() if not run.ended]

    def run_of(self, process: str, party: str) -> Run | None:
        """The open run of a process by a party; there is at most one (D12)."""
        for run in self.runs.values():
            if run.process == process and run.party == party and not run.ended:
                return run
        return None

    def position_at(self, run: int, step: str) -> Position | None:
        """The open position of a run in a box; arriving where one already is merges (D6)."""
        for position in self.positions.values():
            if position.run == run and position.step == step:
                return position
        return None

    def unanswered(self) -> list[Transfer]:
        """What is sent and not yet finally answered: hand-overs awaiting accept, referrals and consultations."""
        return [sent for sent in self.transfers.values() if sent.is_unanswered]

    def boxes(self) -> list[str]:
        """Every open box as "process/step", in the order they were opened."""
        return [f"{self.runs[p.run].process}/{p.step}" for p in self.positions.values() if p.run in self.runs]


EMPTY = State()


def apply(state: State, event: Event) -> State:
    """The state after one event. Total: rows that refer to nothing are kept or ignored, never an error."""
    e = event.effect
    positions, runs, transfers = state.positions, state.runs, state.transfers
    if e.removed or e.positions:
        positions = dict(positions)
        for gone in e.removed:
            positions.pop(gone, None)
        for position in e.positions:
            positions[position.id] = position
    if e.runs:
        runs = {**runs, **{run.id: run for run in e.runs}}
    if e.transfers:
        transfers = {**transfers, **{transfer.id: transfer for transfer in e.transfers}}
    handbook, version, owner, outside = e.case or (state.handbook, state.version, state.owner, None)
    return State(
        handbook,
        version,
        owner,
        state.outside if outside is None else frozenset(outside),
        event.seq,
        _next_id(state.next_id, e) if e.positions or e.runs or e.transfers else state.next_id,
        e.ball[1] if e.ball else state.ball,
        state.closed if e.closed is None else e.closed,
        runs,
        positions,
        transfers,
        state.visits + e.visits if e.visits else state.visits,
        _outcomes(state, e) if e.outcomes or e.undone else state.outcomes,
    )


def _next_id(known: int, e: Effect) -> int:
    """One more than any id in use."""
    for rows in (e.positions, e.runs, e.transfers):
        for row in rows:
            if row.id >= known:
                known = row.id + 1
    return known


def _outcomes(state: State, e: Effect) -> tuple[Reached, ...]:
    kept = tuple([o for o in state.outcomes if o.seq != e.undone]) if e.undone else state.outcomes
    return kept + e.outcomes


def fold(events: Iterable[Event], state: State = EMPTY) -> State:
    """The state after `events`, from nothing or from `state`. Deterministic and total; never reads a handbook."""
    for event in events:
        state = apply(state, event)
    return state
