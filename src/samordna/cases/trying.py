"""What would a move send, and to whom? Decided as the move itself would be, and nothing is written (D7, D8, D18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from samordna.cases import arranging, engine, policy, telling
from samordna.cases.domain import Seat
from samordna.cases.queries import Seen
from samordna.handbooks.journey import decide
from samordna.handbooks.journey.moves import Move
from samordna.handbooks.journey.state import SENT, Transfer
from samordna.kernel.decision import Decision
from samordna.organisations import queries as organisations


@dataclass(frozen=True, slots=True)
class Sending:
    """Something that would be sent: to which party and unit, and which categories it would carry.

    `unit` is 0 when nobody in the area plays the receiver. `units` are those that could, (id, name), the chosen first.
    `basis` is the consent or ground that the handbook names.
    """

    kind: str
    sender: str
    receiver: str
    from_sphere: int
    to_sphere: int
    unit: int
    units: tuple[tuple[int, str], ...]
    here: bool
    categories: tuple[str, ...]
    basis: str

    @property
    def through_person(self) -> bool:
        """True when the papers go to the person, who carries them on (OSL 12:1)."""
        return self.basis == "to-person"

    @property
    def within(self) -> bool:
        """True when both sides lie in one secrecy sphere: nothing is opened by it (D5)."""
        return self.from_sphere == self.to_sphere


def would_send(seen: Seen, move: Move, units: Mapping[str, int], on: date) -> tuple[Sending, ...] | Decision:
    """What the move would send to units other than the sender's own, or why the move cannot be made at all."""
    allowed = policy.may_move(seen.scope, seen.seats)
    if not allowed:
        return allowed
    wanted = engine.wanted_parties(seen.state, move)
    move = replace(move, by=policy.acting_party(seen.scope, seen.state, seen.seats, wanted))
    ruling = decide(seen.handbook, seen.state, move)
    if ruling.event is None:
        return ruling.decision
    # A request that opens a process of one's own leaves when the team that it is for has a part in the case (D11).
    new = arranging.new_transfers(seen.state, ruling.event)
    sent = [t for t in new if t.status == SENT or t.receiver in seen.seats]
    # A forum is sent nothing, but sees the case when a box of its own opens: that is shown beforehand too (D11).
    seats = {party: Seat(0, 0) for party in engine.parties_in(ruling.event)} | dict(seen.seats)
    forums = telling.to_forums(seen.handbook, seen.state, ruling.event, seats)
    sent += [each for each in forums if each.receiver not in seen.own_parties]
    found = [_sending(seen, each, units.get(each.receiver, 0), on) for each in sent]
    return tuple(each for each in found if each and each.unit != seen.seats[each.sender].unit)


def _sending(seen: Seen, sent: Transfer, chosen: int, on: date) -> Sending | None:
    sender = seen.seats.get(sent.sender)
    if sender is None:
        return None
    seat = seen.seats.get(sent.receiver)
    playing = () if seat else tuple(organisations.units_playing(seen.row.area_id, sent.receiver, on))
    if seat is None and playing:
        unit = next((each for each in playing if each.pk == chosen), playing[0])
        seat = Seat(unit.pk, unit.sphere_id, unit.here)
    named = tuple((each.pk, each.name) for each in sorted(playing, key=lambda u: seat is None or u.pk != seat.unit))
    if seat and not named:
        named = tuple(organisations.unit_names((seat.unit,)).items())
    return Sending(
        sent.kind, sent.sender, sent.receiver, sender.sphere, seat.sphere if seat else sender.sphere,
        seat.unit if seat else 0, named, bool(seat and seat.here), sent.categories or ("contact",), sent.basis,
    )  # fmt: skip
