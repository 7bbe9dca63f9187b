"""What does one party's act tell another? A copy in the receiver's own record of what reached it (D8, D20, D25).

What is sent and what is answered reaches the other side; the reason and the text only as far as consent or a ground
lets them. What has been received stays received, whatever is withdrawn later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from samordna.cases.domain import PLAN, Seats
from samordna.consents import queries as consents
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import Event, State
from samordna.handbooks.journey.state import REFERRAL, Transfer
from samordna.journal.domain import Act, Part
from samordna.kernel.decision import insist

CONTACT = ("contact",)


def parts(
    before: State, event: Event, seats: Seats, act: Act, note: str, person: int, on: date
) -> Iterator[Part]:  # fmt: skip
    """One part for each other sphere that the event tells something, under "told": a list of what."""
    told: dict[int, list[dict[str, Any]]] = {}
    for sent in event.effect.transfers:
        other = _other(before, sent, seats, act)
        if not other:
            continue
        open_ = bool(consents.check(person, act.sphere, other, sent.categories or CONTACT, act.on))
        said: dict[str, Any] = {
            "transfer": sent.id, "kind": sent.kind, "status": sent.status, "sender": sent.sender,
            "receiver": sent.receiver,
        }  # fmt: skip
        if sent.answer:
            said["answer"] = sent.answer
        words = "\n".join(each for each in (event.reason, note) if each)
        if words and open_:
            said["text"] = words
        told.setdefault(other, []).append(said)
    for sphere, what in told.items():
        yield Part(sphere, PLAN, {"told": what, "on": on.isoformat()})


def _other(before: State, sent: Transfer, seats: Seats, act: Act) -> int:
    """The sphere across from the acting one; 0 when both are the same, or when it is nobody's record here."""
    sender, receiver = seats.get(sent.sender), seats.get(sent.receiver)
    if sender is None or receiver is None:
        return 0
    seat = sender if receiver.sphere == act.sphere else receiver
    return seat.sphere if seat.sphere != act.sphere and seat.here else 0


def to_forums(book: Handbook, state: State, event: Event, seats: Seats) -> Iterator[Transfer]:
    """What a forum gets to know when a box that it leads is opened: it is sent nothing, and yet sees the case (D11).

    As transfers from the party that runs the process; the categories are those of the request that opened it.
    """
    runs = {**state.runs, **{run.id: run for run in event.effect.runs}}
    for position in event.effect.positions:
        run = runs[position.run]
        opened = position.id >= state.next_id and book.is_forum(position.party)
        if opened and {run.party, position.party} <= seats.keys():
            known = [t for t in state.transfers.values() if t.to_run == run.id]
            categories, basis = (known[-1].categories, known[-1].basis) if known else ((), "")
            yield Transfer(
                0, REFERRAL, position.id, run.id, run.party, position.party, categories=categories, basis=basis
            )


def insist_on_answer(before: State, event: Event, seats: Seats, act: Act, person: int) -> None:
    """An answer tells something about the person: across spheres it needs consent or a ground too. Raises Refused."""
    for sent in event.effect.transfers:
        other = _other(before, sent, seats, act)
        if other and seats[sent.receiver].here:
            insist(consents.check(person, act.sphere, other, sent.categories or CONTACT, act.on))
