"""Does a content file have the shape that its schema asks for? Turns pydantic's findings into errors with a line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from samordna.content.reading import Check, ContentError, Json, Lines, shown_path
from samordna.kernel.text import Message, say


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
    """The first error, at the line it stands, with what to write instead."""
    first = problem.errors(include_url=False, include_context=False)[0]
    place = [str(part) for part in first["loc"] if not str(part).startswith("function-")]
    more = problem.error_count() - 1
    said, mend = _explain(first, place, model)
    if more:
        said = say("{first} ({more} more errors in the file.)", first=said, more=more)
    return ContentError(shown_path(path), _line(place, lines), said, mend)


def _line(place: Sequence[str], lines: Lines) -> int:
    keys = list(place)
    while keys:
        found = lines.get(".".join(keys))
        if found:
            return found
        keys.pop()
    return 1


def _explain(error: Any, place: list[str], model: type[BaseModel]) -> tuple[Message, Message]:
    where = ".".join(place)
    match error["type"]:
        case "extra_forbidden" if " " in place[-1]:
            return say("“{text}” has come loose from the text before it.", text=place[-1]), say("Put a text that holds a comma or a colon in quotes.")
        case "extra_forbidden":
            known = _known_keys(model)
            near = get_close_matches(place[-1], known, n=1)
            hint = say("Write “{near}”.", near=near[0]) if near else say("Remove it, or see the format page for the keys.")
            return say("“{where}” is not a known key.", where=where), hint
        case "missing":
            return say("“{where}” is missing.", where=where), say("Add “{key}: …”.", key=place[-1])
        case "string_type":
            return (
                say("“{where}” must be text, but is {value}.", where=where, value=repr(error["input"])[:60]),
                say("Put it in quotes."),
            )
        case "string_pattern_mismatch":
            return (
                say("“{value}” cannot be an id.", value=str(error["input"])[:60]),
                say("Use letters, digits, hyphen, point and underscore, without spaces."),
            )
        case _:
            return say("“{where}”: {what}.", where=where, what=error["msg"]), say("See the format page for what fits here.")


def _known_keys(model: type[BaseModel]) -> list[str]:
    """Every key that the schema knows anywhere."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({key for part in parts for key in part.get("properties", {})})
