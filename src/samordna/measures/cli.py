"""`samordna load-catalogue`: bring an area's catalogue of measures up to a file, and say what was done.

Exit codes: 0 done (also when nothing had changed), 2 the file or the database cannot be used.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.web.i18n import render
from samordna.web.starting import django_ready
from samordna.web.terminal import AsJson, Lang, emit_json, explains_errors, fail, out

if TYPE_CHECKING:
    from samordna.measures.commands.catalogue import Loaded


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add `load-catalogue` to a command line; `today` says on which day it is loaded."""

    @app.command("load-catalogue")
    @explains_errors
    def command(
        file: Annotated[str, typer.Argument(metavar="FILE", help="A catalogue of measures.")],
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Load what there is to apply for in an area; loading it again changes nothing."""
        loaded = _load(file, today(), quiet=as_json)
        if as_json:
            emit_json({"added": loaded.added, "changed": loaded.changed, "ended": loaded.ended})
            return
        for line in summary(loaded):
            out().print(render(line), markup=False)


def _load(file: str, on: date, *, quiet: bool) -> Loaded:
    django_ready()
    from django.core.exceptions import ObjectDoesNotExist
    from django.db import DatabaseError

    from samordna.access.domain import system
    from samordna.journal.domain import Act
    from samordna.measures.commands import load_catalogue
    from samordna.measures.loading import read_catalogue
    from samordna.measures.policy import LOADER
    from samordna.web import day

    data = read_catalogue(file)
    act = Act(id=uuid4(), by=0, at=day.now(), on=on, reason=LOADER)
    try:
        return load_catalogue(act=act, scope=system(LOADER, on), area=data.area, offers=data.offers)
    except ObjectDoesNotExist:
        said = say("There is no area “{area}” in the database.", area=data.area)
        fail(said, say("Run “{command}” first.", command="samordna load-area"), as_json=quiet)
    except DatabaseError as problem:
        why = str(problem).split("\n")[0]
        said = say("The database cannot be reached: {why}.", why=why)
        fail(said, say("Run “{command}” first.", command="samordna migrate"), as_json=quiet)
    except Refused as problem:
        fail(problem.decision.reason or str(problem), say("Nothing was changed."), as_json=quiet)


def summary(loaded: Loaded) -> list[Message]:
    """What a loading did, a line for each kind of change; one line when there was none."""
    parts = (
        (say("Added: {what}", what=", ".join(loaded.added)), loaded.added),
        (say("Changed: {what}", what=", ".join(loaded.changed)), loaded.changed),
        (say("Ended: {what}", what=", ".join(loaded.ended)), loaded.ended),
    )
    return [line for line, ids in parts if ids] or [say("Nothing has changed.")]
