"""What would go into a packet: the letter, the answers it tells, and forms, as far as consent or a ground opens it?

The letter is `cases.letters`; what stands in the data is what stands on the pages (D18-D20). Forms go along when they
have been handed over and are kept as they were; a draft has not left anybody's hands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from samordna.access.domain import Scope
from samordna.cases import letters
from samordna.cases import queries as cases
from samordna.cases.letters import Letter
from samordna.cases.queries import Seen
from samordna.consents import queries as consents
from samordna.consents.domain import Leaving, Preview
from samordna.documents.embedding import JSON, Embedded
from samordna.forms import documents, policy, printing
from samordna.forms.kept import ANSWERED, SENT, Kept
from samordna.handbooks.journey.state import Transfer
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.organisations import queries as organisations
from samordna.packets import queries, schema
from samordna.packets.domain import DATA, Asked, Box, Kind, Packet, Paper, Side, Told, Whom
from samordna.packets.naming import code_of
from samordna.people import queries as people
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from uuid import UUID

    from samordna.organisations.models import Unit

CONTACT, TO_PERSON, PDF = "contact", "to-person", "application/pdf"


@dataclass(frozen=True, slots=True)
class Offer:
    """A form that could go along: which categories it tells of, and those that nothing opens to the receiver."""

    kept: Kept
    categories: tuple[str, ...]
    stopped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """What a case has sent to somebody outside, as a packet would carry it."""

    seen: Seen
    sent: Transfer
    on: date
    letter: Letter
    preview: Preview
    offers: tuple[Offer, ...]
    receiver: Unit
    sender: Unit
    key: str

    @property
    def by_person(self) -> bool:
        """True when the papers go to the person, who carries them on (OSL 12:1)."""
        return self.sent.basis == TO_PERSON

    @property
    def told(self) -> tuple[str, ...]:
        """The categories that may leave."""
        return tuple(each.category for each in self.preview.leaves)

    def papers(self, ids: Iterable[int]) -> tuple[Offer, ...]:
        """The chosen forms. Raises Refused for one that is not offered, or that nothing lets leave (D18)."""
        known = {each.kept.id: each for each in self.offers}
        chosen = []
        for each in dict.fromkeys(ids):
            if each not in known:
                raise Refused(
                    refused("form-not-sent", say("Only forms that have been handed over can go along in a packet."))
                )
            if known[each].stopped:
                person, spheres = self.seen.row.person_id, (self.sender.sphere_id, self.receiver.sphere_id)
                raise Refused(consents.check(person, *spheres, known[each].stopped, self.on))
            chosen.append(known[each])
        return tuple(chosen)


def going(seen: Seen, transfer: int, on: date) -> Going:
    """What would go. Raises Refused when it is not the reader's to send, is over, or nothing of it may leave today."""
    asks = seen.scope
    assert asks.post is not None, "somebody seals for a unit"
    # In the post that acts, and in no other that the worker holds too.
    seen = replace(seen, scope=Scope(asks.worker, asks.on, (asks.post,), asks.post, asks.name))
    letter = letters.gather(seen, transfer, on)
    sent, row = seen.state.transfers[transfer], next(r for r in cases.transfers(seen) if r.no == transfer)
    seat = seen.seats.get(sent.receiver)
    if seat is None or seat.here:
        raise Refused(
            refused("receiver-here", say("The receiver works here, and has it among their own work already."))
        )
    sender, receiver = organisations.unit(row.sender_unit_id), organisations.unit(row.receiver_unit_id)
    found = _preview(seen, sent, sender, receiver, on)
    if not found.leaves:
        raise Refused(
            refused(
                "packet-empty", say("Nothing may leave any more: no consent and no ground opens it."),
                found.stopped[0].law if found.stopped else (),
            )
        )  # fmt: skip
    offers = tuple(_offers(seen, sent, (sender.sphere_id, receiver.sphere_id), on))
    key = queries.key_of(receiver.authority_id)
    return Going(seen, sent, on, letter, found, offers, receiver, sender, key)


def _preview(seen: Seen, sent: Transfer, sender: Unit, receiver: Unit, on: date) -> Preview:
    """By category, as the letter asks it; to the person themselves nothing is secret."""
    if sent.basis == TO_PERSON:
        inside = consents.preview(seen.row.person_id, sender.sphere_id, sender.sphere_id, sent.categories, on)
        said = say("The papers go to the person, who passes them on. Nothing of the person's is secret to them.")
        leaves = tuple(Leaving(e.category, e.title, TO_PERSON, said, ("osl:12:1",)) for e in inside.leaves)
        return replace(inside, receiver=receiver.name, leaves=leaves)
    return consents.preview(seen.row.person_id, sender.sphere_id, receiver.sphere_id, sent.categories, on)


def _offers(seen: Seen, sent: Transfer, way: tuple[int, int], on: date) -> Iterable[Offer]:
    for kept in documents.of_case(seen, on):
        if kept.sphere == way[0] and kept.status in (SENT, ANSWERED):
            wanted = policy.leaving(kept.form, kept.values)
            stopped: tuple[str, ...] = ()
            if sent.basis != TO_PERSON:
                found = consents.preview(seen.row.person_id, *way, wanted, on)
                stopped = tuple(each.category for each in found.stopped)
            yield Offer(kept, wanted, stopped)


# The packet itself


def packet(what: Going, uid: UUID, chosen: Iterable[Offer], own_key: str) -> tuple[Packet, list[Embedded]]:
    """What the packet says, and the files that lie in its PDF: the data first, then the pages of each form."""
    made = [(each, *_paper(what, each)) for each in chosen]
    said = Packet(
        uid=uid, kind=cast(Kind, what.sent.kind), code=code_of(uid), sealed_on=what.on,
        sender=Side(
            authority=what.letter.sender[0], unit=what.letter.signed[1], lines=what.letter.sender,
            contact=what.letter.contact, reference=what.letter.reference, key=own_key,
        ),
        receiver=Side(authority=what.receiver.authority.name, unit=what.receiver.name, key=what.key),
        person=_whom(what), asked=_asked(what), told=tuple(_told(what)), papers=tuple(paper for _o, paper, _p in made),
    )  # fmt: skip
    data = Embedded(DATA, schema.write(said), JSON, say_data(), "data")
    pages = [Embedded(paper.file, pdf, PDF, paper.title, "supplement") for _offer, paper, pdf in made]
    return said, [data, *pages]


def say_data() -> str:
    """What the data is called among the attached files of a PDF."""
    return render(say("The same for programs"))


def _paper(what: Going, offer: Offer) -> tuple[Paper, bytes]:
    kept = offer.kept
    head = printing.Head(what.letter.sender, what.letter.reference, kept.sent_on)
    pdf = printing.pdf(printing.Paper(kept.form, kept.values, head))
    values: dict[str, Any] = dict(kept.values)
    named = f"{kept.form.id}-{kept.id}.pdf"
    return (
        Paper(
            form=kept.form.id, version=kept.form.version, title=render(kept.form.title), file=named,
            sha256=sha256(pdf).hexdigest(), values=values,
        ),
        pdf,
    )  # fmt: skip


def _whom(what: Going) -> Whom:
    shown = people.shown(what.seen.row.person_id, what.seen.scope)
    contact = CONTACT in what.told
    return Whom(
        given_name=shown.given_name, family_name=shown.family_name, number=shown.number, protected=shown.protected,
        language=shown.language if contact else "", interpreter=contact and shown.interpreter,
        phone=shown.phone if contact else "", address=shown.address if contact else "",
    )  # fmt: skip


def _asked(what: Going) -> Asked:
    book, letter = what.seen.handbook, what.letter
    boxes = tuple(
        Box(process=process, step=step, title=render(known.title))
        for process, step in what.sent.targets
        if (known := book.step(process, step))
    )
    label = dict(letter.about).get(_("What"), "")
    return Asked(
        label=label, note=letter.note, sent_on=letter.sent_on, answer_by=letter.due, handbook=book.id,
        version=book.version, boxes=boxes, categories=what.told, grounds=letter.grounds, left_out=letter.left_out,
    )  # fmt: skip


def _told(what: Going) -> Iterable[Told]:
    """The sender's own answers in the categories that may leave, with the words that stand in the letter."""
    words = dict(pair for _title, rows in what.letter.facts for pair in rows)
    for fact, row in sorted(cases.facts(what.seen, what.on).items()):
        if row.sphere_id == what.sender.sphere_id and row.category in what.told:
            entry = what.seen.handbook.entry("facts", fact)
            title = render(entry.title) if entry else fact
            yield Told(
                fact=fact, category=row.category, title=title, value=row.value, words=words.get(title, str(row.value))
            )
