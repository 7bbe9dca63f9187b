"""Which shape may content files have, as published JSON Schema? Written to `docs/reference/` by `dev.py docs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from samordna.content.schema import Strict
from samordna.handbooks.schema import HandbookFile, ProcessFile, RegisterFile, ScenarioFile

DRAFT = "https://json-schema.org/draft/2020-12/schema"
MODELS: dict[str, type[Strict]] = {
    "handbook": HandbookFile,
    "process": ProcessFile,
    "register": RegisterFile,
    "scenario": ScenarioFile,
}


def json_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file: handbook, process, register, scenario."""
    return {name: {"$schema": DRAFT, **model.model_json_schema(by_alias=True)} for name, model in MODELS.items()}


def write_schemas(folder: Path) -> list[Path]:
    """Write `<kind>.schema.json` into `folder`; returns the files, in the order written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in json_schemas().items():
        file = folder / f"{name}.schema.json"
        file.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", "utf-8")
        written.append(file)
    return written
