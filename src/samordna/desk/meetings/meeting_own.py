"""Which meetings and tasks stand on a worker's own list, and which meetings can be booked from a box? (D22)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from samordna.access.domain import Scope
from samordna.cases.engine import pinned
from samordna.cases.queries import Seen
from samordna.desk.case_names import at
from samordna.desk.meetings.meeting_view import when_words, who_words
from samordna.handbooks.domain import Process, Step
from samordna.handbooks.pages.wording import Link
from samordna.kernel.text import Text
from samordna.meetings import queries
from samordna.meetings.kinds import kind_of
from samordna.meetings.queries import Coming, OwnTask
from samordna.web.i18n import _, render

# How many days of meetings one's own list shows.
NEAR = 14


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A meeting or a task: what, when, in which case; `by` is who is to do it, "" when it is one's own unit."""

    title: Text | str
    href: str
    when: str
    due: date | None
    late: bool
    number: str
    name: str
    case_href: str
    place: str = ""
    by: str = ""


def meetings(scope: Scope, on: date) -> list[OwnLine]:
    """The meetings of the coming days: those of one's own cases, and those that one's own unit is called to."""
    found = chain(queries.upcoming(scope, on, NEAR), queries.invited_to(scope, on, NEAR))
    return [_meeting(each) for each in sorted(found, key=lambda each: (each.meeting.starts_at, each.meeting.id))]


def _meeting(each: Coming) -> OwnLine:
    kept, about = each.meeting, each.about
    # One who has no part in the case is told when, where and by whom, and has no page of it to open.
    href = at("case-meeting", kept.case, kept.id) if about.readable else ""
    return OwnLine(
        kept.kind.title, href, when_words(kept.starts_at, kept.minutes), kept.day, False, about.number, about.name,
        at("case", kept.case) if about.readable else "", kept.place or kept.video_link,
    )  # fmt: skip


def tasks(scope: Scope, on: date) -> list[OwnLine]:
    """What is to be done in one's own cases, what is late first; what others are to do stands with their name."""
    return [_task(each, on) for each in queries.tasks_of_worker(scope, on)]


def _task(each: OwnTask, on: date) -> OwnLine:
    kept, about = each.task, each.about
    by = "" if each.mine else who_words(pinned(about.handbook, about.version), kept.party, kept.name)
    return OwnLine(
        kept.text, f"{at('case-meetings', kept.case)}#task-{kept.id}", "", kept.due, kept.late(on), about.number,
        about.name, at("case", kept.case), by=by,
    )  # fmt: skip


def links(seen: Seen, place: tuple[Process, Step], shown: Sequence[Link]) -> list[Link]:
    """The meetings that a box names, as links that book them in the case."""
    process, step = place
    if seen.state.closed:
        return list(shown)
    return [
        Link(
            _("Book: {meeting}").format(meeting=render(kind_of(seen.handbook, kind).title)),
            f"{at('case-meeting-book', seen.id, kind)}?box={process.id}/{step.id}",
        )
        for kind in step.meetings
    ]
