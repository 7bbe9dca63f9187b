"""Does a content file have the shape that its schema asks for? The bases of every schema, and the
turning of pydantic's findings into errors with a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from samordna.content.reading import Check, ContentError, Json, Lines, nearest_line, shown_path
from samordna.kernel.text import Message, say


class Strict(BaseModel):
    """No unknown keys: a misspelt key is an error with its line, never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextIn(Strict):
    """A text in Swedish (`sv`) and English (`en`); both are asked for."""

    sv: str
    en: str


class PeriodIn(Strict):
    """Days from `from` (included) to `to` (not included)."""

    from_: date | None = Field(None, alias="from")
    to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise PydanticCustomError("period_backwards", "ends before it begins")
        return self


def many(value: object) -> object:
    """One value may be written without brackets."""
    return [value] if isinstance(value, str) else value


def checker(model: type[BaseModel]) -> Check:
    """A check for `content.reading.read` that validates by `model` and returns plain, normalised data."""

    def check(data: Json, path: Path, lines: Lines) -> Json:
        try:
            valid = model.model_validate(data)
        except ValidationError as problem:
            raise _error(problem, model, path, lines) from None
        return valid.model_dump(mode="json", by_alias=True, exclude_defaults=True) | _required(valid)

    return check


def _required(valid: BaseModel) -> Json:
    """The id always stands, even when it equals a default."""
    return {"id": valid.id} if hasattr(valid, "id") else {}


def _error(problem: ValidationError, model: type[BaseModel], path: Path, lines: Lines) -> ContentError:
    """The first error, at the line it stands, with what to write instead; a misspelt key before what it leaves out."""
    errors = problem.errors(include_url=False, include_context=False)
    first = next((e for e in errors if _misspells(e, errors)), errors[0])
    place = _place(first["loc"])
    more = problem.error_count() - 1
    said, mend = _explain(first, place, model)
    if more:
        said = say("{first} ({more} more errors in the file.)", first=said, more=more)
    return ContentError(shown_path(path), nearest_line(lines, place), said, mend)


def _misspells(error: Any, errors: Sequence[Any]) -> bool:
    """True for an unknown key that is most likely one of those reported missing beside it."""
    missing = [str(e["loc"][-1]) for e in errors if e["type"] == "missing" and e["loc"][:-1] == error["loc"][:-1]]
    return bool(error["type"] == "extra_forbidden" and get_close_matches(str(error["loc"][-1]), missing, n=1))


def _place(loc: Sequence[int | str]) -> list[str]:
    """Where in the file, without pydantic's own words for validators, kinds of a union and keys of a mapping."""
    return [str(part) for part in loc if not _INNER.match(str(part))]


_INNER = re.compile(r"function-|list\[|str$|int$|\[key\]$")


def _explain(error: Any, place: list[str], model: type[BaseModel]) -> tuple[Message, Message]:
    where = ".".join(place)
    value = error["input"]
    match error["type"]:
        case "extra_forbidden" if value is None or " " in place[-1]:
            return (
                say("“{text}” has come loose from the text before it.", text=place[-1]),
                say("Put a text that holds a comma or a colon in quotes."),
            )
        case "extra_forbidden":
            return say("“{where}” is not a known key.", where=where), _near(place, model)
        case "missing":
            return say("“{where}” is missing.", where=where), say("Add “{key}: …”.", key=place[-1])
        case "string_type" if isinstance(value, dict | list) or value is None:
            return (
                say("“{where}” must be a text, but is {value}.", where=where, value=_shown(value)),
                say("Write a text, in quotes when it holds a comma or a colon."),
            )
        case "string_type" | "list_type" if isinstance(value, bool | int | float):
            return say("“{where}” must be text, but is {value}.", where=where, value=_shown(value)), say(
                "Put it in quotes."
            )
        case "list_type":
            return say("“{where}” must be a list, but is {value}.", where=where, value=_shown(value)), say(
                "Write “[…]”, or one line with “-” for each."
            )
        case "literal_error":
            allowed = ", ".join(re.findall(r"'([^']*)'", error["msg"]))
            return say("“{where}” cannot be “{value}”.", where=where, value=str(value)[:60]), say(
                "Write one of: {values}.", values=allowed
            )
        case "string_pattern_mismatch":
            return (
                say("“{value}” cannot be an id.", value=str(value)[:60]),
                say("Use letters, digits, hyphen, point and underscore, without spaces."),
            )
        case "period_backwards":
            return say("“{where}” ends before it begins.", where=where), say(
                "Write a later day after “to:”; it is the first day that no longer counts."
            )
        case _:
            return say("“{where}”: {what}.", where=where, what=error["msg"]), say(
                "See the format page for what fits here."
            )


def _shown(value: object) -> str:
    """A value as its author would write it, short."""
    if value is None:
        return "~"
    return str(value).lower() if isinstance(value, bool) else repr(value)[:60]


def _near(place: list[str], model: type[BaseModel]) -> Message:
    """The known key most like the unknown one: first among those that fit at the place, then anywhere in the file."""
    for known in (_keys_at(model, place[:-1]), _known_keys(model)):
        near = get_close_matches(place[-1], known, n=1)
        if near:
            return say("Write “{near}”.", near=near[0])
    return say("Remove it, or see the format page for the keys.")


def _keys_at(model: type[BaseModel], place: Sequence[str]) -> list[str]:
    """The keys that the schema knows at a place; none when the place is free."""
    schema = model.model_json_schema()
    here: Any = schema
    for part in place:
        here = _resolved(here, schema)
        here = (
            here.get("items", {})
            if part.isdigit()
            else here.get("properties", {}).get(part) or here.get("additionalProperties", {})
        )
        if not isinstance(here, dict):
            return []
    return sorted(_resolved(here, schema).get("properties", {}))


def _resolved(part: Any, schema: Any) -> Any:
    """A part of a JSON Schema with its reference followed; of several kinds the first that is not null."""
    for kind in part.get("anyOf", ()):
        if kind.get("type") != "null":
            part = kind
            break
    ref = part.get("$ref", "")
    return schema["$defs"][ref.rsplit("/", 1)[-1]] if ref else part


def _known_keys(model: type[BaseModel]) -> list[str]:
    """Every key that the schema knows anywhere."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({key for part in parts for key in part.get("properties", {})})
