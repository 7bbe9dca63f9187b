"""`samordna decide`: what does a decision table answer to these facts, and why?

Exit codes: 0 answered, 2 the question could not be understood.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from samordna.kernel.system_words import reason
from samordna.kernel.text import say
from samordna.law import queries as law_queries
from samordna.rules import answers, queries
from samordna.rules.decide import decide
from samordna.rules.domain import FactsError, Table, TableError
from samordna.rules.facts import example
from samordna.web.i18n import _, render
from samordna.web.terminal import (
    NOT_UNDERSTOOD,
    AsJson,
    Lang,
    QuestionError,
    emit_json,
    explains_errors,
    fail,
    out,
    read_day,
)

Today = Callable[[], date]
STDIN = "-"
# A table asks for a handful of facts; what is longer is the wrong file, and would take minutes to read.
LONGEST = 100_000


def register(app: typer.Typer, today: Today) -> None:
    """Add `decide` to `app`; `today` tells the day, because rooms below platform never read the clock."""

    @app.command("decide")
    @explains_errors
    def decide_command(
        table: Annotated[str, typer.Argument(metavar="TABLE", help="A table, or a file; none lists them.")] = "",
        facts: Annotated[
            str, typer.Option("--facts", metavar="FILE|-", help="JSON or YAML; - reads standard input.")
        ] = "",
        on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="The day to judge by; default today.")] = "",
        listing: Annotated[bool, typer.Option("--list", help="The tables, and the facts they ask for.")] = False,
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """What a decision table answers to the facts of a case, why, and what did not apply."""
        try:
            if listing or not table:
                list_tables(queries.load_all() if not table else (queries.load(table),), as_json=as_json)
            else:
                run(queries.load(table), facts, read_day(on, today), as_json=as_json)
        except TableError as problem:
            fail(problem.message, problem.mend, as_json=as_json)
        except FactsError as problem:
            fail_facts(problem, as_json=as_json)


def list_tables(tables: tuple[Table, ...], *, as_json: bool) -> None:
    """Show the tables and what they ask for."""
    if as_json:
        emit_json(answers.tables_as_data(tables))
    else:
        answers.tell_tables(out(), tables)


def run(table: Table, facts: str, on: date, *, as_json: bool) -> None:
    """Read the facts, decide, and show the explanation."""
    if not facts:
        raise QuestionError(
            say("No facts are given for “{table}”.", table=table.id),
            say("Write --facts FILE with: {facts}.", facts=", ".join(example(fact) for fact in table.facts)),
        )
    law = law_queries.load()
    said = decide(table, read_facts(facts), on, law)
    if as_json:
        emit_json(answers.as_data(table, said, law))
    else:
        answers.tell(out(), table, said, law)


def read_facts(source: str) -> Mapping[str, Any]:
    """Facts from a JSON or YAML file, or from standard input. Raises QuestionError."""
    try:
        written = _standard_input() if source == STDIN else _file(Path(source))
    except OSError as problem:
        raise QuestionError(
            say("The facts file “{file}” cannot be read: {why}.", file=source, why=reason(problem)),
            say("Check the path."),
        ) from None
    except UnicodeDecodeError:
        raise QuestionError(say("The facts file is not UTF-8."), say("Save it as UTF-8.")) from None
    if len(written) > LONGEST:
        raise QuestionError(say("The facts are too long to be facts."), say("Give only what the table asks for."))
    data = _parse(written)
    if not isinstance(data, dict):
        raise QuestionError(
            say("The facts must be an object with names and values."),
            say("Write for example {example}.", example='{"birth_date": "1990-05-17"}'),
        )
    return {str(name): value for name, value in data.items()}


def _file(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.read(LONGEST + 1)


def _standard_input() -> str:
    """What comes by standard input; nothing when it is closed."""
    return sys.stdin.read(LONGEST + 1) if sys.stdin else ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which no name stands twice; YAML refuses that by itself."""
    names = [name for name, _value in pairs]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise QuestionError(say("“{key}” stands more than once.", key=twice), say("Keep one of them."))
    return dict(pairs)


def _parse(written: str) -> Any:
    """JSON, or else YAML: the YAML parser is loaded only when it is needed."""
    try:
        return json.loads(written, object_pairs_hook=_once)
    except RecursionError:
        return None  # lists in lists in lists: no facts
    except QuestionError:
        raise
    except ValueError:
        pass
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(written)
    except RecursionError:
        return None
    except (YAMLError, ValueError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise QuestionError(
            say("The facts are neither JSON nor YAML (line {line}).", line=line),
            say("Write for example {example}.", example='{"birth_date": "1990-05-17"}'),
        ) from None


def fail_facts(error: FactsError, *, as_json: bool) -> None:
    """Say everything that is wrong with the facts, and stop."""
    problems = answers.problems_as_data(error)
    if as_json:
        first = {"message": " ".join(p["message"] for p in problems), "mend": " ".join(p["mend"] for p in problems)}
        emit_json({"error": {**first, "problems": problems}})
    errors = Console(stderr=True, highlight=False)
    errors.print(f"{_('Error')}: {render(say('The facts cannot be used.'))}", style="bold red", markup=False)
    for problem in problems:
        errors.print(f"• {problem['message']} {problem['mend']}", markup=False)
    raise typer.Exit(NOT_UNDERSTOOD)
