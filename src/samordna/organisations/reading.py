"""What does an area file say? Read, checked against itself and the handbook, and turned into a plan.

Every error names file, line and what to write instead, as for handbooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from samordna.content.reading import ROOT, ContentError, Document, Json, by_schema, read
from samordna.kernel.text import say
from samordna.organisations import checking, deciding
from samordna.organisations.checking import closed_span, span
from samordna.organisations.domain import (
    CLOSED,
    FOLLOW,
    LENGTH,
    AbsencePlan,
    AddressPlan,
    AreaPlan,
    AuthorityPlan,
    ChoicePlan,
    ContactPlan,
    PlaysPlan,
    PostPlan,
    SpherePlan,
    UnitPlan,
    WorkerPlan,
)

AREAS = ROOT / "areas"
AREA_FILE = "samordna.organisations.schema:AreaFile"


def packaged() -> tuple[str, ...]:
    """The ids of the area files that come with the program."""
    return tuple(sorted(path.stem for path in AREAS.glob("*.yaml")))


def read_area(ref: str) -> AreaPlan:
    """The area in the file `ref`: a path, or the id of a packaged area. Raises ContentError."""
    document = read(_file(ref), "area", by_schema(AREA_FILE))
    checking.check(document)
    return _plan(document)


def _file(ref: str) -> Path:
    known = packaged()
    if ref in known:
        return AREAS / f"{ref}.yaml"
    path = Path(ref)
    if path.is_file():
        return path
    near = get_close_matches(ref, known, n=1)
    mend = say("Did you mean “{near}”?", near=near[0]) if near else say("There are: {ids}.", ids=", ".join(known))
    raise ContentError(ref, 0, say("There is no area file “{ref}”.", ref=ref), mend)


def _plan(document: Document) -> AreaPlan:
    data = document.data
    start = date.fromisoformat(data["from"])
    return AreaPlan(
        id=data["id"], name=data["name"], handbook=data["handbook"], version=data["version"],
        authorities=tuple(AuthorityPlan(**body) for body in data["authorities"]),
        spheres=tuple(SpherePlan(**sphere) for sphere in data["spheres"]),
        units=tuple(_unit(unit, start) for unit in data["units"]),
        workers=tuple(_worker(worker, _starts(data)) for worker in data.get("workers", ())),
        choices=tuple(_choices(data, start)),
    )  # fmt: skip


def _choices(data: Json, start: date) -> Iterable[ChoicePlan]:
    for each in data.get("limits", ()):
        unit = deciding.units_in(each)[0]
        value = {unit: each[unit], **_reason(each)}
        yield ChoicePlan(LENGTH, each["deadline"], value, span(each, start))
    for each in data.get("closed_days", ()):
        yield ChoicePlan(CLOSED, each["name"], {}, closed_span(each))
    for each in data.get("follows", ()):
        yield ChoicePlan(FOLLOW, each["law"], {"follow": each["follow"], **_reason(each)}, span(each, start))


def _reason(each: Json) -> dict[str, str]:
    return {"reason": each["reason"]} if each.get("reason") else {}


def _starts(data: Json) -> dict[str, date]:
    """From when each unit counts; "" is the area itself."""
    area = date.fromisoformat(data["from"])
    return {"": area, **{unit["id"]: span(unit, area).start for unit in data["units"]}}


def _unit(data: Json, start: date) -> UnitPlan:
    own = span(data, start)
    return UnitPlan(
        id=data["id"], name=data["name"], sphere=data["sphere"], prefix=data["prefix"], span=own,
        here=data["where"] == "here", phone=data.get("phone", ""), email=data.get("email", ""),
        plays=tuple(PlaysPlan(p["party"], p.get("first", False), span(p, own.start)) for p in data.get("plays", ())),
        addresses=tuple(AddressPlan(tuple(a["lines"]), span(a, own.start)) for a in data.get("addresses", ())),
        contacts=tuple(_contact(each, own.start) for each in data.get("contacts", ())),
    )  # fmt: skip


def _contact(data: Json, start: date) -> ContactPlan:
    shown = (data.get("role", ""), data.get("phone", ""), data.get("email", ""))
    return ContactPlan(data["name"], data.get("kind", "contact-person"), span(data, start), *shown)


def _worker(data: Json, units: Mapping[str, date]) -> WorkerPlan:
    return WorkerPlan(
        username=data["username"], name=data["name"], title=data.get("title", ""), phone=data.get("phone", ""),
        email=data.get("email", ""), language=data.get("language", "sv"),
        posts=tuple(PostPlan(p["unit"], p["role"], span(p, units[p["unit"]])) for p in data.get("posts", ())),
        absences=tuple(_absences(data.get("absences", ()), units[""])),
    )  # fmt: skip


def _absences(rows: Iterable[Json], start: date) -> Iterable[AbsencePlan]:
    return (AbsencePlan(span(row, start), row.get("substitute", "")) for row in rows)
