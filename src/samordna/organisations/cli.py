"""`samordna load-area`: bring the database up to an area file, and say what was added, changed and ended.

Exit codes: 0 done (also when nothing had changed), 2 the file or the database cannot be used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.web.i18n import _, render
from samordna.web.starting import database_ready
from samordna.web.terminal import AsJson, Lang, emit_json, explains_errors, fail, out

if TYPE_CHECKING:
    from samordna.organisations.commands import Loaded
    from samordna.organisations.domain import Key


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add `load-area` to a command line; `today` says on which day it is loaded."""

    @app.command("load-area")
    @explains_errors
    def command(
        files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Area files, or ids of packaged areas.")],
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Load who works together where from an area file; loading it again changes nothing."""
        database_ready(as_json=as_json)
        answers = [_load(file, today(), quiet=as_json) for file in files]
        if as_json:
            emit_json([_plain(name, loaded) for name, loaded in answers])


def _load(file: str, on: date, *, quiet: bool) -> tuple[str, Loaded]:
    from samordna.access.domain import system
    from samordna.journal.domain import Act
    from samordna.organisations.commands import load_area
    from samordna.organisations.policy import LOADER
    from samordna.organisations.reading import read_area
    from samordna.web import day

    plan = read_area(file)
    if not quiet:
        out().print(_("Loading {name} …").format(name=plan.name), markup=False)
    act = Act(id=uuid4(), by=0, at=day.now(), on=on, reason=LOADER)
    try:
        loaded = load_area(act=act, scope=system(LOADER, on), data=plan)
    except Refused as problem:
        fail(problem.decision.reason or str(problem), say("Nothing was changed."), as_json=quiet)
    if not quiet:
        for line in summary(loaded):
            out().print(render(line), markup=False)
    return plan.name, loaded


def summary(loaded: Loaded) -> list[Message]:
    """What a loading did, a line for each kind of change; one line when there was none."""
    parts = [
        (say("Added: {what}", what=_counted(loaded.added)), loaded.added),
        (say("Changed: {what}", what=_counted(loaded.changed)), loaded.changed),
        (say("Ended: {what}", what=_counted(loaded.ended)), loaded.ended),
    ]
    return [line for line, keys in parts if keys] or [say("Nothing has changed.")]


def _counted(keys: Iterable[Key]) -> str:
    words = {
        "area": _("areas"), "authority": _("authorities"), "sphere": _("secrecy spheres"), "unit": _("units"),
        "plays": _("parties played"), "address": _("addresses"), "contact": _("contacts"), "worker": _("workers"),
        "post": _("posts"), "absence": _("absences"), "length": _("time limits of the area's own"),
        "closed": _("closed days"), "follow": _("choices about law that has not been read"),
    }  # fmt: skip
    count = Counter(key[0] for key in keys)
    return ", ".join(f"{word} {count[kind]}" for kind, word in words.items() if count[kind])


def _plain(name: str, loaded: Loaded) -> dict[str, object]:
    keys = {"added": loaded.added, "changed": loaded.changed, "ended": loaded.ended}
    return {"area": name, **{what: ["/".join(key) for key in found] for what, found in keys.items()}}
