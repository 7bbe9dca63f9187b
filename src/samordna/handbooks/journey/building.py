"""How does an effect grow? A small builder that knows the next free ids and merges arrivals (D6, D12)."""

from __future__ import annotations

from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import routing
from samordna.handbooks.journey.moves import Move
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
    """Collects what one act changes; `event` closes it.

    The empty values stand on the class: most acts change one or two kinds of rows, and this is the hot path.
    """

    runs: tuple[Run, ...] = ()
    positions: tuple[Position, ...] = ()
    removed: tuple[int, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    visits: tuple[Visit, ...] = ()
    outcomes: tuple[Reached, ...] = ()
    merged: tuple[int, ...] = ()
    _ball: tuple[str, str] | None = None
    _undone: int = 0
    _closed: bool | None = None
    _case: tuple[str, str, str, tuple[str, ...]] | None = None

    def __init__(self, handbook: Handbook, state: State) -> None:
        self.handbook, self.state = handbook, state
        self.seq = state.seq + 1
        self._next = state.next_id

    def new_id(self) -> int:
        """A free id."""
        self._next += 1
        return self._next - 1

    def run(self, process: str, runner: str) -> Run:
        """The open run to join, or a new one."""
        for run in self.runs:
            if run.process == process and (run.party == runner or self.handbook.by_id[process].forum):
                return run
        known = routing.run_for(self.handbook, self.state, process, runner)
        if known:
            return known
        made = Run(self.new_id(), process, runner, routing.attempts(self.state, process, runner) + 1)
        self.runs += (made,)
        return made

    def end(self, run: Run) -> None:
        """End a run."""
        self.runs += (run._replace(ended=True),)

    def arrive(self, run: Run, step: str, lead: str) -> None:
        """Open a position in a box, or merge into the one already there."""
        for position in self.positions:
            if position.run == run.id and position.step == step:
                return
        there = self.state.position_at(run.id, step)
        if there is not None and there.id not in self.removed:
            self.merged += (there.id,)
        else:
            self.positions += (Position(self.new_id(), run.id, step, lead),)

    def go(self, leg: Leg, current: Run) -> Run:
        """Open the box a leg leads to; returns the run it is in."""
        run = self.run_of(leg, current)
        self.arrive(run, leg.step, leg.lead if leg.lead != leg.runner else run.party)
        return run

    def run_of(self, leg: Leg, current: Run) -> Run:
        """The run in which a leg continues: the current one, or that of the process the leg belongs to."""
        same = leg.process == current.process and leg.runner == current.party and not current.ended
        return current if same else self.run(leg.process, leg.runner)

    def leave(self, position: Position) -> None:
        """Remove a position."""
        self.removed += (position.id,)

    def put(self, position: Position) -> None:
        """Keep a position in a changed form, or put one back."""
        self.positions += (position,)

    def hold(self, position: Position) -> None:
        """Handed over, awaiting an answer (D7)."""
        self.put(position._replace(status=AWAITING, until="", wait=""))

    def send(self, transfer: Transfer) -> None:
        """Record something sent, or how it was answered."""
        self.transfers += (transfer,)

    def reach(self, outcome: Reached) -> None:
        """Record an outcome."""
        self.outcomes += (outcome,)

    def visit(self, visit: Visit) -> None:
        """Record a visit."""
        self.visits += (visit,)

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

    def event(self, kind: str, move: Move) -> Event:
        """The event of this act, with who, when, why and how from the move."""
        effect = Effect(
            self.runs,
            self.positions,
            self.removed,
            self.transfers,
            self.visits,
            self.outcomes,
            self._ball,
            self._undone,
            self._closed,
            self._case,
        )
        return Event(self.seq, kind, effect, move.by, move.on, move.reason, move.via)
