"""What is a running clock, has it been missed, and what should be done then? Pure (D17, D22, D27)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from samordna.deadlines import domain
from samordna.deadlines.domain import Adjustment
from samordna.kernel.text import Message, say
from samordna.rules import clocks
from samordna.rules.clocks import Around, Reckoned, reckon
from samordna.rules.limits import AT_LEAST, MORE_THAN, Limit

# What happens when a time limit is missed, by data. The first goes on to somebody by itself; the two next ask for an
# act; all the others are shown to those who work with the case, with their date.
ESCALATE, QUERY_LETTER, DECIDE = "escalate", "query-letter", "decide"
HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that runs, or has run, in a case.

    `key` says what started it (`domain`), `start_known_by` the fact, box or act in the case's own words, `sphere` and
    `category` whose information the start is. `boxes` are the open boxes that list it, `party` who is to act first.
    `adjustments` is everything done to it by hand; those with `counts` False have been taken back or are of an earlier
    time. `standing` is one of running, soon, late, paused, met and undated (`rules.clocks`).
    """

    case: int
    key: str
    limit: Limit
    reckoned: Reckoned
    standing: str
    sphere: int
    category: str = "plan"
    boxes: tuple[int, ...] = ()
    party: str = ""
    met_on: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    start_known_by: str = ""

    @property
    def deadline(self) -> str:
        """The id of its time limit in the handbook's register."""
        return self.limit.id

    @property
    def start(self) -> date:
        """The day it is counted from."""
        return self.reckoned.start

    @property
    def due(self) -> date | None:
        """The last day in time; none while it is paused, or when nothing says how long."""
        return self.reckoned.due

    @property
    def box(self) -> int:
        """The first open box that lists it; 0 when none does."""
        return self.boxes[0] if self.boxes else 0

    @property
    def met(self) -> bool:
        """True when it has ended as it should."""
        return self.standing == clocks.MET

    @property
    def health(self) -> bool:
        """True for a date that may only be seen on one's own cases (D22)."""
        return self.limit.health or self.category == HEALTH

    def missed(self, on: date) -> bool:
        """True when its time is out on the day; for `more than` from the first day beyond."""
        if self.met or self.due is None or domain.kind_of(self.key) == domain.AGE:
            return False
        return on > self.due or (self.limit.count == MORE_THAN and on == self.due)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a missed clock asks somebody to do: the code of the register, to which party, and words."""

    code: str
    to: str
    words: Message


_WORDS: Mapping[str, Message] = {
    ESCALATE: say("Nobody has acted in time. Ask the next one"),
    QUERY_LETTER: say("Ask how it goes, and when an answer comes"),
    DECIDE: say("Time is out: a decision is to be taken"),
    "reminder": say("Remind, or ask how it goes"),
    "rebook": say("Book a new day"),
    "query": say("Ask how it goes"),
    "trend": say("Look at how it has developed"),
    "warn": say("The time is shorter than the handbook says"),
}
_ELSE = say("The day has passed: see what is to be done")


def proposed(clock: Clock, on: date) -> Proposed | None:
    """The next act that a missed clock asks for; None while it is not missed, or when the register says nothing."""
    action = clock.limit.missed.action
    if not action or not clock.missed(on):
        return None
    return Proposed(action, clock.limit.missed.to, _WORDS.get(action, _ELSE))


def short_notice(limit: Limit, invited_on: date, meets_on: date, around: Around) -> date | None:
    """The day by which the invitation to a meeting should have come, when it came later; None when it is in time.

    Only for limits that are counted backwards, such as a meeting's least notice: it warns and never stops (D17, D27).
    """
    if not limit.before:
        return None
    least = reckon(limit, meets_on, around).due
    return least if least and invited_on > least else None


def stands(limit: Limit, reckoned: Reckoned, on: date) -> str:
    """How a clock that nothing has ended stands on a day. What must take `at least` so long is over when it has."""
    if limit.count == AT_LEAST and not limit.before and reckoned.due and on >= reckoned.due:
        return clocks.MET
    return reckoned.standing(on)
