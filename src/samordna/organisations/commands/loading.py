"""How does an area file become rows? What it says anew is written, what it no longer says is ended, never removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from samordna.access.domain import Scope
from samordna.journal.acts import one_act
from samordna.journal.append import begin
from samordna.journal.domain import Act
from samordna.kernel.decision import insist
from samordna.organisations import policy
from samordna.organisations.commands.recording import Changes, changing
from samordna.organisations.domain import AreaPlan, Fields, Key, difference, items, read_back, written
from samordna.organisations.models import (
    Absence,
    Address,
    Area,
    Authority,
    Contact,
    LocalChoice,
    PartyUnit,
    Post,
    Sphere,
    Unit,
    Worker,
)

NEVER = "[]"
ADDED, CHANGED = "added", "changed"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading did, by the keys of the file (see domain.items)."""

    area: int
    added: tuple[Key, ...] = ()
    changed: tuple[Key, ...] = ()
    ended: tuple[Key, ...] = ()


def load_area(*, act: Act, scope: Scope, data: AreaPlan) -> Loaded:
    """Bring the database up to an area file; loading the same file again changes nothing and writes no event.

    Only what differs from the file as it was last loaded is touched, so that edits on pages stay. Raises Refused.
    """
    insist(policy.may_load(scope))
    with one_act():
        area = _area(data, act)
        with changing(area, act, "area.loaded") as changes:
            now = items(data)
            known = read_back(changes.area.loaded)
            found = difference(known, now)
            known = {**known, **{new: known[old] for old, new in found.moved.items()}}
            if not (found.said or found.moved or found.gone):
                return Loaded(area)
            rows = _Rows(changes, act.on)
            for old, new in found.moved.items():
                rows.move(old, new)
            done = {key: rows.write(key, said, new=key not in known) for key, said in found.said.items()}
            ended = [key for key in found.gone if rows.end(key)]
            changes.area.loaded = written(now)
            changes.save(changes.area)
    moved = dict.fromkeys(found.moved.values(), CHANGED)
    added, changed = (tuple(k for k, what in {**done, **moved}.items() if what == kind) for kind in (ADDED, CHANGED))
    return Loaded(area, added, changed, tuple(ended))


def _area(data: AreaPlan, act: Act) -> int:
    known = Area.objects.filter(slug=data.id).values_list("id", flat=True).first()
    if known is not None:
        return known
    row = Area(id=begin("area", act), slug=data.id, name=data.name, handbook=data.handbook, version=data.version)
    row.save(force_insert=True)
    return row.id


class _Rows:
    """Rows by the keys of the file."""

    def __init__(self, changes: Changes, on: date) -> None:
        self.changes, self.area, self.on = changes, changes.area, on
        self._known: dict[tuple[type[Model], str], Any] = {}

    def write(self, key: Key, fields: Fields, *, new: bool) -> str:
        """Set `fields` on the row, made when there is none: "added", "changed", or "" when it was so already.

        `new` is true when the file did not have the key before; another area's file may have.
        """
        if key[0] == "area":
            for name, value in fields.items():
                setattr(self.area, name, value)
            return ADDED if self.area.loaded == NEVER else CHANGED
        model, named = self._where(key)
        known = model.objects.filter(**named).order_by("id").last()  # type: ignore[attr-defined]
        values = self._values(key[0], fields)
        if known is None:
            made = model(**named, **values)
            if isinstance(made, Worker):
                made.set_unusable_password()
            self.changes.save(made)
            return ADDED
        if new and isinstance(known, Worker):
            insist(policy.may_be_same(known.username, known.name, values["name"]))
        if all(getattr(known, name) == value for name, value in values.items()):
            return ""
        for name, value in values.items():
            setattr(known, name, value)
        self.changes.save(known)
        return CHANGED

    def move(self, old: Key, new: Key) -> None:
        """Another first day for a row that is otherwise the same."""
        model, named = self._where(old)
        row = model.objects.filter(**named).order_by("id").last()  # type: ignore[attr-defined]
        if row is not None:
            row.valid_from = date.fromisoformat(new[-1])
            if row.valid_to and row.valid_to < row.valid_from:
                row.valid_to = None
            self.changes.save(row)

    def end(self, key: Key) -> bool:
        """End what the file no longer says; authorities, spheres and workers have no period and stay."""
        if key[0] in ("area", "authority", "sphere", "worker"):
            return False
        model, named = self._where(key)
        row = model.objects.filter(**named).order_by("id").last()  # type: ignore[attr-defined]
        if row is None:
            return False
        if isinstance(row, Unit):
            return close_rows(self.changes, row, self.on)
        return end_row(self.changes, row, self.on)

    def _where(self, key: Key) -> tuple[type[Model], dict[str, Any]]:
        """The table and the fields that find the row of a key."""
        match key:
            case ("authority", slug):
                return Authority, {"slug": slug}
            case ("sphere", slug):
                return Sphere, {"slug": slug}
            case ("unit", slug):
                return Unit, {"area": self.area, "slug": slug}
            case ("worker", username):
                return Worker, {"username": username}
            case ("plays", unit, party, start):
                return PartyUnit, {"unit": self._unit(unit), "party": party, "valid_from": date.fromisoformat(start)}
            case ("address", unit, start):
                return Address, {"unit": self._unit(unit), "valid_from": date.fromisoformat(start)}
            case ("contact", unit, kind, name, start):
                named = {"unit": self._unit(unit), "kind": kind, "name": name}
                return Contact, {**named, "valid_from": date.fromisoformat(start)}
            case ("post", worker, unit, role, start):
                named = {"worker": self._worker(worker), "unit": self._unit(unit), "role": role}
                return Post, {**named, "valid_from": date.fromisoformat(start)}
            case ("absence", worker, start):
                return Absence, {"worker": self._worker(worker), "valid_from": date.fromisoformat(start)}
            case ("length" | "closed" | "follow" as kind, about, start):
                named = {"area": self.area, "kind": kind, "key": about}
                return LocalChoice, {**named, "valid_from": date.fromisoformat(start)}
        raise ValueError(f"no such item: {key}")

    def _values(self, kind: str, fields: Fields) -> dict[str, Any]:
        """The fields of an item as the row has them."""
        values = dict(fields)
        for name in ("valid_from", "valid_to"):
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        if "lines" in values:
            values["lines"] = "\n".join(values["lines"])
        if "sphere" in values:
            values["sphere"] = self._named(Sphere, "slug", values["sphere"])
            values["authority"] = values["sphere"].authority
        elif kind == "sphere" and "authority" in values:
            values["authority"] = self._named(Authority, "slug", values["authority"])
        if "substitute" in values:
            values["substitute"] = self._worker(values["substitute"]) if values["substitute"] else None
        return values

    def _unit(self, slug: str) -> Unit:
        found: Unit = self._named(Unit, "slug", slug, area=self.area)
        return found

    def _worker(self, username: str) -> Worker:
        found: Worker = self._named(Worker, "username", username)
        return found

    def _named(self, model: Any, field: str, name: str, **more: Any) -> Any:
        known = self._known.get((model, name))
        if known is None:
            known = self._known[(model, name)] = model.objects.get(**{field: name}, **more)
        return known


def end_row(changes: Changes, row: Any, on: date) -> bool:
    """Let a dated row no longer count from `on`; what has not begun never counts. False when it had ended before."""
    end = max(on, row.valid_from)
    if row.valid_to is not None and row.valid_to <= end:
        return False
    row.valid_to = end
    changes.save(row)
    return True


def close_rows(changes: Changes, unit: Unit, on: date) -> bool:
    """End a unit with its parties, posts, addresses and contacts. False when it had ended before."""
    for model in (PartyUnit, Post, Address, Contact):
        for row in model.objects.filter(unit=unit).order_by("id"):
            end_row(changes, row, on)
    return end_row(changes, unit, on)
