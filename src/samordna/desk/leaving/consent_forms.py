"""What does somebody ask to be registered, narrowed or taken back? Forms of consent read into values (D18-D20)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from samordna.cases.queries import Seen
from samordna.consents.domain import SELF, Direction, Form, Ground, Paper, pairs
from samordna.desk.leaving import consent_view
from samordna.desk.typed import Error, Typed, Wrong
from samordna.kernel.period import Period
from samordna.kernel.text import say

OTHER = "other"


def paper(seen: Seen, kind: consent_view.Kind, given: Typed) -> Paper:
    """The paper that the form describes. Raises Wrong with everything that is missing, at once."""
    errors: list[Error] = []
    directions = _directions(seen, given)
    if not directions:
        errors.append(("receivers", say("Choose at least one receiver, or name a private one.")))
    if not given.many("category"):
        errors.append(("categories", say("Choose at least one kind of information.")))
    if not given.one("purpose"):
        errors.append(("field-purpose", say("Say what the consent is for.")))
    if given.one("form-given") not in dict(kind.forms):
        errors.append(("field-form-given", say("Choose how the person gave it.")))
    if not given.one("evidence"):
        errors.append(("field-evidence", say("Say where it can be seen: a paper, or the note in your own journal.")))
    giver = given.one("giver", SELF)
    if giver == OTHER and not given.one("giver-name"):
        errors.append(("field-giver-name", say("Write the name, and in which capacity.")))
    valid = _period(given, errors)
    if errors:
        raise Wrong(*errors)
    return Paper(
        kind=kind.id, directions=directions, categories=given.many("category"), purpose=given.one("purpose"),
        valid=valid, form=given.one("form-given"), evidence=given.one("evidence"),
        given_by=given.one("giver-name") if giver == OTHER else giver,
    )  # fmt: skip


def _period(given: Typed, errors: list[Error]) -> Period:
    days: dict[str, date | None] = {}
    for name in ("from", "to"):
        try:
            days[name] = given.day(name)
        except Wrong as problem:
            errors += problem.errors
    start, end = days.get("from"), days.get("to")
    if start and end and end <= start:
        errors.append(("field-to", say("The consent has to end after it begins.")))
        return Period(start, None)
    return Period(start, end)


def _named(seen: Seen, given: Typed) -> dict[int, str]:
    chosen = {int(each) for each in given.many("to-sphere") if each.isascii() and each.isdigit()}
    return {pk: name for pk, name, _own in consent_view.spheres(seen) if pk in chosen}


def _own(seen: Seen) -> int:
    return seen.scope.post.sphere if seen.scope.post else 0


def _directions(seen: Seen, given: Typed) -> tuple[Direction, ...]:
    """From one's own sphere to each receiver, both ways, or every pair of those named; and to a private receiver."""
    own = _own(seen)
    names = {pk: name for pk, name, _mine in consent_view.spheres(seen)}
    named = {pk: name for pk, name in _named(seen, given).items() if pk != own}
    found = [Direction(own, pk, name) for pk, name in named.items()]
    if named and given.one("ways") == consent_view.ALL:
        found = list(pairs({own: names.get(own, ""), **named}))
    elif given.one("ways") == consent_view.BOTH:
        found += [Direction(pk, own, names.get(own, "")) for pk in named]
    if given.one("private"):
        found.append(Direction(own, None, given.one("private"), given.one("reservation")))
    return tuple(found)


def ground(seen: Seen, given: Typed) -> Ground:
    """The named ground that the form describes. Raises Wrong."""
    errors: list[Error] = []
    known = {each[0] for each in consent_view.ground_kinds(seen)}
    if given.one("ground-kind") not in known:
        errors.append(("field-ground-kind", say("Choose the ground.")))
    for name in ("from-sphere", "to-one"):
        if not given.number(name):
            errors.append((f"field-{name}", say("Choose a party.")))
    if not given.many("category"):
        errors.append(("categories", say("Choose at least one kind of information.")))
    asked: date | None = None
    try:
        asked = given.day("requested-on")
    except Wrong as problem:
        errors += problem.errors
    valid = _period(given, errors)
    if errors:
        raise Wrong(*errors)
    return Ground(
        ground=given.one("ground-kind"), from_sphere=given.number("from-sphere"), to_sphere=given.number("to-one"),
        categories=given.many("category"), test=given.one("test"), valid=valid, requested_on=asked,
        purpose=given.one("purpose"),
    )  # fmt: skip


def first_values(seen: Seen, kind: consent_view.Kind | None, asked: Typed, own: Iterable[int]) -> Typed:
    """What a fresh form stands with: what the link asked for, and what the register of consents proposes."""
    mine = frozenset(own)
    to = [each for each in asked.many("to") if not (each.isdigit() and int(each) in mine)]
    categories = list(asked.many("category")) or list(kind.categories if kind else ())
    found: dict[str, list[str]] = {"to-sphere": to, "to-one": to[:1], "category": categories, "giver": [SELF]}
    if kind:
        found |= {"purpose": [kind.purpose], "form-given": [Form.WRITTEN.value], "ways": [kind.ways]}
    return Typed(found)
