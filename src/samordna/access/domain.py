"""What does an actor bring to a rule, and what is a rule? (E8)

A rule is a code, the law it rests on, `holds(facts)` for one thing and `where(scope)` for a list; tests prove the two
equal. The facts of a rule are plain values, so that it can be asked without a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a post lets its worker do. The values stand in the database and in area files."""

    CASE_WORKER = "case-worker"
    UNIT_MANAGER = "unit-manager"
    COORDINATOR = "coordinator"
    LOCAL_ADMIN = "local-admin"
    HANDBOOK_OWNER = "handbook-owner"
    AUDITOR = "auditor"
    PERSON = "person"


# Roles that meet a case in their daily work; nobody else reads its content.
CASE_ROLES = frozenset({Role.CASE_WORKER, Role.UNIT_MANAGER, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post on the day in question: the unit, its secrecy sphere and authority, and the role there.

    `for_worker` is filled when the post is held as a substitute for somebody (D26). The name is for showing only.
    """

    unit: int
    sphere: int
    authority: int
    area: int
    role: Role
    for_worker: int = 0
    unit_name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is asking: a worker with the posts of the day, acting in one of them (`post`)."""

    worker: int
    on: date
    posts: tuple[PostHeld, ...] = ()
    post: PostHeld | None = None
    name: str = ""
    system: str = ""

    @property
    def units(self) -> frozenset[int]:
        """Units whose cases the worker meets."""
        return frozenset(p.unit for p in self.posts if p.role in CASE_ROLES)

    @property
    def spheres(self) -> frozenset[int]:
        """Secrecy spheres whose own information the worker's posts lie in."""
        return frozenset(p.sphere for p in self.posts if p.role in CASE_ROLES)

    @property
    def authorities(self) -> frozenset[int]:
        """Authorities the worker meets cases at: the reach of search and duplicate check (D21)."""
        return frozenset(p.authority for p in self.posts if p.role in CASE_ROLES)

    @property
    def roles(self) -> frozenset[Role]:
        """All roles of the day."""
        return frozenset(p.role for p in self.posts)

    @property
    def stands_in_for(self) -> frozenset[int]:
        """Workers for whom this one is a substitute today."""
        return frozenset(p.for_worker for p in self.posts if p.for_worker)

    def has(self, role: Role, unit: int) -> bool:
        """True when the worker holds `role` in `unit` today."""
        return any(p.role == role and p.unit == unit for p in self.posts)

    def works_in(self, unit: int) -> bool:
        """True when the worker meets cases in `unit` today."""
        return any(p.unit == unit and p.role in CASE_ROLES for p in self.posts)


def system(name: str, on: date) -> Scope:
    """The scope of a job: named, so that the log can tell (E8)."""
    return Scope(worker=0, on=on, system=name)
