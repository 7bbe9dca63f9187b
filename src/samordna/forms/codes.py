"""What is the code on a form's paper, and which form does a code that somebody typed mean? Pure.

A code is drawn by lot and says nothing of the person, the case or the unit (D23). Its last sign is a check: one wrong
sign, or two that changed places, is no code at all. Signs that are mistaken for others are never used, and understood
when they are written instead.
"""

from __future__ import annotations

from collections.abc import Sequence

# 31 signs: a prime, so that every wrong sign and every change of two places shows in the check.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTWXYZ"
DRAWN = 7
LENGTH = DRAWN + 1
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "W", "V": "W"})
_BETWEEN = str.maketrans("", "", " -–.\t\r\n")


def make(drawn: Sequence[int]) -> str:
    """The code of seven numbers drawn from 0 to 30, with its check."""
    assert len(drawn) == DRAWN
    assert all(0 <= each < len(SIGNS) for each in drawn)
    weighed = sum(weight * value for weight, value in enumerate(drawn, start=2))
    return "".join(SIGNS[value] for value in (*drawn, -weighed % len(SIGNS)))


def read(typed: str) -> str:
    """The code that was typed or scanned, as it is kept; "" when it is none."""
    # Longer than any code with its gaps: not worth looking at.
    plain = typed[:40].upper().translate(_BETWEEN).translate(_MEANT)
    if len(plain) != LENGTH or any(sign not in SIGNS for sign in plain):
        return ""
    drawn = [SIGNS.index(sign) for sign in plain[:DRAWN]]
    return plain if make(drawn) == plain else ""


def shown(code: str) -> str:
    """The code in two groups of four, as it stands on paper."""
    return f"{code[:4]}-{code[4:]}" if code else ""
