"""What differs between two handbooks, or two versions of one, box by box, in words?

Boxes are paired by id when both handbooks have the process, else by what they are about (`pairing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samordna.handbooks.domain import REGISTERS, Exit, Handbook, Step
from samordna.handbooks.pairing import Box, counterparts, titles
from samordna.handbooks.words import claim_words, quoted, section_title
from samordna.kernel.text import Message, Text, say

Books = tuple[Handbook, Handbook]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `kind` added, removed, changed or counterpart; `place` "process/box" or a part of it all."""

    kind: str
    place: str
    message: Message


def compare(old: Handbook, new: Handbook) -> list[Difference]:
    """Everything that differs from `old` to `new`."""
    return [
        *_whole(old, new),
        *_parties(old, new),
        *_words(old, new),
        *_claims(old, new),
        *_boxes(old, new),
        *(difference for name in REGISTERS for difference in _register(name, old, new)),
    ]


def _whole(old: Handbook, new: Handbook) -> Iterator[Difference]:
    for name, words in _FACTS:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Difference("changed", name, say("{name}: {was} → {now}", name=words, was=was or "–", now=now or "–"))
    for name, words in _WHOLE if old.id == new.id else ():
        if getattr(old, name) != getattr(new, name):
            yield Difference("changed", name, say("Not the same: {part}.", part=words))


_FACTS = (
    ("title", say("Title")),
    ("owner", say("Owner")),
    ("source", say("Source")),
    ("version", say("Version")),
    ("based_on", say("Builds on")),
)
# Told between versions of one handbook only: two municipalities never have the same texts.
_WHOLE = (
    ("valid", say("when the handbook is valid")),
    ("description", say("the description")),
    ("reviewed", say("when it was reviewed")),
    ("review_every", say("how often it is reviewed")),
    ("concepts", say("what words mean to whom")),
)


def _parties(old: Handbook, new: Handbook) -> Iterator[Difference]:
    for party in old.parties.values():
        other = new.parties.get(party.id)
        if other is None:
            yield Difference(
                "removed", "parties", say("{party} takes no part in {handbook}.", party=party.name, handbook=new.title)
            )
        elif other.role != party.role:
            yield Difference(
                "changed",
                "parties",
                say(
                    "{party}: the worker is called {was} in one and {now} in the other.",
                    party=party.name,
                    was=party.role or "–",
                    now=other.role or "–",
                ),
            )
        elif other != party and old.id == new.id:
            yield Difference("changed", "parties", say("{party} is described in another way.", party=party.name))
    for party in new.parties.values():
        if party.id not in old.parties:
            yield Difference(
                "added", "parties", say("{party} takes part in {handbook} only.", party=party.name, handbook=new.title)
            )


_TERMS = {"person": say("the person"), "worker": say("the worker"), "referral": say("a referral")}


def _words(old: Handbook, new: Handbook) -> Iterator[Difference]:
    """The local words (D30), and the sections without boxes."""
    for name in sorted({*old.terms, *new.terms}):
        was, now = old.terms.get(name), new.terms.get(name)
        if was != now:
            word = _TERMS.get(name, name)
            message = say("The word for “{name}”: {was} → {now}", name=word, was=was or "–", now=now or "–")
            yield Difference("changed", "terms", message)
    for name in (*old.sections, *(s for s in new.sections if s not in old.sections)):
        title = section_title(name, old.sections.get(name, new.sections.get(name)))
        if name not in new.sections:
            yield Difference(
                "removed",
                "sections",
                say("The section “{section}” is only in {handbook}.", section=title, handbook=old.title),
            )
        elif name not in old.sections:
            yield Difference(
                "added",
                "sections",
                say("The section “{section}” is only in {handbook}.", section=title, handbook=new.title),
            )
        elif old.sections[name] != new.sections[name]:
            yield Difference("changed", "sections", say("The section “{section}” is not the same.", section=title))


def _claims(old: Handbook, new: Handbook) -> Iterator[Difference]:
    mine = {str(claim.get("subject")): claim.get("value") for claim in old.claims}
    theirs = {str(claim.get("subject")): claim.get("value") for claim in new.claims}
    for subject in (*mine, *(s for s in theirs if s not in mine)):
        was, now = mine.get(subject), theirs.get(subject)
        if was != now:
            kind = "removed" if subject not in theirs else "added" if subject not in mine else "changed"
            message = say(
                "On “{subject}”: {was} → {now}",
                subject=claim_words(subject),
                was=claim_words(was),
                now=claim_words(now),
            )
            yield Difference(kind, "claims", message)


_ENTRIES = {
    "forms": say("The form"),
    "meetings": say("The meeting"),
    "consents": say("The consent"),
    "deadlines": say("The time limit"),
    "facts": say("The fact"),
    "outcomes": say("The outcome"),
    "phases": say("The phase"),
    "grounds": say("The ground"),
    "categories": say("The category"),
}


def _register(name: str, old: Handbook, new: Handbook) -> Iterator[Difference]:
    mine, theirs, word = old.registers.get(name, {}), new.registers.get(name, {}), _ENTRIES[name]
    for entry_id, entry in mine.items():
        if entry_id not in theirs:
            yield Difference(
                "removed",
                name,
                say("{kind} “{title}” is only in {handbook}.", kind=word, title=entry.title, handbook=old.title),
            )
        elif (theirs[entry_id].title, theirs[entry_id].data) != (entry.title, entry.data):
            yield Difference("changed", name, say("{kind} “{title}” is not the same.", kind=word, title=entry.title))
    for entry_id, entry in theirs.items():
        if entry_id not in mine:
            yield Difference(
                "added",
                name,
                say("{kind} “{title}” is only in {handbook}.", kind=word, title=entry.title, handbook=new.title),
            )


def _boxes(old: Handbook, new: Handbook) -> Iterator[Difference]:
    shared = [p.id for p in old.processes if p.id in new.by_id]
    for process_id in shared:
        yield from _same_process(old, new, process_id)
    left = [(p, s) for p, s in old.every_step() if p.id not in shared]
    right = [(p, s) for p, s in new.every_step() if p.id not in shared]
    pairs = list(counterparts((old, left), (new, right)))
    for mine, theirs, common in pairs:
        yield Difference(
            "counterpart",
            _place(mine),
            say(
                "Box {here} “{title}” is most like box {there} “{other}”: both have {common}.",
                here=_place(mine),
                title=mine[1].title,
                there=_place(theirs),
                other=theirs[1].title,
                common=titles(new, common),
            ),
        )
        yield from _ways(mine, theirs)
    paired = {_place(m) for m, _, _ in pairs}, {_place(t) for _, t, _ in pairs}
    for box in left:
        if _place(box) not in paired[0]:
            yield Difference(
                "removed",
                _place(box),
                say(
                    "Box {box} “{title}” has no counterpart in {handbook}.",
                    box=_place(box),
                    title=box[1].title,
                    handbook=new.title,
                ),
            )
    for box in right:
        if _place(box) not in paired[1]:
            yield Difference(
                "added",
                _place(box),
                say(
                    "Box {box} “{title}” has no counterpart in {handbook}.",
                    box=_place(box),
                    title=box[1].title,
                    handbook=old.title,
                ),
            )


def _same_process(old: Handbook, new: Handbook, process_id: str) -> Iterator[Difference]:
    mine, theirs = old.by_id[process_id], new.by_id[process_id]
    for name, words in _PROCESS:
        if getattr(mine, name) != getattr(theirs, name):
            yield Difference(
                "changed",
                process_id,
                say("In {process}, not the same: {part}.", process=quoted(mine.title), part=words),
            )
    kept = [step.id for step in mine.steps if step.id in theirs.by_id]
    if kept != [step.id for step in theirs.steps if step.id in mine.by_id]:
        yield Difference(
            "changed", process_id, say("In {process}, the boxes stand in another order.", process=quoted(mine.title))
        )
    for step in mine.steps:
        place = f"{process_id}/{step.id}"
        other = theirs.by_id.get(step.id)
        if other is None:
            yield Difference("removed", place, say("Box {box} “{title}” is gone.", box=step.id, title=step.title))
        else:
            yield from _step((old, new), place, step, other)
    for step in theirs.steps:
        if step.id not in mine.by_id:
            yield Difference(
                "added", f"{process_id}/{step.id}", say("Box {box} “{title}” is new.", box=step.id, title=step.title)
            )


_PROCESS = (
    ("title", say("the title")),
    ("number", say("the number")),
    ("starters", say("who may run it")),
    ("starts", say("where it starts")),
    ("forum", say("whether it is a forum")),
    ("description", say("the description")),
    ("source", say("the source")),
)
_PARTS = (
    ("title", say("the title")),
    ("phase", say("the phase")),
    ("lead", say("who leads")),
    ("parties", say("who takes part")),
    ("question", say("the question")),
    ("choose", say("how many ways may be taken")),
    ("guidance", say("the guidance")),
    ("checklist", say("the checklist")),
    ("referrals", say("the requests")),
    ("waits", say("the waits")),
    ("asks", say("what is recorded")),
    ("deadlines", say("the time limits")),
    ("forms", say("the forms")),
    ("meetings", say("the meetings")),
    ("tables", say("the decision tables")),
    ("needs", say("what should be in place")),
    ("law", say("the citations")),
    ("guards", say("the benefits that are guarded")),
    ("source", say("the source")),
    ("deviation", say("what is mended in the source")),
)


def _step(books: Books, place: str, old: Step, new: Step) -> Iterator[Difference]:
    for name, words in _PARTS:
        if getattr(old, name) != getattr(new, name):
            yield Difference("changed", place, say("In box {box}, {part} has changed.", box=new.id, part=words))
    yield from _exits(books, place, old, new)


def _exits(books: Books, place: str, old: Step, new: Step) -> Iterator[Difference]:
    mine, theirs = {e.id: e for e in old.exits}, {e.id: e for e in new.exits}
    for exit_id, chosen in mine.items():
        other = theirs.get(exit_id)
        if other is None:
            yield Difference(
                "removed", place, say("In box {box}, the exit “{label}” is gone.", box=new.id, label=chosen.label)
            )
        elif other.to != chosen.to:
            yield Difference(
                "changed",
                place,
                say(
                    "In box {box}, “{label}” leads to {now} instead of {was}.",
                    box=new.id,
                    label=other.label,
                    was=_led_to(books[0], chosen),
                    now=_led_to(books[1], other),
                ),
            )
        elif (other.label, other.when) != (chosen.label, chosen.when):
            yield Difference(
                "changed",
                place,
                say("In box {box}, the words of the exit “{label}” have changed.", box=new.id, label=other.label),
            )
        if other is not None and _shares(other) != _shares(chosen):
            yield Difference(
                "changed",
                place,
                say("In box {box}, what “{label}” shares or rests on has changed.", box=new.id, label=other.label),
            )
    for exit_id, chosen in theirs.items():
        if exit_id not in mine:
            yield Difference(
                "added", place, say("In box {box}, the exit “{label}” is new.", box=new.id, label=chosen.label)
            )


def _shares(chosen: Exit) -> tuple[object, ...]:
    return chosen.categories, chosen.consent, chosen.ground, chosen.returns


def _ways(mine: Box, theirs: Box) -> Iterator[Difference]:
    for name, words in (
        ("waits", say("a wait")),
        ("referrals", say("a request to another party")),
        ("tables", say("a decision table")),
    ):
        here, there = bool(getattr(mine[1], name)), bool(getattr(theirs[1], name))
        if here != there:
            only = mine if here else theirs
            yield Difference("changed", _place(mine), say("Only box {box} has {what}.", box=_place(only), what=words))


def _place(box: Box) -> str:
    return f"{box[0].id}/{box[1].id}"


def _led_to(handbook: Handbook, chosen: Exit) -> list[Text | str]:
    """The boxes by number, the outcomes by title."""
    entries = ((to, handbook.entry("outcomes", to.removeprefix("outcome:"))) for to in chosen.to)
    return [entry.title if entry and to.startswith("outcome:") else to for to, entry in entries]
