"""What is drawn for a process? Cards, what hangs beside each, the arrows between them: words and kinds, no places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from samordna.handbooks.domain import Exit, Handbook, Process, Referral, Step, Target
from samordna.web.i18n import _

CardKind = Literal["task", "many", "decision", "forum"]
LeafKind = Literal["outcome", "process", "party", "referral", "consult", "step", "jump", "unknown"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Something beside a card: where an exit leaves the map, a request (its `title` may be empty), or a jump to another
    box of the map (`title` is its number)."""

    kind: LeafKind
    label: str
    title: str
    process: str = ""
    step: str = ""
    handover: bool = False
    returns: bool = False

    @property
    def request(self) -> bool:
        """True when the box stays open meanwhile."""
        return self.kind in ("referral", "consult")

    @property
    def group(self) -> str:
        """Rows of one group share a box: "ask" for requests, "jump" for other boxes; "" stands alone."""
        return "ask" if self.request else "jump" if self.kind == "jump" else ""


@dataclass(frozen=True, slots=True)
class Card:
    """One box as drawn. `lead` is a party id, or empty when whoever started the run leads."""

    id: str
    number: str
    title: str
    kind: CardKind
    lead: str
    lead_name: str
    waits: bool = False
    clocks: bool = False
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """An exit between two boxes of the process; exits with the same ends are one arrow.

    `label` is what stands on the line, empty when there is only one way; `words` are always there.
    """

    tail: str
    head: str
    label: str
    words: str = ""
    handover: bool = False
    returns: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a map shows."""

    process: str
    title: str
    cards: tuple[Card, ...]
    arrows: tuple[Arrow, ...]
    starts: tuple[tuple[str, str], ...]
    phases: tuple[tuple[str, bool], ...]
    parties: tuple[tuple[str, str], ...]
    lang: str

    @property
    def outcomes(self) -> int:
        """How many different outcomes the map shows."""
        return len({leaf.title for card in self.cards for leaf in card.leaves if leaf.kind == "outcome"})


def picture(handbook: Handbook, process: Process, lang: str) -> Picture:
    """The picture of `process` in `lang`; a target that does not exist is shown as such, never an error."""
    steps = [step for step in process.steps if process.by_id[step.id] is step]
    drawn = _Drawn(handbook, process, lang)
    cards = tuple(drawn.card(step) for step in steps)
    used = {step.phase for step in steps}
    phases = handbook.registers.get("phases", {})
    title = process.title.in_language(lang)
    return Picture(
        process=process.id,
        title=f"{process.number}. {title}" if process.number else title,
        cards=cards,
        arrows=_joined([arrow for step in steps for arrow in drawn.arrows(step)]),
        starts=tuple((start, drawn.start_text()) for start in process.starts if start in process.by_id),
        phases=tuple((entry.title.in_language(lang), entry.id in used) for entry in phases.values()),
        parties=tuple(dict.fromkeys((card.lead, card.lead_name) for card in cards)),
        lang=lang,
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One process on its way to a picture."""

    handbook: Handbook
    process: Process
    lang: str

    def party(self, party: str) -> str:
        """A party's name, or its id when the handbook does not know it."""
        known = self.handbook.parties.get(party)
        return known.name.in_language(self.lang) if known else party

    def lead(self, process: Process, step: Step) -> str:
        """The lead, empty when several parties may start the process and the box names none of them."""
        return step.lead or (process.starters[0] if len(process.starters) == 1 else "")

    def start_text(self) -> str:
        """What stands in the start mark."""
        names = [self.party(party) for party in self.process.starters]
        if len(names) > 2:
            return _("Start: one of {count} parties").format(count=len(names))
        return _("Start: {parties}").format(parties=_(" or ").join(names)) if names else _("Start")

    def card(self, step: Step) -> Card:
        """The box as drawn."""
        lead = self.lead(self.process, step)
        return Card(
            id=step.id,
            number=step.label or step.id,
            title=step.title.in_language(self.lang),
            kind=self._kind(step, lead),
            lead=lead,
            lead_name=self.party(lead).partition(" (")[0] if lead else _("Whoever started"),
            waits=bool(step.waits),
            clocks=bool(step.deadlines),
            leaves=(*self._exit_leaves(step), *self._referral_leaves(step)),
        )

    def _kind(self, step: Step, lead: str) -> CardKind:
        if self.handbook.is_forum(lead):
            return "forum"
        if step.question and step.choose == "one" and len(step.exits) > 1:
            return "decision"
        return "many" if step.parties else "task"

    def arrows(self, step: Step) -> list[Arrow]:
        """The exits that lead to another box of the same process."""
        alone = len(step.exits) == 1 and len(step.exits[0].to) == 1
        return [
            self._arrow(step, way, to, alone) for way in step.exits for to in self._targets(way) if self._here(step, to)
        ]

    def _arrow(self, step: Step, way: Exit, to: Target, alone: bool) -> Arrow:
        words = way.label.in_language(self.lang)
        moves = self._moves(step, to) and not way.returns
        return Arrow(step.id, to.step, "" if alone else words, words, moves, way.returns)

    def _targets(self, way: Exit) -> list[Target]:
        return [self.handbook.target(self.process.id, written) for written in way.to]

    def _here(self, step: Step, to: Target) -> bool:
        known = to.step in self.process.by_id and to.step != step.id
        return to.kind == "step" and to.process == self.process.id and known

    def _moves(self, step: Step, to: Target) -> bool:
        """True when somebody else leads there: a hand-over (D7). Forums never hold the ball (D3)."""
        process = self.handbook.by_id.get(to.process)
        there = process.by_id.get(to.step) if process else None
        if process is None or there is None:
            return to.kind == "party"
        mine = {step.lead} if step.lead else set(self.process.starters)
        theirs = {there.lead} if there.lead else set(process.starters)
        if any(self.handbook.is_forum(party) for party in mine | theirs) or process.forum or self.process.forum:
            return False
        return not mine & theirs

    def _exit_leaves(self, step: Step) -> list[Leaf]:
        found = [
            replace(
                self._leaf(to),
                label=way.label.in_language(self.lang),
                handover=self._moves(step, to) and not way.returns,
                returns=way.returns,
            )
            for way in step.exits
            for to in self._targets(way)
            if not self._here(step, to)
        ]
        return _leaves_joined(found)

    def _referral_leaves(self, step: Step) -> list[Leaf]:
        return [self._request(request) for request in step.referrals]

    def _request(self, request: Referral) -> Leaf:
        """A request as a row: its own words, and the receiver unless the words already name it."""
        to = self.handbook.target(self.process.id, request.to)
        leaf = self._leaf(to)
        words = request.label.in_language(self.lang)
        party = self.handbook.parties.get(self._receiver(to))
        names = [leaf.title, *((party.name.sv, party.name.en, *party.aliases) if party else ())]
        title = "" if words and any(_stem(name) in words.casefold() for name in names if name) else leaf.title
        return replace(leaf, kind="consult" if request.consult else "referral", label=words, title=title)

    def _receiver(self, to: Target) -> str:
        if to.kind == "party":
            return to.step
        process = self.handbook.by_id.get(to.process)
        there = process.by_id.get(to.step) if process else None
        return self.lead(process, there) if process and there else ""

    def _leaf(self, to: Target) -> Leaf:
        if to.kind == "outcome":
            entry = self.handbook.entry("outcomes", to.step)
            return Leaf("outcome", "", entry.title.in_language(self.lang) if entry else to.step, step=to.step)
        if to.kind == "party":
            return Leaf("party", "", self.party(to.step))
        process = self.handbook.by_id.get(to.process)
        there = process.by_id.get(to.step) if process else None
        if process is None or there is None:
            return Leaf("unknown", "", to.written)
        box = _("box {number}").format(number=there.label or there.id)
        if process is self.process:
            return Leaf("step", "", box[:1].upper() + box[1:], process.id, there.id)
        title = process.title.in_language(self.lang)
        return Leaf("process", "", title if there.id == process.first else f"{title}, {box}", process.id, there.id)


def _stem(name: str) -> str:
    """A name without its last letters, so that its inflected forms count as well."""
    plain = name.partition(" (")[0].casefold()
    return plain[: max(5, len(plain) - 2)]


def _leaves_joined(leaves: list[Leaf]) -> list[Leaf]:
    """Leaves with the same end become one; a label that only repeats the title is dropped."""
    joined: dict[tuple[str, str], Leaf] = {}
    for leaf in leaves:
        key, known = (leaf.kind, leaf.title), joined.get((leaf.kind, leaf.title))
        label = "" if leaf.label.casefold() == leaf.title.casefold() else leaf.label
        base = known or replace(leaf, label="")
        handover, returns = base.handover or leaf.handover, base.returns or leaf.returns
        joined[key] = replace(base, label=_both(base.label, label), handover=handover, returns=returns)
    return [_said_once(leaf) for leaf in joined.values()]


def _said_once(leaf: Leaf) -> Leaf:
    """An outcome whose label says its title and more is told by the label alone."""
    says_all = leaf.kind == "outcome" and " / " not in leaf.label and leaf.title.casefold() in leaf.label.casefold()
    return replace(leaf, label="", title=leaf.label) if says_all else leaf


def _both(first: str, second: str) -> str:
    return " / ".join(dict.fromkeys(filter(None, (first, second))))


def _joined(arrows: list[Arrow]) -> tuple[Arrow, ...]:
    joined: dict[tuple[str, str], Arrow] = {}
    for arrow in arrows:
        known = joined.get((arrow.tail, arrow.head), arrow)
        label, words = _both(known.label, arrow.label), _both(known.words, arrow.words)
        handover, returns = known.handover or arrow.handover, known.returns or arrow.returns
        joined[arrow.tail, arrow.head] = replace(known, label=label, words=words, handover=handover, returns=returns)
    return tuple(joined.values())
