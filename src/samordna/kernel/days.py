"""Which day has somebody written, and can it be one of a paper? One rule for every place where a day is typed (E11)."""

from __future__ import annotations

from datetime import date

from samordna.kernel.text import Message, say

# What people's papers are dated between; days far outside cannot even be counted from.
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


class NotADayError(ValueError):
    """What was written is no day that can be used; `said` tells what to write."""

    def __init__(self, said: Message) -> None:
        super().__init__(str(said))
        self.said = said


def written_day(written: str) -> date:
    """The day that was written. Raises NotADayError."""
    try:
        found = date.fromisoformat(written.strip())
    except ValueError:
        raise NotADayError(say("Write the day as YYYY-MM-DD, for example 2026-11-22.")) from None
    if not FIRST <= found <= LAST:
        raise NotADayError(say("Write a day between {first} and {last}.", first=FIRST, last=LAST))
    return found
