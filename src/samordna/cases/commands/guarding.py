"""What was decided on a benefit, what has to change before it is worth applying again, and has it? (D28)

A decision is one act: its row, the facts that tables and clocks read, and the conditions that are watched. Everything
stands in the category of decisions: to whom that is closed, nothing has happened (D21).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.cases import engine, facts, guard, guard_registers
from samordna.cases.domain import Done, Extras
from samordna.cases.held import held
from samordna.cases.models import Benefit
from samordna.cases.sources import DECISION, PERSON, Source
from samordna.handbooks.domain import Handbook
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import Message, say
from samordna.rules.guard import DECISIONS, GRANTED, REFUSED, Decided, Watched

LONGEST = 2000
APPLIED = "benefit_application_sent"
BY_DECISION = Source(DECISION)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A condition that has to change, with the day or the words that it asks for."""

    id: str
    day: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A decision on a benefit as it is registered. `until` is its last day; `reason` a code, for a refusal.

    `unchanging` says that no change is expected, when no condition is chosen. `how` is how the decision is known.
    """

    kind: str
    decision: str
    on: date
    until: date | None = None
    reason: str = ""
    words: str = ""
    conditions: tuple[Chosen, ...] = ()
    unchanging: bool = False
    how: Source = BY_DECISION


def decide(*, act: Act, scope: Scope, case: int, outcome: Outcome) -> Done:
    """Register a decision on a benefit; registered again for the same day, the later one counts. Raises Refused."""
    with one_act():
        found = held(act, scope, case)
        _check(found, outcome, act.on)
        row = Benefit.objects.create(
            case_id=case, person_id=found.person, sphere_id=act.sphere, category=guard.CATEGORY, kind=outcome.kind,
            decision=outcome.decision, decided_on=outcome.on, until=outcome.until, reason=outcome.reason,
            words=outcome.words.strip()[:LONGEST], conditions=_watched(outcome), seq=found.row.seq + 1,
        )  # fmt: skip
        return _note(found, "benefit-decided", act, row, _facts_of(found, act, outcome), outcome.how)


def mark_met(*, act: Act, scope: Scope, case: int, benefit: int, condition: str, on: date, words: str) -> Done:
    """Tick a condition as met by hand: when it happened, and how that is known."""
    with one_act():
        found, row = _own(act, scope, case, benefit)
        if condition not in {each["id"] for each in row.conditions}:
            raise Refused(refused("no-condition", say("That is not one of the conditions of the decision.")))
        if not row.decided_on < on <= act.on:
            raise Refused(refused("met-day", say("Write a day after the decision, and not ahead.")))
        if not words.strip():
            raise Refused(refused("met-words", say("Write how it is known: a document and its day, or who said it.")))
        kept = [each for each in row.met if each["id"] != condition]
        row.met = [*kept, {"id": condition, "on": on.isoformat(), "words": words.strip()[:LONGEST]}]
        row.save(update_fields=["met"])
        return _note(found, "condition-met", act, row, said={"condition": condition})


def mark_unmet(*, act: Act, scope: Scope, case: int, benefit: int, condition: str) -> Done:
    """Take a tick away again: it was a mistake."""
    with one_act():
        found, row = _own(act, scope, case, benefit)
        kept = [each for each in row.met if each["id"] != condition]
        if kept == row.met:
            raise Refused(refused("not-ticked", say("It is not ticked by hand.")))
        row.met = kept
        row.save(update_fields=["met"])
        return _note(found, "condition-not-met", act, row, said={"condition": condition})


def person_applies(*, act: Act, scope: Scope, case: int, kind: str, on: date) -> Done:
    """The person has applied on their own. Always registered, and no reason is asked: it is theirs to decide."""
    with one_act():
        found = held(act, scope, case)
        if kind not in _kinds(found.handbook):
            raise Refused(refused("bad-benefit", say("Choose which benefit it is.")))
        if on > act.on:
            raise Refused(refused("applied-day", say("The day lies ahead. Write the day it happened.")))
        stands = guard.read([case], scope, act.on).get(case, guard.NOTHING).guarded.get(kind)
        row = _applied(found, act, stands.decision, on) if stands and on >= stands.since else None
        told = {guard.KIND: kind, APPLIED: on.isoformat()}
        said = {"applied": {"kind": kind, "on": on.isoformat()}}
        return _note(found, "applied-by-person", act, row, told, Source(PERSON), said=said)


def _applied(found: engine.Loaded, act: Act, last: Decided, on: date) -> Benefit:
    """The decision that the application comes after, with its day; one that is not one's own becomes so."""
    row = Benefit.objects.filter(pk=last.id, sphere_id=act.sphere).first()
    if row is None:
        row = Benefit(
            case_id=found.id, person_id=found.person, sphere_id=act.sphere, category=guard.CATEGORY, kind=last.kind,
            decision=last.decision, decided_on=last.on, until=last.until, reason=last.reason, words=last.words,
            conditions=[_plain(each) for each in last.conditions], met=[], seq=found.row.seq + 1,
        )  # fmt: skip
    row.applied = on
    row.save()
    return row


def _plain(watched: Watched) -> dict[str, str]:
    day = watched.day.isoformat() if watched.day else ""
    said = {"id": watched.condition.id, "day": day, "words": watched.words}
    return {name: value for name, value in said.items() if value}


def _kinds(book: Handbook) -> tuple[str, ...]:
    """The kinds of benefit that the handbook knows."""
    entry = book.entry("facts", guard.KIND)
    return tuple(entry.data.get("values") or ()) if entry else ()


def _check(found: engine.Loaded, outcome: Outcome, on: date) -> None:
    """Raises Refused for the first thing that is missing or cannot be."""
    refusal = outcome.decision == REFUSED
    codes = guard_registers.refusal_reasons()
    wrong: tuple[tuple[bool, str, Message], ...] = (
        (outcome.kind not in _kinds(found.handbook), "bad-benefit", say("Choose which benefit it is.")),
        (outcome.decision not in DECISIONS, "bad-decision", say("Choose what was decided.")),
        (outcome.on > on, "decided-day", say("The day lies ahead. Write the day of the decision.")),
        (
            bool(outcome.until and outcome.until < outcome.on), "until-day",
            say("The last day lies before the decision."),
        ),
        (refusal and bool(outcome.until), "until-day", say("A refusal has no last day.")),
        (refusal and outcome.reason not in codes, "refusal-reason", say("Choose why it was refused.")),
        (_nothing_said(outcome), "conditions-needed",
         say("Choose what has to change before a new application, or that no change is expected.")),
    )  # fmt: skip
    for is_wrong, code, message in wrong:
        if is_wrong:
            raise Refused(refused(code, message))
    for each in outcome.conditions:
        _check_chosen(each, outcome.on)


def _nothing_said(outcome: Outcome) -> bool:
    """A refusal whose reason is known says what has to change, or that nothing is expected to."""
    if outcome.decision != REFUSED or not guard_registers.decisive(outcome.reason):
        return False
    return not outcome.conditions and not outcome.unchanging


def _check_chosen(chosen: Chosen, decided: date) -> None:
    known = guard_registers.condition(chosen.id)
    if known is None:
        raise Refused(refused("no-condition", say("There is no such condition. Choose again.")))
    if known.day and not (chosen.day and chosen.day > decided):
        raise Refused(refused("condition-day", say("Write which day, after the decision.")))
    if known.words and not chosen.words.strip():
        raise Refused(refused("condition-words", say("Write what has to change.")))


def _watched(outcome: Outcome) -> list[dict[str, str]]:
    """What is watched: what was chosen, what always is, and, when nothing was said, what usually is."""
    if outcome.decision == GRANTED:
        return []
    chosen = {each.id: each for each in outcome.conditions}
    silent = not chosen and not outcome.unchanging
    found = []
    for known in guard_registers.conditions():
        picked = chosen.get(known.id)
        if picked is None and not known.always and not (silent and outcome.decision in known.usual):
            continue
        row = {"id": known.id}
        if picked and picked.day and known.day:
            row["day"] = picked.day.isoformat()
        if picked and picked.words.strip() and known.words:
            row["words"] = picked.words.strip()[:LONGEST]
        found.append(row)
    return found


def _facts_of(found: engine.Loaded, act: Act, outcome: Outcome) -> dict[str, Any]:
    """The facts that a decision tells: boxes, tables and clocks read them. None for what no longer holds."""
    refusal = outcome.decision == REFUSED
    told: dict[str, Any] = {guard.KIND: outcome.kind, guard.DECISION: outcome.decision}
    if not refusal:
        told[guard.UNTIL] = outcome.until.isoformat() if outcome.until else None
        return told
    entry = guard_registers.refusal_reasons()[outcome.reason]
    words = ". ".join(each for each in (entry.title.sv, outcome.words.strip()) if each)
    titles = [_title(each) for each in outcome.conditions]
    told |= {
        "refusal_date": outcome.on.isoformat(), "refusal_reason": words,
        guard_registers.KNOWN: "yes" if guard_registers.decisive(outcome.reason) else "no",
        "must_have_changed": "; ".join(titles) or None,
    }  # fmt: skip
    if titles or outcome.unchanging:
        told[guard.CIRCUMSTANCES] = "may-change" if titles else "unchanged"
    return told


def _title(chosen: Chosen) -> str:
    known = guard_registers.condition(chosen.id)
    more = chosen.words.strip() or (chosen.day.isoformat() if chosen.day else "")
    return ": ".join(each for each in (known.title.sv if known else chosen.id, more) if each)


def _own(act: Act, scope: Scope, case: int, benefit: int) -> tuple[engine.Loaded, Benefit]:
    """The case, held, and a decision of the acting sphere's own."""
    found = held(act, scope, case)
    row = Benefit.objects.filter(pk=benefit, case_id=case, sphere_id=act.sphere).first()
    if row is None:
        raise Refused(refused("no-benefit", say("There is no such decision of yours.")))
    return found, row


def _note(
    found: engine.Loaded, kind: str, act: Act, row: Benefit | None, told: Mapping[str, Any] | None = None,
    how: Source | None = None, said: Mapping[str, Any] | None = None,
) -> Done:  # fmt: skip
    """One event with the row as it is now, and facts: those that the handbook has, and empty ones that were not."""
    kept = {
        fact: value for fact, value in (told or {}).items()
        if found.handbook.entry("facts", fact) and not (value is None and not found.facts.get(act.sphere, {}).get(fact))
    }  # fmt: skip
    answers = facts.answers(found.handbook, (), kept, act.on, dict.fromkeys(kept, how) if how else None)
    rows = {"rows": [["cases.benefit", _image(row)]]} if row else {}
    asked = engine.Asked(facts=tuple(_dated(answers, how)), note=act.reason, category=guard.CATEGORY)
    return engine.note(found, kind, act, Extras(), asked=asked, said={**rows, **(said or {})})


def _dated(answers: Iterable[facts.Answer], how: Source | None) -> Iterable[facts.Answer]:
    return (replace(each, source=how) if how else each for each in answers)


def _image(row: Benefit) -> dict[str, Any]:
    """The row as it is, for its event (E5)."""
    return {
        "id": row.pk, "case_id": row.case_id, "person_id": row.person_id, "sphere_id": row.sphere_id,
        "category": row.category, "kind": row.kind, "decision": row.decision,
        "decided_on": row.decided_on.isoformat(), "until": row.until.isoformat() if row.until else None,
        "reason": row.reason, "words": row.words, "conditions": row.conditions, "met": row.met,
        "applied": row.applied.isoformat() if row.applied else None, "seq": row.seq,
    }  # fmt: skip
