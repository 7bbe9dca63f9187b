"""`samordna map`: the map of a process as SVG."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from samordna.handbooks.asking import process_of
from samordna.handbooks.domain import Process
from samordna.handbooks.map.drawing import BOX_HREF, PROCESS_HREF, Highlight, Hrefs, draw
from samordna.kernel.text import say
from samordna.web.i18n import language
from samordna.web.terminal import AsJson, Lang, QuestionError, explains_errors, write_out

Many = Annotated[list[str] | None, typer.Option(metavar="BOX", help="A box to point out; may be repeated.")]


def register(app: typer.Typer, _today: Callable[[], date]) -> None:
    """Add `map` to `app`; a map is the same on every day."""
    app.command("map")(show_map)


@explains_errors
def show_map(
    ref: Annotated[str, typer.Argument(metavar="HANDBOOK[/PROCESS]", help="A handbook alone draws its first process.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write; else standard output.")
    ] = None,
    box_href: Annotated[str, typer.Option(help="Where a box leads; {step} is its id.")] = BOX_HREF,
    process_href: Annotated[str, typer.Option(help="Where a box of another process leads.")] = PROCESS_HREF,
    current: Many = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Draw a process as an accessible SVG in which every box is a link."""
    handbook, process = process_of(ref)
    hrefs = Hrefs(_pattern(box_href), _pattern(process_href))
    drawing = draw(handbook, process, language(), hrefs, Highlight(_boxes(process, current or [])))
    write_out(drawing.svg + "\n", output, as_json=as_json, note=drawing.summary)


def _boxes(process: Process, current: list[str]) -> frozenset[str]:
    """The boxes to point out, when the process has them all. Raises QuestionError."""
    unknown = [box for box in current if box not in process.by_id]
    if unknown:
        raise QuestionError(
            say("“{process}” has no box “{box}”.", process=process.id, box=unknown[0]),
            say("Its boxes are {boxes}.", boxes=", ".join(process.by_id)),
        )
    return frozenset(current)


def _pattern(written: str) -> str:
    """The pattern of an address, when it can be filled in. Raises QuestionError."""
    try:
        Hrefs().to(written, "process", "step")
    except (LookupError, ValueError, AttributeError):
        raise QuestionError(
            say("“{written}” cannot be filled in with a box.", written=written),
            say("Only “{step}” and “{process}” are filled in."),
        ) from None
    return written
