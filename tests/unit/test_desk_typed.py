"""Numbers and days that somebody typed: what no paper has is no number, and a day far away is asked for anew (E11)."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from samordna.desk.history.as_on_pages import asked as as_on
from samordna.desk.meetings.meeting_rows import rows, tasks
from samordna.desk.typed import Typed, Wrong, day_of, whole
from samordna.desk.worklist_pages import read as worklist
from samordna.forms.answering import read
from samordna.forms.domain import DAY, Field, Form, Part
from samordna.kernel.days import NotADayError, written_day
from samordna.kernel.text import Text


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


def test_the_same_rule_holds_wherever_a_day_is_typed() -> None:
    """In a form, on the date of the past, in the log and on the worklist: what is no day of a paper is no day."""
    part = Part(id="p", title=Text("P"), fields=(Field(id="f", title=Text("F"), kind=DAY),))
    asked = Form(id="x", version="1", title=Text("X"), source="x", parts=(part,))
    for written in ("0001-01-01", "9999-12-31", "2026-02-30"):
        assert set(read(asked, {"f": [written]}).wrong) == {"f"}
        assert as_on(written, date(2026, 11, 22))[1] is not None
        assert worklist(QueryDict(f"before={written}"))[1].before is None
        with pytest.raises(NotADayError):
            written_day(written)
    assert worklist(QueryDict("before=2026-12-01"))[1].before == date(2026, 12, 1)


def test_a_row_of_a_task_says_what_is_wrong_with_its_day() -> None:
    form = Typed({"task-0-text": ["Ringer"], "task-0-due": ["9999-12-31"], "task-" + "9" * 5000 + "-text": ["x"]})
    assert len(rows(form, 3)) == 3
    assert [place for place, _said in tasks(form)[1]] == ["field-task-0"]
