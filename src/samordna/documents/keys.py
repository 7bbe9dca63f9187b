"""Which key does this installation seal with, and how is a key told apart from others? Ed25519, one pair, made once.

The private half never leaves the data folder. What others are given is the public half, and a fingerprint that can be
read over the telephone: trusting the fingerprint is enough, because a sealed file carries the public half itself.
"""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from samordna.kernel.text import Message, say

PRIVATE, PUBLIC = "packet-key.pem", "packet-key.pub"
# 160 bits of SHA-256: too many to find another key for, few enough to read aloud.
FINGERPRINT = 40
# What others than the owner may not do with the file.
OTHERS = 0o077


class KeyProblem(Exception):
    """The key of this installation cannot be used; `said` tells why and what to do."""

    def __init__(self, said: Message) -> None:
        super().__init__(str(said))
        self.said = said


def own(folder: Path) -> Ed25519PrivateKey:
    """The installation's key in `folder`; made the first time it is asked for, readable by its owner only (0600).

    Raises KeyProblem when others may read it, or it is no key.
    """
    file = folder / PRIVATE
    if not file.exists():
        _make(folder)
    if os.name == "posix" and file.stat().st_mode & OTHERS:
        raise KeyProblem(
            say(
                "Others than its owner may read the key {file}. Run “chmod 600” on it, and ask who has.", file=str(file)
            )
        )
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise KeyProblem(say("The key {file} cannot be read. Put back a copy of it.", file=str(file))) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyProblem(say("The key {file} is of another kind than Ed25519.", file=str(file)))
    return key


def _make(folder: Path) -> None:
    """A new pair. Two processes at once: the first wins, and the other reads what it wrote."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    draft = folder / f"{PRIVATE}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, folder / PRIVATE)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def public(key: Ed25519PrivateKey) -> bytes:
    """The public half: 32 bytes."""
    return key.public_key().public_bytes_raw()


def as_pem(half: bytes) -> bytes:
    """The public half as a PEM file, as other programs read it."""
    shape = serialization.PublicFormat.SubjectPublicKeyInfo
    return Ed25519PublicKey.from_public_bytes(half).public_bytes(serialization.Encoding.PEM, shape)


def from_pem(data: bytes) -> bytes | None:
    """The public half in a PEM file; None when there is none of our kind in it."""
    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key.public_bytes_raw() if isinstance(key, Ed25519PublicKey) else None


def fingerprint(half: bytes) -> str:
    """What a key is called: 40 hexadecimal digits of the SHA-256 of its public half."""
    return sha256(half).hexdigest()[:FINGERPRINT]


def spaced(written: str) -> str:
    """A fingerprint in groups of four, as it is read aloud."""
    return " ".join(written[n : n + 4] for n in range(0, len(written), 4))


def as_fingerprint(typed: str) -> str:
    """A fingerprint as somebody typed or pasted it; "" when it is none."""
    plain = re.sub(r"[\s:-]", "", typed).lower()
    return plain if re.fullmatch(f"[0-9a-f]{{{FINGERPRINT}}}", plain) else ""
