"""Which dates run in one box of a case, and where does it stand why?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases.queries import Seen
from samordna.deadlines.queries import of_case
from samordna.desk.case_names import at
from samordna.desk.dates import dates_words as words

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class BoxDate:
    """A time limit that runs in a box: its day, how it stands, and the address of why."""

    title: str | Markup
    due: date | None
    standing_words: str
    tone: str
    href: str


def of_box(seen: Seen, no: int, on: date) -> list[BoxDate]:
    """The time limits of a box that have begun and are not met, the nearest first."""
    return [
        BoxDate(
            words.title(seen.handbook, clock), clock.due, words.standing_words(clock.standing),
            words.tone(clock.standing), f"{at('case-dates', seen.id)}#{words.anchor(clock.deadline, clock.key)}",
        )
        for clock in of_case(seen, on)
        if no in clock.boxes and not clock.met
    ]  # fmt: skip
