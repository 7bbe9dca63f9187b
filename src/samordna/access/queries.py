"""What may this actor see? One filter for every table that has person, sphere and category (E8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from samordna.access.domain import Scope
from samordna.access.models import Grant

M = TypeVar("M", bound=Model)


def visible(rows: QuerySet[M], scope: Scope, at: date) -> QuerySet[M]:
    """Rows of one's own spheres, and those that a grant opens to one of them on the day `at`.

    The table must have person_id, sphere_id and category. That the actor has to do with the case at all is asked
    elsewhere: this is the filter between spheres.
    """
    if scope.system:
        return rows
    opened = Grant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        person_id=OuterRef("person_id"), from_sphere_id=OuterRef("sphere_id"), category=OuterRef("category"),
        to_sphere_id__in=scope.spheres, valid_from__lte=at,
    )  # fmt: skip
    return rows.filter(Q(sphere_id__in=scope.spheres) | Exists(opened))


def opened(person: int, to_spheres: Iterable[int], at: date) -> set[tuple[int, str]]:
    """(from sphere, category) pairs open to any of `to_spheres` on the day `at`: the same truth, for one person."""
    rows = Grant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        person_id=person, to_sphere_id__in=tuple(to_spheres), valid_from__lte=at,
    )  # fmt: skip
    return set(rows.values_list("from_sphere_id", "category"))


def bases(person: int, sender: int, receiver: int, at: date) -> dict[str, str]:
    """Category → basis ("consent" or a ground) for what may go from one sphere to another on the day `at`."""
    rows = Grant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        person_id=person, from_sphere_id=sender, to_sphere_id=receiver, valid_from__lte=at,
    )  # fmt: skip
    return dict(rows.values_list("category", "basis"))


def grants_of(consents: Iterable[int]) -> list[Grant]:
    """Everything that these consents have opened, also what is closed again, in the order it was opened."""
    return list(Grant.objects.filter(consent_id__in=tuple(consents)).order_by("id"))
