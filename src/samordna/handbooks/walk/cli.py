"""`samordna walk`: walk a case through a handbook, by hand in a terminal or by choices given beforehand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer
from rich.prompt import Prompt

from samordna.handbooks.asking import process_of
from samordna.handbooks.journey.codec import event_json, state_json
from samordna.handbooks.walk.card import Card, card, ways
from samordna.handbooks.walk.screen import show_card, show_choices, show_path, show_summary, show_waiting
from samordna.handbooks.walk.session import Refused, Session
from samordna.kernel.text import Message, say
from samordna.law.queries import load as load_law
from samordna.web.i18n import _, render
from samordna.web.terminal import AsJson, Lang, emit_json, explains_errors, fail, out

Today = Callable[[], date]
Choice = tuple[str, str, str]
CHOICES = (
    "Choices in order; may be repeated or separated by commas. Also accept, decline, says-no, answer, refer:ID, "
    "wait:ID, jump:BOX, skip:EXIT, box:BOX, back."
)


def register(app: typer.Typer, today: Today) -> None:
    """Add `walk` to `app`."""

    @app.command("walk")
    @explains_errors
    def walk(
        ref: Annotated[str, typer.Argument(metavar="HANDBOOK[/PROCESS]")],
        start: Annotated[str, typer.Option("--from", metavar="BOX", help="Start in the middle, in this box.")] = "",
        choose: Annotated[list[str] | None, typer.Option("--choose", metavar="EXIT_ID", help=CHOICES)] = None,
        party: Annotated[
            str, typer.Option("--as", metavar="PARTY", help="Who runs the process; default its first starter.")
        ] = "",
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Walk a case box by box: guidance, decisions, hand-overs, citations in force today."""
        handbook, process = process_of(ref)
        session = Session(handbook, today())
        try:
            session.start(process.id, party or process.starters[0], start)
        except Refused as no:
            boxes = say("There are: {ids}.", ids=", ".join(process.by_id)) if start not in process.by_id else ""
            fail(no.reason, boxes if start else "", as_json=as_json)
        wanted = [part for written in choose or [] for part in written.split(",") if part]
        scripted(session, wanted, as_json=as_json)
        if as_json:
            emit_json(told(session))
        elif wanted or not sys.stdin.isatty():
            show_now(session)
            show_summary(out(), handbook, session.state)
        else:
            interactive(session)


def scripted(session: Session, wanted: list[str], *, as_json: bool = False) -> None:
    """Carry out the choices given beforehand; the first that cannot be carried out stops with what could be chosen."""
    for choice in wanted:
        try:
            if choice == "back":
                if not session.back():
                    raise Refused(say("This is the beginning."))
            elif choice.startswith("box:"):
                turn(session, choice.removeprefix("box:"))
            else:
                session.choose(choice)
        except Refused as no:
            fail(no.reason, _possible(session), as_json=as_json)


def turn(session: Session, box: str) -> None:
    """Look at another open box, named “box” or “process/box”."""
    for position in session.state.positions.values():
        process = session.state.runs[position.run].process
        if box in (position.step, f"{process}/{position.step}"):
            session.look_at(position.id)
            return
    raise Refused(say("Box {box} is not open.", box=box))


def _possible(session: Session) -> Message:
    keys = [key for key, _label, _note in choices(session)]
    return say("You can choose: {keys}.", keys=", ".join(keys))


def told(session: Session) -> dict[str, object]:
    """The rehearsal as JSON: its events, the state they fold to, and the card of the box in front of us."""
    current = session.current()
    return {
        "handbook": session.handbook.id,
        "version": session.handbook.version,
        "events": [event_json(event) for event in session.events],
        "state": state_json(session.state),
        "path": [f"{v.process}/{v.position.step}" for v in session.state.visits],
        "box": the_card(session) if current else None,
        "choices": [key for key, _label, _note in choices(session)],
    }


def the_card(session: Session) -> Card:
    """The card of the box in front of us, for the party that leads it."""
    box = session.box()
    position = session.current()
    run = session.state.runs[position.run] if position else None
    lead = position.party if position else ""
    party = run.party if run and session.handbook.is_forum(lead) else lead
    shown = card(session.handbook, box, party=party, runner=run.party if run else "", law=load_law(), on=session.on)
    if position and position.until:
        shown["resting_until"] = position.until
    return shown


def choices(session: Session) -> list[Choice]:
    """What can be chosen now: key, label, where it leads."""
    found: list[Choice] = []
    if session.awaiting():
        found += [
            ("accept", _("The receiver accepts"), ""),
            ("decline", _("The receiver declines"), ""),
            ("says-no", _("The person says no"), ""),
        ]
    if any(t.kind != "handover" for t in session.state.unanswered()):
        found.append(("answer", _("An answer comes to the request"), ""))
    position = session.current()
    if position and position.status == "open":
        found += ways(the_card(session))
    return found


def show_now(session: Session) -> None:
    """The card of the box in front of us, and what can be chosen."""
    console = out()
    if session.current():
        show_card(console, the_card(session))
    show_waiting(console, session.handbook, session.state)
    show_choices(console, choices(session))


def interactive(session: Session) -> None:
    """Show, ask, carry out; until the person leaves or nothing is left to do."""
    console = out()
    while True:
        console.print()
        show_now(session)
        possible = choices(session)
        if not possible and not session.state.positions:
            break
        commands = _("back · jump BOX · box BOX · path · quit")
        try:
            answer = Prompt.ask(f"[dim]{commands}[/dim]\n{_('Your choice')}").strip()
        except EOFError:  # the end of the input is as good a goodbye as any
            console.print()
            answer = "quit"
        if answer in ("q", "quit", "sluta"):
            break
        command(session, answer, possible)
    show_summary(console, session.handbook, session.state)


def command(session: Session, answer: str, possible: list[Choice]) -> None:
    """Carry out what was typed: a key, its number, or one of the commands."""
    console = out()
    word, _space, rest = answer.partition(" ")
    keys = [key for key, _label, _note in possible]
    try:
        if answer in keys:
            session.choose(answer)
        elif answer.isdigit() and 0 < int(answer) <= len(possible):
            session.choose(keys[int(answer) - 1])
        elif word in ("b", "back", "tillbaka"):
            if not session.back():
                console.print(_("This is the beginning."))
        elif word in ("j", "jump", "hoppa") and rest:
            session.choose(f"jump:{rest}")
        elif word in ("o", "box", "ruta") and rest:
            turn(session, rest)
        elif word in ("p", "path", "vägen"):
            show_path(console, session.handbook, session.state)
        elif answer:
            session.choose(answer)
    except Refused as no:
        console.print(render(no.reason), style="red", markup=False)
