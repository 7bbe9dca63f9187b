"""What do the pages of packets show: what can be sealed, what would leave, and where a packet that came goes on?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from samordna.access.domain import Scope
from samordna.cases import finding
from samordna.cases import queries as cases
from samordna.cases.commands.incoming import NEW
from samordna.cases.places import Places, book_of, places
from samordna.cases.queries import Seen
from samordna.consents.domain import Leaving, Stopped
from samordna.desk.case_names import Names, at
from samordna.desk.leaving.previewing import Group, Line, cited, groups, kind_words
from samordna.desk.leaving.transfer_view import status_words
from samordna.kernel.decision import Decision
from samordna.law.queries import load as load_law
from samordna.organisations import queries as organisations
from samordna.packets import policy, queries
from samordna.packets.domain import ACCEPT, ANSWER, DECLINE, REPLY, SAYS_NO, Opened, Packet
from samordna.packets.gathering import Going
from samordna.packets.kept import SealedKept, TakenKept
from samordna.packets.printing import answer_words
from samordna.packets.telling import kind_words as packet_kind
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from collections.abc import Iterable

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SealedLine:
    """A packet in the list of a case."""

    kept: SealedKept
    receiver: str
    standing: str
    tone: str
    file: str
    transfer: str
    replies: tuple[tuple[str, date, str], ...]


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form that could go along: what it tells of, and what of that is stopped."""

    id: str
    title: str
    tells: str
    stopped: str


def sealed_lines(seen: Seen, names: Names, on: date) -> list[SealedLine]:
    """The packets that were sealed in the case, and how each stands."""
    found = []
    for kept in queries.of_case(seen, on):
        sent = seen.state.transfers.get(kept.transfer)
        words, tone = status_words(sent) if sent else ("", "neutral")
        replies = tuple((answer_words(r.answer), r.on, at("packet-file-in", r.id)) for r in kept.replies)
        file = at("packet-file", seen.id, kept.id) if kept.open and kept.own else ""
        receiver = names.party(sent.receiver) if sent else kept.receiver
        found.append(SealedLine(kept, receiver, words, tone, file, at("transfer", seen.id, kept.transfer), replies))
    return found


def can_seal(seen: Seen, names: Names) -> list[tuple[str, str, date]]:
    """What has been sent to somebody outside and awaits an answer: (address, words, day)."""
    found = []
    for row in cases.transfers(seen):
        sent = seen.state.transfers.get(row.no)
        seat = seen.seats.get(sent.receiver) if sent else None
        if sent and seat and not seat.here and sent.is_unanswered and row.sender_unit_id in seen.scope.units:
            words = _("{kind} to {party}").format(kind=kind_words(sent.kind), party=names.party(sent.receiver))
            found.append((at("packet-seal", seen.id, row.no), words, row.sent_on))
    return found


# What would leave


def leaving(what: Going, on: date) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """What may leave and what is stopped, each reason once, with what is kept in the case of it."""
    holds: dict[str, list[tuple[str, str]]] = {}
    for title, rows in what.letter.facts:
        holds[title] = list(rows)
    return _groups(what.preview.leaves, holds, on), _groups(what.preview.stopped, {}, on)


def _groups(found: Iterable[Leaving | Stopped], holds: dict[str, list[Option]], on: date) -> tuple[Group, ...]:
    law = load_law()
    return tuple(
        groups(Line(e.title, tuple(holds.get(render(e.title), ())), e.reason, cited(law, e.law, on)) for e in found)
    )


def form_lines(what: Going) -> list[FormLine]:
    """The forms that could go along."""
    return [
        FormLine(
            str(each.kept.id), render(each.kept.form.title), _titles(what.seen, each.categories),
            _titles(what.seen, each.stopped),
        )
        for each in what.offers
    ]  # fmt: skip


def _titles(seen: Seen, categories: Iterable[str]) -> str:
    entries = (seen.handbook.entry("categories", each) for each in categories)
    return ", ".join(render(entry.title) for entry in entries if entry).lower()


# What came


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a packet that was taken in goes on: its case, the message in the inbox, or the boxes to open one in."""

    case: str
    incoming: str
    waits: bool
    places: list[Places]
    place: str


def onward(who: Scope, kept: TakenKept, packet: Packet) -> Onward:
    """The case that it belongs to, or the ways to give it one."""
    assert who.post is not None, "somebody takes in for a unit"
    row = finding.incoming(who, kept.incoming)
    found: list[Places] = []
    if row.status == NEW:
        found = places(book_of(row.unit_id), organisations.parties_of(row.unit_id, who.on))
    known = {value for each in found for value, _words in each.boxes}
    boxes = packet.asked.boxes if packet.asked else ()
    place = next((written for each in boxes if (written := f"{each.process}/{each.step}") in known), "")
    return Onward(
        at("case", kept.case) if kept.case else "", at("incoming", kept.incoming), row.status == NEW, found, place
    )


def prefilled(packet: Packet) -> list[Option]:
    """What the form that opens a case is filled in with: who it is, so that nobody types it again."""
    whom = packet.person
    if whom is None:
        return []
    rows = [
        ("number", whom.number), ("given_name", whom.given_name), ("family_name", whom.family_name),
        ("language", whom.language), ("interpreter", "yes" if whom.interpreter else ""),
        ("protected", "yes" if whom.protected else ""),
        *(() if whom.protected else (("phone", whom.phone), ("address", whom.address))),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def answers(kept: TakenKept) -> list[Option]:
    """What can be answered to it now."""
    titles = {
        ACCEPT: _("We accept"), DECLINE: _("We decline"), SAYS_NO: _("The person says no"), ANSWER: _("We answer"),
    }  # fmt: skip
    return [(each, titles[each]) for each in kept.can_say]


def words_leave(who: Scope, kept: TakenKept, packet: Packet) -> Decision:
    """May what one writes about the person go back to the sender?"""
    assert who.post is not None, "somebody answers for a unit"
    return policy.words_leave(kept.person, (who.post.sphere, who.post.area), packet, who.on)


def is_reply(found: Opened) -> bool:
    """True for a packet that answers one of ours."""
    return found.packet.kind == REPLY


def heading(kept: TakenKept) -> str:
    """What a packet that came is called on its page."""
    return _("{kind} from {sender}").format(kind=packet_kind(kept.kind), sender=kept.sender)
