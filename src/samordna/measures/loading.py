"""What does a file with an area's catalogue say? Every error names file, line and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from samordna.content.reading import ContentError, Document, Json, by_schema, read
from samordna.kernel.text import Message, say
from samordna.measures import registers
from samordna.measures.commands.catalogue import OfferSaid

FILE = "samordna.measures.schema:CatalogueFile"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The offers of an area, as its file has them."""

    area: str
    offers: tuple[OfferSaid, ...]


def read_catalogue(file: str) -> Catalogue:
    """The catalogue in a file. Raises ContentError."""
    path = Path(file)
    if not path.is_file():
        raise ContentError(file, 0, say("There is no such file."), say("Write the path to a catalogue."))
    document = read(path, "catalogue", by_schema(FILE))
    _check(document)
    return Catalogue(document.data["area"], offers(document.data["offers"], document.data["from"]))


def offers(rows: Iterable[Json], start: str) -> tuple[OfferSaid, ...]:
    """Offers as a file writes them; one without a first day is open from `start`."""
    return tuple(_offer(row, start) for row in rows)


def _offer(row: Json, start: str) -> OfferSaid:
    return OfferSaid(
        slug=row["id"], title=row["title"], provider=row["provider"], provider_kind=row.get("kind", "authority"),
        party=row.get("party", ""), category=row.get("category", "work"), description=row.get("description", ""),
        target=row.get("target", ""), needs=tuple(row.get("needs", ())), place=row.get("place", ""),
        capacity=row.get("places"), valid_from=date.fromisoformat(str(row.get("from") or start)),
        valid_to=_day(row.get("to")), how_to_apply=row.get("apply", ""), contact=row.get("contact", ""),
        checked_on=_day(row.get("checked")), free=row.get("free"), free_on=_day(row.get("told")),
    )  # fmt: skip


def _day(written: object) -> date | None:
    return date.fromisoformat(str(written)) if written else None


def _check(document: Document) -> None:
    """Needs that the register has, and each id once."""
    known, seen = registers.needs(), set[str]()
    for index, row in enumerate(document.data["offers"]):
        line = document.line("offers", index)
        for need in row.get("needs", ()):
            if need not in known:
                near = get_close_matches(need, known, n=1)
                mend = say("Did you mean “{near}”?", near=near[0]) if near else _those(known)
                raise ContentError(document.file, line, say("The register has no need “{need}”.", need=need), mend)
        if row["id"] in seen:
            raise ContentError(
                document.file, line, say("“{id}” stands more than once.", id=row["id"]), say("Keep one of them.")
            )
        seen.add(row["id"])


def _those(known: Iterable[str]) -> Message:
    return say("There are: {ids}.", ids=", ".join(known))
