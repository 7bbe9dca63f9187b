"""How is a packet from another installation taken in? Once only, as something that came to the unit (D16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid5

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.cases.commands import incoming as arriving
from samordna.cases.commands.incoming import Came
from samordna.cases.domain import SDK
from samordna.journal.acts import one_act
from samordna.journal.append import begin
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.packets import queries, reading
from samordna.packets.arriving import (
    insist_from_others,
    insist_new,
    insist_on_channel,
    keep,
    once,
    record,
    sender,
    what,
)
from samordna.packets.domain import REPLY, Packet
from samordna.people import queries as people


def take_in(*, act: Act, scope: Scope, data: bytes, how: str = SDK, on: date | None = None) -> int:
    """Register a hand-over, a request or a question in the acting unit's inbox, with its packet; returns the packet.

    Raises Refused with what is wrong with the file, or when it has been taken in; DoneBefore on a double click.
    """
    insist(may(scope, Action.REGISTER_INCOMING, About(unit=act.unit)))
    insist_on_channel(how)
    found = reading.opened(data, queries.trusted())
    insist_from_others(found)
    if found.packet.kind == REPLY:
        raise Refused(refused("is-a-reply", say("The packet is a reply. Take it in as the answer to what you sent.")))
    with once(scope, found.packet.uid), one_act():
        number = begin("packet", act)
        insist_new(scope, found.packet.uid)
        mine = replace(act, id=uuid5(act.id, "incoming"))
        came = Came(what(found.packet), sender(found), on or act.on, how, person=_person(scope, found.packet) or None)
        row = record(number, found, act, how, on or act.on)
        row.person_id, row.incoming_id = came.person or 0, arriving.register(act=mine, scope=scope, came=came)
        keep(row, found, data, act)
        return row.id


def _person(scope: Scope, packet: Packet) -> int:
    """The person, when the number is one that the authority knows; 0 for nobody it knows."""
    number = packet.person.number if packet.person else ""
    hits = people.find(scope, number) if number else []
    return hits[0].id if len(hits) == 1 and not hits[0].former else 0
