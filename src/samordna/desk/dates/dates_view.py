"""What is due in a case, as a drawing and a table, on another day, and by week in all of one's own cases?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from samordna.access.domain import Scope
from samordna.cases.engine import pinned
from samordna.cases.listing import About, abouts
from samordna.deadlines import domain, queries
from samordna.deadlines.running import Clock
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at, many_at
from samordna.desk.dates import dates_words as words
from samordna.desk.dates.dates_cards import ClockShown, card, clocks_seen, reading
from samordna.desk.dates.dates_drawing import Drawing, Lane, drawing
from samordna.kernel.period import Period
from samordna.rules.clocks import LATE, MET, PAUSED, SOON, Reckoned
from samordna.web.i18n import _, ngettext
from samordna.web.templates import day_words

if TYPE_CHECKING:
    from markupsafe import Markup


# The drawing and its table


def lanes(shown: Iterable[ClockShown], href: str = "") -> list[Lane]:
    """The cards that have a day, or stand still, as lanes of the drawing."""
    return [_lane(each, href) for each in shown if each.clock and (each.due or each.still)]


def _lane(shown: ClockShown, href: str) -> Lane:
    clock = shown.clock
    assert clock is not None
    reckoned = clock.reckoned
    runs = domain.kind_of(clock.key) != domain.AGE and not clock.limit.before
    when = day_words(shown.due) if shown.due else _("no date while it stands still")
    pauses = tuple(
        Period(each.on, each.until) for each in domain.pauses(clock.adjustments) if each.until and each.until > each.on
    )
    return Lane(
        f"{href}#{shown.anchor}", shown.title, when, shown.standing, shown.standing_words,
        _says(reckoned, pauses, begins=runs), reckoned.start if runs else None, shown.due, reckoned.warns, pauses,
        reckoned.still,
    )  # fmt: skip


def _says(reckoned: Reckoned, pauses: Sequence[Period], *, begins: bool) -> str:
    """What a lane shows, in words."""
    said = [_("Began {day}.").format(day=day_words(reckoned.start))] if begins else []
    said += [
        _("Paused {start} to {last}.").format(start=day_words(each.start), last=day_words(each.last))
        for each in pauses
        if each.start and each.last
    ]
    if reckoned.still:
        said.append(_("Has stood still since {day}.").format(day=day_words(reckoned.still)))
    if reckoned.warns:
        said.append(_("A reminder comes {day}.").format(day=day_words(reckoned.warns)))
    if reckoned.due:
        said.append(_("The day is {day}.").format(day=day_words(reckoned.due)))
    return " ".join(said)


def rows(shown: Iterable[ClockShown]) -> list[list[str | Markup]]:
    """The same as a table: what, began, reminder, last day, how it stands."""
    found = [each for each in shown if each.clock and (each.due or each.still)]
    return [
        [
            each.title, words.day_or_dash(each.clock.reckoned.start),
            words.day_or_dash(each.clock.reckoned.warns), words.day_or_dash(each.due), each.standing_words,
        ]
        for each in found
        if each.clock
    ]  # fmt: skip


# Another day


@dataclass(frozen=True, slots=True)
class Coming:
    """A date that will be near or have passed on a day to come."""

    title: str | Markup
    due: date
    standing: str
    words: str
    tone: str
    href: str
    missed: str
    shown: ClockShown


def coming(read: Read, day: date) -> list[Coming]:
    """The dates that come near or pass until the day, if nothing is done; ages that are reached among them."""
    found, made = reading(read), []
    for clock in clocks_seen(read):
        due = clock.due
        if due is None or clock.met:
            continue
        standing = clock.reckoned.standing(day)
        reached = domain.kind_of(clock.key) == domain.AGE and due <= day
        if standing in (SOON, LATE) or reached:
            shown = card(found, clock)
            said = _("Reached") if reached else words.standing_words(standing)
            href = f"{at('case-dates', read.seen.id)}#{shown.anchor}"
            missed = words.missed_words(read.seen.handbook, clock.limit) if standing == LATE and not reached else ""
            then = "neutral" if reached else words.tone(standing)
            made.append(Coming(shown.title, due, MET if reached else standing, said, then, href, missed, shown))
    return made


def lanes_until(read: Read, found: Iterable[Coming], day: date) -> Drawing:
    """The drawing of those dates, with the day to come as its own day."""
    made = [_lane(each.shown, at("case-dates", read.seen.id)) for each in found]
    then = {f"{at('case-dates', read.seen.id)}#{each.shown.anchor}": each for each in found}
    return drawing([_as_then(each, then[each.href]) for each in made], day, read.on)


def _as_then(lane: Lane, then: Coming) -> Lane:
    return Lane(
        lane.href, lane.title, lane.when, then.standing, then.words, lane.says, lane.start, lane.due, lane.warns,
        lane.pauses, lane.still,
    )  # fmt: skip


# One's own cases, by week


@dataclass(frozen=True, slots=True)
class Due:
    """A date of one of one's own cases: what, whose, by whom, and where it is told of."""

    due: date | None
    day_words: str
    standing_words: str
    tone: str
    title: str | Markup
    href: str
    case_href: str
    number: str
    name: str
    who: str
    kind: str


@dataclass(frozen=True, slots=True)
class Week:
    """A week and what is due in it."""

    title: str
    lines: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """The dates of one's own cases: late ones, those that stand still, and the coming weeks; `later` come after."""

    late: tuple[Due, ...]
    paused: tuple[Due, ...]
    weeks: tuple[Week, ...]
    later: int


def own(scope: Scope, on: date, weeks: int) -> Own:
    """The dates of the reader's own caseload (D22), from this week and `weeks` weeks ahead."""
    found = [each for each in queries.mine(scope, on) if not each.met and (each.due or each.standing == PAUSED)]
    monday = on - timedelta(days=on.weekday())
    end = monday + timedelta(weeks=weeks)
    shown = [each for each in found if not each.due or each.due < end]
    known = abouts(scope, {each.case for each in shown}, on)
    lines = [(each, _due(each, known[each.case])) for each in shown if known[each.case].readable]
    coming = [(each.due, line) for each, line in lines if each.due and not _late(each)]
    by_week = [
        _week(monday + timedelta(weeks=n), [line for due, line in coming if (due - monday).days // 7 == n])
        for n in range(weeks)
    ]
    return Own(
        tuple(line for each, line in lines if _late(each)),
        tuple(line for each, line in lines if each.standing == PAUSED), tuple(by_week), len(found) - len(shown),
    )  # fmt: skip


def _late(clock: Clock) -> bool:
    return clock.standing == LATE


def _week(monday: date, lines: Sequence[Due]) -> Week:
    number = monday.isocalendar().week
    title = _("Week {number}, from {day}").format(number=number, day=words.long_day(monday))
    return Week(title, tuple(lines))


def _due(clock: Clock, about: About) -> Due:
    book = pinned(about.handbook, about.version)
    case_at = many_at("case", 1)
    return Due(
        clock.due, words.long_day(clock.due) if clock.due else "", words.standing_words(clock.standing),
        words.tone(clock.standing), words.title(book, clock),
        f"{at('case-dates', clock.case)}#{words.anchor(clock.deadline, clock.key)}", case_at(clock.case), about.number,
        about.name, words.who_acts(book, clock, clock.limit), words.kind_words(clock.limit),
    )  # fmt: skip


def later_words(count: int) -> str:
    """How many dates come after the weeks that are shown; "" when none does."""
    if not count:
        return ""
    return ngettext("{count} more date comes later.", "{count} more dates come later.", count).format(count=count)
