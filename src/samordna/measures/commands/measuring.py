"""How is a measure planned, applied for, begun, ended, turned down or changed? One act, one event (E3).

What another party has, or what was tried before the case, is written down with its source (D1). The end of a measure
is told as a fact of the case, which the rules on new applications read (D28).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.cases import engine, facts
from samordna.cases.domain import Done, Extras
from samordna.cases.facts import Answer
from samordna.cases.held import held
from samordna.cases.sources import NOWHERE, OWN, Source
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.measures import leaving, policy, registers
from samordna.measures.domain import (
    APPLIED,
    APPLY,
    BY_PERSON,
    BY_US,
    CHANGE,
    DECLINE,
    DECLINED,
    END,
    ENDED,
    PLANNED,
    START,
    STARTED,
    Days,
    Wanted,
    days_in_order,
    sound,
)
from samordna.measures.leaving import To
from samordna.measures.models import Measure, Offer

ROW = "measures.measure"
# The fact of the handbooks that tells when a tried measure ended.
ENDED_FACT = "measure_ended_on"
RESULT, WORDS, OWN_WORDS = 4000, 1000, "other"
# The texts of a measure, and how much room each has.
TEXTS = {"title": 120, "purpose": 1000, "provider": 120, "party": 40, "responsible": 120, "ordered_by": 120,
         "adaptations": 2000}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Application:
    """When it was applied for, and whether the person did it or we send it: then law asks what it tells (D18, D19)."""

    on: date
    by: str = BY_PERSON


@dataclass(frozen=True, slots=True)
class Begun:
    """The day it began; `until` and `extent` when something else was agreed than what was planned."""

    on: date
    until: date | None = None
    extent: int | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended: the day, a code, the result in words, and how that is known."""

    on: date
    outcome: str
    result: str = ""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Declined:
    """Why it came to nothing: a code, and words."""

    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A measure that somebody else has, or that was tried before: what is known of it, and how."""

    wanted: Wanted
    source: Source
    started_on: date | None = None
    ended_on: date | None = None
    outcome: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What was done, and to which measure."""

    done: Done
    measure: int


def plan(*, act: Act, scope: Scope, case: int, wanted: Wanted) -> Written:
    """A measure that is meant to come about. Nothing is applied for yet. Raises Refused."""
    with one_act():
        found = held(act, scope, case)
        row = _new(found, act, wanted)
        return _note(found, row, act, "measure-planned")


def record(*, act: Act, scope: Scope, case: int, told: Told) -> Written:
    """A measure of another party, or one from before, as far as it is known. Raises Refused without a source."""
    with one_act():
        found = held(act, scope, case)
        if not told.source.code or told.source.problem:
            raise Refused(refused("measure-source", say("Say how it is known, and from what.")))
        row = _new(found, act, told.wanted)
        row.started_on, row.ended_on, row.result = told.started_on, told.ended_on, told.result.strip()[:RESULT]
        row.source, row.source_words = told.source.code, told.source.words[:200]
        if told.ended_on:
            row.status, row.outcome = ENDED, _outcome(told.outcome)
        elif told.started_on:
            row.status = STARTED
        insist(days_in_order(_days(row), act.on))
        # What was tried before the case is history, and changes nothing that was decided with it known.
        new = bool(row.ended_on and row.ended_on >= found.row.opened_on)
        return _note(found, row, act, "measure-recorded", _ended(found, row, act, told.source) if new else ())


def apply(*, act: Act, scope: Scope, case: int, measure: int, sent: Application) -> Written:
    """It has been applied for: by the person, or by us, when nothing that it tells is stopped (D18). Raises Refused."""
    with one_act():
        found, row = _own(act, scope, case, measure, APPLY)
        if sent.by not in (BY_PERSON, BY_US):
            raise Refused(refused("applied-by", say("Say who applies: the person, or you.")))
        if sent.by == BY_US:
            to = leaving.receiver(found.seats, To(row.party, row.provider))
            leaving.insist(leaving.preview(found.person, row.sphere_id, to, (row.category,), act.on))
        row.status, row.applied_on, row.applied_by = APPLIED, sent.on, sent.by
        insist(days_in_order(_days(row), act.on))
        return _note(found, row, act, "measure-applied")


def start(*, act: Act, scope: Scope, case: int, measure: int, begun: Begun) -> Written:
    """It has begun."""
    with one_act():
        found, row = _own(act, scope, case, measure, START)
        row.status, row.started_on = STARTED, begun.on
        row.until, row.extent = begun.until or row.until, begun.extent or row.extent
        insist(sound(_wanted(row)))
        insist(days_in_order(_days(row), act.on))
        return _note(found, row, act, "measure-started")


def end(*, act: Act, scope: Scope, case: int, measure: int, ending: Ending) -> Written:
    """It has ended, with what came of it; once more when the result comes later or was wrong."""
    with one_act():
        found, row = _own(act, scope, case, measure, END)
        if ending.source.problem:
            raise Refused(refused("measure-source", ending.source.problem[1]))
        row.status, row.ended_on, row.outcome = ENDED, ending.on, _outcome(ending.outcome)
        row.result = ending.result.strip()[:RESULT]
        row.source, row.source_words = ending.source.code or row.source, ending.source.words or row.source_words
        insist(days_in_order(Days(row.applied_on, row.started_on, row.ended_on), act.on))
        source = ending.source if ending.source.code else Source(OWN)
        return _note(found, row, act, "measure-ended", _ended(found, row, act, source))


def decline(*, act: Act, scope: Scope, case: int, measure: int, declined: Declined) -> Written:
    """It came to nothing: who said no, or why it never began. Nothing is held against anybody."""
    with one_act():
        found, row = _own(act, scope, case, measure, DECLINE)
        if declined.reason not in registers.declines():
            raise Refused(refused("decline-reason", say("Choose why it came to nothing.")))
        if declined.reason == OWN_WORDS and not declined.words.strip():
            raise Refused(refused("decline-words", say("Write the reason in your own words.")))
        row.status, row.reason, row.words = DECLINED, declined.reason, declined.words.strip()[:WORDS]
        return _note(found, row, act, "measure-declined")


def change(*, act: Act, scope: Scope, case: int, measure: int, wanted: Wanted) -> Written:
    """Something else is agreed than before; the days that have been stay."""
    with one_act():
        found, row = _own(act, scope, case, measure, CHANGE)
        _fill(found, row, wanted)
        insist(days_in_order(_days(row), act.on))
        return _note(found, row, act, "measure-changed")


def _new(found: engine.Loaded, act: Act, wanted: Wanted) -> Measure:
    row = Measure(
        case_id=found.id, person_id=found.person, sphere_id=act.sphere, unit_id=act.unit, worker_id=act.by,
        status=PLANNED, planned_on=act.on,
    )  # fmt: skip
    _fill(found, row, wanted)
    return row


def _own(act: Act, scope: Scope, case: int, measure: int, step: str) -> tuple[engine.Loaded, Measure]:
    """The measure, when it is one's own authority's: another's is answered as if it were not there (D21)."""
    found = held(act, scope, case)
    row = Measure.objects.filter(case_id=case, pk=measure).first()
    if row is None or row.sphere_id != act.sphere:
        raise Refused(refused("no-measure", say("There is no such measure for you to see.")))
    insist(policy.may_write(step, row.status, row.sphere_id, act.sphere))
    return found, row


def _fill(found: engine.Loaded, row: Measure, wanted: Wanted) -> None:
    """What is wanted, into the row. Raises Refused."""
    insist(sound(wanted))
    if wanted.party and wanted.party not in found.handbook.parties:
        raise Refused(refused("no-party", say("Choose a party of the handbook.")))
    row.offer = _offer(found, wanted.offer)
    for name, longest in TEXTS.items():
        setattr(row, name, str(getattr(wanted, name)).strip()[:longest])
    row.category, row.extent = wanted.category, wanted.extent
    row.begins_on, row.until = wanted.begins_on, wanted.until
    row.needs = [each for each in registers.needs() if each in wanted.needs]


def _offer(found: engine.Loaded, offer: int) -> Offer | None:
    """The offer, when it is one of the case's area: full or closed, it is warned of and never stopped (D17)."""
    row = Offer.objects.filter(pk=offer, area_id=found.row.area_id).first() if offer else None
    if offer and row is None:
        raise Refused(refused("no-offer", say("There is no such offer in the catalogue.")))
    return row


def _outcome(outcome: str) -> str:
    if outcome not in registers.outcomes():
        raise Refused(refused("measure-outcome", say("Choose how the measure ended.")))
    return outcome


def _days(row: Measure) -> Days:
    return Days(row.applied_on, row.started_on, row.ended_on, row.until)


def _wanted(row: Measure) -> Wanted:
    return Wanted(
        title=row.title, category=row.category, extent=row.extent, begins_on=row.started_on, until=row.until
    )  # fmt: skip


def _ended(found: engine.Loaded, row: Measure, act: Act, source: Source) -> tuple[Answer, ...]:
    """The fact that a measure has ended, when it is new, says something, and is open to those who see the measure."""
    entry = found.handbook.entry("facts", ENDED_FACT)
    known = found.facts.get(act.sphere, {}).get(ENDED_FACT)
    if entry is None or row.ended_on is None or not registers.shows_ability(row.outcome):
        return ()
    if facts.category(entry) != row.category or (known and str(known) >= row.ended_on.isoformat()):
        return ()
    typed = {ENDED_FACT: row.ended_on.isoformat()}
    return tuple(facts.answers(found.handbook, (), typed, act.on, {ENDED_FACT: source}))


def _note(
    found: engine.Loaded, row: Measure, act: Act, kind: str, told: tuple[Answer, ...] = ()
) -> Written:  # fmt: skip
    """The row, and one event with it as it is now, in the category of the measure."""
    row.seq = found.row.seq + 1
    row.save()
    said = {"rows": [[ROW, _image(row)]], "measure": row.pk, "title": row.title}
    asked = engine.Asked(category=row.category, facts=told, note=act.reason)
    return Written(engine.note(found, kind, act, Extras(), asked=asked, said=said), row.pk)


def _image(row: Measure) -> Mapping[str, Any]:
    """A row as plain JSON, days as ISO."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
