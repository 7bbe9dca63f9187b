"""How does typst source become a PDF that a screen reader can read and an archive can keep?

One compiler is kept for the life of the process, because finding fonts and compiling the same template again is most of
the work. Only the fonts beside this file and those inside typst are used, so that every machine makes the same pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from samordna.documents.embedding import Embedded, attach

FONTS = Path(__file__).parent / "fonts"
MAIN = "main.typ"
_turn = Lock()


class TypesettingError(Exception):
    """Typst could not make a PDF; the message is typst's own, in English, for whoever wrote the template."""


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)


def typeset(source: str, files: Mapping[str, bytes] | None = None, attached: Sequence[Embedded] = ()) -> bytes:
    """The PDF (PDF/UA-1 and PDF/A-2a) of typst `source`; `files` are what it imports and shows, by name.

    With `attached`, these files lie in it for programs to read, and it is PDF/A-3a.
    Raises TypesettingError when typst refuses, for example an image without alternative text.
    """
    whole = "\n\n".join((source, *map(attach, attached)))
    standards: Any = ["ua-1", "a-3a" if attached else "a-2a"]
    inputs: Any = {MAIN: whole.encode(), **(files or {}), **{each.name: each.data for each in attached}}
    with _turn:
        try:
            made = _compiler().compile(input=inputs, format="pdf", pdf_standards=standards)
        except typst.TypstError as refused:
            raise TypesettingError(str(refused)) from refused
    if not isinstance(made, bytes):
        raise TypesettingError("typst made no pages")
    return made


def typst_date(day: date) -> str:
    """A day as a typst expression."""
    return f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"
