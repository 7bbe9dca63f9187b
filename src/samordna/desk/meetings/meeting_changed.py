"""When a record is changed, what moves with it and what is left? And what was made from a meeting, with its day?"""

from __future__ import annotations

from collections.abc import Iterator

from samordna.cases.queries import Seen
from samordna.desk.case_names import at
from samordna.desk.meetings import meeting_view
from samordna.kernel.decision import Refused
from samordna.meetings import queries
from samordna.meetings.commands import Changed
from samordna.meetings.commands.following import MOVED, NO_DAY, OTHER, PASSED, UNBOOKED
from samordna.meetings.domain import CANCELLED, MeetingKept
from samordna.plans import queries as plans
from samordna.web import day
from samordna.web.i18n import _
from samordna.web.templates import day_words


def said(seen: Seen, made: Changed) -> list[str]:
    """What the change of a record did to the plan's day and to the next meeting, a sentence for each."""
    record = queries.one(seen, made.meeting, day.today())
    return [*_of_plan(record, made.plan_day), *_of_next(seen, record, made.next_day)]


def _of_plan(record: MeetingKept, became: str) -> Iterator[str]:
    if became == MOVED and record.follow_up_on:
        yield _("The plan is to be followed up {day} now.").format(day=day_words(record.follow_up_on))
    elif became == MOVED:
        yield _("The plan has no day for its follow-up now.")
    elif became == OTHER:
        yield _("The plan's follow-up was left as it is: it has got another day since.")
    elif became == PASSED:
        yield _("The plan's follow-up was left as it is: the new day has passed.")


def _of_next(seen: Seen, record: MeetingKept, became: str) -> Iterator[str]:
    if became == MOVED:
        each = _next(seen, record)
        when = meeting_view.when_words(each.starts_at, each.minutes) if each else ""
        if each and each.called_on:
            yield _("The next meeting is moved to {when}. Send the new calendar file to those who were called.").format(
                when=when
            )
        else:
            yield _("The next meeting is moved to {when}.").format(when=when)
    words = {
        OTHER: _("The next meeting was left as it is: it has got another day since."),
        PASSED: _("The next meeting was left as it is: the new day has passed."),
        NO_DAY: _("The next meeting is still booked. Cancel it if it is not to be."),
        UNBOOKED: _("No meeting is booked for the new day. Book one if you are to meet."),
    }
    if became in words:
        yield words[became]


def _next(seen: Seen, record: MeetingKept) -> MeetingKept | None:
    return next((each for each in queries.of_case(seen, day.today()) if each.follows == record.id), None)


def filled(seen: Seen, kept: MeetingKept) -> list[tuple[str, str, str]]:
    """The pages of what was made from the meeting: address, what it is, and what to do there, or its day."""
    found = []
    if kept.minutes_document:
        text = _("Filled in and not sent. Look through it, and print it.")
        found.append((at("case-form", seen.id, kept.minutes_document), _("The minutes as a form"), text))
    if kept.plan:
        found.append((at("case-plan", seen.id, kept.plan), _("The plan"), _plan(seen, kept.plan)))
    for each in queries.of_case(seen, day.today()):
        if each.follows == kept.id:
            when = meeting_view.when_words(each.starts_at, each.minutes)
            title = _("The next meeting, which is cancelled") if each.status == CANCELLED else _("The next meeting")
            found.append((at("case-meeting", seen.id, each.id), title, when))
    return [each for each in found if each[0]]


def _plan(seen: Seen, plan: int) -> str:
    """What is in the plan, and its day, which may be another than the record's by now."""
    try:
        follow_up = plans.one(seen, plan, day.today()).follow_up_on
    except Refused:
        follow_up = None
    if follow_up is None:
        return _("With goals and who does what.")
    return _("With goals and who does what. To be followed up {day}.").format(day=day_words(follow_up))
