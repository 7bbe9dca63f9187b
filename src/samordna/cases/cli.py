"""`samordna open-cases` and `give-cases`: what a unit does with many cases at once, when it begins or somebody leaves.

Exit codes: 0 done, 1 some lines were refused, 2 the file or what was asked cannot be used (nothing was done).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID, uuid4, uuid5

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from samordna.kernel.decision import Refused
from samordna.kernel.system_words import reason as why_not
from samordna.kernel.text import Message, say
from samordna.web.i18n import _, ngettext, render
from samordna.web.starting import database_ready
from samordna.web.terminal import FOUND, AsJson, Lang, QuestionError, emit_json, explains_errors, fail, out

if TYPE_CHECKING:
    from samordna.access.domain import Scope
    from samordna.cases.bulk import Problem
    from samordna.journal.domain import Act
    from samordna.organisations.models import Unit

FILES = UUID("6f1f4a3e-5f0c-4d84-9f0b-0f3c8f3c2a11")
UnitName = Annotated[str, typer.Option("--unit", metavar="AREA/UNIT", help="The unit, as in the area file.")]
By = Annotated[str, typer.Option("--by", metavar="USERNAME", help="Who does it: somebody with a post in the unit.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add the commands to a command line; `today` says on which day it is done."""

    @app.command("open-cases")
    @explains_errors
    def open_cases(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with one case a line.")],
        unit: UnitName,
        by: By,
        dry_run: DryRun = False,
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Open many cases from a CSV file, each in the box where the person is now; the same file again opens none."""
        database_ready(as_json=as_json)
        _open_file(file, unit, by, today(), dry_run=dry_run, as_json=as_json)

    @app.command("give-cases")
    @explains_errors
    def give_cases(
        unit: UnitName,
        by: By,
        leaver: Annotated[str, typer.Option("--from", metavar="USERNAME", help="Who has the cases now.")],
        to: Annotated[str, typer.Option("--to", metavar="USERNAME", help="Who gets them.")],
        reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="A line that is kept in each case.")] = "",
        dry_run: DryRun = False,
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Give all open cases of one worker in a unit to a colleague, on behalf of whoever leads the unit."""
        database_ready(as_json=as_json)
        _give(unit, by, (leaver, to), today(), reason=reason, dry_run=dry_run, as_json=as_json)


def _open_file(file: Path, unit: str, by: str, on: date, *, dry_run: bool, as_json: bool) -> None:
    from samordna.access.rules import About, Action, may
    from samordna.cases import bulk
    from samordna.cases.places import book_of
    from samordna.organisations import queries as organisations

    place, scope = _unit(unit), _scope(unit, by, on)
    allowed = may(scope, Action.OPEN_CASE, About(unit=place.pk))
    if not allowed:
        fail(allowed.reason or "", as_json=as_json)
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        why = why_not(problem) if isinstance(problem, OSError) else "UTF-8"
        raise QuestionError(
            say("{file} cannot be read: {why}.", file=file, why=why), say("Save it as CSV in UTF-8.")
        ) from None
    book = book_of(place.pk)
    lines, wrong = bulk.read(text, book, organisations.parties_of(place.pk, on), scope)
    if wrong or dry_run:
        _told(file, 0 if wrong else len(lines), 0, wrong, dry_run=dry_run, as_json=as_json)
        raise typer.Exit(2 if wrong else 0)
    act = _act(scope, uuid5(FILES, f"{place.pk}:{sha256(text.encode()).hexdigest()}"), "")
    with _bar(len(lines), as_json) as progress:
        opened, before, refused = bulk.open_lines(lines, book, act, scope, progress)
    _told(file, opened, before, refused, dry_run=False, as_json=as_json)
    raise typer.Exit(FOUND if refused else 0)


def _told(file: Path, opened: int, before: int, wrong: list[Problem], *, dry_run: bool, as_json: bool) -> None:
    """What was or would be done, and what is wrong in which line."""
    if as_json:
        said = [{"line": each.line, "problem": render(each.said)} for each in wrong]
        emit_json({"opened": 0 if dry_run else opened, "could_open": opened, "open_already": before, "wrong": said})
        return
    errors = Console(stderr=True, highlight=False)
    for each in wrong:
        errors.print(f"{file}:{each.line}: {render(each.said)}", markup=False, soft_wrap=True)
    if wrong and not (opened or before):
        out().print(_("Nothing was opened. Mend the lines above and run it again."))
        return
    could = ngettext("{count} case can be opened.", "{count} cases can be opened.", opened)
    did = ngettext("{count} case was opened.", "{count} cases were opened.", opened)
    out().print((could if dry_run else did).format(count=opened), markup=False)
    if before:
        again = ngettext("{count} was open already.", "{count} were open already.", before)
        out().print(again.format(count=before), markup=False)


def _give(
    unit: str, by: str, who: tuple[str, str], on: date, *, reason: str, dry_run: bool, as_json: bool
) -> None:  # fmt: skip
    from samordna.access.rules import About, Action, may
    from samordna.cases import finding
    from samordna.cases.commands import working

    place, scope = _unit(unit), _scope(unit, by, on)
    allowed = may(scope, Action.HAND_OUT, About(unit=place.pk))
    if not allowed:
        fail(allowed.reason or "", as_json=as_json)
    leaver, to = (_worker(name) for name in who)
    cases = finding.worked_by(place.pk, leaver)
    if not dry_run:
        try:
            with _bar(len(cases), as_json) as progress:
                working.give_many(act=_act(scope, uuid4(), reason), scope=scope, cases=cases, worker=to)
                progress(len(cases))
        except Refused as no:
            fail(no.decision.reason or "", say("Nothing was changed."), as_json=as_json)
    if as_json:
        emit_json({"cases": len(cases), "given": 0 if dry_run else len(cases)})
        return
    could = ngettext("{count} case would be given to {name}.", "{count} cases would be given to {name}.", len(cases))
    did = ngettext("{count} case was given to {name}.", "{count} cases were given to {name}.", len(cases))
    out().print((could if dry_run else did).format(count=len(cases), name=who[1]), markup=False)


def _unit(written: str) -> Unit:
    from django.core.exceptions import ObjectDoesNotExist

    from samordna.organisations import queries as organisations

    area, _slash, slug = written.partition("/")
    try:
        return organisations.unit_called(area, slug)
    except ObjectDoesNotExist:
        raise _unknown(say("There is no unit “{unit}”.", unit=written), say("Write AREA/UNIT, both by id.")) from None


def _worker(username: str) -> int:
    from django.core.exceptions import ObjectDoesNotExist

    from samordna.organisations import queries as organisations

    try:
        return organisations.worker(username).pk
    except ObjectDoesNotExist:
        raise _unknown(
            say("There is no worker “{name}”.", name=username), say("Write the name to sign in with.")
        ) from None


def _scope(unit: str, by: str, on: date) -> Scope:
    """The scope of whoever does it, acting in the unit."""
    from samordna.organisations import queries as organisations

    worker, place = _worker(by), _unit(unit)
    post = next((each.id for each in organisations.posts_of(worker, on) if each.unit == place.pk), None)
    if post is None:
        raise _unknown(say("{name} has no post in {unit} today.", name=by, unit=unit), say("Name somebody who has."))
    return organisations.scope_of(organisations.worker(by), on, post)


def _unknown(message: Message, mend: Message) -> QuestionError:
    return QuestionError(message, mend)


def _act(scope: Scope, act_id: UUID, reason: str) -> Act:
    from samordna.journal.domain import Act
    from samordna.web import day

    assert scope.post is not None
    return Act(
        id=act_id, by=scope.worker, at=day.now(), on=scope.on, unit=scope.post.unit, sphere=scope.post.sphere,
        reason=reason,
    )  # fmt: skip


@contextmanager
def _bar(total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where nobody reads answers from."""
    columns: tuple[Any, ...] = (TextColumn(_("Cases")), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)
