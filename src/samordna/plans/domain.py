"""What is a goal, and what can be said of how it is written? Frozen values; no files, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.kernel.text import Message

# The letters of SMARTA (Rätt stöd, rätt försörjning): specific, measurable, accepted, realistic, timed, and one who is
# responsible.
SPECIFIC, MEASURABLE, ACCEPTED, REALISTIC, TIMED, RESPONSIBLE = (
    "specific", "measurable", "accepted", "realistic", "timed", "responsible",
)  # fmt: skip
LETTERS = (SPECIFIC, MEASURABLE, ACCEPTED, REALISTIC, TIMED, RESPONSIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal or part-goal as it is written. `rests_on` is a known ability or adaptation that it is tied to.

    `own_words` is how the person says it, `accepted_on` the day on which they agreed to it.
    """

    text: str
    due: date | None = None
    responsible: tuple[str, ...] = ()
    accepted_on: date | None = None
    own_words: str = ""
    rests_on: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What one letter says of a goal: whether it holds, why, and what would make it clearer. Never a stop (D17)."""

    letter: str
    holds: bool
    why: Message
    suggests: Message | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How many letters of SMARTA hold for a goal, of how many, and which do not."""

    holds: int
    of: int
    unclear: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words that the review knows, in lower case. Stems stand without their ending.

    `acts` are verbs of doing, `alone` those that need no object; `done` those that are seen once they are done (to
    send, to book); `vague` what cannot be seen by anybody else; `hollow` numbers that count nothing; `less` more and
    less without a measure; `units` what can be counted, `before` what stands before its number; `often` how often;
    `times` times of the year, `when` words of time that need no other; `past` what has already been.
    """

    acts: tuple[str, ...]
    alone: tuple[str, ...]
    done: tuple[str, ...]
    vague: tuple[str, ...]
    hollow: tuple[str, ...]
    less: tuple[str, ...]
    units: tuple[str, ...]
    before: tuple[str, ...]
    numbers: tuple[str, ...]
    often: tuple[str, ...]
    months: tuple[str, ...]
    times: tuple[str, ...]
    when: tuple[str, ...]
    past: tuple[str, ...]
    fitted: tuple[str, ...]
    empty: tuple[str, ...]
