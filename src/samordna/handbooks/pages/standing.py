"""Does the law that a box rests on still stand on the day, has anybody read it, and does the area follow it?

Shown where the box is: on its page in the handbook, and on its page in a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from samordna.content.reading import ContentError
from samordna.handbooks.domain import Handbook, Step
from samordna.handbooks.pages import wording
from samordna.handbooks.pages.wording import Link
from samordna.kernel.text import Message, say
from samordna.law.domain import Confidence, Law, Provision, Status, Value
from samordna.law.following import Choices, choice, told
from samordna.law.wording import days_of
from samordna.rules.citing import cites
from samordna.rules.domain import Table
from samordna.rules.queries import packaged
from samordna.web.i18n import render

MOVED, COMING, UNREAD, WAITED = "moved", "coming", "unread", "waited"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to know about the law of a box: `was` is the rule, `says` what is the matter, `now` what counts.

    kind: moved (no longer in force), coming (not yet), unread (a secondary source), waited (unread, and the area does
    not follow it).
    """

    kind: str
    was: Link
    says: tuple[Message, ...]
    now: tuple[Link, ...] = ()


def notes(handbook: Handbook, step: Step, law: Law, on: date, choices: Choices) -> list[Note]:
    """What to know about the law of a box on a day; `law` is the whole, `choices` what the case's area has chosen."""
    refs = dict.fromkeys(_cited(handbook, step))
    known = [ref for ref in refs if ref in law.by_id]
    found = [_stood(law, ref, on) for ref in known if not law.in_force(ref, on)]
    rules = dict.fromkeys([*_unread(law, refs, on), *_unread_in_tables(law, step, on)])
    return [*found, *(_rule(law, ref, on, choices) for ref in rules)]


def of_table(table: Table, law: Law, on: date, choices: Choices) -> list[Note]:
    """What to know about the rules in force that nobody has read, on which a decision table rests."""
    return [_rule(law, ref, on, choices) for ref in _unread_behind([table], law, on)]


def _cited(handbook: Handbook, step: Step) -> Iterator[str]:
    """What a box cites: itself, what should be in place, and its time limits."""
    yield from step.law
    yield from (need.law for need in step.needs if need.law)
    for each in step.deadlines:
        entry = handbook.entry("deadlines", each)
        if entry:
            yield from wording.listed(entry.data.get("law"))
            yield from wording.listed(entry.data.get("value"))


def _stood(law: Law, ref: str, on: date) -> Note:
    """A citation that is not in force: what it was, what counts now, and since when."""
    versions = law.versions(ref)
    if law.status(ref, on) is Status.NOT_YET:
        return Note(
            COMING, _link(versions[0], on), (say("It does not count until {day}.", day=versions[0].valid.start),)
        )
    last = versions[-1].valid.last
    ended = say("It counted through {day}.", day=last) if last else say("It no longer counts.")
    after = [law.provision(other, on) for other in law.successors(ref, on)]
    if not after:
        return Note(MOVED, _link(versions[-1], on), (ended, say("Nothing that we know of has replaced it.")))
    return Note(MOVED, _link(versions[-1], on), (ended,), tuple(_link(each, on, days=True) for each in after))


def _unread(law: Law, refs: Iterable[str], on: date) -> Iterator[str]:
    return (ref for ref in refs if _is_rule(_at(law, ref, on)))


def _unread_in_tables(law: Law, step: Step, on: date) -> Iterator[str]:
    return _unread_behind([table for use in step.tables if (table := _table(use.table))], law, on)


def _unread_behind(tables: list[Table], law: Law, on: date) -> Iterator[str]:
    """Provisions in force that nobody has read, on which one of the tables rests."""
    for ref in law.by_id if tables else ():
        if _is_rule(_at(law, ref, on)) and any(cites(table, ref, law) for table in tables):
            yield ref


def _table(table_id: str) -> Table | None:
    try:
        return packaged(table_id)
    except ContentError:
        return None


def _at(law: Law, ref: str, on: date) -> Provision | Value | None:
    versions = law.by_id.get(ref) or law.by_key.get(ref) or ()
    return next((version for version in versions if on in version.valid), None)


def _is_rule(item: Provision | Value | None) -> bool:
    """True for what is said to be law, but by somebody else only; a source document's own number is no law."""
    return item is not None and item.confidence is Confidence.SECONDARY


def _rule(law: Law, ref: str, on: date, choices: Choices) -> Note:
    """An unread rule that is said to count on the day, and what the area has chosen about it."""
    item = _at(law, ref, on)
    assert item is not None
    made = choice(law, choices, ref)
    says = [say("Secondary source: it is said to count {days}. Nobody here has read the text of the law.",
                days=days_of(item.valid))]  # fmt: skip
    if made:
        says.append(told(made))
    return Note(WAITED if made and not made.follow else UNREAD, _link(item, on), tuple(says))


def _link(item: Provision | Value, on: date, *, days: bool = False) -> Link:
    """A rule with its address on the day; `days` adds when it counts."""
    ref = item.id if isinstance(item, Provision) else item.key
    words = wording.shown(item.title)
    if isinstance(item, Provision):
        words = Markup("{} – {}").format(wording.swedish(item.citation), words)
    return Link(
        words, wording.address("provision", ref, on=on.isoformat()), render(days_of(item.valid)) if days else ""
    )
