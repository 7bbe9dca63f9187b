"""May the words of a reply leave? Consent or a ground opens them to whoever sent the packet, named as there (D18)."""

from __future__ import annotations

from datetime import date

from samordna.consents import queries as consents
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import say
from samordna.organisations import queries as organisations
from samordna.packets.domain import Packet

CONTACT = ("contact",)


def words_leave(person: int, way: tuple[int, int], packet: Packet, on: date) -> Decision:
    """May words about the person go from one's own sphere to the sender of a packet? A refusal cites what keeps them.

    `way` is one's own sphere and the area, whose units the sender may be among; else it is a receiver by name.
    """
    if not person:
        return refused(
            "consent-needed",
            say("Nobody here has written the person down, so no consent lets words about them leave."),
        )
    wanted = packet.asked.categories if packet.asked and packet.asked.categories else CONTACT
    found = [consents.preview(person, way[0], each, wanted, on) for each in receivers(way[1], packet, on)]
    if any(each.complete for each in found):
        return ALLOWED
    first = found[0].stopped[0]
    return refused("consent-needed", first.reason, first.law)


def receivers(area: int, packet: Packet, on: date) -> list[int | str]:
    """The sender as somebody to tell: the spheres of units called so in the area, then the names themselves."""
    names = list(dict.fromkeys(filter(None, (packet.sender.unit, packet.sender.authority))))
    units = [
        u for u in organisations.units_of(area, on) if packet.sender.authority.casefold() == u.authority.name.casefold()
    ]
    called = [u for u in units if u.name.casefold() == packet.sender.unit.casefold()] or units
    return [*dict.fromkeys(u.sphere_id for u in called), *names]
