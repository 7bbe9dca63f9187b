"""A case on its way, for the tests of its pages: Kim's, with Sara at social services, and what others were asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from samordna.cases.commands import moving, sending
from samordna.cases.commands.moving import Left
from samordna.cases.domain import Done
from samordna.cases.models import Position
from samordna.consents import commands as consents
from samordna.consents.domain import Direction, Paper
from samordna.kernel.period import Period
from tests.cases_world import World

CATEGORIES = ("contact", "social", "work", "health", "plan")


def the_box(case: int) -> int:
    """The open box that came first."""
    return Position.objects.filter(case_id=case, closed_seq=None).order_by("no")[0].no


def go_on(world: World, case: int, *exits: str, name: str = "sara", reason: str = "", **more: Any) -> Done:
    """Leave the first open box."""
    left = Left(exits, **more)
    return moving.complete(**world.by(name, reason), case=case, position=the_box(case), left=left)


def consent(world: World, person: int, *units: str, categories: tuple[str, ...] = CATEGORIES) -> None:
    """Kim lets social services tell these units."""
    sender = world.units["oster"].sphere_id
    ways = tuple(Direction(sender, world.units[each].sphere_id, world.units[each].sphere.name) for each in units)
    paper = Paper(
        kind="informationsutbyte", directions=ways, categories=categories, purpose="Samordning",
        valid=Period(world.day, date(2027, 5, 1)), form="written", evidence="Blankett i akten",
    )  # fmt: skip
    consents.give(**world.by("sara"), person=person, paper=paper)


def mapped(world: World) -> Done:
    """A case in box 4, with a fact and a note on the way."""
    done = world.open("sara", "soc-sjukskriven", "3")
    return go_on(world, done.case, typed={"earlier_measures": "Praktik våren 2025"}, note="Ville veta mer om praktik.")


def asked(world: World, *units: str) -> Done:
    """A case in box 17 where Jobbtorg has been asked to take part."""
    person = world.person()
    done = world.open("sara", "soc-sjukskriven", "17", person=person)
    consent(world, person.pk, "torget", *units)
    by = world.by("sara", "Behöver en praktikplats.")
    return sending.refer(
        **by, case=done.case, position=the_box(done.case), referral="begar-jobbtorg", note="Kan ni ta emot?"
    )
