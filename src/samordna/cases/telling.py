"""What does one party's act tell another? A copy in the receiver's own record of what reached it (D8, D20, D25).

What is sent and what is answered reaches the other side; the reason and the text only as far as consent or a ground
lets them. What has been received stays received, whatever is withdrawn later.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from samordna.cases.domain import PLAN, Extras, Seats
from samordna.consents import queries as consents
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import Event, State
from samordna.handbooks.journey.state import ACCEPTED, REFERRAL, SENT, Transfer
from samordna.journal import queries as journal
from samordna.journal.domain import Act, Part
from samordna.kernel.decision import insist

if TYPE_CHECKING:
    from samordna.cases.engine import Loaded

CONTACT = ("contact",)


def parts(case: Loaded, event: Event, extras: Extras, seats: Seats, act: Act, note: str) -> Iterator[Part]:
    """One part for each other sphere that the event tells something, under "told": a list of what."""
    told: dict[int, list[dict[str, Any]]] = {}
    words = "\n".join(each for each in (event.reason, note) if each)
    for sent in event.effect.transfers:
        other = _other(sent, seats, act)
        if other:
            open_ = bool(consents.check(case.person, act.sphere, other, sent.categories or CONTACT, act.on))
            told.setdefault(other, []).append(_said(case.state, sent, words if open_ else ""))
    for sent in _reaching(case, event, extras):
        sphere = seats[sent.receiver].sphere
        if sphere != seats[sent.sender].sphere and seats[sent.receiver].here:
            told.setdefault(sphere, []).append(_said(case.state, sent, _asked(case, sent, sphere, act)))
    for sphere, what in told.items():
        yield Part(sphere, PLAN, {"told": what, "on": event.on or act.on.isoformat()})


def _said(before: State, sent: Transfer, words: str) -> dict[str, Any]:
    """What reached the other side, as its own record keeps it. A question that is new there has been sent to it."""
    # The sender of a question to a team opens the process itself: for the team it has only been asked (D11).
    reached = sent.status == ACCEPTED and sent.kind == REFERRAL and sent.opened > before.seq
    said: dict[str, Any] = {
        "transfer": sent.id, "kind": sent.kind, "status": SENT if reached else sent.status, "sender": sent.sender,
        "receiver": sent.receiver,
    }  # fmt: skip
    if sent.answer:
        said["answer"] = sent.answer
    if words:
        said["text"] = words
    return said


def _reaching(case: Loaded, event: Event, extras: Extras) -> Iterator[Transfer]:
    """What a team was asked before it had a part in the case: it reaches it when its first box opens (D11)."""
    new = {sent.id for sent in event.effect.transfers}
    for sent in case.state.transfers.values() if extras.seats else ():
        if sent.receiver in extras.seats and sent.is_unanswered and sent.id not in new:
            yield sent._replace(status=SENT)


def _asked(case: Loaded, sent: Transfer, sphere: int, act: Act) -> str:
    """The reason and the words of a question that was put earlier, as far as they may leave whoever wrote them now."""
    for kept, data in journal.parts(case.id).filter(seq=sent.opened, category=PLAN).values_list("sphere_id", "data"):
        said = json.loads(data)
        if "journey" not in said:
            continue
        if kept == sphere or consents.check(case.person, kept, sphere, sent.categories or CONTACT, act.on):
            return "\n".join(each for each in (said["journey"].get("reason"), said.get("note")) if each)
    return ""


def _other(sent: Transfer, seats: Seats, act: Act) -> int:
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
        other = _other(sent, seats, act)
        if other and seats[sent.receiver].here:
            insist(consents.check(person, act.sphere, other, sent.categories or CONTACT, act.on))
