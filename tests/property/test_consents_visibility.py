"""What can be seen only shrinks as consents are taken back, and the check of one thing is the filter of a list (E8)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.access.commands import close_grants, open_grants
from samordna.access.queries import opened, visible
from samordna.consents.commands import give, narrow, withdraw
from samordna.consents.domain import Withdrawal
from samordna.consents.models import Consent
from samordna.consents.queries import check, preview
from samordna.journal.models import Payload
from samordna.people.queries import seen_by
from tests.unit._people_world import DAY, PAPER, World, kim, world

pytestmark = [pytest.mark.django_db, pytest.mark.data]
CATEGORIES = ("contact", "work", "health")
NAMES = ("soc", "vard", "fk", "jobbtorg")
FEW = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])

days = st.integers(0, 6).map(lambda n: DAY + timedelta(days=n))
ways = st.sampled_from(list(permutations(NAMES, 2)))
kinds = st.sets(st.sampled_from(CATEGORIES), min_size=1).map(sorted)
grants = st.lists(
    st.tuples(ways, kinds, days, st.one_of(st.none(), st.integers(0, 5)), st.one_of(st.none(), days)), max_size=6
)
papers = st.lists(st.tuples(st.lists(ways, min_size=1, max_size=4, unique=True), kinds), min_size=1, max_size=4)


@contextmanager
def undone() -> Iterator[None]:
    """An example of its own: its rows are rolled back."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


@pytest.fixture
def w() -> World:
    return world()


def rows(w: World, person: int) -> None:
    """One row of every sphere and category: a payload, and the person's own."""
    for n, name in enumerate(NAMES):
        for category in CATEGORIES:
            Payload.objects.create(
                stream_id=person, seq=1000 + n, sphere_id=w.spheres[name], category=category, person_id=person,
                salt=b"", data="{}",
            )  # fmt: skip


def seen(w: World, person: int, reader: str, on: object) -> set[tuple[int, str]]:
    """(sphere, category) of the rows that the reader's lists show."""
    found = visible(Payload.objects.filter(person_id=person, seq__gte=1000), w.scope(reader), on)  # type: ignore[arg-type]
    return set(found.values_list("sphere_id", "category"))


@FEW
@given(made=grants, on=days)
def test_the_check_is_the_filter(w: World, made: list[tuple], on: object) -> None:
    """E8: for every reader, sender and category, one question and the list agree; so do preview and `opened`."""
    with undone():
        person = kim(w)
        rows(w, person)
        for n, ((sender, receiver), categories, start, length, closed) in enumerate(made):
            end = None if length is None else start + timedelta(days=length)
            open_grants(
                act=w.act("soc"), person=person, ways=[(w.spheres[sender], w.spheres[receiver])], consent=n,
                categories=categories, valid=(start, end), basis="consent",
            )  # fmt: skip
            if closed is not None:
                close_grants(act=w.act("soc"), consent=n, on=closed)
        for reader in NAMES:
            listed, mine = seen(w, person, reader, on), w.spheres[reader]
            for sender in NAMES:
                theirs = w.spheres[sender]
                asked = {c for c in CATEGORIES if check(person, theirs, mine, (c,), on)}  # type: ignore[arg-type]
                assert asked == {c for s, c in listed if s == theirs}
                would = preview(person, theirs, mine, CATEGORIES, on)  # type: ignore[arg-type]
                assert asked == {leaving.category for leaving in would.leaves}
                if sender != reader:
                    assert asked == {c for s, c in opened(person, [mine], on) if s == theirs}  # type: ignore[arg-type]
            readable = seen_by(w.scope(reader), on)  # type: ignore[arg-type]
            assert readable.exists() == bool(check(person, w.spheres["soc"], mine, (), on))  # type: ignore[arg-type]


@FEW
@given(signed=papers, data=st.data())
def test_the_visible_set_only_shrinks(w: World, signed: list[tuple], data: st.DataObject) -> None:
    """Withdrawing and narrowing in any order: nobody ever sees more than before, and at last nobody sees anything."""
    with undone():
        person = kim(w)
        rows(w, person)
        # Somebody with a post in every sphere may register everything, so that nothing is refused for that reason.
        everywhere = replace(w.scope("soc"), posts=tuple(post for n in NAMES for post in w.scope(n).posts))
        for directions, categories in signed:
            paper = replace(PAPER, directions=tuple(w.way(*each) for each in directions), categories=tuple(categories))
            give(act=w.act("soc"), scope=everywhere, person=person, paper=paper)
        everybody = {reader: seen(w, person, reader, DAY) for reader in NAMES}
        while left := list(Consent.objects.filter(withdrawn_on__isnull=True).order_by("id")):
            row = data.draw(st.sampled_from(left))
            does = {"act": w.act("soc"), "scope": everywhere}
            if len(row.categories) > 1 and data.draw(st.booleans()):
                narrow(**does, person=person, consent=row.pk, categories=row.categories[:1])
            else:
                withdraw(**does, person=person, what=Withdrawal(consents=(row.pk,)))
            now = {reader: seen(w, person, reader, DAY) for reader in NAMES}
            assert all(now[reader] <= everybody[reader] for reader in NAMES)
            everybody = now
        for reader in NAMES:
            assert seen(w, person, reader, DAY) == {(w.spheres[reader], c) for c in CATEGORIES}
