"""`samordna map`: the map of a process as SVG."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from samordna.handbooks.domain import Handbook, Process
from samordna.handbooks.map.drawing import BOX_HREF, PROCESS_HREF, Highlight, Hrefs, draw
from samordna.handbooks.queries import load, no_such_process
from samordna.web.i18n import _, language
from samordna.web.terminal import Lang, explains_errors, fail, out

Many = Annotated[list[str] | None, typer.Option(metavar="BOX", help="A box to point out; may be repeated.")]


def register(app: typer.Typer) -> None:
    """Add `map` to `app`."""
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
    lang: Lang = None,
) -> None:
    """Draw a process as an accessible SVG in which every box is a link."""
    handbook, process = find(ref)
    highlight = Highlight(frozenset(current or ()))
    drawing = draw(handbook, process, language(), Hrefs(box_href, process_href), highlight)
    if output is None:
        sys.stdout.write(drawing.svg + "\n")
        return
    try:
        output.write_text(drawing.svg + "\n", encoding="utf-8")
    except OSError as problem:
        fail(_("The file {file} could not be written: {reason}").format(file=output, reason=problem.strerror))
    out().print(_("{file} written. {summary}").format(file=output, summary=drawing.summary), markup=False)


def find(ref: str) -> tuple[Handbook, Process]:
    """The handbook and process of “handbook/process”; a path to a file or folder means its first process."""
    name, _slash, wanted = (ref, "", "") if Path(ref).exists() else ref.rpartition("/") if "/" in ref else (ref, "", "")
    handbook = load(name)
    process = handbook.by_id.get(wanted) if wanted else next(iter(handbook.processes), None)
    if process is None:
        raise no_such_process(handbook, wanted)
    return handbook, process
