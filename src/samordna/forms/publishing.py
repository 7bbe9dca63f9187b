"""Which forms are there, and which shape do their answers have? Written to `docs/reference/` by `dev.py docs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from samordna.forms import queries
from samordna.forms.schema import FormData

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAME, LIST = "form-data.schema.json", "forms.md"
_HEAD = """# The forms

Every form that comes with the program, with the document and box that it is from. The structure is carried over, the
sentences are not. [The form format](form-format.md) says how one is written, and
[fill in a form](../how-to/fill-in-a-form.md) how it is used. This page is written by `python3 dev.py docs`.

| id | form | version | from |
|---|---|---|---|
"""


def json_schema() -> dict[str, Any]:
    """The schema of `form.json`."""
    return {"$schema": DRAFT, **FormData.model_json_schema(by_alias=True)}


def write_schema(folder: Path) -> Path:
    """Write the schema into `folder`; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    file.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    return file


def write_list(folder: Path) -> Path:
    """Write the list of packaged forms into `folder`; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / LIST
    rows = [f"| `{f.id}` | {f.title.sv} | {f.version} | {' '.join(f.source.split())} |\n" for f in queries.load_all()]
    file.write_text(_HEAD + "".join(rows), "utf-8")
    return file
