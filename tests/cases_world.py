"""An area where Stockholm's handbook is used, and people who work there: the world of the tests of cases.

Sara and Sigge work at social services in Öster, Ulla leads the unit; Jonas is at Jobbtorg, Karin coordinates the
Finsam team. Försäkringskassan, Arbetsförmedlingen and health care are outside: what they say is registered. Ada
administers, Olle works in Väster and has nothing to do with the cases. Kim is the person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from django.test import Client

from samordna.access.domain import Role, Scope
from samordna.cases.commands import opening
from samordna.cases.commands.opening import Wanted
from samordna.cases.domain import Done
from samordna.journal.append import begin
from samordna.journal.domain import Act
from samordna.organisations import queries
from samordna.organisations.models import Area, Authority, PartyUnit, Post, Sphere, Unit, Worker
from samordna.people.models import Person

DAY = date(2026, 11, 22)
START = date(2020, 1, 1)


@dataclass
class World:
    """Rows by short names, and how to act as somebody."""

    handbook: str = "stockholm"
    day: date = DAY
    area: Area = field(init=False)
    units: dict[str, Unit] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)

    def scope(self, name: str, on: date | None = None) -> Scope:
        """Who asks."""
        return queries.scope_of(self.workers[name], on or self.day)

    def act(self, name: str, reason: str = "", *, on: date | None = None, form: UUID | None = None) -> Act:
        """An act by somebody, now."""
        post = self.scope(name, on).post
        day = on or self.day
        return Act(
            id=form or uuid4(), by=self.workers[name].pk, on=day,
            at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
            unit=post.unit if post else 0, sphere=post.sphere if post else 0, reason=reason,
        )  # fmt: skip

    def by(self, name: str, reason: str = "", **more: object) -> dict[str, object]:
        """The two arguments that every command takes."""
        return {"act": self.act(name, reason, **more), "scope": self.scope(name)}  # type: ignore[arg-type]

    def person(self, given: str = "Kim", family: str = "Ek", unit: str = "oster") -> Person:
        """A person known to the authority of a unit."""
        home = self.units[unit]
        return Person.objects.create(
            id=begin("person"), authority_id=home.authority_id, sphere_id=home.sphere_id, given_name=given,
            family_name=family,
        )  # fmt: skip

    def open(
        self, name: str = "sara", process: str = "soc-sjukskriven", *steps: str, person: Person | None = None
    ) -> Done:
        """A case, opened by somebody for Kim."""
        wanted = Wanted(person=(person or self.person()).pk, process=process, steps=steps)
        return opening.open_case(act=self.act(name), scope=self.scope(name), wanted=wanted)


UNITS = {
    "oster": ("stad", "socialtjanst", True, ("socialtjanst",)),
    "vaster": ("stad", "socialtjanst", True, ()),
    "torget": ("stad", "arbetsmarknad", True, ("jobbtorg",)),
    "teamet": ("forbund", "finsam", True, ("finsamteam",)),
    "fk": ("fk", "forsakringskassan", False, ("forsakringskassan",)),
    "af": ("af", "arbetsformedlingen", False, ("arbetsformedlingen",)),
    "varden": ("region", "halso-sjukvard", False, ("halso-sjukvard",)),
}
PEOPLE = {
    "sara": ("oster", Role.CASE_WORKER),
    "sigge": ("oster", Role.CASE_WORKER),
    "ulla": ("oster", Role.UNIT_MANAGER),
    "olle": ("vaster", Role.CASE_WORKER),
    "jonas": ("torget", Role.CASE_WORKER),
    "karin": ("teamet", Role.COORDINATOR),
    "ada": ("oster", Role.LOCAL_ADMIN),
    "helle": ("oster", Role.HANDBOOK_OWNER),
    "axel": ("oster", Role.AUDITOR),
}


def build(handbook: str = "stockholm", version: str = "2026.1") -> World:
    """The area with its units and people."""
    world = World(handbook)
    world.area = Area.objects.create(id=begin("area"), slug="provet", name="Provet", handbook=handbook, version=version)
    bodies: dict[str, Authority] = {}
    spheres: dict[str, Sphere] = {}
    for slug, (body, sphere, here, plays) in UNITS.items():
        if body not in bodies:
            bodies[body] = Authority.objects.create(slug=body, name=body.title(), kind=body)
        if sphere not in spheres:
            spheres[sphere] = Sphere.objects.create(
                slug=sphere, name=sphere.title(), kind=sphere, authority=bodies[body]
            )
        unit = Unit.objects.create(
            area=world.area, authority=bodies[body], sphere=spheres[sphere], slug=slug, name=slug.title(),
            prefix=slug[:3].upper(), here=here, valid_from=START,
        )  # fmt: skip
        world.units[slug] = unit
        for party in plays:
            PartyUnit.objects.create(unit=unit, party=party, first=True, valid_from=START)
    for name, (unit_slug, role) in PEOPLE.items():
        worker = Worker.objects.create(username=name, name=name.title(), email=f"{name}@example.se")
        world.workers[name] = worker
        Post.objects.create(worker=worker, unit=world.units[unit_slug], role=role.value, valid_from=START)
    return world


def signed_in(world: World, name: str, lang: str = "en") -> Client:
    """One of its people at their desk."""
    client = Client(headers={"accept-language": lang})
    client.force_login(world.workers[name])
    return client
