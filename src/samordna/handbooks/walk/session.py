"""Where is a rehearsal, what can be done next, and how is a choice carried out? No screen here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from samordna.handbooks.domain import Handbook, Process, Step
from samordna.handbooks.journey import EMPTY, Event, State, apply, decide, fold
from samordna.handbooks.journey.moves import Accept, Answer, Complete, Decline, Jump, Move, Park, Refer, Skip, Start
from samordna.handbooks.journey.state import CONSULTATION, HANDOVER, PERSON_SAYS_NO, SENT, Position, Transfer
from samordna.handbooks.words import named
from samordna.kernel.text import Message, say

# A rehearsal proposes this review date; a real case asks for one.
REHEARSED_WAIT = timedelta(days=90)


class Refused(Exception):
    """A choice that cannot be carried out, with the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass
class Session:
    """One rehearsal: the handbook, the day, the events so far, and the box in front of us."""

    handbook: Handbook
    on: date
    events: list[Event] = field(default_factory=list)
    focus: list[int] = field(default_factory=list)
    state: State = EMPTY

    def start(self, process: str, party: str, step: str = "") -> None:
        """Begin at the first start of a process, or in the middle (D15)."""
        self.make(Start(process=process, party=party, steps=(step,) if step else ()))

    def make(self, move: Move) -> Event:
        """Carry out one move, or raise Refused; the focus follows what it opened."""
        ruling = decide(self.handbook, self.state, move)
        if ruling.event is None:
            raise Refused(named(self.handbook, ruling.decision.reason or say("That cannot be done.")))
        before = self.current()
        self.events.append(ruling.event)
        self.state = apply(self.state, ruling.event)
        self.focus.append(self._next_focus(ruling.event, before.id if before else 0))
        return ruling.event

    def _next_focus(self, event: Event, before: int) -> int:
        """What the act opened, else the box we were in, else the youngest open box."""
        new = [p.id for p in event.effect.positions if p.id in self.state.positions and p.id != before]
        if new and event.kind != "referred":
            return new[0]
        if before in self.state.positions:
            return before
        return max(self.state.positions, default=0)

    def back(self) -> bool:
        """Take back the last act of the rehearsal; False at the beginning."""
        if len(self.events) <= 1:
            return False
        self.events.pop()
        self.focus.pop()
        self.state = fold(self.events)
        return True

    def current(self) -> Position | None:
        """The box in front of us."""
        return self.state.positions.get(self.focus[-1]) if self.focus else None

    def look_at(self, position: int) -> None:
        """Turn to another open box."""
        self.focus[-1] = position

    def box(self) -> tuple[Process, Step]:
        """The process and the step of the box in front of us."""
        position = self.current()
        if position is None:
            raise Refused(say("No box is open."))
        process = self.handbook.by_id[self.state.runs[position.run].process]
        return process, process.by_id[position.step]

    def awaiting(self) -> Transfer | None:
        """The latest hand-over or request that awaits a yes or a no; a question for advice is only answered (D10)."""
        sent = [t for t in self.state.transfers.values() if t.status == SENT and t.kind != CONSULTATION]
        return sent[-1] if sent else None

    def choose(self, choice: str) -> Event:
        """Carry out one choice by its id. Raises Refused with the reason.

        An exit (several as “a+b”, with a degree as “a=50”), `accept`, `decline`, `says-no`, `answer`, `refer:ID`,
        `wait:ID`, `jump:BOX` or `skip:EXIT`.
        """
        kind, _, rest = choice.partition(":")
        if kind in ("accept", "decline", "says-no", "answer") and not rest:
            return self._answer(kind)
        position = self.current()
        if position is None:
            raise Refused(say("No box is open, so “{choice}” cannot be chosen.", choice=choice))
        match kind:
            case "refer":
                return self.make(Refer(position=position.id, referral=rest))
            case "wait":
                until = (self.on + REHEARSED_WAIT).isoformat()
                return self.make(Park(position=position.id, wait=rest, until=until))
            case "jump":
                return self.make(Jump(position=position.id, target=rest, reason="rehearsal"))
            case "skip":
                return self.make(Skip(position=position.id, exits=_several(rest), reason="rehearsal"))
            case _:
                exits, _, degree = choice.partition("=")
                if degree and not degree.isdigit():
                    raise Refused(say("Write the degree as a number, for example “arbete=50”."))
                return self.make(Complete(position=position.id, exits=_several(exits), degree=int(degree or 0)))

    def _answer(self, kind: str) -> Event:
        transfer = self.awaiting()
        if kind == "answer":
            transfer = next((t for t in reversed(self.state.unanswered()) if t.kind != HANDOVER), None)
        if transfer is None:
            raise Refused(say("Nothing awaits an answer."))
        via = "letter" if transfer.receiver in self.state.outside else ""
        if kind == "accept":
            return self.make(Accept(transfer=transfer.id, via=via))
        if kind == "says-no":
            told = {"by": transfer.sender, "reason": "rehearsal", "answer": PERSON_SAYS_NO}
            return self.make(Decline(transfer=transfer.id, **told))
        if kind == "decline":
            return self.make(Decline(transfer=transfer.id, via=via, reason="rehearsal"))
        return self.make(Answer(transfer=transfer.id, via=via, text="rehearsal"))


def _several(written: str) -> tuple[str, ...]:
    return tuple(part for part in written.split("+") if part)
