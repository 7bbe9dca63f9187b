"""Does everything that a box refers to exist: forms, meetings, facts, deadlines, tables?"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from samordna.handbooks.doctor.surroundings import Surroundings, about, at
from samordna.handbooks.domain import Entry, Handbook, Process, Step
from samordna.kernel.finding import Finding
from samordna.kernel.text import Message, say

LENGTHS = ("days", "weeks", "months", "years", "working_days", "local", "value", "values", "table")
KINDS = ("statute", "agreed", "service-target", "guidance")


def registers(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Ids of register entries that are not there."""
    for process, step in handbook.every_step():
        for register, entry_id in _references(step):
            if handbook.entry(register, entry_id) is None:
                yield at(
                    "error",
                    f"{register.removesuffix('s').replace('categorie', 'category')}-unknown",
                    (process, step),
                    say("“{entry}” is not among the {register}.", entry=entry_id, register=register),
                    _nearest(entry_id, list(handbook.registers.get(register, {}))),
                )


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
    for way in (*step.exits, *step.referrals):
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
                yield at("error", "table-unknown", (process, step), say("There is no table “{table}”.", table=use.table), _nearest(use.table, known))
                continue
            yield from _suggestions((process, step), use.suggests.items(), outcomes, ways)


def _suggestions(
    where: tuple[Process, Step], suggests: object, outcomes: frozenset[str], ways: set[str]
) -> Iterator[Finding]:
    for outcome, way in suggests:  # type: ignore[attr-defined]
        if outcome not in outcomes:
            yield at("error", "table-outcome-unknown", where, say("The table has no outcome “{code}”.", code=outcome), _nearest(outcome, sorted(outcomes)))
        if way not in ways:
            yield at("error", "suggestion-unknown", where, say("The table suggests “{way}”, which is no exit or wait here.", way=way), _nearest(way, sorted(ways)))


def deadlines(handbook: Handbook, around: Surroundings) -> Iterator[Finding]:
    """Deadlines without kind, start or length, or with a length from a law value that does not exist."""
    for entry in handbook.registers.get("deadlines", {}).values():
        for key in [entry.data["value"]] if "value" in entry.data else entry.data.get("values", ()):
            if key not in around.law.by_key:
                yield about(
                    "error",
                    "law-value-unknown",
                    handbook,
                    say("The deadline “{deadline}” refers to the law value “{key}”, which does not exist.", deadline=entry.id, key=key),
                    _nearest(str(key), list(around.law.by_key)),
                )
        for missing in _missing(entry):
            yield about(
                "error",
                "deadline-incomplete",
                handbook,
                say("The deadline “{deadline}” has no {what}.", deadline=entry.id, what=missing),
                say("See the format page: kind, starts, and a length or “local” with a proposal."),
            )


def _missing(entry: Entry) -> Iterator[str]:
    if entry.data.get("kind") not in KINDS:
        yield "kind"
    if not str(entry.data.get("starts", "")).startswith(("event:", "fact:")):
        yield "starts"
    if not any(key in entry.data for key in LENGTHS):
        yield "length"
