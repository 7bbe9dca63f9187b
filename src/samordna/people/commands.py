"""What can be done with a person's details? Written down, changed, protected; numbers keep their history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date

from django.db import IntegrityError
from django.db.models import Model

from samordna.access.domain import Scope
from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore, append_row, begin, recorded
from samordna.journal.domain import Act, Entry, Part
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.personal_number import PersonalNumber
from samordna.kernel.text import say
from samordna.people import queries
from samordna.people.domain import Details, Speaker
from samordna.people.images import images
from samordna.people.models import Number, Person, Representative
from samordna.people.policy import may_change, may_keep, may_register


class Duplicate(Exception):
    """The authority has written this number down before: `person` is whose it is, or was (D21)."""

    def __init__(self, person: int) -> None:
        super().__init__(f"the number belongs to person {person}")
        self.person = person


def register_person(
    *, act: Act, scope: Scope, details: Details, number: str = "", protected: bool = False
) -> Person:  # fmt: skip
    """Write a person down for the authority of the post that acts.

    Raises Duplicate when the authority knows the number, Refused when the number is none or the actor may not,
    DoneBefore on a double click.
    """
    insist(may_register(scope))
    assert scope.post is not None
    details = details.tidy
    insist(may_keep(details, protected))
    parsed = _number(number, act.on) if number.strip() else None
    with _once(scope.post.authority, parsed), one_act():
        person_id = begin("person", act)
        _new_here(scope.post.authority, parsed)
        person = Person.objects.create(
            id=person_id,
            authority_id=scope.post.authority,
            sphere_id=scope.post.sphere,
            protected=protected,
            **asdict(details),
        )
        rows: list[Model] = [person]
        if parsed:
            rows.append(_numbered(person, parsed, act.on))
        _write("person-registered", person, rows, act)
    return person


def change_number(*, act: Act, scope: Scope, person: int, number: str) -> None:
    """Give the person a new number from today on; the old one is kept and still finds. Raises Duplicate, Refused."""
    parsed = _number(number, act.on)
    with _once(queries.authority_of(person), parsed), one_act():
        row = _to_change(act, scope, person)
        now = row.numbers.filter(valid_to__isnull=True).first()
        if now and now.digits == parsed.digits:
            raise Refused(refused("same-number", say("The person has this number already.")))
        known = queries.with_number(row.authority_id, parsed.digits)
        if known not in (None, person):
            assert known is not None
            raise Duplicate(known)
        rows: list[Model] = []
        if now:
            now.valid_to = act.on
            now.save(update_fields=["valid_to"])
            rows.append(now)
        rows.append(_numbered(row, parsed, act.on))
        _write("person-number-changed", row, rows, act)


def change_details(*, act: Act, scope: Scope, person: int, details: Details) -> None:
    """Write new names, language or contact details over the old; the event keeps what they were before."""
    details = details.tidy
    with one_act():
        row = _to_change(act, scope, person)
        insist(may_keep(details, row.protected))
        for field, value in asdict(details).items():
            setattr(row, field, value)
        row.save(update_fields=list(asdict(details)))
        _write("person-details-changed", row, [row], act)


def set_protected(*, act: Act, scope: Scope, person: int, protected: bool) -> None:
    """Protect the person's identity, or end the protection. Protecting takes address, phone and e-mail away."""
    with one_act():
        row = _to_change(act, scope, person)
        row.protected = protected
        if protected:
            row.phone = row.email = row.address = ""
        row.save(update_fields=["protected", "phone", "email", "address"])
        _write("person-protected" if protected else "person-unprotected", row, [row], act)


def add_representative(*, act: Act, scope: Scope, person: int, speaker: Speaker) -> Representative:
    """Write down who may speak for the person, in what and from when."""
    if not speaker.name.strip() or not speaker.kind.strip():
        raise Refused(refused("name-missing", say("Write who the representative is, and of which kind.")))
    with one_act():
        row = _to_change(act, scope, person)
        added = Representative.objects.create(
            person=row,
            kind=speaker.kind,
            name=speaker.name.strip(),
            phone=speaker.phone.strip(),
            extent=speaker.extent.strip(),
            valid_from=speaker.valid.start or act.on,
            valid_to=speaker.valid.end,
        )
        _write("representative-added", row, [added], act)
    return added


def end_representative(
    *, act: Act, scope: Scope, person: int, representative: int, on: date | None = None
) -> None:  # fmt: skip
    """Say that a representative no longer speaks for the person: from `on`, default today. Raises DoesNotExist."""
    with one_act():
        row = _to_change(act, scope, person)
        ended = queries.representative(person, representative)
        ended.valid_to = max(on or act.on, ended.valid_from)
        ended.save(update_fields=["valid_to"])
        _write("representative-ended", row, [ended], act)


def _to_change(act: Act, scope: Scope, person: int) -> Person:
    """The row, locked, when the actor may change it. Raises Refused, and DoneBefore on a double click (E12)."""
    row = queries.held(person)
    insist(may_change(scope, row.authority_id))
    before = recorded(row.id, act)
    if before is not None:
        raise DoneBefore(row.id, before)
    return row


def _number(written: str, on: date) -> PersonalNumber:
    try:
        return PersonalNumber.parse(written, on)
    except ValueError:
        raise Refused(
            refused(
                "not-a-number",
                say("This is no personal number: check the digits. Ten or twelve digits, for example ÅÅÅÅMMDD-NNNN."),
            )
        ) from None


def _new_here(authority: int, number: PersonalNumber | None) -> None:
    known = queries.with_number(authority, number.digits) if number else None
    if known is not None:
        raise Duplicate(known)


@contextmanager
def _once(authority: int, number: PersonalNumber | None) -> Iterator[None]:
    """Two who write down the same number at once: the database lets one in, and the other hears whose it is.

    Raises Duplicate as if the other had been there before. Around the act, which is then undone whole.
    """
    try:
        yield
    except IntegrityError:
        known = queries.with_number(authority, number.digits) if number else None
        if known is None:
            raise
        raise Duplicate(known) from None


def _numbered(person: Person, number: PersonalNumber, on: date) -> Number:
    return Number.objects.create(
        person=person, authority_id=person.authority_id, digits=number.digits, valid_from=on
    )  # fmt: skip


def _write(kind: str, person: Person, rows: list[Model], act: Act) -> None:
    """One event on the person's stream, with what the rows now hold, where the authority keeps the person (E5, E7)."""
    why = {"reason": act.reason} if act.reason else {}
    part = Part(person.sphere_id, person.category, {**images(rows), **why})
    append_row(person, Entry(kind=kind, parts=(part,), effect={"person": person.pk}, person=person.pk), act)
