"""Is this a Swedish personal number, and when was its bearer born?

Twelve digits (YYYYMMDDNNNC), the Luhn digit last; a samordningsnummer has 60 added to its day. Temporary numbers
with letters belong to each registry and are refused. Source: folkbokföringslagen (1991:481) 18-18 b §§ and
lagen (2022:1697) om samordningsnummer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

COORDINATION = 60
_FORM = re.compile(r"(?P<century>\d\d)?(?P<ymd>\d{6})(?P<sign>[-+]?)(?P<serial>\d{3})(?P<check>\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A valid personal number or samordningsnummer, held as twelve digits."""

    digits: str

    @classmethod
    def parse(cls, written: str, on: date) -> PersonalNumber:
        """Read ten or twelve digits, with - or +; ten digits are placed in the century that fits `on`.

        Raises ValueError that says what is wrong; the number itself is never repeated in the error.
        """
        found = _FORM.fullmatch(re.sub(r"\s", "", written))
        if not found:
            raise ValueError("a personal number has ten or twelve digits, for example ÅÅÅÅMMDD-NNNN")
        short = found["ymd"] + found["serial"]
        if luhn(short) != int(found["check"]):
            raise ValueError("the last digit of the personal number does not fit the others")
        century = found["century"] or _century(found["ymd"], found["sign"], on)
        number = cls(century + short + found["check"])
        try:
            born = number.born
        except ValueError:
            raise ValueError("the personal number does not hold a real date") from None
        if born > on:
            raise ValueError("the personal number has a date of birth that has not come yet")
        return number

    @property
    def is_coordination(self) -> bool:
        """True for a samordningsnummer."""
        return int(self.digits[6:8]) > COORDINATION

    @property
    def born(self) -> date:
        """Date of birth, as far as the number tells."""
        day = int(self.digits[6:8])
        return date(int(self.digits[:4]), int(self.digits[4:6]), day - COORDINATION if self.is_coordination else day)

    def age(self, on: date) -> int:
        """Whole years of age on the day `on`."""
        born = self.born
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def __str__(self) -> str:
        return f"{self.digits[:8]}-{self.digits[8:]}"


def luhn(digits: str) -> int:
    """The check digit (modulus 10) of a string of digits."""
    doubled = (int(d) * (2 - i % 2) for i, d in enumerate(digits))
    return -sum(n // 10 + n % 10 for n in doubled) % 10


def _century(ymd: str, sign: str, on: date) -> str:
    """The century of ten digits: the youngest that is not in the future; + means a hundred years or more."""
    month, day = int(ymd[2:4]), int(ymd[4:])
    plain = day - COORDINATION if day > COORDINATION else day
    year = on.year - (on.year - int(ymd[:2])) % 100
    if (year, month, plain) > (on.year, on.month, on.day):
        year -= 100
    return str(year - 100 if sign == "+" else year)[:2]
