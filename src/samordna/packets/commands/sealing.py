"""How is what a case has sent sealed into one file? Only what may leave today goes in, and the act says what did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from samordna.access.domain import Scope
from samordna.access.rules import Action, may
from samordna.cases import engine
from samordna.cases.domain import PLAN, Done, Extras
from samordna.cases.policy import about, may_move
from samordna.cases.queries import see
from samordna.consents import queries as consents
from samordna.documents import keys, sealing
from samordna.journal.acts import one_act
from samordna.journal.append import MovedOn
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.packets import gathering, own, printing
from samordna.packets.domain import Packet
from samordna.packets.gathering import Going, Offer
from samordna.packets.models import File, Sealed
from samordna.people.images import image


@dataclass(frozen=True, slots=True)
class Written:
    """What was done in the case, and the packet."""

    done: Done
    packet: int


def seal(*, act: Act, scope: Scope, case: int, transfer: int, forms: Iterable[int] = ()) -> Written:
    """Seal a hand-over, a request or a question, with forms that have been handed over.

    The file is made before anything is locked; what has changed in the meantime stops it. Raises Refused, DoneBefore
    on a double click, MovedOn when somebody else was first.
    """
    seen = see(scope, case, act.on)
    insist(may_move(scope, seen.seats))
    what = gathering.going(seen, transfer, act.on)
    if not what.sent.is_unanswered:
        raise Refused(refused("already-answered", say("This has been answered already.")))
    chosen = what.papers(forms)
    key = own.key()
    packet, files = gathering.packet(what, uuid4(), chosen, keys.fingerprint(keys.public(key)))
    data = sealing.seal(printing.pdf(what.letter, packet, files[0], files[1:]), key)
    with one_act():
        found = engine.read(case, act, lock=True)
        insist(may(scope, Action.MOVE_CASE, about(found.seats, act.unit)))
        if found.row.seq != seen.row.seq:
            raise MovedOn(case)
        return _write(found, what, chosen, packet, data, act)


def _write(
    found: engine.Loaded, what: Going, chosen: tuple[Offer, ...], packet: Packet, data: bytes, act: Act
) -> Written:
    categories = tuple(dict.fromkeys((*what.told, *(each for offer in chosen for each in offer.categories))))
    if not what.by_person:
        # Asked once more under the lock: a consent can be taken back while the pages are made (D20).
        way = (what.sender.sphere_id, what.receiver.sphere_id)
        insist(consents.check(found.person, *way, categories, act.on))
    file = File.objects.create(hash=sha256(data).hexdigest(), data=data)
    row = Sealed.objects.create(
        case_id=found.id, person_id=found.person, sphere_id=act.sphere, category=PLAN, unit_id=act.unit,
        uid=packet.uid, code=packet.code, transfer=what.sent.id, receiver=what.receiver.name[:120],
        receiver_sphere_id=what.receiver.sphere_id, receiver_key=what.key, categories=list(categories),
        forms=[offer.kept.id for offer in chosen], by_person=what.by_person, hash=file.hash, sealed_on=act.on,
        worker_id=act.by, seq=found.row.seq + 1,
    )  # fmt: skip
    said = {
        "rows": [image(row)], "packet": packet.code, "transfer": what.sent.id, "receiver": what.sent.receiver,
        "hash": file.hash,
    }  # fmt: skip
    done = engine.note(found, "packet-sealed", act, Extras(), said=said)
    return Written(done, row.pk)
