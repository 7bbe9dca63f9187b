"""How far has a dialogue come, and what is to be done now? Pure: from what is known of the case, and nothing else.

Nothing of this is kept: a step is done when what it is for stands in the case, and undone again when that is gone (a
consent that was taken back).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samordna.kernel.text import Text

BOX, CONSENT, FORM, MEETING, REQUEST, FACT, FILE = "box", "consent", "form", "meeting", "request", "fact", "file"
KINDS = (BOX, CONSENT, FORM, MEETING, REQUEST, FACT, FILE)
DONE, NOW, MISSING, IF_NEEDED, LATER = "done", "now", "missing", "if-needed", "later"
# How far something has come, the least first; what stands last covers those before.
ORDER = ("draft", "planned", "sent", "held", "answered")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a case: its kind and id, and how far it has to have come ("" is as far as to be there)."""

    kind: str
    id: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, done in a box. It is done when one of `done` holds; `offers` are what it leads to."""

    id: str
    title: Text
    text: Text
    box: str
    done: tuple[Thing, ...]
    offers: tuple[Thing, ...] = ()
    questions: str = ""
    contacts: str = ""
    directory: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A way through the dialogue; `then` is the way that it goes on by."""

    id: str
    title: Text
    steps: tuple[Step, ...]
    without_consent: bool = False
    then: str = ""

    @property
    def boxes(self) -> frozenset[str]:
        """The boxes that its steps are done in, as process/step."""
        return frozenset(step.box for step in self.steps)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The dialogue of a handbook with `party`. `sets` maps a set of questions to the handbook's section of them."""

    id: str
    title: Text
    handbook: str
    party: str
    source: str
    intro: Text
    ways: tuple[Way, ...]
    sets: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the reader may know of a case: open boxes, those left (the latest last), and how far each thing has come.

    `reached` maps (kind, id) to the furthest status of such things; "" for those that have none.
    """

    open: frozenset[str] = frozenset()
    left: tuple[str, ...] = ()
    reached: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def holds(self, thing: Thing) -> bool:
        """Has the thing come as far as it has to?"""
        if thing.kind == BOX:
            return thing.id in self.left and thing.id not in self.open
        come = self.reached.get((thing.kind, thing.id))
        return come is not None and _rank(come) >= _rank(thing.status)


def _rank(status: str) -> int:
    return ORDER.index(status) if status in ORDER else -1


def current(dialogue: Dialogue, known: Known) -> Way:
    """The way that the case is on: where a box is open, else where one was left last, else where something is done."""
    for way in dialogue.ways:
        if way.boxes & known.open:
            return way
    for box in reversed(known.left):
        for way in dialogue.ways:
            if box in way.boxes:
                return way
    begun = (way for way in dialogue.ways if any(known.holds(thing) for step in way.steps for thing in step.done))
    return next(begun, dialogue.ways[0])


def standings(way: Way, known: Known) -> tuple[str, ...]:
    """How each step of a way stands.

    In an open box the first step that is not done is now. Steps whose boxes were passed by (worked with before the
    case came here) are done; what has to be in place and is not, is missing. With no box open, the next one is now.
    """
    passed = max(
        (n for n, step in enumerate(way.steps) if step.box in known.open or step.box in known.left), default=-1
    )
    found: list[str] = []
    at_work: set[str] = set()
    for n, step in enumerate(way.steps):
        standing = _standing(step, known, passed=n < passed and step.box not in known.open)
        last_of_box = all(later.box != step.box for later in way.steps[n + 1 :])
        if standing == DONE and step.box in known.open and last_of_box and step.box not in at_work:
            standing = NOW
        if standing == LATER and step.box in known.open and step.box not in at_work:
            standing = NOW
        if standing == IF_NEEDED and step.box in known.open and last_of_box:
            standing = NOW
        if standing == NOW:
            at_work.add(step.box)
        found.append(standing)
    if NOW not in found and LATER in found:
        found[found.index(LATER)] = NOW
    return tuple(found)


def _standing(step: Step, known: Known, *, passed: bool) -> str:
    if any(known.holds(thing) for thing in step.done):
        return DONE
    if step.optional:
        return IF_NEEDED
    if passed and any(thing.kind == BOX for thing in step.done):
        return DONE
    return MISSING if passed else LATER
