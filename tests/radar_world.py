"""Cases with something to be reminded of: told by commands, or many at once straight into the tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from samordna.cases.commands import telling
from samordna.cases.models import Case, Fact, Involved, Position
from samordna.deadlines.radar_known import Thing
from samordna.deadlines.radar_queries import of_units, own
from samordna.people.models import Person
from tests.cases_world import DAY, World

ONE = timedelta(days=1)


def tell(world: World, case: int, name: str = "sara", on: date | None = None, **facts: Any) -> None:
    """Somebody records facts; days as they are written."""
    written = {fact: value.isoformat() if isinstance(value, date) else value for fact, value in facts.items()}
    telling.record(**world.by(name, on=on), case=case, typed=written)


def found(world: World, name: str = "sara", on: date = DAY) -> list[Thing]:
    return own(world.scope(name, on), on)


def ruled(things: list[Thing]) -> set[str]:
    return {each.rule for each in things}


def on_unit(world: World, name: str = "ulla", unit: str = "oster", on: date = DAY) -> list[Thing]:
    return of_units(world.scope(name, on), [world.units[unit].pk], on)


def sara_has(world: World, ids: range, seq: int = 1) -> None:
    """Open cases of Sara's, straight into the tables: a person, a case and a seat each, all with the same id."""
    unit, worker = world.units["oster"], world.workers["sara"]
    whose = {"authority_id": unit.authority_id, "sphere_id": unit.sphere_id}
    Person.objects.bulk_create(Person(id=n, given_name="Kim", family_name="Ek", **whose) for n in ids)
    Case.objects.bulk_create(
        Case(
            id=n, person_id=n, area_id=unit.area_id, handbook="stockholm", version="2026.1", owner=unit, holder=unit,
            watcher=worker, holder_party="socialtjanst", held_since=DAY, opened_on=DAY, seq=seq,
        )
        for n in ids
    )  # fmt: skip
    Involved.objects.bulk_create(
        Involved(
            case_id=n, party="socialtjanst", number=f"OST-{n}", since_seq=1, unit=unit, sphere_id=unit.sphere_id,
            worker=worker,
        )
        for n in ids
    )  # fmt: skip


def many(world: World, count: int) -> None:
    """Cases of Sara's with a little of everything, written straight into the tables."""
    unit, worker = world.units["oster"], world.workers["sara"]
    start = 10**7 + Case.objects.count() * 10
    ids = range(start, start + count)
    sara_has(world, ids)
    Position.objects.bulk_create(
        Position(
            case_id=n, no=2, run_no=1, process="soc-sjukskriven", step="9", party="socialtjanst", unit_id=unit.pk,
            sphere_id=unit.sphere_id, worker_id=worker.pk, due=DAY, opened_seq=1, opened_on=DAY,
            until=DAY - ONE if n % 4 == 0 else None,
        )
        for n in ids
    )  # fmt: skip
    facts = {
        "first_sick_day": ("health", "2026-09-01"),
        "goal_date": ("plan", "2026-11-20"),
        "benefit_until": ("decision", "2027-01-01"),
    }
    Fact.objects.bulk_create(
        Fact(
            case_id=n, person_id=n, sphere_id=unit.sphere_id, category=category, fact=fact, value=value, on=DAY, seq=1
        )
        for n in ids
        for fact, (category, value) in facts.items()
    )  # fmt: skip
