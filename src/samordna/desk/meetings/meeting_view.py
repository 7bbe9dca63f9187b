"""How do meetings and tasks look on a page: when, where they stand, who has answered what, and what is to be done?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from samordna.cases.queries import Seen
from samordna.desk.case_names import Names, at, listed
from samordna.desk.leaving.previewing import cited
from samordna.desk.worklist_lines import weekday
from samordna.handbooks.domain import Handbook
from samordna.handbooks.words import party_name
from samordna.kernel.text import Message, Text
from samordna.law.queries import load as load_law
from samordna.meetings.domain import (
    CANCELLED,
    COMES,
    DECLINES,
    DONE,
    FAX,
    HELD,
    HERE,
    IN_PERSON,
    LETTER,
    MAIL,
    NEW_TIME,
    OPEN,
    PERSON,
    PHONE,
    PLANNED,
    SDK,
    SWEDEN,
    WAITING,
    CalledKept,
    MeetingKept,
    Remark,
    TaskKept,
)
from samordna.web.i18n import _, ngettext, render
from samordna.web.templates import day_words

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting in a list: where it stands, when, and what is waited for."""

    href: str
    title: Text
    when: str
    status: str
    tone: str
    place: str
    note: str
    coming: bool


@dataclass(frozen=True, slots=True)
class CalledShown:
    """Somebody who is called: what they answered, whether an answer is asked for, and whether it was that they come.

    `freed` says that they lost their seat and are to be told, or when they were; "" for everybody else.
    """

    id: int
    name: str
    answer: str
    tone: str
    told: str
    asks: bool
    comes: bool
    freed: str = ""


@dataclass(frozen=True, slots=True)
class TaskShown:
    """Something to do: by whom and when; `writes` when the reader may tick it off."""

    id: int
    text: str
    who: str
    due: date | None
    late: bool
    done_on: date | None
    outcome: str
    writes: bool


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """Something that a source asks for and that is not there."""

    said: Message
    law: tuple[str, ...]


def when_words(starts: datetime, minutes: int) -> str:
    """When a meeting is: weekday, day, and from when to when, in Swedish time."""
    begins = starts.astimezone(SWEDEN)
    ends = begins + timedelta(minutes=minutes)
    return _("{day}, {start}–{end}").format(
        day=f"{weekday(begins.date())} {day_words(begins.date())}", start=f"{begins:%H.%M}", end=f"{ends:%H.%M}"
    )


def line(kept: MeetingKept, on: date, href: str = "") -> Line:
    """A meeting as one line."""
    words, tone = _standing(kept, on)
    waits = sum(each.answer == WAITING and each.seat for each in kept.called)
    note = answers(kept)
    if kept.status == PLANNED and kept.called_on and waits:
        waited = ngettext("{count} answer is waited for.", "{count} answers are waited for.", waits)
        note = f"{note} {waited.format(count=waits)}".strip()
    return Line(
        href, kept.kind.title, when_words(kept.starts_at, kept.minutes), words, tone,
        kept.place or kept.video_link, note, kept.status == PLANNED,
    )  # fmt: skip


def answers(kept: MeetingKept) -> str:
    """What somebody has answered that whoever convenes has to do something about; "" when nobody has."""
    if kept.status != PLANNED:
        return ""
    given = [each.answer for each in kept.called if each.seat]
    new, no = given.count(NEW_TIME), given.count(DECLINES)
    said = []
    if new:
        said.append(ngettext("{count} wants another time.", "{count} want another time.", new).format(count=new))
    if no:
        said.append(ngettext("{count} does not come.", "{count} do not come.", no).format(count=no))
    return " ".join(said)


def _standing(kept: MeetingKept, on: date) -> tuple[str, str]:
    if kept.status == HELD:
        return _("Held"), "success"
    if kept.status == CANCELLED:
        return _("Cancelled"), "neutral"
    if kept.day < on:
        return _("The day has passed: was it held?"), "warning"
    if kept.called_on or kept.without_name:
        return _("Booked, invitations sent") if kept.called_on else _("Booked, nobody is named"), "info"
    return _("Booked, invitations not sent"), "warning"


def lines(found: Iterable[MeetingKept], on: date) -> tuple[list[Line], list[Line]]:
    """Those to come with the next first, and those that have been with the latest first."""
    every = sorted(found, key=lambda each: each.starts_at)
    shown = [line(each, on, at("case-meeting", each.case, each.id)) for each in every]
    return [each for each in shown if each.coming], [each for each in reversed(shown) if not each.coming]


def counted(found: Iterable[MeetingKept]) -> str:
    """How many were held of the kinds that are counted."""
    kinds: dict[str, int] = {}
    for each in found:
        if each.status == HELD and each.kind.counted:
            kinds[render(each.kind.title)] = kinds.get(render(each.kind.title), 0) + 1
    said = (_("{meeting}: {count} held").format(meeting=title, count=n) for title, n in kinds.items())
    return "; ".join(said)


def who_words(book: Handbook, who: str, name: str = "") -> str:
    """Somebody who is called, or who is to do something: the person, a party with its representative, or a name."""
    if who == PERSON:
        return _("The person")
    party = party_name(book, who) if who in book.parties else who
    return ", ".join(filter(None, (party, name)))


def convener(names: Names, kept: MeetingKept) -> str:
    """Who calls to a meeting."""
    return _somebody(names, kept, kept.party)


def _somebody(names: Names, kept: MeetingKept, who: str, name: str = "") -> str:
    """Somebody of a meeting; in another authority's, to which one is not called, unknown parties stay unknown (D21)."""
    seen = names.seen
    among = kept.sphere in seen.scope.spheres or any(e.seat and e.unit in seen.scope.units for e in kept.called)
    if among or who in names.known or who not in seen.handbook.parties:
        return who_words(seen.handbook, who, name)
    return names.party(who)


def called(names: Names, kept: MeetingKept, *, writes: bool) -> list[CalledShown]:
    """Those who are called to a meeting."""
    return [_called(names, kept, each, writes) for each in kept.called]


def _called(names: Names, kept: MeetingKept, each: CalledKept, writes: bool) -> CalledShown:
    words, tone = _answer(kept, each)
    asks = writes and kept.status == PLANNED and each.seat and each.answer != DECLINES
    who = _somebody(names, kept, each.who, each.name)
    freed = _freed(each) if writes else ""
    return CalledShown(each.id, who, words, tone, _told(each), asks, each.answer == COMES, freed)


def _freed(each: CalledKept) -> str:
    """Has somebody who lost their seat been told that they need not come?"""
    if each.freed_on:
        return _("Told {day} that they need not come.").format(day=day_words(each.freed_on))
    return _("Tell them that they need not come.") if each.to_be_freed else ""


def _answer(kept: MeetingKept, each: CalledKept) -> tuple[str, str]:
    if not each.seat:
        return _("Not called any more: no consent opens it"), "danger"
    if kept.status == HELD:
        return (_("Took part"), "success") if each.present else (_("Did not take part"), "neutral")
    if each.answer == WAITING:
        return (_("Awaits an answer"), "warning") if each.called_on else (_("Not called yet"), "neutral")
    return {
        COMES: (_("Comes"), "success"), NEW_TIME: (_("Wants another time"), "warning"),
        DECLINES: (_("Does not come"), "danger"),
    }.get(each.answer, (each.answer, "neutral"))  # fmt: skip


def _told(each: CalledKept) -> str:
    """What goes with the answer: its day and way, the reason, another time that suits."""
    said = []
    if each.answered_on:
        how = _("in Samordna") if each.how == HERE else dict(ways()).get(each.how, "").lower()
        said.append(", ".join(filter(None, (day_words(each.answered_on), how))))
    if each.proposed:
        begins = each.proposed.astimezone(SWEDEN)
        said.append(_("proposes {day} at {time}").format(day=day_words(begins.date()), time=f"{begins:%H.%M}"))
    return "; ".join([*said, *filter(None, (each.reason,))])


def ways() -> list[Option]:
    """How an answer can come."""
    return [
        (PHONE, _("By phone")), (IN_PERSON, _("In person")), (MAIL, _("By e-mail")), (LETTER, _("By letter")),
        (SDK, _("By SDK")), (FAX, _("By fax")),
    ]  # fmt: skip


def tasks(
    seen: Seen, found: Sequence[TaskKept], on: date
) -> tuple[list[TaskShown], list[TaskShown], list[TaskShown]]:  # fmt: skip
    """What is left to do by one's own unit, what is left by others, and what has been done; late ones first."""
    ordered = sorted(found, key=lambda each: (not each.late(on), each.due or date.max, each.id))
    left = [each for each in ordered if each.status == OPEN]
    mine = [each for each in left if each.unit in seen.scope.units]
    others = [each for each in left if each.unit not in seen.scope.units]
    done = [each for each in ordered if each.status == DONE]
    return tuple([_task(seen, each, on) for each in part] for part in (mine, others, done))  # type: ignore[return-value]


def shown_tasks(seen: Seen, found: Iterable[TaskKept], on: date) -> list[TaskShown]:
    """Tasks in the order in which they were said."""
    return [_task(seen, each, on) for each in found]


def _task(seen: Seen, each: TaskKept, on: date) -> TaskShown:
    writes = each.status == OPEN and each.sphere in seen.scope.spheres and not seen.state.closed
    return TaskShown(
        each.id, each.text, who_words(seen.handbook, each.party, each.name) or _("nobody yet"), each.due,
        each.late(on), each.done_on, each.outcome, writes,
    )  # fmt: skip


def doers(book: Handbook) -> list[Option]:
    """Who can be given a task: the person, the parties, or a name alone."""
    parties = [(each, party_name(book, each)) for each in book.parties if each != PERSON and not book.is_forum(each)]
    return [("", _("Choose, or write a name")), (PERSON, _("The person")), *parties]


def remarks(found: Iterable[Remark], on: date) -> list[RemarkShown]:
    """What to mind, with its paragraphs."""
    law = load_law()
    return [RemarkShown(_days(each.said), tuple(words for _id, words in cited(law, each.law, on))) for each in found]


def _days(said: Message) -> Message:
    """The message with its days and titles as people say them."""
    plain = {
        hole: day_words(value) if isinstance(value, date) else render(value) if isinstance(value, Text) else value
        for hole, value in said.params.items()
    }
    return Message(said.template, plain)


def came(names: Names, kept: MeetingKept) -> str:
    """Who took part, in words."""
    return listed(_somebody(names, kept, each.who, each.name) for each in kept.called if each.present)
