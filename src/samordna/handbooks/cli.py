"""`samordna handbooks | doctor`: which handbooks are there, and what is wrong with them?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from samordna.content.reading import ContentError
from samordna.handbooks import cli_publish
from samordna.handbooks.domain import Handbook
from samordna.handbooks.examination import examine_all, examine_tables
from samordna.handbooks.queries import available, load
from samordna.kernel.finding import Finding
from samordna.rules.queries import is_table
from samordna.rules.queries import load as load_table
from samordna.rules.queries import load_all as load_tables
from samordna.web.i18n import _, render
from samordna.web.terminal import FOUND, AsJson, Lang, emit_json, explains_errors, grid, out, read_day

Today = Callable[[], date]
STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def register(app: typer.Typer, today: Today) -> None:
    """Add the commands to `app`; `today` tells the day, because rooms below platform never read the clock."""
    app.command("handbooks")(handbooks)
    cli_publish.register(app, today)

    @app.command("doctor")
    @explains_errors
    def doctor(
        refs: Annotated[
            list[str] | None, typer.Argument(metavar="HANDBOOK|FILE", help="Default: everything packaged.")
        ] = None,
        on: Annotated[
            str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="The day to judge the law by (YYYY-MM-DD).")
        ] = None,
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Everything wrong with handbooks and tables that a machine can see. Exit code 1 when there are errors."""
        run_doctor(refs or [], read_day(on, today), as_json=as_json)


@explains_errors
def handbooks(
    published: Annotated[bool, typer.Option("--published", help="The versions that are published.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The handbooks that are there."""
    if published:
        cli_publish.list_published(as_json=as_json)
        return
    books = [load(f"{a.id}@{a.version}") for a in available()]
    if as_json:
        emit_json([_summary(book) for book in books])
        return
    table = grid(_("Handbook"), _("Version"), _("Title"), _("Processes"))
    for book in books:
        table.add_row(book.id, book.version, render(book.title), ", ".join(p.id for p in book.processes) or "–")
    out().print(table)


def _summary(book: Handbook) -> dict[str, object]:
    return {
        "id": book.id,
        "version": book.version,
        "title": render(book.title),
        "owner": book.owner,
        "source": book.source,
        "based_on": book.based_on or None,
        "processes": [
            {"id": p.id, "number": p.number, "title": render(p.title), "steps": len(p.steps)} for p in book.processes
        ],
    }


def run_doctor(refs: list[str], on: date, *, as_json: bool) -> None:
    """Examine, report, and leave with 1 when there are errors."""
    books: list[Handbook] = []
    tables = [] if refs else list(load_tables())
    findings: list[Finding] = []
    for ref in refs or sorted({a.id for a in available()}):
        try:
            if is_table(ref):
                tables.append(load_table(ref))
            else:
                books.append(load(ref))
        except ContentError as problem:
            if not problem.line:  # there is nothing there to examine
                raise
            findings.append(
                Finding("unreadable", "error", f"{problem.file}:{problem.line}", problem.message, problem.mend)
            )
    findings += [finding for _book, found in examine_all(books, on) for finding in found]
    findings += examine_tables(tables, on)
    if as_json:
        emit_json([_finding(f) for f in findings])
    else:
        _report(findings, len(books))
    if any(f.severity == "error" for f in findings):
        raise typer.Exit(FOUND)


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "place": finding.place,
        "message": render(finding.message),
        "mend": render(finding.mend),
    }


def _severity(severity: str) -> str:
    return {"error": _("error"), "warning": _("warning"), "info": _("note")}[severity]


def _report(findings: list[Finding], books: int) -> None:
    console = out()
    for finding in findings:
        console.print(
            f"{_severity(finding.severity)}: {finding.code}", style=STYLES[finding.severity], end="  ", markup=False
        )
        console.print(finding.place, style="dim", markup=False)
        console.print(f"  {render(finding.message)}", markup=False)
        console.print(f"  → {render(finding.mend)}", style="dim", markup=False)
    counts = {level: sum(f.severity == level for f in findings) for level in STYLES}
    console.print(
        _("Handbooks: {books}. Errors: {errors}. Warnings: {warnings}. Notes: {infos}.").format(
            books=books, errors=counts["error"], warnings=counts["warning"], infos=counts["info"]
        ),
        style="bold",
    )
