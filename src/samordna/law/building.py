"""How does checked file data become the library of law? Plain dictionaries in, frozen values out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samordna.content.reading import Document, Json
from samordna.content.values import period, text
from samordna.law.domain import Act, Confidence, Plain, Provision, Value

_NUMBER = re.compile(r"(\d+)([a-zåäö]*)")


def act(document: Document) -> Act:
    """The act that a file is about."""
    data = document.data
    return Act(
        id=data["id"],
        sfs=data["sfs"],
        name=text(data["name"]),
        short=data["short"],
        valid=period(data["valid"]),
        address=data["address"],
        note=data.get("note", ""),
    )


def provisions(document: Document, of: Act) -> Iterator[tuple[Provision, int]]:
    """Every version of every provision of an act, with its line."""
    defaults = document.data
    for index, data in enumerate(defaults["provisions"]):
        yield (
            Provision(
                id=f"{of.id}:{data['id']}",
                act=of.id,
                citation=data.get("citation") or cite(of, data["id"]),
                title=text(data["title"]),
                says=text(data["says"]),
                valid=period(data["valid"]) if data.get("valid") else of.valid,
                confidence=Confidence(data.get("confidence") or defaults["confidence"]),
                source=data.get("source") or defaults["source"],
                replaced_by=tuple(data.get("replaced_by", ())),
                replaces=tuple(data.get("replaces", ())),
                address=data.get("address") or of.address,
                note=data.get("note", ""),
            ),
            document.line("provisions", index),
        )


def values(document: Document) -> Iterator[tuple[Value, int]]:
    """Every period of every value, with its line."""
    file = document.data
    for number, entry in enumerate(file["values"]):
        for index, data in enumerate(entry["periods"]):
            yield (
                Value(
                    key=entry["key"],
                    value=_plain(data["value"]),
                    unit=data.get("unit") or entry["unit"],
                    valid=period(data),
                    confidence=Confidence(data.get("confidence") or entry.get("confidence") or file["confidence"]),
                    source=data.get("source") or entry.get("source") or file["source"],
                    provision=data.get("provision") or entry.get("provision", ""),
                    title=text(entry["title"]),
                    note=data.get("note", ""),
                ),
                document.line("values", number, "periods", index),
            )


def cite(of: Act, ref: str) -> str:
    """A reference as Swedish law writes it: "10:8" is ``SoL (2025:400) 10 kap. 8 §``, "7a" is ``7 a §``."""
    chapter, colon, section = ref.partition(":")
    place = f"{_spaced(chapter)} kap. {_spaced(section)} §" if colon else f"{_spaced(ref)} §"
    return f"{of.short} ({of.sfs}) {place}"


def _spaced(number: str) -> str:
    found = _NUMBER.fullmatch(number)
    return " ".join(part for part in found.groups() if part) if found else number


def _plain(value: Json | Plain | list[int] | list[str]) -> Plain:
    return tuple(value) if isinstance(value, list) else value  # type: ignore[return-value]
