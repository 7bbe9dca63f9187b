"""Is what somebody writes in a form understood, said to be wrong at its field, and never lost?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samordna.forms.answering import LONGEST_LINE, before_birth, by_category, control, missing, read
from samordna.forms.domain import (
    CHOICE,
    DAY,
    KINDS,
    LONG,
    NUMBER,
    PERCENT,
    ROWS,
    SAYS,
    SCALE,
    SET,
    TICK,
    TIME,
    WORDS,
    Field,
    Form,
    Option,
    Part,
    Scale,
)  # fmt: skip
from samordna.kernel.text import Text

A, B = Option("a", Text("A")), Option("b", Text("B"))
FIELDS = {
    WORDS: Field(id="f", title=Text("F")),
    LONG: Field(id="f", title=Text("F"), kind=LONG),
    DAY: Field(id="f", title=Text("F"), kind=DAY),
    TIME: Field(id="f", title=Text("F"), kind=TIME),
    NUMBER: Field(id="f", title=Text("F"), kind=NUMBER),
    PERCENT: Field(id="f", title=Text("F"), kind=PERCENT),
    CHOICE: Field(id="f", title=Text("F"), kind=CHOICE, options=(A, B)),
    SET: Field(id="f", title=Text("F"), kind=SET, options=(A, B)),
    TICK: Field(id="f", title=Text("F"), kind=TICK),
    SCALE: Field(id="f", title=Text("F"), kind=SCALE, scale=Scale(0, 10)),
    SAYS: Field(id="f", title=Text("F"), kind=SAYS),
}  # fmt: skip


def form(*fields: Field) -> Form:
    """A form of one part."""
    return Form(id="x", version="1", title=Text("X"), source="x", parts=(Part(id="p", title=Text("P"), fields=fields),))


@pytest.mark.parametrize(
    ("kind", "written", "understood"),
    [
        (WORDS, "  Kim  ", "Kim"), (LONG, "en\r\ntvå", "en\ntvå"), (DAY, "2028-02-29", "2028-02-29"),
        (TIME, "9.05", "09:05"), (TIME, "23:59", "23:59"), (NUMBER, "1 000", 1000), (NUMBER, "2,5", 2.5),
        (PERCENT, "25 %", 25), (PERCENT, "0", 0), (PERCENT, "100", 100), (CHOICE, "b", "b"), (SET, "a", ["a"]),
        (TICK, "on", True), (SCALE, "0", 0), (SCALE, "10", 10), (WORDS, "   ", None), (SAYS, "x", None),
    ],
)  # fmt: skip
def test_what_is_written_is_understood(kind: str, written: str, understood: Any) -> None:
    """One of each kind; an empty answer is no answer, and 0 is one."""
    answered = read(form(FIELDS[kind]), {"f": [written]})
    assert not answered.wrong
    assert answered.values == ({} if understood is None else {"f": understood})


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (DAY, "2027-02-29"), (DAY, "i morgon"), (TIME, "24:00"), (NUMBER, "två"), (PERCENT, "101"), (PERCENT, "-1"),
        (CHOICE, "c"), (SET, "c"), (SCALE, "11"), (SCALE, "-1"), (WORDS, "x" * (LONGEST_LINE + 1)),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(kind: str, written: str) -> None:
    """And nothing of it is kept as an answer."""
    answered = read(form(FIELDS[kind]), {"f": [written]})
    assert set(answered.wrong) == {"f"}
    assert answered.values == {}


def test_a_day_before_the_person_was_born_is_pointed_out() -> None:
    """D17: also in the cell of a row; nothing is stopped."""
    rows = Field(id="r", title=Text("R"), kind=ROWS, columns=(Option("on", Text("D"), DAY), Option("w", Text("W"))))
    asked = form(FIELDS[DAY], rows)
    early = read(asked, {"f": ["1989-12-31"], "r-0-on": ["1990-01-01"], "r-1-on": ["1902-01-01"], "r-2-w": ["1900"]})
    assert not early.wrong
    assert [each.id for each in before_birth(asked, early.values, "1990-01-01")] == ["f", "r"]
    assert before_birth(asked, early.values, "1902-01-01") == ()


def test_rows_keep_what_holds_anything_and_fixed_rows_say_which_they_are() -> None:
    """Empty rows between are not rows; the seven activities of an enquiry are fixed."""
    columns = (Option("what", Text("Vad")), Option("extent", Text("%"), PERCENT))
    free = Field(id="f", title=Text("F"), kind=ROWS, columns=columns)
    typed = {control("f", 0, "what"): ["Ringa"], control("f", 3, "what"): ["Gå"], control("f", 3, "extent"): ["25"]}
    assert read(form(free), typed).values == {"f": [{"what": "Ringa"}, {"what": "Gå", "extent": 25}]}
    fixed = Field(id="f", title=Text("F"), kind=ROWS, columns=columns, rows=(A, B))
    assert read(form(fixed), {control("f", "b", "extent"): ["50"]}).values == {"f": [{"row": "b", "extent": 50}]}
    assert set(read(form(free), {control("f", 0, "extent"): ["many"]}).wrong) == {"f"}


def test_what_is_missing_is_pointed_out_and_each_answer_belongs_to_a_category() -> None:
    """D17: soft. E7: the category is the unit of consent."""
    health = Field(id="limits", title=Text("Begränsningar"), category="health", needed=True)
    plan = Field(id="goal", title=Text("Mål"), needed=True)
    made = form(health, plan)
    assert missing(made, {"goal": "Arbete"}) == (health,)
    assert by_category(made, {"goal": "Arbete", "limits": "Rygg"}) == {
        "plan": {"goal": "Arbete"}, "health": {"limits": "Rygg"},
    }  # fmt: skip


@given(kind=st.sampled_from([k for k in KINDS if k != ROWS]), written=st.text(max_size=40))
def test_whatever_is_written_is_either_understood_or_wrong(kind: str, written: str) -> None:
    """Never both, and never an exception: a form is filled in by people."""
    answered = read(form(FIELDS[kind]), {"f": [written]})
    assert not (answered.values and answered.wrong)
    if kind == LONG and written.strip():
        assert answered.values["f"] == written.strip().replace("\r\n", "\n")
