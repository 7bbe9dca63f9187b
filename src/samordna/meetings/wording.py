"""How is a meeting told in words: invitation and minutes as one receiver may read them, and the text for the journal?

Pure. One text, in the language spoken now, to copy to the authority's own journal (D24); the same lines make the
minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from samordna.meetings.domain import CHOICE, CONTACT, PERSON, PLAN, TASKS, MeetingKept, Point, tasks_of
from samordna.meetings.filling import Names, line, present
from samordna.web.i18n import _, day_words, render


def journal_text(meeting: MeetingKept, names: Names) -> str:
    """Day, who took part, what was said and agreed, who does what, and when one meets again."""
    held = meeting.held_on or meeting.day
    lines = [f"{day_words(held)}. {render(meeting.kind.title)}."]
    lines += _around(meeting, names)
    lines += [each for point in meeting.kind.points for each in _point(meeting, point, names)]
    lines += _after(meeting, names)
    return "\n".join(lines)


def minutes_text(meeting: MeetingKept, names: Names, categories: Collection[str]) -> str:
    """The minutes with what the receiver may read: only points of these categories, and tasks when planning is open."""
    open_now = {CONTACT, *categories}
    held = meeting.held_on or meeting.day
    lines = [f"{day_words(held)}. {render(meeting.kind.title) if PLAN in open_now else _('Meeting')}."]
    lines += _around(meeting, names)
    for point in meeting.kind.points:
        if point.category in open_now:
            lines += _point(meeting, point, names)
    if PLAN in open_now:
        lines += _after(meeting, names)
    return "\n".join(lines)


def invitation_text(meeting: MeetingKept, names: Names, categories: Collection[str]) -> str:
    """What an invitation tells: when and where and who calls; with planning also what it is about and who is called."""
    full = PLAN in categories
    said = [
        (_("Meeting"), render(meeting.kind.title) if full else meeting.reference),
        (_("When"), f"{day_words(meeting.day)} {meeting.starts:%H.%M}"),
        (_("Place"), meeting.place),
        (_("Link to a video meeting"), meeting.video_link),
        (_("Called by"), names(meeting.party)),
    ]
    if full:
        called = (each.name or names(each.who) for each in meeting.called if each.seat and each.who != PERSON)
        said += [(_("What is to be talked about"), meeting.agenda), (_("Who else is called"), ", ".join(called))]
    return "\n".join(f"{title}: {words}" for title, words in said if words)


def _around(meeting: MeetingKept, names: Names) -> list[str]:
    took_part = ", ".join(each.name or names(each.who) for each in present(meeting))
    return [_("Took part: {who}.").format(who=took_part)] if took_part else []


def _point(meeting: MeetingKept, point: Point, names: Names) -> Iterator[str]:
    if point.shape == TASKS:
        return
    said = meeting.said.get(point.id)
    if said in (None, "", []):
        return
    if point.shape == CHOICE and said in point.options:
        said = render(point.options[said])
    yield f"{render(point.title)}: {said}"


def _after(meeting: MeetingKept, names: Names) -> Iterator[str]:
    if meeting.tasks:
        yield _("To do:")
        yield from (f"– {line(each, names)}" for each in meeting.tasks)
    if meeting.follow_up_on:
        yield _("Follow-up: {day}.").format(day=day_words(meeting.follow_up_on))
    elif meeting.no_follow_up:
        yield _("No follow-up: {why}").format(why=meeting.no_follow_up)


def task_lines(meeting: MeetingKept, point: Point, names: Names) -> list[str]:
    """The tasks that answer a point, one a line."""
    return [line(each, names) for each in tasks_of(meeting.kind, point, meeting.tasks)]
