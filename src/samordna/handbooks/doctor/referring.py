"""Does everything that a box refers to exist: forms, meetings, facts, deadlines, tables?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from samordna.handbooks.doctor.surroundings import Surroundings, at, within
from samordna.handbooks.domain import Exit, Handbook, Process, Referral, Step
from samordna.kernel.finding import Finding
from samordna.kernel.text import Message, say

# The code for an id that is missing from each register.
UNKNOWN = {
    "phases": "phase-unknown",
    "facts": "fact-unknown",
    "forms": "form-unknown",
    "meetings": "meeting-unknown",
    "deadlines": "deadline-unknown",
    "consents": "consent-unknown",
    "grounds": "ground-unknown",
    "categories": "category-unknown",
}
# Keys inside register entries that name entries of other registers.
INSIDE = {
    "meetings": {"notice": "deadlines", "follow_up_deadline": "deadlines", "consent": "consents"},
    "consents": {"form": "forms", "categories": "categories"},
    "facts": {"category": "categories"},
    "outcomes": {"review": "deadlines"},
}


def registers(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Ids of register entries that are not there, named by a box or by another entry."""
    for process, step in handbook.every_step():
        for register, entry_id in _references(step):
            if handbook.entry(register, entry_id) is None:
                yield at("error", UNKNOWN[register], (process, step), *_said(handbook, register, entry_id))
    for name, keys in INSIDE.items():
        for entry in handbook.registers.get(name, {}).values():
            for key, register in keys.items():
                for entry_id in _listed(entry.data.get(key)):
                    if handbook.entry(register, entry_id) is None:
                        yield within("error", UNKNOWN[register], entry, *_said(handbook, register, entry_id))


def _said(handbook: Handbook, register: str, entry_id: str) -> tuple[Message, Message]:
    known = list(handbook.registers.get(register, {}))
    return say("“{entry}” is not among the {register}.", entry=entry_id, register=register), _nearest(entry_id, known)


def _listed(value: object) -> list[str]:
    """Ids as they may be written: one, or a list; anything else is no reference."""
    if isinstance(value, str):
        return [value] if value else []
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []


def _references(step: Step) -> Iterator[tuple[str, str]]:
    for register, ids in (
        ("phases", filter(None, [step.phase])),
        ("facts", step.asks),
        ("forms", step.forms),
        ("meetings", step.meetings),
        ("deadlines", step.deadlines),
        ("deadlines", (w.review for w in step.waits if w.review)),
        ("deadlines", (r.escalation for r in step.referrals if r.escalation)),
    ):
        for entry_id in ids:
            yield register, entry_id
    for need in step.needs:
        yield f"{need.kind}s", need.id
    ways: tuple[Exit | Referral, ...] = (*step.exits, *step.referrals)
    for way in ways:
        for category in way.categories:
            yield "categories", category
        if way.consent:
            yield "consents", way.consent
        if way.ground:
            yield "grounds", way.ground


def _nearest(wrong: str, known: list[str]) -> Message:
    near = get_close_matches(wrong, known, n=1)
    return say("Did you mean “{near}”?", near=near[0]) if near else say("Add it to the register, or remove it here.")


def tables(handbook: Handbook, around: Surroundings) -> Iterator[Finding]:
    """Tables, outcome codes and suggested exits that are not there."""
    for process, step in handbook.every_step():
        ways = {e.id for e in step.exits} | {w.id for w in step.waits}
        for use in step.tables:
            outcomes = around.tables.get(use.table)
            if outcomes is None:
                known = list(around.tables)
                yield at(
                    "error",
                    "table-unknown",
                    (process, step),
                    say("There is no table “{table}”.", table=use.table),
                    _nearest(use.table, known),
                )
                continue
            yield from _suggestions((process, step), use.suggests.items(), outcomes, ways)


def _suggestions(
    where: tuple[Process, Step], suggests: Iterable[tuple[str, str]], outcomes: frozenset[str], ways: set[str]
) -> Iterator[Finding]:
    for outcome, way in suggests:
        if outcome not in outcomes:
            yield at(
                "error",
                "table-outcome-unknown",
                where,
                say("The table has no outcome “{code}”.", code=outcome),
                _nearest(outcome, sorted(outcomes)),
            )
        if way not in ways:
            yield at(
                "error",
                "suggestion-unknown",
                where,
                say("The table suggests “{way}”, which is no exit or wait here.", way=way),
                _nearest(way, sorted(ways)),
            )
