"""Which shape must an area file have? The only place where pydantic meets the organisations (E13).

Periods are written `from` and `to`; `to` is the first day that no longer counts. Without `from`, the unit's counts,
and without that, the area's.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool

from samordna.content.schema import PeriodIn, Strict, many

Id = Annotated[str, Field(pattern=r"^[0-9A-Za-zåäöÅÄÖ][0-9A-Za-zåäöÅÄÖ_.-]*$", max_length=60)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Many = Annotated[list[str], BeforeValidator(many)]
Number = Annotated[int, Field(ge=0, le=1000)]
GivenRole = Literal["case-worker", "unit-manager", "coordinator", "local-admin", "handbook-owner", "auditor"]


def _party(value: object) -> object:
    return {"party": value} if isinstance(value, str) else value


def _lines(value: object) -> object:
    return value.splitlines() if isinstance(value, str) else value


class AuthorityIn(Strict):
    """A public body or a private provider."""

    id: Id
    name: Name
    kind: Literal["municipality", "fk", "af", "region", "association", "employer", "other"]


class SphereIn(Strict):
    """An authority, or an independent branch of one: what secrecy stands around (D5)."""

    id: Id
    name: Name
    authority: str
    kind: Annotated[str, Field(min_length=1, max_length=40)] = Field(description="a sphere id of the handbooks")


class PlaysIn(PeriodIn):
    """A party of the handbook that the unit plays; a plain id will do."""

    party: str
    first: bool = Field(False, description="proposed before other units that play the party")


class AddressIn(PeriodIn):
    """Where letters go: the lines of the envelope."""

    lines: Annotated[list[str], BeforeValidator(_lines), Field(min_length=1)]


class ContactIn(PeriodIn):
    """Whom to call; not somebody who signs in."""

    name: Name
    kind: Literal["rehab-coordinator", "arena", "contact-person", "other"] = "contact-person"
    role: str = Field("", max_length=120)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=120)


class UnitIn(PeriodIn):
    """Where cases are worked; `where: here` when its staff sign in (D1)."""

    id: Id
    name: Name
    sphere: str
    prefix: Annotated[str, Field(pattern=r"^[0-9A-ZÅÄÖ][0-9A-ZÅÄÖ-]*$", max_length=12)]
    where: Literal["here", "outside"]
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=120)
    plays: list[Annotated[PlaysIn, BeforeValidator(_party)]] = []
    addresses: list[AddressIn] = []
    contacts: list[ContactIn] = []


class PostIn(PeriodIn):
    """A role in a unit that is here."""

    unit: str
    role: GivenRole


class AbsenceIn(PeriodIn):
    """Away from `from` until `to`; `substitute` is a username."""

    substitute: str = ""


class WorkerIn(Strict):
    """Somebody who signs in. There is no place for a password: sign-in sets it."""

    username: Id
    name: Name
    title: str = Field("", max_length=120)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=120)
    language: Literal["sv", "en"] = "sv"
    posts: list[PostIn] = []
    absences: list[AbsenceIn] = []


class LengthIn(PeriodIn):
    """How long a time limit of the handbook is here: one of the lengths, and why."""

    deadline: str
    days: Number | None = None
    weeks: Number | None = None
    months: Number | None = None
    years: Number | None = None
    working_days: Number | None = None
    reason: str = Field("", max_length=400)


class ClosedIn(PeriodIn):
    """Days when the offices are closed beside weekends and holidays: one `day`, or `from` and `to`."""

    name: Name
    day: date | None = None


class FollowIn(PeriodIn):
    """Whether the area follows a rule whose text has not been read; `law` is the key of a value or a provision id."""

    law: str
    follow: StrictBool
    reason: Annotated[str, Field(min_length=1, max_length=400)]


class AreaFile(Strict):
    """`content/areas/<id>.yaml`, or a file of one's own."""

    id: Annotated[str, Field(pattern=r"^[0-9a-zåäö][0-9a-zåäö-]*$", max_length=40)]
    name: Name
    handbook: str
    version: str
    from_: date = Field(alias="from", description="the day from which everything counts that has no day of its own")
    authorities: list[AuthorityIn]
    spheres: list[SphereIn]
    units: list[UnitIn]
    workers: list[WorkerIn] = []
    limits: list[LengthIn] = []
    closed_days: list[ClosedIn] = []
    follows: list[FollowIn] = []
