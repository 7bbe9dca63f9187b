"""What rests on a provision or value of the law: which boxes, decision tables, time limits and running cases?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from django.db import DatabaseError, connection
from django.urls import reverse

from samordna.handbooks import citing
from samordna.handbooks.domain import Entry, Handbook, Process, Step
from samordna.handbooks.queries import available
from samordna.handbooks.queries import load as load_handbook
from samordna.kernel.text import say
from samordna.law import ports
from samordna.law.ports import BOX, CLOCK, TABLE, Running, User
from samordna.law.queries import load as load_law
from samordna.rules import queries as tables
from samordna.rules.citing import cites
from samordna.rules.domain import Table
from samordna.web.i18n import render


def fill() -> None:
    """Fill the ports of the law."""
    ports.users[:] = [boxes, decision_tables, time_limits]
    ports.running[:] = [running]


def boxes(ref: str) -> list[User]:
    """The boxes of all handbooks that cite a provision themselves, or offer a decision table that rests on it."""
    tables_of = [table.id for table in _tables(ref)]
    found: list[User] = []
    for book in _handbooks():
        cited = citing.resting(book).get(ref)
        places = [*(cited.boxes if cited else ()), *citing.using(book, tables_of)]
        found += [_box_of(book, *place) for place in {_address(book, *place): place for place in places}.values()]
    return found


def _box_of(book: Handbook, process: Process, step: Step) -> User:
    label = render(say("{box}: {title}", box=_box(book, process, step), title=step.title))
    return User(BOX, step.id, step.title, label, _address(book, process, step), book.id, process.id)


def decision_tables(ref: str) -> list[User]:
    """The decision tables that cite a provision or look up a value."""
    return [
        User(TABLE, table.id, table.title, render(say("Decision table: {title}", title=table.title)),
             reverse("table", args=[table.id]))
        for table in _tables(ref)
    ]  # fmt: skip


def _tables(ref: str) -> list[Table]:
    law = load_law()
    return [table for table in tables.load_all() if cites(table, ref, law)]


def time_limits(ref: str) -> list[User]:
    """The time limits that cite a provision or take their length from a value, each at the first box that uses it."""
    found = ((book, citing.resting(book).get(ref)) for book in _handbooks())
    return [_limit(book, entry) for book, rests in found if rests for entry in rests.limits]


def running(refs: Collection[str], authorities: Collection[int] | None) -> Running | None:
    """How many running cases are touched, by the database; None when there is none."""
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).is_file():
        return None
    from samordna.cases import affected

    try:
        return affected.running(refs, authorities)
    except DatabaseError:
        return None


def _handbooks() -> Iterator[Handbook]:
    """Every handbook in its newest version."""
    return (load_handbook(each) for each in sorted({known.id for known in available()}))


def _limit(book: Handbook, entry: Entry) -> User:
    """A time limit at the first box where it counts, else where the handbook's page lists it."""
    for process, step in citing.counts_in(book, entry.id):
        place = _box(book, process, step)
        label = render(say("Time limit: {title} ({place})", title=entry.title, place=place))
        return User(CLOCK, entry.id, entry.title, label, _address(book, process, step), book.id)
    label = render(say("Time limit: {title} ({place})", title=entry.title, place=book.title))
    return User(CLOCK, entry.id, entry.title, label, reverse("handbook", args=[book.id]), book.id)


def _box(book: Handbook, process: Process, step: Step) -> str:
    # A handbook with one process is known by its own name.
    part = [render(process.title)] if len(book.processes) > 1 else []
    where = ", ".join([render(book.title), *part])
    return render(say("{where}, box {step}", where=where, step=step.id))


def _address(book: Handbook, process: Process, step: Step) -> str:
    return reverse("box", args=[book.id, process.id, step.id])
