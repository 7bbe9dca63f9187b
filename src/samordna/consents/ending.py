"""Which consents end soon, of many persons at once? Those in force or just ended, that nothing longer stands beside."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from samordna.access.domain import Scope
from samordna.consents.models import Consent

ONE_DAY = timedelta(days=1)


class Ending(NamedTuple):
    """A consent with its last day. `case` is the one it was given in, 0 when it was not given in any."""

    id: int
    person: int
    case: int
    last: date


def ending(persons: Collection[int], scope: Scope, between: tuple[date, date]) -> list[Ending]:
    """The consents whose last day lies between two days, both counted, as far as they open to or from one's own.

    One that was withdrawn has ended already, and a named ground is no consent. One query, however many persons.
    """
    first, last = between
    longer = Consent.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_to")),
        person_id=OuterRef("person_id"), from_sphere_id=OuterRef("from_sphere_id"), receiver=OuterRef("receiver"),
        ground="", withdrawn_on=None, valid_from__lte=OuterRef("valid_to"),
    )  # fmt: skip
    rows = Consent.objects.filter(
        ~Exists(longer), person_id__in=persons, ground="", withdrawn_on=None,
        valid_to__gt=first, valid_to__lte=last + ONE_DAY,
    )  # fmt: skip
    if not scope.system:
        rows = rows.filter(Q(from_sphere_id__in=scope.spheres) | Q(to_sphere_id__in=scope.spheres))
    found = rows.order_by("person_id", "valid_to", "id").values_list("id", "person_id", F("case_id"), "valid_to")
    return [Ending(pk, person, case or 0, end - ONE_DAY) for pk, person, case, end in found]
