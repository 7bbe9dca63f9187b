"""Which kinds of plans are there, and which of them count in a case on a day? Read from the register, checked (E14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from samordna.content.reading import ROOT, Json, by_schema, read
from samordna.handbooks.domain import Handbook
from samordna.kernel.decision import ALLOWED, Decision, Refused, refused
from samordna.kernel.period import Period
from samordna.kernel.text import Text, say
from samordna.law.domain import Law, NoValueError
from samordna.plans.kept import LONG, Kind, Point

FILE = ROOT / "registers" / "plan-kinds.yaml"
FIRST_OF_MONTH = "-01"


def kinds() -> Mapping[str, Kind]:
    """Every kind of plan by id, in the order of the register."""
    return _kinds(FILE.stat().st_mtime_ns)


def kind(kind_id: str) -> Kind:
    """The kind with this id. Raises Refused."""
    found = kinds().get(kind_id)
    if found is None:
        raise Refused(refused("no-plan-kind", say("There is no such kind of plan.")))
    return found


def kind_of(kind_id: str) -> Kind:
    """The kind of a plan that is kept; one that has left the register keeps its id for a title."""
    return kinds().get(kind_id) or Kind(id=kind_id, title=Text(kind_id))


def here(book: Handbook) -> list[Kind]:
    """The kinds that a handbook's cases can have."""
    return [each for each in kinds().values() if not each.handbooks or book.id in each.handbooks]


def counts(one: Kind, law: Law, on: date) -> Decision:
    """Can such a plan be begun on the day? `law` is the law as the area follows it."""
    if one.valid.start and on < one.valid.start:
        return refused("plan-not-yet", say("Such plans are made from {day}.", day=one.valid.start))
    if on not in one.valid:
        return refused("plan-no-more", say("Such plans were made until {day}.", day=one.valid.last))
    if one.switch and not _true(law, one.switch, on):
        said = say("The rule behind this plan does not count here today, or the area waits with it.")
        return refused("plan-switched-off", said)
    first = first_day(one, law, on)
    if first and on < first:
        return refused("plan-not-yet", say("Such plans are made from {day}.", day=first))
    return ALLOWED


def first_day(one: Kind, law: Law, on: date) -> date | None:
    """The first day of the first month that the plan is about; None when law says none."""
    if not one.first_month:
        return None
    try:
        return date.fromisoformat(f"{law.value(one.first_month, on).value}{FIRST_OF_MONTH}")
    except (NoValueError, ValueError):
        return None


def _true(law: Law, key: str, on: date) -> bool:
    try:
        return law.value(key, on).value is True
    except NoValueError:
        return False


@cache
def _kinds(_changed: int) -> Mapping[str, Kind]:
    data = read(FILE, "plan-kinds", by_schema("samordna.plans.schema:KindsFile")).data
    return {each["id"]: _kind(each) for each in data["entries"]}


def _kind(data: Json) -> Kind:
    valid = data.get("valid") or {}
    return Kind(
        id=data["id"], title=_text(data["title"]), holds=data["holds"], who=_text(data["who"]),
        owners=tuple(data["owners"]), handbooks=tuple(data.get("handbooks", ())), category=data.get("category", "plan"),
        form=data.get("form", ""), asks_follow_up=bool(data.get("follow_up")), consent=data.get("consent", ""),
        switch=data.get("switch", ""), first_month=data.get("first_month", ""), law=tuple(data.get("law", ())),
        points=tuple(_point(each) for each in data.get("points", ())),
        principals={name: tuple(parties) for name, parties in data.get("principals", {}).items()},
        valid=Period(_day(valid.get("from")), _day(valid.get("to"))), note=_text(data.get("note")),
        source=data["source"], confidence=data["confidence"],
    )  # fmt: skip


def _point(data: Json) -> Point:
    measures = data.get("measures") or {}
    return Point(
        id=data["id"], title=_text(data["title"]), help=_text(data.get("help")), kind=data.get("kind", LONG),
        category=data.get("category", "plan"),
        options={each["id"]: _text(each["title"]) for each in data.get("options", ())}, asked=data.get("asked", False),
        statutory=tuple(data.get("statutory", ())), measures_of=tuple(measures.get("of", ())),
        rest=measures.get("rest", False),
    )  # fmt: skip


def _text(data: Any) -> Text:
    return Text(str(data.get("sv", "")), str(data.get("en", ""))) if data else Text()


def _day(written: Any) -> date | None:
    return date.fromisoformat(str(written)) if written else None
