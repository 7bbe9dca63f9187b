"""Where does a file lie while somebody looks at it and has not taken it in? With us, for them alone, until the next."""

from __future__ import annotations

from hashlib import sha256

from samordna.access.domain import Scope
from samordna.packets.models import File


def hold(scope: Scope, data: bytes) -> str:
    """Keep a file that has been verified until its worker takes it in or looks at another; returns its hash."""
    hash_ = sha256(data).hexdigest()
    File.objects.filter(held_by=scope.worker).exclude(pk=hash_).delete()
    File.objects.get_or_create(pk=hash_, defaults={"data": data, "held_by": scope.worker})
    File.objects.filter(pk=hash_, held_by__isnull=False).update(held_by=scope.worker)
    return hash_
