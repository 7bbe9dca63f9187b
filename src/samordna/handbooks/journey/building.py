"""How does an effect grow? A small builder that knows the next free ids and merges arrivals (D6, D12)."""

from __future__ import annotations

from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import routing
from samordna.handbooks.journey.routing import Leg
from samordna.handbooks.journey.state import (
    AWAITING,
    Effect,
    Event,
    Position,
    Reached,
    Run,
    State,
    Transfer,
    Visit,
)


class Draft:
    """Collects what one act changes; `event` closes it."""

    __slots__ = ("_ball", "_case", "_closed", "_next", "_undone", "handbook", "outcomes", "positions", "removed", "runs", "state", "transfers", "visits")

    def __init__(self, handbook: Handbook, state: State) -> None:
        self.handbook, self.state = handbook, state
        self._next = state.next_id
        self.runs: list[Run] = []
        self.positions: list[Position] = []
        self.removed: list[int] = []
        self.transfers: list[Transfer] = []
        self.visits: list[Visit] = []
        self.outcomes: list[Reached] = []
        self._ball: tuple[str, str] | None = None
        self._undone = 0
        self._closed: bool | None = None
        self._case: tuple[str, str, str, tuple[str, ...]] | None = None

    @property
    def seq(self) -> int:
        """The number of the event being made."""
        return self.state.seq + 1

    def new_id(self) -> int:
        """A free id."""
        self._next += 1
        return self._next - 1

    def run(self, process: str, runner: str) -> Run:
        """The open run to join, or a new one."""
        for run in self.runs:
            if run.process == process and run.party == runner:
                return run
        known = routing.run_for(self.handbook, self.state, process, runner)
        if known:
            return known
        made = Run(self.new_id(), process, runner, routing.attempts(self.state, process, runner) + 1)
        self.runs.append(made)
        return made

    def arrive(self, run: Run, step: str, lead: str) -> int:
        """Open a position in a box, or merge into the one already there; returns its id."""
        there = next((p for p in self.positions if p.run == run.id and p.step == step), None)
        if there is None:
            there = self.state.position_at(run.id, step)
            if there is not None and there.id in self.removed:
                there = None
        if there is not None:
            return there.id
        made = Position(self.new_id(), run.id, step, lead)
        self.positions.append(made)
        return made.id

    def go(self, leg: Leg, current: Run) -> int:
        """Open the box a leg leads to, in the current run or in the run of the process it belongs to."""
        run = self.run_of(leg, current)
        return self.arrive(run, leg.step, leg.lead if leg.lead != leg.runner else run.party)

    def run_of(self, leg: Leg, current: Run) -> Run:
        """The run in which a leg continues."""
        same = leg.process == current.process and leg.runner == current.party and not current.ended
        return current if same else self.run(leg.process, leg.runner)

    def leave(self, position: Position) -> None:
        """Remove a position."""
        self.removed.append(position.id)

    def change(self, position: Position, **values: object) -> None:
        """Keep a position, changed."""
        self.positions.append(position._replace(**values))  # type: ignore[arg-type]

    def hold(self, position: Position) -> None:
        """Handed over, awaiting an answer (D7)."""
        self.change(position, status=AWAITING, until="", wait="")

    def send(self, transfer: Transfer) -> int:
        """Record something sent; returns its id."""
        self.transfers.append(transfer)
        return transfer.id

    def pass_ball(self, giver: str, receiver: str) -> None:
        """The ball moves only from the one who has it (D3)."""
        holder = self._ball[1] if self._ball else self.state.ball
        if holder == giver and giver != receiver:
            self._ball = (self.state.ball, receiver)

    def give_ball(self, receiver: str) -> None:
        """Put the ball with a party, wherever it was."""
        if self.state.ball != receiver:
            self._ball = (self.state.ball, receiver)

    @property
    def ball_before(self) -> str:
        """Who had the ball, when this act moves it; else empty."""
        return self._ball[0] if self._ball else ""

    def undo(self, seq: int) -> None:
        """Outcomes recorded by event `seq` no longer count."""
        self._undone = seq

    def close(self, closed: bool) -> None:
        """Close or reopen the case."""
        self._closed = closed

    def case(self, handbook: str, version: str, owner: str, outside: tuple[str, ...]) -> None:
        """Set which handbook and version the case follows, who owns it and who is outside."""
        self._case = (handbook, version, owner, outside)

    def effect(self) -> Effect:
        """What has been collected."""
        return Effect(
            tuple(self.runs),
            tuple(self.positions),
            tuple(self.removed),
            tuple(self.transfers),
            tuple(self.visits),
            tuple(self.outcomes),
            self._ball,
            self._undone,
            self._closed,
            self._case,
        )

    def event(self, kind: str, move: object) -> Event:
        """The event of this act, with who, when, why and how from the move."""
        return Event(
            self.seq,
            kind,
            self.effect(),
            getattr(move, "by", ""),
            getattr(move, "on", ""),
            getattr(move, "reason", ""),
            getattr(move, "via", ""),
        )
