"""The drawing of dates: everything lies where its day is, inside the drawing, and what reaches beyond is marked."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from samordna.desk.dates.dates_drawing import Lane, drawing
from samordna.kernel.period import Period

TODAY = date(2026, 11, 22)


def lane(start: date | None, due: date | None, **more: object) -> Lane:
    return Lane("#a", "A", "", "running", "Runs", "", start, due, **more)  # type: ignore[arg-type]


def place(written: str) -> float:
    assert written.endswith("%")
    return float(written[:-1])


def test_months_are_whole_and_today_lies_among_them() -> None:
    made = drawing([lane(date(2026, 10, 13), date(2026, 12, 13))], TODAY)
    assert made.months[0].first == date(2026, 10, 1)
    assert made.months[0].x == "0%"
    assert made.months[-1].first == date(2027, 2, 1)
    assert 0 < place(made.today) < 100
    assert all(month.named for month in made.months)


def test_with_many_months_only_some_are_named() -> None:
    made = drawing([lane(TODAY, TODAY + timedelta(days=360))], TODAY)
    named = [month.first.month for month in made.months if month.named]
    assert named == [11, 1, 3, 5, 7, 9, 11]


def test_a_bar_runs_from_its_start_to_its_end_and_a_late_one_on_to_today() -> None:
    (drawn,) = drawing([lane(date(2026, 10, 1), date(2026, 11, 1))], TODAY).lanes
    run, late = drawn.bars
    assert (run.kind, late.kind) == ("run", "late")
    assert place(run.x) == 0
    assert abs(place(run.x) + place(run.width) - place(late.x)) < 0.02
    assert drawn.due == late.x
    assert drawn.cut == ""


def test_pauses_lie_on_the_bar_and_an_open_one_reaches_today() -> None:
    pause = Period(date(2026, 10, 10), date(2026, 10, 20))
    (drawn,) = drawing([lane(date(2026, 10, 1), date(2026, 12, 1), pauses=(pause,))], TODAY).lanes
    assert [bar.kind for bar in drawn.bars] == ["run", "pause"]
    made = drawing([lane(date(2026, 10, 1), None, still=date(2026, 11, 2))], TODAY)
    run, still = made.lanes[0].bars
    assert still.kind == "pause"
    assert abs(place(still.x) + place(still.width) - place(made.today)) < 0.02
    assert abs(place(run.x) + place(run.width) - place(made.today)) < 0.02


def test_what_reaches_beyond_the_drawing_says_so() -> None:
    long_ago, far_ahead = date(2024, 1, 1), date(2030, 1, 1)
    both, left, right = drawing(
        [lane(long_ago, far_ahead), lane(long_ago, TODAY), lane(TODAY, far_ahead)], TODAY
    ).lanes  # fmt: skip
    assert (both.cut, left.cut, right.cut) == ("both", "left", "right")
    assert both.start == both.due == ""
    assert left.due


def test_an_age_has_a_day_and_no_bar() -> None:
    (drawn,) = drawing([lane(None, date(2026, 12, 24))], TODAY).lanes
    assert drawn.bars == ()
    assert drawn.due
    assert drawn.start == ""


def test_a_look_ahead_begins_on_the_day_it_is_looked_from() -> None:
    made = drawing([lane(date(2026, 10, 1), date(2026, 12, 1))], date(2027, 3, 1), TODAY)
    assert made.months[0].first == date(2026, 11, 1)


NEAR = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@given(st.lists(st.tuples(NEAR, NEAR, st.one_of(st.none(), NEAR), st.booleans()), max_size=6), NEAR)
def test_everything_lies_inside_and_starts_before_it_ends(
    drawn: list[tuple[date, date, date | None, bool]], on: date
) -> None:
    lanes = []
    for a, b, c, still in drawn:
        start, due = min(a, b), max(a, b)
        stands = max(c, start) if still and c else None
        lanes.append(lane(start, None if stands else due, warns=c, still=stands))
    made = drawing(lanes, on)
    assert 0 <= place(made.today) < 100
    for each in made.lanes:
        for bar in each.bars:
            assert 0 <= place(bar.x) <= 100.01 or place(bar.width) == 0
            assert place(bar.width) >= 0
            assert place(bar.x) + place(bar.width) <= 100.02 or place(bar.width) == 0
        for mark in (each.start, each.warns, each.due):
            assert mark == "" or 0 <= place(mark) < 100
