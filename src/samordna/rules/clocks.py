"""When does a time limit end, and why on that day? Pure: limit, start, pauses, calendar and law come in (D17, D27).

The end is always counted anew from its start, so that whatever is taken away leaves the date that was there before.
Everything is a whole day without a time: summer time moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from samordna.kernel.months import add_months
from samordna.kernel.period import Period
from samordna.kernel.text import Message, Text, say
from samordna.kernel.working_days import WorkingDays
from samordna.law.ages import ENDS, STARTS
from samordna.law.domain import Law, NoValueError, Value
from samordna.law.domain import limit as upper_limit
from samordna.rules.limits import (
    AT_LEAST,
    DAYS,
    MONTHS,
    MORE_THAN,
    NEXT,
    NONE,
    PREVIOUS,
    STATUTE,
    WEEKS,
    WORKING_DAYS,
    YEARS,
    Length,
    Limit,
    length_on,
)

START, LENGTH, EXTENSION, PAUSE, STILL, HOLIDAY, AGE, NO_LENGTH = (
    "start", "length", "extension", "pause", "still", "holiday", "age", "no-length",
)  # fmt: skip
RUNNING, SOON, LATE, PAUSED, MET, UNDATED = "running", "soon", "late", "paused", "met", "undated"
ONE_DAY = timedelta(days=1)
MONTHS_OF_A_YEAR, DAYS_OF_A_WEEK = 12, 7


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stands still: [start, end), without an end while it still does; and why."""

    period: Period
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """So much longer, and why."""

    by: Length
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What every date of a day is counted by: the working days of the area, the law, the day, and what it decides.

    `local` is the area's own length, by the id of the limit. `public` are the working days without the area's own
    closed days: a statutory day is moved by public holidays only. Left out, it is `calendar`.
    """

    calendar: WorkingDays
    law: Law
    on: date
    local: Mapping[str, Length] = field(default_factory=dict)
    public: WorkingDays | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """One step on the way to a date: a code, what it says, and the date so far (None when there is none)."""

    code: str
    says: Message
    day: date | None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A date with its derivation. `due` is the last day in time (for `more-than`, the first day beyond), or None.

    `warns` is the day on which it comes near, `still` the day since which it stands still on the day asked about and
    `again` the first day after that, `paused` how many days have been added because it stood still, `value` the law's
    number that it rests on. `key` names one of several ages; their `due` is the first day on which another rule counts.
    """

    limit: Limit
    start: date
    due: date | None
    because: tuple[Because, ...]
    warns: date | None = None
    still: date | None = None
    paused: int = 0
    value: Value | None = None
    key: str = ""
    again: date | None = None

    def standing(self, on: date) -> str:
        """How it stands on a day: running, soon, late, paused or undated."""
        if self.still and self.still <= on and (self.again is None or on < self.again):
            return PAUSED
        if self.due is None:
            return UNDATED
        if on > self.due or (on == self.due and self.limit.count == MORE_THAN):
            return LATE
        return SOON if self.warns and on >= self.warns else RUNNING


def reckon(
    limit: Limit, start: date, around: Around, pauses: Iterable[Pause] = (), extensions: Iterable[Extension] = ()
) -> Reckoned:  # fmt: skip
    """The end of a limit that started on `start`, as it is known on the day `on`.

    The law that counts is that of the start; when it has no number for that day, that of `on`. Pauses and extensions
    count whatever their order; days that lie in two pauses count once, and one that begins after `on` and has no end
    is not known yet. Limits counted backwards are never paused. An area's own length counts only where the handbook
    leaves it to the areas.
    """
    calendar, local = around.calendar, around.local.get(limit.id) if limit.open else None
    because = [Because(START, _start_words(limit, start), start)]
    long = length_on(limit, around.law, (start, around.on), local)
    if long is None:
        because.append(Because(NO_LENGTH, say("Nothing says how long the time is."), None))
        return Reckoned(limit, start, None, tuple(because))
    end = _ended(limit, start, long, calendar)
    because.append(Because(LENGTH, _length_words(limit, long, local), end))
    stood = Stood(end)
    if not limit.before:
        end = _extended(end, extensions, calendar, because)
        stood = _paused(long, start, end, pauses, around, because)
    due = None if stood.open else _shifted(limit, start, stood.end, around, because)
    warns = moved(due, limit.warn, calendar, -1) if due and limit.warn else None
    value = _value(limit, around, start, local)
    return Reckoned(limit, start, due, tuple(because), warns, stood.still, stood.days, value, again=stood.again)


def reckon_ages(limit: Limit, born: date, around: Around) -> tuple[Reckoned, ...]:
    """The days on which a person comes to, or has passed, the ages that the law sets, one for each of `limit.ages`.

    A day that has passed stays in the list; the radar looks for those that are near.
    """
    found = []
    for key in limit.ages:
        value = _age_value(around.law, key, born, around.on)
        way = (STARTS.get(value.unit) or ENDS.get(value.unit)) if value else None
        if value is None or way is None:
            continue
        day = way(born, value.number)
        said = _age_words(value, key, day)
        because = (Because(START, _start_words(limit, born), born), Because(AGE, said, day))
        warns = moved(day, limit.warn, around.calendar, -1) if limit.warn else None
        found.append(Reckoned(limit, born, day, because, warns, value=value, key=key))
    return tuple(found)


def moved(start: date, by: Length, calendar: WorkingDays, way: int = 1) -> date:
    """The day that lies a length after `start` (`way` 1) or before it (-1)."""
    number = by.number * way
    if by.unit == WORKING_DAYS:
        return calendar.add(start, number)
    if by.unit in (MONTHS, YEARS):
        return add_months(start, number * (MONTHS_OF_A_YEAR if by.unit == YEARS else 1))
    return start + timedelta(days=number * (DAYS_OF_A_WEEK if by.unit == WEEKS else 1))


def union(pauses: Iterable[Pause]) -> list[Period]:
    """The days of all pauses, as periods that do not touch, oldest first; an open one is last."""
    known = [(p.period.start, p.period.end or date.max) for p in pauses if p.period.start]
    found: list[tuple[date, date]] = []
    for start, end in sorted(known):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return [Period(start, None if end == date.max else end) for start, end in found]


@dataclass(frozen=True, slots=True)
class Stood:
    """The end with the days added on which the clock stood still; `still` since when it does, `again` when it ends."""

    end: date
    still: date | None = None
    again: date | None = None
    open: bool = False
    days: int = 0


def _ended(limit: Limit, start: date, long: Length, calendar: WorkingDays) -> date:
    """The last day in time; for `more-than` the first day beyond. With `day_one` the start is itself the first day."""
    if limit.before:
        return moved(start, long, calendar, -1)
    beyond = int(limit.count == MORE_THAN) - int(limit.day_one)
    if long.unit == WORKING_DAYS:
        first = calendar.on_or_after(start) if limit.day_one else start
        return calendar.add(first, max(long.number + beyond, 0))
    return max(start, moved(start, long, calendar) + beyond * ONE_DAY)


def _extended(end: date, extensions: Iterable[Extension], calendar: WorkingDays, because: list[Because]) -> date:
    """Months before days before working days, so that the order in which they were given does not matter.

    Months are counted together from the end that was: twice one month is as long as two months.
    """
    first, months = end, 0
    for each in sorted(extensions, key=lambda e: (_RANK[e.by.unit], e.by.number, e.reason)):
        if each.by.unit in (MONTHS, YEARS):
            months += each.by.number * (MONTHS_OF_A_YEAR if each.by.unit == YEARS else 1)
            end = add_months(first, months)
        else:
            end = moved(end, each.by, calendar)
        because.append(Because(EXTENSION, _extension_words(each), end))
    return end


_RANK = {unit: place for place, unit in enumerate((YEARS, MONTHS, WEEKS, DAYS, WORKING_DAYS))}


def _paused(
    long: Length, start: date, end: date, pauses: Iterable[Pause], around: Around, because: list[Because]
) -> Stood:  # fmt: skip
    """What the pauses add, oldest first: one that begins when the time is already out adds nothing."""
    calendar, on = around.calendar, around.on
    total, still, again = 0, None, None
    for each in union(pauses):
        since = max(each.start or start, start)
        if since > end or (each.end is None and since > on):
            break
        if each.end is None:
            because.append(Because(STILL, say("Paused since {day}.", day=since), None))
            return Stood(end, since, open=True, days=total)
        if each.end <= since:
            continue
        number = calendar.between(since, each.end) if long.unit == WORKING_DAYS else (each.end - since).days
        added = Length(number, WORKING_DAYS if long.unit == WORKING_DAYS else DAYS)
        end = moved(end, added, calendar)
        total += added.number
        if since <= on < each.end:
            still, again = since, each.end
        said = say("Paused from {start} through {last}: {length} more.",
                   start=since, last=each.last, length=spoken(added))  # fmt: skip
        because.append(Because(PAUSE, said, end))
    return Stood(end, still, again, days=total)


def _shifted(limit: Limit, start: date, end: date, around: Around, because: list[Because]) -> date:
    """A last day on a holiday, where the limit says that it moves; never to before the start."""
    if limit.shift == NONE:
        return end
    if limit.shift not in (NEXT, PREVIOUS):
        raise ValueError(f"a time limit cannot be shifted {limit.shift!r}: write none, next or previous")
    calendar = (around.public if limit.kind == STATUTE else None) or around.calendar
    to = calendar.on_or_after(end) if limit.shift == NEXT else calendar.on_or_before(end)
    if to == end or (to < start and not limit.before):
        return end
    because.append(Because(HOLIDAY, say("{day} is no working day: it counts to {to}.", day=end, to=to), to))
    return to


def _value(limit: Limit, around: Around, start: date, local: Length | None) -> Value | None:
    """The number of the law that the length rests on, if it does."""
    if local or limit.length or not limit.value:
        return None
    for day in (start, around.on):
        try:
            return around.law.value(limit.value, day)
        except NoValueError:
            continue
    return None


def _age_value(law: Law, key: str, born: date, on: date) -> Value | None:
    """Which of the successive limits counts for this person: an upper one as for the person, a lower one of the day."""
    try:
        known = [value for value in law.values(key) if value.valid.start is None or value.valid.start <= on]
        if known and known[-1].unit in ENDS:
            return upper_limit(born, known)
        return law.value(key, on)
    except NoValueError:
        return None


def _start_words(limit: Limit, start: date) -> Message:
    if limit.starts_title.sv:
        return say("{what}: {day}.", what=limit.starts_title, day=start)
    return say("Counted from {day}.", day=start)


def _length_words(limit: Limit, long: Length, local: Length | None) -> Message:
    length = spoken(long)
    if local:
        return say("The area has decided {length}.", length=length)
    if not long.number:
        return say("No later than that day.")
    if limit.before:
        return say("At the latest {length} before.", length=length)
    if limit.day_one:
        if limit.count == MORE_THAN:
            return say("The first day after more than {length}, that day counted as the first.", length=length)
        return say("At most {length}, that day counted as the first.", length=length)
    if limit.count == MORE_THAN:
        return say("The first day after more than {length}.", length=length)
    if limit.count == AT_LEAST:
        return say("At least {length}.", length=length)
    return say("At most {length}.", length=length)


def _extension_words(extension: Extension) -> Message:
    length = spoken(extension.by)
    if extension.reason:
        return say("Extended by {length}: {reason}", length=length, reason=extension.reason)
    return say("Extended by {length}.", length=length)


def _age_words(value: Value, key: str, day: date) -> Message:
    """An upper limit is said by its last day, a lower one by its first."""
    said = day - ONE_DAY if value.unit in ENDS else day
    return say("{what}: {day}.", what=value.title if value.title.sv else key, day=said)


_ONE_OR_MANY = {
    "days": (Text("{n} dag", "{n} day"), Text("{n} dagar", "{n} days")),
    "weeks": (Text("{n} vecka", "{n} week"), Text("{n} veckor", "{n} weeks")),
    "months": (Text("{n} månad", "{n} month"), Text("{n} månader", "{n} months")),
    "years": (Text("{n} år", "{n} year"), Text("{n} år", "{n} years")),
    "working_days": (Text("{n} arbetsdag", "{n} working day"), Text("{n} arbetsdagar", "{n} working days")),
}


def spoken(length: Length) -> Text:
    """A length in words, in both languages."""
    words = _ONE_OR_MANY[length.unit][length.number != 1]
    return Text(words.sv.format(n=length.number), words.en.format(n=length.number))
