"""`samordna law`: which provision counted on a day, how sure are we, and what has taken its place?

Rendering takes the day as a parameter; only `register` is given a way to ask what day it is.
Exit codes: 0 found, 1 nothing in force or not found, 2 the question could not be read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from samordna.kernel.text import Message, say
from samordna.law import affected, answers
from samordna.law.domain import Change, Confidence, Law, Provision, Status, Value
from samordna.law.ports import Running
from samordna.law.queries import load
from samordna.law.wording import CONFIDENCE, KIND, MARK, NO, STATUS, YES, of_period, of_value
from samordna.web.i18n import _, render
from samordna.web.starting import django_ready
from samordna.web.terminal import AsJson, Lang, emit_json, explains_errors, grid, out, read_day

FOUND, NOTHING = 0, 1
# What is said of one period of a value stands this far in, under its days, and of a change under its name.
UNDER, CHANGED = 2, 12


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add `law` to a command line; `today` says what day it is when `--on` is not given."""

    @app.command("law")
    @explains_errors
    def command(
        what: Annotated[str, typer.Argument(metavar="ID", show_default=False)] = "",
        on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="The day to judge by; default today.")] = "",
        changed_since: Annotated[
            str,
            typer.Option("--changed-since", metavar="YYYY-MM-DD", help="What begins, changes or ends from then on."),
        ] = "",
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Show a provision, an act or a rule value as it counts on a day."""
        since = read_day(changed_since, today) if changed_since else None
        if since:
            # The rooms that know what rests on the law; what else the command shows needs none of them.
            django_ready()
        raise typer.Exit(answer(out(), load(), what, read_day(on, today), since=since, as_json=as_json))


def answer(console: Console, law: Law, what: str, on: date, *, since: date | None = None, as_json: bool = False) -> int:
    """Print the answer and return the exit code. `what` is a provision, an act, a value, or empty for all acts."""
    known = not what or what in law.by_id or what in law.by_key or what in law.acts
    if not known:
        return _unknown(console, law, what, on, as_json)
    if since:
        return _answer_changes(console, law, what, since, as_json)
    if what in law.by_id:
        return _answer_provision(console, law, what, on, as_json)
    if what in law.by_key:
        return _answer_value(console, law, what, on, as_json)
    return _answer_acts(console, law, what, on, as_json)


def _answer_provision(console: Console, law: Law, what: str, on: date, as_json: bool) -> int:
    if as_json:
        emit_json(answers.provision(law, what, on))
    else:
        _show_provision(console, law, answers.on_or_near(law, what, on), on)
    return FOUND if law.in_force(what, on) else NOTHING


def _answer_value(console: Console, law: Law, what: str, on: date, as_json: bool) -> int:
    if as_json:
        emit_json(answers.value(law, what, on))
    else:
        _show_value(console, law.values(what), on)
    return FOUND if any(on in value.valid for value in law.values(what)) else NOTHING


def _answer_acts(console: Console, law: Law, what: str, on: date, as_json: bool) -> int:
    if as_json:
        emit_json(answers.act(law, what, on) if what else answers.acts(law, on))
    elif what:
        _show_act(console, law, what, on)
    else:
        _show_acts(console, law, on)
    return FOUND if not what or on in law.acts[what].valid else NOTHING


def _answer_changes(console: Console, law: Law, what: str, since: date, as_json: bool) -> int:
    if as_json:
        emit_json(answers.changes(law, since, what))
        return FOUND
    found = answers.changed(law, since, what)
    if not found:
        _line(console, say("Nothing that we know of begins, changes or ends from {since} on.", since=since))
    for change in found:
        _show_change(console, change)
        for user in affected.users(change):
            _line(console, user.label, "dim", CHANGED)
    if found:
        _show_running(console, affected.running(found))
    return FOUND


def _show_running(console: Console, found: Running | None) -> None:
    """Numbers of running cases by the version that they follow, box by box and under time limits."""
    console.print()
    if found is None:
        _line(console, say("Running cases were not counted: there is no database here. Run “{command}” where it is.",
                           command="samordna law --changed-since"), "yellow")  # fmt: skip
        return
    _line(console, say("Running cases that are touched: {count}", count=found.cases), "bold")
    for box in found.boxes:
        at = {"handbook": f"{box.handbook} {box.version}", "place": f"{box.process}/{box.box}", "title": box.title}
        _line(console, say("{handbook}, box {place} ({title}): {count}", **at, count=box.cases), indent=UNDER)
    for under in found.clocks:
        at = {"handbook": f"{under.handbook} {under.version}", "clocks": ", ".join(under.clocks)}
        _line(console, say("{handbook}, time limits {clocks}: {count}", **at, count=under.cases), indent=UNDER)


def _unknown(console: Console, law: Law, what: str, on: date, as_json: bool) -> int:
    if as_json:
        emit_json({"on": on.isoformat(), "id": what, "status": Status.UNKNOWN.value, "near": list(law.near(what))})
        return NOTHING
    for line in answers.unknown(law, what):
        if line:
            _line(console, line)
    return NOTHING


def _show_provision(console: Console, law: Law, shown: Provision, on: date) -> None:
    status = law.status(shown.id, on)
    console.print(f"[bold]{escape(shown.citation)}[/bold]  {escape(render(shown.title))}")
    console.print(f"[dim]{escape(shown.id)}[/dim]")
    _line(console, say(STATUS[status], on=on), style="green" if status is Status.IN_FORCE else "bold red")
    _line(console, say("Valid: {period}.", period=of_period(shown.valid)))
    console.print(f"\n{escape(render(shown.says).strip())}\n")
    _confidence(console, shown.confidence)
    _line(console, say("Read in: {source}", source=shown.source))
    successors = law.successors(shown.id, on)
    for label, ids in ((say("Replaced by:"), successors), (say("Replaces:"), shown.replaces)):
        for other in ids:
            console.print(
                f"{escape(render(label))} {escape(law.provision(other).citation)} [dim]({escape(other)})[/dim]"
            )
    if shown.note:
        _line(console, say("Note: {note}", note=shown.note))
    console.print(escape(shown.address), style="dim", soft_wrap=True)


def _show_value(console: Console, periods: tuple[Value, ...], on: date) -> None:
    console.print(f"[bold]{escape(render(periods[0].title))}[/bold] [dim]{escape(periods[0].key)}[/dim]")
    for value in periods:
        mark = "→" if on in value.valid else " "
        console.print(f"{mark} {escape(of_period(value.valid))}: [bold]{escape(render(of_value(value)))}[/bold]")
        _confidence(console, value.confidence, UNDER)
        _line(console, say("Read in: {source}", source=value.source), indent=UNDER)
        if value.note:
            _line(console, say("Note: {note}", note=value.note), indent=UNDER)
    if not any(on in value.valid for value in periods):
        _line(console, say("No value counts on {on}.", on=on), style="bold red")


def _show_acts(console: Console, law: Law, on: date) -> None:
    table = grid(_("Id"), _("Act"), _("In force"), _("Provisions"))
    for act in law.acts.values():
        standing = render(YES if on in act.valid else NO)
        table.add_row(act.id, f"{render(act.name)} ({act.sfs})", standing, str(len(answers.provisions_of(law, act.id))))
    console.print(table)


def _show_act(console: Console, law: Law, act_id: str, on: date) -> None:
    act = law.acts[act_id]
    console.print(f"[bold]{escape(render(act.name))} ({act.sfs})[/bold]")
    _line(console, say("Valid: {period}.", period=of_period(act.valid)))
    if act.note:
        _line(console, say("Note: {note}", note=act.note))
    for provision_id in answers.provisions_of(law, act_id):
        shown = answers.on_or_near(law, provision_id, on)
        marks = [] if law.in_force(provision_id, on) else [say(STATUS[law.status(provision_id, on)], on=on)]
        marks += [MARK[shown.confidence]] if shown.confidence in MARK else []
        tail = ", ".join(render(mark).rstrip(".") for mark in marks)
        console.print(f"{escape(provision_id):<24} {escape(render(shown.title))} [yellow]{escape(tail)}[/yellow]")


def _show_change(console: Console, change: Change) -> None:
    item = change.now or change.was
    if item is None:
        return
    name = item.citation if isinstance(item, Provision) else item.key
    console.print(
        f"{change.on}  {escape(render(KIND[change.kind]))}: [bold]{escape(name)}[/bold]  {escape(render(item.title))}"
    )
    if isinstance(item, Value):
        was, now = (render(of_value(v)) if isinstance(v, Value) else "–" for v in (change.was, change.now))
        console.print(f"            {escape(was)} → {escape(now)}")
    if item.confidence in MARK:
        console.print(f"            ({escape(render(MARK[item.confidence]))})", style="yellow")


def _confidence(console: Console, confidence: Confidence, indent: int = 0) -> None:
    _line(console, CONFIDENCE[confidence], "" if confidence is Confidence.STATUTE else "bold yellow", indent)


def _line(console: Console, message: Message | str, style: str = "", indent: int = 0) -> None:
    console.print(Padding(Text(render(message), style=style), (0, 0, 0, indent), expand=False))
