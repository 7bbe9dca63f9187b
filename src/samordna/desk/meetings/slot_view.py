"""How does a team's page look: what waits for its coordinator, the times laid out day by day, and an agenda? (D21, D22)

Numbers, parties, boxes and dates; a name where consent opens it; never what a case is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from samordna.access.domain import Scope
from samordna.cases.engine import pinned
from samordna.desk.case_names import at
from samordna.desk.meetings.meeting_view import when_words
from samordna.desk.worklist_lines import near_day, weekday
from samordna.handbooks.domain import Exit, Handbook, Process, Step
from samordna.handbooks.words import party_name
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.meetings.domain import MeetingKept, SlotKept
from samordna.meetings.forum_queries import OnAgenda, Waiting
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, render
from samordna.web.templates import day_words


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """A case that waits for the team: who registered it, since when, and what to do; `asks` when nothing is booked."""

    number: str
    name: str
    protected: bool
    case_href: str
    party: str
    box: str
    since: str
    href: str
    do: str
    meeting: str
    asks: bool


@dataclass(frozen=True, slots=True)
class SlotShown:
    """A time that is laid out, and whether somebody has it."""

    id: int
    when: str
    place: str
    taken: bool
    href: str


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day with its times."""

    title: str
    href: str
    slots: tuple[SlotShown, ...]


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A meeting on the agenda."""

    when: str
    number: str
    name: str
    protected: bool
    party: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class Intake:
    """A box where a team decides whether it takes up a case: the way that leads to its meeting, and the others."""

    take: Exit
    meeting: Step
    others: tuple[Exit, ...]


def insist_on_team(book: Handbook, unit: int, on: date) -> None:
    """Raises Refused when the unit plays no team of the handbook."""
    if not any(book.is_forum(party) for party in organisations.parties_of(unit, on)):
        raise Refused(refused("no-team", say("This page is for those who coordinate a team. Your unit is no team's.")))


def intake(book: Handbook, process: Process, step: Step) -> Intake | None:
    """The decision of a team in this box; None when the box is not led by a team, or leads to no meeting."""
    if not (step.lead and book.is_forum(step.lead)):
        return None
    for way in step.exits:
        meeting = _meeting_box(book, process, way)
        if meeting is not None:
            return Intake(way, meeting, tuple(each for each in step.exits if each is not way))
    return None


def _meeting_box(book: Handbook, process: Process, way: Exit) -> Step | None:
    for written in way.to:
        target = book.target(process.id, written)
        step = book.step(target.process, target.step) if target.kind == "step" else None
        if step is not None and step.meetings and book.is_forum(step.lead):
            return step
    return None


def waiting(scope: Scope, found: Iterable[Waiting], on: date) -> list[WaitingShown]:
    """What waits, in words."""
    return [_waiting(each, on) for each in found]


def _waiting(each: Waiting, on: date) -> WaitingShown:
    about = each.about
    book = pinned(about.handbook, about.version)
    box, since, href, do = "", about.opened_on, "", ""
    if each.box:
        process, step = book.by_id.get(each.box.process), book.step(each.box.process, each.box.step)
        box = render(step.title) if step else ""
        since = each.box.opened_on
        href, do = at("case-box", about.case, each.box.no), _("Go to the box")
        if process and step and intake(book, process, step):
            href, do = at("forum-decide", about.case, each.box.no), _("Take up or decline")
        elif step and step.meetings and not each.meeting:
            kind = step.meetings[0]
            href = f"{at('case-meeting-book', about.case, kind)}?box={each.box.process}/{step.id}"
            do = _("Book the meeting")
    elif each.asked:
        box, since = _("A question to the team"), each.asked.on
        href, do = at("transfer", about.case, each.asked.no), _("See what is asked, and answer")
    if each.meeting:
        href, do = at("case-meeting", about.case, each.meeting.id), _("See the meeting")
    return WaitingShown(
        about.number, about.name, about.protected, at("case", about.case), party_name(book, about.holder_party), box,
        near_day(since, on), href, do, _when(each.meeting), each.meeting is None,
    )  # fmt: skip


def _when(meeting: MeetingKept | None) -> str:
    return when_words(meeting.starts_at, meeting.minutes) if meeting else ""


def days(slots: Sequence[SlotKept]) -> list[DayShown]:
    """The times day by day."""
    return [
        DayShown(
            f"{weekday(on)} {day_words(on)}", at("forum-agenda", on.isoformat()), tuple(_slot(each) for each in same)
        )
        for on, same in groupby(slots, key=lambda each: each.starts.date())
    ]


def _slot(each: SlotKept) -> SlotShown:
    href = at("case-meeting", each.case, each.meeting) if each.meeting else ""
    return SlotShown(each.id, f"{each.starts:%H.%M}", each.place, each.taken, href)


def agenda(found: Iterable[OnAgenda]) -> list[AgendaLine]:
    """The meetings of a day."""
    return [
        AgendaLine(
            f"{each.meeting.starts:%H.%M}", each.about.number, each.about.name, each.about.protected,
            party_name(pinned(each.about.handbook, each.about.version), each.about.holder_party), each.meeting.place,
            at("case-meeting", each.about.case, each.meeting.id) if each.about.readable else "",
        )
        for each in found
    ]  # fmt: skip
