"""A prepared query says what the ORM says, whatever its values, and how many of them (E18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from samordna.access.prepared import Prepared
from samordna.cases.models import Position
from samordna.organisations import queries
from samordna.organisations.models import Post, Unit
from tests.cases_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def posts(on: date, units: Collection[int]) -> QuerySet[Any, Any]:
    return (
        Post.objects.filter(queries.on_day(on), Q(unit_id__in=units) | Q(worker__username="sara"))
        .order_by("id").values_list("id", "valid_from", "valid_to", "unit__name", "unit__here")
    )  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 7])
def test_any_number_of_ids_gives_what_the_orm_gives(world: World, count: int) -> None:
    asked = Prepared(posts)
    units = sorted(Unit.objects.values_list("pk", flat=True))[:count]
    for on in (world.day, world.day + timedelta(days=1), date(1999, 1, 1)):
        assert asked(on, units) == list(posts(on, units))
        assert asked(on, set(units)) == list(posts(on, units))


def test_days_and_truths_are_read_as_the_orm_reads_them(world: World) -> None:
    world.open()

    def rows(unit: int) -> QuerySet[Any, Any]:
        return Position.objects.filter(unit_id=unit).values_list("due", "awaits", "until", "opened_on")

    asked, unit = Prepared(rows), world.units["oster"].pk
    assert asked(unit) == list(rows(unit)) != []
    assert asked(unit) == list(rows(unit))


def test_it_is_one_query_and_its_sql_is_written_once(world: World) -> None:
    written = []

    def names(ids: Collection[int]) -> QuerySet[Any, Any]:
        written.append(ids)
        return Unit.objects.filter(pk__in=ids).values_list("pk", "name")

    asked = Prepared(names)
    with CaptureQueriesContext(
        connection,
    ) as ran:
        for ids in ((1, 2, 3), (4, 5, 6, 7), {2, 4, 1}):
            asked(ids)
    assert len(ran) == 3
    assert len(written) == 1


def test_a_query_that_looks_at_its_values_is_refused(world: World) -> None:
    careless = Prepared(lambda unit, on: Unit.objects.filter(pk=unit).values_list("pk"))
    with pytest.raises(AssertionError):
        careless(1, world.day)


def test_who_stands_in_is_told_by_the_same_posts_as_before(world: World) -> None:
    """The scope of everybody in the world, as the ORM's own rows give it."""
    for worker in world.workers.values():
        scope = queries.scope_of(worker, world.day)
        rows = Post.objects.filter(queries.on_day(world.day), worker=worker).select_related("unit").order_by("id")
        assert [(p.unit, p.sphere, p.role.value) for p in scope.posts if not p.for_worker] == [
            (row.unit_id, row.unit.sphere_id, row.role) for row in rows
        ]
        assert all(p.unit_name == Unit.objects.get(pk=p.unit).name for p in scope.posts)
