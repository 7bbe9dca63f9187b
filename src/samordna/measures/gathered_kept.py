"""What is kept of the whole road when it is handed over, so that it can be printed again as it left? Pure; plain JSON.

Words as they stood, in the language they were in, apart by kind of information (E7): who may see one kind and not
another prints the same paper without it, and a purged kind is gone from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from samordna.kernel.text import Message
from samordna.measures.gathered import Gathered
from samordna.measures.gathered_printing import Printed, printed
from samordna.web.i18n import language, render

LINES, ROWS, HOLES = "lines", "rows", "holes"


def head(found: Gathered) -> dict[str, Any]:
    """What the paper is called and how it is divided; nothing of what it tells."""
    return {
        "title": render(found.title), "intro": render(found.intro), "language": language(),
        "sections": [[each.id, render(each.title)] for each in found.sections],
    }  # fmt: skip


def lines(found: Gathered, speak: Callable[[Message], str]) -> dict[str, dict[str, Any]]:
    """What it tells and what is missing in words, by kind of information and section."""
    kinds = {each.category for section in found.sections for each in section.claims}
    kinds |= {each.category for section in found.sections for each in section.holes}
    made: dict[str, dict[str, Any]] = {}
    for kind in sorted(kinds):
        of_kind = {each.id: printed(each, speak, kind) for each in found.sections}
        made[kind] = {
            name: {ROWS: [list(row) for row in each.rows], HOLES: list(each.holes)}
            for name, each in of_kind.items() if each.rows or each.holes
        }  # fmt: skip
    return made


def again(kept: Mapping[str, Any], parts: Iterable[Mapping[str, Any]]) -> tuple[Printed, ...]:
    """The sections as they left, from the head and what the reader may see of the rest."""
    told = [each[LINES] for each in parts if LINES in each]
    found = []
    for name, title in kept["sections"]:
        own = [each[name] for each in told if name in each]
        rows = tuple((str(row[0]), str(row[1]), str(row[2])) for each in own for row in each[ROWS])
        found.append(Printed(title, rows, tuple(str(hole) for each in own for hole in each[HOLES])))
    return tuple(found)
