"""How does checked file data become a form? Plain dictionaries in, frozen values out; what does not fit is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from samordna.content.reading import ContentError, Document, Json
from samordna.content.values import period, text
from samordna.forms.domain import (
    CHOICE,
    PERCENT,
    ROWS,
    SAYS,
    SCALE,
    SET,
    WORDS,
    Field,
    Form,
    Option,
    Part,
    Scale,
    Signature,
)
from samordna.kernel.text import Message, say

FACT = "fact:"
# What a form may be filled with, beside facts; `forms.filling` knows where each comes from.
SOURCES = (
    "today", "case.number", "person.name", "person.number", "person.address", "person.phone", "person.email",
    "person.language", "person.representative", "worker.name", "worker.title", "worker.phone", "worker.email",
    "unit.name", "unit.address", "unit.phone", "unit.email", "authority.name", "receiver.name", "receiver.address",
)  # fmt: skip


def form(document: Document, facts: Mapping[str, str], shared: Mapping[str, Json]) -> Form:
    """A form from its file. Raises ContentError.

    `facts` are the categories of the known facts, by id; `shared` the parts that forms may use, by id.
    """
    data = document.data
    for index, each in enumerate(data["parts"]):
        if each.get("use", "") not in ("", *shared):
            wrong = say("There is no shared part “{part}”.", part=each["use"])
            mend = say("Write one of: {known}.", known=", ".join(shared))
            raise ContentError(document.file, document.line("parts", index), wrong, mend)
    made = Form(
        id=data["id"], version=data["version"], title=text(data["title"]), source=data["source"],
        parts=tuple(_part(shared.get(each.get("use", ""), each), facts) for each in data["parts"]),
        category=data.get("category", "plan"),
        to=data.get("to", ""), whose=data.get("whose", ""),
        after_closing=data.get("after_closing", False), intro=text(data.get("intro")),
        law=tuple(data.get("law", ())), valid=period(data.get("valid")), note=text(data.get("note")),
        file=document.file,
    )  # fmt: skip
    for index, part in enumerate(made.parts):
        for wrong, mend in _wrong(made, part, facts):
            raise ContentError(document.file, document.line("parts", index), wrong, mend)
    return made


def _part(data: Json, facts: Mapping[str, str]) -> Part:
    return Part(
        id=data["id"], title=text(data["title"]), by=data.get("by", ""), intro=text(data.get("intro")),
        fields=tuple(_field(each, facts) for each in data.get("fields", ())),
        signatures=tuple(
            Signature(each["id"], text(each["title"]), tuple(text(below) for below in each.get("below", ())))
            for each in data.get("signatures", ())
        ),
        new_page=data.get("new_page", False),
    )  # fmt: skip


def _field(data: Json, facts: Mapping[str, str]) -> Field:
    fills = data.get("fills", "")
    scale = data.get("scale")
    return Field(
        id=data["id"], title=text(data["title"]), kind=data.get("kind", WORDS), help=text(data.get("help")),
        options=_options(data, "options"), columns=_options(data, "columns"), rows=_options(data, "rows"),
        least=data.get("least", 3), lines=data.get("lines", 1), half=data.get("half", False), fills=fills,
        scale=Scale(scale["lowest"], scale["highest"], text(scale.get("low")), text(scale.get("high")))
        if scale else None,
        needed=data.get("needed", False),
        # An answer that is a fact belongs where the fact does.
        category=data.get("category", "") or facts.get(fills.removeprefix(FACT), ""),
    )  # fmt: skip


def _options(data: Json, key: str) -> tuple[Option, ...]:
    return tuple(Option(each["id"], text(each["title"]), each.get("kind", WORDS)) for each in data.get(key, ()))


def _wrong(form: Form, part: Part, facts: Mapping[str, str]) -> Iterator[tuple[Message, Message]]:
    """What does not fit in a part: the message and how to mend it."""
    asked = [field.id for each in form.parts for field in each.fields]
    for field in part.fields:
        if asked.count(field.id) > 1:
            yield say("Two fields have the id “{field}”.", field=field.id), say("Give each an id of its own.")
        if field.kind in (CHOICE, SET) and not field.options:
            yield say("“{field}” has nothing to choose among.", field=field.id), say("Add “options:”.")
        if field.kind == ROWS and not field.columns:
            yield say("“{field}” is a table without columns.", field=field.id), say("Add “columns:”.")
        if field.kind == SCALE and (field.scale is None or field.scale.lowest >= field.scale.highest):
            yield say("“{field}” has no scale.", field=field.id), say("Add “scale:” with lowest and highest.")
        fact = field.fills.removeprefix(FACT) if field.fills.startswith(FACT) else ""
        if fact and fact not in facts:
            yield (
                say("“{field}” is filled by “{fact}”, which no register has.", field=field.id, fact=fact),
                say("Name a fact of content/registers/facts.yaml."),
            )
        if field.fills and not fact and field.fills not in SOURCES:
            yield (
                say("“{field}” is filled by “{what}”, which is not known.", field=field.id, what=field.fills),
                say("Write one of: {known}.", known=", ".join(SOURCES)),
            )
        if field.kind == SAYS and (field.needed or field.fills):
            yield say("“{field}” only says something.", field=field.id), say("Take away “needed” and “fills”.")
        if any(column.kind == PERCENT for column in field.columns) and field.kind != ROWS:
            yield say("“{field}” has columns and is no table.", field=field.id), say("Write “kind: rows”.")
