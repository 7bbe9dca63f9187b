"""Which packets has a case, what came to a unit, and whose keys are trusted? Always as far as the actor may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from samordna.access.domain import Scope
from samordna.access.queries import visible
from samordna.cases.queries import Seen, transfers
from samordna.consents import queries as consents
from samordna.kernel.decision import Decision, Refused, refused
from samordna.kernel.text import say
from samordna.packets import naming, own, reading
from samordna.packets.domain import REPLY, Opened
from samordna.packets.kept import KeyKept, ReplyKept, SealedKept, TakenKept
from samordna.packets.models import File, Reply, Sealed, TakenIn, TrustedKey
from samordna.packets.reading import Trusted

# Keys


def trusted_keys() -> list[KeyKept]:
    """Every key that is or was trusted here, by name."""
    rows = TrustedKey.objects.order_by("name", "id")
    return [
        KeyKept(row.id, row.fingerprint, row.name, tuple(row.authorities), row.since, row.until) for row in rows
    ]  # fmt: skip


def trusted() -> Trusted:
    """Our own key and the trusted ones. Raises Refused when ours cannot be used."""
    others = TrustedKey.objects.filter(until=None).values_list("fingerprint", "name")
    return Trusted(own.fingerprint(), dict(others))


def key_of(authority: int) -> str:
    """The key of the installation where an authority is; "" when none is known."""
    rows = TrustedKey.objects.filter(until=None).order_by("id").values_list("fingerprint", "authorities")
    return next((fingerprint for fingerprint, authorities in rows if authority in authorities), "")


# Sealed here


def of_case(seen: Seen, on: date) -> list[SealedKept]:
    """The packets that were sealed in a case, the newest first: of what the actor may know has been sent (D21)."""
    known = [row.no for row in transfers(seen)]
    rows = visible(Sealed.objects.filter(case_id=seen.id, transfer__in=known), seen.scope, on).order_by("-id")
    return [_sealed(row, seen, on) for row in rows]


def one(seen: Seen, packet: int, on: date) -> SealedKept:
    """One of them. Raises Refused, in the same words whether it is there or not (D21)."""
    row = visible(Sealed.objects.filter(case_id=seen.id, pk=packet), seen.scope, on).first()
    if row is None or row.transfer not in {each.no for each in transfers(seen)}:
        raise Refused(no_packet())
    return _sealed(row, seen, on)


def file_of(seen: Seen, packet: int, on: date) -> bytes:
    """The file of a packet that one's own unit sealed, while all of it may leave still (D20). Raises Refused."""
    row = Sealed.objects.filter(case_id=seen.id, pk=packet, sphere_id__in=seen.scope.spheres).first()
    if row is None:
        raise Refused(no_packet())
    if not _open(row, seen, on):
        raise Refused(
            refused(
                "packet-closed",
                say("Something in the packet may not leave any more, or it was taken back: it is not given out again."),
            )
        )
    return _file(row.hash)


def by_code(scope: Scope, typed: str) -> tuple[int, int] | None:
    """(case, transfer) of a packet that the actor's units sealed, by the code on its paper (D21); None for no such."""
    code = naming.as_code(typed)
    rows = Sealed.objects.filter(code=code, unit_id__in=scope.units) if code else Sealed.objects.none()
    return rows.order_by("-id").values_list("case_id", "transfer").first()


def _sealed(row: Sealed, seen: Seen, on: date) -> SealedKept:
    own_ = row.sphere_id in seen.scope.spheres
    replies = tuple(_taken(each) for each in row.replies.order_by("id")) if own_ else ()
    return SealedKept(
        row.pk, row.case_id, row.code, row.transfer, row.receiver, tuple(row.categories), tuple(row.forms),
        row.by_person, row.sealed_on, row.worker_id, _open(row, seen, on), own_, replies,
    )  # fmt: skip


def _open(row: Sealed, seen: Seen, on: date) -> bool:
    sent = seen.state.transfers.get(row.transfer)
    if sent is None or sent.status in ("withdrawn", "declined"):
        return False
    if row.by_person:
        return True
    return bool(consents.check(row.person_id, row.sphere_id, row.receiver_sphere_id, row.categories, on))


def no_packet() -> Decision:
    """The same answer for a packet that is not there and for one that is not ours to know of (D21)."""
    return refused("no-packet", say("There is no such packet for you to see."))


# Taken in


def taken_in(scope: Scope, packet: int) -> TakenKept:
    """A packet that came to one of the actor's units. Raises Refused."""
    return _taken(taken_row(scope, packet))


def taken_row(scope: Scope, packet: int) -> TakenIn:
    """Its row, for the commands of this room. Raises Refused."""
    row = TakenIn.objects.select_related("incoming").filter(pk=packet, unit_id__in=scope.units).first()
    if row is None:
        raise Refused(no_packet())
    return row


def taken_for(seen: Seen) -> list[TakenKept]:
    """The packets that came for a case, to the actor's own units."""
    rows = TakenIn.objects.select_related("incoming").filter(unit_id__in=seen.scope.units, incoming__case_id=seen.id)
    return [_taken(row) for row in rows.order_by("-id")]


def of_incoming(scope: Scope, incoming: int) -> int:
    """The packet that a message in the inbox came as; 0 when it was none."""
    rows = TakenIn.objects.filter(incoming_id=incoming, unit_id__in=scope.units).values_list("pk", flat=True)
    return rows.first() or 0


def contents(row: TakenKept) -> Opened:
    """What a packet said when it was taken in: read again from its file, whoever is trusted today."""
    name = TrustedKey.objects.filter(fingerprint=row.key).values_list("name", flat=True).first() or row.sender
    # As its own receiver: for whom it was sealed was asked then, and our key may be another one since.
    return replace(reading.opened(_file(row.hash), Trusted(row.key, {})), key_name=name)


def taken_file(scope: Scope, packet: int) -> bytes:
    """The file as it came. Raises Refused."""
    return _file(taken_row(scope, packet).hash)


def reply_file(scope: Scope, packet: int, reply: int) -> bytes:
    """The file of a reply to it. Raises Refused."""
    row = Reply.objects.filter(taken_in=taken_row(scope, packet), pk=reply).first()
    if row is None:
        raise Refused(no_packet())
    return _file(row.hash)


def replayed(scope: Scope, uid: UUID) -> Decision | None:
    """The refusal of a packet that has been taken in already: when, and by whom if that was one's own unit (D21)."""
    row = TakenIn.objects.select_related("incoming").filter(uid=uid).first()
    if row is None:
        return None
    if row.unit_id not in scope.units:
        return refused("taken-in-before", say("The packet has been taken in already, in another unit."))
    case = _case(row)
    if case:
        said = say("The packet was taken in {day}, and belongs to a case.", day=row.on)
    else:
        said = say("The packet was taken in {day}, and stands under “Come in”.", day=row.on)
    return refused("taken-in-before", said)


def seen_before(scope: Scope, uid: UUID) -> int:
    """The packet with this id that the actor's units have taken in; 0 for none."""
    return TakenIn.objects.filter(uid=uid, unit_id__in=scope.units).values_list("pk", flat=True).first() or 0


def answered(scope: Scope, found: Opened) -> Sealed:
    """The packet of ours that a reply answers, as that very file, by the key that it was sealed for. Raises Refused."""
    reply = found.packet.reply
    row = Sealed.objects.filter(uid=reply.uid, unit_id__in=scope.units).first() if reply else None
    if row is None or reply is None or found.packet.kind != REPLY:
        raise Refused(refused("reply-unknown", say("The reply answers no packet that your unit has sealed here.")))
    if row.hash != reply.hash:
        raise Refused(refused("reply-to-another-file", say("The reply answers another file than the one sealed here.")))
    if row.receiver_key and row.receiver_key != found.fingerprint:
        raise Refused(
            refused(
                "reply-from-another",
                say("The reply is sealed by {name}, and the packet went to {receiver}. Ask them.",
                    name=found.key_name, receiver=row.receiver),
            )
        )  # fmt: skip
    return row


def _taken(row: TakenIn) -> TakenKept:
    replies: Iterable[Reply] = row.replied.order_by("id")
    return TakenKept(
        row.id, row.kind, row.sender, row.key, row.on, row.how, row.hash, row.incoming_id or 0, _case(row),
        row.person_id or (row.incoming.person_id or 0 if row.incoming else 0), row.answer,
        tuple(ReplyKept(each.pk, each.answer, each.on, each.by_person) for each in replies),
    )  # fmt: skip


def _case(row: TakenIn) -> int:
    if row.sealed_id and row.sealed:
        return row.sealed.case_id
    return (row.incoming.case_id or 0) if row.incoming else 0


# Files


def _file(hash_: str) -> bytes:
    """The bytes, as they were. Raises Refused when they are gone, or are not what they were."""
    row = File.objects.filter(pk=hash_).first()
    data = bytes(row.data) if row else b""
    if sha256(data).hexdigest() != hash_:
        raise Refused(
            refused("file-gone", say("The file of the packet is gone or damaged. Ask whoever runs Samordna."))
        )
    return data


def held(scope: Scope, hash_: str) -> bytes:
    """A file that the actor has uploaded and looks at. Raises Refused when it is no longer there."""
    if not File.objects.filter(pk=hash_, held_by=scope.worker).exists():
        raise Refused(refused("upload-again", say("The file is not here any more. Choose it again.")))
    return _file(hash_)
