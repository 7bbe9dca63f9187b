"""Numbers and days that somebody typed: what no paper has is no number, and a day far away is asked for anew (E11)."""

from __future__ import annotations

from datetime import date

import pytest

from samordna.desk.meetings.meeting_rows import rows, tasks
from samordna.desk.typed import Typed, Wrong, day_of, whole


def test_only_numbers_that_a_table_can_hold_are_numbers() -> None:
    assert [whole(each) for each in ("12", " 7 ", "-5", "²", "", "9" * 18, "9" * 19, "9" * 5000)] == [
        12, 7, 0, 0, 0, 10**18 - 1, 0, 0,
    ]  # fmt: skip
    form = Typed({"id": ["3", "x", "0", "9" * 5000, "4"], "part": ["25 %"]})
    assert (form.numbers("id"), form.number("part"), form.number("id")) == ((3, 4), 25, 3)


def test_a_day_lies_among_those_of_papers() -> None:
    assert day_of(" 2026-11-22 ", "field-on") == date(2026, 11, 22)
    assert day_of("", "field-on") is None
    for written in ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "2026-02-30", "i morgon"):
        with pytest.raises(Wrong) as wrong:
            day_of(written, "field-on")
        assert [place for place, _said in wrong.value.errors] == ["field-on"]


def test_a_row_of_a_task_says_what_is_wrong_with_its_day() -> None:
    form = Typed({"task-0-text": ["Ringer"], "task-0-due": ["9999-12-31"], "task-" + "9" * 5000 + "-text": ["x"]})
    assert len(rows(form, 3)) == 3
    assert [place for place, _said in tasks(form)[1]] == ["field-task-0"]
