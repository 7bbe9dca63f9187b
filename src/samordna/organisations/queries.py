"""Who works where, who plays which party, and where do letters go, on a given day?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from samordna.access.domain import CASE_ROLES, PostHeld, Role, Scope
from samordna.access.prepared import Prepared
from samordna.organisations.choices import Local as Local
from samordna.organisations.choices import followed as followed
from samordna.organisations.choices import local as local
from samordna.organisations.models import (
    Absence,
    Address,
    Area,
    Authority,
    Contact,
    PartyUnit,
    Post,
    Sphere,
    Unit,
    Worker,
)


def on_day(on: date, prefix: str = "") -> Q:
    """Rows that count on the day `on`: valid during [valid_from, valid_to)."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})
    )


# Who is asking


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post of the day as one chooses among them: its id, where, as what, and for whom when standing in."""

    id: int
    unit: int
    unit_name: str
    role: Role
    for_worker: int = 0
    for_name: str = ""


class _Post(NamedTuple):
    """A post with what is asked of its unit and worker, as one row of the database."""

    id: int
    role: str
    worker: int
    worker_name: str
    unit: int
    unit_name: str
    sphere: int
    authority: int
    area: int

    @property
    def meets_cases(self) -> bool:
        return self.role in CASE_ROLES


_POST = (
    "id", "role", "worker_id", "worker__name", "unit_id", "unit__name", "unit__sphere_id", "unit__authority_id",
    "unit__area_id",
)  # fmt: skip


def scope_of(worker: Worker, on: date, acting: int | None = None) -> Scope:
    """The worker's posts on the day, their own first and then those they stand in for; `acting` is the post id chosen.

    A substitute meets the cases of the one who is away, but only in spheres where they meet cases themselves (D5, D26).
    """
    held = [(row.id, _held(row, worker.pk)) for row in _posts(worker.pk, on)]
    chosen = [post for pk, post in held if pk == acting] or [post for _, post in held]
    return Scope(worker.pk, on, tuple(post for _, post in held), chosen[0] if chosen else None, worker.name)


def posts_of(worker: int, on: date) -> list[PostShown]:
    """The posts among which a worker can choose on the day, in the order of `scope_of`."""
    return [
        PostShown(
            row.id, row.unit, row.unit_name, Role(row.role),
            *((row.worker, row.worker_name) if row.worker != worker else (0, "")),
        )
        for row in _posts(worker, on)
    ]  # fmt: skip


def _posts(worker: int, on: date) -> list[_Post]:
    away = {row[0] for row in _away(on, worker)}
    rows = [_Post(*row) for row in _held_by(on, {worker, *away})]
    own = [row for row in rows if row.worker == worker]
    spheres = {row.sphere for row in own if row.meets_cases}
    others = [row for row in rows if row.worker != worker and row.meets_cases]
    return [*own, *(row for row in others if row.sphere in spheres)]


_away = Prepared(lambda on, worker: Absence.objects.filter(on_day(on), substitute_id=worker).values_list("worker_id"))
_held_by = Prepared(
    lambda on, workers: (
        Post.objects.filter(on_day(on), on_day(on, "unit__"), worker_id__in=workers).order_by("id").values_list(*_POST)
    )
)


def _held(row: _Post, worker: int) -> PostHeld:
    stand_in = row.worker if row.worker != worker else 0
    return PostHeld(row.unit, row.sphere, row.authority, row.area, Role(row.role), stand_in, row.unit_name)


# Areas and units


def area(slug: str) -> Area:
    """The area with this id. Raises Area.DoesNotExist."""
    return Area.objects.get(slug=slug)


def area_by_id(area_id: int) -> Area:
    """The area in this row. Raises Area.DoesNotExist."""
    return Area.objects.get(pk=area_id)


def areas() -> list[Area]:
    """Every area, by name."""
    return list(Area.objects.order_by("name"))


def unit(unit_id: int) -> Unit:
    """The unit, with its area, authority and sphere. Raises Unit.DoesNotExist."""
    return Unit.objects.select_related("area", "authority", "sphere").get(pk=unit_id)


def find_unit(unit_id: int) -> Unit | None:
    """The unit as `unit` gives it, or None."""
    return Unit.objects.select_related("area", "authority", "sphere").filter(pk=unit_id).first()


def unit_called(area_slug: str, slug: str) -> Unit:
    """The unit by its ids in the area file. Raises Unit.DoesNotExist."""
    return Unit.objects.select_related("area", "authority", "sphere").get(area__slug=area_slug, slug=slug)


def units_of(area_id: int, on: date) -> list[Unit]:
    """The units of an area on the day: those here first, each by name."""
    rows = Unit.objects.filter(on_day(on), area_id=area_id).select_related("authority", "sphere")
    return list(rows.order_by("-here", "name", "id"))


def units_to_come(area_id: int, on: date) -> list[Unit]:
    """The units of an area that have not begun on the day."""
    rows = Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), area_id=area_id, valid_from__gt=on)
    return list(rows.order_by("valid_from", "name"))


def units_playing(area_id: int, party: str, on: date) -> QuerySet[Unit]:
    """The units that play a party on the day, the one proposed first at the top."""
    return (
        Unit.objects.filter(on_day(on, "partyunit__"), on_day(on), area_id=area_id, partyunit__party=party)
        .order_by("-partyunit__first", "id")
        .distinct()
    )


def parties_of(unit_id: int, on: date) -> frozenset[str]:
    """The parties of the handbook that a unit plays on the day."""
    return frozenset(PartyUnit.objects.filter(on_day(on), unit_id=unit_id).values_list("party", flat=True))


def parties_by_unit(area_id: int, on: date) -> dict[int, list[str]]:
    """The parties that each unit of an area plays on the day."""
    found: dict[int, list[str]] = {}
    rows = PartyUnit.objects.filter(on_day(on), unit__area_id=area_id).order_by("id")
    for unit_id, party in rows.values_list("unit_id", "party"):
        found.setdefault(unit_id, []).append(party)
    return found


def outside_parties(area_id: int, on: date) -> frozenset[str]:
    """Parties that no unit which is here plays on the day (D1)."""
    rows = PartyUnit.objects.filter(on_day(on), on_day(on, "unit__"), unit__area_id=area_id)
    played = set(rows.values_list("party", "unit__here"))
    return frozenset(p for p, _ in played) - {p for p, here in played if here}


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of units by id, ended ones too."""
    wanted = set(ids)
    return dict(_unit_names(wanted)) if wanted else {}


_unit_names = Prepared(lambda ids: Unit.objects.filter(pk__in=ids).values_list("pk", "name"))


def spheres_of(area_id: int) -> list[Sphere]:
    """The spheres and authorities that have units in an area, ended ones too."""
    rows = Sphere.objects.filter(unit__area_id=area_id).select_related("authority").distinct()
    return list(rows.order_by("authority__name", "name"))


def sphere_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of secrecy spheres by id."""
    return dict(Sphere.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def spheres(ids: Iterable[int]) -> dict[int, Sphere]:
    """Secrecy spheres by id, each with its authority; an id that is not there is left out."""
    return {row.pk: row for row in Sphere.objects.filter(pk__in=set(ids)).select_related("authority")}


def spheres_of_authorities(ids: Iterable[int]) -> frozenset[int]:
    """The secrecy spheres of authorities, all branches of each."""
    return frozenset(Sphere.objects.filter(authority_id__in=set(ids)).values_list("pk", flat=True))


def spheres_here(ids: Iterable[int], on: date) -> frozenset[int]:
    """Those of the spheres in which the staff of some unit sign in on the day (D1)."""
    rows = Unit.objects.filter(on_day(on), sphere_id__in=set(ids), here=True)
    return frozenset(rows.values_list("sphere_id", flat=True))


def authority_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of authorities by id."""
    return dict(Authority.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


# Addresses and contacts


def addresses(unit_id: int) -> list[Address]:
    """All addresses of a unit over time, the latest first; not those that never counted."""
    return [a for a in Address.objects.filter(unit_id=unit_id).order_by("-valid_from") if a.valid_to != a.valid_from]


def address_on(unit_id: int, on: date) -> tuple[str, ...]:
    """The lines of the envelope to a unit on the day; none when no address is known."""
    lines = Address.objects.filter(on_day(on), unit_id=unit_id).order_by("-valid_from").values_list("lines", flat=True)
    return tuple((lines.first() or "").splitlines())


def contacts(unit_id: int, on: date) -> list[Contact]:
    """Whom to call at a unit on the day."""
    return list(Contact.objects.filter(on_day(on), unit_id=unit_id).order_by("kind", "name"))


def contacts_in(area_id: int, on: date, kind: str = "") -> list[Contact]:
    """The contact directory of an area on the day, all of it or one kind (domain.CONTACT_KINDS)."""
    rows = Contact.objects.filter(on_day(on), on_day(on, "unit__"), unit__area_id=area_id).select_related("unit")
    return list((rows.filter(kind=kind) if kind else rows).order_by("kind", "unit__name", "name"))


# Workers


def worker(username: str) -> Worker:
    """The worker with this username. Raises Worker.DoesNotExist."""
    return Worker.objects.get(username=username)


def worker_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of workers by id."""
    wanted = set(ids)
    return dict(_worker_names(wanted)) if wanted else {}


_worker_names = Prepared(lambda ids: Worker.objects.filter(pk__in=ids).values_list("pk", "name"))


def workers_in(unit_id: int, on: date, *roles: Role) -> list[Worker]:
    """Those who work in a unit on the day, in any of `roles` (default: those who meet cases), by name."""
    wanted = roles or tuple(CASE_ROLES)
    rows = Post.objects.filter(on_day(on), unit_id=unit_id, role__in=wanted, worker__is_active=True)
    return list(Worker.objects.filter(pk__in=rows.values("worker_id")).order_by("name", "id"))


def colleagues(unit_id: int, on: date) -> list[tuple[int, str]]:
    """Those who meet cases in a unit on the day, by name: (id, name) and nothing else of them, for long lists."""
    return [(pk, name) for pk, name in _colleagues(on, unit_id)]


_colleagues = Prepared(
    lambda on, unit_id: (
        Post.objects.filter(on_day(on), unit_id=unit_id, role__in=sorted(CASE_ROLES), worker__is_active=True)
        .order_by("worker__name", "worker_id").values_list("worker_id", "worker__name").distinct()
    )
)  # fmt: skip


def handbook_of(unit_id: int) -> tuple[str, str]:
    """The handbook that the unit's area follows, and its version. Raises Unit.DoesNotExist."""
    for handbook, version in _handbook_of(unit_id):
        return handbook, version
    raise Unit.DoesNotExist


_handbook_of = Prepared(lambda unit_id: Unit.objects.filter(pk=unit_id).values_list("area__handbook", "area__version"))


def workers_on(on: date, roles: Iterable[Role]) -> list[Worker]:
    """Everybody who has one of `roles` in some unit on the day and may sign in, in the order of their ids."""
    rows = Post.objects.filter(on_day(on), on_day(on, "unit__"), role__in=tuple(roles), worker__is_active=True)
    return list(Worker.objects.filter(pk__in=rows.values("worker_id")).order_by("id"))


def workers_in_sphere(sphere_id: int, on: date) -> list[Worker]:
    """Those who meet cases in a secrecy sphere on the day, by name: whom one can ask to stand in (D5)."""
    rows = Post.objects.filter(on_day(on), unit__sphere_id=sphere_id, role__in=CASE_ROLES, worker__is_active=True)
    return list(Worker.objects.filter(pk__in=rows.values("worker_id")).order_by("name", "id"))


def posts_in(unit_id: int, on: date) -> list[Post]:
    """The posts of a unit that count on the day or later, by name."""
    rows = Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), unit_id=unit_id)
    return [p for p in rows.select_related("worker").order_by("worker__name", "id") if p.valid_to != p.valid_from]


def absences_in(unit_id: int, on: date) -> list[Absence]:
    """Absences, now or to come, of those who work in a unit on the day or later."""
    here = {post.worker_id for post in posts_in(unit_id, on)}
    rows = Absence.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), worker_id__in=here)
    shown = rows.select_related("worker", "substitute").order_by("valid_from", "worker__name")
    return [a for a in shown if a.valid_to != a.valid_from]


def away(worker_ids: Iterable[int], on: date) -> dict[int, int | None]:
    """Those of the workers who are away on the day, with their substitute."""
    rows = Absence.objects.filter(on_day(on), worker_id__in=set(worker_ids)).order_by("id")
    return dict(rows.values_list("worker_id", "substitute_id"))


def works_in(worker: int, unit: int, on: date, roles: Iterable[Role]) -> bool:
    """True when the worker has one of `roles` in the unit on the day."""
    wanted = [role.value for role in roles]
    return Post.objects.filter(on_day(on), worker_id=worker, unit_id=unit, role__in=wanted).exists()


def worker_by_id(worker_id: int) -> Worker:
    """The account in this row. Raises Worker.DoesNotExist."""
    return Worker.objects.get(pk=worker_id)
