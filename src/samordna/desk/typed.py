"""What has somebody typed in a form of the desk? Read field by field, kept whole, never lost over an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest

from samordna.kernel.text import Message, say

# Fields of the form itself; nobody has typed them.
MACHINERY = ("csrfmiddlewaretoken", "form", "do", "confirm", "seq", "then")
# (id of the field on the page, what is wrong)
Error = tuple[str, Message]


class Wrong(Exception):
    """Something typed cannot be used: at which fields, and what to do about it."""

    def __init__(self, *errors: Error) -> None:
        super().__init__(", ".join(name for name, _ in errors))
        self.errors = errors


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
        written = self.one(name).removesuffix("%").strip()
        return int(written) if written.isascii() and written.isdigit() else 0

    def day(self, name: str) -> date | None:
        """A day, or None when nothing stands there. Raises Wrong."""
        written = self.one(name)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            raise Wrong((f"field-{name}", say("Write the day as YYYY-MM-DD, for example 2026-11-22."))) from None

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
