"""What may be sent to another party, and how is it answered? Hand-overs, referrals and consultations (D7-D10)."""

from __future__ import annotations

from samordna.handbooks.domain import PERSON, Handbook, Referral
from samordna.handbooks.journey import refusals, routing
from samordna.handbooks.journey.box import Here, find
from samordna.handbooks.journey.building import Draft
from samordna.handbooks.journey.moves import Accept, Answer, Consult, Decline, Move, Refer, Withdraw
from samordna.handbooks.journey.routing import Leg
from samordna.handbooks.journey.state import (
    ACCEPTED,
    ANSWERED,
    AWAITING,
    CONSULTATION,
    DECLINED,
    HANDOVER,
    OPEN,
    PERSON_SAYS_NO,
    REFERRAL,
    SENT,
    WITHDRAWN,
    Event,
    State,
    Transfer,
)
from samordna.kernel.decision import Decision


def refer(handbook: Handbook, state: State, move: Refer) -> Event | Decision:
    """Ask another party; the box and the ball stay (D8). A team process opens at once as the registrant's own (D11)."""
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    free = Referral("", here.step.title, move.target, move.categories)
    asked = here.step.referral(move.referral) if move.referral else free
    if asked is None:
        return refusals.no_referral(here.step, move.referral)
    unknown = [each for each in asked.categories if handbook.entry("categories", each) is None]
    if unknown and asked is free:
        return refusals.no_category(unknown[0], handbook)
    target = handbook.target(here.run.process, asked.to)
    draft = Draft(handbook, state)
    if target.kind == "party":
        return _ask_party(draft, here, asked, target.step, move)
    step = handbook.step(target.process, target.step)
    if target.kind != "step" or step is None or not asked.to or not handbook.by_id[target.process].starters:
        return refusals.no_target(asked.to)
    if asked.consult:
        return _ask_party(draft, here, asked, step.lead or handbook.by_id[target.process].starters[0], move)
    leg = routing.resolve(handbook, here.run, here.driver, target, move.to)
    if isinstance(leg, Decision):
        return leg
    if not leg.receiver and leg.process == here.run.process and leg.lead == here.driver:
        return refusals.asked_oneself(here.driver)
    _ask(draft, here, asked, leg)
    return draft.event("referred", move)


def _ask_party(draft: Draft, here: Here, asked: Referral, party: str, move: Refer | Consult) -> Event | Decision:
    """Ask a party itself, in no box of its own; a forum may be asked too, the person is not (D3, D10)."""
    if party not in draft.handbook.parties:
        return refusals.no_party(party, draft.handbook)
    if party == PERSON:
        return refusals.cannot_receive(party)
    if party == here.driver:
        return refusals.asked_oneself(party)
    draft.send(_request(draft, here, asked, party, ()))
    return draft.event("consulted" if asked.consult else "referred", move)


def _ask(draft: Draft, here: Here, asked: Referral, leg: Leg) -> None:
    """Send the request; when the asker may run the process itself, open it at once."""
    receiver = leg.receiver or _awaited(draft.handbook, asked, leg) or here.driver
    request = _request(draft, here, asked, receiver, ((leg.process, leg.step),))
    if not leg.receiver:
        request = request._replace(status=ACCEPTED, to_run=draft.go(leg, here.run).id)
    draft.send(request)


def _awaited(handbook: Handbook, asked: Referral, leg: Leg) -> str:
    """Who is asked by a process that the asker runs itself: the party that the handbook says answers, else its team.

    The run is the asker's, but the question is not put to oneself (D11).
    """
    if asked.answered_by:
        return asked.answered_by
    process = handbook.by_id[leg.process]
    return next((step.lead for step in process.steps if process.forum and handbook.is_forum(step.lead)), "")


def _request(
    draft: Draft, here: Here, asked: Referral, receiver: str, targets: tuple[tuple[str, str], ...]
) -> Transfer:
    return Transfer(
        draft.new_id(),
        CONSULTATION if asked.consult else REFERRAL,
        here.position.id,
        here.run.id,
        here.driver,
        receiver,
        targets,
        asked.categories,
        asked.consent or asked.ground,
        asked.id,
        opened=draft.seq,
    )


def consult(handbook: Handbook, state: State, move: Consult) -> Event | Decision:
    """Ask for advice; ball and positions are untouched (D10)."""
    here = find(handbook, state, move, move.position)
    if isinstance(here, Decision):
        return here
    asked = Referral("", here.step.title, f"party:{move.adviser}", consult=True)
    return _ask_party(Draft(handbook, state), here, asked, move.adviser, move)


def accept(handbook: Handbook, state: State, move: Accept) -> Event | Decision:
    """The receiver takes it: a hand-over moves the box and, from its holder, the ball; a referral opens a run."""
    transfer = _answerable(state, move, move.transfer)
    if isinstance(transfer, Decision):
        return transfer
    if transfer.kind == CONSULTATION:
        return refusals.not_answerable()
    draft = Draft(handbook, state)
    if transfer.kind == HANDOVER:
        draft.pass_ball(transfer.sender, transfer.receiver)
        _settle(draft, transfer, accepted=True)
    draft.send(transfer._replace(status=ACCEPTED, to_run=_enter(draft, transfer)))
    return draft.event("accepted", move)


def _enter(draft: Draft, transfer: Transfer) -> int:
    """Open the boxes at the receiver's; returns the run they are in (0 for a party without a process here)."""
    sender_run = draft.state.runs.get(transfer.from_run)
    to_run = 0
    for process_id, step_id in transfer.targets:
        process = draft.handbook.by_id.get(process_id)
        step = process.by_id.get(step_id) if process else None
        if process is None or step is None or sender_run is None:
            continue
        able = [p for p in (transfer.receiver, transfer.sender, *process.starters) if p in process.starters]
        stays = process_id == sender_run.process and not sender_run.ended
        run = sender_run if stays else draft.run(process_id, able[0])
        draft.arrive(run, step_id, step.lead or run.party)
        to_run = run.id
    return to_run


def decline(handbook: Handbook, state: State, move: Decline) -> Event | Decision:
    """The receiver says no, or the person does: the sender's box opens again with the reason (D7, D8)."""
    transfer = _answerable(state, move, move.transfer, sender_too=move.answer == PERSON_SAYS_NO)
    if isinstance(transfer, Decision):
        return transfer
    return _closed_without(handbook, state, move, transfer, DECLINED, move.answer)


def withdraw(handbook: Handbook, state: State, move: Withdraw) -> Event | Decision:
    """The sender takes it back; its box opens again."""
    transfer = _open_transfer(state, move.transfer)
    if isinstance(transfer, Decision):
        return transfer
    if not routing.may_act(state, move.by, transfer.sender, move.via):
        return refusals.not_your_move(move.by, transfer.sender)
    return _closed_without(handbook, state, move, transfer, WITHDRAWN, "")


def _closed_without(
    handbook: Handbook, state: State, move: Move, transfer: Transfer, status: str, answer_code: str
) -> Event | Decision:
    if not move.reason:
        return refusals.reason_needed()
    draft = Draft(handbook, state)
    draft.send(transfer._replace(status=status, answer=answer_code))
    if transfer.kind == HANDOVER:
        _settle(draft, transfer, accepted=False)
    return draft.event(status, move)


def answer(handbook: Handbook, state: State, move: Answer) -> Event | Decision:
    """An answer informs and moves nothing by itself (D8, D10); the asker may note what a party here said."""
    transfer = state.transfers.get(move.transfer)
    if transfer is None:
        return refusals.no_transfer(move.transfer)
    if transfer.kind == HANDOVER:
        return refusals.not_answerable()
    if transfer.status not in (SENT, ACCEPTED):
        return refusals.answered(transfer.status)
    noted = move.by == transfer.sender and transfer.receiver not in state.outside
    if not (noted or routing.may_act(state, move.by, transfer.receiver, move.via)):
        return refusals.not_your_move(move.by, transfer.receiver)
    draft = Draft(handbook, state)
    draft.send(transfer._replace(status=ANSWERED, answer=move.text))
    return draft.event("answered", move)


def _open_transfer(state: State, transfer_id: int) -> Transfer | Decision:
    transfer = state.transfers.get(transfer_id)
    if transfer is None:
        return refusals.no_transfer(transfer_id)
    return transfer if transfer.status == SENT else refusals.answered(transfer.status)


def _answerable(state: State, move: Move, transfer_id: int, *, sender_too: bool = False) -> Transfer | Decision:
    """The transfer, when this actor may answer it; what the person says is registered by either side."""
    transfer = _open_transfer(state, transfer_id)
    if isinstance(transfer, Decision):
        return transfer
    allowed = routing.may_act(state, move.by, transfer.receiver, move.via) or (
        sender_too and move.by == transfer.sender
    )
    return transfer if allowed else refusals.not_your_move(move.by, transfer.receiver)


def _settle(draft: Draft, transfer: Transfer, *, accepted: bool) -> None:
    """What becomes of the sender's box: it goes when all accepted, opens again when somebody did not, else it waits."""
    position = draft.state.positions.get(transfer.position)
    if position is None or position.status != AWAITING:
        return
    siblings = [
        t
        for t in draft.state.transfers.values()
        if t.position == transfer.position and t.opened == transfer.opened and t.id != transfer.id
    ]
    if any(t.status == SENT for t in siblings):
        return
    if accepted and all(t.status == ACCEPTED for t in siblings):
        draft.leave(position)
    else:
        draft.put(position._replace(status=OPEN))
