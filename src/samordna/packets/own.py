"""Which key is this installation's? Made the first time it is needed, in the folder that the settings name."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from samordna.documents import keys
from samordna.documents.keys import KeyProblem
from samordna.kernel.decision import Refused, refused


def key() -> Ed25519PrivateKey:
    """The key to seal with. Raises Refused when it cannot be used, saying why."""
    try:
        return keys.own(Path(settings.KEY_FOLDER))
    except KeyProblem as problem:
        raise Refused(refused("no-key", problem.said)) from problem


def public() -> bytes:
    """The public half."""
    return keys.public(key())


def fingerprint() -> str:
    """What our key is called."""
    return keys.fingerprint(public())
