"""A small area for the tests of people and consents: who works where, and short ways to act.

Sara and Stig work at social services, Jonas at Jobbtorg (another branch of the same city, D5), Vera in health care,
which is here in this area; Farid (Försäkringskassan) and Alva (Arbetsförmedlingen) are outside (D1): they have a post
in the rows, so that tests can ask what they would see. Olle is at a school that has nothing to do with anything.
Kim is the person. Numbers are from the Tax Agency's series for tests.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import uuid4

from samordna.access.domain import PostHeld, Role, Scope
from samordna.consents.commands import give
from samordna.consents.domain import Direction, Paper
from samordna.journal.append import begin
from samordna.journal.domain import Act
from samordna.kernel.period import Period
from samordna.organisations.models import Area, Authority, Sphere, Unit
from samordna.people.commands import register_person
from samordna.people.domain import Details

DAY = date(2026, 11, 22)
KIM, FORMER, COORDINATION, OTHER = "198507099805", "198507099813", "195705749959", "196411139808"
SPHERES = {
    "soc": ("stad", "Socialtjänsten", "socialtjanst", True),
    "jobbtorg": ("stad", "Jobbtorg", "arbetsmarknad", True),
    "vard": ("region", "Vårdcentralen", "halso-sjukvard", True),
    "fk": ("fk", "Försäkringskassan", "forsakringskassan", False),
    "af": ("af", "Arbetsförmedlingen", "arbetsformedlingen", False),
    "skola": ("skola", "Skolan", "skola", True),
}


@dataclass(frozen=True)
class World:
    """The spheres and units by short name."""

    area: int
    spheres: dict[str, int]
    units: dict[str, int]
    authorities: dict[str, int]

    def scope(self, name: str, on: date = DAY, role: Role = Role.CASE_WORKER) -> Scope:
        """Somebody who works in the sphere `name` on the day."""
        post = PostHeld(self.units[name], self.spheres[name], self.authorities[name], self.area, role)
        return Scope(worker=self.units[name], on=on, posts=(post,), post=post, name=name)

    def act(self, name: str, on: date = DAY, reason: str = "") -> Act:
        """An act of that worker on the day."""
        at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        return Act(
            id=uuid4(),
            by=self.units[name],
            at=at,
            on=on,
            unit=self.units[name],
            sphere=self.spheres[name],
            reason=reason,
        )

    def does(self, name: str, on: date = DAY) -> dict[str, object]:
        """`act` and `scope` for a command."""
        return {"act": self.act(name, on), "scope": self.scope(name, on)}

    def way(self, sender: str, receiver: str, *categories: str) -> Direction:
        """A direction between two parties."""
        return Direction(self.spheres[sender], self.spheres[receiver], SPHERES[receiver][1], categories=categories)


def world() -> World:
    """An area that follows Gävle's handbook, whose consent may be given by word of mouth."""
    area = Area.objects.create(id=begin("area"), slug="prov", name="Provområdet", handbook="gavle", version="2026.1")
    authorities: dict[str, Authority] = {}
    spheres, units, owners = {}, {}, {}
    for name, (owner, title, kind, here) in SPHERES.items():
        if owner not in authorities:
            authorities[owner] = Authority.objects.create(slug=f"prov-{owner}", name=owner, kind="kommun")
        sphere = Sphere.objects.create(authority=authorities[owner], slug=f"prov-{name}", name=title, kind=kind)
        unit = Unit.objects.create(
            area=area, authority=authorities[owner], sphere=sphere, slug=name, name=title, prefix=name[:3].upper(),
            here=here, valid_from=date(2026, 1, 1),
        )  # fmt: skip
        spheres[name], units[name], owners[name] = sphere.pk, unit.pk, authorities[owner].pk
    return World(area.pk, spheres, units, owners)


KIM_DETAILS = Details(
    given_name="Kim", family_name="Öberg", phone="070-000 00 00", email="kim@example.org", address="Provgatan 1"
)


def kim(w: World, by: str = "soc", number: str = KIM) -> int:
    """Kim, as written down by a worker of the sphere `by`."""
    return register_person(**w.does(by), details=KIM_DETAILS, number=number).pk


PAPER = Paper(
    kind="informationsutbyte",
    directions=(),
    categories=("contact", "work", "health"),
    purpose="Ta reda på vad Kim orkar",
    valid=Period(DAY, date(2027, 1, 1)),
    form="written",
    evidence="Blankett i akten",
)


def consents(
    w: World, person: int, *directions: Direction, by: str = "soc", on: date = DAY, **changed: object
) -> object:
    """Kim signs a paper with these directions; returns the id of the set."""
    return give(**w.does(by, on), person=person, paper=replace(PAPER, directions=directions, **changed))
