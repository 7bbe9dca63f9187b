"""Why can a case not be closed yet, and what does a trial move to another version show?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from samordna.cases import engine
from samordna.cases.queries import Seen
from samordna.deadlines import domain
from samordna.desk.case_gather import Read
from samordna.desk.case_names import Names, at, listed
from samordna.desk.case_view import label
from samordna.desk.dates.dates_cards import cards, clocks_seen, reading
from samordna.handbooks.domain import PERSON, Handbook
from samordna.handbooks.journey.migrating import Box, dry_run
from samordna.handbooks.published import editions
from samordna.handbooks.queries import available, version_key
from samordna.handbooks.words import party_name
from samordna.web.i18n import _

if TYPE_CHECKING:
    from markupsafe import Markup

# Stops


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that has to end before the case can be closed: in words, with the page that takes care of it.

    `run` is filled when it is a process that can be ended here; `outside` when that is registered for somebody.
    """

    words: str
    href: str = ""
    run: int = 0
    outside: bool = False
    boxes: str = ""


def stops(read: Read) -> list[Stop]:
    """Everything that stops the case from being closed, as far as the reader may know of it (D14)."""
    seen, names, found = read.seen, read.names, []
    for transfer in seen.state.unanswered():
        if not {transfer.sender, transfer.receiver} <= names.known:
            found.append(Stop(_("A request between other parties is not answered yet.")))
            continue
        words = _("{sender} awaits an answer from {receiver}: {what}").format(
            sender=names.party(transfer.sender),
            receiver=names.receiver(transfer.sender, transfer.receiver, transfer.targets),
            what=label(names, transfer.id),
        )
        found.append(Stop(words, at("transfer", seen.id, transfer.id)))
    own = set(seen.own_parties)
    for run in seen.state.open_runs():
        if run.party not in names.known:
            found.append(Stop(_("Another party has not ended its part yet. It does so itself.")))
            continue
        outside = run.party in seen.state.outside
        mine = run.party in own
        words = _("{process} is under way: {party}").format(
            process=names.process(run.process), party=names.party(run.party)
        )
        boxes = [p for p in seen.state.positions.values() if p.run == run.id and seen.sees_party(p.party)]
        open_boxes = listed(names.box(run.process, p.step) for p in boxes)
        found.append(Stop(words, run=run.id if mine or outside else 0, outside=outside and not mine, boxes=open_boxes))
    return found


def running(read: Read) -> list[tuple[str | Markup, str, str]]:
    """Dates that still run and would end with the case (D14): what, how it stands, and where it is told of.

    An age is no clock of the case. It is for people to judge whether the rest may be left (D17).
    """
    left = [each for each in clocks_seen(read) if not each.met and domain.kind_of(each.key) != domain.AGE]
    return [(each.title, each.day_words or each.stands, f"{at('case-dates', read.seen.id)}#{each.anchor}")
            for each in cards(reading(read), left)]  # fmt: skip


def drivers(read: Read) -> list[tuple[str, str]]:
    """The parties that can drive on: known to the reader, and neither a forum nor the person (D3)."""
    names, book = read.names, read.seen.handbook
    able = [party for party in read.seen.seats if party in names.known and not book.is_forum(party) and party != PERSON]
    return [(party, names.party(party)) for party in able]


# Versions


@dataclass(frozen=True, slots=True)
class Version:
    """Another version of the handbook that the case follows; `newer` than the case's own."""

    version: str
    newer: bool


def versions(seen: Seen) -> list[Version]:
    """The other versions of the handbook, packaged or published, oldest first."""
    own = seen.handbook
    known = {each.version for each in available() if each.id == own.id}
    known |= {each.version for each in editions(own.id)}
    others = sorted(known - {own.version}, key=version_key)
    return [Version(each, version_key(each) > version_key(own.version)) for each in others]


@dataclass(frozen=True, slots=True)
class BoxTried:
    """An open box in a trial: its words, what would differ, or where it could go (step, words)."""

    no: int
    words: str
    changes: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What moving to another version would mean for the boxes that the reader sees, and what stands in the way."""

    kept: tuple[BoxTried, ...]
    changed: tuple[BoxTried, ...]
    vanished: tuple[BoxTried, ...]
    new: tuple[str, ...]
    stands_in_way: tuple[Stop, ...]

    @property
    def possible(self) -> bool:
        """True when the move can be made, once every vanished box has its place."""
        return not self.stands_in_way


def trial(read: Read, version: str) -> Trial:
    """Try the move without making it."""
    seen, book = read.seen, engine.pinned(read.seen.handbook.id, version)
    plan = dry_run(seen.handbook, book, seen.state)
    there = replace(read.names, seen=replace(seen, handbook=book))
    visible = {row.no for row in read.boxes}
    hidden = [box for box in plan.vanished if box.position not in visible]
    ways = [
        Stop(_("An answer is awaited in a box that the new version lacks: {what}").format(what=label(read.names, no)),
             at("transfer", seen.id, no))
        for no in plan.unanswered
    ]  # fmt: skip
    ways += [
        Stop(_("{party} takes no part in that version.").format(party=party_name(seen.handbook, party)))
        for party in plan.parties
        if party in read.names.known
    ]
    if hidden or any(party not in read.names.known for party in plan.parties):
        ways.append(Stop(_("Another party has a box open that the new version lacks. It has to leave that box first.")))
    return Trial(
        tuple(_tried(read.names, box) for box in plan.kept if box.position in visible),
        tuple(_tried(there, box) for box in plan.changed if box.position in visible),
        tuple(_vanished(read.names, there, book, box) for box in plan.vanished if box.position in visible),
        tuple(there.box(each.partition("/")[0], each.partition("/")[2], home="-") for each in plan.new),
        tuple(ways),
    )


def _tried(names: Names, box: Box) -> BoxTried:
    return BoxTried(box.position, names.box(box.process, box.step), listed(_changes(each) for each in box.changes))


def _vanished(names: Names, there: Names, book: Handbook, box: Box) -> BoxTried:
    """A box that is gone, with every box of its process in the new version: the likeliest first."""
    process = book.by_id.get(box.process)
    steps = list(process.by_id) if process else []
    ordered = [*box.suggestions, *(each for each in steps if each not in box.suggestions)]
    choices = tuple((step, there.box(box.process, step)) for step in ordered)
    return BoxTried(box.position, names.box(box.process, box.step), "", choices, next(iter(box.suggestions), ""))


def unplaced(seen: Seen, version: str, mapping: Mapping[int, str]) -> list[int]:
    """The boxes that the version lacks and that no place has been chosen for."""
    book = engine.pinned(seen.handbook.id, version)
    return [box.position for box in dry_run(seen.handbook, book, seen.state).vanished if box.position not in mapping]


def _changes(field: str) -> str:
    return {
        "title": _("the title"), "label": _("the number"), "lead": _("who leads"), "phase": _("the phase"),
        "parties": _("who takes part"), "actors": _("who takes part"), "question": _("the question"),
        "choose": _("how many ways may be taken"), "guidance": _("the guidance"), "checklist": _("the checklist"),
        "exits": _("the ways on"), "referrals": _("the requests"), "waits": _("the waits"),
        "asks": _("what to record"), "forms": _("the forms"), "meetings": _("the meetings"),
        "tables": _("the decision tables"), "deadlines": _("the time limits"), "needs": _("what should be in place"),
        "law": _("the law"), "source": _("the source"), "deviation": _("where it differs from the source"),
    }.get(field, field)  # fmt: skip
