"""`samordna show | export | diff`: read one handbook, take it out as data, compare two."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from samordna.handbooks.comparing import compare
from samordna.handbooks.domain import Handbook, Process
from samordna.handbooks.exporting import handbook_json, process_json, step_json
from samordna.handbooks.queries import load, no_such_process
from samordna.handbooks.walk.card import card, ways
from samordna.handbooks.walk.screen import show_card, show_choices
from samordna.handbooks.words import leads, quoted, section_title, short_target, sphere_words
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.web.i18n import _, language, ngettext, render
from samordna.web.terminal import AsJson, Lang, emit_json, explains_errors, fail, grid, out, write_out


class Format(StrEnum):
    """What `export` can write."""

    JSON = "json"
    BPMN = "bpmn"


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add the commands to `app`."""
    app.command("export")(export)
    app.command("diff")(diff)

    @app.command("show")
    @explains_errors
    def show(
        ref: Annotated[str, typer.Argument(metavar="HANDBOOK[/PROCESS[/BOX]]")],
        origin: Annotated[
            bool, typer.Option("--origin", help="Say which handbook each inherited part comes from.")
        ] = False,
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """A handbook, one of its processes, or one box with its guidance."""
        name, process_id, step_id = (ref, "", "") if Path(ref).exists() else (*ref.split("/", 2), "", "")[:3]
        handbook = load(name)
        if not process_id:
            show_handbook(handbook, origin=origin, as_json=as_json)
            return
        process = handbook.by_id.get(process_id)
        if process is None:
            raise no_such_process(handbook, process_id)
        if not step_id:
            show_process(handbook, process, as_json=as_json)
            return
        show_step(handbook, process, step_id, on=today(), as_json=as_json)


def show_handbook(handbook: Handbook, *, origin: bool, as_json: bool) -> None:
    """The handbook at a glance: what it is, who takes part, which processes; with `origin` what is inherited."""
    if as_json:
        emit_json({**handbook_json(handbook), **({"origins": dict(handbook.origins)} if origin else {})})
        return
    from rich.markdown import Markdown

    console = out()
    console.print(f"{render(handbook.title)} ({handbook.id}, {handbook.version})", style="bold", markup=False)
    console.print(f"{_('Owner')}: {handbook.owner}\n{_('Source')}: {handbook.source}", style="dim", markup=False)
    console.print(Markdown(handbook.description))
    parties = grid(_("Party"), _("Role"), _("Secrecy sphere"))
    for party in handbook.parties.values():
        parties.add_row(render(party.name), render(party.role), sphere_words(handbook, party.sphere))
    console.print(parties)
    for process in handbook.processes:
        boxes = ngettext("{n} box", "{n} boxes", len(process.steps)).format(n=len(process.steps))
        console.print(f"{process.number}. {process.id} – {render(process.title)} ({boxes})", markup=False)
    for key, section in handbook.sections.items():
        console.print(f"• {render(section_title(key, section))}", style="dim", markup=False)
    if origin:
        for place, source in handbook.origins.items():
            console.print(f"{place}  ← {source}", style="dim", markup=False)


def show_process(handbook: Handbook, process: Process, *, as_json: bool) -> None:
    """The boxes of a process: number, title, who leads, where the exits go."""
    if as_json:
        emit_json(process_json(process))
        return
    table = grid(_("Box"), _("Title"), _("Responsible"), _("On to"))
    table.title, table.title_justify = render(process.title), "left"
    for step in process.steps:
        onward = ", ".join(
            f"{e.id} → {' + '.join(short_target(handbook, process.id, to) for to in e.to)}" for e in step.exits
        )
        table.add_row(step.id, render(step.title), ", ".join(leads(handbook, process, step)), onward)
    out().print(table)


def show_step(handbook: Handbook, process: Process, step_id: str, *, on: date, as_json: bool) -> None:
    """One box as on its card."""
    step = process.by_id.get(step_id)
    if step is None:
        known = ", ".join(process.by_id)
        fail(
            say("{process} has no box {step}.", process=quoted(process.title), step=step_id),
            say("There are: {ids}.", ids=known),
            as_json=as_json,
        )
    if as_json:
        emit_json(step_json(process, step))
        return
    shown = card(handbook, (process, step), party=step.lead, law=load_law(), on=on)
    show_card(out(), shown)
    show_choices(out(), ways(shown))


@explains_errors
def export(
    ref: Annotated[str, typer.Argument(metavar="HANDBOOK")],
    form: Annotated[Format, typer.Option("--format", help="json, or bpmn (BPMN 2.0 with diagram).")] = Format.JSON,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of to the screen.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The handbook as data that other programs read."""
    handbook = load(ref)
    if form is Format.BPMN:
        from samordna.handbooks import bpmn  # the layout engine is loaded only when asked for

        text = bpmn.export(handbook, language())
    else:
        text = json.dumps(handbook_json(handbook), ensure_ascii=False, indent=2) + "\n"
    write_out(text, output, as_json=as_json)


@explains_errors
def diff(
    first: Annotated[str, typer.Argument(metavar="A")],
    second: Annotated[str, typer.Argument(metavar="B")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """What differs between two handbooks or versions, box by box, in words."""
    differences = compare(load(first), load(second))
    if as_json:
        emit_json([{"kind": d.kind, "place": d.place, "message": render(d.message)} for d in differences])
        return
    console = out()
    marks = {"added": ("+", "green"), "removed": ("−", "red"), "changed": ("~", "yellow"), "counterpart": ("≈", "cyan")}
    for difference in differences:
        mark, style = marks[difference.kind]
        console.print(f"{mark} {render(difference.message)}", style=style, markup=False)
    if not differences:
        console.print(_("They are the same."))
