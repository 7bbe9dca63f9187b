"""Which tasks have been typed on a page: rows of what, who and when? What is wrong is said of its row."""

from __future__ import annotations

from dataclasses import dataclass

from samordna.desk.typed import Error, Typed, Wrong, day_of, whole
from samordna.kernel.text import say
from samordna.meetings.domain import TaskSaid

PREFIX = "task-"
# As many rows as anybody has typed; more than this is no meeting.
MOST = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the form."""

    text: str = ""
    party: str = ""
    name: str = ""
    due: str = ""

    @property
    def empty(self) -> bool:
        """True when nothing has been written in it."""
        return not (self.text or self.name or self.due)


def rows(form: Typed, least: int, room: int = 0) -> list[Row]:
    """The rows that have been typed, and empty ones: at least `least` in all, and `room` beyond those in use."""
    numbers = {name.split("-")[0] for name in form.starting(PREFIX)}
    last = max((whole(n) for n in numbers if n.isascii() and n.isdigit()), default=-1)
    found = [_row(form, n) for n in range(min(last + 1, MOST))]
    used = max((n for n, each in enumerate(found, start=1) if not each.empty), default=0)
    count = max(least, used + room, len(found))
    return [*found, *(Row() for _n in range(count - len(found)))]


def tasks(form: Typed) -> tuple[list[TaskSaid], list[Error]]:
    """The tasks of the rows that are not empty, and what cannot be used."""
    wanted: list[TaskSaid] = []
    errors: list[Error] = []
    for number, row in enumerate(rows(form, 0)):
        if row.empty:
            continue
        try:
            due = day_of(row.due, f"field-task-{number}")
        except Wrong as problem:
            errors += problem.errors
            continue
        if not row.text:
            errors.append((f"field-task-{number}", say("Write what is to be done.")))
        else:
            wanted.append(TaskSaid(row.text, row.party, row.name, due))
    return wanted, errors


def _row(form: Typed, number: int) -> Row:
    return Row(*(form.one(f"{PREFIX}{number}-{name}") for name in ("text", "party", "name", "due")))
