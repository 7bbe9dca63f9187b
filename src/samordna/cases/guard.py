"""Which benefits is there no use in applying for now, in this case, for this reader? And what asks for a reason? (D28)

Everything is read through `access.visible`: a decision that is closed to a reader guards nothing for them. The pure
part is `rules.guard`; here its decisions and tellings are found, in a number of queries that does not grow with cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from samordna.access.domain import Scope
from samordna.access.queries import visible
from samordna.cases.guard_registers import KNOWN, condition, decisive, reason_read, usual
from samordna.cases.models import Benefit, Case, Fact, Position
from samordna.handbooks.domain import Handbook, Step
from samordna.handbooks.journey import Event, State, moves
from samordna.journal import queries as journal
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.people import queries as people
from samordna.rules.guard import DECISIONS, REFUSED, Decided, Guarded, Known, Telling, Tick, Watched, guard

if TYPE_CHECKING:
    from samordna.cases.engine import Asked, Loaded
    from samordna.cases.queries import Seen

# What is said of a decision stands in this category: who cannot see it knows of no decision.
CATEGORY = "decision"
# The facts of the handbooks that tell of a decision; the act that records one writes them.
KIND, DECISION, UNTIL, BORN = "benefit_kind", "benefit_decision", "benefit_until", "birth_date"
CIRCUMSTANCES = "circumstances"
# The moves that open a box because somebody chose to, and so may go on towards an application.
CHOSEN = (moves.Complete, moves.Jump, moves.Reopen, moves.Start)
ByKind = dict[str, Guarded]


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader may see of one case that decisions rest on: the newest answers by fact are `latest`."""

    guarded: ByKind
    decisions: tuple[Decided, ...]
    latest: Mapping[str, Any]


NOTHING = Read({}, (), {})


def of(seen: Seen, on: date) -> Read:
    """The decisions of a case and how they stand on the day, as far as the reader may see."""
    return read([seen.id], seen.scope, on).get(seen.id, NOTHING)


def silenced(seen: Seen, on: date) -> frozenset[str]:
    """The kinds of benefit that nobody is to be prompted to apply for."""
    return quiet(of(seen, on).guarded)


def silenced_in(cases: Iterable[int], scope: Scope, on: date) -> dict[int, frozenset[str]]:
    """The same for many cases; those where nothing is silent are left out."""
    return {case: kinds for case, found in read(cases, scope, on).items() if (kinds := quiet(found.guarded))}


def quiet(guarded: ByKind) -> frozenset[str]:
    """The kinds whose guard is up."""
    return frozenset(kind for kind, each in guarded.items() if each.active)


def read(cases: Iterable[int], scope: Scope, on: date) -> dict[int, Read]:
    """By case, for those where a decision on a benefit is known to the reader."""
    ids = list(cases)
    rows = list(visible(Benefit.objects.filter(case_id__in=ids), scope, on).order_by("seq"))
    told = visible(Fact.objects.filter(case_id__in=ids, fact=DECISION), scope, on)
    having = sorted({row.case_id for row in rows} | set(told.values_list("case_id", flat=True)))
    if not having:
        return {}
    tellings = _tellings(having, scope, on)
    persons = dict(Case.objects.filter(pk__in=having).values_list("pk", "person_id"))
    births = {
        person: day for person, (sphere, day) in people.birth_dates(set(persons.values())).items()
        if scope.system or sphere in scope.spheres
    }  # fmt: skip
    law = load_law()
    found = {}
    for case in having:
        said = tellings.get(case, ())
        explicit = [decided(row) for row in rows if row.case_id == case]
        implied = _implied(said, {each.seq for each in explicit})
        known = Known(said, _born(said) or births.get(persons[case]), law, on)
        every = (*explicit, *implied)
        latest = {each.fact: each.value for each in said}
        found[case] = Read(guard(every, known), tuple(sorted(every, key=lambda d: (d.on, d.seq))), latest)
    return found


def decided(row: Benefit) -> Decided:
    """A decision as the rules read it."""
    watched = tuple(
        Watched(known, date.fromisoformat(each["day"]) if each.get("day") else None, each.get("words", ""))
        for each in row.conditions
        if (known := condition(each["id"]))
    )
    ticks = tuple(Tick(each["id"], date.fromisoformat(each["on"]), each["words"]) for each in row.met)
    return Decided(
        row.pk, row.kind, row.decision, row.decided_on, row.until, row.reason, row.words, watched, ticks, row.applied,
        row.seq,
    )  # fmt: skip


def _tellings(cases: Iterable[int], scope: Scope, on: date) -> dict[int, tuple[Telling, ...]]:
    """Everything that has been told in these cases and that the reader may see, in its order."""
    rows = visible(journal.parts_in(cases).filter(data__contains='"facts"'), scope, on)
    found: dict[int, list[Telling]] = {}
    for case, seq, sphere, data in rows.values_list("stream_id", "seq", "sphere_id", "data"):
        said = json.loads(data)
        if not said.get("facts"):
            continue
        day = date.fromisoformat(said["on"])
        told = (Telling(fact, value, day, seq, sphere) for fact, value in said["facts"].items())
        found.setdefault(case, []).extend(told)
    return {case: tuple(told) for case, told in found.items()}


def _born(told: Iterable[Telling]) -> date | None:
    days = [each.value for each in told if each.fact == BORN and each.value]
    return date.fromisoformat(days[-1]) if days else None


def _implied(told: Iterable[Telling], explicit: set[int]) -> list[Decided]:
    """Decisions that only the facts of a box tell of: nobody has said what has to change, so the usual is watched."""
    found, kinds, untils = [], dict[int, str](), dict[int, date]()
    ordered = sorted(told, key=lambda each: (each.seq, each.fact == DECISION))
    for each in ordered:
        if each.fact == KIND:
            kinds[each.sphere] = str(each.value or "")
        if each.fact == UNTIL and each.value:
            untils[each.sphere] = date.fromisoformat(each.value)
        kind = kinds.get(each.sphere, "")
        if each.fact != DECISION or each.value not in DECISIONS or each.seq in explicit or not kind:
            continue
        until = untils.get(each.sphere) if each.value != REFUSED else None
        watched = tuple(Watched(one) for one in usual(each.value))
        found.append(Decided(0, kind, each.value, each.on, until, conditions=watched, seq=each.seq))
    return found


def narrowed(step: Step, latest: Mapping[str, Any]) -> tuple[str, ...]:
    """The kinds that are applied for in a box: the one that is known, else all that the box is for."""
    kind = latest.get(KIND)
    return (kind,) if kind in step.guards else step.guards


def prefilled(found: Read) -> dict[str, str]:
    """What a table on a new application need not ask: the newest decision, and whether anything has changed."""
    if not found.decisions:
        return {}
    last = found.decisions[-1]
    stands = found.guarded.get(last.kind)
    if stands is None:
        return {}
    facts = {DECISION: last.decision}
    if last.decision == REFUSED and last.id:
        facts[KNOWN] = "yes" if decisive(last.reason) else "no"
        chosen = any(not each.watched.condition.always for each in stands.conditions)
        facts[CIRCUMSTANCES] = "changed" if stands.opened else "may-change" if chosen else "unchanged"
    elif last.decision == REFUSED and stands.opened:
        facts[CIRCUMSTANCES] = "changed"
    return facts


def insist(case: Loaded, move: moves.Move, event: Event, scope: Scope, asked: Asked, on: date) -> tuple[str, ...]:
    """The kinds of benefit for which going on has to be explained, and is. Raises Refused when it is not.

    Asked of whoever chooses to open a box where a guarded benefit is applied for, and of whoever leaves such a box as
    done although the last decision lies before the box was opened. Leaving it undone asks nothing.
    """
    if not isinstance(move, CHOSEN):
        return ()
    book = case.handbook
    entered = [step for step in _entered(book, case.state, event) if step.guards]
    left = _left(book, case.state, move)
    if not entered and left is None:
        return ()
    found = read([case.id], scope, on).get(case.id)
    if found is None:
        return ()
    latest = {**found.latest, **{answer.fact: answer.value for answer in asked.facts}}
    kinds = [kind for step in entered for kind in narrowed(step, latest) if _asks(found, kind)]
    if left:
        kinds += _kinds_left(case, left, getattr(move, "position", 0), found, latest, scope)
    if not kinds:
        return ()
    _explained(found.guarded[kinds[0]], asked.guard)
    return tuple(dict.fromkeys(kinds))


def _asks(found: Read, kind: str) -> bool:
    return kind in found.guarded and found.guarded[kind].asks


def _entered(book: Handbook, before: State, event: Event) -> Iterable[Step]:
    """The boxes that an event opens; one that it only opens again, by undoing something, is not among them."""
    runs = {**before.runs, **{run.id: run for run in event.effect.runs}}
    for each in event.effect.positions:
        step = book.step(runs[each.run].process, each.step)
        if each.id >= before.next_id and step:
            yield step


def _left(book: Handbook, before: State, move: moves.Move) -> Step | None:
    """The box that is left as done by one of its own ways, when a guarded benefit is applied for in it."""
    if type(move) is not moves.Complete:
        return None
    place = before.positions.get(move.position)
    step = book.step(before.runs[place.run].process, place.step) if place else None
    own = {each.id for each in step.exits} if step else set()
    return step if step and step.guards and (not move.exits or own & set(move.exits)) else None


def _kinds_left(
    case: Loaded, step: Step, no: int, found: Read, latest: Mapping[str, Any], scope: Scope
) -> list[str]:  # fmt: skip
    """A decision from before the box was opened is not what the box came to; one reason for each time it is opened."""
    row = Position.objects.filter(case_id=case.id, no=no).first()
    asking = [kind for kind in narrowed(step, latest) if _asks(found, kind)]
    if row is None or not asking or _passed(case.id, row.opened_seq, scope):
        return []
    return [kind for kind in asking if found.guarded[kind].since < row.opened_on]


def _passed(case: int, seq: int, scope: Scope) -> bool:
    """Was a reason given when the box was opened?"""
    parts = journal.parts(case).filter(seq=seq, category=CATEGORY, sphere_id__in=scope.spheres)
    return any("guard" in json.loads(data) for data in parts.values_list("data", flat=True))


def _explained(stands: Guarded, written: str) -> None:
    entry, words = reason_read(written)
    if entry is None:
        because = stands.because[0]
        raise Refused(
            refused("guard-reason", say("{why} Nothing has changed since. Say why you go on.", why=because))
        )  # fmt: skip
    if entry.data.get("words") and not words:
        raise Refused(refused("guard-words", say("Write the reason in your own words.")))
