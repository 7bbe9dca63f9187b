"""How are events and states written as JSON and read again? Old forms are lifted by pure functions (E5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from samordna.handbooks.journey.state import Effect, Event, Position, Reached, Run, State, Transfer, Visit

Json = dict[str, Any]

# One function per older form: takes a stored event of version v and returns it in version v + 1.
UPCASTS: dict[int, Callable[[Json], Json]] = {}
LATEST = 1
# Left out when written. A case that is reopened says `closed: false`, and False equals 0, so it is looked at first.
EMPTY_PARTS = ((), None, 0)


def event_json(event: Event) -> Json:
    """An event as plain data; parts of the effect that are empty are left out."""
    changed = {
        key: value for key, value in event.effect._asdict().items() if value is False or value not in EMPTY_PARTS
    }
    effect = {key: _plain(value) for key, value in changed.items()}
    return {**{k: v for k, v in event._asdict().items() if v != "" and k != "effect"}, "effect": effect}


def state_json(state: State) -> Json:
    """A state as plain data."""
    data = {key: _plain(value) for key, value in state._asdict().items()}
    return {**data, "outside": sorted(state.outside), "boxes": state.boxes()}


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {key: _plain(inner) for key, inner in value._asdict().items()}
    if isinstance(value, Mapping):
        return [_plain(inner) for inner in value.values()]
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value


def event_from_json(data: Json) -> Event:
    """The event that `event_json` wrote, in this or an older form."""
    while data.get("v", 1) < LATEST:
        data = UPCASTS[data.get("v", 1)](data)
    effect = data.get("effect", {})
    return Event(
        seq=data["seq"],
        kind=data["kind"],
        effect=Effect(
            runs=tuple(Run(**run) for run in effect.get("runs", ())),
            positions=tuple(Position(**p) for p in effect.get("positions", ())),
            removed=tuple(effect.get("removed", ())),
            transfers=tuple(_transfer(t) for t in effect.get("transfers", ())),
            visits=tuple(_visit(v) for v in effect.get("visits", ())),
            outcomes=tuple(Reached(**o) for o in effect.get("outcomes", ())),
            ball=_pair(effect.get("ball")),
            undone=effect.get("undone", 0),
            closed=effect.get("closed"),
            case=_case(effect.get("case")),
        ),
        **{key: data.get(key, "") for key in ("by", "on", "reason", "via")},
        v=data.get("v", 1),
    )


def _transfer(data: Json) -> Transfer:
    targets = tuple((process, step) for process, step in data.get("targets", ()))
    return Transfer(**{**data, "targets": targets, "categories": tuple(data.get("categories", ()))})


def _visit(data: Json) -> Visit:
    lists = {key: tuple(data.get(key, ())) for key in ("exits", "led", "sent", "merged")}
    return Visit(**{**data, **lists, "position": Position(**data["position"])})


def _pair(data: Any) -> tuple[str, str] | None:
    return (data[0], data[1]) if data else None


def _case(data: Any) -> tuple[str, str, str, tuple[str, ...]] | None:
    return (data[0], data[1], data[2], tuple(data[3])) if data else None
