"""Where can a case begin, for a unit: in which processes and boxes, and what must have been passed before? (D15)"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.cases.engine import pinned
from samordna.handbooks.domain import Handbook, Process
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, render


@dataclass(frozen=True, slots=True)
class Places:
    """The boxes of one process to choose among: (value, words); the first start comes first."""

    process: str
    title: str
    boxes: tuple[tuple[str, str], ...]


def book_of(unit: int) -> Handbook:
    """The handbook version that new cases of the unit's area follow."""
    area = organisations.unit(unit).area
    return pinned(area.handbook, area.version)


def places(book: Handbook, own: frozenset[str]) -> list[Places]:
    """The processes that parties of a unit may start, with all their boxes: the person may be in any of them now."""
    return [_places(each) for each in book.processes if own & set(each.starters)]


def _places(process: Process) -> Places:
    starts = [process.by_id[step] for step in process.starts if step in process.by_id]
    rest = [step for step in process.by_id.values() if step not in starts]
    words = [
        (f"{process.id}/{step.id}", _("{box} {title}").format(box=step.label or step.id, title=render(step.title)))
        for step in (*starts, *rest)
    ]
    return Places(process.id, render(process.title), tuple(words))


def read_place(book: Handbook, written: str) -> tuple[Process, str] | None:
    """The process and box of a value of the choice; None when it is none."""
    name, _slash, step = written.partition("/")
    process = book.by_id.get(name)
    return (process, step) if process and step in process.by_id else None


def passed(book: Handbook, process: Process, step: str) -> tuple[str, ...]:
    """The boxes that every way from a start to this box goes through: they are surely behind the person."""
    if step in process.starts:
        return ()
    ways = {
        each.id: [
            target.step
            for chosen in each.exits
            for written in chosen.to
            if (target := book.target(process.id, written)).kind == "step" and target.process == process.id
        ]
        for each in process.by_id.values()
    }
    if not _reaches(ways, process.starts, step, ""):
        return ()
    return tuple(box for box in process.by_id if box != step and not _reaches(ways, process.starts, step, box))


def _reaches(ways: dict[str, list[str]], starts: tuple[str, ...], goal: str, without: str) -> bool:
    seen: set[str] = {without}
    left = [each for each in starts if each != without]
    while left:
        here = left.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            left += [each for each in ways.get(here, ()) if each not in seen]
    return False
