"""Is a file a packet that may be taken in here? Seal, key, version, shape, receiver, in this order; then it is opened.

Nothing of a file is unpacked before its seal has been verified with a key that is trusted here. Every refusal says
what is wrong and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from samordna.documents import keys, sealing
from samordna.documents.embedding import DamagedPdfError, embedded
from samordna.documents.sealing import SealError
from samordna.kernel.decision import Decision, Refused, refused
from samordna.kernel.text import say
from samordna.packets import schema
from samordna.packets.domain import DATA, Opened, Packet

OURS = "this-installation"


@dataclass(frozen=True, slots=True)
class Trusted:
    """The fingerprint of this installation's own key, and the names of those that are trusted, by fingerprint."""

    own: str
    others: Mapping[str, str]

    def name(self, fingerprint: str) -> str:
        """Whose key it is; "" for an unknown one."""
        return OURS if fingerprint == self.own else self.others.get(fingerprint, "")


def opened(data: bytes, trusted: Trusted) -> Opened:
    """What a packet says. Raises Refused with one of the codes of `docs/reference/packet-format.md`."""
    try:
        seal = sealing.verify(data)
    except SealError as problem:
        raise Refused(refused(problem.code, problem.said)) from None
    name = trusted.name(seal.fingerprint)
    if not name:
        raise Refused(unknown(seal.fingerprint))
    try:
        files = embedded(data)
        packet = schema.read(files.get(DATA, b""))
    except DamagedPdfError:
        raise Refused(_unreadable()) from None
    except schema.NotAPacket as problem:
        raise Refused(_WORDS.get(problem.code, _unreadable())) from None
    _insist_on_papers(packet, files)
    if packet.receiver.key and packet.receiver.key != trusted.own and name != OURS:
        raise Refused(
            refused(
                "for-somebody-else",
                say(
                    "The packet is sealed for somebody else: {receiver}, whose key is {key}. Send it on, or back.",
                    receiver=_named(packet), key=keys.spaced(packet.receiver.key),
                ),
            )
        )  # fmt: skip
    return Opened(packet, seal.fingerprint, name, seal.hash, files)


def unknown(fingerprint: str) -> Decision:
    """The file is whole, but nobody here has said whose key it is."""
    return refused(
        "unknown-key",
        say(
            "The file is whole, but its key is not known here: {key}. Call the sender by a number that you have from "
            "elsewhere and let them read their key aloud; when it is the same, an administrator can trust it.",
            key=keys.spaced(fingerprint),
        ),
    )


def _named(packet: Packet) -> str:
    return ", ".join(filter(None, (packet.receiver.authority, packet.receiver.unit)))


def _insist_on_papers(packet: Packet, files: Mapping[str, bytes]) -> None:
    for paper in packet.papers:
        if paper.file not in files or sha256(files[paper.file]).hexdigest() != paper.sha256:
            raise Refused(_unreadable())


def _unreadable() -> Decision:
    return refused(
        "unreadable", say("The seal is whole, but what lies in the packet cannot be read. Tell whoever sealed it.")
    )


_WORDS = {
    schema.TOO_OLD: refused(
        sealing.TOO_OLD,
        say("The packet was made by an older program, in a form that is not read any more. Ask for a new one."),
    ),
    schema.TOO_NEW: refused(
        sealing.TOO_NEW,
        say("The packet was made by a newer program than this one. Bring the program up to date, and take it in then."),
    ),
}
