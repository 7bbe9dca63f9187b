"""What was somebody writing in a case? Kept on request, read back by its writer and nobody else (user asks 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samordna.access.domain import Scope
from samordna.cases.models import Draft

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed, field by field, and when it was kept."""

    data: dict[str, list[str]]
    at: datetime


def box_key(position: int) -> str:
    """The key of what is being written in an open box."""
    return f"box:{position}"


def kept(scope: Scope, case: int, key: str) -> Kept | None:
    """The reader's own draft; that they may see the case has been asked before."""
    row = Draft.objects.filter(worker_id=scope.worker, case_id=case, key=key).first()
    return Kept({name: list(values) for name, values in row.data.items()}, row.kept_at) if row else None
