"""How is a unit added, renamed and closed, and how do its addresses and contacts change?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from samordna.access.domain import Scope
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.organisations import policy, ports
from samordna.organisations.commands.loading import close_rows, end_row
from samordna.organisations.commands.recording import changing
from samordna.organisations.domain import CONTACT_KINDS
from samordna.organisations.models import Address, Contact, PartyUnit, Sphere, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be: `sphere` by id, `plays` party ids; `prefix` begins the unit's case numbers."""

    name: str
    sphere: int
    prefix: str
    here: bool
    plays: tuple[str, ...]
    valid_from: date
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """Somebody to call; `kind` is one of domain.CONTACT_KINDS."""

    name: str
    kind: str
    valid_from: date
    role: str = ""
    phone: str = ""
    email: str = ""


def add_unit(*, act: Act, scope: Scope, area: int, new: NewUnit) -> int:
    """Add a unit to an area; returns its id. Raises Refused when the actor may not, or name or prefix is taken."""
    with changing(area, act, "unit.added") as changes:
        sphere = Sphere.objects.get(pk=new.sphere)
        insist(policy.may_change(scope, area, sphere.authority_id, here=new.here))
        prefix = new.prefix.strip().upper()
        if Unit.objects.filter(area=area, prefix=prefix).exists():
            raise Refused(refused("prefix-taken", say("Another unit has the prefix “{prefix}”.", prefix=prefix)))
        slug = slug_of(new.name)
        if Unit.objects.filter(area=area, slug=slug).exists():
            raise Refused(refused("name-taken", say("There is a unit called “{name}” already.", name=new.name)))
        unit = Unit(
            area_id=area, sphere=sphere, authority_id=sphere.authority_id, slug=slug, name=new.name, prefix=prefix,
            here=new.here, phone=new.phone, email=new.email, valid_from=new.valid_from,
        )  # fmt: skip
        changes.save(unit)
        for party in new.plays:
            changes.save(PartyUnit(unit=unit, party=party, valid_from=new.valid_from))
    return unit.pk


def rename_unit(*, act: Act, scope: Scope, unit: int, name: str, phone: str, email: str) -> None:
    """Give a unit another name, phone and e-mail address. Raises Refused."""
    row = Unit.objects.get(pk=unit)
    with changing(row.area_id, act, "unit.renamed") as changes:
        _insist(scope, row)
        row.name, row.phone, row.email = name, phone, email
        changes.save(row)


def close_unit(*, act: Act, scope: Scope, unit: int, on: date) -> None:
    """Close a unit from `on`, with everything that belongs to it. Raises Refused while it has open cases."""
    row = Unit.objects.get(pk=unit)
    with changing(row.area_id, act, "unit.closed") as changes:
        _insist(scope, row)
        insist(policy.may_close(ports.open_cases_of(unit)))
        close_rows(changes, row, on)


def set_address(*, act: Act, scope: Scope, unit: int, lines: tuple[str, ...], on: date) -> None:
    """Let letters go to this address from `on` until the next that is known; the one before ends. Raises Refused."""
    row = Unit.objects.get(pk=unit)
    with changing(row.area_id, act, "unit.address-set") as changes:
        _insist(scope, row)
        held = [
            each for each in Address.objects.filter(unit=row).order_by("valid_from") if each.valid_to != each.valid_from
        ]
        same = next((each for each in held if each.valid_from == on), None)
        later = next((each.valid_from for each in held if each.valid_from > on), None)
        for before in held:
            if before.valid_from < on:
                end_row(changes, before, on)
        address = same or Address(unit=row, valid_from=on, valid_to=later)
        address.lines = "\n".join(lines)
        changes.save(address)


def add_contact(*, act: Act, scope: Scope, unit: int, new: NewContact) -> int:
    """Add somebody to call at a unit; returns the contact's id. Raises Refused."""
    row = Unit.objects.get(pk=unit)
    if new.kind not in CONTACT_KINDS:
        raise Refused(refused("no-such-kind", say("There is no such kind of contact.")))
    with changing(row.area_id, act, "contact.added") as changes:
        _insist(scope, row)
        contact = Contact(
            unit=row, kind=new.kind, name=new.name, role=new.role, phone=new.phone, email=new.email,
            valid_from=new.valid_from,
        )  # fmt: skip
        changes.save(contact)
    return contact.pk


def end_contact(*, act: Act, scope: Scope, contact: int, on: date) -> None:
    """Let a contact no longer count from `on`. Raises Refused."""
    row = Contact.objects.select_related("unit").get(pk=contact)
    with changing(row.unit.area_id, act, "contact.ended") as changes:
        _insist(scope, row.unit)
        end_row(changes, row, on)


def _insist(scope: Scope, unit: Unit) -> None:
    insist(policy.may_change(scope, unit.area_id, unit.authority_id, here=unit.here))


def slug_of(name: str) -> str:
    """An id from a name: “Östra kontoret” becomes “ostra-kontoret”."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "unit"
