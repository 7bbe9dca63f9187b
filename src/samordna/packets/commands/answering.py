"""How is a packet answered, and how does the answer move the case that it was sealed for? (D7, D8, D10)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import cast
from uuid import uuid4

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.cases import engine
from samordna.cases.domain import PLAN, SDK, Done, Extras
from samordna.cases.policy import may_move
from samordna.documents import keys, sealing
from samordna.documents.embedding import Embedded
from samordna.handbooks.journey import moves
from samordna.handbooks.journey.state import PERSON_SAYS_NO
from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore, append_row, begin, recorded
from samordna.journal.domain import Act, Entry, Part
from samordna.kernel.decision import ALLOWED, Refused, insist, refused
from samordna.kernel.text import Message, say
from samordna.organisations import queries as organisations
from samordna.packets import gathering, own, printing, queries, reading, schema
from samordna.packets.arriving import insist_from_others, insist_new, insist_on_channel, keep, once, record
from samordna.packets.domain import (
    ACCEPT,
    ANSWER,
    DATA,
    DECLINE,
    SAYS_NO,
    Answer,
    Answered,
    Opened,
    Packet,
    Side,
)
from samordna.packets.models import File, Reply, Sealed, TakenIn
from samordna.packets.naming import code_of
from samordna.packets.policy import words_leave
from samordna.people.images import image
from samordna.web.i18n import render


@dataclass(frozen=True, slots=True)
class Said:
    """What is answered, in words too; `by_person` when the person carries the reply (OSL 12:1)."""

    answer: str
    text: str = ""
    by_person: bool = False


def reply(*, act: Act, scope: Scope, packet: int, said: Said) -> int:
    """Seal a reply to a packet that was taken in; returns it. Raises Refused, DoneBefore.

    That it is accepted or declined tells the sender nothing of the person that they did not say; words do, and leave
    only when consent or a ground lets them, or the person carries them (D18, D19). Without that a yes or a no goes
    without its words, and an answer, which is nothing but words, is refused.
    """
    kept = queries.taken_in(scope, packet)
    insist(may(scope, Action.REGISTER_INCOMING, About(unit=queries.taken_row(scope, packet).unit_id)))
    found = queries.contents(kept)
    _insist_sayable(kept.can_say, said)
    way = act.sphere, organisations.unit(act.unit).area_id
    leave = ALLOWED if said.by_person else words_leave(kept.person, way, found.packet, act.on)
    if said.answer == ANSWER:
        insist(leave)
    text = said.text.strip() if leave else ""
    made = _sealed(scope, found, Said(said.answer, text, said.by_person), act)
    with one_act():
        row = TakenIn.objects.select_for_update().get(pk=packet)
        before = recorded(row.id, act)
        if before is not None:
            raise DoneBefore(row.id, before)
        _insist_sayable(queries.taken_in(scope, packet).can_say, said)
        return _write(row, kept.case, made, said, act)


def _insist_sayable(able: tuple[str, ...], said: Said) -> None:
    if said.answer not in able:
        raise Refused(
            refused("cannot-say", say("That cannot be answered to this packet, or has been answered already."))
        )
    if said.answer == ANSWER and not said.text.strip():
        raise Refused(refused("answer-empty", say("Write the answer.")))


def _sealed(scope: Scope, found: Opened, said: Said, act: Act) -> tuple[Packet, bytes]:
    unit, key, uid = organisations.unit(act.unit), own.key(), uuid4()
    back = found.packet.sender
    packet = Packet(
        uid=uid, kind="reply", code=code_of(uid), sealed_on=act.on,
        sender=Side(authority=unit.authority.name, unit=unit.name, key=keys.fingerprint(keys.public(key))),
        receiver=Side(
            authority=back.authority, unit=back.unit, lines=back.lines, reference=found.packet.code,
            key=found.fingerprint,
        ),
        reply=Answered(
            uid=found.packet.uid, hash=found.hash, answer=cast(Answer, said.answer), text=said.text, on=act.on
        ),
    )  # fmt: skip
    data = Embedded(DATA, schema.write(packet), description=gathering.say_data())
    return packet, sealing.seal(printing.reply_pdf(packet, data), key)


def _write(row: TakenIn, case: int, made: tuple[Packet, bytes], said: Said, act: Act) -> int:
    packet, data = made
    file = File.objects.create(hash=sha256(data).hexdigest(), data=data)
    kept = Reply.objects.create(
        taken_in=row, person_id=row.person_id, sphere_id=row.sphere_id, uid=packet.uid, hash=file.hash,
        answer=said.answer, by_person=said.by_person, on=act.on, worker_id=act.by,
    )  # fmt: skip
    part = Part(row.sphere_id, row.category, {"rows": [image(kept)]})
    append_row(row, Entry(kind="packet-replied", parts=(part,), person=row.person_id), act)
    if case:
        found = engine.read(case, act, lock=True)
        told = {"packet": packet.receiver.reference, "answer": said.answer, "sender": row.sender}
        engine.note(found, "packet-replied", act, Extras(), said=told)
    return kept.pk


# At the sender's


def take_reply(*, act: Act, scope: Scope, data: bytes, how: str = SDK) -> Done:
    """Take in the reply to a packet of ours: the open question is answered in the same act, and the box goes on.

    Raises Refused with what is wrong with the file, or when the question has been answered; DoneBefore.
    """
    insist_on_channel(how)
    found = reading.opened(data, queries.trusted())
    insist_from_others(found)
    ours = queries.answered(scope, found)
    answered = found.packet.reply
    assert answered is not None, "a reply says what is answered: the schema holds it"
    with once(scope, found.packet.uid), one_act():
        number = begin("packet", act)
        insist_new(scope, found.packet.uid)
        row = record(number, found, act, how, min(answered.on, act.on))
        row.person_id, row.sealed, row.answer = ours.person_id, ours, answered.answer
        keep(row, found, data, act)
        return _moved(ours, found, how, act, scope)


def _moved(ours: Sealed, found: Opened, how: str, act: Act, scope: Scope) -> Done:
    """The case goes on as if the worker had registered the answer by hand (D1)."""
    answered = found.packet.reply
    assert answered is not None, "a reply says what is answered"
    move = _move(ours.transfer, answered, min(answered.on, act.on), how, render(_why(found)))
    kept = {PLAN: {"packet": {"reply": str(found.packet.uid), "to": ours.code, "hash": found.hash}}}
    asked = engine.Asked(note=answered.text, kept=kept)
    case = engine.read(ours.case_id, act, lock=True)
    insist(may_move(scope, case.seats))
    return engine.make(case, move, act, scope, asked)


def _move(transfer: int, answered: Answered, on: date, how: str, why: str) -> moves.Move:
    day, reason = on.isoformat(), answered.text or why
    if answered.answer == ACCEPT:
        return moves.Accept(transfer=transfer, reason=answered.text, via=how, on=day)
    if answered.answer == ANSWER:
        return moves.Answer(transfer=transfer, text=answered.text, via=how, on=day)
    if answered.answer == SAYS_NO:
        return moves.Decline(transfer=transfer, answer=PERSON_SAYS_NO, reason=reason, via=how, on=day)
    assert answered.answer == DECLINE, "four answers"
    return moves.Decline(transfer=transfer, reason=reason, via=how, on=day)


def _why(found: Opened) -> Message:
    return say("Without words, in the reply {code}.", code=found.packet.code)
