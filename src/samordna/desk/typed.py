"""What has somebody typed in a form of the desk? Read field by field, kept whole, never lost over an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest

from samordna.kernel.days import NotADayError, written_day
from samordna.kernel.text import Message

# Fields of the form itself; nobody has typed them.
MACHINERY = ("csrfmiddlewaretoken", "form", "do", "confirm", "seq", "then")
# More digits than the largest number that any table holds are no number of ours.
DIGITS = 18
# (id of the field on the page, what is wrong)
Error = tuple[str, Message]


class Wrong(Exception):
    """Something typed cannot be used: at which fields, and what to do about it."""

    def __init__(self, *errors: Error) -> None:
        super().__init__(", ".join(name for name, _ in errors))
        self.errors = errors


def whole(written: str) -> int:
    """A whole number; 0 when nothing that is one stands there."""
    plain = written.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= DIGITS else 0


def day_of(written: str, field: str) -> date | None:
    """A day, or None when nothing stands there. Raises Wrong, for the field of the page."""
    try:
        return written_day(written) if written.strip() else None
    except NotADayError as problem:
        raise Wrong((field, problem.said)) from None


@dataclass(frozen=True, slots=True)
class Typed:
    """The values of a form, name by name."""

    data: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def one(self, name: str, otherwise: str = "") -> str:
        """The value of a field without room around it."""
        return next(iter(self.data.get(name, ())), otherwise).strip()

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field that may have several."""
        return tuple(value for value in self.data.get(name, ()) if value)

    def has(self, name: str, value: str) -> bool:
        """True when the value is among those of the field."""
        return value in self.data.get(name, ())

    def number(self, name: str) -> int:
        """A whole number; 0 when nothing that is one stands there."""
        return whole(self.one(name).removesuffix("%"))

    def numbers(self, name: str) -> tuple[int, ...]:
        """The whole numbers among all values of a field."""
        return tuple(number for each in self.many(name) if (number := whole(each)))

    def day(self, name: str) -> date | None:
        """A day, or None when nothing stands there. Raises Wrong."""
        return day_of(self.one(name), f"field-{name}")

    def starting(self, prefix: str) -> dict[str, tuple[str, ...]]:
        """The fields whose names begin with `prefix`, by what comes after."""
        return {name[len(prefix) :]: tuple(v) for name, v in self.data.items() if name.startswith(prefix)}

    def without(self, names: Iterable[str]) -> Typed:
        """Everything but some fields."""
        gone = frozenset(names)
        return Typed({name: values for name, values in self.data.items() if name not in gone})


def typed(request: HttpRequest) -> Typed:
    """What the request brings, without the form's own machinery."""
    return Typed({name: list(map(str, values)) for name, values in request.POST.lists() if name not in MACHINERY})
