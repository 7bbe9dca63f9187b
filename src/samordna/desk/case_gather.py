"""What does the case page need to know? Read once, in a number of queries that does not grow with the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases import beside, queries
from samordna.cases.domain import PLAN
from samordna.cases.queries import Happening, Seen
from samordna.consents import queries as consents
from samordna.desk.case_names import Names, at, names_of
from samordna.desk.history import timeline
from samordna.desk.leaving.previewing import spoken
from samordna.handbooks.pages import wording
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.pages.wording import Link
from samordna.kernel.decision import Refused
from samordna.law.queries import load as load_law
from samordna.people import queries as people
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from markupsafe import Markup

    from samordna.cases.beside import Helper, Tick
    from samordna.cases.models import Fact, Position, Transfer
    from samordna.consents.domain import Standing
    from samordna.people.domain import PersonShown


@dataclass(frozen=True)
class Read:
    """Everything that was read of a case for one reader. `person` is None when the person is closed to them."""

    seen: Seen
    on: date
    names: Names
    person: PersonShown | None
    boxes: list[Position]
    sent: list[Transfer]
    happened: list[Happening]
    ticks: Mapping[int, Tick]
    helpers: list[Helper] = field(default_factory=list)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    standing: list[Standing] = field(default_factory=list)

    @property
    def book(self) -> Book:
        """The handbook as addresses name it: in the version that the case follows."""
        return Book(f"{self.seen.handbook.id}@{self.seen.handbook.version}", self.seen.handbook)

    @property
    def role(self) -> str:
        """The party that the reader works for here."""
        return next(iter(self.seen.own_parties), "")

    @property
    def number(self) -> str:
        """The reader's own number of the case."""
        return self.seen.number or str(self.seen.id)


def acts(seen: Seen, on: date) -> Read:
    """Enough to tell what has happened: names, boxes, what was sent, and every act with its ticks."""
    person = person_of(seen)
    boxes, sent, happened = queries.boxes(seen), queries.transfers(seen), queries.happenings(seen, on)
    helpers = beside.helpers(seen)
    workers = timeline.worker_ids(happened) | {row.worker_id or 0 for row in boxes} | {each.worker for each in helpers}
    names = names_of(seen, sent, workers, protected=bool(person and person.protected))
    return Read(seen, on, names, person, boxes, sent, happened, beside.ticks(seen), helpers)


def whole(seen: Seen, on: date) -> Read:
    """The same with facts and consents: what the case page shows."""
    read = acts(seen, on)
    facts = queries.facts(seen, on)
    standing = consents.standing(seen.row.person_id, on, seen.scope)
    return Read(
        seen,
        on,
        read.names,
        read.person,
        read.boxes,
        read.sent,
        read.happened,
        read.ticks,
        read.helpers,
        facts,
        standing,
    )


def person_of(seen: Seen) -> PersonShown | None:
    """The person as the reader may see them, or None."""
    try:
        return people.shown(seen.row.person_id, seen.scope)
    except Refused:
        return None


# Who works with it


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody who has to do with the case: in which capacity, and who."""

    role: str
    name: str
    note: str = ""


def involved(read: Read) -> list[Involved]:
    """Those who work with the case: by name in one's own sphere, else the party alone."""
    seen, names, found = read.seen, read.names, []
    for party, seat in sorted(seen.seats.items(), key=lambda pair: pair[1].unit not in seen.scope.units):
        if party not in names.known:
            continue
        own = seat.sphere in seen.scope.spheres
        at_work = seat.worker or next((row.worker_id for row in read.boxes if row.unit_id == seat.unit), None)
        worker = names.workers.get(at_work or 0, "") if own else ""
        if own and not worker and seat.here:
            worker = _("nobody yet")
        outside = "" if seat.here else _("answers are registered by you")
        found.append(Involved(names.party(party), worker, outside))
    found += [Involved(_("Co-worker"), names.workers.get(each.worker, "")) for each in read.helpers]
    if owner_is_ours(seen):
        found.append(Involved(_("Keeps watch over the dates"), names.workers.get(seen.row.watcher_id, "")))
    return found


def owner_is_ours(seen: Seen) -> bool:
    """True when the unit that owns the case is in one of the reader's spheres."""
    return any(seat.unit == seen.row.owner_id and seat.sphere in seen.scope.spheres for seat in seen.seats.values())


# What the other parties do


@dataclass(frozen=True, slots=True)
class Part:
    """Another party's part: its open boxes, or that it is closed, with the address of why and the answer if asked."""

    party: str
    open: bool
    boxes: tuple[str, ...] = ()
    why: str = ""
    reason: str = ""
    law: tuple[Link, ...] = ()


def others(read: Read, asked: str) -> list[Part]:
    """The parts of the other parties that the reader knows of (D21). `asked` is the party whose "why" is asked for."""
    seen, names, found = read.seen, read.names, []
    for party, seat in seen.seats.items():
        if party not in names.known or seat.sphere in seen.scope.spheres:
            continue
        if seen.sees_party(party):
            theirs = [row for row in read.boxes if row.party == party]
            found.append(Part(names.party(party), True, tuple(names.box(row.process, row.step) for row in theirs)))
            continue
        reason, law = _why(read, seat.sphere) if party == asked else ("", ())
        why = f"{at('case', seen.id)}?why={party}#others"
        found.append(Part(names.party(party), False, why=why, reason=reason, law=law))
    return found


def _why(read: Read, sphere: int) -> tuple[str, tuple[Link, ...]]:
    post = read.seen.scope.post
    assert post is not None, "a page is read in a post"
    answer = consents.why(read.seen.row.person_id, sphere, post.sphere, PLAN, read.on)
    law = wording.citations(load_law(), answer.law, read.on)
    return (render(spoken(answer.reason)) if answer.reason else ""), tuple(law)


# What to do in my box


@dataclass(frozen=True, slots=True)
class Told:
    """The guidance for one role in one box, at its shortest, and where the rest stands."""

    number: str
    title: str
    role: str
    text: Markup
    href: str


def guidance(read: Read) -> list[Told]:
    """What the handbook tells the reader's own parties to do in the open boxes that they see; three at most."""
    found = []
    for row in read.boxes:
        place = read.seen.box(row.no)
        if place is None or row.unit_id not in read.seen.scope.units or row.awaits:
            continue
        _process, step = place
        party = row.party if row.party in step.guidance else read.role
        text = step.guidance.get(party) or step.guidance.get("all", "")
        if text:
            words = wording.prose(briefly(text))
            href = at("case-box", read.seen.id, row.no)
            found.append(Told(step.label or step.id, render(step.title), read.names.party(row.party), words, href))
    return found[:3]


def briefly(text: str) -> str:
    """What to do: the paragraphs from “Gör så här” to the next lead; else the first paragraph."""
    parts = text.strip().split("\n\n")
    start = next((i for i, part in enumerate(parts) if part.lstrip().startswith("**Gör så här")), None)
    if start is None:
        return parts[0]
    end = next((i for i, part in enumerate(parts) if i > start and part.lstrip().startswith("**")), len(parts))
    return "\n\n".join(parts[start:end])


def closed_on(read: Read) -> date | None:
    """The day the case was closed, when it is."""
    if not read.seen.state.closed:
        return None
    days = [each.at.date() for each in read.happened if each.kind == "closed"]
    return days[-1] if days else None
