"""What is kept of a form's definition, so that what was filled in is read as it was asked? (E14)

The definition with the shared parts put in, and the categories of the facts that fill it: everything that makes the
form, and nothing of where it stood in which file. Law that it cites is never frozen: it stays dated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from samordna.content.reading import Document, Json
from samordna.forms import building
from samordna.forms.domain import Form

# What is stored says in which form it is; a later one is told apart by it and rewrites nothing.
STORED = 1


def freeze(data: Json, facts: Mapping[str, str], shared: Mapping[str, Json]) -> str:
    """The checked data of a form's file as JSON. The order of parts, fields and choices is content too."""
    parts = [shared.get(each.get("use", ""), each) for each in data["parts"]]
    used = {fact: facts[fact] for fact in _facts(parts) if fact in facts}
    whole = {"stored": STORED, "definition": {**data, "parts": parts}, "facts": used}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def digest(content: str) -> str:
    """The SHA-256 of stored content, in hex."""
    return hashlib.sha256(content.encode()).hexdigest()


def thaw(content: str) -> Form:
    """The form that was frozen; its place names the version, for there is no file to name."""
    stored = json.loads(content)
    data = stored["definition"]
    form = building.form(Document(f"{data['id']}@{data['version']}", data, {}), stored["facts"], {})
    return replace(form, digest=digest(content))


def _facts(parts: list[Json]) -> Iterator[str]:
    """The facts that fill a field, each once, in order."""
    filled = (field.get("fills") or "" for part in parts for field in part.get("fields", ()))
    yield from dict.fromkeys(f.removeprefix(building.FACT) for f in filled if f.startswith(building.FACT))
