"""May this actor write in this measure, or keep the catalogue of this area? Only what law forbids is stopped (D17)."""

from __future__ import annotations

from datetime import date

from samordna.access.domain import CASE_ROLES, Role, Scope
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import say
from samordna.measures.domain import may_step

# The named system scope of the file loader (`samordna load-catalogue`).
LOADER = "load-catalogue"
KEEPERS = frozenset({Role.LOCAL_ADMIN, Role.COORDINATOR})


def may_write(step: str, status: str, sphere: int, acting: int) -> Decision:
    """A measure of one's own authority, that stands so that the step can be taken."""
    if sphere != acting:
        return refused("not-your-measure", say("The measure is written down by another authority, which changes it."))
    return may_step(step, status)


def may_keep(scope: Scope, area: int) -> Decision:
    """May the actor change the catalogue of the area? Its coordinators and local administrators may."""
    if scope.system == LOADER or any(p.area == area and p.role in KEEPERS for p in scope.posts):
        return ALLOWED
    return refused("not-keeper", say("Only the coordinators and local administrators of the area keep its catalogue."))


def free_as_told(free: int | None, free_on: date | None, capacity: int | None, on: date) -> Decision:
    """Can the provider have told this: a number, on a day that has been, no more than there are places?"""
    if free is None:
        return ALLOWED
    if free < 0 or (capacity is not None and free > capacity):
        return refused("offer-free", say("Write how many places are free: no more than there are."))
    if free_on is None or free_on > on:
        return refused("offer-free-on", say("Write the day when the provider told it, today or earlier."))
    return ALLOWED


def may_look(scope: Scope, area: int) -> Decision:
    """May the actor read the catalogue of the area? Everybody who meets cases there, and those who keep it."""
    if scope.system or any(p.area == area and (p.role in CASE_ROLES or p.role in KEEPERS) for p in scope.posts):
        return ALLOWED
    return refused("other-area", say("The catalogue belongs to another area."))
