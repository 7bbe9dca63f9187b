"""How does a packet that came become a row, with its event and its file, and what is it called? For the commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import IntegrityError

from samordna.access.domain import Scope
from samordna.cases.domain import CHANNELS
from samordna.journal.append import append_row
from samordna.journal.domain import Act, Entry, Part
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.packets import queries, reading, telling
from samordna.packets.domain import Opened, Packet
from samordna.packets.models import File, TakenIn
from samordna.people.images import image
from samordna.web.i18n import _


@contextmanager
def once(scope: Scope, uid: UUID) -> Iterator[None]:
    """Around an act that takes a packet in: whoever comes second hears that it has been taken in, not of a database."""
    try:
        yield
    except IntegrityError:
        known = queries.replayed(scope, uid)
        if known is None:
            raise
        raise Refused(known) from None


def insist_new(scope: Scope, uid: UUID) -> None:
    """Raises Refused for a packet that has been taken in before."""
    known = queries.replayed(scope, uid)
    if known is not None:
        raise Refused(known)


def insist_on_channel(how: str) -> None:
    """Raises Refused when nobody has said how it came."""
    if how not in CHANNELS:
        raise Refused(refused("no-channel", say("Say how it came: by letter, phone, fax, SDK or in person.")))


def insist_from_others(found: Opened) -> None:
    """Raises Refused for a packet that was sealed here: it is for somebody else to take in."""
    if found.key_name == reading.OURS:
        raise Refused(refused("sealed-here", say("The packet was sealed here. It is the receiver who takes it in.")))


def record(number: int, found: Opened, act: Act, how: str, on: date) -> TakenIn:
    """The row of a packet that came, not yet written."""
    return TakenIn(
        id=number, unit_id=act.unit, sphere_id=act.sphere, person_id=0, uid=found.packet.uid, kind=found.packet.kind,
        sender=sender(found)[:250], key=found.fingerprint, hash=found.hash, how=how, on=on, worker_id=act.by,
    )  # fmt: skip


def keep(row: TakenIn, found: Opened, data: bytes, act: Act) -> None:
    """Write the row, its event and its file."""
    File.objects.update_or_create(pk=found.hash, defaults={"data": data, "held_by": None})
    row.save(force_insert=True)
    part = Part(act.sphere, row.category, {"rows": [image(row)]})
    append_row(row, Entry(kind="packet-taken-in", parts=(part,), person=row.person_id), act)


def sender(found: Opened) -> str:
    """Who sent it, in words: the authority and the unit that it names."""
    return telling.side(found.packet.sender)[:120]


def what(packet: Packet) -> str:
    """What came, in a line of the inbox."""
    kind = telling.kind_words(packet.kind)
    label = packet.asked.label if packet.asked else ""
    return _("{kind} as a packet: {label}").format(kind=kind, label=label) if label else f"{kind}, {packet.code}"
