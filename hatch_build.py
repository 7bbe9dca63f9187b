"""Compiles the Swedish messages while the package is built (E20)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Messages(BuildHookInterface):  # type: ignore[type-arg]
    """Turns every `.po` under `web/locale` into the `.mo` that gettext reads."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are collected."""
        for source in Path(self.root, "src/samordna/web/locale").glob("**/*.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text))
