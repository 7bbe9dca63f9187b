"""How does checked file data become a handbook? Plain dictionaries in, frozen values out; no pydantic, no files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from samordna.content.reading import Document, Json
from samordna.content.values import day, period, text
from samordna.handbooks.domain import (
    REGISTERS,
    Deviation,
    Entry,
    Exit,
    Handbook,
    Need,
    Party,
    Place,
    Process,
    Referral,
    Register,
    Step,
    TableUse,
    Wait,
)

NOWHERE = Place()


def entry(data: Json, place: Place = NOWHERE) -> Entry:
    """An entry of a register: what is not id or title is its data."""
    rest = {key: value for key, value in data.items() if key not in ("id", "title")}
    return Entry(data["id"], text(data.get("title")), rest, place)


def register(entries: Iterable[Json], document: Document, *path: str) -> Register:
    """Entries by id, each with its place."""
    return {
        data["id"]: entry(data, Place(document.file, document.line(*path, index))) for index, data in enumerate(entries)
    }


def party(data: Json) -> Party:
    """Someone who takes part."""
    return Party(
        id=data["id"],
        name=text(data.get("name")),
        role=text(data.get("role")),
        sphere=data.get("sphere", ""),
        aliases=tuple(data.get("aliases", ())),
        forum=data.get("forum", False),
        outside=data.get("outside", False),
    )


def process(data: Json, document: Document, *path: str | int) -> Process:
    """A process with its steps; `path` is where it stands in the document."""
    return Process(
        id=data["id"],
        number=data["number"],
        title=text(data.get("title")),
        starters=tuple(data["starters"]),
        starts=tuple(data["starts"]),
        forum=data.get("forum", False),
        description=data.get("description", ""),
        source=data.get("source", ""),
        boxes=tuple(data.get("boxes", ())),
        place=Place(document.file, document.line(*path)),
        steps=tuple(
            step(each, Place(document.file, document.line(*path, "steps", index)))
            for index, each in enumerate(data.get("steps", ()))
        ),
    )


def step(data: Json, place: Place = NOWHERE) -> Step:
    """One box."""
    lists: dict[str, Any] = {name: tuple(data.get(name, ())) for name in _LISTS}
    return Step(
        id=data["id"],
        title=text(data.get("title")),
        place=place,
        question=text(data["question"]) if "question" in data else None,
        choose=data.get("choose", "one"),
        guidance=data.get("guidance", {}),
        exits=tuple(_exit(each) for each in data.get("exits", ())),
        referrals=tuple(_referral(each) for each in data.get("referrals", ())),
        waits=tuple(Wait(w["id"], text(w.get("label")), w.get("review", "")) for w in data.get("waits", ())),
        tables=tuple(TableUse(t["table"], t.get("suggests", {})) for t in data.get("tables", ())),
        needs=tuple(Need(n["kind"], n["id"], n.get("law", "")) for n in data.get("needs", ())),
        deviation=tuple(Deviation(**d) for d in data.get("deviation", ())),
        **{name: data.get(name, "") for name in ("lead", "phase", "label", "source")},
        **lists,
    )


_LISTS = ("parties", "actors", "checklist", "asks", "forms", "meetings", "deadlines", "law", "guards")


def _exit(data: Json) -> Exit:
    return Exit(
        id=data["id"],
        label=text(data.get("label")),
        to=tuple(data["to"]),
        categories=tuple(data.get("categories", ())),
        consent=data.get("consent", ""),
        ground=data.get("ground", ""),
        returns=data.get("returns", False),
        when=data.get("when", ""),
    )


def _referral(data: Json) -> Referral:
    return Referral(
        id=data["id"],
        label=text(data.get("label")),
        to=data["to"],
        categories=tuple(data.get("categories", ())),
        consult=data.get("consult", False),
        **{name: data.get(name, "") for name in ("consent", "ground", "answered_by", "escalation", "note")},
    )


def handbook(
    data: Json,
    document: Document,
    processes: tuple[Process, ...],
    shared: Mapping[str, Register],
    origins: tuple[Mapping[str, str], Mapping[tuple[str, str], Place]],
) -> Handbook:
    """The handbook from its (merged) data, its processes and the shared registers.

    `origins` says which handbook each inherited part comes from, and where each entry of a register stands.
    """
    inherited, places = origins
    return Handbook(
        id=data["id"],
        version=data["version"],
        title=text(data["title"]),
        owner=data.get("owner", ""),
        source=data["source"]["title"],
        valid=period(data.get("valid")),
        processes=processes,
        parties={p["id"]: party(p) for p in data.get("parties", ())},
        registers={
            name: {
                **shared.get(name, {}),
                **{e["id"]: entry(e, places.get((name, e["id"]), Place(document.file, 1))) for e in data.get(name, ())},
            }
            for name in REGISTERS
        },
        terms={key: text(value) for key, value in data.get("terms", {}).items()},
        concepts=tuple(data.get("concepts", ())),
        claims=tuple(data.get("claims", ())),
        sections=data.get("sections", {}),
        description=data.get("description", ""),
        based_on=data.get("based_on", ""),
        reviewed=day(data.get("reviewed")),
        review_every=data.get("review_every", {}),
        origins=inherited,
        accepted=tuple(data.get("accepted", ())),
        place=Place(document.file, 1),
    )
