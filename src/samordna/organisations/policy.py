"""May this actor change this about an area, a unit or a worker? Local administrators may, for their own authority.

A unit that is outside has nobody of its own here, so any local administrator of the area keeps its addresses and
contacts (D1). Nobody gives themselves a post, and a substitute stays inside their own secrecy sphere (D5).
"""

from __future__ import annotations

from samordna.access.domain import CASE_ROLES, Role, Scope
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import say

# The named system scope of the file loader (`samordna load-area`): it may do what a local administrator may, anywhere.
LOADER = "load-area"
# What a local administrator gives; the other roles are given by the file only.
GIVEN_ON_PAGES = (Role.CASE_WORKER, Role.UNIT_MANAGER, Role.COORDINATOR, Role.LOCAL_ADMIN)


def may_load(scope: Scope) -> Decision:
    """May an area file be loaded? Only by the loader itself."""
    if scope.system == LOADER:
        return ALLOWED
    return refused("loader-only", say("An area file is loaded by “samordna load-area”, not by somebody signed in."))


def may_see(scope: Scope, area: int) -> Decision:
    """May the actor see how the area is organised, with the forms to change it?"""
    if scope.system == LOADER or _administers(scope, area):
        return ALLOWED
    return refused("not-admin", say("Only the local administrators of the area may see and change this."))


def may_change(scope: Scope, area: int, authority: int, *, here: bool) -> Decision:
    """May the actor change a unit of this authority in this area?"""
    seen = may_see(scope, area)
    if not seen or scope.system == LOADER or not here:
        return seen
    if any(p.role is Role.LOCAL_ADMIN and p.area == area and p.authority == authority for p in scope.posts):
        return ALLOWED
    return refused("other-authority", say("The unit belongs to another authority, whose own administrators change it."))


def may_decide(scope: Scope, area: int) -> Decision:
    """May the actor say what the area decides itself? Any of its local administrators: it counts for all its units."""
    return may_see(scope, area)


def may_appoint(scope: Scope, worker: int, role: Role, *, here: bool) -> Decision:
    """May the actor give this worker this role, in a unit that they may change?"""
    if not here:
        return refused("outside-unit", say("The unit is outside: nobody there signs in. Add a contact instead."))
    if scope.system == LOADER:
        return ALLOWED
    if role not in GIVEN_ON_PAGES:
        return refused("role-by-file", say("This role is given in the area file only."))
    if worker and worker == scope.worker:
        return refused("own-post", say("Nobody gives themselves a post. Ask another local administrator."))
    return ALLOWED


def may_be_same(username: str, known: str, name: str) -> Decision:
    """May an account that exists be used for somebody of this name? A username must not open a unit to a stranger."""
    if name.strip().casefold() == known.casefold():
        return ALLOWED
    said = say("The username “{username}” belongs to somebody with another name.", username=username)
    return refused("username-taken", said)


def may_stand_in(sphere: int, substitute_spheres: frozenset[int]) -> Decision:
    """May somebody who meets cases in these spheres stand in for a worker in a unit of `sphere`?"""
    if sphere in substitute_spheres:
        return ALLOWED
    said = say("A substitute must work with cases in the same secrecy sphere as the one who is away.")
    return refused("substitute-elsewhere", said, law=("osl:8:2",))


def may_close(open_cases: int) -> Decision:
    """May a unit be closed that takes part in so many open cases?"""
    if not open_cases:
        return ALLOWED
    said = say("The unit takes part in {count} open cases. Transfer or close them first.", count=open_cases)
    return refused("open-cases", said)


def _administers(scope: Scope, area: int) -> bool:
    return any(p.role is Role.LOCAL_ADMIN and p.area == area for p in scope.posts)


assert Role.LOCAL_ADMIN not in CASE_ROLES, "a local administrator cannot read cases"
