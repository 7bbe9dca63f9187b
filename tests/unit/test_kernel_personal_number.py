"""Is this a personal number, and whose age does it tell? Only numbers of the published test series stand here.

The Tax Agency's series have birth numbers 980-999; these are published with the personnummer packages' own tests.
"""

from __future__ import annotations

from datetime import date

import pytest
from personnummer import personnummer

from samordna.kernel.personal_number import PersonalNumber, luhn

DAY = date(2026, 11, 22)
VALID = ["198507099805", "198507099813", "196411139808", "198211059954", "199012119948", "200012099891", "187912219990"]
COORDINATION = ["195705749959", "197306749982"]
INVALID = ["198707049996", "193901829913", "201211209941", "201210759984"]


@pytest.mark.parametrize("digits", VALID + COORDINATION)
def test_a_valid_number_is_held_as_twelve_digits(digits):
    number = PersonalNumber.parse(digits, DAY)
    assert number.digits == digits
    assert str(number) == f"{digits[:8]}-{digits[8:]}"
    assert number.is_coordination == (digits in COORDINATION)


@pytest.mark.parametrize("digits", VALID + COORDINATION + INVALID)
def test_the_oracle_agrees(digits):
    """The personnummer package reads the clock; ours does not."""
    known = personnummer.valid(digits)
    assert known == (digits not in INVALID)
    if not known:
        with pytest.raises(ValueError, match="does not fit"):
            PersonalNumber.parse(digits, DAY)
        return
    theirs = personnummer.parse(digits)
    ours = PersonalNumber.parse(digits, DAY)
    assert ours.born == theirs.get_date()
    assert ours.digits == theirs.format(long_format=True)
    assert ours.is_coordination == theirs.is_coordination_number()
    assert PersonalNumber.parse(theirs.format(), DAY) == ours


@pytest.mark.parametrize("written", ["8507099805", "850709-9805", "19850709-9805", " 850709 - 9805 ", "19850709 9805"])
def test_a_number_is_read_however_it_is_written(written):
    assert PersonalNumber.parse(written, DAY).digits == "198507099805"


def test_a_plus_means_a_hundred_years_or_more():
    assert PersonalNumber.parse("791221+9990", DAY).digits == "187912219990"
    assert PersonalNumber.parse("791221-9990", DAY).digits == "197912219990"


def test_ten_digits_are_placed_in_the_youngest_century_that_has_come():
    assert PersonalNumber.parse("001209-9891", date(2000, 12, 8)).digits == "190012099891"
    assert PersonalNumber.parse("001209-9891", date(2000, 12, 9)).digits == "200012099891"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "ten or twelve digits"),
        ("hej", "ten or twelve digits"),
        ("85070998", "ten or twelve digits"),
        ("850709T805", "ten or twelve digits"),
        ("٨٥٠٧٠٩-٩٨٠٥", "ten or twelve digits"),
        ("198507099806", "does not fit"),
        ("202712099898", "does not fit"),
    ],
)
def test_what_is_wrong_is_said_without_repeating_the_number(written, why):
    with pytest.raises(ValueError, match=why) as problem:
        PersonalNumber.parse(written, DAY)
    assert not written or written not in str(problem.value)


def fitted(nine: str) -> str:
    """Nine digits of the test series and the check digit that fits: for dates that no real number has."""
    return nine + str(luhn(nine))


@pytest.mark.parametrize("ymd", ["850230", "851301", "850700", "850732", "850792", "990229"])
def test_a_date_that_does_not_exist_is_refused(ymd):
    with pytest.raises(ValueError, match="real date"):
        PersonalNumber.parse("19" + fitted(ymd + "980"), DAY)


def test_a_birth_that_has_not_come_is_refused():
    number = "20" + fitted("261123" + "980")
    with pytest.raises(ValueError, match="not come yet"):
        PersonalNumber.parse(number, DAY)
    assert PersonalNumber.parse(number, date(2026, 11, 23)).age(date(2026, 11, 23)) == 0


@pytest.mark.parametrize(("on", "years"), [(date(2026, 7, 8), 40), (date(2026, 7, 9), 41), (date(2026, 12, 31), 41)])
def test_age_is_whole_years_on_a_day(on, years):
    assert PersonalNumber.parse("198507099805", on).age(on) == years
    assert PersonalNumber.parse("198507099805", on).born == date(1985, 7, 9)


def test_a_coordination_number_tells_the_date_of_birth_too():
    assert PersonalNumber.parse("195705749959", DAY).born == date(1957, 5, 14)
