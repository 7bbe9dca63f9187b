"""`samordna audit verify`: has anything been changed afterwards? Says what differs, never what it says.

Exit codes: 0 everything is as the events say, 1 something differs, 2 the question could not be understood.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from samordna.kernel.text import say
from samordna.web.i18n import _, ngettext, render
from samordna.web.starting import django_ready
from samordna.web.terminal import FOUND, AsJson, Lang, QuestionError, emit_json, explains_errors, out

if TYPE_CHECKING:
    from samordna.audit.domain import Difference, Report

# How many differences are shown; JSON has them all.
SHOWN = 100


def register(app: typer.Typer, _today: Callable[[], date]) -> None:
    """Add `audit` to a command line."""
    audit = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(audit, name="audit", help="See that what is kept is what happened.")

    @audit.callback()
    def group() -> None:
        """See that what is kept is what happened."""

    @audit.command("verify")
    @explains_errors
    def command(
        case: Annotated[int | None, typer.Option(metavar="N", help="One case, by the number in its address.")] = None,
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Compute every chain again, build every list again from the events, and say what differs."""
        report = _verified(case, quiet=as_json)
        if as_json:
            emit_json(_plain(report))
        else:
            show(report)
        raise typer.Exit(FOUND if report.differences else 0)


def _verified(case: int | None, *, quiet: bool) -> Report:
    django_ready()
    from django.db import DatabaseError

    from samordna.audit import reading, verifying

    try:
        total = 1 if case else reading.count()
        if case and not reading.table(reading.CASE)._default_manager.filter(pk=case).exists():
            raise QuestionError(
                say("There is no case {case}.", case=case), say("Write the number that stands in the case's address.")
            )
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
            task = bar.add_task(_("Verifying"), total=total)
            return verifying.verify(case=case, progress=lambda done: bar.update(task, completed=done))
    except DatabaseError as problem:
        why = str(problem).split("\n")[0]
        raise QuestionError(
            say("The database cannot be read: {why}.", why=why),
            say("Run “{command}” first.", command="samordna migrate"),
        ) from None


def show(report: Report) -> None:
    """The answer in words: what was looked at, what differs, and what to do."""
    said = _("{chains} chains and {events} events were looked at, and {digests} signed digests.")
    out().print(said.format(chains=report.chains, events=report.events, digests=report.digests))
    if report.purged:
        said = ngettext(
            "{count} chain has parts that a decision has removed; its lists cannot be built again.",
            "{count} chains have parts that decisions have removed; their lists cannot be built again.",
            report.purged,
        )
        out().print(said.format(count=report.purged))
    if not report.differences:
        out().print(_("Everything is as the events say."))
        return
    said = ngettext("{count} thing differs:", "{count} things differ:", len(report.differences))
    out().print(said.format(count=len(report.differences)), style="bold")
    for each in report.differences[:SHOWN]:
        out().print(f"· {render(each.said)}", markup=False)
    if len(report.differences) > SHOWN:
        out().print(_("… and {count} more; --json shows all.").format(count=len(report.differences) - SHOWN))
    out().print()
    out().print(_("What to do"), style="bold")
    for mend in dict.fromkeys(render(each.mend) for each in report.differences):
        out().print(f"· {mend}", markup=False)


def _plain(report: Report) -> dict[str, object]:
    return {
        "chains": report.chains, "events": report.events, "purged": report.purged, "digests": report.digests,
        "differences": [_difference(each) for each in report.differences],
    }  # fmt: skip


def _difference(each: Difference) -> dict[str, object]:
    known = {
        "found": each.found.value, "chain": each.stream, "event": each.seq, "table": each.table, "row": each.row,
        "field": each.field, "day": each.day,
    }  # fmt: skip
    return {**{k: v for k, v in known.items() if v}, "message": render(each.said), "mend": render(each.mend)}
