"""`samordna demo`: areas and cases of invented people, made by running commands, and a server to try them on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from samordna.kernel.text import say
from samordna.platform import clock, databases, serving
from samordna.web import starting
from samordna.web.i18n import _
from samordna.web.terminal import Lang, QuestionError, explains_errors, out

SETTINGS = "samordna.platform.demonstration"
CASES = 40
HOST = "127.0.0.1"


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add `demo` to a command line."""

    @app.command("demo")
    @explains_errors
    def command(
        cases: Annotated[int, typer.Option(metavar="N", min=0, help="How many cases to make.")] = CASES,
        port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="The port to listen on.")] = 8000,
        fresh: Annotated[bool, typer.Option("--fresh", help="Throw away what there is, and begin anew.")] = False,
        no_serve: Annotated[bool, typer.Option("--no-serve", help="Make the cases only.")] = False,
        lang: Lang = None,
    ) -> None:
        """Try everything with invented people, on your own machine."""
        os.environ[starting.SETTINGS] = SETTINGS
        starting.django_ready()
        prepare(cases, today(), fresh=fresh)
        if not no_serve:
            show(port)


def prepare(cases: int, on: date, *, fresh: bool) -> None:
    """A database with areas and cases, unless there is one already. Raises QuestionError."""
    from django.db import connection

    from samordna.platform import readiness

    mark = databases.folder() / "demonstration.json"
    sqlite = connection.vendor == "sqlite"
    if sqlite and fresh:
        _throw_away(readiness.database_file(), mark)
    made = _made(mark) if sqlite else {}
    if made:
        said = _("{count} cases, made on {day}. Write --fresh to begin anew with the cases of today.")
        out().print(said.format(count=made["cases"], day=made["day"]), markup=False)
        readiness.migrate()
        return
    if sqlite:
        _throw_away(readiness.database_file(), mark)  # what was begun and not finished
    readiness.migrate()
    _insist_on_empty()
    count = build(cases, on)
    if sqlite:
        mark.write_text(json.dumps({"cases": count, "day": on.isoformat()}), "utf-8")


def _made(mark: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(mark.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _throw_away(database: Path, mark: Path) -> None:
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    for file in (mark, *database.parent.glob(f"{database.name}*")):
        file.unlink(missing_ok=True)
    # Only ever the demonstration's own: its settings name the folder.
    shutil.rmtree(settings.FILES_FOLDER, ignore_errors=True)


def _insist_on_empty() -> None:
    """Invented people are never put beside others."""
    from samordna.organisations import queries

    if queries.areas():
        raise QuestionError(
            say("The database that DATABASE_URL names has areas already; the demonstration wants an empty one."),
            say("Name an empty database, or leave DATABASE_URL out."),
        )


def build(cases: int, on: date) -> int:
    """Publish every handbook, load every area and make the cases, with a bar. Returns how many cases were made."""
    from samordna.handbooks.queries import available
    from samordna.organisations.reading import packaged

    areas, books = packaged(), sorted({f"{each.id}@{each.version}" for each in available()})
    with _bar() as bar:
        task = bar.add_task(_("Handbooks"), total=len(books))
        for book in books:
            _publish(book, on)
            bar.advance(task)
        task = bar.add_task(_("Areas"), total=len(areas))
        for area in areas:
            _load(area, on)
            bar.advance(task)
        if not cases or find_spec("samordna.platform.demonstrating") is None:
            return 0
        from samordna.platform.demonstrating.building import cases as make

        task = bar.add_task(_("Cases"), total=cases)
        return make(cases, on, lambda done, all_: bar.update(task, completed=done, total=all_))


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=out()
    )


def _publish(handbook: str, on: date) -> None:
    from samordna.access.domain import system
    from samordna.handbooks.commands import publish
    from samordna.handbooks.policy import PUBLISHER
    from samordna.journal.domain import Act

    act = Act(id=uuid4(), by=0, at=clock.now(), on=on, reason=PUBLISHER)
    publish(act=act, scope=system(PUBLISHER, on), handbook=handbook)


def _load(area: str, on: date) -> None:
    from samordna.access.domain import system
    from samordna.journal.domain import Act
    from samordna.organisations.commands import load_area
    from samordna.organisations.policy import LOADER
    from samordna.organisations.reading import read_area

    act = Act(id=uuid4(), by=0, at=clock.now(), on=on)
    load_area(act=act, scope=system(LOADER, on), data=read_area(area))


def show(port: int) -> None:
    """Serve to this machine until Ctrl-C, with the worker beside."""
    port = serving.free_port(HOST, port)
    with worker_beside():
        serving.serve(HOST, port, workers=1, path="demo/")


@contextmanager
def worker_beside() -> Iterator[None]:
    """The worker as a process of its own, ended with the server."""
    process = subprocess.Popen([sys.executable, "-m", "samordna.cli", "worker"], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(serving.PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
