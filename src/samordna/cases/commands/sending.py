"""How do parties ask, hand over and answer? Those who sign in, and registered for those who do not (D1, D7-D11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.domain import CHANNELS, Done, Extras
from samordna.cases.policy import may_move
from samordna.handbooks.journey import moves
from samordna.handbooks.journey.state import DECLINED, PERSON_SAYS_NO
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say


def hand_over(
    *, act: Act, scope: Scope, case: int, position: int, target: str, to: str = "",
    units: Mapping[str, int] | None = None, on: date | None = None,
) -> Done:  # fmt: skip
    """Hand over a box to a party that no exit of it names, with a reason (D7)."""
    move = moves.HandOver(position=position, target=target, to=to, reason=act.reason, on=_iso(on))
    return _made(act, scope, case, move, engine.Asked(units or {}))


def refer(
    *, act: Act, scope: Scope, case: int, position: int, referral: str = "", target: str = "", to: str = "",
    units: Mapping[str, int] | None = None, via: str = "", on: date | None = None, note: str = "",
    categories: tuple[str, ...] = (),
) -> Done:  # fmt: skip
    """Ask another party while the box stays (D8). `via` registers a request that an outside party made (D1).

    What a request of the box shares the handbook says; `categories` are for a `target` of one's own choice (D18).
    """
    _channel(via)
    move = moves.Refer(
        position=position, referral=referral, target=target, to=to, reason=act.reason, via=via, on=_iso(on),
        categories=categories,
    )  # fmt: skip
    return _made(act, scope, case, move, engine.Asked(units or {}, note=note))


def consult(
    *, act: Act, scope: Scope, case: int, position: int, adviser: str, question: str,
    units: Mapping[str, int] | None = None, deidentified: bool = False,
) -> Done:  # fmt: skip
    """Ask for advice (D10). De-identified it names nobody, needs no consent and opens nothing."""
    if not question.strip():
        raise Refused(refused("question-needed", say("Write the question.")))
    if deidentified:
        with one_act():
            found = engine.read(case, act, lock=True)
            insist(may_move(scope, found.seats))
            said = {"consulted": {"adviser": adviser, "question": question, "deidentified": True}}
            return engine.note(found, "consulted-openly", act, Extras(), said=said)
    move = moves.Consult(position=position, adviser=adviser, question=question, reason=act.reason)
    return _made(act, scope, case, move, engine.Asked(units or {}, note=question))


def accept(
    *, act: Act, scope: Scope, case: int, transfer: int, via: str = "", on: date | None = None,
    worker: int | None = None,
) -> Done:  # fmt: skip
    """Take a hand-over or a request; `via` registers that an outside party did."""
    _channel(via)
    move = moves.Accept(transfer=transfer, reason=act.reason, via=via, on=_iso(on))
    return _made(act, scope, case, move, engine.Asked(worker=worker))


def decline(
    *, act: Act, scope: Scope, case: int, transfer: int, person_says_no: bool = False, via: str = "",
    on: date | None = None,
) -> Done:  # fmt: skip
    """The receiver, or the person, says no; the sender's box opens again with the reason (D7, D8)."""
    _channel(via)
    answer = PERSON_SAYS_NO if person_says_no else DECLINED
    return _made(
        act, scope, case, moves.Decline(transfer=transfer, answer=answer, reason=act.reason, via=via, on=_iso(on))
    )


def withdraw(*, act: Act, scope: Scope, case: int, transfer: int) -> Done:
    """Take back what has not been answered."""
    return _made(act, scope, case, moves.Withdraw(transfer=transfer, reason=act.reason))


def answer(
    *, act: Act, scope: Scope, case: int, transfer: int, text: str, via: str = "", on: date | None = None
) -> Done:  # fmt: skip
    """Answer a request or a question; it informs and moves nothing by itself (D8)."""
    _channel(via)
    move = moves.Answer(transfer=transfer, text=text, reason=act.reason, via=via, on=_iso(on))
    return _made(act, scope, case, move, engine.Asked(note=text))


def give_back(*, act: Act, scope: Scope, case: int, position: int, via: str = "", on: date | None = None) -> Done:
    """Return to the party that handed over: at once, with a reason, and it cannot be declined (D9)."""
    _channel(via)
    return _made(act, scope, case, moves.Return(position=position, reason=act.reason, via=via, on=_iso(on)))


def escalate(*, act: Act, scope: Scope, case: int, transfer: int, unit: int) -> Done:
    """An answer has not come in time: the handbook's next one to ask gets it (D27). Moves nothing."""
    with one_act():
        found = engine.read(case, act, lock=True)
        # First who asks: an outsider does not learn whether anything has been sent (D21).
        insist(may_move(scope, found.seats))
        sent = found.state.transfers.get(transfer)
        if sent is None or sent.status != "sent":
            raise Refused(refused("already-answered", say("This has been answered already.")))
        return engine.note(found, "escalated", act, Extras(escalated={transfer: unit}), said={"transfer": transfer})


def _channel(via: str) -> None:
    if via and via not in CHANNELS:
        raise Refused(refused("no-channel", say("Say how you were told: by letter, phone, fax, SDK or in person.")))


def _made(act: Act, scope: Scope, case: int, move: moves.Move, asked: engine.Asked | None = None) -> Done:
    return engine.on_case(case, act, lambda found: engine.make(found, move, act, scope, asked))


def _iso(on: date | None) -> str:
    return on.isoformat() if on else ""
