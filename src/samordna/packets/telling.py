"""What does a packet say, in words? The same on the page and in the terminal."""

from __future__ import annotations

from samordna.documents import keys
from samordna.handbooks.journey.state import CONSULTATION, HANDOVER
from samordna.packets.domain import ACCEPT, ANSWER, DECLINE, REPLY, SAYS_NO, Opened, Packet, Side
from samordna.packets.printing import answer_words
from samordna.packets.reading import OURS
from samordna.web.i18n import _, day_words

Pairs = list[tuple[str, str]]


def kind_words(kind: str) -> str:
    """What kind of packet it is."""
    return {HANDOVER: _("Hand-over"), CONSULTATION: _("Question for advice"), REPLY: _("Reply")}.get(kind, _("Request"))


def summary(found: Opened) -> Pairs:
    """What it is, whose seal it has, from and to whom, about whom and what."""
    packet, key = found.packet, keys.spaced(found.fingerprint)
    name = _("this installation") if found.key_name == OURS else found.key_name
    rows = [
        (_("Kind"), kind_words(packet.kind)), (_("Sealed by"), f"{name} ({key})"),
        (_("Sealed"), day_words(packet.sealed_on)), (_("From"), side(packet.sender)), (_("To"), side(packet.receiver)),
        (_("Reference"), packet.sender.reference), (_("Reference code"), packet.code),
    ]  # fmt: skip
    return [row for row in [*rows, *_about(packet), *_reply(packet)] if row[1]]


def _about(packet: Packet) -> Pairs:
    whom, asked = packet.person, packet.asked
    if whom is None or asked is None:
        return []
    rows = [
        (_("About"), " ".join(filter(None, (whom.given_name, whom.family_name, whom.number)))),
        (_("What"), asked.label), (_("It is about"), "; ".join(each.title for each in asked.boxes)),
        (_("In their words"), asked.note),
        (_("Answer by"), day_words(asked.answer_by) if asked.answer_by else ""),
        (_("Why this may be told"), " ".join(asked.grounds)), (_("Left out"), ", ".join(asked.left_out)),
        (_("Forms"), ", ".join(each.title for each in packet.papers)),
    ]  # fmt: skip
    return [*rows, (_("Protected identity"), _("Yes"))] if whom.protected else rows


def _reply(packet: Packet) -> Pairs:
    if packet.reply is None:
        return []
    return [
        (_("The answer"), answer_words(packet.reply.answer)), (_("In their words"), packet.reply.text),
        (_("Day"), day_words(packet.reply.on)), (_("Answers the packet"), packet.receiver.reference),
    ]  # fmt: skip


def told(packet: Packet) -> Pairs:
    """The answers that it tells, question by question."""
    return [(each.title, each.words) for each in packet.told]


def side(one: Side) -> str:
    """The sender or the receiver in a line."""
    return ", ".join(dict.fromkeys(filter(None, (one.authority, one.unit))))


def ours(answer: str) -> str:
    """An answer that one's own unit has given, in words."""
    return {
        ACCEPT: _("Accepted"), DECLINE: _("Declined"), SAYS_NO: _("The person said no"), ANSWER: _("Answered"),
    }.get(answer, answer)  # fmt: skip
