"""How does the program speak in a terminal: tables and text, JSON, errors with a mend, exit codes?

Exit codes: 0 done, 1 done and something was found wrong, 2 the question could not be understood.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from samordna.content.reading import ContentError
from samordna.kernel.system_words import reason
from samordna.kernel.text import Message, say
from samordna.web.i18n import _, activate, render

P = ParamSpec("P")
R = TypeVar("R")

FOUND, NOT_UNDERSTOOD = 1, 2


def _speak(lang: str | None) -> str | None:
    if lang is not None:
        try:
            activate(lang)
        except ValueError as problem:
            raise typer.BadParameter(str(problem)) from None
    return lang


AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Lang = Annotated[
    str | None,
    typer.Option("--lang", metavar="sv|en", help="sv or en; else the locale.", callback=_speak, is_eager=True),
]


class QuestionError(ValueError):
    """A question that cannot be understood: what is wrong, and what to write instead."""

    def __init__(self, message: Message, mend: Message) -> None:
        super().__init__(f"{message} {mend}")
        self.message, self.mend = message, mend


def read_day(written: str | None, today: Callable[[], date]) -> date:
    """The day asked for, or today. Raises QuestionError."""
    if not written:
        return today()
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise QuestionError(
            say("“{written}” is not a date.", written=written),
            say("Write the day as YYYY-MM-DD, for example 2026-11-22."),
        ) from None


def out() -> Console:
    """Where answers go."""
    return Console(highlight=False, soft_wrap=False)


def grid(*headings: str) -> Table:
    """A table without lines. A word that does not fit is broken, never cut off: ids are there to be typed."""
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def emit_json(data: Any) -> None:
    """One JSON document on standard output."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def fail(
    message: Message | str, mend: Message | str = "", *, as_json: bool = False, code: int = NOT_UNDERSTOOD
) -> NoReturn:
    """Say what is wrong and what to do instead, and stop."""
    said, hint = render(message), render(mend) if mend else ""
    if as_json:
        emit_json({"error": {"message": said, "mend": hint}})
    errors = Console(stderr=True, highlight=False)
    errors.print(f"{_('Error')}: {said}", style="bold red", markup=False)
    if hint:
        errors.print(hint, markup=False)
    raise typer.Exit(code)


def explains_errors(command: Callable[P, R]) -> Callable[P, R]:
    """A content or question error becomes place, what and what to write instead, and exit code 2."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except QuestionError as problem:
            fail(problem.message, problem.mend, as_json=bool(kwargs.get("as_json")))
        except ContentError as problem:
            place = f"{problem.file}:{problem.line}: " if problem.line else ""
            fail(place + render(problem.message), problem.mend, as_json=bool(kwargs.get("as_json")))

    return guarded


def write_out(made: str | bytes, output: Path | None, *, as_json: bool = False, note: str = "") -> None:
    """To a file, saying where it went, or (a text) to standard output."""
    if output is None:
        sys.stdout.write(made if isinstance(made, str) else made.decode())
        return
    try:
        output.write_bytes(made if isinstance(made, bytes) else made.encode())
    except OSError as problem:
        fail(
            say("{file} cannot be written: {why}.", file=output, why=reason(problem)),
            say("Choose another place."),
            as_json=as_json,
        )
    if as_json:
        emit_json({"written": str(output), "bytes": len(made)})
        return
    out().print(_("Written: {file}").format(file=output), markup=False)
    if note:
        out().print(note, markup=False)
