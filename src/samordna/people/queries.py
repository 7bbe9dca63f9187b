"""Which person is it, and what of them may this reader see?

Search is by name or personal number only, and reaches the reader's own authorities only (D21, 2001:637 15 §).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet

from samordna.access.domain import Scope
from samordna.access.prepared import Prepared
from samordna.access.queries import visible
from samordna.kernel.decision import Decision, insist
from samordna.kernel.period import Period
from samordna.kernel.personal_number import PersonalNumber
from samordna.people.domain import Contact, Hit, PersonShown, SpeakerShown, written
from samordna.people.models import Number, Person, Representative
from samordna.people.policy import may_see

_DIGITS = re.compile(r"[\d\s+-]+", re.ASCII)


def by_id(person: int) -> Person:
    """The row itself, for commands and composed pages that have asked `may_be_seen`. Raises Person.DoesNotExist."""
    return Person.objects.get(pk=person)


def authority_of(person: int) -> int:
    """The authority that wrote the person down; 0 when there is no such person."""
    return Person.objects.filter(pk=person).values_list("authority_id", flat=True).first() or 0


def held(person: int) -> Person:
    """The row, locked until the act ends: acts on the same person wait for each other. Raises Person.DoesNotExist."""
    return Person.objects.select_for_update().get(pk=person)


def may_be_seen(person: Person, scope: Scope) -> Decision:
    """May this reader see the person at all?"""
    own = person.authority_id in scope.authorities
    return may_see(scope, person.authority_id, own or _open(person, scope))


def seen_by(scope: Scope, at: date) -> QuerySet[Person]:
    """Persons of one's own spheres, and those whose contact details a grant opens on the day (E8)."""
    return visible(Person.objects.annotate(person_id=F("id")), scope, at)


def _open(person: Person, scope: Scope) -> bool:
    return seen_by(scope, scope.on).filter(pk=person.pk).exists()


def find(scope: Scope, query: str, limit: int = 20) -> list[Hit]:
    """Persons of one's own authorities by personal number (a former one too) or by the beginnings of their names.

    Something that looks like a number is only ever searched as one; a single letter finds nobody.
    """
    query = query.strip()
    if _DIGITS.fullmatch(query):
        return _by_number(scope, query, limit)
    words = query.replace(",", " ").split()
    if len("".join(words)) < 2:
        return []
    wanted = Q()
    for word in words:
        wanted &= _begins("given_name", word) | _begins("family_name", word)
    return _hits(Person.objects.filter(wanted, authority_id__in=scope.authorities), limit)


def _by_number(scope: Scope, query: str, limit: int) -> list[Hit]:
    try:
        digits = PersonalNumber.parse(query, scope.on).digits
    except ValueError:
        return []
    found = Person.objects.filter(authority_id__in=scope.authorities, numbers__digits=digits).distinct()
    return _hits(found, limit, digits)


def _begins(field: str, word: str) -> Q:
    # SQLite compares only a-z without regard to case; the other letters are tried as they are usually written.
    forms = {word, word.lower(), word.upper(), word.title()}
    wanted = Q()
    for form in sorted(forms):
        wanted |= Q(**{f"{field}__istartswith": form}) | Q(**{f"{field}__icontains": f" {form}"})
        wanted |= Q(**{f"{field}__icontains": f"-{form}"})
    return wanted


def look_alikes(scope: Scope, given_name: str, family_name: str, limit: int = 10) -> list[Hit]:
    """Persons of the actor's own authority with the same name: a question at intake, never a refusal (D21)."""
    if scope.post is None:
        return []
    same = Person.objects.filter(_is("given_name", given_name), _is("family_name", family_name))
    return _hits(same.filter(authority_id=scope.post.authority), limit)


def _is(field: str, name: str) -> Q:
    name = " ".join(name.split())
    return Q(**{f"{field}__iexact": name}) | Q(**{f"{field}__iexact": name.title()})


def with_number(authority: int, digits: str) -> int | None:
    """The id of the person who has or has had the number at this authority; a present bearer comes first."""
    rows = Number.objects.filter(authority_id=authority, digits=digits).order_by("valid_to")
    ended = {row.person_id: row.valid_to for row in rows}
    return next((p for p, end in ended.items() if end is None), next(iter(ended), None))


def _hits(rows: QuerySet[Person], limit: int, digits: str = "") -> list[Hit]:
    found = rows.order_by("family_name", "given_name", "id").prefetch_related(_numbers())[:limit]
    return [_hit(person, digits) for person in found]


def _numbers() -> Prefetch[str]:
    return Prefetch("numbers", Number.objects.order_by("-valid_from", "-id"))


def _hit(person: Person, digits: str) -> Hit:
    now, _ = _sorted_numbers(person.numbers.all())
    former = bool(digits) and now != digits
    return Hit(person.pk, person.given_name, person.family_name, written(now), person.protected, former)


def _sorted_numbers(numbers: Iterable[Number]) -> tuple[str, tuple[str, ...]]:
    """The number that counts, and the former ones, newest first."""
    now = next((n.digits for n in numbers if n.valid_to is None), "")
    former = dict.fromkeys(n.digits for n in numbers if n.valid_to is not None and n.digits != now)
    return now, tuple(former)


def names(persons: Iterable[int]) -> dict[int, str]:
    """Names by id, for lists whose rows the reader has been let see already."""
    rows = Person.objects.filter(pk__in=tuple(persons)).values_list("pk", "given_name", "family_name")
    return {pk: f"{given} {family}" for pk, given, family in rows}


def birth_dates(persons: Iterable[int]) -> dict[int, tuple[int, date]]:
    """The sphere that knows a person and the day of birth in the personal number that counts, by person; for counting.

    A number that holds no real date is left out.
    """
    found = {}
    for person, sphere, digits in _born(tuple(persons)):
        with suppress(ValueError):
            found[person] = (sphere, PersonalNumber(digits).born)
    return found


_born = Prepared(
    lambda persons: (
        Number.objects.filter(person_id__in=persons, valid_to=None).order_by("id")
        .values_list("person_id", "person__sphere_id", "digits")
    )
)  # fmt: skip


def shown(person_id: int, scope: Scope) -> PersonShown:
    """The person as this reader may see them today. Raises Refused; Person.DoesNotExist when there is none.

    Workers of the same authority in another secrecy sphere see who it is; the contact details take a grant (D5).
    """
    person = Person.objects.prefetch_related(_numbers(), "representatives").get(pk=person_id)
    seen = scope.system != "" or _open(person, scope)
    insist(may_see(scope, person.authority_id, seen))
    contact = Contact.PROTECTED if person.protected else Contact.OPEN if seen else Contact.ELSEWHERE
    is_open = contact is Contact.OPEN
    now, former = _sorted_numbers(person.numbers.all())
    return PersonShown(
        id=person.pk,
        given_name=person.given_name,
        family_name=person.family_name,
        number=written(now),
        former_numbers=tuple(written(each) for each in former),
        language=person.language,
        interpreter=person.interpreter,
        contact=contact,
        phone=person.phone if is_open else "",
        email=person.email if is_open else "",
        address=person.address if is_open else "",
        speakers=_speakers(person, scope, is_open) if seen else (),
    )


def _speakers(person: Person, scope: Scope, is_open: bool) -> tuple[SpeakerShown, ...]:
    return tuple(
        SpeakerShown(row.pk, row.kind, row.name, row.phone if is_open else "", row.extent, valid)
        for row in sorted(person.representatives.all(), key=lambda r: (r.valid_from, r.pk))
        if scope.on in (valid := Period(row.valid_from, row.valid_to))
    )


def representative(person: int, representative_id: int) -> Representative:
    """One representative of a person. Raises Representative.DoesNotExist."""
    return Representative.objects.get(pk=representative_id, person_id=person)
