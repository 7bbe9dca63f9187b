"""`samordna booklet`: a handbook as a printable, tagged PDF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from samordna.documents.typesetting import TypesettingError
from samordna.handbooks.booklet.compose import booklet
from samordna.handbooks.domain import Handbook
from samordna.handbooks.queries import load
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.web.i18n import render
from samordna.web.terminal import AsJson, Lang, explains_errors, fail, read_day, write_out


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add `booklet` to `app`; `today` tells the day of printing."""

    @app.command("booklet")
    @explains_errors
    def write_booklet(
        ref: Annotated[str, typer.Argument(metavar="HANDBOOK")],
        output: Annotated[Path, typer.Option("-o", "--output", help="The PDF to write.")],
        party: Annotated[str, typer.Option("--for", metavar="PARTY", help="Only this party's own guidance.")] = "",
        on: Annotated[str, typer.Option("--on", help="The day of printing and of the law (YYYY-MM-DD).")] = "",
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """A printable guide: map, boxes, guidance, law and registers, as tagged PDF."""
        handbook = load(ref)
        _check_party(handbook, party, as_json=as_json)
        try:
            made = booklet(handbook, load_law(), read_day(on, today), party)
        except TypesettingError as problem:
            fail(
                say("The guide could not be typeset: {reason}.", reason=str(problem)),
                say("Look for an unusual character."),
                as_json=as_json,
            )
        write_out(made, output, as_json=as_json)


def _check_party(handbook: Handbook, party: str, *, as_json: bool) -> None:
    if party and party not in handbook.parties:
        there = ", ".join(f"{each.id} ({render(each.name)})" for each in handbook.parties.values())
        fail(
            say("There is no party “{party}” in the handbook.", party=party),
            say("There are: {parties}.", parties=there),
            as_json=as_json,
        )
