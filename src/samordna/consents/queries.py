"""What may be told to whom, what would leave, and how do a person's consents stand? (D18-D21)

`check` asks the same grants as the filter of lists does (`access.queries.visible`), so the two always agree (E8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from samordna.access.domain import Scope
from samordna.access.queries import bases, grants_of, visible
from samordna.consents import ports, registers
from samordna.consents.domain import (
    CONTACT,
    Leaving,
    Preview,
    Received,
    Standing,
    Stopped,
    Way,
    status,
)
from samordna.consents.models import Consent
from samordna.handbooks.domain import Register
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.period import Period
from samordna.kernel.text import Message, Text, say
from samordna.organisations.queries import spheres

if TYPE_CHECKING:
    from samordna.organisations.models import Sphere

CONSENT, WITHIN = "consent", "within-sphere"


def check(person: int, from_sphere: int, to_sphere: int, categories: Iterable[str], on: date) -> Decision:
    """May this be told on the day? Every category has to be opened; with none named, that the person is known here.

    A refusal has the code "consent-needed", says what is missing, and cites what keeps the sender's information.
    """
    if from_sphere == to_sphere:
        return ALLOWED
    wanted = tuple(dict.fromkeys(categories)) or (CONTACT,)
    open_now = bases(person, from_sphere, to_sphere, on)
    missing = [each for each in wanted if each not in open_now]
    if not missing:
        return ALLOWED
    named = spheres((from_sphere, to_sphere))
    return _needed(_name(named, from_sphere), _name(named, to_sphere), missing, _keeps(named, from_sphere))


def why(person: int, from_sphere: int, to_sphere: int, category: str, on: date) -> Decision:
    """Why can, or can't, one sphere see this of another? Also an allowed answer has its reason and its law."""
    seen = preview(person, from_sphere, to_sphere, (category,), on)
    if seen.stopped:
        named = spheres((from_sphere,))
        return _needed(seen.sender, seen.receiver, [category], _keeps(named, from_sphere))
    found = seen.leaves[0]
    return Decision(True, found.basis, found.reason, found.law)


def _needed(sender: str, receiver: str, missing: Sequence[str], law: tuple[str, ...]) -> Decision:
    return refused(
        "consent-needed",
        say(
            "Nothing lets {sender} tell {receiver} about: {what}. It takes the person's consent or a ground in law.",
            sender=sender, receiver=receiver, what=registers.titles(missing),
        ),
        law,
    )  # fmt: skip


def preview(person: int, from_sphere: int, to: int | str, categories: Iterable[str], on: date) -> Preview:
    """What would leave on the day, on which basis, and what is stopped: to a sphere, or to a private receiver by name.

    With no categories, what is asked is whether the receiver may learn that the person is known here.
    """
    wanted = tuple(dict.fromkeys(categories)) or (CONTACT,)
    named = spheres((from_sphere, to) if isinstance(to, int) else (from_sphere,))
    sender, receiver = _name(named, from_sphere), _name(named, to) if isinstance(to, int) else to
    if from_sphere == to:
        return Preview(sender, receiver, tuple(_within(each) for each in wanted), ())
    rows = _in_force(person, from_sphere, to, on)
    open_now = _opened(rows) if isinstance(to, str) else bases(person, from_sphere, to, on)
    leaves = tuple(_leaving(each, open_now[each], rows) for each in wanted if each in open_now)
    missing = [each for each in wanted if each not in open_now]
    law = _keeps(named, from_sphere)
    stopped = tuple(Stopped(c, registers.title(c), _stopped(rows, receiver), law) for c in missing)
    kept = "; ".join(dict.fromkeys(row.reservation for row in rows if row.reservation))
    return Preview(sender, receiver, leaves, stopped, kept)


def _in_force(person: int, from_sphere: int, to: int | str, on: date) -> list[Consent]:
    rows = Consent.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
        person_id=person, from_sphere_id=from_sphere, valid_from__lte=on,
    ).order_by("-valid_from", "-id")  # fmt: skip
    if isinstance(to, int):
        return list(rows.filter(to_sphere_id=to))
    wanted = to.strip().casefold()
    return [row for row in rows.filter(to_sphere_id__isnull=True) if row.receiver.casefold() == wanted]


def _opened(rows: Iterable[Consent]) -> dict[str, str]:
    return {category: row.ground or CONSENT for row in rows for category in row.categories}


def _within(category: str) -> Leaving:
    reason = say("Within one and the same branch there is no secrecy to lift.")
    return Leaving(category, registers.title(category), WITHIN, reason, ("osl:8:2",))


def _leaving(category: str, basis: str, rows: Iterable[Consent]) -> Leaving:
    row = next((r for r in rows if category in r.categories and (r.ground or CONSENT) == basis), None)
    return Leaving(category, registers.title(category), basis, _opened_by(basis, row), _law(basis, row))


def _opened_by(basis: str, row: Consent | None) -> Message:
    if basis != CONSENT:
        entry = registers.ground(basis)
        return say("Opened by a ground in law: {ground}.", ground=entry.title if entry else basis)
    if row is None or row.valid_to is None:
        return say("The person has consented.")
    return say("The person has consented, until {day}.", day=row.valid_to)


def _law(basis: str, row: Consent | None) -> tuple[str, ...]:
    entry = registers.ground(basis) if basis != CONSENT else registers.consent(row.kind, None) if row else None
    return registers.law(entry) or registers.CONSENT_LAW


def _stopped(rows: Sequence[Consent], receiver: str) -> Message:
    if rows:
        return say("The person has consented to telling {receiver} other things, but not this.", receiver=receiver)
    return say("No consent and no ground names {receiver}.", receiver=receiver)


def _name(named: Mapping[int, Sphere], sphere: int) -> str:
    return named[sphere].name if sphere in named else str(sphere)


def _keeps(named: Mapping[int, Sphere], sphere: int) -> tuple[str, ...]:
    return registers.secrecy(named[sphere].kind if sphere in named else "")


def standing(person: int, on: date, scope: Scope) -> list[Standing]:
    """Consents and grounds as this reader may see them: what one's own spheres registered, may tell or may be told.

    Those in force come first, then the newest.
    """
    known = registers.consents(scope.post.area if scope.post else None)
    rows = list(_readable(person, scope))
    named = spheres({s for row in rows for s in (row.from_sphere_id, row.to_sphere_id) if s is not None})
    shown = [
        _standing(row, on, known, _name(named, row.from_sphere_id), row.sphere_id in scope.spheres) for row in rows
    ]
    return sorted(shown, key=lambda s: (not s.status.in_force, -(s.valid.start or on).toordinal(), s.id))


def _readable(person: int, scope: Scope) -> Iterable[Consent]:
    mine = Consent.objects.filter(person_id=person)
    if scope.system:
        return mine
    registered = visible(mine, scope, scope.on).values("pk")
    own = scope.spheres
    return mine.filter(Q(pk__in=registered) | Q(from_sphere_id__in=own) | Q(to_sphere_id__in=own))


def _standing(row: Consent, on: date, known: Register, sender: str, keeper: bool) -> Standing:
    valid = Period(row.valid_from, row.valid_to)
    entry = registers.ground(row.ground) if row.ground else known.get(row.kind)
    return Standing(
        id=row.pk,
        set=str(row.set_id),
        kind=row.kind,
        title=entry.title if entry else Text(row.kind),
        ground=row.ground,
        from_sphere=row.from_sphere_id,
        to_sphere=row.to_sphere_id,
        sender=sender,
        receiver=row.receiver,
        reservation=row.reservation,
        categories=registers.titles(row.categories),
        purpose=row.purpose,
        given_by=row.given_by,
        form=row.form,
        evidence=row.evidence if keeper else "",
        valid=valid,
        narrowed_on=row.narrowed_on,
        withdrawn_on=row.withdrawn_on,
        status=status(valid, row.narrowed_on, row.withdrawn_on, on),
        law=registers.law(entry) or registers.CONSENT_LAW,
    )


def who_has_received(person: int, on: date, scope: Scope) -> list[Received]:
    """Who could read, and who has been sent, what about the person up to and with the day; the earliest first.

    Only ways that begin or end in the reader's own spheres, or that these registered.
    """
    rows = {row.pk: row for row in _readable(person, scope)}
    ways = None if scope.system else {(r.from_sphere_id, r.to_sphere_id, r.receiver) for r in rows.values()}
    own = scope.spheres
    sent = [
        each
        for each in _sent(person)
        if ways is None
        or {each.from_sphere, each.to_sphere} & own
        or (each.from_sphere, each.to_sphere, each.receiver) in ways
    ]
    return _until([*_could_read(rows), *sent], on)


def already_received(person: int, ways: Iterable[Way], on: date) -> list[Received]:
    """What these ways have opened and carried up to and with the day: shown when a consent is taken back (D20)."""
    wanted = set(ways)
    rows = {row.pk: row for row in Consent.objects.filter(person_id=person, to_sphere_id__isnull=False)}
    found = [*_could_read(rows), *_sent(person)]
    return _until([each for each in found if (each.from_sphere, each.to_sphere) in wanted], on)


def _sent(person: int) -> list[Received]:
    return [each for ask in ports.sent for each in ask(person)]


def _could_read(rows: dict[int, Consent]) -> list[Received]:
    """From grants, because they remember what was open before a consent was narrowed or taken back."""
    found: dict[tuple[int, date, date | None], list[str]] = {}
    for grant in grants_of(rows):
        if grant.consent_id is not None and grant.valid_from != grant.valid_to:
            found.setdefault((grant.consent_id, grant.valid_from, grant.valid_to), []).append(grant.category)
    return [
        Received(start, rows[pk].from_sphere_id, rows[pk].to_sphere_id, rows[pk].receiver, tuple(each), "opened", end)
        for (pk, start, end), each in found.items()
    ]


def _until(found: Iterable[Received], on: date) -> list[Received]:
    return sorted((r for r in found if r.on <= on), key=lambda r: (r.on, r.from_sphere, r.receiver, r.how))


def by_ids(person: int, ids: Iterable[int]) -> list[Consent]:
    """Consent rows of a person by id, in order; ids that are not this person's are left out."""
    return list(Consent.objects.filter(person_id=person, pk__in=tuple(ids)).order_by("id"))
