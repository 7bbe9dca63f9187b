"""Where on a drawing of the coming months does each time limit lie? Pure: places in per cent of the width.

Every lane is a drawing of its own, as wide as the page lets it be: places are per cent, sizes are pixels, so that
nothing is too small on a phone and no hatching is stretched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from samordna.kernel.months import add_months
from samordna.kernel.period import Period

if TYPE_CHECKING:
    from markupsafe import Markup

# How far the drawing reaches: at least this far ahead, and no further back or ahead than is of use.
BACK, LEAST_AHEAD, MOST_AHEAD = timedelta(days=92), timedelta(days=92), timedelta(days=366)
# With more months than this, every second or third is named, so that the names have room on a phone.
FEW, SOME = 7, 13


@dataclass(frozen=True, slots=True)
class Lane:
    """One time limit to be drawn: where it is told of, what it is called, and its days.

    `start` is None for what has no length, such as an age. `due` is None while it stands still since `still`.
    """

    href: str
    title: str | Markup
    when: str
    standing: str
    standing_words: str
    says: str
    start: date | None
    due: date | None
    warns: date | None = None
    pauses: tuple[Period, ...] = ()
    still: date | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a lane: from where, how wide (per cent), and whether it runs, is paused, or is late."""

    x: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lane with its places. `cut` says at which ends it reaches beyond the drawing: "", "left", "right" or "both"."""

    lane: Lane
    bars: tuple[Bar, ...]
    start: str
    warns: str
    due: str
    cut: str


@dataclass(frozen=True, slots=True)
class Month:
    """The first day of a month: where it is; its name is written when `named`."""

    x: str
    first: date
    named: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Months, today, and the lanes under each other."""

    months: tuple[Month, ...]
    today: str
    lanes: tuple[Drawn, ...]


def drawing(lanes: Sequence[Lane], on: date, since: date | None = None) -> Drawing:
    """The drawing of some lanes as seen on a day; from `since` on, when that is said."""
    first, last = _reach(lanes, on)
    whole = (since.replace(day=1) if since else first, last)
    starts = _months(whole)
    step = 1 if len(starts) <= FEW else 2 if len(starts) <= SOME else 3
    months = tuple(Month(_at(whole, each), each, n % step == 0) for n, each in enumerate(starts))
    return Drawing(months, _at(whole, on), tuple(_drawn(whole, each, on) for each in lanes))


def _reach(lanes: Iterable[Lane], on: date) -> tuple[date, date]:
    """The first day of the drawing, and the day after its last: whole months."""
    known = list(lanes)
    starts = [each.start for each in known if each.start] + [each.due for each in known if each.due]
    first = max(min([*starts, on - timedelta(days=14)]), on - BACK)
    last = min(max([*(each.due for each in known if each.due), on + LEAST_AHEAD]), on + MOST_AHEAD)
    return first.replace(day=1), add_months(last.replace(day=1), 1)


def _months(whole: tuple[date, date]) -> list[date]:
    found = [whole[0]]
    while (after := add_months(found[-1], 1)) < whole[1]:
        found.append(after)
    return found


def _drawn(whole: tuple[date, date], lane: Lane, on: date) -> Drawn:
    start = lane.start
    end = lane.due or (max(on, lane.still) if lane.still else None)
    bars = []
    if start and end:
        bars.append(_bar(whole, start, end, "still" if lane.still and lane.still <= start else "run"))
        stops = [(each.start or start, each.end or end) for each in lane.pauses]
        stops += [(lane.still, end)] if lane.still else []
        bars += [_bar(whole, max(since, start), min(until, end), "pause") for since, until in stops]
    if lane.due and lane.due < on:
        bars.append(_bar(whole, lane.due, on, "late"))
    left = bool(start and start < whole[0])
    right = bool(end and end >= whole[1])
    return Drawn(
        lane, tuple(each for each in bars if each), _inside(whole, start), _inside(whole, lane.warns),
        _inside(whole, lane.due), {(True, True): "both", (True, False): "left", (False, True): "right"}.get(
            (left, right), ""
        ),
    )  # fmt: skip


def _bar(whole: tuple[date, date], start: date, end: date, kind: str) -> Bar:
    begin, stop = max(start, whole[0]), min(end, whole[1])
    return Bar(_at(whole, begin), _per_cent(max((stop - begin).days, 0) / (whole[1] - whole[0]).days), kind)


def _inside(whole: tuple[date, date], day: date | None) -> str:
    """Where a day is, or "" when it lies outside the drawing."""
    return _at(whole, day) if day and whole[0] <= day < whole[1] else ""


def _at(whole: tuple[date, date], day: date) -> str:
    return _per_cent((day - whole[0]).days / (whole[1] - whole[0]).days)


def _per_cent(part: float) -> str:
    return f"{part * 100:.2f}".rstrip("0").rstrip(".") + "%"
