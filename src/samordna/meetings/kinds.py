"""Which kinds of meetings does a handbook have? Read from its register `meetings` into frozen values, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from samordna.handbooks.domain import Entry, Handbook
from samordna.kernel.text import Text
from samordna.meetings.domain import HEALTH, LONG, PLAN, Kind, Point

_OF_A_HANDBOOK = "meeting-kinds"
# What any meeting settles when its kind says nothing of its own: what was said, health apart, and what was decided.
COMMON = (
    Point("said", Text("Det som kom fram", "What was said"), fills=("what", "views", "situation"), asked=True),
    Point("health", Text("Hälsa och arbetsförmåga", "Health and work capacity"), HEALTH, fills=("capacity",)),
    Point("decisions", Text("Det ni kom överens om", "What you agreed on"), fills=("decided", "agreed"), asked=True),
)


def kinds(book: Handbook) -> Mapping[str, Kind]:
    """The kinds of meetings of a handbook by id, in their order."""
    known = book.routes.get(_OF_A_HANDBOOK)
    if known is None:
        entries = book.registers.get("meetings", {}).values()
        known = book.routes[_OF_A_HANDBOOK] = {each.id: kind(each) for each in entries}
    return cast(Mapping[str, Kind], known)


def kind_of(book: Handbook, kind_id: str) -> Kind:
    """A kind by its id; one that the version of the handbook does not have keeps its id for a title."""
    return kinds(book).get(kind_id) or Kind(id=kind_id, title=Text(kind_id), points=COMMON)


def kind(entry: Entry) -> Kind:
    """A kind from its entry in the register."""
    data = entry.data
    found = tuple(_point(each) for each in data.get("points") or ())
    return Kind(
        id=entry.id, title=entry.title, convener=_listed(data.get("convener")), may_ask=_listed(data.get("may_ask")),
        parties=_listed(data.get("parties")), who=str(data.get("who", "")), person=str(data.get("person", "unstated")),
        output=_listed(data.get("output")), invitation=str(data.get("invitation", "")), plan=str(data.get("plan", "")),
        consent=str(data.get("consent", "")), notice=str(data.get("notice", "")),
        follow_up=str(data.get("follow_up", "")), follow_up_deadline=str(data.get("follow_up_deadline", "")),
        minutes_to=str(data.get("minutes_to", "")), planning=data.get("planning") is not False,
        counted=bool(data.get("counted")), openly=bool(data.get("openly")), rule=str(data.get("rule", "")),
        law=_listed(data.get("law")), points=found or COMMON, source=str(data.get("source", "")),
    )  # fmt: skip


def _point(data: Mapping[str, Any]) -> Point:
    options = {str(key): _text(each) for key, each in (data.get("options") or {}).items()}
    return Point(
        str(data["id"]), _text(data.get("title")), str(data.get("category", PLAN)), str(data.get("shape", LONG)),
        options, _listed(data.get("of")), bool(data.get("rest")), _listed(data.get("fills")),
        bool(data.get("asked")), _listed(data.get("law")), _text(data.get("help")),
    )  # fmt: skip


def _text(data: Any) -> Text:
    if isinstance(data, Mapping):
        return Text(str(data.get("sv", "")), str(data.get("en", "")))
    return Text(str(data or ""))


def _listed(data: Any) -> tuple[str, ...]:
    if not data:
        return ()
    return (data,) if isinstance(data, str) else tuple(str(each) for each in data)
