"""What happens in a person's cases when a consent is taken back? Unanswered things are cancelled, the ball comes home.

Called by `consents` through its port, inside the same transaction. Nobody's right is asked here: to withdraw is the
person's, whoever has written it down (D20).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from samordna.access.queries import bases
from samordna.cases import arranging, engine
from samordna.cases.domain import Done
from samordna.cases.withdrawn import carried, comes_home, open_cases
from samordna.consents import queries as consents
from samordna.consents.domain import Way
from samordna.handbooks.journey import Event, apply, decide
from samordna.handbooks.journey.combining import combine
from samordna.handbooks.journey.moves import Move, Reopen, Withdraw
from samordna.handbooks.journey.state import ACCEPTED, HANDOVER, Effect, State, Transfer
from samordna.journal.acts import one_act
from samordna.journal.domain import Act

KIND, WHY = "consent-withdrawn", "consent-withdrawn"


def cancel_after_withdrawal(*, act: Act, person: int, pairs: Iterable[Way]) -> list[Done]:
    """Cancel what the closed ways carried, one event per case; a ball there returns to the owner for our part (D20).

    `pairs` are (from sphere, to sphere). What still rests on another consent or ground stays.
    """
    ways = frozenset(pairs)
    with one_act():
        done = [_cancel(act, case, ways) for case in open_cases(person)]
    return [each for each in done if each]


def _cancel(act: Act, case: int, ways: frozenset[Way]) -> Done | None:
    found = engine.read(case, lock=True)
    state, effect = found.state, Effect()
    for sent in found.state.transfers.values():
        if carried(found, sent, ways) and not _still_opened(found, sent, act.on):
            state, effect = _and(found, state, effect, Withdraw(transfer=sent.id, reason=WHY))
    if comes_home(found, ways) and not _any_left(found, act.on):
        back = _home(state)
        if back:
            state, effect = _and(found, state, effect, back)
        effect = effect._replace(ball=(found.state.ball, found.state.owner))
    if effect == Effect():
        return None
    event = Event(found.state.seq + 1, KIND, effect, on=act.on.isoformat(), reason=WHY)
    asked = engine.Asked()
    extras, seats = engine.seated(found, found.handbook, event, act, asked, act.on)
    extras = arranging.dated(found, found.handbook, event, extras, act, asked, act.on)
    return engine.record(found, event, extras, seats, act, asked, act.on)


def _and(found: engine.Loaded, state: State, effect: Effect, move: Move) -> tuple[State, Effect]:
    """The move done too, in the same event; one that the journey refuses leaves things as they are."""
    ruling = decide(found.handbook, state, move)
    if ruling.event is None:
        return state, effect
    after = apply(state, ruling.event)._replace(seq=state.seq)
    return after, combine(effect, ruling.event.effect)


def _still_opened(found: engine.Loaded, sent: Transfer, on: date) -> bool:
    sender, receiver = found.seats[sent.sender], found.seats[sent.receiver]
    wanted = sent.categories or ("contact",)
    return consents.check(found.person, sender.sphere, receiver.sphere, wanted, on).allowed


def _any_left(found: engine.Loaded, on: date) -> bool:
    owner, holder = found.seats[found.state.owner], found.seats[found.state.ball]
    return bool(bases(found.person, owner.sphere, holder.sphere, on))


def _home(state: State) -> Reopen | None:
    """The owner's box that was handed over to whoever has the ball, when the owner has no open box to go on with."""
    if any(p.party == state.owner for p in state.positions.values()):
        return None
    sent = [
        t
        for t in state.transfers.values()
        if t.kind == HANDOVER and t.status == ACCEPTED and t.sender == state.owner and t.receiver == state.ball
    ]
    for each in reversed(sent):
        left = next((v for v in reversed(state.visits) if v.position.id == each.position), None)
        if left:
            return Reopen(run=left.position.run, step=left.position.step, reason=WHY)
    return None
