"""How is a log read? One line per act or reading: when, who, for which unit, what, and why (D26, E16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import get_default_timezone

from samordna.access.domain import Scope
from samordna.audit import queries as audit
from samordna.audit.queries import Place
from samordna.cases.listing import abouts
from samordna.cases.queries import ASSIGNED, INBOX, SUBSTITUTE, Happening
from samordna.desk.case_gather import Read
from samordna.desk.history.timeline import Line
from samordna.desk.history.timeline import lines as act_lines
from samordna.organisations import queries as organisations
from samordna.web.i18n import _

if TYPE_CHECKING:
    from samordna.audit.models import Reading

LOG, REVIEW = "log", "review"
ACT, READING = "act", "reading"
PAGE = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a log. `sign` is act or reading; `words` what was read; `reason` what the reader wrote when asked."""

    id: int
    sign: str
    at: datetime
    who: str
    unit: str = ""
    words: str = ""
    why: str = ""
    reason: str = ""
    act: Line | None = None
    case: str = ""
    href: str = ""
    note: str = ""

    @property
    def clock(self) -> str:
        """The time of day, in Sweden."""
        return self.at.astimezone(get_default_timezone()).strftime("%H:%M")

    @property
    def day(self) -> date:
        """The day, in Sweden."""
        return self.at.astimezone(get_default_timezone()).date()


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day."""

    on: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class CaseLog:
    """A page of a case's log; `older` is the address parameter of the next one."""

    days: tuple[Day, ...]
    older: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of the case's log ends: older than `at`; at the same moment acts stand above readings."""

    at: datetime
    sign: str
    id: int

    @property
    def written(self) -> str:
        """As an address has it."""
        return f"{self.at.isoformat()}~{self.sign}~{self.id}"

    @property
    def order(self) -> tuple[datetime, bool, int]:
        """Newer is greater."""
        return self.at, self.sign == ACT, self.id

    @classmethod
    def read(cls, written: str) -> Cursor | None:
        """What `written` wrote; none for anything else."""
        parts = written.split("~")
        if len(parts) != 3 or parts[1] not in (ACT, READING) or not parts[2].isdecimal():
            return None
        try:
            at = datetime.fromisoformat(parts[0].replace(" ", "+"))
        except ValueError:
            return None
        return cls(at, parts[1], int(parts[2])) if at.tzinfo else None


def case_log(read: Read, show: str, before: Cursor | None) -> CaseLog:
    """Acts and readings of a case together, newest first; `show` is act, reading, or "" for both."""
    found: list[Entry] = []
    if show != READING:
        moments = {each.seq: each for each in read.happened}
        found += [_act(line, moments[line.seq]) for line in act_lines(read.names, read.happened, read.ticks)]
    if show != ACT:
        # One more than a page, so that it is known whether there are older ones; the same moment is cut below.
        place = Place(before.at + timedelta(microseconds=1), 0) if before else None
        rows = audit.of_stream(read.seen.scope, read.seen.id, place, PAGE * 2 + 1)
        found += readings(rows)
    ordered = sorted(found, key=lambda each: _cursor(each).order, reverse=True)
    if before:
        ordered = [each for each in ordered if _cursor(each).order < before.order]
    page = ordered[:PAGE]
    return CaseLog(by_day(page), _cursor(page[-1]).written if len(ordered) > PAGE else "")


def _cursor(entry: Entry) -> Cursor:
    return Cursor(entry.at, entry.sign, entry.id)


def _act(line: Line, happened: Happening) -> Entry:
    return Entry(line.seq, ACT, happened.at, line.who, act=line, reason=line.reason)


def readings(rows: Sequence[Reading], cases: Mapping[int, tuple[str, str]] | None = None) -> list[Entry]:
    """Readings as lines, with the names of all in two look-ups; `cases` gives (number, address) by case."""
    workers = organisations.worker_names(row.worker_id for row in rows)
    units = organisations.unit_names(row.unit_id for row in rows)
    return [
        Entry(
            row.pk, READING, row.at, workers.get(row.worker_id, ""), units.get(row.unit_id, ""), what(row.what),
            why(row.why), row.reason, None, *((cases or {}).get(row.stream_id, ("", ""))),
        )
        for row in rows
    ]  # fmt: skip


def named_cases(scope: Scope, rows: Iterable[Reading], on: date) -> dict[int, tuple[str, str]]:
    """(what it was about, address) by stream: a case by one's own number, anything else by its kind (D21)."""
    streams = {row.stream_id for row in rows}
    kinds = audit.kinds(streams)
    known = abouts(scope, [pk for pk, kind in kinds.items() if kind == "case"], on)
    found: dict[int, tuple[str, str]] = {}
    for stream in streams:
        about = known.get(stream)
        if about is None:
            found[stream] = (kind_words(kinds.get(stream, "")), "")
        else:
            number = about.number or _("a case of another unit")
            found[stream] = (number, reverse("case-log", args=[stream]) if about.readable else "")
    return found


def by_day(entries: Iterable[Entry]) -> tuple[Day, ...]:
    """Lines under the days they belong to, in the order they come."""
    days: dict[date, list[Entry]] = {}
    for each in entries:
        days.setdefault(each.day, []).append(each)
    return tuple(Day(on, tuple(found)) for on, found in days.items())


def what(code: str) -> str:
    """What was read."""
    return {
        "case": _("Read the case"), "document": _("Opened a document"), "search": _("Found by a search"),
        "export": _("Took out data"), "person": _("Read the person's page"), LOG: _("Read the log"),
        "consents": _("Read the consents"), "preview": _("Looked at what would leave"),
        "invitation": _("Read an invitation"),
    }.get(code, code)  # fmt: skip


def why(code: str) -> str:
    """How the right to read was come by."""
    return {
        ASSIGNED: _("works with the case"), SUBSTITUTE: _("stands in for a colleague"),
        INBOX: _("it waits for the unit"), audit.ASKED: _("gave a reason"), REVIEW: _("reviews the log"),
        "own": _("own authority"), "search": _("was found in a search"), "called": _("the unit is called to a meeting"),
    }.get(code, code)  # fmt: skip


def kind_words(kind: str) -> str:
    """What a chain is about, when it is no case that the reader may know of."""
    words = {"case": _("a case of another unit"), "person": _("a person"), "area": _("the log itself")}
    return words.get(kind, _("something that came in"))


# The log of a unit


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: where it leads, what it is called, whether it is chosen."""

    href: str
    text: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class UnitLog:
    """The reading log of a unit: one day, or what the filters ask for. `asked` counts those who gave a reason."""

    unit: int
    unit_name: str
    days: tuple[Day, ...]
    workers: tuple[tuple[str, str], ...]
    units: tuple[Option, ...] = ()
    day: date | None = None
    earlier: date | None = None
    later: date | None = None
    worker: str = ""
    asked: bool = False
    older: str = ""
    asked_on_day: int = 0
    to_review: int = 0


def unit_log(scope: Scope, unit: int, sought: audit.Sought, day: date | None, on: date) -> UnitLog:
    """A day of a unit's readings, those who were asked why first; or, narrowed, page by page over all days."""
    earlier = later = None
    older = ""
    if sought.narrowed:
        page = audit.of_unit(scope, unit, sought)
        rows: Sequence[Reading] = page.rows
        older = f"{page.next.at.isoformat()}~{page.next.id}" if page.next else ""
        day = None
    else:
        earlier, day, later = audit.days_around(scope, unit, day)
        rows = audit.of_day(scope, unit, day) if day else ()
    entries = readings(rows, named_cases(scope, rows, on))
    names = organisations.unit_names([unit])
    return UnitLog(
        unit, names.get(unit, ""), by_day(entries) or ((Day(day, ()),) if day else ()),
        (("", _("Everybody")), *((str(each.pk), each.name) for each in organisations.workers_in(unit, on))),
        day=day, earlier=earlier, later=later, worker=str(sought.worker or ""), asked=sought.asked, older=older,
        asked_on_day=sum(row.why == audit.ASKED for row in rows),
        to_review=sum(audit.left_to_review(scope, unit).values()),
    )  # fmt: skip


# The review


@dataclass(frozen=True, slots=True)
class Drawn:
    """A reading that was drawn: the line, and what has been found of it; `error` when what was sent will not do."""

    id: int
    entry: Entry
    found: str
    note: str
    by: str = ""
    on: date | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month that is over: its sample, when one has been drawn."""

    id: str
    text: str
    left: int = 0
    drawn: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The sample of a month, page by page."""

    unit: int
    unit_name: str
    month: Month
    months: tuple[Month, ...]
    rows: tuple[Drawn, ...]
    fine: int = 0
    follow_up: int = 0
    left: int = 0
    errors: tuple[tuple[str, str], ...] = field(default=())


def months_back(on: date, count: int = 12) -> list[str]:
    """The months that are over, the latest first."""
    found, first = [], on.replace(day=1)
    for _n in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(f"{first:%Y-%m}")
    return found
