"""How is a grant opened and closed? Called by `consents` only, inside the transaction of its act (E8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F
from django.db.models.functions import Greatest

from samordna.access.models import Grant
from samordna.journal.domain import Act


def open_grants(
    *, act: Act, person: int, ways: Iterable[tuple[int, int]], categories: Iterable[str],
    valid: tuple[date, date | None], basis: str, consent: int | None = None,
) -> None:  # fmt: skip
    """Open `categories` for each (from sphere, to sphere) in `ways` during `valid` = [from, to)."""
    _ = act
    kinds = tuple(categories)
    Grant.objects.bulk_create(
        Grant(
            person_id=person, from_sphere_id=sender, to_sphere_id=receiver, category=category,
            valid_from=valid[0], valid_to=valid[1], basis=basis, consent_id=consent,
        )
        for sender, receiver in ways
        for category in kinds
    )  # fmt: skip


def close_grants(*, act: Act, consent: int, on: date, categories: Iterable[str] | None = None) -> int:
    """End the grants of a consent at `on` (all, or some categories); returns how many."""
    _ = act
    chosen = Grant.objects.filter(consent_id=consent)
    if categories is not None:
        chosen = chosen.filter(category__in=tuple(categories))
    still = chosen.exclude(valid_to__lte=on)
    return still.update(valid_to=Greatest(F("valid_from"), on))
