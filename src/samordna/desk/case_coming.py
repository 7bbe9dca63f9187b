"""What is agreed to come in a case: the next meetings, and what somebody is to do? For the case page, a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from samordna.cases.queries import Seen
from samordna.desk.case_names import at
from samordna.desk.meetings.meeting_view import answers, when_words, who_words
from samordna.meetings import queries
from samordna.meetings.domain import OPEN, PLANNED
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

# How many of each the case page shows; the rest stands on the page of meetings.
MEETINGS, TASKS = 2, 4


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting or something to do: what, when or by whom, and whether its day has passed."""

    what: str
    when: str
    href: str
    late: bool = False


def lines(seen: Seen, on: date) -> list[Line]:
    """The next meetings, one that has not been written down first, then what is to be done, late first."""
    return [] if seen.state.closed else [*_meetings(seen, on), *_tasks(seen, on)]


def _meetings(seen: Seen, on: date) -> Iterator[Line]:
    planned = [each for each in queries.of_case(seen, on) if each.status == PLANNED]
    for each in sorted(planned, key=lambda each: each.starts_at)[:MEETINGS]:
        href = at("case-meeting", seen.id, each.id)
        when = " ".join(filter(None, (when_words(each.starts_at, each.minutes), answers(each))))
        yield Line(render(each.kind.title), when, href, each.day < on)


def _tasks(seen: Seen, on: date) -> Iterator[Line]:
    left = [each for each in queries.tasks_of_case(seen, on) if each.status == OPEN]
    for each in sorted(left, key=lambda each: (each.due or date.max, each.id))[:TASKS]:
        who = who_words(seen.handbook, each.party, each.name)
        day = _("by {day}").format(day=day_words(each.due)) if each.due else ""
        href = f"{at('case-meetings', seen.id)}#task-{each.id}"
        yield Line(each.text, ", ".join(filter(None, (who, day))), href, each.late(on))
