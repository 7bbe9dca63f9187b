"""Tells the journal of rows that a test has made without commands, so that every row stands in an event (E5)."""

from __future__ import annotations

from uuid import uuid4

from django.db.models import Model

from samordna.access.models import Grant
from samordna.journal.acts import one_act
from samordna.journal.append import append_row
from samordna.journal.domain import Act, Entry, Part
from samordna.journal.models import Chained
from samordna.organisations.commands.recording import image as area_image
from samordna.organisations.models import Authority, PartyUnit, Post, Sphere, Unit, Worker
from samordna.people.images import images
from samordna.people.models import Person
from tests.cases_world import World


def tell_all(world: World) -> None:
    """One event on the area's chain for everything in it, and one for each person."""
    rows: list[Model] = [world.area]
    for model in (Authority, Sphere, Unit, PartyUnit, Worker, Post):
        rows += model.objects.all()
    told = [[row._meta.label_lower, area_image(row)] for row in rows]
    act = world.act("ada")
    _write(world.area, Entry(kind="loaded", parts=(Part(0, "area", {"rows": told}),)), act)
    for person in Person.objects.filter(seq=0):
        part = Part(person.sphere_id, person.category, images([person, *Grant.objects.filter(person_id=person.pk)]))
        _write(person, Entry(kind="registered", parts=(part,), person=person.pk), act)


def _write(row: Chained, entry: Entry, act: Act) -> None:
    with one_act():
        append_row(row, entry, Act(id=uuid4(), by=act.by, at=act.at, on=act.on, unit=act.unit, sphere=act.sphere))
