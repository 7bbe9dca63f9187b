"""What would leave, on which basis, to whom and by which way? Shown before anything does (D18, D19, D23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from samordna.cases.domain import Seat
from samordna.cases.queries import Seen
from samordna.cases.trying import Sending
from samordna.consents import queries as consents
from samordna.consents.domain import Leaving, Preview, Stopped
from samordna.desk.case_names import Names
from samordna.handbooks.journey import routing
from samordna.handbooks.journey.state import CONSULTATION, HANDOVER, Position, Run
from samordna.handbooks.pages import wording
from samordna.handbooks.words import party_name
from samordna.kernel.text import Message, Text, say
from samordna.law.domain import Law, Status
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, render
from samordna.web.i18n import spoken as spoken

if TYPE_CHECKING:
    from samordna.cases.models import Fact

Cited = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One category: what it is called, what of it is kept in the case now, and why it may leave or may not."""

    title: Text
    holds: tuple[tuple[str, str], ...]
    reason: Message
    law: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Categories that may leave, or may not, for one and the same reason; `holds` is what is kept of them all."""

    titles: tuple[Text, ...]
    holds: tuple[tuple[str, str], ...]
    reason: Message
    law: tuple[Cited, ...]


def groups(lines: Iterable[Line]) -> list[Group]:
    """The lines with each reason said once, in the order in which the reasons come."""
    found: dict[tuple[str, tuple[Cited, ...]], list[Line]] = {}
    for line in lines:
        found.setdefault((render(spoken(line.reason)), line.law), []).append(line)
    return [
        Group(tuple(e.title for e in each), tuple(h for e in each for h in e.holds), spoken(each[0].reason), law)
        for (_said, law), each in found.items()
    ]


@dataclass(frozen=True, slots=True)
class Going:
    """One receiver on the preview page. `way` is in-box, letter, person or nobody."""

    party: str
    name: str
    unit: str
    kind: str
    way: str
    address: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    chosen: str
    leaves: tuple[Group, ...]
    stopped: tuple[Group, ...]
    reservation: str
    consent: str
    consent_href: str

    @property
    def complete(self) -> bool:
        """True when nothing stands in the way."""
        return not self.stopped


@dataclass(frozen=True, slots=True)
class Other:
    """Something that can be done without consent: in words, and where it is on the page of the box."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Around:
    """What a preview is made from: the case, names, law on the day, own answers, and the box to come back to."""

    seen: Seen
    names: Names
    law: Law
    on: date
    facts: dict[str, Fact]
    position: int
    protected: bool = False


def goings(around: Around, sendings: Iterable[Sending]) -> list[Going]:
    """Every receiver with what it would be told."""
    return [_going(around, each) for each in sendings]


def _going(around: Around, sending: Sending) -> Going:
    seen = around.seen
    shown = _preview(around, sending)
    kept = _kept(around, sending.from_sphere)
    names = dict(sending.units)
    entry = seen.handbook.entry("consents", sending.basis)
    return Going(
        party=sending.receiver,
        name=party_name(seen.handbook, sending.receiver),
        unit="" if around.protected else names.get(sending.unit, ""),
        kind=sending.kind,
        way=_way(sending),
        address=() if around.protected or not sending.unit else organisations.address_on(sending.unit, around.on),
        units=tuple((str(pk), name) for pk, name in sending.units),
        chosen=str(sending.unit),
        leaves=_grouped(around, shown.leaves, kept),
        stopped=_grouped(around, shown.stopped, kept),
        reservation=shown.reservation,
        consent=wording.plain(entry.title) if entry else "",
        consent_href=consent_address(seen, around.position, sending.basis if entry else "", sending.to_sphere, (
            each.category for each in shown.stopped
        )),
    )  # fmt: skip


def _grouped(
    around: Around, found: Iterable[Leaving | Stopped], kept: Mapping[str, tuple[tuple[str, str], ...]]
) -> tuple[Group, ...]:
    return tuple(
        groups(
            Line(each.title, kept.get(each.category, ()), each.reason, cited(around.law, each.law, around.on))
            for each in found
        )
    )


def _way(sending: Sending) -> str:
    if sending.through_person:
        return "person"
    if not sending.unit:
        return "nobody"
    return "in-box" if sending.here else "letter"


def _preview(around: Around, sending: Sending) -> Preview:
    """What the person carries, or an outside party sends, is not ours to stop: it leaves as a courier's papers do."""
    if sending.through_person:
        # To the person themselves nothing is secret (OSL 12:1).
        person = consents.preview(
            around.seen.row.person_id, sending.from_sphere, sending.from_sphere, sending.categories, around.on
        )
        leaves = tuple(_to_person(each) for each in person.leaves)
        return Preview(person.sender, person.receiver, leaves, ())
    return consents.preview(
        around.seen.row.person_id, sending.from_sphere, sending.to_sphere, sending.categories, around.on
    )


def _to_person(each: Leaving) -> Leaving:
    said = say("The papers go to the person, who passes them on. Nothing of the person's is secret to them.")
    return Leaving(each.category, each.title, "to-person", said, ("osl:12:1",))


def _kept(around: Around, sphere: int) -> dict[str, tuple[tuple[str, str], ...]]:
    """The answers that are kept in a sphere, by category: what the receiver could read."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in around.facts.values():
        if row.sphere_id == sphere and row.value is not None:
            title = around.names.title("facts", row.fact)
            found.setdefault(row.category, []).append((title, around.names.value(row.fact, row.value)))
    return {category: tuple(each) for category, each in found.items()}


def consent_address(
    seen: Seen, position: int, kind: str, to_sphere: int, categories: Iterable[str], *, transfer: int = 0
) -> str:
    """The page where the consent that is missing is registered, filled in, with the way back to the box or request."""
    asked: list[tuple[str, str]] = [("kind", kind)] if kind else []
    asked += [("to", str(to_sphere)), *(("category", each) for each in categories)]
    asked += [("box", str(position))] if position else [("transfer", str(transfer))]
    return f"{reverse('consent-new', args=[seen.id])}?{urlencode(asked)}"


def cited(law: Law, refs: Sequence[str], on: date) -> tuple[Cited, ...]:
    """Provisions as (id, citation) on the day; an id that the library lacks stands for itself without a page."""
    found = []
    for ref in refs:
        status = law.status(ref, on)
        if status is Status.UNKNOWN:
            found.append(("", ref))
        elif status is Status.IN_FORCE:
            found.append((ref, law.provision(ref, on).citation))
        else:
            found.append((ref, law.versions(ref)[-1].citation))
    return tuple(found)


def without_consent(seen: Seen, position: int, href: str) -> list[Other]:
    """Ways of the box that share nothing with another party: what there is to do when the person says no (D8)."""
    place, box = seen.state.positions.get(position), seen.box(position)
    if place is None or box is None:
        return []
    _process, step = box
    run = seen.state.runs[place.run]
    found = [
        Other(_("Go on with “{exit}”: it shares nothing.").format(exit=wording.plain(each.label)), f"{href}#exits")
        for each in step.exits
        if all(_stays(seen, run, place, written) for written in each.to)
    ]
    found += [
        Other(_("“{request}” goes through the person.").format(request=wording.plain(each.label)), f"{href}#refer")
        for each in step.referrals
        if each.ground == "to-person"
    ]
    return found


def _stays(seen: Seen, run: Run, place: Position, written: str) -> bool:
    """True when a target is an outcome, or a box within the same secrecy sphere."""
    driver = routing.responsible(seen.handbook, run, place.party)
    leg = routing.route(seen.handbook, run, driver, written)
    if not isinstance(leg, routing.Leg):
        return getattr(leg, "kind", "") == "outcome"
    if not leg.receiver:
        return True
    mine: Seat | None = seen.seats.get(driver)
    theirs = seen.seats.get(leg.receiver)
    return bool(mine and theirs and mine.sphere == theirs.sphere)


def kind_words(kind: str) -> str:
    """What is sent, as a heading says it."""
    return {HANDOVER: _("Hand-over"), CONSULTATION: _("Question for advice")}.get(kind, _("Request"))
