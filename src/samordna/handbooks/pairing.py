"""Which boxes of two different models are about the same thing?

By what they are about (tables, forms, meetings, law, outcomes, lead), because the same number means different things in
different municipalities.
"""

from __future__ import annotations

from collections.abc import Iterator

from samordna.handbooks.domain import Handbook, Process, Step
from samordna.kernel.text import Text
from samordna.law.queries import load as load_law
from samordna.rules.queries import ids as table_ids
from samordna.rules.queries import load as load_table

# Below this share of common traits two boxes of different models are not called each other's counterpart.
ALIKE = 0.3
SHOWN = 4
Box = tuple[Process, Step]


def counterparts(
    old: tuple[Handbook, list[Box]], new: tuple[Handbook, list[Box]]
) -> Iterator[tuple[Box, Box, set[str]]]:
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
    return {*step.forms, *step.meetings, *step.law, *(u.table for u in step.tables), *outcomes, *lead} - {
        "journalanteckning"
    }


def titles(handbook: Handbook, traits: set[str]) -> list[Text | str]:
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
            found.append(party.name if party else _outside(trait))
    return sorted(found, key=lambda words: isinstance(words, str))[:SHOWN]


def _outside(trait: str) -> Text | str:
    """What a decision table or a provision is called; neither stands in the handbook."""
    if trait in table_ids():
        return load_table(trait).title
    versions = load_law().by_id.get(trait)
    return versions[-1].citation if versions else trait
