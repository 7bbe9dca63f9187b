"""`samordna publish`, `samordna handbooks --published`: freeze a version, and see which are frozen.

Exit codes: 0 published (also when it was so already), 1 the doctor finds errors, 2 the handbook or the database cannot
be used, or the version is taken by other content.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from samordna.content.reading import ContentError
from samordna.handbooks.queries import available
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.web.i18n import _, render
from samordna.web.starting import database_ready
from samordna.web.terminal import FOUND, NOT_UNDERSTOOD, AsJson, Lang, emit_json, explains_errors, fail, grid, out

if TYPE_CHECKING:
    from samordna.handbooks.published import Edition

# Enough to tell two versions apart.
SHORT = 12


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add `publish` to a command line; `today` says by which day's law the doctor judges."""

    @app.command("publish")
    @explains_errors
    def command(
        handbook: Annotated[str, typer.Argument(metavar="HANDBOOK|FILE", help="An id, a file or a folder.")],
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Publish a handbook in the version that it says: from then on nothing changes it, and cases can follow it."""
        database_ready(as_json=as_json)
        _publish(handbook, today(), as_json=as_json)


def _publish(handbook: str, on: date, *, as_json: bool) -> None:
    from samordna.access.domain import system
    from samordna.handbooks.commands import publish
    from samordna.handbooks.policy import PUBLISHER
    from samordna.journal.domain import Act
    from samordna.web import day

    act = Act(id=uuid4(), by=0, at=day.now(), on=on, reason=PUBLISHER)
    try:
        edition = publish(act=act, scope=system(PUBLISHER, on), handbook=handbook)
    except Refused as problem:
        code, mend = _mend(problem, handbook)
        fail(problem.decision.reason or str(problem), mend, as_json=as_json, code=code)
    new = edition.act == act.id
    if as_json:
        emit_json({**_plain(edition), "new": new})
        return
    words = {"handbook": edition.handbook, "version": edition.version, "digest": edition.digest}
    said = (
        say("Published: {handbook} {version}, checksum {digest}.", **words)
        if new
        else say("{handbook} {version} was published before, with the same content. Nothing has changed.", **words)
    )
    out().print(render(said), markup=False, soft_wrap=True)


def _mend(problem: Refused, handbook: str) -> tuple[int, Message]:
    """The exit code, and what to do."""
    from samordna.handbooks.policy import TAKEN, UNNAMED, UNSOUND

    mends = {
        UNSOUND: (FOUND, say("See them all: {command}", command=f"samordna doctor {handbook}")),
        TAKEN: (NOT_UNDERSTOOD, say("Write a higher number after “version:”, and give its folder the same name.")),
        UNNAMED: (NOT_UNDERSTOOD, say("Shorten it, or leave out the other signs.")),
    }
    return mends.get(problem.decision.code, (NOT_UNDERSTOOD, say("Nothing was changed.")))


def list_published(*, as_json: bool) -> None:
    """Every published version: since when, its checksum, and whether the packaged files still say the same."""
    database_ready(as_json=as_json)
    from django.utils.timezone import localdate

    from samordna.handbooks.published import editions

    found = editions()
    if as_json:
        emit_json([{**_plain(edition), "files": _files(edition)} for edition in found])
        return
    if not found:
        out().print(_("No version has been published yet."))
        return
    words = {"same": _("the same"), "changed": _("changed since"), "none": _("not packaged")}
    table = grid(_("Handbook"), _("Version"), _("Published"), _("Checksum"), _("Files"))
    for edition in found:
        short, day = edition.digest[:SHORT], localdate(edition.at).isoformat()
        table.add_row(edition.handbook, edition.version, day, short, words[_files(edition)])
    out().print(table)


def _files(edition: Edition) -> str:
    """Do the packaged files still say what was published: "same", "changed", or "none" when there are none?"""
    from samordna.handbooks.freezing import freeze

    if not any((a.id, a.version) == (edition.handbook, edition.version) for a in available()):
        return "none"
    try:
        now = freeze(f"{edition.handbook}@{edition.version}")
    except ContentError:
        return "changed"
    return "same" if now.digest == edition.digest else "changed"


def _plain(edition: Edition) -> dict[str, object]:
    return {
        "handbook": edition.handbook, "version": edition.version, "digest": edition.digest,
        "published": edition.at.isoformat(),
    }  # fmt: skip
