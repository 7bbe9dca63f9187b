"""What is told of one time limit: its day and how it came about, who acts, what may be done by hand? Plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from samordna.cases.clocks import limits_of
from samordna.cases.tables import CaseKnown, Seated
from samordna.deadlines import domain, policy
from samordna.deadlines.around import around
from samordna.deadlines.domain import Adjustment
from samordna.deadlines.knowing import KnownCase, comes_by_itself
from samordna.deadlines.queries import of_case
from samordna.deadlines.running import Clock
from samordna.desk import refusing
from samordna.desk.case_gather import Read, owner_is_ours
from samordna.desk.case_names import Names, listed
from samordna.desk.dates import dates_words as words
from samordna.handbooks.pages import wording
from samordna.handbooks.pages.wording import Link
from samordna.kernel.decision import Decision
from samordna.law import following
from samordna.law.domain import Law, Value
from samordna.law.following import Choices
from samordna.law.wording import days_of, of_value
from samordna.organisations.queries import followed
from samordna.rules.clocks import PAUSED, Around
from samordna.rules.clocks import START as START_STEP
from samordna.rules.limits import WHOLE_CASE, Limit, length_on
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

if TYPE_CHECKING:
    from markupsafe import Markup

START, PAUSE, RESUME, EXTEND, MEET, UNDO = "start", "pause", "resume", "extend", "meet", "undo"
# Refusals that only say what the card shows already.
PLAIN = ("met-already", "paused-already", "not-paused", "passed")


@dataclass(frozen=True, slots=True)
class Cited:
    """A provision as it counts on the day: its link, how sure we are, and from when until when it counts."""

    words: str | Markup
    href: str
    note: str
    valid: str


@dataclass(frozen=True, slots=True)
class Number:
    """The law's number that a date rests on, where it stands, and how sure we are."""

    words: str
    cited: Link | None
    confidence: str
    valid: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done by hand to a clock; `undone` when it has been taken back, `undoable` when the reader may."""

    id: int
    words: str
    reason: str
    counts: bool
    undone: bool
    undoable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShown:
    """A time limit as a card. `may` are the forms that are offered, `may_not` why others are not.

    `clock` is None for one that has not begun. `chosen` is what the area has decided about a rule that nobody has read.
    """

    anchor: str
    clock: Clock | None
    limit: Limit
    title: str | Markup
    standing: str
    standing_words: str
    tone: str
    due: date | None
    day_words: str
    away: str
    still: date | None
    stands: str
    facts: list[tuple[str, str | Markup]]
    steps: list[tuple[str, date | None]]
    known_by: str
    value: Number | None
    citations: list[Cited]
    chosen: list[str]
    note: Markup
    source: Markup
    book_href: str
    starts: str
    short: str
    changes: list[Change]
    may: frozenset[str]
    may_not: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True)
class Reading:
    """What the cards of a case are made from."""

    read: Read
    around: Around
    choices: Choices = field(default_factory=dict)

    @property
    def law(self) -> Law:
        """The law that the area follows."""
        return self.around.law

    @property
    def names(self) -> Names:
        """Names for the reader."""
        return self.read.names


def reading(read: Read) -> Reading:
    """The case, with the law that its area follows."""
    area = read.seen.row.area_id
    return Reading(read, around(area, read.on), followed(area, read.on))


def clocks_seen(read: Read) -> list[Clock]:
    """The clocks that the reader may see, the nearest first."""
    return list(of_case(read.seen, read.on))


def is_age(shown: ClockShown) -> bool:
    """True for a day on which the person comes to an age."""
    return shown.clock is not None and domain.kind_of(shown.clock.key) == domain.AGE


def cards(found: Reading, seen: Iterable[Clock]) -> list[ClockShown]:
    """The clocks as cards, in the same order."""
    return [card(found, each) for each in seen]


def card(found: Reading, clock: Clock) -> ClockShown:
    """One clock as a card."""
    on, reckoned = found.read.on, clock.reckoned
    may, may_not = _allowed(found, clock)
    return ClockShown(
        **_common(found, clock.limit, clock), anchor=words.anchor(clock.deadline, clock.key), clock=clock,
        standing=clock.standing, standing_words=words.standing_words(clock.standing), tone=words.tone(clock.standing),
        due=clock.due, day_words=f"{words.label(clock)}: {words.long_day(clock.due)}" if clock.due else "",
        away=words.away(clock.due, on) if clock.due and not clock.met else "", still=reckoned.still,
        stands=_stands(clock),
        steps=[(words.said(each.says), each.day if each.code != START_STEP else None) for each in reckoned.because],
        known_by=words.known_by(found.names, clock), value=_value(found.law, reckoned.value),
        changes=[_change(found, clock, each) for each in clock.adjustments if each.kind != domain.UNDONE],
        may=may, may_not=may_not,
    )  # fmt: skip


def waiting(found: Reading, seen: Iterable[Clock]) -> list[ClockShown]:
    """The time limits of the open boxes, and of the whole case, that have not begun."""
    begun, mine = {each.deadline for each in seen}, set(found.read.seen.own_parties)
    known, wanted = limits_of(found.read.seen.handbook), dict[str, str]()
    for row in found.read.boxes:
        place = found.read.seen.box(row.no)
        ours = row.unit_id in found.read.seen.scope.units or found.read.seen.registers(row.party)
        for each in place[1].deadlines if place and ours else ():
            wanted.setdefault(each, found.names.box(row.process, row.step))
    for limit in known.values():
        if limit.scope == WHOLE_CASE and (owner_is_ours(found.read.seen) or mine & set(limit.who)):
            wanted.setdefault(limit.id, "")
    return [
        _not_begun(found, known[each])
        for each in wanted
        if each in known and each not in begun and not comes_by_itself(known[each]) and not known[each].ages
    ]


def _not_begun(found: Reading, limit: Limit) -> ClockShown:
    ruling = policy.may_start(limit, found.read.on, found.read.on)
    closed = found.read.seen.state.closed
    return ClockShown(
        **_common(found, limit, None), anchor=words.anchor(limit.id, domain.OWN), clock=None, standing=words.NOT_BEGUN,
        standing_words=words.standing_words(words.NOT_BEGUN), tone=words.tone(words.NOT_BEGUN), due=None, day_words="",
        away="", still=None, stands="", steps=[], known_by="", value=_own_value(found, limit), changes=[],
        may=frozenset({START}) if ruling and not closed else frozenset(),
        may_not=() if ruling or closed else (_told_in(found, limit) if limit.fact else _refusal(found, ruling),),
    )  # fmt: skip


def _told_in(found: Reading, limit: Limit) -> str:
    asking = [
        found.names.box(row.process, row.step)
        for row in found.read.boxes
        if (place := found.read.seen.box(row.no)) and limit.fact in place[1].asks
    ]
    fact = found.names.title("facts", limit.fact)
    if asking:
        return _("It begins when “{fact}” is answered in {box}.").format(fact=fact, box=listed(asking))
    return _("It begins when “{fact}” is known.").format(fact=fact)


def _common(found: Reading, limit: Limit, clock: Clock | None) -> dict[str, Any]:
    """What every card has, begun or not."""
    book, read = found.read.seen.handbook, found.read
    starts = wording.shown(limit.starts_title) if limit.starts_title.sv else ""
    pairs: list[tuple[str, Any]] = [(_("What kind"), words.kind_words(limit))]
    pairs.append((_("Who must act"), words.begun(words.who_acts(book, clock, limit))))
    pairs.append((_("If the day passes"), words.missed_words(book, limit)))
    if not clock:
        long = length_on(limit, found.law, (read.on,), found.around.local.get(limit.id))
        pairs = [(_("Begins"), starts), (_("How long"), words.how_long(limit, long)), *pairs]
    else:
        pairs.append((_("Counts in"), _places(found, clock)))
    entry_href = f"{wording.address('handbook', read.book.ref)}#{wording.anchor('deadlines', limit.id)}"
    return {
        "limit": limit,
        "title": words.title(book, clock) if clock else wording.shown(limit.title),
        "facts": [(term, said) for term, said in pairs if said],
        "citations": [_cited(found, each) for each in limit.law],
        "chosen": _chosen(found, limit),
        "note": wording.prose(limit.note),
        "source": wording.swedish(limit.source),
        "book_href": entry_href if book.entry("deadlines", limit.id) else wording.address("handbook", read.book.ref),
        "starts": starts,
        "short": _short(found, limit, starts),
    }


def _short(found: Reading, limit: Limit, starts: str | Markup) -> str:
    """One line about a time limit that has not begun: how long it is, and from when."""
    long = words.how_long(limit, length_on(limit, found.law, (found.read.on,), found.around.local.get(limit.id)))
    if long and starts and limit.before:
        return _("{length}: {start}").format(length=long, start=starts)
    if long and starts:
        return _("{length}, from: {start}").format(length=long, start=starts)
    return long or str(starts)


def _places(found: Reading, clock: Clock) -> str:
    rows = {row.no: row for row in found.read.boxes}
    return listed(found.names.box(rows[no].process, rows[no].step) for no in clock.boxes if no in rows)


def _stands(clock: Clock) -> str:
    """What the date alone does not say: since when it stands still, or on which day it was done."""
    if clock.standing == PAUSED and clock.reckoned.still:
        return _("Has stood still since {day}. The date is set when it runs again.").format(
            day=day_words(clock.reckoned.still)
        )
    if clock.met and clock.met_on:
        return _("Done {day}.").format(day=day_words(clock.met_on))
    return ""


def _cited(found: Reading, ref: str) -> Cited:
    link = wording.citations(found.law, [ref], found.read.on)[0]
    counts = found.law.in_force(ref, found.read.on)
    valid = render(days_of(found.law.provision(ref, found.read.on).valid)) if counts else ""
    return Cited(link.words, link.href, link.note, valid)


def _chosen(found: Reading, limit: Limit) -> list[str]:
    """What the area has said about the rules that the limit rests on: followed or not, why, and from when."""
    about = (each for each in (limit.value, *limit.law) if each)
    made = (following.choice(found.law, found.choices, each) for each in about)
    return list(dict.fromkeys(render(following.told(each)) for each in made if each))


def _value(law: Law, value: Value | None) -> Number | None:
    if value is None:
        return None
    cited = None
    if value.provision in law.by_id:
        cited = Link(law.versions(value.provision)[-1].citation, wording.address("provision", value.provision))
    said = f"{render(value.title)}: {render(of_value(value))}" if render(value.title) else render(of_value(value))
    return Number(said, cited, value.confidence.value, render(days_of(value.valid)))


def _own_value(found: Reading, limit: Limit) -> Number | None:
    """The law's number that it would rest on today."""
    periods = found.law.by_key.get(limit.value, ())
    return _value(found.law, next((each for each in periods if found.read.on in each.valid), None))


# What may be done by hand


def _change(found: Reading, clock: Clock, row: Adjustment) -> Change:
    undone = any(each.kind == domain.UNDONE and each.of == row.id for each in clock.adjustments)
    may = row.counts and not undone and not found.read.seen.state.closed and _ours(found, row.sphere)
    return Change(row.id, words.change_words(row), row.reason, row.counts, undone, may)


def _ours(found: Reading, sphere: int) -> bool:
    """Of one's own sphere, or of a party that somebody here writes for (D1)."""
    seats = found.read.seen.seats.values()
    return sphere in found.read.seen.scope.spheres or any(seat.sphere == sphere and not seat.here for seat in seats)


def _allowed(found: Reading, clock: Clock) -> tuple[frozenset[str], tuple[str, ...]]:
    """The forms that a clock offers, and why those that somebody would look for are not there."""
    seen, on = found.read.seen, found.read.on
    if seen.state.closed or domain.kind_of(clock.key) in (domain.AGE, domain.WAIT):
        return frozenset(), ()
    if not _ours(found, clock.sphere):
        return frozenset(), (_("It is another party's: only they change it."),)
    sphere, known = seen.scope.post.sphere if seen.scope.post else 0, _known(found)
    ruled: dict[str, Decision] = {
        RESUME: policy.may_resume(clock, known, sphere, on, on),
        PAUSE: policy.may_pause(clock, known, sphere, on, on),
        EXTEND: policy.may_extend(clock, known, frozenset(seen.own_parties), sphere, 1),
        MEET: policy.may_meet(clock, on, on),
    }
    if clock.met and domain.kind_of(clock.key) == domain.OWN:
        ruled[START] = policy.may_start(clock.limit, on, on)
    why = [_refusal(found, each) for each in ruled.values() if not each and each.code not in PLAIN]
    return frozenset(verb for verb, each in ruled.items() if each), tuple(dict.fromkeys(why))


def _refusal(found: Reading, decision: Decision) -> str:
    return render(refusing.said(found.read.seen.handbook, decision, found.read.on))


def _known(found: Reading) -> KnownCase:
    """As much of the case as the policy of clocks asks for: who sits where."""
    seen = found.read.seen
    row = seen.row
    seats = {p: Seated(seen.id, p, each.unit, each.sphere, each.here) for p, each in seen.seats.items()}
    case = CaseKnown(
        row.id, row.person_id, row.area_id, row.handbook, row.version, row.owner_id, row.holder_party, row.watcher_id,
        row.closed_seq,
    )  # fmt: skip
    return KnownCase(case, seen.handbook, seats)
