"""What is a packet called on paper? A code that is typed from the page it came back on, and says nothing (D23)."""

from __future__ import annotations

from uuid import UUID

from samordna.forms import codes


def code_of(uid: UUID) -> str:
    """The reference code of a packet, with its check sign: eight signs in two groups."""
    number, drawn = uid.int, []
    for _place in range(codes.DRAWN):
        number, sign = divmod(number, len(codes.SIGNS))
        drawn.append(sign)
    return codes.shown(codes.make(drawn))


def as_code(typed: str) -> str:
    """A reference code as it was typed; "" when it is none."""
    return codes.shown(codes.read(typed))
