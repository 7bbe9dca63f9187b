"""Which dialogue does a handbook have? Read from the register `dialogues` into values (E14)."""

from __future__ import annotations

from functools import cache
from typing import Any

from samordna.content.reading import ROOT, by_schema, read
from samordna.content.values import text
from samordna.desk.dialogues.domain import KINDS, Dialogue, Step, Thing, Way

FILE = ROOT / "registers" / "dialogues.yaml"
SCHEMA = "samordna.desk.dialogues.schema:DialoguesFile"


def of(handbook: str) -> Dialogue | None:
    """The dialogue of a handbook, by the handbook's id; None when it has none."""
    return next((each for each in dialogues() if each.handbook == handbook), None)


@cache
def dialogues() -> tuple[Dialogue, ...]:
    """Every dialogue of the register. Raises ContentError."""
    return tuple(_dialogue(data) for data in read(FILE, "dialogues", by_schema(SCHEMA)).data["entries"])


def _dialogue(data: Any) -> Dialogue:
    return Dialogue(
        data["id"], text(data["title"]), data["handbook"], data["party"], data["source"], text(data["intro"]),
        tuple(_way(each) for each in data["ways"]), {each["id"]: each["section"] for each in data.get("sets", ())},
        tuple(data.get("notes", ())), tuple(data.get("never", ())),
    )  # fmt: skip


def _way(data: Any) -> Way:
    steps = tuple(_step(each) for each in data["steps"])
    return Way(data["id"], text(data["title"]), steps, bool(data.get("without_consent")), data.get("then", ""))


def _step(data: Any) -> Step:
    return Step(
        data["id"], text(data["title"]), text(data["text"]), data["box"], _things(data["done"]),
        _things(data.get("offers", ())), data.get("questions", ""), data.get("contacts", ""),
        data.get("directory", ""), bool(data.get("optional")),
    )  # fmt: skip


def _things(listed: Any) -> tuple[Thing, ...]:
    return tuple(Thing(kind, each[kind], each.get("status", "")) for each in listed for kind in KINDS if each.get(kind))
