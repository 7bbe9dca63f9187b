"""What can be done with consents? Given, narrowed, taken back; a ground used. One event on the person's stream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model

from samordna.access.commands import close_grants, open_grants
from samordna.access.domain import Scope
from samordna.access.queries import bases, grants_of
from samordna.consents import ports, queries, registers
from samordna.consents.domain import PERSON, Extent, Form, Ground, Paper, Way, Withdrawal
from samordna.consents.models import Consent
from samordna.consents.policy import (
    Around,
    may_give,
    may_narrow,
    may_touch,
    may_use,
    may_withdraw,
)
from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore, append_row, recorded
from samordna.journal.domain import Act, Entry, Part
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.period import Period
from samordna.kernel.text import say
from samordna.organisations.queries import spheres, spheres_here
from samordna.people.images import images
from samordna.people.queries import held, may_be_seen

if TYPE_CHECKING:
    from samordna.people.models import Person


def give(*, act: Act, scope: Scope, person: int, paper: Paper, case: int | None = None) -> UUID:
    """Register what the person has signed or said: a row and its grants for every direction of the form (D18).

    Returns the id of the set. Raises Refused, and DoneBefore on a double click; then nothing is changed.
    """
    sides = {s for d in paper.directions for s in (d.from_sphere, d.to_sphere) if s is not None}
    entry = registers.consent(paper.kind, scope.post.area if scope.post else None)
    forms = (registers.listed(entry, "forms") or (Form.WRITTEN, Form.ORAL)) if entry else None
    paper = _dated(paper, act.on)
    insist(may_give(scope, paper, _around(sides, act.on), forms))
    with one_act():
        row = _person(act, scope, person)
        given = [
            _row(
                act, scope, person, paper.valid,
                kind=paper.kind, case_id=case, from_sphere_id=d.from_sphere, to_sphere_id=d.to_sphere,
                receiver=d.receiver.strip(), reservation=d.reservation.strip(), categories=list(paper.opens(d)),
                purpose=paper.purpose.strip(), given_by=paper.given_by.strip(), form=paper.form,
                evidence=paper.evidence.strip(),
            )
            for d in paper.directions
        ]  # fmt: skip
        for consent in given:
            _open(act, consent)
        _write("consent-given", row, given, act)
    return act.id


def use_ground(*, act: Act, scope: Scope, person: int, ground: Ground, case: int | None = None) -> UUID:
    """Record that a named ground lets a sender tell a receiver something without consent, and open it (D19).

    What is told to the person opens nothing to any party. Raises Refused, and DoneBefore on a double click.
    """
    sides = {s for s in (ground.from_sphere, ground.to_sphere) if s is not None}
    entry = registers.ground(ground.ground)
    facts = (registers.listed(entry, "senders"), registers.law(entry)) if entry else None
    insist(may_use(scope, ground, _around(sides, act.on), facts, act.on))
    assert entry is not None
    named = spheres(sides)
    receiver = ground.receiver.strip() or (named[ground.to_sphere].name if ground.to_sphere is not None else PERSON)
    valid = Period(ground.valid.start or act.on, ground.valid.end)
    with one_act():
        row = _person(act, scope, person)
        used = _row(
            act, scope, person, valid,
            kind=ground.ground, ground=ground.ground, case_id=case, from_sphere_id=ground.from_sphere,
            to_sphere_id=ground.to_sphere, receiver=receiver, categories=list(dict.fromkeys(ground.categories)),
            purpose=ground.purpose.strip(), form=Form.GROUND, evidence=_test(ground),
        )  # fmt: skip
        _open(act, used)
        _write("ground-used", row, [used], act)
    return act.id


def narrow(
    *, act: Act, scope: Scope, person: int, consent: int,
    categories: Iterable[str] | None = None, end: date | None = None,
) -> tuple[Way, ...]:  # fmt: skip
    """Keep fewer categories from today, or end earlier; None leaves as it is. A ground can be narrowed too.

    Who may no longer be told of a coming meeting loses the seat there (D20). Returns the ways in which something that
    was open is closed from today.

    Raises Refused when it would widen, change nothing or leave nothing, and DoneBefore on a double click.
    """
    with one_act():
        row = _person(act, scope, person)
        (kept,) = _chosen(person, (consent,), act.on)
        insist(may_touch(scope, _parties(kept)))
        now = Extent(frozenset(kept.categories), Period(kept.valid_from, kept.valid_to))
        left = now.categories if categories is None else frozenset(categories)
        last = end or kept.valid_to
        insist(
            may_narrow(now, Extent(left, Period(kept.valid_from, max(last, kept.valid_from) if last else None)), act.on)
        )
        kept.categories = [each for each in kept.categories if each in left]
        kept.valid_to, kept.narrowed_on = last, act.on
        kept.save(update_fields=["categories", "valid_to", "narrowed_on"])
        if now.categories - left:
            close_grants(act=act, consent=kept.pk, on=act.on, categories=now.categories - left)
        if end:
            close_grants(act=act, consent=kept.pk, on=end)
        _write("consent-narrowed", row, [kept], act)
        gone = now.categories - left
        closed = _closed([(kept, gone)], act.on)
        _tell_what_is_closed(ports.on_narrowed, act, person, closed, [kept] if gone else [])
    return closed


def withdraw(*, act: Act, scope: Scope, person: int, what: Withdrawal) -> tuple[Way, ...]:
    """The person takes consents back: closed from today, both ways, and what hangs on them is cancelled (D20).

    With each consent goes its opposite on the same form; with a receiver, all on those forms that comes from it.
    Returns the ways in which something that was open is closed; ask `already_received` what has gone before.
    """
    with one_act():
        row = _person(act, scope, person)
        chosen = _taken_back(person, what, act.on)
        own = [sphere.kind for sphere in spheres(scope.spheres).values()]
        for consent in chosen:
            insist(may_touch(scope, _parties(consent)))
            insist(may_withdraw(_owner(consent, scope), own, what.told_by))
        for consent in chosen:
            consent.withdrawn_on = act.on
            consent.save(update_fields=["withdrawn_on"])
            close_grants(act=act, consent=consent.pk, on=act.on)
        closed = _closed([(each, frozenset(each.categories)) for each in chosen], act.on)
        _write("consent-withdrawn", row, chosen, act, what.told_by.strip())
        _tell_what_is_closed(ports.on_withdrawn, act, person, closed, chosen)
    return closed


def _tell_what_is_closed(
    rooms: Iterable[ports.Withdrawn], act: Act, person: int, closed: tuple[Way, ...], changed: Iterable[Consent]
) -> None:
    """Let the rooms above cancel what hung on it, in the same act (E2)."""
    # What goes to a private receiver goes no way between spheres, and still hangs on the consent (D18, D20).
    if closed or any(consent.to_sphere_id is None for consent in changed):
        for tell in rooms:
            tell(act, person, closed)


def _taken_back(person: int, what: Withdrawal, on: date) -> list[Consent]:
    """The consents that are meant, and what goes the other way on the same forms."""
    mine = [c for c in Consent.objects.filter(person_id=person, ground="").order_by("id") if _lasts(c, on)]
    if what.receiver is None:
        meant = _chosen(person, what.consents, on)
        if any(c.ground for c in meant):
            raise Refused(
                refused(
                    "rests-on-law", say("A ground in law is not the person's to take back. It can be ended earlier.")
                )
            )
        back = {(c.set_id, c.to_sphere_id, c.from_sphere_id) for c in meant}
        wanted = {c.pk for c in meant}
        found = [c for c in mine if c.pk in wanted or (c.set_id, c.from_sphere_id, c.to_sphere_id) in back]
    else:
        to = [c for c in mine if _is_to(c, what.receiver)]
        sets = {c.set_id for c in to}
        found = [c for c in mine if c in to or (c.set_id in sets and c.from_sphere_id == what.receiver)]
    if not found:
        raise Refused(refused("nothing-to-withdraw", say("There is no consent left to take back.")))
    return found


def _is_to(consent: Consent, receiver: int | str) -> bool:
    if isinstance(receiver, int):
        return consent.to_sphere_id == receiver
    return consent.to_sphere_id is None and consent.receiver.casefold() == receiver.strip().casefold()


def _chosen(person: int, ids: Iterable[int], on: date) -> list[Consent]:
    """The rows with these ids. Raises Refused when one is not this person's, or has ended."""
    wanted = set(ids)
    rows = queries.by_ids(person, wanted)
    if len(rows) != len(wanted) or not all(_lasts(row, on) for row in rows):
        raise Refused(refused("has-ended", say("This consent has ended already, or has been taken back.")))
    return rows


def _lasts(consent: Consent, on: date) -> bool:
    return consent.withdrawn_on is None and (consent.valid_to is None or consent.valid_to > on)


def _closed(gone: Iterable[tuple[Consent, frozenset[str]]], on: date) -> tuple[Way, ...]:
    """Ways in which a category is no longer open, of those that are gone from each consent.

    Another consent or a ground may still open what one has closed.
    """
    ways = {
        (c.from_sphere_id, c.to_sphere_id)
        for c, categories in gone
        if c.to_sphere_id is not None and categories - set(bases(c.person_id, c.from_sphere_id, c.to_sphere_id, on))
    }
    return tuple(sorted(ways))


def _owner(consent: Consent, scope: Scope) -> str:
    entry = registers.consent(consent.kind, scope.post.area if scope.post else None)
    return str(entry.data.get("owner", "")) if entry else ""


def _parties(consent: Consent) -> set[int]:
    return {s for s in (consent.sphere_id, consent.from_sphere_id, consent.to_sphere_id) if s is not None}


def _dated(paper: Paper, on: date) -> Paper:
    """A period without a start begins today; one that would end before that is left for the policy to refuse."""
    end = paper.valid.end
    return paper if paper.valid.start else replace(paper, valid=Period(on, max(end, on) if end else None))


def _test(ground: Ground) -> str:
    """The recorded test, with the date of the request in front."""
    asked = [ground.requested_on.isoformat()] if ground.requested_on else []
    return "\n".join([*asked, ground.test.strip()]).strip()


def _around(sides: Iterable[int], on: date) -> Around:
    named = tuple(sides)
    kinds = {pk: sphere.kind for pk, sphere in spheres(named).items()}
    return Around(kinds, spheres_here(named, on), registers.known_categories())


def _person(act: Act, scope: Scope, person: int) -> Person:
    """The person, locked, when the actor may see them. Raises Refused, and DoneBefore on a double click (E12)."""
    row = held(person)
    insist(may_be_seen(row, scope))
    before = recorded(row.id, act)
    if before is not None:
        raise DoneBefore(row.id, before)
    return row


def _row(act: Act, scope: Scope, person: int, valid: Period, **said: object) -> Consent:
    assert scope.post is not None
    return Consent.objects.create(
        set_id=act.id, person_id=person, sphere_id=scope.post.sphere,
        valid_from=valid.start or act.on, valid_to=valid.end,
        registered_by_id=act.by, registered_unit_id=scope.post.unit, **said,
    )  # fmt: skip


def _open(act: Act, consent: Consent) -> None:
    """The grants of a row; a private receiver has no sphere to open anything to."""
    if consent.to_sphere_id is None:
        return
    open_grants(
        act=act, person=consent.person_id, ways=[(consent.from_sphere_id, consent.to_sphere_id)],
        categories=consent.categories, valid=(consent.valid_from, consent.valid_to),
        basis=consent.ground or queries.CONSENT, consent=consent.pk,
    )  # fmt: skip


def _write(kind: str, person: Person, rows: Sequence[Consent], act: Act, told_by: str = "") -> None:
    """One event: the rows and their grants as they now are, each where the sphere that registered it keeps it."""
    grants: dict[int | None, list[Model]] = {}
    for grant in grants_of(row.pk for row in rows):
        grants.setdefault(grant.consent_id, []).append(grant)
    kept: dict[tuple[int, str], list[Model]] = {}
    for row in rows:
        kept.setdefault((row.sphere_id, row.category), []).extend([row, *grants.get(row.pk, ())])
    more = {key: text for key, text in (("told_by", told_by), ("reason", act.reason)) if text}
    parts = tuple(Part(sphere, category, {**images(each), **more}) for (sphere, category), each in kept.items())
    effect = {"consents": [row.pk for row in rows], "sets": sorted({str(row.set_id) for row in rows})}
    append_row(person, Entry(kind=kind, parts=parts, effect=effect, person=person.pk), act)
