"""What has been done to a clock, and what of it counts: pure, in any order (D27)."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from samordna.deadlines import domain
from samordna.deadlines.domain import Adjustment

DAY = date(2026, 11, 22)
BY_HAND = (domain.STARTED, domain.PAUSED, domain.RESUMED, domain.EXTENDED, domain.MET)


def row(number: int, kind: str, days: int = 0, *, of: int = 0, sphere: int = 1, key: str = "own") -> Adjustment:
    return Adjustment(number, "planen", key, kind, DAY + timedelta(days=days), sphere=sphere, seq=number, of=of)


@st.composite
def histories(draw: st.DrawFn) -> list[Adjustment]:
    """Anything done in any order, some of it taken back."""
    found: list[Adjustment] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        known = [each.id for each in found if each.kind != domain.UNDONE and each.id not in {r.of for r in found}]
        if known and draw(st.booleans()):
            found.append(row(number, domain.UNDONE, of=draw(st.sampled_from(known))))
        else:
            found.append(row(number, draw(st.sampled_from(BY_HAND)), draw(st.integers(-30, 0))))
    return found


def test_a_key_says_how_and_which() -> None:
    assert (domain.key(domain.BOX, 12), domain.key(domain.FACT)) == ("box:12", "fact")
    assert (domain.kind_of("box:12"), domain.number_of("box:12")) == ("box", 12)
    assert (domain.kind_of("fact"), domain.number_of("fact")) == ("fact", 0)
    assert domain.number_of("age:aktivitetsersattning.from") == 0


def test_facts_and_starts_by_hand_are_each_spheres_own() -> None:
    """DESIGN 3: what one sphere does with its own fact is nothing to another's; a number is one clock for all."""
    rows = [row(1, domain.PAUSED, sphere=1), row(2, domain.PAUSED, sphere=2), row(3, domain.PAUSED, key="box:4")]
    assert [each.id for each in domain.of_clock(rows, "planen", "own", 1)] == [1]
    assert [each.id for each in domain.of_clock(rows, "planen", "box:4", 9)] == [3]
    assert domain.of_clock(rows, "annan", "own", 1) == ()


@given(histories())
def test_what_is_taken_back_is_as_if_it_had_not_been_done(rows: list[Adjustment]) -> None:
    gone = {each.of for each in rows if each.kind == domain.UNDONE}
    never = [each for each in rows if each.kind != domain.UNDONE and each.id not in gone]
    left = [each for each in domain.standing(rows) if each.counts]
    assert left == never
    assert domain.pauses(domain.standing(rows)) == domain.pauses(never)


@given(histories())
def test_a_pause_ends_once_and_only_the_last_can_go_on(rows: list[Adjustment]) -> None:
    """Every pause that counts was begun; at most the last is open."""
    found = domain.pauses(domain.standing(rows))
    assert all(each.kind == domain.PAUSED for each in found)
    assert all(each.until is not None for each in found[:-1])
    assert len({each.id for each in found}) == len(found)


@given(histories(), st.integers(-40, 10))
def test_what_ended_before_it_began_belongs_to_another_time(rows: list[Adjustment], days: int) -> None:
    """No row is lost; what was met earlier, and everything before, no longer counts."""
    start = DAY + timedelta(days=days)
    found = domain.this_time(domain.standing(rows), start)
    assert [each.id for each in found] == [each.id for each in rows]
    counting = [each for each in found if each.counts]
    assert not [each for each in counting if each.kind == domain.MET and each.on < start]
    assert len([each for each in counting if each.kind == domain.STARTED]) <= 1
    met = domain.met_by_hand(found, start)
    assert met is None or met.on >= start


@given(histories())
def test_the_ends_of_pauses_stand_with_their_beginnings(rows: list[Adjustment]) -> None:
    counted = domain.standing(rows)
    ends = {each.id: each.until for each in domain.pauses(counted)}
    for each in domain.with_ends(counted):
        assert each.until == ends.get(each.id)
