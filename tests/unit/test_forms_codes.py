"""Does the code on a form's paper find its form, and is a code that was written wrong no code at all?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samordna.forms.codes import DRAWN, LENGTH, SIGNS, make, read, shown

DRAWS = st.lists(st.integers(0, len(SIGNS) - 1), min_size=DRAWN, max_size=DRAWN)


@given(drawn=DRAWS, at=st.integers(0, LENGTH - 1), other=st.integers(0, LENGTH - 1), sign=st.sampled_from(SIGNS))
def test_one_wrong_sign_or_two_that_changed_places_is_no_code(drawn: list[int], at: int, other: int, sign: str) -> None:
    code = make(drawn)
    assert read(shown(code).lower()) == code
    wrong = code[:at] + sign + code[at + 1 :]
    assert read(wrong) == (code if wrong == code else "")
    low, high = sorted((at, other))
    swapped = list(code)
    swapped[low], swapped[high] = swapped[high], swapped[low]
    assert read("".join(swapped)) == (code if "".join(swapped) == code else "")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    found = read(typed)
    assert found == "" or read(found) == found


def test_signs_that_are_mistaken_for_others_are_understood() -> None:
    """Nobody can tell O from 0 on paper; a scanner may add spaces and a line break."""
    code = make([0, 1, 1, 2, 20, 21, 30])
    assert read(f" {code[:4].replace('0', 'o').replace('1', 'l')} {code[4:]}\r\n") == code
    assert read("") == read("0000") == read("0" * 400) == ""
    assert shown("") == ""
