"""How is what the journey recorded kept small? Whatever says no more than its default is left out (E5, E7).

`event_from_json` puts the defaults in again, so a default of the journey's rows may only change with a new form (`v`).
"""

from __future__ import annotations

from typing import Any

from samordna.handbooks.journey import Event


def written(event: Event) -> dict[str, Any]:
    """The event as plain data for its payload; `event_from_json` reads it."""
    found = _small(event)
    found["v"] = event.v
    found.setdefault("effect", {})
    return found


def _small(row: Any) -> dict[str, Any]:
    found = {}
    for (name, usual), value in zip(_usual(type(row)), row, strict=True):
        if value is not usual and value != usual:
            found[name] = _plain(value) if isinstance(value, tuple) else value
    return found


def _usual(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a kind of row with their defaults; what has none is always said."""
    known = _KINDS.get(kind)
    if known is None:
        known = _KINDS[kind] = tuple((name, kind._field_defaults.get(name, _NONE)) for name in kind._fields)
    return known


_KINDS: dict[Any, tuple[tuple[str, Any], ...]] = {}
_NONE = object()


def _plain(value: Any) -> Any:
    if hasattr(value, "_fields"):
        return _small(value)
    return [_plain(inner) if isinstance(inner, tuple) else inner for inner in value]
