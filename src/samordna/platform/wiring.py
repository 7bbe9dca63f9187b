"""Who tells a lower room what only a higher one knows? The typed ports of the rooms, filled once at start-up (E2).

What needs tables is imported when the ports are filled: Django must have read the models first.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management import call_command
from django.urls import reverse

from samordna.handbooks.domain import Entry, Handbook, Process, Step
from samordna.handbooks.queries import available
from samordna.handbooks.queries import load as load_handbook
from samordna.kernel.text import say
from samordna.law import ports as law_ports
from samordna.law.queries import load as load_law
from samordna.platform import jobs
from samordna.platform.signing_in import shown
from samordna.rules import queries as tables
from samordna.rules.citing import cites
from samordna.web import account
from samordna.web.i18n import render

Link = tuple[str, str]


def wire() -> None:
    """Fill every port; twice does the same as once."""
    account.fill(shown.account_of)
    _wire_cases()
    _wire_jobs()
    law_ports.cited_by[:] = [citing_boxes, citing_tables, citing_deadlines]


def _wire_cases() -> None:
    """What lower rooms ask of cases: a withdrawn consent cancels what it carried, in the same act (D20)."""
    from samordna.cases import sent
    from samordna.cases.commands.withdrawing import cancel_after_withdrawal
    from samordna.consents import ports
    from samordna.consents.domain import Way
    from samordna.journal.domain import Act
    from samordna.organisations import ports as units

    def cancel(act: Act, person: int, ways: tuple[Way, ...]) -> None:
        cancel_after_withdrawal(act=act, person=person, pairs=ways)

    ports.on_withdrawn[:] = [cancel]
    ports.sent[:] = [sent.about]
    units.open_cases[:] = [sent.open_cases]


def _wire_jobs() -> None:
    """What the worker's tick asks, and what is done every night (E17)."""
    from samordna.audit import heads
    from samordna.notices import commands, ports

    jobs.ticks[:] = [lambda now: commands.tick_all(now.date(), now)]
    ports.nightly[:] = [heads.keep, lambda _day: call_command("clearsessions")]


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
