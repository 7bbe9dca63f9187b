"""What does a page say of what rests on a change, and of the running cases it touches? Numbers, never names (D21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from samordna.access.domain import Role, Scope
from samordna.law import affected, answers
from samordna.law.domain import Law
from samordna.law.ports import BOX, CLOCK, TABLE, Running, User, resting_on

# Who may see how many cases of their own authority a change touches.
COUNTING = frozenset({Role.HANDBOOK_OWNER, Role.LOCAL_ADMIN})


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on one change."""

    boxes: tuple[User, ...] = ()
    tables: tuple[User, ...] = ()
    clocks: tuple[User, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.boxes or self.tables or self.clocks)


def by_ref(refs: Iterable[str]) -> dict[str, Resting]:
    """What rests on each of these ids."""
    return {ref: _sorted(list(resting_on(ref))) for ref in dict.fromkeys(refs)}


def _sorted(found: list[User]) -> Resting:
    boxes, tables, clocks = (tuple(each for each in found if each.kind == kind) for kind in (BOX, TABLE, CLOCK))
    return Resting(boxes, tables, clocks)


def counted(request: HttpRequest, law: Law, since: date) -> Running | None:
    """How many running cases of the reader's authorities the changes from a day on touch; None for everybody else."""
    authorities = _authorities(request)
    return affected.running(answers.changed(law, since), authorities) if authorities else None


def _authorities(request: HttpRequest) -> frozenset[int]:
    """The authorities whose handbooks or units the reader looks after; none when nobody is signed in."""
    found: Scope | None = getattr(request, "scope", None)
    # What nobody has asked is not there yet, so it is compared by its truth.
    return frozenset(post.authority for post in found.posts if post.role in COUNTING) if found else frozenset()
