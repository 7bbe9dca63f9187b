"""`samordna example`: an example case, walked by hand on a terminal and by itself elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

import typer
from rich.prompt import Prompt
from rich.table import Table

from samordna.handbooks.domain import Handbook
from samordna.handbooks.queries import available, load
from samordna.handbooks.walk.cli import interactive, show_now, the_card
from samordna.handbooks.walk.screen import show_card, show_path, show_summary
from samordna.handbooks.walk.session import Session
from samordna.kernel.text import Text
from samordna.web.i18n import _, render
from samordna.web.terminal import Lang, explains_errors, out

# The example: an invented person whose certificate shows a need of coordination. Each line is a choice in the
# handbook and what it means in the story.
STORY: tuple[tuple[str, Text], ...] = (
    ("ja", Text("Det finns ett läkarintyg.", "There is a certificate.")),
    (
        "refer:fortroendelakare",
        Text(
            "Intyget är svårt att tolka: förtroendeläkaren får en fråga utan namn.",
            "The certificate is hard to read: the medical adviser gets a question without names.",
        ),
    ),
    (
        "answer",
        Text("Förtroendeläkaren svarar att underlaget räcker.", "The medical adviser answers that it is enough."),
    ),
    ("vidare", Text("Planeringen är klar i tid och antecknad.", "The planning is done in time and noted.")),
    (
        "tydligt-behov",
        Text(
            "Sammanställningen visar ett tydligt behov av rehabilitering.",
            "The compilation shows a clear need of rehabilitation.",
        ),
    ),
    (
        "ja",
        Text(
            "Personen ansöker hos Försäkringskassan, med samtycke.",
            "The person applies to Försäkringskassan, with consent.",
        ),
    ),
    (
        "accept",
        Text(
            "Försäkringskassan tar emot; svaret kom i brev och registreras.",
            "Försäkringskassan accepts; the answer came by letter and is registered.",
        ),
    ),
    ("ja", Text("Försäkringskassan beslutar att samordna.", "Försäkringskassan decides to coordinate.")),
    (
        "har-arbetsformaga",
        Text(
            "Planen är genomförd: personen kan arbeta på halvtid.",
            "The plan is carried out: the person can work half time.",
        ),
    ),
    ("arbete=50", Text("Arbete på halvtid.", "Half-time work.")),
)
HANDBOOK, PARTY = "boras", "socialtjanst"


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add `example` to `app`."""

    @app.command("example")
    @explains_errors
    def example(lang: Lang = None) -> None:
        """Walk an example case: choose a handbook on a terminal, or watch a story elsewhere."""
        if sys.stdin.isatty() and sys.stdout.isatty():
            by_hand(today())
        else:
            by_itself(today())


def by_hand(on: date) -> None:
    """Choose a handbook and a process, then walk it."""
    console = out()
    books = [book for book in (load(ref) for ref in sorted({a.id for a in available()})) if book.processes]
    ways = [(book, process) for book in books for process in book.processes]
    table = Table(box=None, show_header=False)
    for number, (book, process) in enumerate(ways, 1):
        table.add_row(str(number), render(book.title), render(process.title))
    console.print(_("Samordna: handbooks that run. Choose a model to walk through; nothing is saved."), style="bold")
    console.print(table)
    book, process = ways[ask_number(len(ways)) - 1]
    session = Session(book, on)
    session.start(process.id, process.starters[0])
    interactive(session)


def ask_number(highest: int) -> int:
    """The number typed, from 1 to `highest`; asked again until it is one."""
    while True:
        written = Prompt.ask(_("Number"), default="1").strip()
        if written.isdecimal() and 1 <= int(written) <= highest:
            return int(written)
        out().print(_("Write a number from 1 to {highest}.").format(highest=highest), style="red")


def by_itself(on: date) -> None:
    """Tell the example case, with the card of every box and the choice made there."""
    console = out()
    book: Handbook = load(HANDBOOK)
    session = Session(book, on)
    session.start(book.processes[0].id, PARTY)
    for choice, meaning in STORY:
        if session.current():
            show_card(console, the_card(session))
        console.print(f"▶ {choice}: {render(meaning)}\n", style="bold green", markup=False)
        session.choose(choice)
        show_path(console, book, session.state)
    if session.current():
        show_now(session)
    show_summary(console, book, session.state)
