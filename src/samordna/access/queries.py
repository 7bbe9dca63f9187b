"""What may this actor see? One filter for every table that has person, sphere and category (E8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from samordna.access.domain import Scope
from samordna.access.models import Grant
from samordna.access.prepared import Prepared

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


def opened_to_many(persons: Iterable[int], to_spheres: Iterable[int], at: date) -> dict[int, set[tuple[int, str]]]:
    """The same for many persons at once, by person; those of whom nothing is open are left out."""
    found: dict[int, set[tuple[int, str]]] = {}
    for person, sphere, category in _opened(tuple(persons), tuple(to_spheres), at):
        found.setdefault(person, set()).add((sphere, category))
    return found


def shut(rows: Mapping[int, tuple[int, int, Collection[str]]], scope: Scope, at: date) -> set[int]:
    """Which of several things have categories that are closed to the actor on the day? Of (person, sphere, categories).

    Asked of what a thing could hold, never of what it does: that something is written where one may not look is
    itself closed (D21).
    """
    if scope.system:
        return set()
    others = {key: each for key, each in rows.items() if each[1] not in scope.spheres}
    if not others:
        return set()
    opened_now = opened_to_many({person for person, _sphere, _kinds in others.values()}, scope.spheres, at)
    return {
        key for key, (person, sphere, kinds) in others.items()
        if any((sphere, each) not in opened_now.get(person, ()) for each in kinds)
    }  # fmt: skip


_opened = Prepared(
    lambda persons, spheres, at: Grant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        person_id__in=persons, to_sphere_id__in=spheres, valid_from__lte=at,
    ).values_list("person_id", "from_sphere_id", "category")
)  # fmt: skip


def ended(person: int, spheres: Iterable[int], at: date) -> set[int]:
    """Spheres that something once opened a way to or from `spheres`, in either direction, and nothing does `at`."""
    own = frozenset(spheres)
    rows = Grant.objects.filter(Q(from_sphere_id__in=own) | Q(to_sphere_id__in=own), person_id=person)
    known: set[int] = set()
    still: set[int] = set()
    begun = rows.filter(valid_from__lte=at)
    for sender, receiver, until in begun.values_list("from_sphere_id", "to_sphere_id", "valid_to"):
        known |= {sender, receiver}
        still |= {sender, receiver} if until is None or until > at else set()
    return known - still - own


def ended_of_many(persons: Iterable[int], spheres: Iterable[int], at: date) -> dict[int, set[int]]:
    """The same for many persons at once, by person."""
    own = frozenset(spheres)
    rows = Grant.objects.filter(
        Q(from_sphere_id__in=own) | Q(to_sphere_id__in=own), person_id__in=tuple(persons), valid_from__lte=at
    )
    known: dict[int, set[int]] = {}
    still: dict[int, set[int]] = {}
    for person, sender, receiver, until in rows.values_list("person_id", "from_sphere_id", "to_sphere_id", "valid_to"):
        known.setdefault(person, set()).update((sender, receiver))
        if until is None or until > at:
            still.setdefault(person, set()).update((sender, receiver))
    return {person: found - still.get(person, set()) - own for person, found in known.items()}


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
