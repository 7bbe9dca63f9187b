"""What differs between two handbooks, or two versions of one, box by box, in words?

Boxes are paired by id when both handbooks have the process; between municipalities they are paired by what they are
about (tables, forms, meetings, law, outcomes, phase), because the same number means different things there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samordna.handbooks.domain import Handbook, Process, Step
from samordna.kernel.text import Message, Text, say

# Below this share of common traits two boxes of different models are not called each other's counterpart.
ALIKE = 0.3
SHOWN = 4
Box = tuple[Process, Step]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `kind` added, removed, changed or counterpart; `place` "process/box" or a part of the handbook."""

    kind: str
    place: str
    message: Message


def compare(old: Handbook, new: Handbook) -> list[Difference]:
    """Everything that differs from `old` to `new`."""
    return [*_whole(old, new), *_parties(old, new), *_claims(old, new), *_boxes(old, new), *_deadlines(old, new)]


def _whole(old: Handbook, new: Handbook) -> Iterator[Difference]:
    for name in ("owner", "source", "version", "based_on"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Difference("changed", name, say("{name}: {was} → {now}", name=name, was=was or "–", now=now or "–"))


def _parties(old: Handbook, new: Handbook) -> Iterator[Difference]:
    for party in old.parties.values():
        other = new.parties.get(party.id)
        if other is None:
            yield Difference("removed", "parties", say("{party} takes no part in {handbook}.", party=party.name, handbook=new.title))
        elif other.role != party.role:
            yield Difference("changed", "parties", say("{party}: the worker is called {was} in one and {now} in the other.", party=party.name, was=party.role, now=other.role))
    for party in new.parties.values():
        if party.id not in old.parties:
            yield Difference("added", "parties", say("{party} takes part in {handbook} only.", party=party.name, handbook=new.title))


def _claims(old: Handbook, new: Handbook) -> Iterator[Difference]:
    theirs = {claim.get("subject"): claim for claim in new.claims}
    for claim in old.claims:
        other = theirs.get(claim.get("subject"))
        if other and other.get("value") != claim.get("value"):
            yield Difference("changed", "claims", say("On “{subject}”: {was} → {now}", subject=claim["subject"], was=_shown(claim["value"]), now=_shown(other["value"])))


def _deadlines(old: Handbook, new: Handbook) -> Iterator[Difference]:
    mine, theirs = old.registers.get("deadlines", {}), new.registers.get("deadlines", {})
    for entry_id, entry in mine.items():
        if entry_id not in theirs:
            yield Difference("removed", "deadlines", say("The time limit “{title}” is only in {handbook}.", title=entry.title, handbook=old.title))
        elif theirs[entry_id].data != entry.data:
            yield Difference("changed", "deadlines", say("The time limit “{title}” is not the same.", title=entry.title))
    for entry_id, entry in theirs.items():
        if entry_id not in mine:
            yield Difference("added", "deadlines", say("The time limit “{title}” is only in {handbook}.", title=entry.title, handbook=new.title))


def _boxes(old: Handbook, new: Handbook) -> Iterator[Difference]:
    shared = [p.id for p in old.processes if p.id in new.by_id]
    for process_id in shared:
        yield from _same_process(old, new, process_id)
    left = [(p, s) for p, s in old.every_step() if p.id not in shared]
    right = [(p, s) for p, s in new.every_step() if p.id not in shared]
    pairs = list(_counterparts((old, left), (new, right)))
    for mine, theirs, common in pairs:
        yield Difference("counterpart", _place(mine), say("Box {here} “{title}” is most like box {there} “{other}”: both have {common}.", here=_place(mine), title=mine[1].title, there=_place(theirs), other=theirs[1].title, common=_titles(new, common)))
        yield from _ways(mine, theirs)
    paired = {_place(m) for m, _, _ in pairs}, {_place(t) for _, t, _ in pairs}
    for box in left:
        if _place(box) not in paired[0]:
            yield Difference("removed", _place(box), say("Box {box} “{title}” has no counterpart in {handbook}.", box=_place(box), title=box[1].title, handbook=new.title))
    for box in right:
        if _place(box) not in paired[1]:
            yield Difference("added", _place(box), say("Box {box} “{title}” has no counterpart in {handbook}.", box=_place(box), title=box[1].title, handbook=old.title))


def _same_process(old: Handbook, new: Handbook, process_id: str) -> Iterator[Difference]:
    mine, theirs = old.by_id[process_id], new.by_id[process_id]
    for step in mine.steps:
        place = f"{process_id}/{step.id}"
        other = theirs.by_id.get(step.id)
        if other is None:
            yield Difference("removed", place, say("Box {box} “{title}” is gone.", box=step.id, title=step.title))
        else:
            yield from _step(place, step, other)
    for step in theirs.steps:
        if step.id not in mine.by_id:
            yield Difference("added", f"{process_id}/{step.id}", say("Box {box} “{title}” is new.", box=step.id, title=step.title))


_PARTS = (
    ("title", say("the title")),
    ("lead", say("who leads")),
    ("question", say("the question")),
    ("guidance", say("the guidance")),
    ("checklist", say("the checklist")),
    ("referrals", say("the requests")),
    ("waits", say("the waits")),
    ("deadlines", say("the time limits")),
    ("forms", say("the forms")),
    ("meetings", say("the meetings")),
    ("tables", say("the decision tables")),
    ("needs", say("what should be in place")),
    ("law", say("the citations")),
)


def _step(place: str, old: Step, new: Step) -> Iterator[Difference]:
    for name, words in _PARTS:
        if getattr(old, name) != getattr(new, name):
            yield Difference("changed", place, say("In box {box}, {part} has changed.", box=new.id, part=words))
    yield from _exits(place, old, new)


def _exits(place: str, old: Step, new: Step) -> Iterator[Difference]:
    mine, theirs = {e.id: e for e in old.exits}, {e.id: e for e in new.exits}
    for exit_id, chosen in mine.items():
        other = theirs.get(exit_id)
        if other is None:
            yield Difference("removed", place, say("In box {box}, the exit “{label}” is gone.", box=new.id, label=chosen.label))
        elif other.to != chosen.to:
            yield Difference("changed", place, say("In box {box}, “{label}” leads to {now} instead of {was}.", box=new.id, label=other.label, was=_shown(chosen.to), now=_shown(other.to)))
        elif other != chosen:
            yield Difference("changed", place, say("In box {box}, what “{label}” shares or rests on has changed.", box=new.id, label=other.label))
    for exit_id, chosen in theirs.items():
        if exit_id not in mine:
            yield Difference("added", place, say("In box {box}, the exit “{label}” is new.", box=new.id, label=chosen.label))


def _counterparts(old: tuple[Handbook, list[Box]], new: tuple[Handbook, list[Box]]) -> Iterator[tuple[Box, Box, set[str]]]:
    """The most alike boxes first, each used once."""
    mine = [(box, _traits(old[0], *box)) for box in old[1]]
    theirs = [(box, _traits(new[0], *box)) for box in new[1]]
    scored = sorted(
        ((len(a & b) / len(a | b), i, j) for i, (_, a) in enumerate(mine) for j, (_, b) in enumerate(theirs) if a & b),
        key=lambda s: (-s[0], s[1], s[2]),
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for score, i, j in scored:
        if score >= ALIKE and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield mine[i][0], theirs[j][0], mine[i][1] & theirs[j][1]


def _traits(handbook: Handbook, process: Process, step: Step) -> set[str]:
    """What a box is about, in ids that mean the same in every handbook."""
    outcomes = {t for e in step.exits for t in e.to if t.startswith("outcome:")}
    lead = {step.lead} if step.lead and not handbook.is_forum(step.lead) else set()
    return {*step.forms, *step.meetings, *step.law, *(u.table for u in step.tables), *outcomes, *lead} - {"journalanteckning"}


def _titles(handbook: Handbook, traits: set[str]) -> list[Text | str]:
    """What two boxes share, in words: at most four, because the eye gives up on more."""
    found: list[Text | str] = []
    for trait in sorted(traits):
        for register in ("forms", "meetings", "outcomes"):
            entry = handbook.entry(register, trait.removeprefix("outcome:"))
            if entry:
                found.append(entry.title)
                break
        else:
            party = handbook.parties.get(trait)
            found.append(party.name if party else trait)
    words = [f for f in found if isinstance(f, Text)] or found
    return words[:SHOWN]


def _ways(mine: Box, theirs: Box) -> Iterator[Difference]:
    for name, words in (("waits", say("a wait")), ("referrals", say("a request to another party")), ("tables", say("a decision table"))):
        here, there = bool(getattr(mine[1], name)), bool(getattr(theirs[1], name))
        if here != there:
            only = mine if here else theirs
            yield Difference("changed", _place(mine), say("Only box {box} has {what}.", box=_place(only), what=words))


def _place(box: Box) -> str:
    return f"{box[0].id}/{box[1].id}"


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)
