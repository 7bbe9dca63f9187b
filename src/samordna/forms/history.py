"""What has been done with a form of a case, by whom, why, and which answers changed? From its events (E5).

Only what the reader may see: a change in a closed category is not even counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.cases.queries import Happening
from samordna.cases.together import ACT, made

DOCUMENT, ANSWER = "forms.document", "forms.answers"


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a form: its kind, the day, who, and the answers it changed as (field, before, after).

    `revision` is the version of the answer that it made; 0 when it made none.
    """

    kind: str
    on: date
    by: int
    unit: int
    sphere: int
    reason: str
    revision: int
    changed: tuple[tuple[str, Any, Any], ...]


def of(happened: Iterable[Happening], document: int) -> list[Step]:
    """Every act on the form among what the reader sees of the case, oldest first."""
    before: dict[str, Mapping[str, Any]] = {}
    found: list[Step] = []
    for each in happened:
        rows = list(_rows(each, document))
        if not rows:
            continue
        changed: list[tuple[str, Any, Any]] = []
        for label, row in rows:
            if label == ANSWER:
                changed += _changes(before.get(row["category"], {}), row["data"])
                before[row["category"]] = row["data"]
        own = next((row for label, row in rows if label == DOCUMENT), {})
        found.append(_step(each, own, found[-1].revision if found else 0, tuple(changed)))
    return found


def _step(each: Happening, own: Mapping[str, Any], last: int, changed: tuple[tuple[str, Any, Any], ...]) -> Step:
    parts: Iterable[Mapping[str, Any]] = (*made(each.said), *each.said.values())
    said = next((part for part in parts if part.get("document", own.get("id")) == own.get("id") and "form" in part), {})
    day = str(said.get("on") or each.on)
    return Step(
        str(said.get(ACT) or each.kind), date.fromisoformat(day), each.by, each.unit, each.sphere,
        str(said.get("reason", "")), int(own.get("revision", last)), changed,
    )  # fmt: skip


def _rows(each: Happening, document: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The after-images of this form and its answers in an event."""
    for part in each.said.values():
        for label, row in part.get("rows", ()):
            if (label == DOCUMENT and row["id"] == document) or (label == ANSWER and row["document_id"] == document):
                yield label, row


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)
