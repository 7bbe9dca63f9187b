"""The `samordna` command: reads the arguments, speaks the language asked for, and hands over to the rooms."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Any

import typer
from typer.main import get_command

from samordna.audit import cli as audit
from samordna.cases import cli as cases
from samordna.forms import cli as forms
from samordna.handbooks import browsing
from samordna.handbooks import cli as handbooks
from samordna.handbooks.booklet import cli as booklet
from samordna.handbooks.map import cli as maps
from samordna.handbooks.walk import cli as walk
from samordna.handbooks.walk import demo as example
from samordna.law import cli as law
from samordna.measures import cli as measures
from samordna.organisations import cli as organisations
from samordna.packets import cli as packets
from samordna.plans import cli as plans
from samordna.platform import demo, operating, serving
from samordna.platform.clock import today
from samordna.rules import cli as rules
from samordna.web import typer_words
from samordna.web.i18n import LANGUAGES, _, activate
from samordna.web.terminal import Lang

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def samordna(lang: Lang = None) -> None:
    """Handbooks for coordinated rehabilitation that run: read, check, draw, print and walk them."""


for room in (
    handbooks,
    browsing,
    walk,
    maps,
    booklet,
    example,
    rules,
    forms,
    plans,
    measures,
    law,
    organisations,
    cases,
    packets,
    audit,
    serving,
    operating,
    demo,
):
    room.register(app, today)


def helps(command: Any) -> list[tuple[Any, str]]:
    """Every help text of the command and its parts, however deep, with the object that holds it."""
    own = [(part, part.help) for part in (command, *command.params) if getattr(part, "help", None)]
    return [*own, *(each for sub in getattr(command, "commands", {}).values() for each in helps(sub))]


def asked_language(arguments: list[str]) -> str | None:
    """The language named by `--lang`, before anything else is read, so that help is in it too."""
    for position, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and position + 1 < len(arguments):
            value = arguments[position + 1]
        if value in LANGUAGES:
            return value
    return None


def speak_in_utf8() -> None:
    """Let every stream carry our letters: other programs get UTF-8, and a terminal “?” for what it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            asked = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if asked else "utf-8", errors="replace")


def main() -> None:
    """Entry point of the command."""
    speak_in_utf8()
    activate(asked_language(sys.argv[1:]))
    command = get_command(app)
    for part, text in helps(command):
        part.help = _(" ".join(text.split()))
    typer_words.run(command)


if __name__ == "__main__":
    main()
