"""Which meetings and tasks stand on a worker's own list, and which meetings can be booked from a box? (D22)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from samordna.access.domain import Scope
from samordna.cases.engine import pinned
from samordna.cases.queries import Seen
from samordna.desk.case_names import at
from samordna.desk.meetings.meeting_view import answers, when_words, who_words
from samordna.handbooks.domain import Process, Step
from samordna.handbooks.pages.wording import Link
from samordna.kernel.text import Text
from samordna.meetings import queries
from samordna.meetings.domain import COMES, DECLINES, NEW_TIME, WAITING, CalledKept
from samordna.meetings.kinds import kind_of
from samordna.meetings.queries import Coming, OwnTask
from samordna.web.i18n import _, render

# How many days of meetings one's own list shows.
NEAR = 14
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A meeting or a task: what, when, in which case; `by` is who is to do it, "" when it is one's own unit.

    `note` is what is waited for: one's own answer to somebody else's meeting, or what others answered to one's own.
    """

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
    note: str = ""
    waits: bool = False


def meetings(scope: Scope, on: date) -> list[OwnLine]:
    """The meetings of the coming days: those of one's own cases, and those that one's own unit is called to.

    What awaits an answer is there however far ahead it lies.
    """
    last = on + NEAR * ONE_DAY
    called = (each for each in queries.invited_to(scope, on) if _unsettled(each) or each.meeting.day < last)
    found = chain(queries.upcoming(scope, on, NEAR), called)
    return [_meeting(each) for each in sorted(found, key=lambda each: (each.meeting.starts_at, each.meeting.id))]


def _unsettled(each: Coming) -> bool:
    return each.seat is not None and each.seat.answer in (WAITING, NEW_TIME)


def _waits(each: Coming) -> bool:
    return each.seat is not None and each.seat.answer == WAITING


def _meeting(each: Coming) -> OwnLine:
    kept, about = each.meeting, each.about
    # Whoever has no part in the case, or may not know what the meeting is about, has a page of the invitation alone.
    page = at("case-meeting", kept.case, kept.id) if about.readable and each.full else at("called-meeting", kept.id)
    note = own_answer(each.seat) if each.seat else answers(kept)
    return OwnLine(
        kept.kind.title, page, when_words(kept.starts_at, kept.minutes), kept.day, False, about.number, about.name,
        at("case", kept.case) if about.readable else "", kept.place or kept.video_link, note=note, waits=_waits(each),
    )  # fmt: skip


def own_answer(seat: CalledKept) -> str:
    """What one's own unit has answered, or that an answer is waited for."""
    return {
        COMES: _("You have answered that you come."), NEW_TIME: _("You have asked for another time."),
        DECLINES: _("You have answered that you do not come."),
    }.get(seat.answer, _("You are called, and have not answered."))  # fmt: skip


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
