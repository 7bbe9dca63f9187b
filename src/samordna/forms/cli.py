"""`samordna forms`: which forms are there, what does one ask, and the form on paper?

Exit codes: 0 found, 2 the question could not be understood.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from samordna.forms import printing, queries
from samordna.forms.domain import SAYS, Form
from samordna.forms.wording import how
from samordna.kernel.system_words import reason
from samordna.kernel.text import say
from samordna.web.i18n import _, render
from samordna.web.terminal import AsJson, Lang, QuestionError, emit_json, explains_errors, out


def register(app: typer.Typer, _today: Callable[[], date]) -> None:
    """Add `forms` to a command line."""

    @app.command("forms")
    @explains_errors
    def command(
        form: Annotated[str, typer.Argument(metavar="FORM", help="A form; none lists them.")] = "",
        pdf: Annotated[str, typer.Option("--pdf", metavar="FILE", help="Write the empty form as PDF.")] = "",
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """The forms of the models: what each asks and of whom, and the form to print."""
        if pdf:
            write(form, Path(pdf))
        elif as_json:
            emit_json(as_data(queries.load(form)) if form else [as_data(each) for each in queries.load_all()])
        elif form:
            _tell(queries.load(form))
        else:
            for each in queries.load_all():
                out().print(f"{each.id}  {render(each.title)}", markup=False)


def write(form: str, file: Path) -> None:
    """Write the empty form. Raises QuestionError when no form is named or the file cannot be written."""
    if not form:
        raise QuestionError(say("Name the form to print."), say("`samordna forms` lists them."))
    made = printing.pdf(printing.Paper(queries.load(form)))
    try:
        file.write_bytes(made)
    except OSError as problem:
        raise QuestionError(
            say("{file} could not be written: {reason}.", file=str(file), reason=reason(problem)),
            say("Choose a folder that you may write in."),
        ) from problem
    out().print(render(say("Written: {file}", file=str(file))), markup=False)


def as_data(form: Form) -> dict[str, Any]:
    """A form for programs."""
    return {
        "id": form.id,
        "version": form.version,
        "title": render(form.title),
        "source": form.source,
        "to": form.to or None,
        "law": list(form.law),
        "parts": [
            {
                "id": part.id,
                "title": render(part.title),
                "by": part.by or None,
                "fields": [
                    {
                        "id": field.id,
                        "title": render(field.title),
                        "kind": field.kind,
                        "category": form.category_of(field),
                        "fills": field.fills or None,
                        "needed": field.needed,
                        "options": [option.id for option in field.options],
                        "columns": [column.id for column in field.columns],
                        "rows": [row.id for row in field.rows],
                    }
                    for field in part.fields
                    if field.kind != SAYS
                ],
                "signatures": [each.id for each in part.signatures],
            }
            for part in form.parts
        ],
    }


def _tell(form: Form) -> None:
    console = out()
    console.print(render(form.title), style="bold", markup=False)
    for number, part in enumerate(form.parts, start=1):
        console.print()
        console.print(f"{number}. {render(part.title)}", style="bold", markup=False)
        for field in part.fields:
            said = how(field)
            console.print(f"   {render(field.title)}" + (f" ({said})" if said else ""), markup=False)
    console.print()
    console.print(_("Source: {source}").format(source=form.source), style="dim", markup=False)
