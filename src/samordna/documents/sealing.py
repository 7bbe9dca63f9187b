"""Has a PDF been changed since it was sealed, and with which key was it sealed? Every byte of the file counts.

The seal is one string of a fixed length in the file: the public key and the signature. While the file is signed and
verified the digits of the signature are zeros, so that nothing lies outside: no tail after the last mark, no object
that is not covered. It is looked for in the bytes, before anything is taken for a PDF: what does not verify is never
unpacked.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from hashlib import sha256

import pikepdf
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from samordna.documents import keys
from samordna.kernel.text import Message, say

# A letter with its forms is some hundred kB.
LARGEST = 20_000_000
VERSION = 1
ENTRY = "/SamordnaSeal"
_SEAL = re.compile(rb"samordna-seal:(\d{1,4}):([0-9a-f]{64}):([0-9a-f]{128})")
_MARK = b"samordna-seal:"
# So that a signature made for anything else can never be taken for one of these.
_CONTEXT = b"samordna-packet\n"
_DIGITS = 128

TOO_LARGE, NO_SEAL, TOO_OLD, TOO_NEW, DAMAGED = "too-large", "not-a-packet", "too-old", "too-new", "damaged"


class SealError(Exception):
    """The file is not what somebody sealed: `code` is one of the five above, `said` tells it in words."""

    def __init__(self, code: str, said: Message) -> None:
        super().__init__(f"{code}: {said}")
        self.code, self.said = code, said


@dataclass(frozen=True, slots=True)
class Seal:
    """Who sealed a file, by public key and fingerprint, and the file's own SHA-256 (hexadecimal)."""

    public: bytes
    fingerprint: str
    hash: str


def seal(pdf: bytes, key: Ed25519PrivateKey) -> bytes:
    """The PDF with a seal in it. It stays what it was for readers, PDF/A and PDF/UA too."""
    head = _MARK + f"{VERSION}:".encode() + keys.public(key).hex().encode() + b":"
    blank = head + b"0" * _DIGITS
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.Root[ENTRY] = pikepdf.String(blank.decode())
        # Without object streams the string stands in the file as it is written here.
        opened.save(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    whole = made.getvalue()
    if whole.count(_MARK) != 1 or whole.count(blank) != 1:
        raise ValueError("the PDF holds a seal already")
    return whole.replace(blank, head + key.sign(_signed(whole)).hex().encode())


def verify(data: bytes) -> Seal:
    """Whose seal the file has, when not one byte has been changed. Raises SealError with the reason."""
    if len(data) > LARGEST:
        raise SealError(TOO_LARGE, say("The file is larger than {most} MB.", most=LARGEST // 1_000_000))
    found = list(_SEAL.finditer(data))
    if not found:
        raise SealError(
            NO_SEAL, say("The file has no seal. It is no packet, or a part of it is missing. Ask for the file again.")
        )
    if len(found) > 1 or data.count(_MARK) != 1 or not data.startswith(b"%PDF-"):
        raise SealError(DAMAGED, _damaged())
    _version(int(found[0][1]))
    half, start = bytes.fromhex(found[0][2].decode()), found[0].start(3)
    whole = data[:start] + b"0" * _DIGITS + data[start + _DIGITS :]
    try:
        Ed25519PublicKey.from_public_bytes(half).verify(bytes.fromhex(found[0][3].decode()), _signed(whole))
    except (InvalidSignature, ValueError):
        raise SealError(DAMAGED, _damaged()) from None
    return Seal(half, keys.fingerprint(half), sha256(data).hexdigest())


def _version(number: int) -> None:
    if number < VERSION:
        raise SealError(TOO_OLD, say("The packet is sealed in an old way that is not accepted any more."))
    if number > VERSION:
        raise SealError(
            TOO_NEW, say("The packet is sealed in a newer way than this program knows. Bring the program up to date.")
        )


def _damaged() -> Message:
    return say("The file is not as it was sealed: it has been changed or damaged on the way. Ask for it again.")


def _signed(whole: bytes) -> bytes:
    return _CONTEXT + sha256(whole).digest()
