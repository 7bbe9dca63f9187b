"""What does an area file say, and what is new in it since it was last loaded? Pure values; no files, no database.

A plan is taken apart into items: a key such as ("post", "sara.lind", "skarholmen", "case-worker", "2026-01-01") and
plain fields. The last part of a dated item's key is the day it starts. Two files compare as their items do, so that
a file changes only what it says anew, and what was edited on pages meanwhile stays.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Key = tuple[str, ...]
Fields = Mapping[str, Any]
Items = dict[Key, Fields]

AUTHORITY_KINDS = ("municipality", "fk", "af", "region", "association", "employer", "other")
CONTACT_KINDS = ("rehab-coordinator", "arena", "contact-person", "other")
# Kinds of items whose key ends with the day they start: they are ended, never removed.
DATED = frozenset({"plays", "address", "contact", "post", "absence", "length", "closed", "follow"})
# What an area decides itself: lengths of time limits, days when its offices are closed, unread rules it follows.
LENGTH, CLOSED, FOLLOW = CHOICE_KINDS = ("length", "closed", "follow")


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when something counts: [start, end), open when `end` is None."""

    start: date
    end: date | None = None

    def overlaps(self, other: Span) -> bool:
        """True when at least one day lies in both."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


@dataclass(frozen=True, slots=True)
class AuthorityPlan:
    """A public body or a private provider; kind is one of AUTHORITY_KINDS."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class SpherePlan:
    """What secrecy stands around (D5); `kind` is the sphere id of the handbooks, such as socialtjanst."""

    id: str
    name: str
    authority: str
    kind: str


@dataclass(frozen=True, slots=True)
class PlaysPlan:
    """A unit plays a party; `first` is proposed before others."""

    party: str
    first: bool
    span: Span


@dataclass(frozen=True, slots=True)
class AddressPlan:
    """The lines of the envelope."""

    lines: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """Whom to call; kind is one of CONTACT_KINDS."""

    name: str
    kind: str
    span: Span
    role: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlan:
    """A unit with everything that belongs to it; its authority is that of its sphere."""

    id: str
    name: str
    sphere: str
    prefix: str
    span: Span
    here: bool = False
    phone: str = ""
    email: str = ""
    plays: tuple[PlaysPlan, ...] = ()
    addresses: tuple[AddressPlan, ...] = ()
    contacts: tuple[ContactPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class PostPlan:
    """A role (access.domain.Role) in a unit."""

    unit: str
    role: str
    span: Span


@dataclass(frozen=True, slots=True)
class AbsencePlan:
    """Away, with or without a substitute (a username)."""

    span: Span
    substitute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPlan:
    """Somebody who signs in, and the posts held in this area. Passwords never stand in files."""

    username: str
    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    language: str = "sv"
    posts: tuple[PostPlan, ...] = ()
    absences: tuple[AbsencePlan, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoicePlan:
    """What the area has decided; kind is one of CHOICE_KINDS, `key` says about what.

    `value` is plain JSON, `reason` beside what it is: ``{"working_days": 3}`` for the time limit `key`, ``{}`` for
    days closed under the name `key`, ``{"follow": false}`` for the value or provision `key` of the law.
    """

    kind: str
    key: str
    value: Mapping[str, Any]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPlan:
    """A whole area file, checked."""

    id: str
    name: str
    handbook: str
    version: str
    authorities: tuple[AuthorityPlan, ...] = ()
    spheres: tuple[SpherePlan, ...] = ()
    units: tuple[UnitPlan, ...] = ()
    workers: tuple[WorkerPlan, ...] = ()
    choices: tuple[ChoicePlan, ...] = ()


def items(plan: AreaPlan) -> Items:
    """The plan taken apart, in an order in which it can be written: what is referred to comes first."""
    return dict(_items(plan))


def _items(plan: AreaPlan) -> Iterator[tuple[Key, Fields]]:
    yield ("area", plan.id), {"name": plan.name, "handbook": plan.handbook, "version": plan.version}
    for body in plan.authorities:
        yield ("authority", body.id), {"name": body.name, "kind": body.kind}
    for sphere in plan.spheres:
        yield ("sphere", sphere.id), {"name": sphere.name, "authority": sphere.authority, "kind": sphere.kind}
    for unit in plan.units:
        yield from _unit_items(unit)
    for worker in plan.workers:
        shown = {"name": worker.name, "title": worker.title, "phone": worker.phone, "email": worker.email}
        yield ("worker", worker.username), {**shown, "language": worker.language}
    for worker in plan.workers:
        for post in worker.posts:
            yield ("post", worker.username, post.unit, post.role, _day(post.span.start)), _until(post.span)
        for absence in worker.absences:
            key = ("absence", worker.username, _day(absence.span.start))
            yield key, {"substitute": absence.substitute, **_until(absence.span)}
    for choice in plan.choices:
        yield (choice.kind, choice.key, _day(choice.span.start)), {"value": {**choice.value}, **_until(choice.span)}


def _unit_items(unit: UnitPlan) -> Iterator[tuple[Key, Fields]]:
    yield (
        ("unit", unit.id),
        {
            "name": unit.name, "sphere": unit.sphere, "prefix": unit.prefix, "here": unit.here, "phone": unit.phone,
            "email": unit.email, "valid_from": _day(unit.span.start), **_until(unit.span),
        },
    )  # fmt: skip
    for plays in unit.plays:
        yield ("plays", unit.id, plays.party, _day(plays.span.start)), {"first": plays.first, **_until(plays.span)}
    for address in unit.addresses:
        yield ("address", unit.id, _day(address.span.start)), {"lines": [*address.lines], **_until(address.span)}
    for each in unit.contacts:
        key = ("contact", unit.id, each.kind, each.name, _day(each.span.start))
        yield key, {"role": each.role, "phone": each.phone, "email": each.email, **_until(each.span)}


def _day(on: date) -> str:
    return on.isoformat()


def _until(span: Span) -> dict[str, str | None]:
    return {"valid_to": _day(span.end) if span.end else None}


def written(found: Items) -> str:
    """Items as JSON, to be kept beside the area."""
    return json.dumps([[list(key), fields] for key, fields in found.items()], ensure_ascii=False)


def read_back(kept: str) -> Items:
    """What `written` wrote."""
    return {tuple(key): fields for key, fields in json.loads(kept)}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file says that the one before did not: new or other fields by key, new starts, and keys that are gone.

    `moved` maps the key under which a row is known to the key it has now: only the day it starts is another.
    """

    said: Items = field(default_factory=dict)
    moved: Mapping[Key, Key] = field(default_factory=dict)
    gone: tuple[Key, ...] = ()


def difference(before: Items, now: Items) -> Difference:
    """What changes from the items of one file to those of the next."""
    gone = [key for key in before if key not in now]
    moved = _moved(gone, [key for key in now if key not in before])
    was = {**before, **{new: before[old] for old, new in moved.items()}}
    said: Items = {}
    for key, fields in now.items():
        known = was.get(key, {})
        other = {name: value for name, value in fields.items() if name not in known or known[name] != value}
        if key not in was or other:
            said[key] = other
    return Difference(said, moved, tuple(key for key in gone if key not in moved))


def _moved(gone: list[Key], new: list[Key]) -> dict[Key, Key]:
    """Dated items of which only the start is another: one gone and one new that are otherwise the same."""
    starts: dict[Key, tuple[list[Key], list[Key]]] = defaultdict(lambda: ([], []))
    for side, keys in enumerate((gone, new)):
        for key in keys:
            if key[0] in DATED:
                starts[key[:-1]][side].append(key)
    return {old[0]: now[0] for old, now in starts.values() if len(old) == len(now) == 1}
