"""Who tells a lower room what only a higher one knows? The typed ports of the rooms, filled once at start-up (E2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from samordna.handbooks.domain import Entry, Handbook, Process, Step
from samordna.handbooks.queries import available
from samordna.handbooks.queries import load as load_handbook
from samordna.kernel.text import say
from samordna.law import ports as law_ports
from samordna.law.queries import load as load_law
from samordna.rules import queries as tables
from samordna.rules.citing import cites
from samordna.web.i18n import render

Link = tuple[str, str]


def wire() -> None:
    """Fill every port; twice does the same as once."""
    law_ports.cited_by[:] = [citing_boxes, citing_tables, citing_deadlines]


def citing_boxes(ref: str) -> list[Link]:
    """The boxes that cite a provision, in all handbooks."""
    return [
        (render(say("{box}: {title}", box=_box(book, process, step), title=step.title)), _address(book, process, step))
        for book in _handbooks()
        for process, step in book.every_step()
        if ref in step.law or any(need.law == ref for need in step.needs)
    ]


def citing_tables(ref: str) -> list[Link]:
    """The decision tables that cite a provision or look up a value."""
    law = load_law()
    return [
        (render(say("Decision table: {title}", title=table.title)), reverse("table", args=[table.id]))
        for table in tables.load_all()
        if cites(table, ref, law)
    ]


def citing_deadlines(ref: str) -> list[Link]:
    """The time limits that cite a provision or take their length from a value, each at the first box that uses it."""
    found: list[Link] = []
    for book in _handbooks():
        for entry in book.registers.get("deadlines", {}).values():
            users = _users(book, entry.id) if _cites(entry, ref) else iter(())
            for process, step in users:
                place = _box(book, process, step)
                label = render(say("Time limit: {title} ({place})", title=entry.title, place=place))
                found.append((label, _address(book, process, step)))
                break
    return found


def _handbooks() -> Iterator[Handbook]:
    """Every handbook in its newest version."""
    return (load_handbook(each) for each in sorted({known.id for known in available()}))


def _users(book: Handbook, deadline: str) -> Iterator[tuple[Process, Step]]:
    """The boxes in which a time limit counts: named there, or the end of a wait."""
    for process, step in book.every_step():
        if deadline in step.deadlines or any(wait.review == deadline for wait in step.waits):
            yield process, step


def _cites(entry: Entry, ref: str) -> bool:
    law = entry.data.get("law") or ()
    named = (law,) if isinstance(law, str) else tuple(law)
    return ref in (*named, entry.data.get("value"), *entry.data.get("values", ()))


def _box(book: Handbook, process: Process, step: Step) -> str:
    # A handbook with one process is known by its own name.
    part = [render(process.title)] if len(book.processes) > 1 else []
    where = ", ".join([render(book.title), *part])
    return render(say("{where}, box {step}", where=where, step=step.id))


def _address(book: Handbook, process: Process, step: Step) -> str:
    return reverse("box", args=[book.id, process.id, step.id])
