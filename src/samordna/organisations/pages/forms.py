"""What was typed in a form, and what has to be mended in it? Nothing typed is lost when something is wrong."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.http import QueryDict

from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.organisations.domain import Span

ONE_DAY = timedelta(days=1)


class Form:
    """The fields of one form, called `<verb>-<name>` so that several forms fit on a page.

    `errors` are (id of the field in the page or "", what to mend), in the order of the fields.
    """

    def __init__(self, verb: str, sent: QueryDict) -> None:
        self.verb, self.sent = verb, sent
        self.errors: list[tuple[str, Message]] = []

    def wrong(self, name: str, message: Message) -> None:
        """Say what to mend in a field, or with an empty name in the form as a whole."""
        self.errors.append((f"field-{self.verb}-{name}" if name else "", message))

    def refuse(self, problem: Refused) -> None:
        """Show a refusal in the form."""
        self.wrong("", problem.decision.reason or say("It is not allowed."))

    def text(self, name: str, label: Message, *, needed: bool = False, longest: int = 120) -> str:
        """One line or several, without space around."""
        value = self.sent.get(f"{self.verb}-{name}", "").strip()
        if needed and not value:
            self.wrong(name, say("“{label}” must be filled in.", label=label))
        elif len(value) > longest:
            self.wrong(name, say("“{label}” is longer than {count} characters.", label=label, count=longest))
        return value

    def day(self, name: str, label: Message) -> date | None:
        """A day, or None when nothing was written or it cannot be read; then `errors` says so."""
        value = self.text(name, label)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.wrong(name, say("“{label}” must be a date such as 2026-11-22.", label=label))
            return None

    def needed_day(self, name: str, label: Message) -> date:
        """A day that must be there; the first day of all when it is not, and `errors` says so."""
        known = len(self.errors)
        found = self.day(name, label)
        if found is None and len(self.errors) == known:
            self.wrong(name, say("“{label}” must be filled in.", label=label))
        return found or date.min

    def span(self, first: tuple[str, Message], last: tuple[str, Message]) -> Span:
        """From a first to a last day, both counted; the last may be left out."""
        start, end = self.needed_day(*first), self.day(*last)
        if end is not None and end < start:
            self.wrong(last[0], say("The last day must not come before the first."))
        return Span(start, day_after(end) if end else None)

    def number(self, name: str, label: Message, *, most: int = 1000) -> int:
        """A whole number from 0; 0 when it cannot be read, and `errors` says so."""
        value = self.text(name, label, needed=True)
        if value.isascii() and value.isdigit() and int(value) <= most:
            return int(value)
        if value:
            self.wrong(name, say("“{label}” must be a whole number, at most {most}.", label=label, most=most))
        return 0

    def choice(self, name: str, label: Message, allowed: Collection[str], *, needed: bool = True) -> str:
        """One of `allowed`, or "" when nothing was chosen."""
        value = self.sent.get(f"{self.verb}-{name}", "")
        if (needed and not value) or (value and value not in allowed):
            self.wrong(name, say("Choose one under “{label}”.", label=label))
        return value if value in allowed else ""

    def choices(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Those of `allowed` that were ticked."""
        ticked = self.sent.getlist(f"{self.verb}-{name}")
        return tuple(each for each in allowed if each in ticked)


def day_after(on: date) -> date:
    """The first day that no longer counts, from the last that does."""
    return on + ONE_DAY if on < date.max else on
