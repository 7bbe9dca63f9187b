"""`python3 dev.py bench`: every row against a peer or a limit, contenders alternating in one run."""

from __future__ import annotations

import sys
from datetime import date
from itertools import chain

import pygraphviz
from rich.console import Console
from rich.table import Table
from SpiffWorkflow.bpmn.parser import BpmnParser

from bench import deciding, forms, journey, lists, radar, stored
from bench.measuring import Row, alternate, ratio
from samordna.handbooks import bpmn
from samordna.handbooks.doctor import examine
from samordna.handbooks.domain import Handbook
from samordna.handbooks.examination import surroundings
from samordna.handbooks.map import draw
from samordna.handbooks.queries import available, load
from samordna.web.i18n import activate

DAY = date(2026, 11, 22)
PEER, LIMIT, MOVES = "SpiffWorkflow", "limit", 100_000


def doctor(books: list[Handbook]) -> int:
    """Every packaged handbook examined; returns handbooks."""
    around = surroundings(DAY)
    for book in books:
        examine(book, around)
    return len(books)


def parse(documents: list[tuple[str, list[str]]]) -> int:
    """The same handbooks, exported, read and compiled by SpiffWorkflow; returns handbooks."""
    for text, processes in documents:
        parser = BpmnParser()
        parser.add_bpmn_str(text.encode())
        for process in processes:
            parser.get_spec(process)
    return len(documents)


def maps(book: Handbook) -> int:
    """The map of every process; returns maps drawn."""
    for process in book.processes:
        draw(book, process, "sv")
    return len(book.processes)


def layouts(book: Handbook) -> int:
    """What Graphviz alone needs for a graph of the same boxes and exits; returns graphs."""
    for process in book.processes:
        graph = pygraphviz.AGraph(directed=True)
        for step in process.steps:
            graph.add_node(step.id, width=2, height=1)
            graph.add_edges_from((step.id, t) for e in step.exits for t in e.to if t in process.by_id)
        graph.layout("dot")
    return len(book.processes)


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    activate("en")
    table = Table("Work", "Median a second", "Against", "Ratio (lowest–highest)", box=None)
    rows, times = journey.measure(rounds)
    ours = next(iter(rows.values()))
    for name, row in rows.items():
        table.add_row(name, f"{row.rate:,.0f} moves", "", "")
    table.add_row("journey", "", f"{PEER} in memory (goal 60)", _ratio(times))
    goal = Row(LIMIT, tuple(float(MOVES) for _ in ours.rates))
    table.add_row("journey", "", f"{MOVES:,} moves a second", _ratio(ratio(ours, goal)))
    books = [load(ref) for ref in sorted({a.id for a in available()})]
    documents = [(bpmn.export(b), [bpmn.xml_id("process", p.id) for p in b.processes]) for b in books]
    checked = alternate({"doctor": lambda: doctor(books), "parsed": lambda: parse(documents)}, rounds)
    table.add_row(
        "doctor on all content",
        f"{checked['doctor'].rate:,.1f} handbooks",
        f"{PEER} reading the same",
        _ratio(ratio(*checked.values())),
    )
    stockholm = load("stockholm")
    drawn = alternate({"maps": lambda: maps(stockholm), "layouts": lambda: layouts(stockholm)}, rounds)
    table.add_row(
        "maps of Stockholm", f"{drawn['maps'].rate:,.1f} maps", "Graphviz layout alone", _ratio(ratio(*drawn.values()))
    )
    measured = (
        deciding.rows(rounds),
        forms.rows(rounds),
        stored.measure(rounds),
        lists.in_own_process(rounds),
        radar.in_own_process(rounds),
    )
    for work, rate, against, found in chain.from_iterable(measured):
        table.add_row(work, rate, against, _ratio(found) if found else "")
    Console().print(table)


def _ratio(times: tuple[float, float, float]) -> str:
    return f"{times[0]:.2f} ({times[1]:.2f}–{times[2]:.2f})"


if __name__ == "__main__":
    main()
