"""Which shape do the answers inside a form's PDF have? Written to `docs/reference/` by `dev.py docs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from samordna.forms.schema import FormData

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAME = "form-data.schema.json"


def json_schema() -> dict[str, Any]:
    """The schema of `form.json`."""
    return {"$schema": DRAFT, **FormData.model_json_schema(by_alias=True)}


def write_schema(folder: Path) -> Path:
    """Write the schema into `folder`; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    file.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    return file
