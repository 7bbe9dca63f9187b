"""When was each handbook reviewed last, by whom, and when is it time again?

A handbook's file says when its text was reviewed; what owners have registered since counts when it is later. The time
between is the handbook's own, else that of the register's time limit for reviews.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db import DatabaseError

from samordna.handbooks import published
from samordna.handbooks.domain import Handbook
from samordna.handbooks.models import Review
from samordna.handbooks.queries import available, version_key
from samordna.law.queries import load as load_law
from samordna.rules.calendars import swedish
from samordna.rules.clocks import LATE, SOON, Around, Reckoned, reckon
from samordna.rules.limits import Limit, length, limit

DEADLINE = "modellgranskning"
# Holidays are known this many years around the day; the time between reviews is counted in months.
AROUND = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A review that somebody has registered."""

    on: date
    who: str
    reviewer: str
    unchanged: bool
    links: bool
    note: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A version of a handbook and its review: who owns it, who reviewed last, when, and the date of the next.

    `due` is None when nobody has said when it was reviewed. `current` is the newest version of the handbook.
    """

    book: Handbook
    reviewer: str
    reviewed: date | None
    due: Reckoned | None
    history: tuple[Known, ...]
    current: bool

    def word(self, on: date) -> str:
        """How it stands on a day: late, soon, or running (rules.clocks); "" when there is no date."""
        return self.due.standing(on) if self.due else ""


def standings(on: date) -> list[Standing]:
    """Every version that new or running cases may follow, by handbook, the newest version first."""
    known = _registered()
    found = [_standing(book, known, on, current=current) for book, current in _versions()]
    return sorted(found, key=lambda each: (not each.current, each.book.id))


def due_for_review(on: date) -> list[Standing]:
    """The handbooks, in their newest version, whose review is near or late on the day: whom to remind (digest)."""
    return [each for each in standings(on) if each.current and (each.due is None or each.word(on) in (SOON, LATE))]


def reviewed(book: Handbook) -> date | None:
    """When a version was reviewed last: as its file says, or as has been registered since."""
    return _latest(book, _registered().get((book.id, book.version), ()))


def links_tried(standing: Standing) -> date | None:
    """When somebody last registered that every link of the handbook was tried."""
    return max((each.on for each in standing.history if each.links), default=None)


def next_review(book: Handbook, last: date, on: date) -> Reckoned | None:
    """When it is time again after a review on `last`, with its derivation; None when nothing says how often."""
    counted = _limit(book)
    if counted is None:
        return None
    return reckon(counted, last, Around(swedish(on.year - AROUND, on.year + AROUND), load_law(), on))


def _limit(book: Handbook) -> Limit | None:
    entry = book.entry("deadlines", DEADLINE)
    own = length(book.review_every)
    if entry is None:
        return None
    common = limit(entry.id, entry.title, entry.data)
    return replace(common, length=own) if own else common


def _standing(book: Handbook, known: dict[tuple[str, str], tuple[Known, ...]], on: date, *, current: bool) -> Standing:
    history = known.get((book.id, book.version), ())
    last = _latest(book, history)
    reviewer = next((each.reviewer for each in history if each.reviewer), "")
    return Standing(book, reviewer, last, next_review(book, last, on) if last else None, history, current)


def _latest(book: Handbook, history: tuple[Known, ...]) -> date | None:
    return max((day for day in (book.reviewed, *(each.on for each in history)) if day), default=None)


def _versions() -> Iterator[tuple[Handbook, bool]]:
    """Every packaged or published version, and whether it is the newest of its handbook."""
    versions: dict[str, set[str]] = {}
    for handbook, version in [(each.id, each.version) for each in available()] + _published():
        versions.setdefault(handbook, set()).add(version)
    for handbook, found in versions.items():
        newest = max(found, key=version_key)
        for version in sorted(found, key=version_key, reverse=True):
            yield published.pinned(handbook, version), version == newest


def _published() -> list[tuple[str, str]]:
    return [(each.handbook, each.version) for each in published.editions()]


def _registered() -> dict[tuple[str, str], tuple[Known, ...]]:
    """What has been registered of each version, the latest first; nothing where there is no database."""
    try:
        rows = list(Review.objects.order_by("-on", "-id"))
    except DatabaseError:
        return {}
    found: dict[tuple[str, str], list[Known]] = {}
    for row in rows:
        known = Known(row.on, row.who, row.reviewer, row.unchanged, row.links, row.note)
        found.setdefault((row.handbook, row.version), []).append(known)
    return {key: tuple(each) for key, each in found.items()}
