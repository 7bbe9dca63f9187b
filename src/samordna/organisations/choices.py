"""What has an area decided itself: lengths of time limits, days when offices are closed, unread rules it follows?

Read through `queries.local` by those who count dates; the lists are for the pages of a local administrator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q

from samordna.access.prepared import Prepared
from samordna.kernel.period import Period
from samordna.law.following import Followed
from samordna.organisations.domain import CLOSED, FOLLOW, LENGTH
from samordna.organisations.models import LocalChoice
from samordna.rules.limits import Length, length


@dataclass(frozen=True, slots=True)
class Local:
    """What an area has decided for a day: its own lengths by the id of the time limit, every day when its offices are
    closed beside holidays, and which unread rules it follows, by value or provision id.
    """

    lengths: Mapping[str, Length]
    closed: frozenset[date]
    follows: Mapping[str, bool]


def local(area_id: int, on: date) -> Local:
    """What counts in an area on the day; closed days are known for all time, since dates are counted across them.

    Of two choices about the same, the one that began last counts: a file may leave an older one open.
    """
    lengths: dict[str, Length] = {}
    closed: set[date] = set()
    follows: dict[str, bool] = {}
    for kind, key, value, start, end in _choices(area_id):
        if kind == CLOSED:
            closed.update(start + timedelta(days=n) for n in range((end - start).days if end else 0))
        elif start <= on and (end is None or on < end):
            decided = length(value) if kind == LENGTH else None
            if decided:
                lengths[key] = decided
            elif kind == FOLLOW:
                follows[key] = bool(value["follow"])
    return Local(lengths, frozenset(closed), follows)


_choices = Prepared(
    lambda area_id: (
        LocalChoice.objects.filter(area_id=area_id).order_by("valid_from", "id")
        .values_list("kind", "key", "value", "valid_from", "valid_to")
    )
)  # fmt: skip


def choices(area_id: int, on: date) -> list[LocalChoice]:
    """What an area has decided that counts on the day or later, by kind and what it is about."""
    rows = LocalChoice.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), area_id=area_id)
    found = rows.order_by("kind", "key", "valid_from", "id")
    return [row for row in found if row.valid_to != row.valid_from]


def choices_over(area_id: int, on: date) -> list[LocalChoice]:
    """What an area has decided that no longer counts on the day, the latest first."""
    rows = LocalChoice.objects.filter(area_id=area_id, valid_to__lte=on, valid_to__gt=F("valid_from"))
    return list(rows.order_by("-valid_to", "kind", "key"))


def followed(area_id: int, on: date) -> dict[str, Followed]:
    """What the area has chosen about unread rules that counts on the day, with reason and days, by value or id."""
    found: dict[str, Followed] = {}
    for kind, key, value, start, end in _choices(area_id):
        if kind == FOLLOW and start <= on and (end is None or on < end):
            found[key] = Followed(bool(value["follow"]), value.get("reason", ""), Period(start, end))
    return found
