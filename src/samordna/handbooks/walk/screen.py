"""How does a rehearsal look in a terminal?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import State
from samordna.handbooks.journey.state import SENT, Transfer
from samordna.handbooks.walk.card import Card
from samordna.handbooks.words import party_name, target_words
from samordna.web.i18n import _, render

WIDTH = 100
# What the corners and the spaces of a frame take from the line of its title.
FRAME = 6


def show_card(console: Console, card: Card) -> None:
    """The box: who acts, why and what, what to tick, what counts, and how to go on."""
    from rich.markdown import Markdown  # a fifth of a second, only for those who read a card

    width = min(WIDTH, console.width)
    number = Text(f" {card['id']} ", "bold reverse")
    heading, above = Text.assemble(number, " ", (card["title"], "bold")), []
    if len(heading) > width - FRAME:  # a frame cuts its title; a long one stands inside instead
        heading, above = number, [Text(card["title"], style="bold")]
    who = f"{_('Responsible')}: {', '.join(card['leads'])}"
    if card["parties"]:
        who += f" · {_('with')} {', '.join(card['parties'])}"
    parts: list[RenderableType] = [*above, Text(who, style="dim")]
    if card["question"]:
        parts += ["", Text(card["question"], style="bold cyan")]
    if card["guidance"]:
        parts += ["", Markdown(card["guidance"])]
    for title, items, mark in (
        (_("To tick"), card["checklist"], "☐"),
        (_("To record"), card["asks"], "•"),
        (_("Should be in place"), card["needs"], "•"),
        (_("Time limits"), card["deadlines"], "⏱"),
        (_("Forms"), card["forms"], "•"),
        (_("Meetings"), card["meetings"], "•"),
        (_("Decision tables"), card["tables"], "•"),
        (_("In law today"), card["law"], "§"),
    ):
        parts += _list(title, items, mark)
    for mended in card["deviation"]:
        words = f"{mended['was']} → {mended['now']} {mended['why']}"
        parts += ["", Text(f"{_('Differs from the source')}: {words}", style="dim italic")]
    parts += ["", Text(f"{_('Source')}: {card['source']}", style="dim")]
    subtitle = " · ".join([card["process_title"], *card["phase"]])
    if len(subtitle) > width - FRAME:
        parts.append(Text(subtitle, style="dim"))
        subtitle = ""
    console.print(Panel(Group(*parts), title=heading, title_align="left", subtitle=subtitle or None, width=width))


def _list(title: str, items: Iterable[str], mark: str) -> list[RenderableType]:
    found = list(items)
    if not found:
        return []
    lines = Table.grid(padding=(0, 1))
    for item in found:
        lines.add_row(mark, item)
    return ["", Text(title, style="bold"), Padding(lines, (0, 0, 0, 1))]


def show_choices(console: Console, choices: list[tuple[str, str, str]]) -> None:
    """What can be chosen: key, what it is, and where it leads."""
    table = Table.grid(padding=(0, 2))
    for _column in range(3):
        table.add_column(overflow="fold")
    for key, label, note in choices:
        table.add_row(Text(key, style="bold cyan"), label, Text(note, style="dim"))
    if choices:
        console.print(table)


def show_path(console: Console, handbook: Handbook, state: State) -> None:
    """The boxes left so far and how, the boxes open now, and who has the next step."""
    done = [f"{v.process}/{v.position.step}" for v in state.visits if v.how != "before"]
    console.print(Text(f"{_('The way so far')}: {' → '.join(done) or '–'}", style="dim"))
    console.print(Text(f"{_('Open boxes')}: {', '.join(state.boxes()) or '–'}", style="dim"))
    console.print(Text(f"{_('Responsible for the next step')}: {party_name(handbook, state.ball)}", style="dim"))


def show_waiting(console: Console, handbook: Handbook, state: State) -> None:
    """What is sent and not answered."""
    for transfer in state.transfers.values():
        if transfer.status == SENT:
            console.print(Text(waiting_words(handbook, transfer), style="yellow"))


def waiting_words(handbook: Handbook, transfer: Transfer) -> str:
    """“Awaiting an answer from Försäkringskassan: …”."""
    where = "; ".join(target_words(handbook, "", f"{process}/{step}") for process, step in transfer.targets)
    name = party_name(handbook, transfer.receiver)
    return f"{_('Awaiting an answer from')} {name}{': ' + where if where else ''}"


def summary(handbook: Handbook, state: State) -> dict[str, Any]:
    """The end of a rehearsal in a few facts."""
    outcomes = []
    for reached in state.outcomes:
        entry = handbook.entry("outcomes", reached.outcome)
        degree = f" {reached.degree} %" if reached.degree else ""
        outcomes.append((render(entry.title) if entry else reached.outcome) + degree)
    return {
        "boxes_done": len([v for v in state.visits if v.how != "before"]),
        "open": state.boxes(),
        "outcomes": outcomes,
        "holder": party_name(handbook, state.ball),
        "unanswered": [waiting_words(handbook, t) for t in state.unanswered()],
    }


def show_summary(console: Console, handbook: Handbook, state: State) -> None:
    """The summary that ends a rehearsal."""
    facts = summary(handbook, state)
    console.rule(_("Summary"), align="left")
    show_path(console, handbook, state)
    if facts["outcomes"]:
        console.print(f"{_('Outcome')}: {', '.join(facts['outcomes'])}", style="bold green", markup=False)
    for line in facts["unanswered"]:
        console.print(line, style="yellow", markup=False)
