"""What is a meeting, whatever it is called? Kinds are data; what was called, held and agreed are frozen values.

One object for every kind: who convenes, who is called and answers, what is said point by point, what is to be done by
whom, and when one meets again. No database, no clock; times are aware moments, shown as Swedish local time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from samordna.kernel.text import Message, Text

SWEDEN = ZoneInfo("Europe/Stockholm")
PERSON = "individ"
CONTACT, PLAN, HEALTH = "contact", "plan", "health"
# What an invitation needs: that the receiver may learn that the person is known here, and where and when one meets.
INVITES = (CONTACT,)
# What it tells where more is open: what sort of meeting it is, its questions, and who else is called.
TELLS = (CONTACT, PLAN)
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
WAITING, COMES, NEW_TIME, DECLINES = "waiting", "comes", "new-time", "declines"
ANSWERS = (COMES, NEW_TIME, DECLINES)
# How an answer came (D1, D16).
LETTER, PHONE, FAX, SDK, IN_PERSON, MAIL = "letter", "phone", "fax", "sdk", "in-person", "mail"
HOW = (LETTER, PHONE, FAX, SDK, IN_PERSON, MAIL)
# Answered by the unit that is called, at its own desk.
HERE = "here"
OPEN, DONE, DROPPED = "open", "done", "dropped"
YES, NO, UNSTATED = "yes", "no", "unstated"
LONG, CHOICE, TASKS = "long", "choice", "tasks"
NOTHING = Text()


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a meeting of a kind is to settle: a text, a choice, or the tasks of some parties.

    `of` are the parties whose tasks answer it; a `rest` point gets those of everybody else. `fills` are the fields of
    forms and points of plans that it fills beside those with its own id. `asked` softly points out what is missing.
    """

    id: str
    title: Text
    category: str = PLAN
    shape: str = LONG
    options: Mapping[str, Text] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    rest: bool = False
    fills: tuple[str, ...] = ()
    asked: bool = False
    law: tuple[str, ...] = ()
    help: Text = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of meeting from a handbook's register `meetings` (docs/reference/handbook-format.md).

    `parties` are usually called. `person` says whether the person takes part: yes, no or unstated. `output` are forms
    that the record fills, `invitation` the form of the letter. `notice` and `follow_up_deadline` name time limits of
    the handbook. `planning` False: information and mapping only. `counted`: how many were held is asked for.
    """

    id: str
    title: Text
    convener: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    who: str = ""
    person: str = UNSTATED
    output: tuple[str, ...] = ()
    invitation: str = ""
    plan: str = ""
    consent: str = ""
    notice: str = ""
    follow_up: str = ""
    follow_up_deadline: str = ""
    minutes_to: str = ""
    planning: bool = True
    counted: bool = False
    openly: bool = False
    rule: str = ""
    law: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    source: str = ""

    def point(self, point_id: str) -> Point | None:
        """The point with this id."""
        return next((each for each in self.points if each.id == point_id), None)

    @property
    def asks_for_follow_up(self) -> bool:
        """True when the source says that the next meeting is agreed at the meeting, or after a certain time."""
        return bool(self.follow_up or self.follow_up_deadline)


# What a meeting is called to whoever may not know of which kind it is.
PLAIN = Kind(id="", title=Text("Möte", "Meeting"))


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody to call: a party of the handbook by id, ``individ`` for the person, else a name of one's own.

    `name` is the representative or contact, `unit` the unit when not the one that sits in the case, `address` where the
    invitation goes (an e-mail address, or the lines of an envelope).
    """

    who: str
    name: str = ""
    unit: int = 0
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A meeting to book. `party` convenes; `slot` is one of its unit's laid-out times, which then says when and where.

    `called_on` is for a meeting that an outside party has called to: the day that its invitation was sent. `box` is
    "process/step". `without_name`: a consultation in which nobody is named, so that nothing of the person leaves (D10).
    """

    kind: str
    party: str
    starts_at: datetime | None = None
    minutes: int = 60
    place: str = ""
    video_link: str = ""
    agenda: str = ""
    box: str = ""
    called: tuple[Called, ...] = ()
    without_name: bool = False
    slot: int = 0
    called_on: date | None = None
    follows: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """Another time or place; what is left out stays. The reason stands in the act."""

    starts_at: datetime
    minutes: int = 0
    place: str = ""
    video_link: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody who was called answered, on which day and how it came; perhaps another time that suits them."""

    answer: str
    on: date
    how: str = ""
    reason: str = ""
    proposed: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class TaskSaid:
    """What somebody promised: a party of the handbook, ``individ``, or a name; and by when."""

    text: str
    party: str = ""
    name: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What came of a meeting. `came` are ids of those called, `also` names of others; `points` answers by point.

    Without `follow_up_on`, `no_follow_up` says why. `book_next`: the next meeting is booked from what is said here.
    """

    on: date
    came: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    points: Mapping[str, Any] = field(default_factory=dict)
    tasks: tuple[TaskSaid, ...] = ()
    follow_up_on: date | None = None
    no_follow_up: str = ""
    book_next: bool = True


@dataclass(frozen=True, slots=True)
class Offered:
    """Times that a unit lays out for meetings: when each begins, how long, and where."""

    unit: int
    starts_at: tuple[datetime, ...]
    minutes: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the sources ask for and that is not there: pointed out, never a stop (D17)."""

    code: str
    said: Message
    law: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class CalledKept:
    """Somebody who is called, as it stands. `sphere` 0: the person, or a private receiver.

    `seat` False when a consent that was taken back, or that ended, has taken the seat away; `freed_on` is the day they
    were told that they need not come. `told_of` are the categories that the invitation told, `minutes_of` those of the
    minutes that were sent on `minutes_on`.
    """

    id: int
    who: str
    name: str
    sphere: int
    unit: int
    address: str
    called_on: date | None
    answer: str
    answered_on: date | None
    how: str
    reason: str
    proposed: datetime | None
    present: bool
    seat: bool
    minutes_on: date | None
    minutes_of: tuple[str, ...]
    told_of: tuple[str, ...] = ()
    freed_on: date | None = None

    @property
    def to_be_freed(self) -> bool:
        """True for somebody who was called, has no seat any more, and may not know it."""
        return not self.seat and self.called_on is not None and self.freed_on is None

    @property
    def is_person(self) -> bool:
        """True for the person whom it is about."""
        return self.who == PERSON


@dataclass(frozen=True, slots=True)
class TaskKept:
    """Something that somebody is to do. `unit` is the unit here that plays the party; 0 for others."""

    id: int
    case: int
    meeting: int
    text: str
    party: str
    name: str
    due: date | None
    status: str
    done_on: date | None
    outcome: str
    unit: int
    sphere: int

    def late(self, on: date) -> bool:
        """True when its day has passed and it is not done."""
        return self.status == OPEN and self.due is not None and self.due < on


@dataclass(frozen=True, slots=True)
class MeetingKept:
    """A meeting with what the reader may see of it; `closed` when some of its points are in closed categories."""

    id: int
    case: int
    kind: Kind
    party: str
    status: str
    starts_at: datetime
    minutes: int
    place: str
    video_link: str
    agenda: str
    box: str
    without_name: bool
    called_on: date | None
    uid: str
    sequence: int
    held_on: date | None
    follow_up_on: date | None
    no_follow_up: str
    reason: str
    slot: int
    follows: int
    plan: int
    minutes_document: int
    minutes_sent_on: date | None
    changed_on: date | None
    unit: int
    sphere: int
    worker: int
    seq: int
    called: tuple[CalledKept, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)
    tasks: tuple[TaskKept, ...] = ()
    closed: bool = False

    @property
    def starts(self) -> datetime:
        """When it begins, in Swedish time."""
        return self.starts_at.astimezone(SWEDEN)

    @property
    def day(self) -> date:
        """Its day in Sweden."""
        return self.starts.date()

    @property
    def reference(self) -> str:
        """What an invitation is known by outside: says nothing of whom or what (D23)."""
        return reference(self.uid)

    @property
    def sent_before_change(self) -> bool:
        """True when the record has been changed after the minutes were sent: they are to be sent anew."""
        return bool(self.changed_on and self.minutes_sent_on)

    def one_called(self, called: int) -> CalledKept | None:
        """Somebody who is called, by id."""
        return next((each for each in self.called if each.id == called), None)


@dataclass(frozen=True, slots=True)
class SlotKept:
    """A time that a unit has laid out; `case` and `meeting` are 0 while nobody has taken it, or may not be seen."""

    id: int
    unit: int
    starts_at: datetime
    minutes: int
    place: str
    taken: bool = False
    case: int = 0
    meeting: int = 0

    @property
    def starts(self) -> datetime:
        """When it begins, in Swedish time."""
        return self.starts_at.astimezone(SWEDEN)


def moment(day: date, clock: time) -> datetime:
    """The moment (UTC) of a day and a time as they are read off a clock in Sweden."""
    return datetime.combine(day, clock, tzinfo=SWEDEN).astimezone(UTC)


def reference(uid: str) -> str:
    """A short name of a meeting, from its random id: M-XXXX-XXXX."""
    digits = uid.replace("-", "").upper()
    return f"M-{digits[:4]}-{digits[4:8]}"


def by_category(kind: Kind, points: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What was said, apart by the category of each point; empty answers and unknown points are left out."""
    apart: dict[str, dict[str, Any]] = {}
    for point in kind.points:
        said = points.get(point.id)
        if point.shape != TASKS and said not in (None, "", [], ()):
            apart.setdefault(point.category, {})[point.id] = said
    return apart


def tasks_of(kind: Kind, point: Point, tasks: Iterable[TaskKept]) -> list[TaskKept]:
    """The tasks that answer a point: those of its parties, else of everybody that no other point names."""
    named = {party for each in kind.points for party in each.of}
    wanted = set(point.of)
    if not wanted and not point.rest:
        return list(tasks)
    return [each for each in tasks if each.party in wanted or (point.rest and each.party not in named)]
