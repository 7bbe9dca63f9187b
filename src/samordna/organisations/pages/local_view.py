"""What does the page of an area's own decisions say? Rows from what has been decided, the handbook and the law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from samordna.handbooks.published import pinned
from samordna.kernel.text import Message, Text
from samordna.law.domain import Law
from samordna.law.following import Choices, choice, unread
from samordna.law.queries import load as load_law
from samordna.organisations import choices, deciding, queries
from samordna.organisations.domain import CLOSED, FOLLOW, LENGTH
from samordna.organisations.pages import wording
from samordna.rules.clocks import spoken
from samordna.rules.limits import Limit
from samordna.rules.limits import length as length_in
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.organisations.models import Area, LocalChoice


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: what it says, its days (`last` is the last that counts), why, and that it comes or is over."""

    pk: int
    what: Text | str
    said: Text | Message | str
    start: date
    last: date | None
    reason: str
    word: Message | None


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A time limit that the area may decide: the source's own word, what is proposed, and what has been decided."""

    title: Text
    word: str
    proposed: Text | None
    decided: tuple[Decided, ...]
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule that nobody has read: its title, since when it is said to count, and what the area has decided."""

    ref: str
    title: Text
    start: date | None
    follows: bool
    decided: tuple[Decided, ...]


def shown(area: Area, on: date) -> dict[str, Any]:
    """Everything that the page shows of an area on a day."""
    law, book = load_law(), pinned(area.handbook, area.version)
    rows = choices.choices(area.pk, on)
    limits = deciding.limits(book)
    open_ones = [each for each in limits.values() if each.open]
    chosen = queries.followed(area.pk, on)
    said = {row.pk: _decided(row, on, limits, law) for row in rows}
    return {
        "area": area,
        "title": book.title,
        "on": on,
        "limits": [_limit(each, rows, said) for each in open_ones],
        "closed": sorted((said[row.pk] for row in rows if row.kind == CLOSED), key=lambda each: each.start),
        "rules": [_rule(ref, law, rows, said, _follows(law, chosen, ref)) for ref in unread(law)],
        "lapsed": [said[row.pk] for row in rows if row.kind == FOLLOW and row.key not in unread(law)],
        "over": [_decided(row, on, limits, law) for row in choices.choices_over(area.pk, on)],
        "limit_choices": wording.choose([(each.id, render(each.title)) for each in open_ones]),
        "rule_choices": wording.choose([(ref, _named(ref, law)) for ref in unread(law)]),
        "choices": wording.choose([(str(row.pk), _choice(said[row.pk])) for row in rows]),
        "units": [("working_days", _("working days")), ("days", _("days")), ("weeks", _("weeks")),
                  ("months", _("months")), ("years", _("years"))],
    }  # fmt: skip


def _limit(limit: Limit, rows: Iterable[LocalChoice], said: dict[int, Decided]) -> LimitRow:
    mine = tuple(said[row.pk] for row in rows if row.kind == LENGTH and row.key == limit.id)
    return LimitRow(limit.title, limit.local, spoken(limit.proposal) if limit.proposal else None, mine, limit.law)


def _follows(law: Law, chosen: Choices, ref: str) -> bool:
    """Whether a rule is followed here: by its own choice, or by that about a rule that it goes with."""
    made = choice(law, chosen, ref)
    return made is None or made.follow


def _rule(ref: str, law: Law, rows: Iterable[LocalChoice], said: dict[int, Decided], follows: bool) -> RuleRow:
    last = (law.by_key.get(ref) or law.by_id[ref])[-1]
    mine = tuple(said[row.pk] for row in rows if row.kind == FOLLOW and row.key == ref)
    return RuleRow(ref, last.title, last.valid.start, follows, mine)


def _decided(row: LocalChoice, on: date, limits: dict[str, Limit], law: Law) -> Decided:
    what: Text | str = row.key
    if row.kind == LENGTH:
        what = limits[row.key].title if row.key in limits else row.key
    elif row.kind == FOLLOW:
        what = _named(row.key, law)
    return Decided(
        row.pk, what, _said(row), row.valid_from, wording.last_day(row.valid_to), row.value.get("reason", ""),
        wording.standing(row.valid_from, row.valid_to, on),
    )  # fmt: skip


def _said(row: LocalChoice) -> Text | Message | str:
    long = length_in(row.value) if row.kind == LENGTH else None
    if long:
        return spoken(long)
    if row.kind == FOLLOW:
        return _("The area follows it") if row.value["follow"] else _("The area does not follow it")
    return _("Closed")


def _named(ref: str, law: Law) -> str:
    """The title of a rule; of a paragraph its citation too, for a title may stand for several."""
    title = render(deciding.rule_title(law, ref))
    return f"{law.by_id[ref][-1].citation}: {title}" if ref in law.by_id else title


def _choice(said: Decided) -> str:
    return f"{render(said.what)}: {render(said.said)} ({said.start.isoformat()})"
