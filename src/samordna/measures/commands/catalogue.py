"""How is the catalogue of an area kept? One event on the area's chain for each act, as for its units (E3, E5).

An offer is ended and never removed: measures name it. A file brings its own offers up to date, by their ids; what
somebody has added on the pages is not touched by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.measures import policy, registers
from samordna.measures.domain import CATEGORIES, PROVIDERS, WORK
from samordna.measures.models import Offer
from samordna.organisations.commands.recording import Changes, changing
from samordna.organisations.queries import area as area_called

LONGEST = {"title": 120, "description": 2000, "provider": 120, "party": 40, "target": 400, "place": 120,
           "how_to_apply": 1000, "contact": 200}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSaid:
    """What an offer is to say. `valid_to` is the first day that it can no longer be applied for.

    `free` is how many places the provider told are free, and `free_on` the day it was told.
    """

    title: str
    provider: str
    valid_from: date
    slug: str = ""
    description: str = ""
    provider_kind: str = PROVIDERS[0]
    party: str = ""
    category: str = WORK
    target: str = ""
    needs: tuple[str, ...] = ()
    place: str = ""
    capacity: int | None = None
    free: int | None = None
    free_on: date | None = None
    valid_to: date | None = None
    how_to_apply: str = ""
    contact: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading did, by the ids of the file."""

    area: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


def add_offer(*, act: Act, scope: Scope, area: int, said: OfferSaid) -> int:
    """A new offer; returns its id. Raises Refused."""
    with changing(area, act, "offer.added") as changes:
        insist(policy.may_keep(scope, area))
        row = Offer(area_id=area)
        _write(changes, row, said, act.on)
        return row.pk


def change_offer(*, act: Act, scope: Scope, offer: int, said: OfferSaid) -> None:
    """The offer says something else from now on; measures that name it stay as they are. Raises Refused."""
    row = _row(offer)
    with changing(row.area_id, act, "offer.changed") as changes:
        insist(policy.may_keep(scope, row.area_id))
        _write(changes, row, said, act.on)


def check_offer(*, act: Act, scope: Scope, offer: int) -> None:
    """Somebody has made sure today that the offer is right. Raises Refused."""
    row = _row(offer)
    with changing(row.area_id, act, "offer.checked") as changes:
        insist(policy.may_keep(scope, row.area_id))
        row.checked_on = act.on
        changes.save(row)


def end_offer(*, act: Act, scope: Scope, offer: int, on: date) -> None:
    """It can no longer be applied for from `on`; those who take part go on. Raises Refused."""
    row = _row(offer)
    with changing(row.area_id, act, "offer.ended") as changes:
        insist(policy.may_keep(scope, row.area_id))
        row.valid_to = max(on, row.valid_from)
        changes.save(row)


def load_catalogue(*, act: Act, scope: Scope, area: str, offers: Iterable[OfferSaid]) -> Loaded:
    """Bring the offers of a file into the catalogue of its area; loading it again changes nothing. Raises Refused."""
    place = area_called(area)
    insist(policy.may_keep(scope, place.pk))
    wanted = {each.slug: each for each in offers}
    added, altered, ended = list[str](), list[str](), list[str]()
    with changing(place.pk, act, "catalogue.loaded") as changes:
        known = {row.slug: row for row in Offer.objects.filter(area_id=place.pk).exclude(slug="")}
        for slug, said in wanted.items():
            row = known.get(slug) or Offer(area_id=place.pk)
            if said.free is None:
                # What the provider has told since stays; a file seldom knows.
                said = replace(said, free=row.free, free_on=row.free_on)
            before = _values(row) if row.pk else {}
            if before == _told(said):
                continue
            (altered if row.pk else added).append(slug)
            _write(changes, row, said, act.on)
        for slug, row in known.items():
            if slug not in wanted and (row.valid_to is None or row.valid_to > act.on):
                row.valid_to = max(act.on, row.valid_from)
                changes.save(row)
                ended.append(slug)
    return Loaded(place.pk, tuple(added), tuple(altered), tuple(ended))


def _row(offer: int) -> Offer:
    row = Offer.objects.filter(pk=offer).first()
    if row is None:
        raise Refused(refused("no-offer", say("There is no such offer in the catalogue.")))
    return row


def _write(changes: Changes, row: Offer, said: OfferSaid, on: date) -> None:
    _sound(said)
    insist(policy.free_as_told(said.free, said.free_on, said.capacity, on))
    for name, value in _told(said).items():
        # An offer from a file keeps the file's name for it, whoever changes it.
        if name != "slug" or value:
            setattr(row, name, value)
    changes.save(row)


def _sound(said: OfferSaid) -> None:
    """Raises Refused, with what to write."""
    if not said.title.strip():
        raise Refused(refused("offer-title", say("Write what the offer is called.")))
    if not said.provider.strip():
        raise Refused(refused("offer-provider", say("Write who provides it.")))
    if said.provider_kind not in PROVIDERS or said.category not in CATEGORIES:
        raise Refused(refused("offer-kind", say("Choose one of those that are there.")))
    unknown = [each for each in said.needs if each not in registers.needs()]
    if unknown:
        raise Refused(refused("offer-need", say("The register has no need “{need}”.", need=unknown[0])))
    if said.capacity is not None and said.capacity < 0:
        raise Refused(refused("offer-capacity", say("Write the number of places as a whole number.")))
    if said.valid_to and said.valid_to < said.valid_from:
        raise Refused(refused("offer-period", say("The last day must not come before the first.")))


def _told(said: OfferSaid) -> dict[str, Any]:
    values = {name: getattr(said, name) for name in said.__slots__}
    cut = {name: str(values[name]).strip()[:longest] for name, longest in LONGEST.items()}
    return {**values, **cut, "needs": [each for each in registers.needs() if each in said.needs]}


def _values(row: Offer) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OfferSaid.__slots__}
