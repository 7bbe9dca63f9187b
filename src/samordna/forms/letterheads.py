"""Whose paper is a form of a case: who sends it, to whom, under which number? As the reader may see it.

A protected identity leaves the authority alone of the sender, for where a unit lies tells where the person lives; the
receiver's address is of the day and never the person's own when that is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from samordna.cases.queries import Seen
from samordna.forms.data import Head
from samordna.forms.kept import Kept
from samordna.handbooks.domain import PERSON
from samordna.kernel.decision import Refused
from samordna.organisations import queries as organisations
from samordna.people import queries as people
from samordna.people.domain import PersonShown


def head(seen: Seen, kept: Kept, on: date) -> Head:
    """The head of the paper: the sender is the unit that began the form, also when another party reads it."""
    person = _person(seen)
    # Who cannot know whether the identity is protected is told as if it were.
    closed = person is None or person.protected
    own = kept.sphere in seen.scope.spheres
    return Head(
        sender=_sender(kept.unit, on, closed=closed),
        reference=(seen.number or str(seen.id)) if own else "",
        on=kept.sent_on or on,
        receiver=_receiver(seen, kept, person, on) if own else (),
        code=kept.code,
    )


def _person(seen: Seen) -> PersonShown | None:
    try:
        return people.shown(seen.row.person_id, seen.scope)
    except Refused:
        return None


def _sender(unit_id: int, on: date, *, closed: bool) -> tuple[str, ...]:
    unit = organisations.unit(unit_id)
    if closed:
        return (unit.authority.name,)
    reached = tuple(filter(None, (unit.phone, unit.email)))
    return _once((unit.authority.name, unit.name, *organisations.address_on(unit_id, on), *reached))


def _receiver(seen: Seen, kept: Kept, person: PersonShown | None, on: date) -> tuple[str, ...]:
    """To the person, to a party of the case at its unit, or to somebody by name; nobody yet, when it is not known."""
    to = kept.receiver or (kept.form.to if kept.editable else "")
    if to == PERSON:
        return (person.name, *person.address.splitlines()) if person else ()
    seat = seen.seats.get(to)
    if seat:
        unit = organisations.unit(seat.unit)
        return _once((unit.authority.name, unit.name, *organisations.address_on(unit.pk, on)))
    return (kept.receiver,) if kept.receiver else ()


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    """Every line that says anything, once: the envelope often begins with the name of the unit."""
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
